using System.Text.Json.Nodes;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.FeatureTests.Support;
using Aisle.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Catalogue;

public sealed class PricingTests(ShopHost shop) : IClassFixture<ShopHost>
{
    /// <summary>Each kind with what is taken off four of A at 100 and two of B at 60; a % stands for B's goods.</summary>
    public static TheoryData<string, string, long> Kinds => new()
    {
        { "percentOff", """{"kind":"percentOff","percent":12.5}""", 5_000 },
        { "amountOff", """{"kind":"amountOff","amount":{"amount":"7.00","currency":"BDT"}}""", 2_800 },
        { "fixedPrice", """{"kind":"fixedPrice","price":{"amount":"88.50","currency":"BDT"}}""", 4_600 },
        { "setPrice", """{"kind":"setPrice","count":3,"price":{"amount":"250.00","currency":"BDT"}}""", 5_000 },
        { "cheapestOff", """{"kind":"cheapestOff","count":3,"reduced":1,"percent":100,"sameItem":true}""", 10_000 },
        { "buyGet", """{"kind":"buyGet","buy":2,"get":1,"percent":50,"getGoods":%}""", 6_000 },
        { "buyGet at a price", """{"kind":"buyGet","buy":2,"get":1,"price":{"amount":"10.00","currency":"BDT"},"getGoods":%}""", 10_000 },
        { "bundle", """{"kind":"bundle","parts":[{"goods":@,"count":2},{"goods":%,"count":1}],"price":{"amount":"200.00","currency":"BDT"}}""", 12_000 },
        { "basketPercent", """{"kind":"basketPercent","percent":10}""", 4_000 },
        { "basketAmount", """{"kind":"basketAmount","amount":{"amount":"50.00","currency":"BDT"}}""", 5_000 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_promotion_of_every_kind_goes_from_the_editor_to_the_quote(string what, string benefit, long takenOff)
    {
        var (a, b) = (await shop.ThingAsync("100.00"), await shop.ThingAsync("60.00"));
        (Thing, decimal)[] basket = [(a, 4), (b, 2)];
        (await shop.QuoteAsync(basket)).ToPay.Minor.ShouldBe(52_000, what);
        var rule = JsonNode.Parse(benefit.Replace("@", GoodsOf(a), StringComparison.Ordinal).Replace("%", GoodsOf(b), StringComparison.Ordinal))!;

        var id = await shop.PromotionAsync(rule, benefit.Contains("bundle", StringComparison.Ordinal) ? null : PromotionLab.Goods(a));

        var quote = await shop.QuoteAsync(basket);
        var applied = quote.Applied.ShouldHaveSingleItem();
        (applied.PromotionId, applied.Discount.Minor).ShouldBe((id, takenOff));
        quote.ToPay.Minor.ShouldBe(52_000 - takenOff);
        quote.Lines.ShouldAllBe(line => line.Trace.Replay().Value == line.Amount);

        // What was read back is what was written, and it can be written again.
        var owner = await shop.Http.TokenAsync("owner");
        var read = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}", token: owner)).Is(200);
        var again = JsonNode.Parse(read.Json.GetProperty("rule").GetRawText())!.AsObject();
        again["name"] = JsonNode.Parse(read.Json.GetProperty("name").GetRawText());
        (await shop.Http.SendAsync("PUT", $"/api/v1/promotions/{id}", again, owner, read.Match())).Is(200);
        (await shop.QuoteAsync(basket)).ToPay.Minor.ShouldBe(52_000 - takenOff);

        (await shop.Http.SendAsync("POST", $"/api/v1/promotions/{id}/end", token: owner)).Is(200);
        (await shop.QuoteAsync(basket)).Applied.ShouldBeEmpty("one that is over reduces nothing, at once");
    }

    [Fact]
    public async Task A_price_of_a_group_a_tier_a_store_or_a_channel_is_for_those_it_is_meant_for()
    {
        var (thing, owner, members) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"), await shop.GroupAsync());
        var other = await shop.StoreAsync("S2");
        foreach (var (amount, more) in ((string, object)[])
                 [("90.00", new { fromQuantity = 10 }), ("80.00", new { fromQuantity = 50 }), ("85.00", new { groupId = members }), ("70.00", new { groupId = members, fromQuantity = 10 }), ("110.00", new { storeId = other.Value }), ("105.00", new { channel = "till" })])
        {
            var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(more))!.AsObject();
            (body["packId"], body["amount"]) = (thing.Pack.ToString(), new JsonObject { ["amount"] = amount, ["currency"] = "BDT" });
            (await shop.Http.SendAsync("POST", "/api/v1/prices", body, owner)).Is(201);
        }

        async Task<long> Unit(decimal quantity, Guid[]? groups = null, string store = "S1", PriceChannelName channel = PriceChannelName.Online) =>
            (await shop.QuoteAsync([(thing, quantity)], groups: groups, store: store, channel: channel)).Lines[0].UnitPrice.Minor;

        (await Unit(1)).ShouldBe(10_000);
        (await Unit(9)).ShouldBe(10_000);
        (await Unit(10)).ShouldBe(9_000);
        (await Unit(50)).ShouldBe(8_000);
        (await Unit(1, [members])).ShouldBe(8_500);
        (await Unit(12, [PromotionLab.NewId(), members])).ShouldBe(7_000);
        (await Unit(1, [PromotionLab.NewId()])).ShouldBe(10_000);
        (await Unit(1, store: "S2")).ShouldBe(11_000);
        (await Unit(1, channel: PriceChannelName.Till)).ShouldBe(10_500);

        // Lists and shelves show what one costs for everybody.
        (await shop.JsonAsync($"/api/v1/products/{thing.Product}")).GetProperty("variants")[0].GetProperty("packs")[0].GetProperty("price").GetProperty("amount").GetString().ShouldBe("100.00");
        var line = (await shop.Http.SendAsync("GET", $"/api/v1/prices?pack={thing.Pack}", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        line.Count.ShouldBe(7);
        line.ShouldAllBe(price => price.GetProperty("state").GetString() == "present", "each goes its own way, and none ends another");
    }

    [Fact]
    public async Task Tiers_that_overlap_and_bad_quantities_are_refused()
    {
        var (thing, owner) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"));
        Task<Answer> Set(object more) => shop.Http.SendAsync("POST", "/api/v1/prices", more, owner);
        var amount = PromotionLab.Taka("90.00");
        var from = TimeProvider.System.GetUtcNow().AddDays(3).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        (await Set(new { packId = thing.Pack.Value, amount, fromQuantity = 10, from })).Is(201);
        var before = await shop.StateAsync();

        (await Set(new { packId = thing.Pack.Value, amount, fromQuantity = 10, from })).Is(409).Codes.ShouldBe(["price.overlap"]);
        (await Set(new { packId = thing.Pack.Value, amount, fromQuantity = -1 })).Is(400).Codes.ShouldBe(["price.from_quantity"]);
        (await Set(new { packId = thing.Pack.Value, amount, fromQuantity = 0.0005 })).Is(400).Codes.ShouldBe(["price.from_quantity"]);
        (await Set(new { packId = thing.Pack.Value, amount, fromQuantity = 100_001 })).Is(400).Codes.ShouldBe(["price.from_quantity"]);
        (await Set(new { packId = thing.Pack.Value, amount, fromQuantity = "ten" })).Is(400).Codes.ShouldBe(["body.type"]);
        (await Set(new { packId = thing.Pack.Value, amount, groupId = "nobody" })).Is(400).Codes.ShouldBe(["body.type"]);
        (await shop.StateAsync()).ShouldBe(before);
        (await Set(new { packId = thing.Pack.Value, amount, fromQuantity = 12, from })).Is(201, "another tier is no overlap");
    }

    [Fact]
    public async Task Terms_minimum_and_exceptions_decide_where_a_promotion_holds()
    {
        var (a, b) = (await shop.ThingAsync("100.00"), await shop.ThingAsync("100.00"));
        var members = await shop.GroupAsync();
        var s2 = await shop.StoreAsync("S2");
        var ten = new { kind = "percentOff", percent = 10 };
        async Task<long> Off(object more, IReadOnlyList<(Thing, decimal)> lines, Guid[]? groups = null, string store = "S1", PriceChannelName channel = PriceChannelName.Online, object? goods = null)
        {
            var id = await shop.PromotionAsync(ten, goods ?? PromotionLab.Goods(a, b), more);
            var quote = await shop.QuoteAsync(lines, groups: groups, store: store, channel: channel);
            (await shop.Http.SendAsync("POST", $"/api/v1/promotions/{id}/end", token: await shop.Http.TokenAsync("owner"))).Is(200);
            return quote.Applied.Sum(applied => applied.Discount.Minor);
        }

        (await Off(new { terms = new { from = PromotionLab.Days(-3), to = PromotionLab.Days(3) } }, [(a, 1)])).ShouldBe(1_000);
        (await Off(new { terms = new { from = PromotionLab.Days(3) } }, [(a, 1)])).ShouldBe(0);
        (await Off(new { terms = new { to = PromotionLab.Days(-3) } }, [(a, 1)])).ShouldBe(0);
        (await Off(new { terms = new { stores = new[] { s2.Value } } }, [(a, 1)])).ShouldBe(0);
        (await Off(new { terms = new { stores = new[] { s2.Value } } }, [(a, 1)], store: "S2")).ShouldBe(1_000);
        (await Off(new { terms = new { channel = "till" } }, [(a, 1)])).ShouldBe(0);
        (await Off(new { terms = new { channel = "till" } }, [(a, 1)], channel: PriceChannelName.Till)).ShouldBe(1_000);
        (await Off(new { terms = new { groups = new[] { members } } }, [(a, 1)])).ShouldBe(0);
        (await Off(new { terms = new { groups = new[] { members } } }, [(a, 1)], groups: [members])).ShouldBe(1_000);
        (await Off(new { minimum = new { spend = PromotionLab.Taka("300.00") } }, [(a, 2)])).ShouldBe(0);
        (await Off(new { minimum = new { spend = PromotionLab.Taka("300.00") } }, [(a, 3)])).ShouldBe(3_000);
        (await Off(new { minimum = new { quantity = 2, goods = PromotionLab.Goods(b) } }, [(a, 1), (b, 1)])).ShouldBe(0);
        (await Off(new { minimum = new { quantity = 2, goods = PromotionLab.Goods(b) } }, [(a, 1), (b, 2)])).ShouldBe(3_000);
        (await Off(new { }, [(a, 1), (b, 1)], goods: new { variants = new[] { a.Variant, b.Variant }, exceptVariants = new[] { b.Variant } })).ShouldBe(1_000);
        var hour = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Dhaka")).AddHours(2);
        (await Off(new { terms = new { hours = new[] { new { from = $"{hour.Hour:00}:00:00", to = $"{hour.AddHours(1).Hour:00}:00:00" } } } }, [(a, 1)])).ShouldBe(0, "its hour is yet to come");
        (await Off(new { terms = new { hours = new[] { new { from = "00:00:00", to = "00:00:00" } } } }, [(a, 1)])).ShouldBe(1_000, "the same time twice is a whole day");
    }

    [Fact]
    public async Task A_filter_of_variants_of_other_goods_never_means_all_goods()
    {
        var (mine, theirs) = (await shop.ThingAsync("50.00"), await shop.ThingAsync("70.00"));
        await shop.PromotionAsync(new { kind = "buyGet", buy = 1, get = 1, percent = 100, getGoods = PromotionLab.Goods(theirs) }, PromotionLab.Goods(mine));

        var quote = await shop.QuoteAsync([(mine, 4)]);

        quote.Applied.ShouldBeEmpty();
        quote.Refused.ShouldContain(refusal => refusal.Code == RefusalCodes.MissingPieces);
        (await shop.QuoteAsync([(mine, 1), (theirs, 1)])).ToPay.Minor.ShouldBe(5_000);
    }

    [Fact]
    public async Task A_sheet_is_one_statement_for_what_is_new_and_one_more_where_something_is_counted()
    {
        var things = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.ThingAsync("10.00")));
        await shop.PromotionAsync(new { kind = "percentOff", percent = 5 }, PromotionLab.Goods(things[..4]));
        var limited = await shop.PromotionAsync(new { kind = "percentOff", percent = 5 }, PromotionLab.Goods(things[7]), new { limits = new { inTotal = 100 } });
        var opened = await shop.PromotionAsync(new { kind = "basketPercent", percent = 5 }, PromotionLab.Goods(things[1]), new { needsCoupon = true });
        await shop.CouponAsync(opened, "COUNTED");
        async Task<int> Count(Thing[] asked, params string[] coupons) => await PromotionLab.StatementsAsync(async () => await shop.SheetAsync(asked, coupons: coupons)) - await PromotionLab.StatementsAsync(async () => await shop.StoreAsync());

        // What was changed just now comes back as a notification, and all that is kept goes once more.
        await Eventually.IsAsync(async () =>
        {
            await Task.Delay(100, PromotionLab.Stop);
            return await Count([]) == 0;
        });
        (await Count(things[..4])).ShouldBe(1);
        (await Count(things[..4])).ShouldBe(0, "they are known");
        (await Count(things)).ShouldBe(2, "four are new, and one of them is limited");
        (await Count(things[..4], "COUNTED", "UNKNOWN")).ShouldBe(1);
        (await Count([])).ShouldBe(0);
        (await shop.SheetAsync(things)).UsedPromotions.ShouldBeEmpty("nothing was used yet");
        (await shop.RedeemAsync(PromotionLab.Order(), customer: null, PromotionLab.Use(limited, 3))).IsSuccess.ShouldBeTrue();
        (await shop.SheetAsync(things)).UsedPromotions.ShouldHaveSingleItem().InTotal.ShouldBe(3);
    }

