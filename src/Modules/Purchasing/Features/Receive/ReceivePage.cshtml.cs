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

/// <summary>A row of the form: a line of the order, or another lot of it.</summary>
internal sealed record ReceiveRow(
    int Line, VariantId Variant, string Name, string Sku, string Unit, decimal Ordered, decimal Open, Money OrderedPrice, string Quantity, string Damaged, string Wrong, string Lot, string Expires, string Price, bool IsNumbered, string Serials,
    bool IsArchived)
{
    /// <summary>Whether anything stands in it that is received.</summary>
    public bool IsFilled => Quantity.Trim().Length + Damaged.Trim().Length + Wrong.Trim().Length + Serials.Trim().Length > 0;
}

/// <summary>What a scanner read at the door: a code, or the elements of GS1 text.</summary>
/// <param name="Code">Barcode or code.</param>
/// <param name="Lot">Lot (AI 10), or empty.</param>
/// <param name="Expires">Last day of use (AI 17), or best before (AI 15), or empty.</param>
/// <param name="Serial">Serial number (AI 21), or null.</param>
/// <param name="Count">How many (AI 37); 1 where it is not said.</param>
/// <param name="Kilograms">Net weight (AI 310n), or null.</param>
internal sealed record ReceiveScan(string Code, string Lot = "", string Expires = "", string? Serial = null, int Count = 1, decimal? Kilograms = null)
{
    public static ReceiveScan Read(string text, DateOnly today) =>
        Gs1.IsElements(text) && Gs1.Parse(text, today).TryGet(out var read) && read.Gtin is { } gtin
            ? new ReceiveScan(gtin.Code, read.Lot ?? "", BuyWords.Iso(read.ExpiresOn ?? read.BestBefore), read.Serial, read.Count ?? 1, read.NetKilograms) : new ReceiveScan(text);
}

/// <summary>
/// <c>/admin/purchasing/orders/{id}/receive</c>: made for a phone at the door. Each scan counts a pack; the form carries all that was
/// counted and is sent once, under an id of its own.
/// </summary>
[Camera]
internal sealed class ReceivePageModel(OrderStore orders, ReceiveGoods receive, FindProduct find, IInventory inventory, ArchivedItems archived, ExchangeRates rates, PurchasingClock clock) : AdminPage
{
    private const int MostRows = 1_000;
    private const decimal Thousandths = 1_000;
    private readonly Dictionary<int, int> _places = [];
    private string _path = "";
    private DateOnly _today;
    private Guid _supplier;
    private Currency _unit;

    public IReadOnlyList<ReceiveRow> Rows { get; private set; } = [];

    public string Key { get; private set; } = "";

    /// <summary>The exchange rate, where there is one to be said.</summary>
    public RateField? Rate { get; private set; }

    /// <summary>What came of the last scan.</summary>
    public string Said { get; private set; } = "";

    /// <summary>The row that was scanned last.</summary>
    public int Last { get; private set; } = -1;

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    /// <summary>Whether a row is the first one of its line: what is expected of the line is said there.</summary>
    public bool IsFirst(int row) => row == 0 || Rows[row - 1].Line != Rows[row].Line;

    /// <summary>Whether it is the last one, behind which another lot comes.</summary>
    public bool IsLast(int row) => row == Rows.Count - 1 || Rows[row + 1].Line != Rows[row].Line;

