using Aisle.Kernel;
using Aisle.Pricing;
using static Aisle.UnitTests.Kernel.Samples;
using static Aisle.UnitTests.Pricing.Shop;

namespace Aisle.UnitTests.Pricing;

/// <summary>When a promotion or a coupon may be used, and what is said when it may not.</summary>
public sealed class QuoteTermsTests
{
    private static readonly Promotion Half = Promo(1, new PercentOff(Percent(50)), "A");
    private static readonly BasketCustomer Known = new(Id(500), [Group], false);

    [Fact]
    public void A_promotion_that_may_not_be_used_says_why()
    {
        Refusal Ask(PromotionTerms terms) => Quote("A 100", "A 1", Half with { Terms = terms }).Refused.ShouldHaveSingleItem();
        Ask(new() { StoreIds = [Id(5)] }).Code.ShouldBe(RefusalCodes.OtherStore);
        Ask(new() { Channel = PriceChannel.Online }).Code.ShouldBe(RefusalCodes.OtherChannel);
        Ask(new() { CustomerGroupIds = [Group] }).Code.ShouldBe(RefusalCodes.OtherCustomers);
        Ask(new() { From = Day.AddDays(1) }).ShouldBe(new Refusal(RefusalCodes.NotStarted) { PromotionId = Id(1), Name = "promotion 1", Day = Day.AddDays(1) });
        Ask(new() { To = Day.AddDays(-1) }).ShouldBe(new Refusal(RefusalCodes.Expired) { PromotionId = Id(1), Name = "promotion 1", Day = Day.AddDays(-1) });
    }

    [Fact]
    public void A_promotion_whose_terms_are_met_is_used()
    {
        var terms = new PromotionTerms { StoreIds = [Store], Channel = PriceChannel.Till, CustomerGroupIds = [Group], From = Day, To = Day };
        Quote(Content("A 100", Half with { Terms = terms }), Basket("A 1") with { Customer = Known }).Total.Gross.ShouldBe(Taka(50));
    }

    [Theory]
    [InlineData("A 2", 1000)]
    [InlineData("A 2.5", 500)]
    [InlineData("A 2, B 9", 1000)]
    public void A_least_quantity_says_how_much_is_missing(string lines, long missing)
    {
        var refusal = Quote("A 100, B 1", lines, Half with { Minimum = new(null, 3000) }).Refused.ShouldHaveSingleItem();
        (refusal.Code, refusal.MissingThousandths).ShouldBe((RefusalCodes.MinimumQuantity, missing));
    }

    [Fact]
    public void A_group_says_how_many_pieces_are_missing()
    {
        long? Missing(Benefit benefit, string lines) =>
            Quote("A 40, B 40", lines, Promo(1, benefit, "A")).Refused.Where(refusal => refusal.Code == RefusalCodes.MissingPieces).Select(refusal => refusal.MissingThousandths).SingleOrDefault();
        Missing(new SetPrice(3, Taka(100), false), "A 2").ShouldBe(1000);
        Missing(new SetPrice(3, Taka(100), true), "A 1, A 1").ShouldBe(1000);
        Missing(new CheapestOff(3, 1, Percent(100), false), "A 1kg").ShouldBe(3000);
        Missing(new BuyGet(2, 1, Goods("B"), new PercentOff(Percent(100))), "A 2").ShouldBe(1000);
        Missing(new BuyGet(2, 1, null, new PercentOff(Percent(100))), "A 2").ShouldBe(1000);
        Missing(new Bundle([new(Goods("A"), 2), new(Goods("B"), 1)], Taka(10)), "A 1").ShouldBe(2000);
        Missing(new SetPrice(3, Taka(100), false), "A 3").ShouldBeNull();
    }

