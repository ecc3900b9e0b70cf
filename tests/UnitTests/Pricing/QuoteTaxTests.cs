using Aisle.Kernel;
using Aisle.Pricing;
using static Aisle.UnitTests.Kernel.Samples;
using static Aisle.UnitTests.Pricing.Shop;

namespace Aisle.UnitTests.Pricing;

/// <summary>Tax, fees and the rounding of cash in quotes; with the golden cases of well-known faults of other systems.</summary>
public sealed class QuoteTaxTests
{
    private static readonly TaxPolicy Inclusive = new(true, TaxRoundingScope.Line, Rounding.HalfUp);

    [Theory]
    [InlineData(TaxRoundingScope.Line, "1.96", "11.33")]
    [InlineData(TaxRoundingScope.Document, "1.97", "11.34")]
    public void Odoo_6224_four_lines_at_21_percent_exclusive(TaxRoundingScope scope, string tax, string gross)
    {
        var quote = Ask("A 1.48, B 1.52, C 1.54, D 0.39", "A 4, B 1, C 1, D 1", new(false, scope, Rounding.HalfUp), 21, 21, 21, 21);
        (quote.Total.Net.ToAmountString(), quote.Total.Tax.ToAmountString(), quote.Total.Gross.ToAmountString()).ShouldBe(("9.37", tax, gross));
    }

    [Theory]
    [InlineData(TaxRoundingScope.Document, "24.82", "5.33")]
    [InlineData(TaxRoundingScope.Line, "24.83", "5.32")]
    public void Odoo_230726_two_inclusive_rates_keep_the_gross_of_30_15(TaxRoundingScope scope, string net, string tax)
    {
        var quote = Ask("A 28.90, B 1.25", "A 1, B 1", new(true, scope, Rounding.HalfUp), 22, 10);
        (quote.Total.Net.ToAmountString(), quote.Total.Tax.ToAmountString(), quote.Total.Gross.ToAmountString()).ShouldBe((net, tax, "30.15"));
    }

    [Theory]
    [InlineData(Rounding.HalfUp, "163.73")]
    [InlineData(Rounding.HalfEven, "163.72")]
    public void Ksa_compliance_174_the_half_goes_as_the_mode_says(Rounding rounding, string tax) =>
        Ask("A 1091.50", "A 1", new(false, TaxRoundingScope.Document, rounding), 15).Total.Tax.ToAmountString().ShouldBe(tax);

    [Theory]
    [InlineData(TaxRoundingScope.Line, "2416.50")]
    [InlineData(TaxRoundingScope.Document, "2416.70")]
    public void Invoiceninja_11075_fifty_lines_at_20_percent(TaxRoundingScope scope, string tax) =>
        Ask("A 241.67", string.Join(", ", Enumerable.Repeat("A 1", 50)), new(false, scope, Rounding.HalfUp), [.. Enumerable.Repeat(20, 50)])
            .Total.Tax.ToAmountString().ShouldBe(tax);

    [Theory]
    [InlineData(TaxRoundingScope.Line)]
    [InlineData(TaxRoundingScope.Document)]
    public void Einvoicing_63_the_gross_at_the_till_stays_what_the_shelf_said(TaxRoundingScope scope)
    {
        var quote = Ask("A 9.99, B 0.99, C 4.49", "A 3, B 7, C 1", new(true, scope, Rounding.HalfUp), 19, 7, 19);
        quote.Lines.Select(line => line.Tax.Gross).ShouldBe([Taka(29.97m), Taka(6.93m), Taka(4.49m)]);
        quote.ToPay.ShouldBe(Taka(41.39m));
    }

    [Theory]
    [InlineData(22.90, 1.00, Rounding.HalfUp, 23.00, 0.10)] // odoo 65043
    [InlineData(4.99, 0.05, Rounding.HalfUp, 5.00, 0.01)] // odoo 256117
    [InlineData(22.50, 1.00, Rounding.HalfUp, 23.00, 0.50)]
    [InlineData(22.50, 1.00, Rounding.HalfEven, 22.00, -0.50)]
    [InlineData(22.90, 1.00, Rounding.Down, 22.00, -0.90)]
    [InlineData(22.10, 1.00, Rounding.Up, 23.00, 0.90)]
    [InlineData(23.00, 1.00, Rounding.Up, 23.00, 0.00)]
    public void Cash_is_rounded_by_a_line_of_its_own(double price, double step, Rounding rounding, double toPay, double difference)
    {
        var content = Content("A " + Taka((decimal)price).ToAmountString()) with { CashRounding = new(Taka((decimal)step), rounding) };
        var card = Quote(content, Basket("A 1"));
        (card.Cash, card.ToPay).ShouldBe((null, Taka((decimal)price)));
        var cash = Quote(content, Basket("A 1") with { PaysCash = true });
        cash.Cash.ShouldBe(new CashDue(Taka((decimal)price), Taka((decimal)difference), Taka((decimal)toPay)));
        (cash.Total, cash.ToPay).ShouldBe((card.Total, Taka((decimal)toPay)));
    }

