using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>The tax of a quote.</summary>
/// <param name="Lines">The lines, in the order of the basket.</param>
/// <param name="Charges">The charges, in the order of the basket.</param>
/// <param name="ByRate">The sums by rate, lowest first.</param>
/// <param name="Total">The sum.</param>
internal sealed record QuoteTax(IReadOnlyList<QuoteLine> Lines, IReadOnlyList<QuoteCharge> Charges, IReadOnlyList<TaxRateTotal> ByRate, TaxSplit Total)
{
    internal static QuoteTax Of(PriceBook book, Basket basket, PricedGoods goods)
    {
        var isExempt = basket.Customer?.IsTaxExempt == true;

        // By id, because what is left when a document is rounded goes to the earlier line.
        var lines = goods.Lines.SelectMany(line => ReducedLine.Of(line, book.Currency)).OrderBy(line => line.Member.Line.Id).ToArray();
        var charges = goods.Charges.Select((one, place) => (one.Charge, one.Rate, Place: place)).OrderBy(one => one.Charge.Id).ToArray();
        var amounts = lines.Select(line => line.Amount).Concat(charges.Select(one => one.Charge.Amount.Minor)).ToArray();
        var rates = lines.Select(line => line.Member.Rate).Concat(charges.Select(one => one.Rate)).ToArray();
        var totals = TotalsOf(book, amounts, rates, isExempt);

        var quoteLines = new QuoteLine[lines.Length];
        for (var index = 0; index < lines.Length; index++)
        {
            quoteLines[lines[index].Member.Place] = LineOf(lines[index], book.Currency, isExempt, totals.Lines[index]);
        }

        var quoteCharges = new QuoteCharge[charges.Length];
        for (var index = 0; index < charges.Length; index++)
        {
            var (charge, rate, place) = charges[index];
            quoteCharges[place] = new QuoteCharge(charge.Id, charge.Code, charge.Amount, isExempt ? null : rate, totals.Lines[lines.Length + index]);
        }

        return new QuoteTax(Array.AsReadOnly(quoteLines), Array.AsReadOnly(quoteCharges), totals.ByRate, totals.Total);
    }

    private static QuoteLine LineOf(ReducedLine reduced, Currency currency, bool isExempt, TaxSplit tax) => new(
        reduced.Member.Line.Id,
        reduced.Member.Line.VariantId,
        reduced.Member.Line.Quantity,
        reduced.Goods.Price.Amount,
        new Money(reduced.Goods.Full * PricedLine.PiecesOf(reduced.Member), currency),
        new Money(reduced.Amount, currency),
        isExempt ? null : reduced.Member.Rate,
        tax,
        reduced.Trace);

    private static TaxTotals TotalsOf(PriceBook book, long[] amounts, Rate?[] rates, bool isExempt)
    {
        if (amounts.Length == 0)
        {
            var zero = Money.Zero(book.Currency);
            return new TaxTotals(new TaxSplit(zero, zero, zero), [], []);
        }

        TaxTotals Compute(Func<int, Money> amount, Func<int, Rate> rate) =>
            TaxCalculation.Of([.. Enumerable.Range(0, amounts.Length).Select(index => new TaxLine(amount(index), rate(index)))], book.Tax);

        Money Full(int index) => new(amounts[index], book.Currency);
        if (!isExempt)
        {
            return Compute(Full, index => rates[index] ?? Rate.Zero);
        }

        // Who pays no tax pays the net: what prices include of it is taken out as it would be shown, and no tax is left.
        var net = Compute(Full, index => rates[index] ?? Rate.Zero).Lines;
        return Compute(index => net[index].Net, _ => Rate.Zero);
    }
}
