using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>A promotion tried on orders of the past; what it must come to is reckoned by hand.</summary>
public sealed class BackTestTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Path = "/api/v1/promotions/back-test";

    [Fact]
    public async Task What_a_promotion_would_have_done_is_what_one_reckons_by_hand()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (tea, salt) = (await shop.ThingAsync("100.00"), await shop.ThingAsync("40.00"));
        await shop.ReceiveAsync(lab.Store, VariantId.From(tea.Variant), 20, 20 * 60);
        await shop.ReceiveAsync(lab.Store, VariantId.From(salt.Variant), 20, 20 * 25);
        await OrderAsync(lab, packed: true, (tea, 3), (salt, 1));
        await OrderAsync(lab, packed: true, (tea, 1));
        await OrderAsync(lab, packed: true, (salt, 2));
        await CancelledAsync(lab, tea);

        // Today's price is no part of it.
        (await lab.PostAsync("/prices", new { packId = tea.Pack.Value, storeId = lab.Store.Value, amount = PromotionLab.Taka("120.00") })).Is(201);

        var before = await StateAsync();
        // From two teas on: of three orders one, 10 % of 300. Without tax: 260.87 + 34.78 + 86.96 + 69.57; they cost 4 × 60 + 3 × 25.
        var found = await TryAsync(lab, Ten(tea, new { minimum = new { quantity = 2 }, terms = new { from = PromotionLab.Days(30) } }));
        Sums(found).ShouldBe((3, 1, "33.33", 1, "30.00"));
        Side(found, "before").ShouldBe(("452.18", "137.18", 30.34m));
        Side(found, "after").ShouldBe(("426.09", "111.09", 26.07m));
        (found.GetProperty("lines").GetInt64(), found.GetProperty("linesWithoutCost").GetInt64(), found.GetProperty("isWhole").GetBoolean()).ShouldBe((4, 0, true));
        var product = found.GetProperty("products").EnumerateArray().Single();
        (product.GetProperty("variantId").GetGuid(), product.GetProperty("orders").GetInt64(), Amount(product, "takenOff"), product.GetProperty("quantity").GetProperty("value").GetString()).ShouldBe((tea.Variant, 1, "30.00", "3"));

        // A limit is used up in the order in which they came: of the two orders with tea the first takes it.
        Sums(await TryAsync(lab, Ten(tea, new { limits = new { inTotal = 1 } }))).ShouldBe((3, 1, "33.33", 1, "30.00"));
        Sums(await TryAsync(lab, Ten(tea, new { limits = new { countBy = "applications", inTotal = 4 } }))).ShouldBe((3, 2, "66.67", 4, "40.00"));
        // A coupon is everybody's; guests are nobody whose uses could be counted; another channel sold none of it.
        Sums(await TryAsync(lab, Ten(tea, new { needsCoupon = true }))).ShouldBe((3, 2, "66.67", 2, "40.00"));
        Sums(await TryAsync(lab, Ten(tea, new { limits = new { perCustomer = 1 } }))).ShouldBe((3, 0, "0", 0, "0.00"));
        Sums(await TryAsync(lab, Ten(tea, new { terms = new { channel = "till" } }))).ShouldBe((3, 0, "0", 0, "0.00"));

        // One that is kept, beside a better one that is active: only where it is the better for the customer does it change anything.
        var kept = await shop.PromotionAsync(new { kind = "percentOff", percent = 10 }, PromotionLab.Goods(tea), isDraft: true);
        Sums((await lab.PostAsync("/promotions/back-test", Days(new { promotionId = kept }))).Is(200).Json).ShouldBe((3, 2, "66.67", 2, "40.00"));
        await shop.PromotionAsync(new { kind = "percentOff", percent = 20 }, PromotionLab.Goods(tea));
        var beside = (await lab.PostAsync("/promotions/back-test", Days(new { promotionId = kept }))).Is(200).Json;
        Sums(beside).ShouldBe((3, 0, "0", 0, "0.00"));
        Amount(beside.GetProperty("before"), "revenue").ShouldBe(Amount(beside.GetProperty("after"), "revenue"));
        (await StateAsync()).ShouldBe(before, "nothing is used, written or posted by it");

        // What has not left yet has no cost that anybody knows.
        await OrderAsync(lab, packed: false, (salt, 1));
        var waiting = await TryAsync(lab, Ten(salt));
        (waiting.GetProperty("orders").GetInt64(), waiting.GetProperty("linesWithoutCost").GetInt64()).ShouldBe((4, 1));

        await ThePageSaysTheSameAsync(kept);
    }

    [Fact]
    public async Task Days_without_orders_days_the_wrong_way_and_nothing_to_try_are_told()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var thing = await shop.ThingAsync("10.00");
        var none = (await lab.PostAsync("/promotions/back-test", new { from = "2020-01-01", to = "2020-01-31", draft = Ten(thing) })).Is(200).Json;
        Sums(none).ShouldBe((0, 0, "0", 0, "0.00"));
        none.GetProperty("products").GetArrayLength().ShouldBe(0);
        (await lab.PostAsync("/promotions/back-test", new { from = "2026-01-02", to = "2026-01-01", draft = Ten(thing) })).Is(400).Codes.ShouldBe(["promotion.days"]);
        (await lab.PostAsync("/promotions/back-test", new { from = "2024-01-01", to = "2025-06-01", draft = Ten(thing) })).Is(400).Codes.ShouldBe(["promotion.too_many_days"]);
        (await lab.PostAsync("/promotions/back-test", Days(new { }))).Is(400).Codes.ShouldBe(["promotion.nothing_tried"]);
        (await lab.PostAsync("/promotions/back-test", Days(new { promotionId = PromotionLab.NewId() }))).Is(400).Codes.ShouldBe(["promotion.unknown"]);
        (await lab.PostAsync("/promotions/back-test", Days(new { draft = new { name = new { en = "Bad" }, benefit = new { kind = "percentOff", percent = 0 } } }))).Is(400)
            .Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("draft.benefit.percent");
    }

    [Fact]
    public async Task Who_may_not_see_margins_or_another_store_is_refused()
    {
        var thing = await shop.ThingAsync("10.00");
        var (mine, other) = (await shop.StoreAsync(), await shop.StoreAsync("S2"));
        object Of(Guid? store) => Days(new { storeId = store, draft = Ten(thing) });
        var (manager, support) = (await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("support"));
        (await shop.Http.SendAsync("POST", Path, Of(mine.Value), manager)).Is(200);
        (await shop.Http.SendAsync("POST", Path, Of(null), manager)).Is(200);
        (await shop.Http.SendAsync("POST", Path, Of(other.Value), manager)).Is(403);
        (await shop.Http.SendAsync("POST", Path, Of(mine.Value), support)).Is(403);
        (await shop.Http.SendAsync("POST", Path, Of(mine.Value))).Is(401);

        var kept = await shop.PromotionAsync(new { kind = "percentOff", percent = 10 }, PromotionLab.Goods(thing), isDraft: true);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("support")).Is(302);
        var page = (await browser.GetAsync($"/admin/promotions/{kept}")).Is(200);
        page.Html.QuerySelector("#back-test").ShouldBeNull();
        (await browser.PostAsync($"/admin/promotions/{kept}?handler=BackTest", PageSession.Fields(page, "#promotion"))).Is(404);
        (await browser.PostAsync($"/admin/promotions/{kept}?handler=BackTestFile", PageSession.Fields(page, "#promotion"))).Is(404);
    }

    private async Task ThePageSaysTheSameAsync(Guid kept)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var path = $"/admin/promotions/{kept}";
        var fields = PageSession.Fields((await browser.GetAsync(path)).Is(200), "#promotion");
        // As it stands in the form, not as it is kept: 30 % is better than the 20 % that are active. What is kept stays.
        var typed = PageSession.With(fields, ("benefit.percent", "30"), ("past.from", PromotionLab.Days(-2)), ("past.to", PromotionLab.Days(1)));
        var shown = (await browser.PostAsync(path + "?handler=BackTest", typed)).Is(200);
        var text = shown.Html.QuerySelector("#back-test")!.TextContent;
        text.ShouldContain("50%");
        text.ShouldContain("৳\u00A0120");
        shown.Html.QuerySelector("input[name='benefit.percent']")!.GetAttribute("value").ShouldBe("30");
        (await shop.ScalarAsync<string>($"select rule -> 'benefit' ->> 'percent' from catalog.promotion where id = '{kept}'")).ShouldBe("10");

        var file = (await browser.PostAsync(path + "?handler=BackTestFile", typed)).Is(200);
        file.Response.Content.Headers.ContentDisposition!.FileName.ShouldBe("back-test.csv");
        var rows = file.Text.Trim('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(3);
        rows[1].ShouldContain("\"280.00\",\"250.00\",\"90.00\",\"1\",\"205.00\",\"BDT\"");

        (await browser.PostAsync(path + "?handler=BackTest", PageSession.With(typed, ("past.from", "2020-01-01"), ("past.to", "2020-01-02")))).Is(200).Html.QuerySelector("#back-test .empty")!.TextContent.ShouldContain("no orders");
        (await browser.PostAsync("/bn" + path + "?handler=BackTest", PageSession.With(typed, ("past.from", "never")))).Is(200).Html.QuerySelector("#back-test .alert").ShouldNotBeNull();
        (await browser.GetAsync("/bn" + path)).Is(200).Html.QuerySelector("#back-test")!.TextContent.ShouldContain("আগের অর্ডার");
    }

    private static object Ten(Thing thing, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(new { name = new { en = "Ten off" }, benefit = new { kind = "percentOff", percent = 10 }, goods = PromotionLab.Goods(thing) }, JsonSerializerOptions.Web)!.AsObject();
        foreach (var (name, value) in more is null ? [] : JsonSerializer.SerializeToNode(more, JsonSerializerOptions.Web)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return body;
    }

    /// <summary>A body with the days around today: the shop's day is not that of the tests' clock at every hour.</summary>
    private static JsonObject Days(object more)
    {
        var body = JsonSerializer.SerializeToNode(more, JsonSerializerOptions.Web)!.AsObject();
        (body["from"], body["to"]) = (PromotionLab.Days(-2), PromotionLab.Days(1));
        return body;
    }

    private static async Task<JsonElement> TryAsync(OrdersLab lab, object draft) => (await lab.PostAsync("/promotions/back-test", Days(new { draft }))).Is(200).Json;

    private static async Task OrderAsync(OrdersLab lab, bool packed, params (Thing Thing, decimal Quantity)[] lines)
    {
        var shopper = new Shopper(lab);
        foreach (var (thing, quantity) in lines)
        {
            await shopper.AddAsync(new Orders.Goods(VariantId.From(thing.Variant), thing.Pack.Value), quantity);
        }

        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        if (packed)
        {
            (await lab.PickAndPackAsync(shopper.Id)).Is(200);
        }
    }

    private async Task CancelledAsync(OrdersLab lab, Thing thing)
    {
        var shopper = new Shopper(lab);
        await shopper.AddAsync(new Orders.Goods(VariantId.From(thing.Variant), thing.Pack.Value), 5);
        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}/cancel", new { reason = "changed my mind" }, null, ("Order-Token", placed["token"]))).Is(200);
    }

    private static (long Orders, long Touched, string Uptake, long Uses, string TakenOff) Sums(JsonElement found) => (
        found.GetProperty("orders").GetInt64(), found.GetProperty("touched").GetInt64(), found.GetProperty("uptake").GetDecimal().ToString(CultureInfo.InvariantCulture), found.GetProperty("uses").GetInt64(), Amount(found, "takenOff"));

    private static (string Revenue, string Margin, decimal Percent) Side(JsonElement found, string side) =>
        (Amount(found.GetProperty(side), "revenue"), Amount(found.GetProperty(side), "margin"), found.GetProperty(side).GetProperty("marginPercent").GetDecimal());

    private static string Amount(JsonElement of, string name) => of.GetProperty(name).GetProperty("amount").GetString()!;

    private Task<string> StateAsync() => shop.ScalarAsync<string>(
        "select concat_ws(' ', (select count(*) from catalog.promotion_use), (select count(*) from orders.sale_order), (select sum(version) from orders.sale_order), (select count(*) from inventory.posting), (select count(*) from ledger.entry))");
}
