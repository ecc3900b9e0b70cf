using System.Globalization;
using System.Text.Json;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Stores;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>Orders of which one part goes another way than the rest, and exchanges that are not sent after all.</summary>
public sealed class OrderPartTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_part_that_came_back_does_not_keep_the_other_from_being_handed_over_and_paid()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (id, shipments) = await InTwoPartsAsync(lab);
        var total = Sum(await lab.OrderAsync(id), "total");
        // Who brings it to the door says so, and may do nothing else with it.
        var rider = await shop.Http.TokenAsync("rider");
        (await shop.Http.SendAsync("GET", $"/api/v1/orders/{id}", token: rider)).Is(200);
        (await lab.PostAsync($"/orders/{id}/send", new { carrier = "Own rider" }, rider)).Is(200);
        (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), shipmentId = shipments[0] }, rider)).Is(200);
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{id}/cancel", new { }, rider)).Status.ShouldBeOneOf(403, 404);
        (await lab.PostAsync("/picking-waves", new { storeId = lab.Store.Value, orderIds = new[] { id } }, rider)).Is(403);
        var back = OrdersLab.NewId();
        (await lab.PostAsync($"/orders/{id}/returns", new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = 1 } } })).Is(200);
        State((await lab.PostAsync($"/sale-returns/{back}/receipt", new { })).Is(200).Json).ShouldBe("partlyReturned");

        // Nobody was there at first; then it is handed over, and paid.
        State((await lab.PostAsync($"/orders/{id}/come-back", new { note = "Door closed" })).Is(200).Json).ShouldBe("partlyReturned");
        State((await lab.PostAsync($"/orders/{id}/send", new { })).Is(200).Json).ShouldBe("partlyReturned");
        var order = await lab.OrderAsync(id);
        var done = (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), collected = order.GetProperty("sums").GetProperty("due") })).Is(200).Json;
        State(done).ShouldBe("partlyReturned");
        Sum(done, "due").ShouldBe(0);
        Sum(done, "paid").ShouldBe(total - Sum(done, "credited"));
        done.GetProperty("shipments").EnumerateArray().ShouldAllBe(shipment => shipment.GetProperty("state").GetString() == "delivered");
    }

    [Theory]
    [InlineData("packed", "packed")]
    [InlineData("sent", "outForDelivery")]
    [InlineData("delivered", "delivered")]
    public async Task The_rest_of_an_order_that_is_not_there_is_closed_and_costs_nothing(string how, string then)
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var (id, wave) = await ConfirmedAsync(lab, goods);
        var total = Sum(await lab.OrderAsync(id), "total");
        await PickAsync(lab, wave, id, 1);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = true })).Is(200, "with goods to pack it is packed as ever");

        (id, wave) = await ConfirmedAsync(lab, goods);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = true })).Code.ShouldBe("order.nothing_picked");
        await PickAsync(lab, wave, id, 1);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Is(200);
        if (how != "packed")
        {
            (await lab.PostAsync($"/orders/{id}/send", new { })).Is(200);
            // A part that nobody takes comes back also while the rest is not packed.
            State((await lab.PostAsync($"/orders/{id}/come-back", new { })).Is(200).Json).ShouldBe("partlyPacked");
            (await lab.PostAsync($"/orders/{id}/send", new { })).Is(200);
        }

        if (how == "delivered")
        {
            (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), collected = (await lab.OrderAsync(id)).GetProperty("shipments")[0].GetProperty("total") })).Is(200);
        }

        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = id, no = 2 })).Is(200);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Code.ShouldBe("order.nothing_picked");
        var closed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = true })).Is(200).Json;
        State(closed).ShouldBe(then);
        closed.GetProperty("shipments").GetArrayLength().ShouldBe(1);
        Sum(closed, "total").ShouldBe(Sum(closed, "invoiced"));
        Sum(closed, "invoiced").ShouldBeLessThan(total);
        Sum(closed, "due").ShouldBe(how == "delivered" ? 0 : Sum(closed, "invoiced"));
        (await shop.LevelAsync(lab.Store, goods[1].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(10_000), level => level.Reserved.ShouldBe(0));
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = true })).Code.ShouldBe("order.state");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("500")]
    public async Task Parts_are_each_rounded_to_coins_at_the_door_and_come_to_what_was_told(string coin)
    {
        var lab = await OrdersLab.OfAsync(shop);
        var path = $"/api/v1/settings/till.cash_rounding?store={lab.Store.Value}";
        async Task RoundAsync(string? value)
        {
            var known = (await shop.Http.SendAsync("GET", path, token: lab.Owner)).Is(200);
            (await shop.Http.SendAsync("PUT", path, new { value }, lab.Owner, StoresLab.IfMatch(known.Headers.ETag!.Tag))).Is(200);
        }

        await RoundAsync(coin);
        var step = long.Parse(coin, CultureInfo.InvariantCulture) * 100;
        try
        {
            var (id, wave) = await ConfirmedAsync(lab, await lab.GoodsAsync(3, 10));
            var told = Sum(await lab.OrderAsync(id), "total");
            (told % step).ShouldBe(0);
            // One piece of one line each time: six parts.
            for (var part = 0; part < 6; part++)
            {
                (await lab.PostAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = id, no = 1 + part / 2, quantity = 1 })).Is(200);
                var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = part == 5 })).Is(200).Json.GetProperty("shipments")[part];
                var asked = OrdersLab.Minor(packed.GetProperty("total"));
                (asked >= 0 && asked % step == 0).ShouldBeTrue($"nobody at a door has smaller coins than {coin}: {asked}");
                (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), shipmentId = packed.GetProperty("id").GetGuid(), collected = asked == 0 ? (JsonElement?)null : packed.GetProperty("total") })).Is(200);
            }

            var done = await lab.OrderAsync(id);
            State(done).ShouldBe("delivered");
            (Sum(done, "invoiced"), Sum(done, "paid"), Sum(done, "due"), Sum(done, "refunding")).ShouldBe((told, told, 0, 0));
            (await shop.ScalarAsync<long>($"select count(*) from (select from orders.shipment_line line join orders.shipment on id = shipment_id where order_id = '{id}' group by line_no having min(line.net + line.tax) <> max(line.net + line.tax)) unlike")).ShouldBe(0, "one of two costs half of both");
        }
        finally
        {
            await RoundAsync(null);
        }
    }

    [Fact]
    public async Task An_order_of_which_nothing_was_there_is_cancelled_when_it_is_packed()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var (id, wave) = await ConfirmedAsync(lab, goods);
        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = id, no = 1 })).Is(200);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = true })).Code.ShouldBe("order.nothing_picked", "the other line may still be found");
        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = id, no = 2 })).Is(200);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Code.ShouldBe("order.nothing_picked");
        var gone = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = true })).Is(200).Json;
        State(gone).ShouldBe("cancelled");
        (Sum(gone, "total"), Sum(gone, "due"), gone.GetProperty("shipments").GetArrayLength()).ShouldBe((0, 0, 0));
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(0);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = true })).Code.ShouldBe("order.state");
    }

    [Fact]
    public async Task A_substitute_that_is_all_that_is_left_is_packed_in_a_part_of_its_own()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(3, 10);
        var (id, wave) = await ConfirmedAsync(lab, goods[..2], "similar");
        await PickAsync(lab, wave, id, 1);
        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = id, no = 2 })).Is(200);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Is(200);
        (await lab.PostAsync($"/picking-waves/{wave}/substitutes", new { orderId = id, no = 2, packId = goods[2].Pack, quantity = 2 })).Is(200);
        await PickAsync(lab, wave, id, 3);
        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        State(packed).ShouldBe("packed");
        packed.GetProperty("shipments").GetArrayLength().ShouldBe(2);
        foreach (var (one, left) in ((Goods, long)[])[(goods[0], 8_000), (goods[1], 10_000), (goods[2], 8_000)])
        {
            (await shop.LevelAsync(lab.Store, one.Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(left), level => level.Reserved.ShouldBe(0));
        }
    }

    [Theory]
    [InlineData("cancelled", 2)]
    [InlineData("short", 1)]
    [InlineData("returned", 2)]
    public async Task What_an_exchange_does_not_bring_is_credited_where_it_was_paid(string how, int pieces)
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        var (first, exchange) = await ExchangedAsync(lab, goods[0]);
        var before = await lab.OrderAsync(first);
        Sum(before, "credited").ShouldBe(0);

        // It cannot be changed: it would be priced anew.
        (await lab.OrderAsync(exchange)).GetProperty("canBeEdited").GetBoolean().ShouldBeFalse();
        var version = (await lab.OrderAsync(exchange)).GetProperty("version").GetInt32();
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{exchange}", new { version, quoteHash = new string('0', 64), lines = new[] { new { packId = goods[0].Pack, quantity = 1 } } }, lab.Owner)).Code.ShouldBe("order.state");
        if (how == "cancelled")
        {
            (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{exchange}/cancel", new { reason = "sold out" }, lab.Owner)).Is(200);
        }
        else
        {
            (await lab.PickAndPackAsync(exchange, how == "short" ? [(1, 1)] : [])).Is(200);
        }

        if (how == "returned")
        {
            (await lab.PostAsync($"/orders/{exchange}/deliver", new { id = OrdersLab.NewId() })).Is(200);
            var again = OrdersLab.NewId();
            (await lab.PostAsync($"/orders/{exchange}/returns", new { id = again, reason = "damaged", lines = new[] { new { no = 1, quantity = 2 } } })).Is(200);
            Sum((await lab.PostAsync($"/sale-returns/{again}/receipt", new { })).Is(200).Json, "credited").ShouldBe(0, "it cost nothing itself");
        }

        var after = await lab.OrderAsync(first);
        // Three were paid for.
        var credited = Sum(after, "credited");
        Math.Abs(credited - Sum(before, "invoiced") * pieces / 3).ShouldBeLessThanOrEqualTo(100);
        (Sum(after, "refunding") + Sum(after, "refunded")).ShouldBe(credited);
        Sum(after, "due").ShouldBe(0);
        after.GetProperty("steps").EnumerateArray().Count(step => step.GetProperty("act").GetString() == "exchange_credited").ShouldBe(1);
        var back = after.GetProperty("returns")[0];
        back.GetProperty("exchangeId").GetGuid().ShouldBe(exchange);
        (await shop.ScalarAsync<long>($"select net + tax + rounding from orders.sale_return where order_id = '{first}'")).ShouldBe(credited);
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task An_exchange_of_an_exchange_that_is_not_sent_is_credited_to_the_order_that_was_paid()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        var (first, exchange) = await ExchangedAsync(lab, goods[0]);
        (await lab.PickAndPackAsync(exchange)).Is(200);
        (await lab.PostAsync($"/orders/{exchange}/deliver", new { id = OrdersLab.NewId() })).Is(200);
        var third = await ExchangeAsync(lab, exchange, 1);
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{third}/cancel", new { }, lab.Owner)).Is(200);
        var after = await lab.OrderAsync(first);
        Math.Abs(Sum(after, "credited") - Sum(after, "invoiced") / 3).ShouldBeLessThanOrEqualTo(100);
        (Sum(after, "refunding") + Sum(after, "refunded")).ShouldBe(Sum(after, "credited"));
    }

    [Fact]
    public async Task What_was_asked_before_with_another_key_is_answered_again()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 10);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0]);
        await shopper.FetchAsync();
        var quote = (await shopper.CartAsync()).GetProperty("quoteHash").GetString();
        object body = new { id = shopper.Id, quoteHash = quote, contact = new { name = "Nusrat Jahan", phone = "01711000000", email = "nusrat@example.com" }, method = "bkash", isOfAge = true };
        Task<Answer> PlaceAsync() => shop.Http.SendAsync("POST", "/api/v1/orders/checkout", body, null, ("Cart-Token", shopper.Token), ("Idempotency-Key", OrdersLab.NewId().ToString()));
        var placed = (await PlaceAsync()).Is(201);
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PlaceAsync())))
        {
            answer.Is(201).Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString().ShouldBe(placed.Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString());
        }

        // A provider is called between two commits, so the id of the attempt alone says that it is the same.
        object paying = new { id = OrdersLab.NewId(), method = "bkash" };
        Task<Answer> PayAsync() => shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/payments", paying, null, ("Order-Token", placed["token"]), ("Idempotency-Key", "one key for all of them"));
        var step = (await PayAsync()).Is(200).Json.GetProperty("attempt").GetProperty("id").GetString();
        (await PayAsync()).Is(200).Json.GetProperty("attempt").GetProperty("id").GetString().ShouldBe(step);
        (await shop.ScalarAsync<long>($"select count(*) from payments.attempt where intent_id = '{shopper.Id}'")).ShouldBe(1);
    }

    private static string State(JsonElement order) => order.GetProperty("order").GetProperty("state").GetString()!;

    private static long Sum(JsonElement order, string name) => OrdersLab.Minor(order.GetProperty("sums").GetProperty(name));

    private static async Task<(Guid Id, string Wave)> ConfirmedAsync(OrdersLab lab, Goods[] goods, string? substitution = null)
    {
        await lab.ZoneAsync();
        var shopper = new Shopper(lab);
        foreach (var one in goods)
        {
            (await shopper.SendAsync("POST", "/cart/add", new { packId = one.Pack, quantity = 2, substitution })).Is(200);
        }

        await shopper.DeliverAsync();
        (await shopper.PayAsync((await shopper.PlaceAsync("cod")).Is(201), "cod")).Is(200);
        return (shopper.Id, (await lab.PostAsync("/picking-waves", new { storeId = lab.Store.Value, orderIds = new[] { shopper.Id } })).Is(201)["id"]);
    }

    private static async Task PickAsync(OrdersLab lab, string wave, Guid order, int no) =>
        (await lab.PostAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = order, no, quantity = 2 })).Is(200);

    private static async Task<(Guid Id, string[] Shipments)> InTwoPartsAsync(OrdersLab lab)
    {
        var (id, wave) = await ConfirmedAsync(lab, await lab.GoodsAsync(2, 10));
        await PickAsync(lab, wave, id, 1);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Is(200);
        await PickAsync(lab, wave, id, 2);
        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        return (id, [.. packed.GetProperty("shipments").EnumerateArray().Select(shipment => shipment.GetProperty("id").GetString()!)]);
    }

    /// <summary>An order of three pieces that was paid in cash, of which two were sent once more.</summary>
    private static async Task<(Guid First, Guid Exchange)> ExchangedAsync(OrdersLab lab, Goods goods)
    {
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods, 3);
        await shopper.FetchAsync();
        (await shopper.PayAsync((await shopper.PlaceAsync()).Is(201), "cash")).Is(200);
        var due = (await lab.PickAndPackAsync(shopper.Id)).Is(200).Json.GetProperty("sums").GetProperty("due");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        return (shopper.Id, await ExchangeAsync(lab, shopper.Id, 2));
    }

    private static async Task<Guid> ExchangeAsync(OrdersLab lab, Guid order, int pieces)
    {
        var back = OrdersLab.NewId();
        (await lab.PostAsync($"/orders/{order}/returns", new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = pieces } }, wantsExchange = true })).Is(200);
        return (await lab.PostAsync($"/sale-returns/{back}/receipt", new { isExchange = true })).Is(200).Json.GetProperty("returns")[0].GetProperty("exchangeId").GetGuid();
    }
}
