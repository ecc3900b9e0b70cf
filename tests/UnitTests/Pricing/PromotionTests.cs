using Aisle.Kernel;
using Aisle.Pricing;
using static Aisle.UnitTests.Kernel.Samples;
using static Aisle.UnitTests.Pricing.Shop;

namespace Aisle.UnitTests.Pricing;

/// <summary>Tables of what each kind of promotion costs, reckoned by hand.</summary>
public sealed class PromotionTests
{
    [Theory]
    [InlineData("A 9.99", "A 1", 10, "8.99")]
    [InlineData("A 9.99", "A 3", 10, "26.97")] // the piece is rounded and then multiplied: 3 x 8.99
    [InlineData("A 0.05", "A 1", 10, "0.05")] // 0.045 is rounded half up
    [InlineData("A 100", "A 1", 33.3333, "66.67")]
    [InlineData("A 100", "A 1", 100, "0.00")]
    [InlineData("A 120", "A 0.755kg", 10, "81.54")] // 90.60 less 10 %
    [InlineData("A 10", "A 0.5", 10, "4.50")]
    public void Percent_off(string prices, string lines, double percent, string amounts) =>
        Quote(prices, lines, Promo(1, new PercentOff(Percent((decimal)percent)), "A")).Amounts().ShouldBe(amounts);

    [Theory]
    [InlineData("A 100", "A 2", 30, "140.00")]
    [InlineData("A 20", "A 2", 30, "0.00")] // never below nothing
    [InlineData("A 120", "A 1.500kg", 10, "165.00")] // 10 off each kilogram
    public void Amount_off(string prices, string lines, int off, string amounts) =>
        Quote(prices, lines, Promo(1, new AmountOff(Taka(off)), "A")).Amounts().ShouldBe(amounts);

    [Theory]
    [InlineData("A 100", "A 2", 80, "160.00")]
    [InlineData("A 70", "A 2", 80, "140.00")] // never dearer
    [InlineData("A 120", "A 1.500kg", 100, "150.00")]
    public void Fixed_price(string prices, string lines, int price, string amounts) =>
        Quote(prices, lines, Promo(1, new FixedPrice(Taka(price)), "A")).Amounts().ShouldBe(amounts);

    [Theory]
    [InlineData("A 40", "A 2", "80.00")]
    [InlineData("A 40", "A 3", "100.00")]
    [InlineData("A 40", "A 5", "180.00")] // one group, two at the full price
    [InlineData("A 40", "A 7", "240.00")]
    [InlineData("A 33", "A 3", "99.00")] // the deal would be dearer
    [InlineData("A 40, B 50", "A 2, B 2", "140.00")] // the dearest three
    [InlineData("A 40", "A 3.5", "140.00")] // no whole pieces
    public void Three_for_100_mixed(string prices, string lines, string total) =>
        Quote(prices, lines, Promo(1, new SetPrice(3, Taka(100), SameItem: false), "AB")).Total.Gross.ToAmountString().ShouldBe(total);

    [Fact]
    public void A_set_for_a_price_is_spread_by_largest_remainder()
    {
        // 10.00 over three equal pieces: 3.34, 3.33, 3.33.
        var quote = Quote("A 4, B 4, C 4", "A 1, B 1, C 1", Promo(1, new SetPrice(3, Taka(10), SameItem: false)));
        quote.Amounts().ShouldBe("3.33 3.33 3.34");
        quote.Total.Gross.ShouldBe(Taka(10));
        Quote("A 4", "A 3", Promo(1, new SetPrice(3, Taka(10), SameItem: false))).Lines[0].Trace.Steps.Skip(1)
            .Select(step => (step.Pieces, step.After)).ShouldBe([(2, Taka(3.33m)), (1, Taka(3.34m))]);

        // 50, 50 and 40 cost 100: 40 off is 14.29, 14.28 and 11.43. The fourth piece keeps its 40.
        Quote("A 40, B 50", "A 2, B 2", Promo(1, new SetPrice(3, Taka(100), SameItem: false))).Amounts().ShouldBe("68.57 71.43");
    }

