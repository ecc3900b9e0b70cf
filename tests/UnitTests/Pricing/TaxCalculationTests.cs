using System.Numerics;
using Aisle.Kernel;
using Aisle.Pricing;
using Aisle.UnitTests.Kernel;
using FsCheck;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Pricing;

public sealed class TaxCalculationTests
{
    private static readonly Gen<Rate> Rates = Gen.Elements(0m, 5m, 7.5m, 10m, 15m, 21m, 22m, 100m, 0.0001m).Select(Rate.FromPercent);

    private static readonly Gen<TaxPolicy> Policies =
        from included in Gen.Elements(true, false)
        from scope in Gen.Elements(Enum.GetValues<TaxRoundingScope>())
        from rounding in Roundings
        select new TaxPolicy(included, scope, rounding);

    private static readonly Gen<TaxLine> Lines =
        from minor in Gen.Choose(-100_000, 100_000) from rate in Rates select new TaxLine(new Money(minor, Eur), rate);

    private static readonly Gen<(TaxLine[] Lines, TaxPolicy Policy)> Documents =
        from lines in Gen.NonEmptyListOf(Lines) from policy in Policies select (lines.ToArray(), policy);

    [Theory]
    [InlineData(TaxRoundingScope.Line, "1.96", "11.33")]
    [InlineData(TaxRoundingScope.Document, "1.97", "11.34")]
    public void Odoo_6224_four_lines_at_21_percent_exclusive(TaxRoundingScope scope, string tax, string gross)
    {
        var first = Euro(1.48m).Times(Of(4, "pc"), Rounding.HalfUp);
        var totals = TaxCalculation.Of(
            [Line(first, 21), Line(1.52m, 21), Line(1.54m, 21), Line(0.39m, 21)],
            new TaxPolicy(false, scope, Rounding.HalfUp));
        totals.Net.ToAmountString().ShouldBe("9.37");
        totals.Tax.ToAmountString().ShouldBe(tax);
        totals.Gross.ToAmountString().ShouldBe(gross);
    }

    [Theory]
    [InlineData(TaxRoundingScope.Document, "24.82", "5.33")]
    [InlineData(TaxRoundingScope.Line, "24.83", "5.32")]
    public void Odoo_230726_two_inclusive_rates_keep_the_gross_of_30_15(TaxRoundingScope scope, string net, string tax)
    {
        var totals = TaxCalculation.Of([Line(28.90m, 22), Line(1.25m, 10)], new TaxPolicy(true, scope, Rounding.HalfUp));
        totals.Net.ToAmountString().ShouldBe(net);
        totals.Tax.ToAmountString().ShouldBe(tax);
        totals.Gross.ToAmountString().ShouldBe("30.15");
    }

    [Theory]
    [InlineData(Rounding.HalfUp, "163.73")]
    [InlineData(Rounding.HalfEven, "163.72")]
    [InlineData(Rounding.Down, "163.72")]
    [InlineData(Rounding.Up, "163.73")]
    public void Ksa_compliance_174_the_half_goes_as_the_mode_says(Rounding rounding, string tax)
    {
        TaxCalculation.Exclusive(Euro(1091.50m), Rate.FromPercent(15), rounding).Tax.ToAmountString().ShouldBe(tax);
        foreach (var scope in Enum.GetValues<TaxRoundingScope>())
        {
            TaxCalculation.Of([Line(1091.50m, 15)], new TaxPolicy(false, scope, rounding)).Tax.ToAmountString().ShouldBe(tax);
        }
    }

    [Theory]
    [InlineData(TaxRoundingScope.Line, "2416.50")]
    [InlineData(TaxRoundingScope.Document, "2416.70")]
    public void Invoiceninja_11075_fifty_lines_at_20_percent(TaxRoundingScope scope, string tax)
    {
        var lines = Enumerable.Repeat(Line(241.67m, 20), 50).ToArray();
        var totals = TaxCalculation.Of(lines, new TaxPolicy(false, scope, Rounding.HalfUp));
        totals.Net.ToAmountString().ShouldBe("12083.50");
        totals.Tax.ToAmountString().ShouldBe(tax);
    }

    [Fact]
    public void Tax_is_taken_out_of_an_inclusive_price_and_put_on_an_exclusive_one()
    {
        TaxCalculation.Inclusive(Euro(115), Rate.FromPercent(15), Rounding.HalfUp)
            .ShouldBe(new TaxSplit(Euro(100), Euro(15), Euro(115)));
        TaxCalculation.Exclusive(Euro(100), Rate.FromPercent(15), Rounding.HalfUp)
            .ShouldBe(new TaxSplit(Euro(100), Euro(15), Euro(115)));
        TaxCalculation.Inclusive(Euro(100), Rate.Zero, Rounding.Up).ShouldBe(new TaxSplit(Euro(100), Euro(0), Euro(100)));
        TaxCalculation.Inclusive(Euro(-115), Rate.FromPercent(15), Rounding.HalfUp).Tax.ShouldBe(Euro(-15));
    }

