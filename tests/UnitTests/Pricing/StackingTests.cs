using Aisle.Kernel;
using Aisle.Pricing;
using static Aisle.UnitTests.Kernel.Samples;
using static Aisle.UnitTests.Pricing.Shop;

namespace Aisle.UnitTests.Pricing;

/// <summary>How promotions go together.</summary>
public sealed class StackingTests
{
    [Fact]
    public void The_worked_example_of_the_readme()
    {
        var happy = Promo(1, new PercentOff(Percent(10)), "A", combines: true);
        var three = Promo(2, new SetPrice(3, Taka(100), SameItem: true), "A");
        var rival = Promo(3, new PercentOff(Percent(15)), "A");
        var basket = Promo(4, new BasketAmount(Taka(20)), combines: true) with { Minimum = new(Taka(200), null) };
        var quote = Quote("A 40, B 60", "A 4, B 1", happy, three, rival, basket);

        // 3 for 100 saves 20 on three A, and 15 % saves 6 on the fourth: better than 24 for 15 % on all four.
        // A: 36.00 each after 10 %; three of them keep 33.33 or 33.34 of 40, the fourth 36.00 less 15 %.
        quote.Lines[0].Trace.Steps.Select(step => (step.Code, step.Pieces, step.Before?.ToAmountString(), step.After.ToAmountString())).ShouldBe(
        [
            ("price", 4, null, "40.00"),
            ("percent_off", 4, "40.00", "36.00"),
            ("percent_off", 1, "36.00", "30.60"),
            ("set_price", 2, "36.00", "30.00"),
            ("set_price", 1, "36.00", "30.01"),
            ("basket_amount", 2, "30.00", "26.68"),
            ("basket_amount", 1, "30.01", "26.69"),
            ("basket_amount", 1, "30.60", "27.21"),
        ]);
        quote.Amounts().ShouldBe("107.26 53.35");
        quote.Total.Gross.ShouldBe(Taka(160.61m));
    }

    [Theory]
    [InlineData(10, 20, "80.00")]
    [InlineData(30, 20, "70.00")]
    [InlineData(20, 20, "80.00")]
    public void Of_two_that_do_not_combine_the_better_is_taken(int one, int two, string total)
    {
        var quote = Quote("A 100", "A 1", Promo(1, new PercentOff(Percent(one)), "A"), Promo(2, new PercentOff(Percent(two)), "A"));
        quote.Total.Gross.ToAmountString().ShouldBe(total);
        quote.Applied.ShouldHaveSingleItem().PromotionId.ShouldBe(Id(one >= two ? 1 : 2));
        var refusal = quote.Refused.ShouldHaveSingleItem();
        (refusal.Code, refusal.PromotionId, refusal.BetterPromotionId).ShouldBe((RefusalCodes.NotCombinable, Id(one >= two ? 2 : 1), Id(one >= two ? 1 : 2)));
    }

    [Fact]
    public void The_better_of_two_is_the_lower_price_in_the_end()
    {
        // Alone the coupon takes 40 off and the percent 30. With 50 off on top: 50 for the coupon, which is no help then, and 20 for the percent.
        var off = Promo(1, new AmountOff(Taka(50)), "A", combines: true);
        var percent = Promo(2, new PercentOff(Percent(30)), "A");
        var coupon = Promo(3, new FixedPrice(Taka(60)), "A") with { NeedsCoupon = true };
        var content = Content("A 100", off, percent, coupon) with { Coupons = [new Coupon("SIXTY", coupon.Id, null)] };
        Quote(content, Basket("A 1") with { Coupons = ["sixty"] }).Total.Gross.ShouldBe(Taka(20));
    }

    [Fact]
    public void Each_piece_chooses_for_itself()
    {
        // 20 % is better for A, 15 off for B.
        Quote("A 100, B 50", "A 1, B 1", Promo(1, new PercentOff(Percent(20))), Promo(2, new AmountOff(Taka(15)))).Amounts().ShouldBe("80.00 35.00");
    }

    [Fact]
    public void What_combines_adds_up_stage_by_stage()
    {
        // Each of two: 100 less 10 % is 90, less 5 is 85; half of one of the two is a quarter of both: 63.75; less 10 % is 57.375,
        // rounded to 57.38; less 7.38 by coupon.
        Promotion[] promotions =
        [
            Promo(1, new PercentOff(Percent(10)), combines: true),
            Promo(2, new AmountOff(Taka(5)), combines: true),
            Promo(3, new CheapestOff(2, 1, Percent(50), SameItem: false), combines: true),
            Promo(4, new BasketPercent(Percent(10)), combines: true),
            Promo(5, new BasketAmount(Taka(14.76m)), combines: true) with { NeedsCoupon = true },
        ];
        var content = Content("A 100", promotions) with { Coupons = [new Coupon("C", Id(5), null)] };
        var quote = Quote(content, Basket("A 2") with { Coupons = ["C"] });
        quote.Applied.Select(applied => (applied.PromotionId, applied.Stage, applied.Discount)).ShouldBe(
        [
            (Id(1), PromotionStage.Line, Taka(20)),
            (Id(2), PromotionStage.Line, Taka(10)),
            (Id(3), PromotionStage.Group, Taka(42.50m)),
            (Id(4), PromotionStage.Basket, Taka(12.74m)),
            (Id(5), PromotionStage.Coupon, Taka(14.76m)),
        ]);
        quote.Total.Gross.ShouldBe(Taka(100));
    }

