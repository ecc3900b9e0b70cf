using Aisle.Kernel;
using Aisle.Pricing;
using static Aisle.UnitTests.Kernel.Samples;
using static Aisle.UnitTests.Pricing.Shop;

namespace Aisle.UnitTests.Pricing;

/// <summary>Prices of a book, and books and baskets that are refused.</summary>
public sealed class PriceBookTests
{
    [Fact]
    public void The_quantity_of_all_lines_of_a_variant_chooses_the_tier()
    {
        var content = Content("A 10") with { Prices = [Price('A', 10), Tier(2, 9, 10_000), Tier(3, 8, 50_000)] };
        Quote(content, Basket("A 9")).Amounts().ShouldBe("90.00");
        Quote(content, Basket("A 10")).Amounts().ShouldBe("90.00");
        Quote(content, Basket("A 4, A 7")).Amounts().ShouldBe("36.00 63.00");
        Quote(content, Basket("A 50")).Amounts().ShouldBe("400.00");
    }

    [Fact]
    public void The_customer_group_chooses_a_price_before_store_and_channel()
    {
        ItemPrice Of(int id, decimal amount, Guid? group, Guid? store, PriceChannel channel) =>
            new(Item('A'), new PriceEntry(Id(id), Taka(amount), Noon.AddDays(-1), null, store, channel) { CustomerGroupId = group });
        var content = Content("A 10") with
        {
            Prices = [Of(1, 10, null, null, PriceChannel.Any), Of(2, 11, null, Store, PriceChannel.Till), Of(3, 12, Group, null, PriceChannel.Any), Of(4, 13, Id(5), Store, PriceChannel.Till)],
        };
        Quote(content, Basket("A 1")).Amounts().ShouldBe("11.00");
        Quote(content, Basket("A 1") with { StoreId = null }).Amounts().ShouldBe("10.00");
        Quote(content, Basket("A 1") with { Customer = new(Id(500), [Group], false) }).Amounts().ShouldBe("12.00");
    }

    [Fact]
    public void A_price_from_a_larger_quantity_on_does_not_hold_for_one()
    {
        PriceEntry[] entries = [Price('A', 10).Price, Tier(2, 9, 10_000).Price];
        PriceTimeline.At(entries, Noon, null, PriceChannel.Any).ShouldBe(entries[0]);
        PriceTimeline.At([entries[1]], Noon, null, PriceChannel.Any).ShouldBeNull();
        PriceTimeline.At([entries[0] with { CustomerGroupId = Group }], Noon, null, PriceChannel.Any).ShouldBeNull();
    }

    [Fact]
    public void Every_fault_of_a_book_is_told_at_once()
    {
        Promotion Bad(int id, Benefit benefit) => Promo(id, benefit);
        var content = Content(
            "A 10",
            Bad(1, new PercentOff(Percent(0))),
            Bad(2, new BasketPercent(Percent(100.0001m))),
            Bad(3, new AmountOff(Taka(0))),
            Bad(4, new FixedPrice(Taka(-1))),
            Bad(5, new BasketAmount(new Money(1, Eur))),
            Bad(6, new SetPrice(1, Taka(1), false)),
            Bad(7, new CheapestOff(3, 3, Percent(100), false)),
            Bad(8, new BuyGet(0, 1, null, new PercentOff(Percent(100)))),
            Bad(9, new BuyGet(1, 1, null, new BasketAmount(Taka(1)))),
            Bad(10, new Bundle([], Taka(1))),
            Bad(11, new PercentOff(Percent(1))) with { Name = " " },
            Bad(11, new PercentOff(Percent(1))) with { Terms = new() { From = Day, To = Day.AddDays(-1) } },
            Bad(12, new PercentOff(Percent(1))) with { Minimum = new(null, null) },
            Bad(13, new PercentOff(Percent(1))) with { Limits = new(UsageCount.Baskets, 0, null, null) }) with
        {
            Prices =
            [
                Price('A', 10), Price('A', 11), Tier(3, 9, 5_000), Tier(4, 8, 5_000), Price('B', -1),
                new(Item('C'), new PriceEntry(Id(1), new Money(1, Eur), Noon, null, null, PriceChannel.Any) { MinimumThousandths = -1 }),
            ],
            Coupons = [new(" X", Id(1), null), new("Y", Id(1), 0), new("y", Id(99), null)],
            TaxClasses =
            [
                new("a", [new(Percent(101), Day, null)]), new("a", []), new("b", [new(Percent(1), Day, null), new(Percent(2), Day.AddDays(1), null)]),
            ],
            CashRounding = new(Taka(0), Rounding.HalfUp),
        };
        PriceBook.Create(content).Errors.Select(error => $"{error.Field} {error.Code}").ShouldBe(
        [
            "prices[1] book.price.duplicate_id",
            "prices[3] book.price.tier_overlap",
            "prices[4] book.price.amount",
            "prices[5] book.price.currency",
            "prices[5] book.price.minimum",
            "taxClasses[0] book.tax_class.rate",
            "taxClasses[1] book.tax_class.duplicate",
            "taxClasses[2] book.tax_class.overlap",
            "promotions[0].benefit book.promotion.percent",
            "promotions[1].benefit book.promotion.percent",
            "promotions[2].benefit book.promotion.amount",
            "promotions[3].benefit book.promotion.amount",
            "promotions[4].benefit book.promotion.currency",
            "promotions[5].benefit book.promotion.count",
            "promotions[6].benefit book.promotion.count",
            "promotions[7].benefit book.promotion.count",
            "promotions[8].benefit book.promotion.reward",
            "promotions[9].benefit book.promotion.parts",
            "promotions[9].benefit book.promotion.count",
            "promotions[10].name book.promotion.name",
            "promotions[11].id book.promotion.duplicate_id",
            "promotions[11].terms book.promotion.dates",
            "promotions[12].minimum book.promotion.minimum",
            "promotions[13].limits book.promotion.limits",
            "coupons[0] book.coupon.code",
            "coupons[0] book.coupon.promotion",
            "coupons[1] book.coupon.promotion",
            "coupons[1] book.coupon.max_uses",
            "coupons[2] book.coupon.duplicate",
            "coupons[2] book.coupon.promotion",
            "cashRounding book.cash_rounding",
        ]);
    }

