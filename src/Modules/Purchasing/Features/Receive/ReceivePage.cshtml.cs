using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A row of the form: a line of the order.</summary>
internal sealed record ReceiveRow(int Line, VariantId Variant, string Name, string Sku, string Unit, decimal Ordered, decimal Open, string Quantity, string Damaged, string Wrong, string Lot, string Expires);

/// <summary>
/// <c>/admin/purchasing/orders/{id}/receive</c>: made for a phone at the door. Each scan counts a pack; the form carries all that was
/// counted and is sent once, under an id of its own.
/// </summary>
[Camera]
internal sealed class ReceivePageModel(OrderStore orders, ReceiveGoods receive, FindProduct find, PurchasingClock clock) : AdminPage
{
    private readonly Dictionary<int, int> _places = [];
    private string _path = "";

    public IReadOnlyList<ReceiveRow> Rows { get; private set; } = [];

    public string Key { get; private set; } = "";

    /// <summary>What came of the last scan.</summary>
    public string Said { get; private set; } = "";

    /// <summary>The row that was scanned last.</summary>
    public int Last { get; private set; } = -1;

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public int PlaceOf(int row) => _places.GetValueOrDefault(row, -1);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostScanAsync([FromRoute] string id, string? scan, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var found = await find.FindAsync(scan ?? "", cancellationToken);
        var fits = Rows.Select((row, index) => (row, index)).Where(one => one.row.Variant == found?.Variant).ToList();
        if (fits.Count == 0)
        {
            Said = T["purchasing.receive_page.unknown", scan ?? ""];
        }
        else
        {
            // The first line that still expects some, or the last one.
            var (row, index) = fits.Find(one => (Typed.Number(one.row.Quantity, "", new Problems()) ?? 0) < one.row.Open) is { row: not null } open ? open : fits[^1];
            var counted = (Typed.Number(row.Quantity, "", new Problems()) ?? 0) + found!.Value.Units;
            Rows = [.. Rows.Select((one, at) => at == index ? one with { Quantity = BuyWords.Number(counted) } : one)];
            (Last, Said) = (index, T["purchasing.receive_page.counted", row.Name, BuyWords.Units(T, counted, row.Unit)]);
        }

        ModelState.Clear();
        return Page();
    }

    public async Task<IActionResult> OnPostAllAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Rows = [.. Rows.Select(row => row with { Quantity = row.Open > 0 ? BuyWords.Number(row.Open) : row.Quantity })];
        ModelState.Clear();
        return Page();
    }

    public async Task<IActionResult> OnPostTakeAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        List<ReceiveLineBody> lines = [];
        foreach (var (row, index) in Rows.Select((row, index) => (row, index)).Where(one => one.row.Quantity.Trim().Length + one.row.Damaged.Trim().Length + one.row.Wrong.Trim().Length > 0))
        {
            var at = FormattableString.Invariant($"lines[{lines.Count}]");
            _places[index] = lines.Count;
            lines.Add(new ReceiveLineBody(
                row.Variant, Typed.Number(row.Quantity, at + ".quantity", problems) ?? 0, row.Line, Typed.Number(row.Damaged, at + ".damaged", problems) ?? 0, Typed.Number(row.Wrong, at + ".wrong", problems) ?? 0,
                row.Lot.Trim().Length > 0 ? row.Lot : null, Typed.Day(row.Expires, at + ".expiresOn", problems)));
        }

        var body = new ReceiveBody(lines, Typed.Id<GoodsReceiptId>(Key, "key", problems), Sent("deliveryNote"), Sent("note"), Sent("acceptOver") == "true", Sent("acceptExpired") == "true");
        var done = problems.Any ? problems.Errors.ToArray() : await receive.ForOrderAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.receive_page.done", done.Value.Receipt.Number], _path) : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<PurchaseOrderId>(id, out var wanted) || await orders.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.GoodsReceive, found.Order.StoreId))
        {
            return false;
        }

        // A form that is sent again after all has come is answered as it was, so the page is there for every state.
        Title = T["purchasing.receive_page.title", found.Order.Number];
        _path = $"/admin/purchasing/orders/{found.Order.Id}";
        Crumbs = [new AdminCrumb(T["purchasing.orders_page.title"], "/admin/purchasing/orders"), new AdminCrumb(found.Order.Number, _path)];
        Key = Request.HasFormContentType ? Sent("key") : clock.New<GoodsReceiptId>().ToString();
        Rows = [.. found.Lines.Select((line, index) => new ReceiveRow(
            line.No, line.VariantId, T.Of(line.Name), line.Sku, line.Unit, line.Quantity, Math.Max(0, line.Quantity - line.Received), At("quantity", index), At("damaged", index), At("wrong", index), At("lot", index), At("expires", index)))];
        return true;

        string At(string field, int index) => Sent(FormattableString.Invariant($"{field}[{index}]"));
    }
}
