using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/transfers</c>: the list, the newest first.</summary>
internal sealed class TransfersPageModel(TransferStore kept, IStores stores) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayAdd => May(Permissions.StockTransfer.Name);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.transfers_page.title"];
        var (reader, shop) = (QueryReader.Lenient(Request), await stores.ShopAsync(cancellationToken));
        var (filter, zone) = (ListTransfers.FilterOf(reader, Caller), shop.Zone());
        var cursor = PaperList.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var found = await kept.ListAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "stock-transfers",
            Path = To("/admin/stock/transfers"),
            Words = filter.Words ?? "",
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                ActWords.StoreFilter(T, shop, Caller, filter.Store),
                new ListFilter("state", T["inventory.acts.state"], [new ListChoice("all", T["inventory.acts.any_state"]), .. ((string[])["draft", "sent", "closed", "cancelled"]).Select(word => new ListChoice(word, T["inventory.transfer_state." + word]))], filter.State ?? "all"),
            ],
            Columns =
            [
                new ListColumn("number", T["inventory.acts.number"]),
                new ListColumn("from", T["inventory.acts.from"]),
                new ListColumn("to", T["inventory.acts.to"]),
                new ListColumn("state", T["inventory.acts.state"]),
                new ListColumn("way", T["inventory.acts.on_the_way"], IsNumber: true),
                new ListColumn("sent", T["inventory.acts.sent_value"], IsNumber: true, IsShown: false),
                new ListColumn("lost", T["inventory.acts.lost"], IsNumber: true, IsShown: false),
                new ListColumn("author", T["inventory.acts.author"], IsShown: false),
                new ListColumn("created", T["inventory.acts.created"]),
            ],
            Rows = [.. found.Items.Select(row => new ListRow(row.Id.ToString(), To($"/admin/stock/transfers/{row.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["number"] = row.Number,
                ["from"] = ActWords.Store(T, shop, row.From),
                ["to"] = ActWords.Store(T, shop, row.To),
                ["state"] = ActWords.State(T, row.State),
                ["way"] = T.Money(row.OnTheWay),
                ["sent"] = T.Money(row.Sent),
                ["lost"] = T.Money(row.Lost),
                ["author"] = row.Author ?? "–",
                ["created"] = T.Moment(row.CreatedAt, zone),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.transfers_page.none"],
        };
    }

    public IActionResult OnGetExport() => ListTransfers.Csv(kept, ListTransfers.FilterOf(QueryReader.Lenient(Request), Caller));
}
