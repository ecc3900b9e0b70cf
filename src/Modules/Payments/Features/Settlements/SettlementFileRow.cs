using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Payments.Features;

/// <summary>A row of a file of what providers paid out.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Provider">Who paid out.</param>
/// <param name="Kind"><c>payment</c> or <c>refund</c>.</param>
/// <param name="Transaction">The provider's id of the payment or the refund.</param>
/// <param name="Gross">What was paid or given back, before fees.</param>
/// <param name="Fee">What the provider keeps of it; below zero where it gives some back.</param>
/// <param name="Vat">VAT on the fee.</param>
/// <param name="At">When, as the provider says, or null.</param>
/// <param name="PaidOn">On which day it was paid out.</param>
/// <param name="Courier">Of cash at the door: the courier who hands it over, as orders were given to them; empty for riders of our own.</param>
internal sealed record SettlementFileRow(long Line, string Provider, string Kind, string Transaction, Money Gross, Money Fee, Money Vat, DateTimeOffset? At, DateOnly PaidOn, string Courier)
{
    /// <summary>The columns there may be.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["provider", "paid_on", "transaction", "kind", "gross", "fee", "vat", "at", "courier"];

    /// <summary>Those that must be there.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["provider", "paid_on", "transaction", "gross"];

    /// <summary>Reads a row, with all that is wrong with it by itself.</summary>
    public static Result<SettlementFileRow> Read(CsvRow row, IReadOnlyList<string> header, Currency currency)
    {
        var cells = header.Zip(row.Fields, (name, text) => (name, text: text.Trim())).ToDictionary(cell => cell.name, cell => cell.text, StringComparer.Ordinal);
        var problems = new Problems();
        string Cell(string name) => cells.GetValueOrDefault(name, "");
        Money Amount(string name) => Cell(name).Length == 0 ? Money.Zero(currency) : problems.Take(Money.Parse(Cell(name), currency), name);
        var (kind, transaction) = (Cell("kind").Length == 0 ? "payment" : Cell("kind").ToLowerInvariant(), Cell("transaction"));
        var (provider, courier) = (Cell("provider").ToLowerInvariant(), Cell("courier"));
        var (gross, fee, vat) = (Amount("gross"), Amount("fee"), Amount("vat"));
        var isDay = DateOnly.TryParseExact(Cell("paid_on"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        var isMoment = DateTimeOffset.TryParse(Cell("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        problems.Require(Methods.Settled.Contains(provider, StringComparer.Ordinal), "settlement.provider", $"A provider is one of: {string.Join(", ", Methods.Settled)}.", "provider");
        problems.Require(isDay && day.Year is >= 1970 and <= 9000, "row.day", "A day is written as 2026-12-31.", "paid_on");
        problems.Require(isMoment || Cell("at").Length == 0, "row.moment", "A moment is written as 2026-12-31T10:20:30Z.", "at");
        problems.Require(kind is "payment" or "refund", "settlement.kind", "A row is a payment or a refund.", "kind");
        problems.Require(kind == "payment" || provider != PaymentMethods.CashOnDelivery, "settlement.kind", "What was paid at the door is not given back by couriers: a row is a payment.", "kind");
        problems.Require(courier.Length == 0 || (provider == PaymentMethods.CashOnDelivery && courier.Length <= 100 && UnicodeText.IsOneLine(courier)), "settlement.courier", "A courier is named where cash at the door is handed over, in at most 100 characters.", "courier");
        problems.Require(transaction.Length is > 0 and <= 255 && UnicodeText.IsOneLine(transaction), "row.required", "A value is needed.", "transaction");
        problems.Require(gross.Minor is > 0 and <= NewEntry.LargestAmount || Cell("gross").Length > 0 && problems.Any, "settlement.gross", "What was paid or given back is above zero.", "gross");
        problems.Require(Math.Abs(fee.Minor) <= NewEntry.LargestAmount && Math.Abs(vat.Minor) <= NewEntry.LargestAmount, "settlement.fee", "A fee is no larger than the books take.", "fee");
        return problems.Any ? problems.Errors.ToArray() : new SettlementFileRow(row.Line, provider, kind, transaction, gross, fee, vat, isMoment ? at.ToUniversalTime() : null, day, courier);
    }
}