    [Theory]
    [InlineData("A 3", "100.00")] // 3 for 100 beats 10 %
    [InlineData("A 4", "136.00")] // the fourth takes the 10 %
    [InlineData("A 2", "72.00")]
    public void A_group_deal_and_a_percent_share_the_pieces(string lines, string total) =>
        Quote("A 40", lines, Promo(1, new SetPrice(3, Taka(100), SameItem: false), "A"), Promo(2, new PercentOff(Percent(10)), "A")).Total.Gross.ToAmountString().ShouldBe(total);

    [Fact]
    public void A_group_deal_takes_no_piece_that_is_better_off_alone()
    {
        // 3 for 100 of A, A, B saves 20; B alone saves 30 by its own price.
        Quote("A 40, B 40", "A 2, B 1", Promo(1, new SetPrice(3, Taka(100), SameItem: false)), Promo(2, new FixedPrice(Taka(10)), "B")).Total.Gross.ShouldBe(Taka(90));

        // With a third A the deal goes on without B.
        Quote("A 40, B 40", "A 3, B 1", Promo(1, new SetPrice(3, Taka(100), SameItem: false)), Promo(2, new FixedPrice(Taka(10)), "B")).Total.Gross.ShouldBe(Taka(110));
    }

    [Fact]
    public void Of_deals_that_overlap_the_best_order_is_found()
    {
        // Three for 100 alone saves 20. A bundle of A and B saves 15 and leaves A, C for another that saves 15 too.
        Promotion[] promotions =
        [
            Promo(1, new SetPrice(3, Taka(100), SameItem: false), "AB"),
            Promo(2, new Bundle([new(Goods("A"), 1), new(Goods("B"), 1)], Taka(65))),
            Promo(3, new Bundle([new(Goods("A"), 1), new(Goods("C"), 1)], Taka(65))),
        ];
        Quote("A 40, B 40, C 40", "A 2, B 1, C 1", promotions).Total.Gross.ShouldBe(Taka(130));
    }

    [Fact]
    public void Many_rivals_are_bettered_by_swapping()
    {
        // The one that saves most, 30 on A and B, stands in the way of two that save 20 each.
        (string Goods, int Saves)[] deals = [("AB", 30), ("AC", 20), ("BD", 20), ("AB", 10), ("CD", 5)];
        var promotions = deals.Select((deal, index) => Promo(index + 1, new Bundle([.. deal.Goods.Select(letter => new BundlePart(Goods($"{letter}"), 1))], Taka(80 - deal.Saves))));
        var quote = Quote("A 40, B 40, C 40, D 40", "A 1, B 1, C 1, D 1", [.. promotions]);
        quote.Applied.Select(applied => applied.PromotionId).ShouldBe([Id(2), Id(3)]);
        quote.Total.Gross.ShouldBe(Taka(120));
    }

    [Fact]
    public void Goods_already_reduced_are_left_out_where_a_promotion_says_so()
    {
        var quote = Quote(
            "A 100, B 100",
            "A 1, B 1",
            Promo(1, new PercentOff(Percent(10)), "A", combines: true),
            Promo(2, new BasketPercent(Percent(50)), combines: true) with { NotOnReduced = true });
        quote.Amounts().ShouldBe("90.00 50.00");
    }

    [Fact]
    public void A_minimum_counts_shelf_prices_so_that_no_promotion_takes_another_away() =>
        Quote("A 100", "A 10", Promo(1, new PercentOff(Percent(50)), combines: true), Promo(2, new BasketAmount(Taka(100)), combines: true) with { Minimum = new(Taka(1000), null) })
            .Total.Gross.ShouldBe(Taka(400));

    [Fact]
    public void The_last_of_a_piece_is_never_taken_twice()
    {
        var quote = Quote("A 10", "A 1", Promo(1, new AmountOff(Taka(8)), combines: true), Promo(2, new BasketAmount(Taka(8)), combines: true), Promo(3, new BasketAmount(Taka(8)), combines: true));
        quote.Total.Gross.ShouldBe(Taka(0));
        quote.Applied.Select(applied => applied.Discount).ShouldBe([Taka(8), Taka(2)]);
        quote.Refused.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.NoSaving);
    }

    [Fact]
    public void A_hundred_thousand_pieces_are_priced_like_three() =>
        Quote("A 40", "A 100000", Promo(1, new SetPrice(3, Taka(100), SameItem: false))).Total.Gross.ShouldBe(Taka((33_333 * 100) + 40));
}
