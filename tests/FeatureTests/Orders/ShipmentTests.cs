using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>Orders that leave in parts, that are weighed, and of which something else is taken.</summary>
public sealed class OrderShipmentTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task An_order_leaves_in_two_parts_and_each_is_invoiced_and_paid_once()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var id = await ConfirmedAsync(lab, (goods[0], 3, null), (goods[1], 2, null));
        var total = OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("sums").GetProperty("total"));

        var first = await WaveAsync(lab, id);
        await PickAsync(lab, first, id, 1, 2);
        var part = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Is(200).Json;
        part.GetProperty("order").GetProperty("state").GetString().ShouldBe("partlyPacked");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(8_000), level => level.Reserved.ShouldBe(1_000, "the rest is still promised"));
        (await shop.LevelAsync(lab.Store, goods[1].Variant)).Reserved.ShouldBe(2_000);

        // What is left of it is picked in the same wave, and packed.
        await PickAsync(lab, first, id, 1, 1);
        await PickAsync(lab, first, id, 2, 2);
        var whole = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        whole.GetProperty("order").GetProperty("state").GetString().ShouldBe("packed");
        whole.GetProperty("shipments").GetArrayLength().ShouldBe(2);
        whole.GetProperty("shipments").EnumerateArray().Sum(shipment => OrdersLab.Minor(shipment.GetProperty("total"))).ShouldBe(total);
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(7_000), level => level.Reserved.ShouldBe(0));

        var one = whole.GetProperty("shipments")[0].GetProperty("id").GetString();
        (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), shipmentId = one })).Is(200).Json.GetProperty("order").GetProperty("state").GetString().ShouldBe("partlyDelivered");
        var paying = new { id = OrdersLab.NewId(), collected = whole.GetProperty("sums").GetProperty("due") };
        (await lab.PostAsync($"/orders/{id}/deliver", paying)).Is(200).Json.GetProperty("order").GetProperty("state").GetString().ShouldBe("delivered");
        var done = (await lab.PostAsync($"/orders/{id}/deliver", paying)).Is(200).Json;
        OrdersLab.Minor(done.GetProperty("sums").GetProperty("paid")).ShouldBe(total);
        OrdersLab.Minor(done.GetProperty("sums").GetProperty("due")).ShouldBe(0);

        // Who says something else of it is told that it counted for nothing.
        (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), paying.collected })).Is(409).Code.ShouldBe("order.state");
        (await lab.PostAsync($"/orders/{id}/deliver", new { paying.id })).Is(409).Code.ShouldBe("order.state");
        (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), shipmentId = one })).Is(409).Code.ShouldBe("order.state");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_nobody_found_nor_missed_is_written_down_as_missing_when_the_last_of_an_order_is_packed(bool inParts)
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(3, 10);
        var id = await ConfirmedAsync(lab, (goods[0], 2, null), (goods[1], 2, null), (goods[2], 2, null));
        var total = OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("sums").GetProperty("total"));
        var wave = await WaveAsync(lab, id);
        await PickAsync(lab, wave, id, 1, 2);
        await PickAsync(lab, wave, id, 2, 1);
        if (inParts)
        {
            (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Is(200).Json.GetProperty("steps").EnumerateArray().ShouldNotContain(step => step.GetProperty("act").GetString() == "short", "it may still be found");
        }

        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        packed.GetProperty("order").GetProperty("state").GetString().ShouldBe("packed");
        packed.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("act").GetString() == "short").Select(step => step.GetProperty("note").GetString())
            .ShouldBe(packed.GetProperty("lines").EnumerateArray().Skip(1).Select(line => line.GetProperty("sku").GetString()));
        OrdersLab.Minor(packed.GetProperty("sums").GetProperty("due")).ShouldBeLessThan(total);
        (await shop.ScalarAsync<long>($"select count(*) from orders.order_line where order_id = '{id}' and is_short")).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_weighed_costs_what_it_weighs()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var weighed = await lab.WeighedAsync(0);
        var id = await ConfirmedAsync(lab, (weighed, 1.5m, null));
        var ordered = OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("sums").GetProperty("total"));
        var wave = await WaveAsync(lab, id);
        (await lab.PostAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = id, no = 1, quantity = 1.9m })).Codes.ShouldBe(["pick.too_much"]);
        await PickAsync(lab, wave, id, 1, 1.2m);
        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        var invoiced = OrdersLab.Minor(packed.GetProperty("sums").GetProperty("invoiced"));
        // 1.2 of 1.5 kilograms, rounded to the coins there are.
        Math.Abs(invoiced - ordered * 4 / 5).ShouldBeLessThanOrEqualTo(100);
        OrdersLab.Minor(packed.GetProperty("sums").GetProperty("due")).ShouldBe(invoiced);
        packed.GetProperty("lines")[0].GetProperty("packed").GetDecimal().ShouldBe(1.2m);
    }

    [Fact]
    public async Task Something_else_is_taken_where_the_customer_agrees_and_never_costs_more()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var prices = await Task.WhenAll(goods.Select(PriceAsync));
        // The dearer one stands in for the cheaper one.
        var (cheap, dear) = prices[0] <= prices[1] ? (goods[0], goods[1]) : (goods[1], goods[0]);
        var id = await ConfirmedAsync(lab, (cheap, 2, "similar"));
        var before = OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("sums").GetProperty("total"));
        var wave = await WaveAsync(lab, id);
        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = id, no = 1 })).Is(200);
        var after = (await lab.PostAsync($"/picking-waves/{wave}/substitutes", new { orderId = id, no = 1, packId = dear.Pack, quantity = 2 })).Is(200);
        var line = after.Json.GetProperty("lines").EnumerateArray().Single(one => one.GetProperty("packId").GetGuid() == dear.Pack);
        await PickAsync(lab, wave, id, line.GetProperty("no").GetInt32(), 2);

        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        OrdersLab.Minor(packed.GetProperty("sums").GetProperty("invoiced")).ShouldBeLessThanOrEqualTo(before);
        (await shop.LevelAsync(lab.Store, dear.Variant)).OnHand.ShouldBe(8_000);
        (await shop.LevelAsync(lab.Store, cheap.Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(10_000), level => level.Reserved.ShouldBe(0));

        // Who wants nothing else gets nothing else.
        var other = await ConfirmedAsync(lab, (cheap, 1, "refund"));
        var another = await WaveAsync(lab, other);
        (await lab.PostAsync($"/picking-waves/{another}/substitutes", new { orderId = other, no = 1, packId = dear.Pack, quantity = 1 })).Codes.ShouldBe(["pick.no_substitute"]);
    }

    [Fact]
    public async Task A_weighed_substitute_costs_what_it_weighs_and_at_most_what_it_stands_in_for()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (wanted, other) = (await lab.WeighedAsync(1), await lab.WeighedAsync(2));
        var id = await ConfirmedAsync(lab, (wanted, 1m, "similar"));
        var before = OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("sums").GetProperty("total"));
        var wave = await WaveAsync(lab, id);
        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = id, no = 1 })).Is(200);
        (await lab.PostAsync($"/picking-waves/{wave}/substitutes", new { orderId = id, no = 1, packId = other.Pack, quantity = 0.95m })).Is(200);
        await PickAsync(lab, wave, id, 2, 0.95m);
        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        OrdersLab.Minor(packed.GetProperty("sums").GetProperty("invoiced")).ShouldBeLessThanOrEqualTo(before + 100);
        packed.GetProperty("lines").EnumerateArray().Single(line => line.GetProperty("packId").GetGuid() == other.Pack).GetProperty("packed").GetDecimal().ShouldBe(0.95m);
    }

    [Fact]
    public async Task Handed_over_paid_and_past_the_days_of_returns_it_is_completed()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 5);
        var id = await ConfirmedAsync(lab, (goods[0], 1, null));
        var due = (await lab.PickAndPackAsync(id)).Is(200).Json.GetProperty("sums").GetProperty("due");
        (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        await shop.Services.RunJobAsync("orders.complete");
        (await lab.OrderAsync(id)).GetProperty("order").GetProperty("state").GetString().ShouldBe("delivered", "it can still be sent back");
        await shop.ScalarAsync<bool>($"update orders.shipment set delivered_at = delivered_at - interval '60 days' where order_id = '{id}' returning true");
        await shop.Services.RunJobAsync("orders.complete");
        (await lab.OrderAsync(id)).GetProperty("order").GetProperty("state").GetString().ShouldBe("completed");
    }

    private static async Task<Guid> ConfirmedAsync(OrdersLab lab, params (Goods Goods, decimal Quantity, string? Substitution)[] lines)
    {
        var shopper = new Shopper(lab);
        foreach (var (goods, quantity, substitution) in lines)
        {
            (await shopper.SendAsync("POST", "/cart/add", new { packId = goods.Pack, quantity, substitution })).Is(200);
        }

        await shopper.FetchAsync();
        (await shopper.PayAsync((await shopper.PlaceAsync()).Is(201), "cash")).Is(200);
        return shopper.Id;
    }

    private static async Task<string> WaveAsync(OrdersLab lab, Guid order) => (await lab.PostAsync("/picking-waves", new { storeId = lab.Store.Value, orderIds = new[] { order } })).Is(201)["id"];

    private static async Task PickAsync(OrdersLab lab, string wave, Guid order, int no, decimal quantity) =>
        (await lab.PostAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = order, no, quantity })).Is(200);

    private async Task<long> PriceAsync(Goods goods) =>
        await shop.ScalarAsync<long>($"select amount_minor from catalog.price where pack_id = '{goods.Pack}' order by valid_from desc limit 1");
}