    [Fact]
    public void Change_is_reckoned_from_the_rounded_amount()
    {
        var due = new CashRounding(Taka(0.05m), Rounding.HalfUp).Of(Taka(4.99m));
        due.Change(Taka(20)).ShouldBe(Taka(15));
        due.Change(Taka(4)).ShouldBe(Taka(-1));
    }

    [Fact]
    public void Discounts_come_before_tax()
    {
        var quote = Quote(Taxed(Content("A 115", Promo(1, new PercentOff(Percent(50)))), Inclusive), Taxed(Basket("A 2"), Standard));
        quote.Total.ShouldBe(new TaxSplit(Taka(100), Taka(15), Taka(115)));
        var exclusive = Quote(Taxed(Content("A 100", Promo(1, new PercentOff(Percent(50)))), Inclusive with { PricesIncludeTax = false }), Taxed(Basket("A 2"), Standard));
        exclusive.Total.ShouldBe(new TaxSplit(Taka(100), Taka(15), Taka(115)));
    }

    [Fact]
    public void Exempt_goods_bear_no_tax_and_are_told_apart_from_a_rate_of_zero()
    {
        var quote = Quote(Taxed(Content("A 115, B 100, C 100"), Inclusive), Taxed(Basket("A 1, B 1, C 1"), Standard, Exempt, Untaxed));
        quote.Lines.Select(line => (line.Rate, line.Tax.Tax)).ShouldBe([(Percent(15), Taka(15)), (null, Taka(0)), (Rate.Zero, Taka(0))]);
        quote.TaxByRate.Select(one => (one.Rate, one.Amounts.Gross)).ShouldBe([(Rate.Zero, Taka(200)), (Percent(15), Taka(115))]);
    }

    [Theory]
    [InlineData(true, 115, 100)]
    [InlineData(false, 100, 100)]
    public void An_exempt_customer_pays_the_net(bool included, int price, int toPay)
    {
        var content = Taxed(Content($"A {price}"), Inclusive with { PricesIncludeTax = included });
        var basket = Taxed(Basket("A 1"), Standard) with { Customer = new(Id(500), [], IsTaxExempt: true), Charges = [new(Id(1), "delivery", Taka(price), Standard)] };
        var quote = Quote(content, basket);
        quote.Lines[0].Tax.ShouldBe(new TaxSplit(Taka(toPay), Taka(0), Taka(toPay)));
        quote.Charges[0].Tax.ShouldBe(new TaxSplit(Taka(toPay), Taka(0), Taka(toPay)));
        quote.Total.ShouldBe(new TaxSplit(Taka(2 * toPay), Taka(0), Taka(2 * toPay)));
        (quote.Lines[0].Rate, quote.Lines[0].Amount).ShouldBe((null, Taka(price)));
    }

    [Fact]
    public void Fees_are_lines_of_their_own_that_no_promotion_touches()
    {
        var content = Taxed(Content("A 100", Promo(1, new BasketPercent(Percent(50))) with { Minimum = new(Taka(100), null) }), Inclusive);
        var quote = Quote(content, Taxed(Basket("A 1"), Standard) with { Charges = [new(Id(2), "packing", Taka(10.50m), Reduced), new(Id(1), "delivery", Taka(60), Standard)] });
        quote.Charges.Select(charge => (charge.Code, charge.Tax)).ShouldBe(
        [
            ("packing", new TaxSplit(Taka(10), Taka(0.50m), Taka(10.50m))),
            ("delivery", new TaxSplit(Taka(52.17m), Taka(7.83m), Taka(60))),
        ]);
        quote.ToPay.ShouldBe(Taka(120.50m));
    }

    [Fact]
    public void A_rate_holds_by_business_date()
    {
        var change = new TaxClassRates("new", [new(Percent(15), new(new DateOnly(2000, 1, 1)), Day.AddDays(-1)), new(Percent(20), Day, null)]);
        Rate? RateOn(BusinessDate day) => Quote(Content("A 1") with { TaxClasses = [change] }, Taxed(Basket("A 1"), "new") with { BusinessDate = day }).Lines[0].Rate;
        RateOn(Day.AddDays(-1)).ShouldBe(Percent(15));
        RateOn(Day).ShouldBe(Percent(20));
    }

    [Fact]
    public void An_empty_basket_costs_nothing()
    {
        var quote = Quote(Content("A 1") with { CashRounding = new(Taka(1), Rounding.HalfUp) }, Basket("") with { PaysCash = true });
        (quote.ToPay, quote.Lines.Count, quote.TaxByRate.Count).ShouldBe((Taka(0), 0, 0));
    }

    private static PriceBookContent Taxed(PriceBookContent content, TaxPolicy policy) => content with { Tax = policy };

    private static Basket Taxed(Basket basket, params string[] classes) =>
        basket with { Lines = [.. basket.Lines.Select((line, index) => line with { TaxClass = classes[index] })] };

    private static Quote Ask(string prices, string lines, TaxPolicy policy, params int[] percents)
    {
        var classes = percents.Distinct().Select(percent => new TaxClassRates($"{percent}", [new(Percent(percent), Day, null)])).ToArray();
        return Quote(Content(prices) with { Tax = policy, TaxClasses = classes }, Taxed(Basket(lines), [.. percents.Select(percent => $"{percent}")]));
    }
}
