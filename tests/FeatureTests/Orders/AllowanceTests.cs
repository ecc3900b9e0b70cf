using System.Text.Json;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>Something taken off an order after it was invoiced, although nothing comes back.</summary>
public sealed class AllowanceTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_taken_off_is_credited_and_goes_back_once_and_what_comes_back_later_is_credited_at_so_much_less()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 20);
        var (id, token) = await DeliveredAsync(lab, goods, 4);
        var (invoiced, one) = (Sum(await lab.OrderAsync(id), "invoiced"), OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("lines")[0].GetProperty("owed")) / 4);
        var body = Body("10.01");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lab.PostAsync($"/orders/{id}/allowances", body)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        var order = await lab.OrderAsync(id);
        (Sum(order, "credited"), Sum(order, "refunding") + Sum(order, "refunded"), Sum(order, "due")).ShouldBe((1_001, 1_001, 0));
        var allowance = order.GetProperty("returns").EnumerateArray().ShouldHaveSingleItem();
        allowance.GetProperty("reason").GetString().ShouldBe("allowance");
        allowance.GetProperty("lines").GetArrayLength().ShouldBe(0);
        order.GetProperty("order").GetProperty("state").GetString().ShouldBe("delivered");

        // One of the first line comes back, something more is taken off, and then the rest comes back: in all, to the last poisha, what was invoiced.
        await SendBackAsync(lab, id, token, (1, 1));
        var afterOne = Sum(await lab.OrderAsync(id), "credited");
        afterOne.ShouldBeLessThan(1_001 + one, "what came back had cost less by then");
        (await lab.PostAsync($"/orders/{id}/allowances", Body("7.77"))).Is(200);
        await SendBackAsync(lab, id, token, (1, 2), (2, 3));
        await SendBackAsync(lab, id, token, (1, 1), (2, 1));
        var last = await lab.OrderAsync(id);
        (Sum(last, "credited"), last.GetProperty("order").GetProperty("state").GetString()).ShouldBe((invoiced, "returned"));
        (await shop.ScalarAsync<long>($"select (select coalesce(sum(rounding), 0) from orders.sale_return where order_id = '{id}')::bigint - (select coalesce(sum(rounding), 0) from orders.shipment where order_id = '{id}')::bigint"))
            .ShouldBe(0, "no other difference was called rounding");
        (await lab.PostAsync($"/orders/{id}/allowances", Body("0.01"))).Code.ShouldBe("allowance.more");
    }

    [Fact]
    public async Task What_is_not_paid_yet_costs_so_much_less()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0], 3);
        await shopper.FetchAsync();
        (await shopper.PayAsync((await shopper.PlaceAsync()).Is(201), "cash")).Is(200);
        (await lab.PostAsync($"/orders/{shopper.Id}/allowances", Body("1.00"))).Code.ShouldBe("allowance.more", "nothing is invoiced yet: it is changed instead");
        var packed = (await lab.PickAndPackAsync(shopper.Id)).Is(200).Json;
        var off = (await lab.PostAsync($"/orders/{shopper.Id}/allowances", Body("5.00"))).Is(200).Json;
        Sum(off, "due").ShouldBe(Sum(packed, "due") - 500);
        (Sum(off, "refunding") + Sum(off, "refunded")).ShouldBe(0);
        var paid = (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = off.GetProperty("sums").GetProperty("due") })).Is(200).Json;
        (Sum(paid, "due"), Sum(paid, "paid")).ShouldBe((0, Sum(packed, "due") - 500));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_looks_after_what_is_unpaid_once_nothing_is_owed_for_it_any_more(bool comesBack)
    {
        var lab = await OrdersLab.OfAsync(shop);
        var shopper = new Shopper(lab);
        await shopper.AddAsync((await lab.GoodsAsync(1, 20))[0], 2);
        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var due = Sum((await lab.PickAndPackAsync(shopper.Id)).Is(200).Json, "due");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = new Amount(Taka(due - 500), "BDT") })).Is(200);
        (await lab.PostAsync($"/orders/{shopper.Id}/allowances", Body("2.00"))).Is(200);
        var owed = await lab.OrderAsync(shopper.Id);
        (Attention(owed), Sum(owed, "due")).ShouldBe(("unpaid", 300));
        if (comesBack)
        {
            await SendBackAsync(lab, shopper.Id, placed["token"], (1, 1));
        }
        else
        {
            (await lab.PostAsync($"/orders/{shopper.Id}/allowances", Body("3.00"))).Is(200);
        }

        var covered = await lab.OrderAsync(shopper.Id);
        (Attention(covered), Sum(covered, "due")).ShouldBe((null, 0));
    }

    [Fact]
    public async Task An_exchange_carries_its_part_of_what_was_taken_off()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (id, token) = await DeliveredAsync(lab, await lab.GoodsAsync(1, 20), 2);
        var invoiced = Sum(await lab.OrderAsync(id), "invoiced");
        (await lab.PostAsync($"/orders/{id}/allowances", Body("6.00"))).Is(200);
        var back = OrdersLab.NewId();
        (await AskAsync(id, token, new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = 1 } }, wantsExchange = true })).Is(200);
        (await lab.PostAsync($"/sale-returns/{back}/decision", new { isApproved = true })).Is(200);
        var again = (await lab.PostAsync($"/sale-returns/{back}/receipt", new { isExchange = true, lines = new[] { new { no = 1, wasted = 1 } } })).Is(200).Json
            .GetProperty("returns").EnumerateArray().Single(one => one.GetProperty("reason").GetString() == "damaged").GetProperty("exchangeId").GetGuid();
        (await lab.PostAsync($"/orders/{again}/allowances", Body("1.00"))).Code.ShouldBe("allowance.more", "it costs nothing");
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{again}/cancel", new { }, lab.Owner)).Is(200);
        // Its half of what the goods cost before cash was rounded, without tax and the tax each rounded for themselves.
        var cost = OrdersLab.Minor((await lab.OrderAsync(id)).GetProperty("shipments")[0].GetProperty("lines")[0].GetProperty("amount"));
        Sum(await lab.OrderAsync(id), "credited").ShouldBeInRange(600 + ((cost - 600) / 2), 601 + ((cost - 600) / 2));
        await SendBackAsync(lab, id, token, (1, 1));
        Sum(await lab.OrderAsync(id), "credited").ShouldBe(invoiced);
    }

    [Fact]
    public async Task What_cannot_be_taken_off_is_refused_with_every_fault_and_by_whom_it_may_not()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (id, token) = await DeliveredAsync(lab, await lab.GoodsAsync(1, 20), 1);
        var invoiced = Sum(await lab.OrderAsync(id), "invoiced");
        object wrong = new { id = OrdersLab.NewId(), amount = new { amount = "-1.00", currency = "BDT" }, reason = " ", refundTo = "wallet" };
        (await lab.PostAsync($"/orders/{id}/allowances", wrong)).Codes.Order().ShouldBe(["allowance.amount", "allowance.reason", "return.refund_to"]);
        (await lab.PostAsync($"/orders/{id}/allowances", new { id = OrdersLab.NewId(), amount = new { amount = "1.00", currency = "USD" }, reason = "late" })).Codes.ShouldBe(["allowance.amount"]);
        (await lab.PostAsync($"/orders/{id}/allowances", Body("9999999999.00"))).Code.ShouldBe("allowance.more");
        (await lab.PostAsync($"/orders/{OrdersLab.NewId()}/allowances", Body("1.00"))).Code.ShouldBe("order.unknown");
        (await lab.PostAsync($"/orders/{id}/allowances", Body("1.00"), await shop.Http.TokenAsync("rider"))).Is(403);
        (await shop.Http.SendAsync("POST", $"/api/v1/orders/{id}/allowances", Body("1.00"), null, ("Order-Token", token))).Status.ShouldBe(401);
        var first = Body("1.00");
        (await lab.PostAsync($"/orders/{id}/allowances", first)).Is(200);
        (await lab.PostAsync($"/orders/{id}/allowances", new { first.id, amount = new { amount = "2.00", currency = "BDT" }, first.reason })).Code.ShouldBe("return.contradiction");

        // Who all take off at once take off no more than it has cost.
        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lab.PostAsync($"/orders/{id}/allowances", Body(((invoiced - 100) / 300m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)))));
        many.Count(answer => answer.Status == 200).ShouldBeInRange(2, 3);
        many.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "allowance.more");
        Sum(await lab.OrderAsync(id), "credited").ShouldBeLessThanOrEqualTo(invoiced);
    }

    private static Allowance Body(string amount) => new(OrdersLab.NewId(), new Amount(amount, "BDT"), "It came late");

    private static string Taka(long minor) => (minor / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Attention(JsonElement order) => order.GetProperty("order").TryGetProperty("attention", out var why) ? why.GetString() : null;

    private static long Sum(JsonElement order, string name) => OrdersLab.Minor(order.GetProperty("sums").GetProperty(name));

    private static async Task<(Guid Id, string Token)> DeliveredAsync(OrdersLab lab, Goods[] goods, decimal quantity)
    {
        var shopper = new Shopper(lab);
        foreach (var one in goods)
        {
            await shopper.AddAsync(one, quantity);
        }

        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var due = (await lab.PickAndPackAsync(shopper.Id)).Is(200).Json.GetProperty("sums").GetProperty("due");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        return (shopper.Id, placed["token"]);
    }

    private async Task SendBackAsync(OrdersLab lab, Guid order, string token, params (int No, int Quantity)[] lines)
    {
        var back = OrdersLab.NewId();
        (await AskAsync(order, token, new { id = back, reason = "damaged", lines = lines.Select(line => new { no = line.No, quantity = line.Quantity }) })).Is(200);
        (await lab.PostAsync($"/sale-returns/{back}/decision", new { isApproved = true })).Is(200);
        (await lab.PostAsync($"/sale-returns/{back}/receipt", new { })).Is(200);
    }

    private Task<Answer> AskAsync(Guid order, string token, object body) => shop.Http.SendAsync("POST", $"/api/v1/orders/{order}/returns", body, null, ("Order-Token", token));

    private sealed record Amount(string amount, string currency);

    private sealed record Allowance(Guid id, Amount amount, string reason);
}