    [Fact]
    public void What_would_take_nothing_off_says_so() =>
        Quote("A 33", "A 3", Promo(1, new SetPrice(3, Taka(100), false))).Refused.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.NoSaving);

    [Fact]
    public void Nothing_is_said_about_promotions_for_other_goods() =>
        Quote("A 100, B 100", "B 1", Half).Refused.ShouldBeEmpty();

    [Theory]
    [InlineData(2, null, null, 0, 0, 2)]
    [InlineData(null, 3, null, 1, 0, 2)]
    [InlineData(null, null, 5, 0, 4, 1)]
    [InlineData(4, 3, 9, 0, 8, 1)]
    [InlineData(null, null, null, 0, 0, 5)]
    public void Pieces_of_a_limited_promotion_are_counted(int? perBasket, int? perCustomer, int? inTotal, int byCustomer, int all, int reduced)
    {
        var promotion = Half with { Limits = new(UsageCount.Applications, perBasket, perCustomer, inTotal) };
        var quote = Quote(Content("A 100", promotion), Basket("A 5") with { Customer = Known, UsedPromotions = [new(Id(1), byCustomer, all)] });
        quote.Total.Gross.ShouldBe(Taka(500 - (50 * reduced)));
        quote.Applied.ShouldHaveSingleItem().Uses.ShouldBe(reduced);
    }

    [Fact]
    public void A_limited_promotion_takes_the_dearest_pieces_and_whole_groups()
    {
        Quote("A 100, B 80", "B 1, A 1", Promo(1, new PercentOff(Percent(50))) with { Limits = new(UsageCount.Applications, 1, null, null) }).Amounts().ShouldBe("80.00 50.00");
        var groups = Quote("A 40", "A 10", Promo(1, new SetPrice(3, Taka(100), false)) with { Limits = new(UsageCount.Applications, 2, null, null) });
        groups.Total.Gross.ShouldBe(Taka(360));
        groups.Applied.ShouldHaveSingleItem().Uses.ShouldBe(2);
    }

    [Fact]
    public void Baskets_of_a_limited_promotion_are_counted_once_however_much_is_reduced()
    {
        var promotion = Half with { Limits = new(UsageCount.Baskets, null, 1, 10) };
        Quote Ask(long byCustomer, long inTotal, BasketCustomer? customer) =>
            Quote(Content("A 100", promotion), Basket("A 5") with { Customer = customer, UsedPromotions = [new(Id(1), byCustomer, inTotal)] });
        Ask(0, 9, Known).Applied.ShouldHaveSingleItem().Uses.ShouldBe(1);
        Ask(0, 9, Known).Total.Gross.ShouldBe(Taka(250));
        Ask(1, 9, Known).Refused.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.CustomerLimit);
        Ask(0, 10, Known).Refused.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.TotalLimit);
        Ask(0, 0, null).Refused.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.CustomerUnknown);
    }

    [Fact]
    public void Coupons_open_their_promotions()
    {
        var content = Content("A 100", Half with { NeedsCoupon = true }) with { Coupons = [new("EID-50", Id(1), null), new("ONCE", Id(1), 1)] };
        Quote Ask(params string[] coupons) => Quote(content, Basket("A 1") with { Coupons = coupons });
        Ask().Total.Gross.ShouldBe(Taka(100));
        Ask().Refused.ShouldBeEmpty();
        Ask(" eid-50 ").Total.Gross.ShouldBe(Taka(50));
        Ask("eid-50").Applied.ShouldHaveSingleItem().Coupon.ShouldBe("EID-50");
        Ask("eid-50", "EID-50").Refused.ShouldBeEmpty();
        var two = Ask("ONCE", "EID-50");
        two.Total.Gross.ShouldBe(Taka(50));
        (two.Refused.Single().Code, two.Refused.Single().Coupon).ShouldBe((RefusalCodes.CouponNotNeeded, "ONCE"));
        (Ask("NONE").Refused.Single().Code, Ask("NONE").Refused.Single().Coupon).ShouldBe((RefusalCodes.CouponUnknown, "NONE"));
        var spent = Quote(content, Basket("A 1") with { Coupons = ["once"], UsedCoupons = [new("ONCE", 1)] });
        spent.Total.Gross.ShouldBe(Taka(100));
        spent.Refused.ShouldHaveSingleItem().Code.ShouldBe(RefusalCodes.CouponUsedUp);
    }

    [Fact]
    public void A_coupon_says_why_it_takes_nothing_off()
    {
        Refusal Ask(Promotion promotion, string lines) =>
            Quote(Content("A 100, B 50", promotion with { NeedsCoupon = true }) with { Coupons = [new("C", Id(1), null)] }, Basket(lines) with { Coupons = ["C"] }).Refused.ShouldHaveSingleItem();
        Ask(Half, "B 1").ShouldBe(new Refusal(RefusalCodes.OtherGoods) { PromotionId = Id(1), Name = "promotion 1", Coupon = "C" });
        Ask(Half with { Goods = new() { ExceptItemIds = [Item('B')] } }, "B 1").Code.ShouldBe(RefusalCodes.OtherGoods);
        Ask(Half with { Terms = new() { To = Day.AddDays(-3) } }, "A 1").ShouldBe(new Refusal(RefusalCodes.Expired) { PromotionId = Id(1), Name = "promotion 1", Coupon = "C", Day = Day.AddDays(-3) });
        Ask(Half with { Minimum = new(Taka(250), null) }, "A 2").MissingSpend.ShouldBe(Taka(50));
    }
}
