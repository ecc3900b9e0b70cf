using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A row of the form: a line of the order.</summary>
internal sealed record ReceiveRow(int Line, VariantId Variant, string Name, string Sku, string Unit, decimal Ordered, decimal Open, string Quantity, string Damaged, string Wrong, string Lot, string Expires, bool IsNumbered, string Serials);

/// <summary>
/// <c>/admin/purchasing/orders/{id}/receive</c>: made for a phone at the door. Each scan counts a pack; the form carries all that was
/// counted and is sent once, under an id of its own.
/// </summary>
[Camera]
internal sealed class ReceivePageModel(OrderStore orders, ReceiveGoods receive, FindProduct find, IInventory inventory, PurchasingClock clock) : AdminPage
{
    private readonly Dictionary<int, int> _places = [];
    private string _path = "";
    private DateOnly _today;

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

        var (code, serial) = Read((scan ?? "").Trim());
        var found = await find.FindAsync(code, cancellationToken);
        var fits = Rows.Select((row, index) => (row, index)).Where(one => one.row.Variant == found?.Variant).ToList();
        if (found is null && Waiting() is { } waiting && inventory.SerialNumbers([code]) is { IsSuccess: true, Value: [var number] })
        {
            // The barcode was scanned before, and now the number beside it.
            Take(waiting, number);
        }
        else if (fits.Count == 0)
        {
            Said = T["purchasing.receive_page.unknown", scan ?? ""];
        }
        else
        {
            // The first line that still expects some, or the last one.
            var (row, index) = fits.Find(one => Counted(one.row) < one.row.Open) is { row: not null } open ? open : fits[^1];
            if (serial is not null && row.IsNumbered)
            {
                Take(fits.FindIndex(one => NumbersOf(one.row).Contains(serial, StringComparer.Ordinal)) is >= 0 and var known ? fits[known].index : index, serial);
            }
            else
            {
                var counted = Counted(row) + found!.Value.Units;
                Change(index, row with { Quantity = BuyWords.Number(counted) });
                Said = T["purchasing.receive_page.counted", row.Name, BuyWords.Units(T, counted, row.Unit)];
            }
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
        foreach (var (row, index) in Rows.Select((row, index) => (row, index)).Where(one => one.row.Quantity.Trim().Length + one.row.Damaged.Trim().Length + one.row.Wrong.Trim().Length + one.row.Serials.Trim().Length > 0))
        {
            var at = FormattableString.Invariant($"lines[{lines.Count}]");
            _places[index] = lines.Count;
            var before = problems.Errors.Count;
            var serials = row.Serials.Trim().Length > 0 ? problems.Take(inventory.SerialNumbers([row.Serials]), at + ".serials") : null;
            // How many there are is what was typed, or as many as have a number.
            var quantity = row.Quantity.Trim().Length > 0 ? Typed.Number(row.Quantity, at + ".quantity", problems) ?? 0 : serials?.Count ?? 0;
            problems.Require(!row.IsNumbered || problems.Errors.Count > before || quantity == (serials?.Count ?? 0), "inventory.serial_needed", "This product is kept by serial numbers; say that of each piece.", at + ".serials");
            lines.Add(new ReceiveLineBody(
                row.Variant, quantity, row.Line, Typed.Number(row.Damaged, at + ".damaged", problems) ?? 0, Typed.Number(row.Wrong, at + ".wrong", problems) ?? 0,
                row.Lot.Trim().Length > 0 ? row.Lot : null, Typed.Day(row.Expires, at + ".expiresOn", problems), Serials: serials));
        }

        var body = new ReceiveBody(lines, Typed.Id<GoodsReceiptId>(Key, "key", problems), Sent("deliveryNote"), Sent("note"), Sent("acceptOver") == "true", Sent("acceptExpired") == "true");
        var done = problems.Any ? problems.Errors.ToArray() : await receive.ForOrderAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.receive_page.done", done.Value.Receipt.Number], _path) : Fail(done.Errors);
    }

    /// <summary>How many of a row have a serial number, of how many.</summary>
    public string NumbersText(ReceiveRow row) => T["purchasing.receive_page.numbers", T.Number(NumbersOf(row).Count), T.Digits(BuyWords.Number(row.Quantity.Trim().Length > 0 ? Counted(row) : row.Open))];

    private static decimal Counted(ReceiveRow row) => Typed.Number(row.Quantity, "", new Problems()) ?? 0;

    /// <summary>What was scanned, and the serial number that GS1 text says of it (AI 21).</summary>
    private (string Code, string? Serial) Read(string scan) =>
        Gs1.IsElements(scan) && Gs1.Parse(scan, _today).TryGet(out var read) && read.Gtin is { } gtin ? (gtin.Code, read.Serial) : (scan, null);

    /// <summary>The serial numbers of a row as far as they can be read.</summary>
    private IReadOnlyList<string> NumbersOf(ReceiveRow row) => row.Serials.Trim().Length > 0 && inventory.SerialNumbers([row.Serials]).TryGet(out var read) ? read : [];

    /// <summary>The row that was scanned last, where it has more pieces than serial numbers.</summary>
    private int? Waiting() => int.TryParse(Sent("last"), CultureInfo.InvariantCulture, out var last) && last >= 0 && last < Rows.Count && Rows[last] is { IsNumbered: true } row && NumbersOf(row).Count < Counted(row) ? last : null;

    private void Take(int index, string serial)
    {
        var row = Rows[index];
        var isThere = NumbersOf(row).Contains(serial, StringComparer.Ordinal);
        var after = isThere ? row : row with { Serials = (row.Serials.TrimEnd() + "\n" + serial).TrimStart() };
        after = after with { Quantity = BuyWords.Number(Math.Max(Counted(row), NumbersOf(after).Count)) };
        Change(index, after);
        Said = T[isThere ? "purchasing.receive_page.number_again" : "purchasing.receive_page.number", row.Name, serial, NumbersText(after)];
    }

    private void Change(int index, ReceiveRow row)
    {
        Rows = [.. Rows.Select((one, at) => at == index ? row : one)];
        Last = index;
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
        _today = await clock.TodayAsync(cancellationToken);
        var numbered = await inventory.NumberedAsync([.. found.Lines.Select(line => line.VariantId)], cancellationToken);
        Rows = [.. found.Lines.Select((line, index) => new ReceiveRow(
            line.No, line.VariantId, T.Of(line.Name), line.Sku, line.Unit, line.Quantity, Math.Max(0, line.Quantity - line.Received), At("quantity", index), At("damaged", index), At("wrong", index), At("lot", index), At("expires", index), numbered.Contains(line.VariantId), At("serials", index)))];
        return true;

        string At(string field, int index) => Sent(FormattableString.Invariant($"{field}[{index}]"));
    }
}
