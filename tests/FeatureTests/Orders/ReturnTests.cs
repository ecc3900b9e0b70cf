using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>Goods that come back: credited and refunded, or sent once more.</summary>
public sealed class SaleReturnTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_comes_back_is_restocked_or_thrown_away_credited_and_refunded_once()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 10);
        var (id, token) = await DeliveredAsync(lab, goods[0], 4);
        var paid = OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("sums").GetProperty("paid"));
        var asked = OrdersLab.NewId();
        object body = new { id = asked, reason = "damaged", lines = new[] { new { no = 1, quantity = 3 } }, note = "Torn open." };
        (await AskAsync(id, token, body)).Is(200);
        (await AskAsync(id, token, body)).Is(200).Json.GetProperty("returns").GetArrayLength().ShouldBe(1);
        (await AskAsync(id, token, new { id = OrdersLab.NewId(), reason = "damaged", lines = new[] { new { no = 1, quantity = 2 } } })).Codes.ShouldBe(["return.more"]);
        (await AskAsync(id, token[..^4] + "AAAA", new { id = OrdersLab.NewId(), reason = "damaged", lines = new[] { new { no = 1, quantity = 1 } } })).Status.ShouldBe(404);
        (await lab.PostAsync($"/sale-returns/{asked}/receipt", new { })).Code.ShouldBe("return.state");
        (await lab.PostAsync($"/sale-returns/{asked}/decision", new { isApproved = true })).Is(200);

        // Half a piece would stay on the shelf for ever.
        var half = (await lab.PostAsync($"/sale-returns/{asked}/receipt", new { lines = new[] { new { no = 1, wasted = 0.5m } } })).Is(400);
        half.Codes.ShouldBe(["cart.quantity"]);
        half.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("lines[0].wasted");
        (await lab.PostAsync($"/sale-returns/{asked}/receipt", new { lines = new[] { new { no = 1, wasted = 4 } } })).Is(400).Codes.ShouldBe(["return.wasted"]);

        object receipt = new { lines = new[] { new { no = 1, wasted = 1 } } };
        var received = (await lab.PostAsync($"/sale-returns/{asked}/receipt", receipt)).Is(200).Json;
        (await lab.PostAsync($"/sale-returns/{asked}/receipt", receipt)).Is(200);
        received.GetProperty("order").GetProperty("state").GetString().ShouldBe("partlyReturned");
        var credited = OrdersLab.Minor(received.GetProperty("sums").GetProperty("credited"));
        Math.Abs(credited - paid * 3 / 4).ShouldBeLessThanOrEqualTo(100);
        (OrdersLab.Minor(received.GetProperty("sums").GetProperty("refunding")) + OrdersLab.Minor(received.GetProperty("sums").GetProperty("refunded"))).ShouldBe(credited);
        // Six stayed, three came back, one of them was spoiled.
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).OnHand.ShouldBe(8_000);
    }

    [Fact]
    public async Task All_of_an_order_whose_cash_was_rounded_comes_back_and_no_more_is_credited_than_was_invoiced()
    {
        var lab = await OrdersLab.OfAsync(shop);
        // Part of a kilogram costs paisa; cash is rounded to whole taka.
        var weighed = await lab.WeighedAsync(4);
        var (rounded, share) = (false, 0.537m);
        for (var time = 0; time < 4 && !rounded; time++, share += 0.111m)
        {
            var (id, token) = await DeliveredAsync(lab, weighed, share);
            var order = await lab.OrderAsync(id);
            var invoiced = OrdersLab.Minor(order.GetProperty("sums").GetProperty("invoiced"));
            rounded = invoiced != OrdersLab.Minor(order.GetProperty("shipments")[0].GetProperty("lines")[0].GetProperty("amount"));
            var asked = OrdersLab.NewId();
            (await AskAsync(id, token, new { id = asked, reason = "spoiled", lines = new[] { new { no = 1, quantity = share } } })).Is(200);
            (await lab.PostAsync($"/sale-returns/{asked}/decision", new { isApproved = true })).Is(200);
            var received = (await lab.PostAsync($"/sale-returns/{asked}/receipt", new { lines = new[] { new { no = 1, wasted = share } } })).Is(200).Json;
            received.GetProperty("order").GetProperty("state").GetString().ShouldBe("returned");
            OrdersLab.Minor(received.GetProperty("sums").GetProperty("credited")).ShouldBe(invoiced);
        }

        rounded.ShouldBeTrue("no order was rounded, so nothing was tried");
    }

    [Fact]
    public async Task What_comes_back_is_sent_once_more_for_nothing()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 10);
        var (id, token) = await DeliveredAsync(lab, goods[0], 2);
        var before = (await lab.OrderAsync(id)).GetProperty("sums").ToString();
        var asked = OrdersLab.NewId();
        (await AskAsync(id, token, new { id = asked, reason = "damaged", lines = new[] { new { no = 1, quantity = 1 } }, wantsExchange = true })).Is(200);
        (await lab.PostAsync($"/sale-returns/{asked}/decision", new { isApproved = true })).Is(200);
        object receipt = new { isExchange = true, lines = new[] { new { no = 1, wasted = 1 } } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lab.PostAsync($"/sale-returns/{asked}/receipt", receipt)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        (await shop.ScalarAsync<long>($"select count(*) from orders.sale_order where exchange_of = '{id}'")).ShouldBe(1, "however often it is said");
        var received = answers[0].Json;
        received.GetProperty("sums").ToString().ShouldBe(before, "no money moves");
        var again = received.GetProperty("returns")[0].GetProperty("exchangeId").GetGuid();
        var order = await lab.OrderAsync(again);
        order.GetProperty("exchangeOf").GetGuid().ShouldBe(id);
        order.GetProperty("order").GetProperty("state").GetString().ShouldBe("paid");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(8_000), level => level.Reserved.ShouldBe(1_000));

        var packed = (await lab.PickAndPackAsync(again)).Is(200).Json;
        packed.GetProperty("order").GetProperty("state").GetString().ShouldBe("packed");
        OrdersLab.Minor(packed.GetProperty("sums").GetProperty("due")).ShouldBe(0);
        (await lab.PostAsync($"/orders/{again}/deliver", new { id = OrdersLab.NewId() })).Is(200).Json.GetProperty("order").GetProperty("state").GetString().ShouldBe("delivered");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(7_000), level => level.Reserved.ShouldBe(0));
    }

    private static async Task<(Guid Id, string Token)> DeliveredAsync(OrdersLab lab, Goods goods, decimal quantity)
    {
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods, quantity);
        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var due = (await lab.PickAndPackAsync(shopper.Id)).Is(200).Json.GetProperty("sums").GetProperty("due");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        return (shopper.Id, placed["token"]);
    }

    private Task<Answer> AskAsync(Guid order, string token, object body) => shop.Http.SendAsync("POST", $"/api/v1/orders/{order}/returns", body, null, ("Order-Token", token));
}
