using System.Text;
using Aisle.FeatureTests.Mail;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Notifications;

/// <summary>Letters say what is so: of goods that did not come, of money that was never paid, of goods that are sent once more.</summary>
public sealed class LetterTruthTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_packed_is_told_with_what_is_missing_and_what_stands_in()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(3, 10);
        var (shopper, at, ordered) = await OrderAsync(lab, (goods[0], 2, "refund"), (goods[1], 2, "similar"));
        var wave = (await lab.PostAsync("/picking-waves", new { storeId = lab.Store.Value, orderIds = new[] { shopper.Id } })).Is(201)["id"];
        (await lab.PostAsync($"/picking-waves/{wave}/shorts", new { orderId = shopper.Id, no = 1 })).Is(200);
        var line = (await lab.PostAsync($"/picking-waves/{wave}/substitutes", new { orderId = shopper.Id, no = 2, packId = goods[2].Pack, quantity = 2 })).Is(200).Json.GetProperty("lines").EnumerateArray()
            .Single(one => one.GetProperty("packId").GetGuid() == goods[2].Pack).GetProperty("no").GetInt32();
        (await lab.PostAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = shopper.Id, no = line, quantity = 2 })).Is(200);
        (await lab.PostAsync($"/orders/{shopper.Id}/shipments", new { id = OrdersLab.NewId() })).Is(200);

        var text = Read(await shop.MailToAsync(at, with: "is packed"));
        text.ShouldContain("0 of 2 × ");
        text.ShouldContain("(instead of ");
        text.ShouldNotContain($"Total: {ordered}");
    }

    [Fact]
    public async Task Goods_that_are_sent_once_more_are_not_told_as_paid_or_paid_back()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var (shopper, at, _) = await OrderAsync(lab, (goods[0], 2, "refund"), (goods[1], 1, "refund"));
        var due = (await lab.PickAndPackAsync(shopper.Id)).Is(200).Json.GetProperty("sums").GetProperty("due");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        var back = OrdersLab.NewId();
        (await lab.PostAsync($"/orders/{shopper.Id}/returns", new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = 1 } }, wantsExchange = true })).Is(200);
        (await lab.PostAsync($"/sale-returns/{back}/decision", new { isApproved = true })).Is(200);
        var received = (await lab.PostAsync($"/sale-returns/{back}/receipt", new { isExchange = true, lines = new[] { new { no = 1, wasted = 1 } } })).Is(200).Json;

        var text = Read(await shop.MailToAsync(at, with: "has arrived"));
        text.ShouldContain("no money goes back");
        text.ShouldNotContain("on its way");
        text.ShouldContain("1 × ");
        text.ShouldNotContain("Total", Case.Sensitive, "the return alone is told");
        Read(await shop.MailToAsync(at, with: "are sent once more")).ShouldContain("nothing to pay");
        var again = await shop.ScalarAsync<string>($"select number from orders.sale_order where exchange_of = '{shopper.Id}'");
        received.GetProperty("returns").GetArrayLength().ShouldBe(1);
        await KindsAsync(lab, again, "exchange");
    }

    [Fact]
    public async Task Who_has_paid_nothing_is_not_told_that_it_goes_back()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (shopper, at, _) = await OrderAsync(lab, ((await lab.GoodsAsync(1, 10))[0], 1, "refund"));
        (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}/cancel", new { reason = "changed my mind" }, lab.Owner)).Is(200);
        var text = Read(await shop.MailToAsync(at, with: "is cancelled"));
        text.ShouldContain("Nothing was paid for it");
        await KindsAsync(lab, await shop.ScalarAsync<string>($"select number from orders.sale_order where id = '{shopper.Id}'"), "cancelled_unpaid", "confirmed", "placed");
    }

    [Fact]
    public async Task What_is_still_to_be_paid_of_a_changed_order_is_told_where_some_of_it_was_paid()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 10);
        var (shopper, at, _) = await OrderAsync(lab, (goods[0], 1, "refund"));
        var attempt = await shop.ScalarAsync<Guid>($"select id from payments.attempt where intent_id = '{shopper.Id}'");
        (await lab.PostAsync($"/payments/{attempt}/collect", new { amount = new { amount = "1.00", currency = "BDT" }, reference = "" })).Status.ShouldBeOneOf(200, 201);
        var (version, lines) = ((await lab.OrderAsync(shopper.Id)).GetProperty("version").GetInt32(), new[] { new { packId = goods[0].Pack, quantity = 2 } });
        var hash = (await lab.PostAsync($"/orders/{shopper.Id}/edit-quotes", new { version, lines })).Is(200).Json.GetProperty("cart").GetProperty("quoteHash").GetString();
        var sums = (await shop.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}", new { version, lines, quoteHash = hash }, lab.Owner)).Is(200).Json.GetProperty("sums");
        OrdersLab.Minor(sums.GetProperty("due")).ShouldBe(OrdersLab.Minor(sums.GetProperty("total")) - 1_00);
        Read(await shop.MailToAsync(at, with: "was changed")).ShouldContain("Still to pay: ");
    }

    private static string Read(string mail) => new ReadMail(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(mail))).Parts[0].Text;

    private Task KindsAsync(OrdersLab lab, string number, params string[] kinds) => Eventually.IsAsync(async () =>
        (await shop.Http.SendAsync("GET", $"/api/v1/letters/sent?q={number}", token: lab.Owner)).Is(200).Json.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("kind").GetString()).SequenceEqual(kinds));

    /// <summary>Orders with a promise to pay in the store; what it came to, as letters write it.</summary>
    private static async Task<(Shopper Shopper, string At, string Total)> OrderAsync(OrdersLab lab, params (Goods Goods, int Quantity, string Substitution)[] lines)
    {
        var (shopper, at) = (new Shopper(lab), $"truth-{OrdersLab.NewId():N}@example.com");
        foreach (var (goods, quantity, substitution) in lines)
        {
            (await shopper.SendAsync("POST", "/cart/add", new { packId = goods.Pack, quantity, substitution })).Is(200);
        }

        await shopper.FetchAsync();
        var quote = (await shopper.CartAsync()).GetProperty("quoteHash").GetString();
        var placed = (await shopper.SendAsync("POST", "/orders/checkout", new { id = shopper.Id, quoteHash = quote, contact = new { name = "Mina", phone = "01711000000", email = at }, method = "cash", isOfAge = true })).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var text = Read(await lab.Shop.MailToAsync(at, with: "We have your order"));
        return (shopper, at, text.Split("Total: ")[1].Split('\n')[0].Trim());
    }
}
