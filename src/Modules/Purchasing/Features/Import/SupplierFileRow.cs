using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A row of a file of suppliers: who they are, something they sell, or both. What is left empty stays as it is.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Code">Code of the supplier.</param>
/// <param name="Who">What the row says of them: texts by column; empty where it says nothing.</param>
/// <param name="PaymentDays">Days until a bill is due, or null.</param>
/// <param name="LeadDays">Days from order to delivery, or null.</param>
/// <param name="MinimumOrder">Least amount of an order, or null.</param>
/// <param name="Sku">What they sell, or empty.</param>
/// <param name="SupplierCode">Their code for it, or empty.</param>
/// <param name="PackUnits">Units in a pack, or null.</param>
/// <param name="MinimumPacks">Fewest packs of an order, or null.</param>
/// <param name="Price">Of a pack, or null.</param>
/// <param name="From">From which day the price holds, or null for today.</param>
/// <param name="Currency">What they are bought from in, or null.</param>
internal sealed record SupplierFileRow(
    long Line, string Code, IReadOnlyDictionary<string, string> Who, int? PaymentDays, int? LeadDays, Money? MinimumOrder, string Sku, string SupplierCode, decimal? PackUnits, decimal? MinimumPacks, Money? Price, DateOnly? From,
    Currency? Currency)
{
    private const string CurrencyColumn = "currency";
    private static readonly string[] _who = ["name", "contact", "phone", "email", "address", "tax_number"];
    private static readonly string[] _item = ["supplier_code", "pack_units", "minimum_packs", "price", "from"];

    /// <summary>The columns there may be.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["code", .. _who, "payment_days", "lead_days", "minimum_order", CurrencyColumn, "sku", .. _item];

    /// <summary>Those that must be there.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["code", "name|sku"];

    /// <summary>Whether it says anything of who they are.</summary>
    public bool SaysWho => Who.Count > 0 || PaymentDays is not null || LeadDays is not null || MinimumOrder is not null || Currency is not null;

    /// <summary>Whether two rows say the same of who a supplier is.</summary>
    public bool SaysSameWho(SupplierFileRow other) =>
        !SaysWho || !other.SaysWho || (PaymentDays == other.PaymentDays && LeadDays == other.LeadDays && MinimumOrder == other.MinimumOrder && Currency == other.Currency && Who.OrderBy(cell => cell.Key, StringComparer.Ordinal).SequenceEqual(other.Who.OrderBy(cell => cell.Key, StringComparer.Ordinal)));

    /// <summary>The currency that a row says of its supplier, by their code; null where it says none that is one.</summary>
    public static (string Code, Currency Currency)? CurrencyOf(CsvRow row, IReadOnlyList<string> header) =>
        Kernel.Currency.TryGet(CellOf(row, header, CurrencyColumn), out var currency) ? (CodeOf(row, header), currency) : null;

    /// <summary>The code of the supplier that a row is of.</summary>
    public static string CodeOf(CsvRow row, IReadOnlyList<string> header) => CellOf(row, header, "code");

    /// <summary>The supplier as they are to be: what the row leaves empty is as it was.</summary>
    public SupplierBody Body(SupplierRow? before)
    {
        string? Text(string column, string? old) => Who.GetValueOrDefault(column, old ?? "");
        return new SupplierBody(
            Code, Text("name", before?.Name)!, Text("contact", before?.Contact), Text("phone", before?.Phone), Text("email", before?.Email), Text("address", before?.Address)!.Replace("\\n", "\n", StringComparison.Ordinal), Text("tax_number", before?.TaxNumber),
            PaymentDays ?? before?.PaymentDays ?? 0, LeadDays ?? before?.LeadDays ?? 0,
            MinimumOrder ?? (before is null || (Currency is { } other && other.Code != before.Currency) ? null : new Money(before.MinimumOrder, Kernel.Currency.Get(before.Currency))), Currency: Currency?.Code);
    }

    /// <summary>Reads a row, with all that is wrong with it by itself; what cannot be read is left out of it. Its amounts are in the currency of its supplier.</summary>
    public static (SupplierFileRow Row, IReadOnlyList<Error> Faults) Read(CsvRow row, IReadOnlyList<string> header, Func<string, Currency> currencyOf)
    {
        var cells = header.Zip(row.Fields, (name, text) => (name, text: text.Trim())).Where(cell => cell.text.Length > 0).ToDictionary(cell => cell.name, cell => cell.text, StringComparer.Ordinal);
        var problems = new Problems();
        string Cell(string name) => cells.GetValueOrDefault(name, "");
        var currency = currencyOf(Cell("code").ToUpperInvariant());
        int? Days(string name) => Number(name) is not { } days ? null : problems.Require(days is >= 0 and <= 365 && decimal.IsInteger(days), "supplier.days", "Days are from 0 to 365.", name) ? (int)days : null;
        Money? Amount(string name) => Cell(name) is { Length: > 0 } text ? problems.Take(Money.Parse(text, currency), name) : null;
        decimal? Number(string name)
        {
            if (Cell(name) is not { Length: > 0 } text)
            {
                return null;
            }

            var fits = decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
            return problems.Require(fits, "row.number", "A number is digits with an optional decimal point.", name) ? number : null;
        }

        var from = DateOnly.TryParseExact(Cell("from"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        problems.Require(from is not null || Cell("from").Length == 0, "row.day", "A day is written as 2026-12-31.", "from");
        var isCurrency = Kernel.Currency.TryGet(Cell(CurrencyColumn).ToUpperInvariant(), out var own);
        problems.Require(isCurrency || Cell(CurrencyColumn).Length == 0, "currency.unknown", "A currency is an active ISO 4217 code, such as BDT.", CurrencyColumn);
        problems.Require(Cell("code").Length > 0, "row.required", "A value is needed.", "code");
        problems.Require(Cell("sku").Length > 0 || !_item.Any(cells.ContainsKey), "row.required", "Say by its SKU what it is that they sell.", "sku");
        problems.Require(from is null || Cell("price").Length > 0, "row.required", "Say what it costs from that day on.", "price");
        var read = new SupplierFileRow(
            row.Line, Cell("code").ToUpperInvariant(), _who.Where(cells.ContainsKey).ToDictionary(name => name, Cell, StringComparer.Ordinal), Days("payment_days"), Days("lead_days"), Amount("minimum_order"),
            Cell("sku"), Cell("supplier_code"), Number("pack_units"), Number("minimum_packs"), Amount("price"), from, isCurrency ? own : null);
        problems.Require(cells.Keys.Any(name => name != "code"), "row.required", "The row says nothing.", "name");
        return (read, problems.Errors);
    }

    private static string CellOf(CsvRow row, IReadOnlyList<string> header, string name) => header.Zip(row.Fields).FirstOrDefault(cell => cell.First == name).Second?.Trim().ToUpperInvariant() ?? "";
}