    [Theory]
    [InlineData("A 3, B 3", true, "200.00")]
    [InlineData("A 2, B 2", true, "180.00")]
    [InlineData("A 2, B 1", false, "100.00")]
    public void A_set_of_the_same_item_is_not_mixed(string lines, bool sameItem, string total) =>
        Quote("A 40, B 50", lines, Promo(1, new SetPrice(3, Taka(100), sameItem))).Total.Gross.ToAmountString().ShouldBe(total);

    [Theory]
    [InlineData("A 30", "A 2", "60.00")]
    [InlineData("A 30", "A 3", "60.00")]
    [InlineData("A 30", "A 5", "120.00")] // 3 for 2, and two at the full price
    [InlineData("A 30", "A 6", "120.00")]
    [InlineData("A 50, B 30, C 10", "A 1, B 1, C 1", "80.00")]
    [InlineData("A 50, B 30, C 10", "A 2, B 2, C 2", "140.00")] // A A B and B C C: a 30 and a 10 are free
    [InlineData("A 10", "A 3", "20.00")]
    [InlineData("A 30", "A 3kg", "90.00")] // what is weighed is in no group
    public void Three_for_two_makes_the_cheapest_free(string prices, string lines, string total) =>
        Quote(prices, lines, Promo(1, new CheapestOff(3, 1, Percent(100), SameItem: false))).Total.Gross.ToAmountString().ShouldBe(total);

    [Fact]
    public void The_cheapest_free_is_spread_over_its_group()
    {
        // 10 off 50, 30 and 10: 5.56, 3.33 and 1.11.
        Quote("A 50, B 30, C 10", "A 1, B 1, C 1", Promo(1, new CheapestOff(3, 1, Percent(100), SameItem: false))).Amounts().ShouldBe("44.44 26.67 8.89");

        // A third of 10.00 off two of three: 0.01 cannot be split.
        Quote("A 10", "A 3", Promo(1, new CheapestOff(3, 1, Percent(100), SameItem: false))).Lines[0].Trace.Steps.Skip(1)
            .Select(step => (step.Pieces, step.After)).ShouldBe([(1, Taka(6.66m)), (2, Taka(6.67m))]);
    }

    [Theory]
    [InlineData("A 2, B 1", 100, "100.00")] // buy 2 A get 1 B free
    [InlineData("A 1, B 1", 100, "90.00")]
    [InlineData("A 4, B 1", 100, "200.00")]
    [InlineData("A 4, B 3", 100, "240.00")] // two of three B
    [InlineData("A 2, B 1", 50, "120.00")]
    public void Buy_two_get_one(string lines, int percent, string total) =>
        Quote("A 50, B 40", lines, Promo(1, new BuyGet(2, 1, Goods("B"), new PercentOff(Percent(percent))), "A")).Total.Gross.ToAmountString().ShouldBe(total);

    [Theory]
    [InlineData("A 2", "50.00")]
    [InlineData("A 3", "100.00")]
    [InlineData("A 5", "150.00")]
    public void Buy_one_get_one_of_the_same_item(string lines, string total) =>
        Quote("A 50", lines, Promo(1, new BuyGet(1, 1, null, new PercentOff(Percent(100))), "A")).Total.Gross.ToAmountString().ShouldBe(total);

    [Fact]
    public void Buy_and_get_for_a_price_reduces_the_dearest_of_what_one_gets()
    {
        Quote("A 100, B 40, C 30", "A 1, B 1, C 1", Promo(1, new BuyGet(1, 1, Goods("BC"), new FixedPrice(Taka(10))), "A")).Total.Gross.ShouldBe(Taka(140));
        Quote("A 100, B 40", "A 1, B 1", Promo(1, new BuyGet(1, 1, Goods("B"), new FixedPrice(Taka(50))), "A")).Total.Gross.ShouldBe(Taka(140));
    }