    public int PlaceOf(int row) => _places.GetValueOrDefault(row, -1);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostScanAsync([FromRoute] string id, string? scan, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var read = ReceiveScan.Read((scan ?? "").Trim(), _today);
        var found = await find.FindAsync(read.Code, _supplier, cancellationToken);
        var fits = Rows.Select((row, index) => (row, index)).Where(one => one.row.Variant == found?.Variant).ToList();
        if (found is null && Waiting() is { } waiting && inventory.SerialNumbers([read.Code]) is { IsSuccess: true, Value: [var number] })
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
            var (row, index) = fits.Find(one => CountedOf(one.row.Line) < one.row.Open) is { row: not null } open ? open : fits[^1];
            if (read.Serial is { } serial && row.IsNumbered)
            {
                Take(fits.FindIndex(one => NumbersOf(one.row).Contains(serial, StringComparer.Ordinal)) is >= 0 and var known ? fits[known].index : index, serial);
            }
            else
            {
                // A label may say tenths of a gram; the stock counts grams.
                var came = read.Kilograms is { } weight && row.Unit == Unit.Kilogram.Code ? Math.Round(weight * Thousandths, MidpointRounding.AwayFromZero) / Thousandths : found!.Value.Units * read.Count;
                index = row.IsNumbered ? index : RowOf(row.Line, read);
                row = Rows[index];
                var counted = Counted(row) + came;
                Change(index, row with
                {
                    Quantity = BuyWords.Number(counted), Lot = read.Lot.Length > 0 && !row.IsNumbered ? read.Lot : row.Lot, Expires = read.Expires.Length > 0 && !row.IsNumbered ? read.Expires : row.Expires,
                });
                Said = T["purchasing.receive_page.counted", Rows[index].Lot.Length > 0 ? $"{row.Name}, {Rows[index].Lot}" : row.Name, BuyWords.Units(T, counted, row.Unit)];
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

        // What somebody has typed or scanned of a line stays as it is.
        var filled = Rows.Where(row => row.IsFilled).Select(row => row.Line).ToHashSet();
        Rows = [.. Rows.Select(row => row.Open > 0 && filled.Add(row.Line) ? row with { Quantity = BuyWords.Number(row.Open) } : row)];
        ModelState.Clear();
        return Page();
    }

    /// <summary>Another row of the same line, for its next lot.</summary>
    public async Task<IActionResult> OnPostLotAsync([FromRoute] string id, int another, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        if (another >= 0 && another < Rows.Count && Rows.Count < MostRows)
        {
            Last = AddRow(Rows[another].Line);
        }

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
        foreach (var (row, index) in Rows.Select((row, index) => (row, index)).Where(one => one.row.IsFilled))
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
                row.Lot.Trim().Length > 0 ? row.Lot : null, Typed.Day(row.Expires, at + ".expiresOn", problems),
                row.Price.Trim().Length > 0 ? BuyWords.Typed(row.Price, at + ".price", _unit, problems) : null, Serials: serials));
        }

        var body = new ReceiveBody(lines, Typed.Id<GoodsReceiptId>(Key, "key", problems), Sent("deliveryNote"), Sent("note"), Sent("acceptOver") == "true", Sent("acceptExpired") == "true", Rate?.Read(problems), Rate?.IsConfirmed == true);
        var done = problems.Any ? problems.Errors.ToArray() : await receive.ForOrderAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.receive_page.done", done.Value.Receipt.Number], _path) : Fail(BuyWords.Faults(T, done.Errors));
    }

    /// <summary>How many of a row have a serial number, of how many.</summary>
    public string NumbersText(ReceiveRow row) => T["purchasing.receive_page.numbers", T.Number(NumbersOf(row).Count), T.Digits(BuyWords.Number(row.Quantity.Trim().Length > 0 ? Counted(row) : row.Open))];

    private static decimal Counted(ReceiveRow row) => Typed.Number(row.Quantity, "", new Problems()) ?? 0;

    /// <summary>How much of a line is counted, in all of its lots.</summary>
    private decimal CountedOf(int line) => Rows.Where(row => row.Line == line).Sum(Counted);

    /// <summary>The row of a line that a scan counts in: that of its lot, an empty one, or a new one.</summary>
    private int RowOf(int line, ReceiveScan read)
    {
        var own = Rows.Select((row, index) => (row, index)).Where(one => one.row.Line == line).ToList();
        if (read.Lot.Length + read.Expires.Length == 0)
        {
            // A plain barcode says nothing of the lot: it counts where none stands, or in the last one.
            return own.FindIndex(one => one.row.Lot.Length == 0) is >= 0 and var plain ? own[plain].index : own[^1].index;
        }

        var same = own.FindIndex(one => string.Equals(one.row.Lot.Trim(), read.Lot, StringComparison.Ordinal) && (one.row.Expires == read.Expires || read.Expires.Length == 0 || (one.row.Expires.Length == 0 && read.Lot.Length > 0)));
        var empty = own.FindIndex(one => one.row.Quantity.Trim().Length + one.row.Lot.Trim().Length + one.row.Expires.Trim().Length == 0);
        return same >= 0 ? own[same].index : empty >= 0 ? own[empty].index : Rows.Count < MostRows ? AddRow(line) : own[^1].index;
    }

    /// <summary>Adds an empty row behind those of a line.</summary>
    private int AddRow(int line)
    {
        var rows = Rows.ToList();
        var last = rows.FindLastIndex(row => row.Line == line);
        rows.Insert(last + 1, rows[last] with { Quantity = "", Damaged = "", Wrong = "", Lot = "", Expires = "", Serials = "" });
        Rows = rows;
        return last + 1;
    }

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
        _supplier = found.Order.SupplierId.Value;
        _unit = found.Order.Total.Currency;
        Rate = await RateField.OfAsync(this, rates, _unit, await clock.CurrencyAsync(cancellationToken), cancellationToken);
        var numbered = await inventory.NumberedAsync([.. found.Lines.Select(line => line.VariantId)], cancellationToken);
        var gone = await archived.OfAsync(found.Lines.Select(line => line.VariantId), cancellationToken);
        // The rows of the form, by the line that each is of; of a line that has none there, an empty one.
        var sent = Enumerable.Range(0, MostRows).TakeWhile(index => At("line", index).Length > 0).ToLookup(index => At("line", index), StringComparer.Ordinal);
        Rows = [.. found.Lines.SelectMany(line => sent[line.No.ToString(CultureInfo.InvariantCulture)].DefaultIfEmpty(-1).Select(index => new ReceiveRow(
            line.No, line.VariantId, T.Of(line.Name), line.Sku, line.Unit, line.Quantity, Math.Max(0, line.Quantity - line.Received), line.Price, At("quantity", index), At("damaged", index), At("wrong", index), At("lot", index), At("expires", index), At("price", index),
            numbered.Contains(line.VariantId), At("serials", index), gone.Contains(line.VariantId))))];
        return true;

        string At(string field, int index) => Sent(FormattableString.Invariant($"{field}[{index}]"));
    }
}
