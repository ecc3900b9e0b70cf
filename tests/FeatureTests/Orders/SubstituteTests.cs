using System.Text.Json;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>Something else for what is not there: as much of it as is missing, and no more.</summary>
public sealed class SubstituteTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_found_of_a_line_and_what_is_taken_for_it_is_never_more_than_was_ordered()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(3, 20);
        var (id, wave) = await WaveAsync(lab, goods[0], 3);
        var before = Sum(await lab.OrderAsync(id), "total");
        (await PickAsync(lab, wave, id, 1, 1)).Is(200);
        (await InsteadAsync(lab, wave, id, goods[0], 1)).Is(400).Codes.ShouldBe(["pick.same_item"]);
        (await InsteadAsync(lab, wave, id, goods[1], 3)).Is(409).Code.ShouldBe("pick.substituted", "two are missing");
        (await InsteadAsync(lab, wave, id, goods[1], 1)).Is(200);
        (await PickAsync(lab, wave, id, 1, 2)).Is(400).Codes.ShouldBe(["pick.too_much"], "one of them was replaced");
        (await InsteadAsync(lab, wave, id, goods[2], 2)).Is(409).Code.ShouldBe("pick.substituted");
        (await InsteadAsync(lab, wave, id, goods[2], 1)).Is(200);
        (await InsteadAsync(lab, wave, id, goods[2], 1)).Is(409).Code.ShouldBe("pick.substituted");

        // What was taken for it is not there either, so one is missing again.
        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = id, no = 3 })).Is(200);
        (await InsteadAsync(lab, wave, id, goods[1], 2)).Is(409).Code.ShouldBe("pick.substituted");
        (await InsteadAsync(lab, wave, id, goods[1], 1)).Is(200);
        (await PickAsync(lab, wave, id, 3, 1)).Is(400).Codes.ShouldBe(["pick.too_much"], "something else stands in for it by now");
        (await PickAsync(lab, wave, id, 2, 1)).Is(200);
        (await PickAsync(lab, wave, id, 4, 1)).Is(200);
        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        packed.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("packed").GetDecimal()).ShouldBe(3);
        Sum(packed, "invoiced").ShouldBeLessThanOrEqualTo(before, "all that was taken for it together is not dearer than it");
    }

    [Fact]
    public async Task A_part_of_a_kilogram_is_replaced_by_one_pack_and_not_by_two()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (goods, weighed) = (await lab.GoodsAsync(1, 10), await lab.WeighedAsync(7));
        var (id, wave) = await WaveAsync(lab, weighed, 0.5m);
        (await InsteadAsync(lab, wave, id, goods[0], 2)).Is(409).Code.ShouldBe("pick.substituted");
        (await InsteadAsync(lab, wave, id, goods[0], 1)).Is(200);
        (await InsteadAsync(lab, wave, id, goods[0], 1)).Is(409).Code.ShouldBe("pick.substituted");
    }

    [Fact]
    public async Task The_same_asked_twice_and_a_form_pressed_twice_take_something_else_once()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var (id, wave) = await WaveAsync(lab, goods[0], 2);
        object body = new { orderId = id, no = 1, packId = goods[1].Pack, quantity = 1 };
        var key = OrdersLab.NewId().ToString();
        for (var time = 0; time < 2; time++)
        {
            (await shop.Http.SendAsync("POST", $"/api/v1/picking-waves/{wave}/substitutes", body, lab.Owner, ("Idempotency-Key", key))).Is(200);
        }

        (await LinesAsync(lab, id)).ShouldBe(2);
        using var staff = new PageSession(shop.Http.BaseAddress!);
        (await staff.LoginAsync("owner")).Is(302);
        var path = $"/admin/orders/picking/{wave}";
        var product = await shop.ScalarAsync<Guid>($"select variant.product_id from catalog.variant where variant.id = '{goods[1].Variant}'");
        var form = PageSession.With(PageSession.Fields((await staff.GetAsync(path)).Is(200), ".pick-scan"), ("order", id.ToString()), ("no", "1"), ("product", product.ToString()), ("quantity", "1"));
        (await staff.PostAsync(path + "?handler=Instead", form)).Is(302);
        (await staff.PostAsync(path + "?handler=Instead", form)).Html.QuerySelector("main")!.TextContent.ShouldContain("No more can be taken for it than is missing");
        (await LinesAsync(lab, id)).ShouldBe(3);
    }

    private static async Task<int> LinesAsync(OrdersLab lab, Guid order) => (await lab.OrderAsync(order)).GetProperty("lines").GetArrayLength();

    private static long Sum(JsonElement order, string name) => OrdersLab.Minor(order.GetProperty("sums").GetProperty(name));

    private static Task<Answer> PickAsync(OrdersLab lab, string wave, Guid order, int no, decimal quantity) => lab.PostAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = order, no, quantity });

    private static Task<Answer> InsteadAsync(OrdersLab lab, string wave, Guid order, Goods goods, decimal quantity) => lab.PostAsync($"/picking-waves/{wave}/substitutes", new { orderId = order, no = 1, packId = goods.Pack, quantity });

    private static async Task<(Guid Id, string Wave)> WaveAsync(OrdersLab lab, Goods goods, decimal quantity)
    {
        var shopper = new Shopper(lab);
        (await shopper.SendAsync("POST", "/cart/add", new { packId = goods.Pack, quantity, substitution = "similar" })).Is(200);
        await shopper.FetchAsync();
        (await shopper.PayAsync((await shopper.PlaceAsync()).Is(201), "cash")).Is(200);
        return (shopper.Id, (await lab.PostAsync("/picking-waves", new { storeId = lab.Store.Value, orderIds = new[] { shopper.Id } })).Is(201)["id"]);
    }
}