    [Fact]
    public void Goods_that_are_on_one_side_only_serve_there()
    {
        // A can only be bought and C only be got, so that both B make a pair of their own.
        Quote("A 10, B 30, C 20", "A 1, B 2, C 1", Promo(1, new BuyGet(1, 1, Goods("BC"), new PercentOff(Percent(100))), "AB")).Total.Gross.ShouldBe(Taka(40));
    }

    [Theory]
    [InlineData("A 1, B 1, C 1", "100.00")]
    [InlineData("A 2, B 2, C 2", "200.00")]
    [InlineData("A 2, B 1, C 1", "160.00")]
    [InlineData("A 1, B 1", "90.00")]
    public void A_bundle_of_given_items(string lines, string total) =>
        Quote("A 60, B 30, C 30", lines, Promo(1, new Bundle([new(Goods("A"), 1), new(Goods("B"), 1), new(Goods("C"), 1)], Taka(100)))).Total.Gross.ToAmountString().ShouldBe(total);

    [Fact]
    public void A_wide_part_of_a_bundle_leaves_a_narrow_one_its_piece() =>
        Quote("A 60, B 30", "A 1, B 1", Promo(1, new Bundle([new(Goods("AB"), 1), new(Goods("A"), 1)], Taka(70)))).Total.Gross.ShouldBe(Taka(70));

    [Theory]
    [InlineData("A 9", "900.00")]
    [InlineData("A 10", "900.00")]
    [InlineData("A 11", "990.00")]
    public void Spend_1000_get_a_percent_off(string lines, string total) =>
        Quote("A 100", lines, Promo(1, new BasketPercent(Percent(10))) with { Minimum = new(Taka(1000), null) }).Total.Gross.ToAmountString().ShouldBe(total);

    [Fact]
    public void Spend_on_anything_get_an_amount_off_a_set()
    {
        var promotion = Promo(1, new BasketAmount(Taka(100)), "BC") with { Minimum = new(Taka(1000), null) { Goods = GoodsFilter.Everything } };
        Quote("A 900, B 60, C 60", "A 1, B 1, C 1", promotion).Amounts().ShouldBe("900.00 10.00 10.00");
        Quote("A 990, B 6, C 6", "A 1, B 1, C 1", promotion).Amounts().ShouldBe("990.00 0.00 0.00");
        var refusal = Quote("A 900, B 30, C 60", "A 1, B 1, C 1", promotion).Refused.ShouldHaveSingleItem();
        (refusal.Code, refusal.MissingSpend).ShouldBe((RefusalCodes.MinimumSpend, Taka(10)));
    }

    [Fact]
    public void An_amount_off_the_basket_is_spread_over_pieces_and_weighed_goods()
    {
        // 10.00 off 3 x 1.00 and a line of 27.00: each bears a third of a unit of its price.
        Quote("A 1, B 27", "A 3, B 1kg", Promo(1, new BasketAmount(Taka(10)))).Amounts().ShouldBe("2.00 18.00");
        Quote("A 1, B 1, C 1", "A 1, B 1, C 1", Promo(1, new BasketAmount(Taka(1)))).Amounts().ShouldBe("0.66 0.67 0.67");
    }

    [Theory]
    [InlineData(2026, 1, 2, 21, 59, false)] // Friday
    [InlineData(2026, 1, 2, 22, 0, true)]
    [InlineData(2026, 1, 3, 1, 59, true)] // still the night of Friday
    [InlineData(2026, 1, 3, 2, 0, false)]
    [InlineData(2026, 1, 3, 22, 0, false)] // Saturday
    [InlineData(2026, 1, 2, 1, 0, false)] // the night of Thursday
    public void A_happy_hour_across_midnight(int year, int month, int day, int hour, int minute, bool holds)
    {
        var happy = Promo(1, new PercentOff(Percent(50))) with { Terms = new() { Hours = [new([DayOfWeek.Friday], new TimeOnly(22, 0), new TimeOnly(2, 0))] } };
        var quote = Quote(Content("A 100", happy), Basket("A 1") with { LocalTime = new DateTime(year, month, day, hour, minute, 0) });
        quote.Total.Gross.ShouldBe(Taka(holds ? 50 : 100));
        quote.Refused.Select(refusal => refusal.Code).ShouldBe(holds ? [] : [RefusalCodes.OtherHours]);
    }