    [Fact]
    public void Every_fault_of_a_basket_is_told_at_once()
    {
        var basket = Basket("A 1, A 0, A -1, A 1kg, Z 1, A 1, A 1, A 1, A 1");
        var lines = basket.Lines.ToArray();
        lines[5] = lines[5] with { TaxClass = "none", Id = lines[0].Id };
        lines[6] = lines[6] with { LotPrice = new(Id(1), null, null) };
        lines[7] = lines[7] with { LotPrice = new(Id(1), new Money(1, Eur), null) };
        lines[8] = lines[8] with { LotPrice = new(Id(1), null, Percent(101)), CategoryIds = [.. Enumerable.Range(1, 21).Select(Id)] };
        basket = basket with { Lines = lines, Charges = [new(Id(1), "delivery", Taka(-1), Untaxed), new(Id(1), "packing", new Money(1, Eur), "none")] };
        Faults(basket).ShouldBe(
        [
            "charges[0].amount basket.charge",
            "charges[1].id basket.duplicate_id",
            "charges[1].amount basket.currency",
            "charges[1].taxClass basket.tax_class",
            "lines[1].quantity basket.quantity",
            "lines[2].quantity basket.quantity",
            "lines[3].quantity basket.unit",
            "lines[5].id basket.duplicate_id",
            "lines[8].categoryIds basket.too_many_categories",
            "lines[4].variantId basket.price_missing",
            "lines[5].taxClass basket.tax_class",
            "lines[6].lotPrice basket.lot_price",
            "lines[7].lotPrice basket.currency",
            "lines[8].lotPrice basket.lot_price",
        ]);
    }

    [Fact]
    public void A_basket_beyond_the_bounds_is_refused()
    {
        Faults(Basket(string.Join(", ", Enumerable.Repeat("A 1", 500)))).ShouldBeEmpty();
        Faults(Basket(string.Join(", ", Enumerable.Repeat("A 1", 501))) with
        {
            Channel = (PriceChannel)9,
            Coupons = [.. Enumerable.Repeat("X", 21)],
            Charges = [.. Enumerable.Range(1, 21).Select(id => new Charge(Id(id), "x", Taka(1), Untaxed))],
            UsedPromotions = [new(Id(1), -1, 0)],
        }).ShouldBe(["lines basket.too_many_lines", "charges basket.too_many_charges", "coupons basket.too_many_coupons", "channel basket.channel", "used basket.usage"]);
        Faults(Basket("A 100000")).ShouldBeEmpty();
        Faults(Basket("A 100001")).ShouldBe(["lines[0].quantity basket.quantity"]);
    }

    [Fact]
    public void A_trace_that_was_tampered_with_does_not_replay()
    {
        var steps = Quote("A 100", "A 2", Promo(1, new PercentOff(Percent(10)))).Lines[0].Trace.Steps;
        new Trace(steps).Replay().Value.ShouldBe(Taka(180));
        string Replay(params TraceStep[] changed) => new Trace(changed).Replay().FirstError.Code;
        Replay().ShouldBe("trace.broken");
        Replay(steps[1]).ShouldBe("trace.broken");
        Replay(steps[0], steps[0]).ShouldBe("trace.broken");
        Replay(steps[0], steps[1] with { Pieces = 3 }).ShouldBe("trace.broken");
        Replay(steps[0], steps[1] with { Before = Taka(99) }).ShouldBe("trace.broken");
        Replay(steps[0], steps[1] with { After = Taka(101) }).ShouldBe("trace.broken");
        Replay(steps[0], steps[1] with { After = Taka(-1) }).ShouldBe("trace.broken");
    }

    [Fact]
    public async Task Many_threads_share_a_book()
    {
        var book = PriceBook.Create(Content("A 40, B 50", Promo(1, new SetPrice(3, Taka(100), false)), Promo(2, new BasketPercent(Percent(10)), combines: true))).Value;
        var quotes = await Task.WhenAll(Enumerable.Range(1, 64).Select(count => Task.Run(() => (count, book.Quote(Basket($"A {count}, B 2")).Value.ToPay))));
        quotes.ShouldAllBe(one => one.ToPay == book.Quote(Basket($"A {one.count}, B 2")).Value.ToPay);
        quotes.Select(one => one.ToPay).Distinct().Count().ShouldBeGreaterThan(40);
    }

    private static string[] Faults(Basket basket) =>
        [.. PriceBook.Create(Content("A 10")).Value.Quote(basket).Errors.Select(error => $"{error.Field} {error.Code}")];

    private static ItemPrice Tier(int id, decimal amount, long thousandths) =>
        new(Item('A'), Price('A', amount, id).Price with { MinimumThousandths = thousandths });
}
