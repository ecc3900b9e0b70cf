using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/adjustments</c>: the list, the newest first.</summary>
internal sealed class AdjustmentsPageModel(AdjustmentStore kept, IStores stores) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayAdd => May(Permissions.StockAdjust.Name);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.adjustments_page.title"];
        var (reader, shop) = (QueryReader.Lenient(Request), await stores.ShopAsync(cancellationToken));
        var (filter, zone) = (ListAdjustments.FilterOf(reader, Caller), shop.Zone());
        var cursor = PaperList.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var found = await kept.ListAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "stock-adjustments",
            Path = To("/admin/stock/adjustments"),
            Words = filter.Words ?? "",
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                ActWords.StoreFilter(T, shop, Caller, filter.Store),
                new ListFilter("state", T["inventory.acts.state"], [new ListChoice("all", T["inventory.acts.any_state"]), .. ((string[])["waiting", "posted", "rejected"]).Select(word => new ListChoice(word, T["inventory.adjustment_state." + word]))], filter.State ?? "all"),
                new ListFilter("reason", T["inventory.acts.reason"], [new ListChoice("all", T["inventory.acts.any_reason"]), .. MakeAdjustment.Reasons.Append("transfer_loss").Select(word => new ListChoice(word, ActWords.Reason(T, word)))], filter.Reason ?? "all"),
            ],
            Columns =
            [
                new ListColumn("number", T["inventory.acts.number"]),
                new ListColumn("store", T["inventory.acts.store"]),
                new ListColumn("reason", T["inventory.acts.reason"]),
                new ListColumn("state", T["inventory.acts.state"]),
                new ListColumn("value", T["inventory.acts.value"], IsNumber: true),
                new ListColumn("author", T["inventory.acts.author"]),
                new ListColumn("created", T["inventory.acts.created"]),
                new ListColumn("note", T["inventory.acts.note"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(row => new ListRow(row.Id.ToString(), To($"/admin/stock/adjustments/{row.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["number"] = row.Number,
                ["store"] = ActWords.Store(T, shop, row.StoreId),
                ["reason"] = ActWords.Reason(T, row.Reason),
                ["state"] = ActWords.State(T, row.State),
                ["value"] = T.Money(row.Value),
                ["author"] = row.Author ?? "–",
                ["created"] = T.Moment(row.CreatedAt, zone),
                ["note"] = row.Note,
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.adjustments_page.none"],
        };
    }

    public IActionResult OnGetExport() => ListAdjustments.Csv(kept, ListAdjustments.FilterOf(QueryReader.Lenient(Request), Caller));
}