    [Fact]
    public async Task A_price_that_was_kept_is_another_on_every_host_once_it_changes()
    {
        var (thing, owner) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"));
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString);
        await using var stopping = app;
        using var closing = http;
        async Task<long> There()
        {
            await using var scope = app.Services.CreateAsyncScope();
            var sheet = await scope.ServiceProvider.GetRequiredService<IPricing>().SheetAsync(new PriceAsk([thing.Pack], await shop.StoreAsync(), PriceChannelName.Online, Customer: null, []), PromotionLab.Stop);
            return sheet.Value.Book.Quote(sheet.Value.Basket([(thing, 1)], await shop.StoreAsync())).Value.ToPay.Minor;
        }

        (await shop.QuoteAsync([(thing, 1)])).ToPay.Minor.ShouldBe(10_000);
        (await There()).ShouldBe(10_000);
        (await shop.Http.SendAsync("POST", "/api/v1/prices", new { packId = thing.Pack.Value, amount = new { amount = "80.00", currency = "BDT" } }, owner)).Is(201);
        (await shop.QuoteAsync([(thing, 1)])).ToPay.Minor.ShouldBe(8_000, "at once where it was changed");
        await Eventually.IsAsync(async () => await There() == 8_000);
        await app.StopAsync(PromotionLab.Stop);
    }

    [Fact]
    public async Task A_promotion_that_cannot_be_read_fails_nobodys_checkout_and_is_told_to_staff()
    {
        var (thing, owner) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"));
        var broken = await shop.PromotionAsync(new { kind = "percentOff", percent = 50 }, PromotionLab.Goods(thing));
        await shop.PromotionAsync(new { kind = "percentOff", percent = 10 }, PromotionLab.Goods(thing));
        await shop.ScalarAsync<string>($"update catalog.promotion set rule = '{{\"shape\": 99}}' where id = '{broken}' returning ''");
        // Another change makes all hosts read anew.
        await shop.PromotionAsync(new { kind = "percentOff", percent = 1 }, PromotionLab.Goods(await shop.ThingAsync("1.00")));

        (await shop.QuoteAsync([(thing, 1)])).ToPay.Minor.ShouldBe(9_000);
        var told = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{broken}", token: owner)).Is(200);
        told.Json.TryGetProperty("rule", out _).ShouldBeFalse();
        (await shop.Http.SendAsync("GET", "/api/v1/promotions?limit=200", token: owner)).Is(200);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        (await browser.GetAsync($"/admin/promotions/{broken}")).Is(200).Text.ShouldContain("cannot be read");
        (await browser.GetAsync("/admin/promotions")).Is(200).Text.ShouldContain("Cannot be read");
    }

    [Fact]
    public async Task Too_much_is_refused_before_anything_is_asked()
    {
        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(shop.Services);
        var pricing = (IPricing)scope.ServiceProvider.GetService(typeof(IPricing))!;
        var many = await pricing.SheetAsync(new PriceAsk([.. Enumerable.Range(0, 501).Select(_ => PackId.From(PromotionLab.NewId()))], await shop.StoreAsync(), PriceChannelName.Online, Customer: null, [.. Enumerable.Range(0, 21).Select(number => $"C{number}")]), PromotionLab.Stop);
        many.Errors.Select(error => error.Code).ShouldBe(["pricing.too_many_packs", "basket.too_many_coupons"]);

        var odd = await pricing.SheetAsync(new PriceAsk([PackId.From(PromotionLab.NewId())], await shop.StoreAsync(), PriceChannelName.Online, UserId.From(PromotionLab.NewId()), ["", " ", "\0", "\ud800", "'; drop table catalog.coupon; --", new string('A', 10_000)]), PromotionLab.Stop);
        odd.IsSuccess.ShouldBeTrue();
        odd.Value.Packs.ShouldBeEmpty("what nobody knows is left out");
    }

    private static string GoodsOf(Thing thing) => $$"""{"variants":["{{thing.Variant}}"]}""";
}
