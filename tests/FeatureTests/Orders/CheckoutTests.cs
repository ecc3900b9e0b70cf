using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>From a cart to the door, over HTTP.</summary>
public sealed class CheckoutTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_guest_orders_pays_in_the_store_and_gets_what_was_there()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(3, 10);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0], 2);
        await shopper.AddAsync(goods[1]);
        await shopper.AddAsync(goods[1]);
        await shopper.AddAsync(goods[2], 4);
        await shopper.FetchAsync();
        var cart = await shopper.CartAsync();
        cart.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("quantity").GetDecimal()).ShouldBe([2m, 2m, 4m]);
        cart.GetProperty("canBePlaced").GetBoolean().ShouldBeTrue(cart.ToString());

        var placed = (await shopper.PlaceAsync()).Is(201);
        var id = shopper.Id;
        placed.Json.GetProperty("order").GetProperty("order").GetProperty("state").GetString().ShouldBe("placed");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(2_000);
        (await shopper.CartAsync()).GetProperty("lines").GetArrayLength().ShouldBe(0);

        (await shopper.PayAsync(placed, "cash")).Is(200);
        (await lab.OrderAsync(id)).GetProperty("order").GetProperty("state").GetString().ShouldBe("confirmed");
        var packed = (await lab.PickAndPackAsync(id, (3, 1))).Is(200);
        packed.Json.GetProperty("order").GetProperty("state").GetString().ShouldBe("packed");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(8_000), level => level.Reserved.ShouldBe(0));
        (await shop.LevelAsync(lab.Store, goods[2].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(9_000), level => level.Reserved.ShouldBe(0));

        var due = packed.Json.GetProperty("sums").GetProperty("due");
        OrdersLab.Minor(due).ShouldBe(OrdersLab.Minor(packed.Json.GetProperty("sums").GetProperty("invoiced")));
        var handed = (await lab.PostAsync($"/orders/{id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        handed.Json.GetProperty("order").GetProperty("state").GetString().ShouldBe("delivered");
        handed.Json.GetProperty("order").GetProperty("money").GetString().ShouldBe("paid");
    }

    [Fact]
    public async Task The_same_order_is_placed_once_however_often_and_from_however_many_tabs()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0], 3);
        await shopper.FetchAsync();
        var quote = (await shopper.CartAsync()).GetProperty("quoteHash").GetString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shopper.PlaceAsync(quote: quote)));
        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString()).Distinct().Count().ShouldBe(1);
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(3_000);
        (await shopper.PlaceAsync(quote: quote, name: "Somebody Else")).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(422), answer => answer.Code.ShouldBe("order.contradiction"));
        (await shopper.PlaceAsync(id: OrdersLab.NewId(), quote: quote)).Code.ShouldBe("cart.empty");
    }

    [Fact]
    public async Task Thirty_two_buyers_of_the_last_ten_get_ten()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 10);
        var shoppers = Enumerable.Range(0, 32).Select(_ => new Shopper(lab)).ToList();
        await Task.WhenAll(shoppers.Select(async shopper =>
        {
            await shopper.AddAsync(goods[0]);
            await shopper.FetchAsync();
        }));
        var answers = await Task.WhenAll(shoppers.Select(shopper => shopper.PlaceAsync()));
        answers.Count(answer => answer.Status == 201).ShouldBe(10);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Code == "order.short");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(10_000);
    }

    [Fact]
    public async Task A_price_that_changed_since_the_cart_was_shown_is_told_and_not_charged()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 5);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0]);
        await shopper.FetchAsync();
        (await shopper.PlaceAsync(quote: "AAAAAAAAAAAAAAAAAAAAAA")).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(409), answer => answer.Code.ShouldBe("order.quote_changed"));
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(0);
        (await shopper.PlaceAsync()).Is(201);
    }

    [Fact]
    public async Task A_card_number_in_a_text_is_refused_at_the_door()
    {
        const string Pan = "4111 1111 1111 1111";
        var lab = await OrdersLab.OfAsync(shop);
        var (shopper, goods) = (new Shopper(lab), (await lab.GoodsAsync(1, 10))[0]);
        (await shopper.SendAsync("POST", "/cart/add", new { packId = goods.Pack, quantity = 1, note = "pay with " + Pan })).Codes.ShouldBe(["order.card_number"]);
        await shopper.AddAsync(goods);
        await shopper.FetchAsync();
        var quote = (await shopper.CartAsync()).GetProperty("quoteHash").GetString();
        var refused = await shopper.SendAsync("POST", "/orders/checkout", new { id = shopper.Id, quoteHash = quote, contact = new { name = "Mina " + Pan, phone = "01711000000" }, note = Pan, method = "cash", isOfAge = true });
        refused.Is(400).Codes.ShouldBe(["order.card_number", "order.card_number"]);
        refused.Text.ShouldNotContain("4111");
        (await shop.ScalarAsync<long>($"select count(*) from orders.sale_order where id = '{shopper.Id}'")).ShouldBe(0);
        (await shopper.PlaceAsync()).Is(201);
    }

    [Fact]
    public async Task Another_ones_order_is_not_there()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 5);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0]);
        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shop.Http.SendAsync("GET", $"/api/v1/orders/{shopper.Id}")).Is(404);
        (await shop.Http.SendAsync("GET", $"/api/v1/orders/{shopper.Id}", null, null, ("Order-Token", placed["token"][..^4] + "AAAA"))).Is(404);
        (await shop.Http.SendAsync("GET", $"/api/v1/orders/{shopper.Id}", null, null, ("Order-Token", placed["token"]))).Is(200);
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}/cancel", new { reason = "mine" })).Is(404);
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}/cancel", new { reason = "changed my mind" }, null, ("Order-Token", placed["token"]))).Is(200);
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Staff_sort_find_and_export_orders()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 5);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0]);
        await shopper.FetchAsync();
        var number = (await shopper.PlaceAsync(name: "Shirin Akhter")).Is(201).Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString();
        foreach (var sort in (string[])["placed", "-placed", "number", "-number", "slot", "-slot"])
        {
            var page = (await shop.Http.SendAsync("GET", $"/api/v1/orders?q=shirin&sort={sort}&limit=1", token: lab.Owner)).Is(200).Json;
            page.GetProperty("items")[0].GetProperty("number").GetString().ShouldBe(number, sort);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/orders?format=csv", token: lab.Owner)).Text.ShouldContain(number!);
        (await shop.Http.SendAsync("GET", "/api/v1/orders", token: await shop.Http.TokenAsync("customer"))).Is(200).Text.ShouldNotContain(number!);
    }

    [Fact]
    public async Task Goods_come_back_are_restocked_or_wasted_and_credited()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0], 4);
        await shopper.AddAsync(goods[1], 1);
        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var packed = (await lab.PickAndPackAsync(shopper.Id)).Is(200);
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = packed.Json.GetProperty("sums").GetProperty("due") })).Is(200);

        var back = OrdersLab.NewId();
        var asked = (await shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/returns", new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = 3 } } }, null, ("Order-Token", placed["token"]))).Is(200);
        asked.Json.GetProperty("returns")[0].GetProperty("state").GetString().ShouldBe("requested");
        (await shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/returns", new { id = OrdersLab.NewId(), reason = "damaged", lines = new[] { new { no = 1, quantity = 2 } } }, null, ("Order-Token", placed["token"]))).Codes.ShouldContain("return.more");
        (await lab.PostAsync($"/sale-returns/{back}/decision", new { isApproved = true })).Is(200);
        var received = (await lab.PostAsync($"/sale-returns/{back}/receipt", new { lines = new[] { new { no = 1, wasted = 1 } } })).Is(200);
        received.Json.GetProperty("order").GetProperty("state").GetString().ShouldBe("partlyReturned");
        OrdersLab.Minor(received.Json.GetProperty("sums").GetProperty("credited")).ShouldBe(OrdersLab.Minor(received.Json.GetProperty("returns")[0].GetProperty("total")));
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).OnHand.ShouldBe(8_000);
    }
}