    [Fact]
    public void A_split_adds_up_and_is_within_one_minor_unit_of_the_exact_tax() =>
        Always.Holds(
            from minor in Longs.Where(value => Math.Abs((decimal)value) < long.MaxValue / 4)
            from rate in Rates
            from rounding in Roundings
            select (Amount: new Money(minor, Eur), Rate: rate, Rounding: rounding),
            value =>
            {
                var inside = TaxCalculation.Inclusive(value.Amount, value.Rate, value.Rounding);
                var on = TaxCalculation.Exclusive(value.Amount, value.Rate, value.Rounding);
                var parts = (BigInteger)value.Rate.PartsPerMillion;
                var product = value.Amount.Minor * parts;
                return inside.Net + inside.Tax == inside.Gross && inside.Gross == value.Amount
                    && on.Net + on.Tax == on.Gross && on.Net == value.Amount
                    && BigInteger.Abs((inside.Tax.Minor * (1_000_000 + parts)) - product) < 1_000_000 + parts
                    && BigInteger.Abs((on.Tax.Minor * (BigInteger)1_000_000) - product) < 1_000_000;
            });

    [Fact]
    public void Lines_rates_and_total_of_a_document_add_up() =>
        Always.Holds(Documents, value =>
        {
            var totals = TaxCalculation.Of(value.Lines, value.Policy);
            var rates = totals.ByRate.Select(rate => rate.Amounts).ToArray();
            return totals.Lines.Count == value.Lines.Length
                && totals.Lines.Concat(rates).Append(totals.Total).All(split => split.Net + split.Tax == split.Gross)
                && Sum(totals.Lines.Select(split => split.Tax)) == totals.Tax
                && Sum(totals.Lines.Select(split => split.Net)) == totals.Net
                && Sum(rates.Select(split => split.Tax)) == totals.Tax
                && Sum(rates.Select(split => split.Gross)) == totals.Gross
                && totals.ByRate.Select(rate => rate.Rate).SequenceEqual(value.Lines.Select(line => line.Rate).Distinct().Order());
        });

    [Fact]
    public void The_given_amount_of_every_line_stays_what_the_shelf_said() =>
        Always.Holds(Documents, value =>
            TaxCalculation.Of(value.Lines, value.Policy).Lines.Zip(value.Lines).All(pair =>
                (value.Policy.PricesIncludeTax ? pair.First.Gross : pair.First.Net) == pair.Second.Amount));

    [Fact]
    public void Per_document_every_line_and_rate_is_within_one_minor_unit_of_its_exact_tax() =>
        Always.Holds(Documents, value =>
        {
            var totals = TaxCalculation.Of(value.Lines, value.Policy with { Scope = TaxRoundingScope.Document });
            bool IsNear(Money tax, long amount, Rate rate)
            {
                BigInteger whole = value.Policy.PricesIncludeTax ? 1_000_000 + rate.PartsPerMillion : 1_000_000;
                return BigInteger.Abs((tax.Minor * whole) - ((BigInteger)amount * rate.PartsPerMillion)) < whole;
            }

            return totals.Lines.Zip(value.Lines).All(pair => IsNear(pair.First.Tax, pair.Second.Amount.Minor, pair.Second.Rate))
                && totals.ByRate.All(rate => IsNear(
                    rate.Amounts.Tax,
                    value.Lines.Where(line => line.Rate == rate.Rate).Sum(line => line.Amount.Minor),
                    rate.Rate));
        });

    [Fact]
    public void Per_document_the_order_of_the_lines_does_not_change_the_totals() =>
        Always.Holds(Documents, value =>
        {
            var forward = TaxCalculation.Of(value.Lines, value.Policy);
            var backward = TaxCalculation.Of([.. value.Lines.Reverse()], value.Policy);
            return forward.Total == backward.Total && forward.ByRate.SequenceEqual(backward.ByRate);
        });

    [Fact]
    public void One_line_gives_the_same_per_line_and_per_document() =>
        Always.Holds(
            from line in Lines from policy in Policies select (Line: line, Policy: policy),
            value => TaxCalculation.Of([value.Line], value.Policy with { Scope = TaxRoundingScope.Line }).Total
                == TaxCalculation.Of([value.Line], value.Policy with { Scope = TaxRoundingScope.Document }).Total);

    [Fact]
    public void A_full_refund_mirrors_the_sale() =>
        Always.Holds(Documents, value =>
        {
            var sale = TaxCalculation.Of(value.Lines, value.Policy);
            var refund = TaxCalculation.Of([.. value.Lines.Select(line => line with { Amount = -line.Amount })], value.Policy);
            return refund.Tax == -sale.Tax && refund.Gross == -sale.Gross;
        });

    [Fact]
    public void What_cannot_be_computed_throws()
    {
        var policy = new TaxPolicy(true, TaxRoundingScope.Document, Rounding.HalfUp);
        Should.Throw<ArgumentException>(() => TaxCalculation.Of([], policy));
        Should.Throw<ArgumentOutOfRangeException>(() => TaxCalculation.Of([Line(1, -1)], policy));
        Should.Throw<ArgumentOutOfRangeException>(() => TaxCalculation.Inclusive(Euro(1), new Rate(-1_000_000), Rounding.Down));
        Should.Throw<ArgumentOutOfRangeException>(() => TaxCalculation.Of([Line(1, 1)], policy with { Scope = (TaxRoundingScope)9 }));
        Should.Throw<InvalidOperationException>(() => TaxCalculation.Of([Line(1, 1), Line(Taka(1), 1)], policy));
        Should.Throw<OverflowException>(
            () => TaxCalculation.Exclusive(new Money(long.MaxValue, Eur), Rate.FromPercent(1), Rounding.Down));
    }

    private static Money Euro(decimal amount) => Money.FromDecimal(amount, Eur).Value;

    private static TaxLine Line(decimal amount, decimal percent) => Line(Euro(amount), percent);

    private static TaxLine Line(Money amount, decimal percent) => new(amount, Rate.FromPercent(percent));

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate((sum, next) => sum + next);
}
