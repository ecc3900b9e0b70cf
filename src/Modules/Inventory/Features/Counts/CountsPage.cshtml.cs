using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/counts</c>: the list, the newest first.</summary>
internal sealed class CountsPageModel(CountStore kept, IStores stores) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayAdd => May(Permissions.StockCount.Name);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.counts_page.title"];
        var (reader, shop) = (QueryReader.Lenient(Request), await stores.ShopAsync(cancellationToken));
        var (filter, zone) = (ListCounts.FilterOf(reader, Caller), shop.Zone());
        var cursor = PaperList.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var found = await kept.ListAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "stock-counts",
            Path = To("/admin/stock/counts"),
            Words = filter.Words ?? "",
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                ActWords.StoreFilter(T, shop, Caller, filter.Store),
                new ListFilter("state", T["inventory.acts.state"], [new ListChoice("all", T["inventory.acts.any_state"]), .. ((string[])["open", "waiting", "posted", "cancelled"]).Select(word => new ListChoice(word, T["inventory.count_state." + word]))], filter.State ?? "all"),
            ],
            Columns =
            [
                new ListColumn("number", T["inventory.acts.number"]),
                new ListColumn("store", T["inventory.acts.store"]),
                new ListColumn("scope", T["inventory.acts.scope"]),
                new ListColumn("state", T["inventory.acts.state"]),
                new ListColumn("value", T["inventory.acts.value"], IsNumber: true),
                new ListColumn("author", T["inventory.acts.author"]),
                new ListColumn("created", T["inventory.acts.begun"]),
            ],
            Rows = [.. found.Items.Select(row => new ListRow(row.Id.ToString(), To($"/admin/stock/counts/{row.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["number"] = row.Number,
                ["store"] = ActWords.Store(T, shop, row.StoreId),
                ["scope"] = T["inventory.count_scope." + ChoiceWords.Of(row.Scope)],
                ["state"] = ActWords.State(T, row.State),
                ["value"] = row.State switch { CountState.Posted => T.Money(row.Value), CountState.Waiting => T["inventory.counts_page.expected_value", T.Money(row.Value)], _ => "–" },
                ["author"] = row.Author ?? "–",
                ["created"] = T.Moment(row.StartedAt, zone),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.counts_page.none"],
        };
    }

    public IActionResult OnGetExport() => ListCounts.Csv(kept, ListCounts.FilterOf(QueryReader.Lenient(Request), Caller));
}