    [Theory]
    [InlineData(16, 59, false)]
    [InlineData(17, 0, true)]
    [InlineData(18, 59, true)]
    [InlineData(19, 0, false)]
    public void A_happy_hour_of_a_day(int hour, int minute, bool holds) =>
        new DayWindow([], new TimeOnly(17, 0), new TimeOnly(19, 0)).Holds(new DateTime(2026, 1, 2, hour, minute, 0)).ShouldBe(holds);

    [Fact]
    public void A_window_of_equal_times_is_a_whole_day()
    {
        var window = new DayWindow([DayOfWeek.Friday], new TimeOnly(4, 0), new TimeOnly(4, 0));
        window.Holds(new DateTime(2026, 1, 2, 3, 59, 0)).ShouldBeFalse();
        window.Holds(new DateTime(2026, 1, 2, 4, 0, 0)).ShouldBeTrue();
        window.Holds(new DateTime(2026, 1, 3, 3, 59, 0)).ShouldBeTrue();
        window.Holds(new DateTime(2026, 1, 3, 4, 0, 0)).ShouldBeFalse();
    }

    [Fact]
    public void The_price_of_a_lot_comes_before_promotions_and_never_raises_a_price()
    {
        Quote Sticker(LotPrice lot, params Promotion[] promotions)
        {
            var basket = Basket("A 2");
            return Quote(Content("A 100", promotions), basket with { Lines = [basket.Lines[0] with { LotPrice = lot }] });
        }

        Sticker(new LotPrice(Id(50), Taka(60), null)).Amounts().ShouldBe("120.00");
        Sticker(new LotPrice(Id(50), null, Percent(25))).Amounts().ShouldBe("150.00");
        Sticker(new LotPrice(Id(50), Taka(130), null)).Amounts().ShouldBe("200.00");
        var quote = Sticker(new LotPrice(Id(50), null, Percent(25)), Promo(1, new PercentOff(Percent(10))));
        quote.Amounts().ShouldBe("135.00");
        quote.Lines[0].Full.ShouldBe(Taka(200));
        quote.Lines[0].Trace.Steps.Select(step => (step.Code, step.SourceId)).ShouldBe([("price", Id(1)), ("lot", Id(50)), ("percent_off", Id(1))]);
        var left = Sticker(new LotPrice(Id(50), Taka(60), null), Promo(1, new PercentOff(Percent(10))) with { NotOnReduced = true });
        left.Amounts().ShouldBe("120.00");
        left.Refused.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.AlreadyReduced);
    }

    [Fact]
    public void Goods_are_named_by_item_category_and_brand_and_excepted_by_item_and_category()
    {
        var basket = Basket("A 1, B 1, C 1, D 1");
        basket = basket with
        {
            Lines = [basket.Lines[0] with { CategoryIds = [Food] }, basket.Lines[1] with { BrandId = Brand }, basket.Lines[2] with { CategoryIds = [Food, Drinks] }, basket.Lines[3]],
        };
        string Ask(GoodsFilter goods) => Quote(Content("A 10, B 10, C 10, D 10", Promo(1, new PercentOff(Percent(100))) with { Goods = goods }), basket).Amounts();
        Ask(new() { CategoryIds = [Food] }).ShouldBe("0.00 10.00 0.00 10.00");
        Ask(new() { CategoryIds = [Food], BrandIds = [Brand] }).ShouldBe("0.00 0.00 0.00 10.00");
        Ask(new() { CategoryIds = [Food], ExceptCategoryIds = [Drinks] }).ShouldBe("0.00 10.00 10.00 10.00");
        Ask(new() { ExceptItemIds = [Item('D')] }).ShouldBe("0.00 0.00 0.00 10.00");
        Ask(Goods("D")).ShouldBe("10.00 10.00 10.00 0.00");
    }
}
