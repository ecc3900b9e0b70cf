using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Payments;
using Aisle.FeatureTests.Support;
using Aisle.FeatureTests.Wallets;
using Aisle.Platform.Verify;
using Aisle.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Orders;

/// <summary>Orders paid at providers, whatever goes wrong on the way: each is paid once, and what came too much is back.</summary>
public sealed class ProviderPaidTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    [Theory]
    [InlineData("bkash")]
    [InlineData("nagad")]
    [InlineData("sslcommerz")]
    [InlineData("stripe")]
    public async Task An_order_is_paid_picked_sent_back_and_refunded_to_its_tender(string method)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(method);
        await paid.PayAndReturnAsync(placed, method);
        (await paid.StateAsync(placed), await paid.MoneyStateAsync(placed)).ShouldBe(("paid", "paid"));
        await paid.RestAsync(placed);
        (await paid.MoneyAsync(placed)).ShouldBe((placed.Total, 0));

        // One of two of the first line is not found: what it cost goes back by itself.
        var packed = (await (await paid.StaffAsync()).PickAndPackAsync(placed.Id, (1, 1))).Is(200).Json;
        var invoiced = OrdersLab.Minor(packed.GetProperty("sums").GetProperty("invoiced"));
        invoiced.ShouldBeLessThan(placed.Total);
        await paid.RestAsync(placed);
        (await paid.MoneyAsync(placed)).ShouldBe((placed.Total, placed.Total - invoiced));

        (await (await paid.StaffAsync()).PostAsync($"/orders/{placed.Id}/deliver", new { id = OrdersLab.NewId() })).Is(200);
        var back = OrdersLab.NewId();
        (await lab.Http.SendAsync("POST", $"/api/v1/orders/{placed.Id}/returns", new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = 1 }, new { no = 2, quantity = 2 } } }, null, ("Order-Token", placed.Answer["token"]))).Is(200);
        (await (await paid.StaffAsync()).PostAsync($"/sale-returns/{back}/decision", new { isApproved = true })).Is(200);
        (await (await paid.StaffAsync()).PostAsync($"/sale-returns/{back}/receipt", new { })).Is(200);
        await paid.RestAsync(placed);
        (await paid.MoneyAsync(placed)).ShouldBe((placed.Total, placed.Total));
        (await paid.StateAsync(placed)).ShouldBe("returned");
    }

    [Theory]
    [InlineData("bkash", "create", FaultKinds.Error500)]
    [InlineData("bkash", "create", FaultKinds.BrokenAfterSuccess)]
    [InlineData("bkash", "create", FaultKinds.Garbage)]
    [InlineData("bkash", "create", FaultKinds.TokenExpired)]
    [InlineData("bkash", "execute", FaultKinds.Slow, "300")]
    [InlineData("bkash", "execute", FaultKinds.Error500)]
    [InlineData("bkash", "execute", FaultKinds.Garbage)]
    [InlineData("bkash", "execute", FaultKinds.BrokenAfterSuccess)]
    [InlineData("bkash", "execute", FaultKinds.TimeoutAfterSuccess, "7000")]
    [InlineData("nagad", "initialize", FaultKinds.Error500)]
    [InlineData("nagad", "complete", FaultKinds.BrokenAfterSuccess)]
    [InlineData("nagad", "complete", FaultKinds.WrongSignature)]
    [InlineData("nagad", "verify", FaultKinds.Error500)]
    [InlineData("nagad", "verify", FaultKinds.Garbage)]
    [InlineData("nagad", "verify", FaultKinds.Slow, "300")]
    [InlineData("sslcommerz", "session", FaultKinds.Error500)]
    [InlineData("sslcommerz", "session", FaultKinds.BrokenAfterSuccess)]
    [InlineData("sslcommerz", "validate", FaultKinds.Error500)]
    [InlineData("sslcommerz", "validate", FaultKinds.Garbage)]
    [InlineData("sslcommerz", "validate", FaultKinds.BrokenAfterSuccess)]
    [InlineData("stripe", "session", FaultKinds.BrokenAfterSuccess)]
    [InlineData("stripe", "session", FaultKinds.Error500)]
    [InlineData("stripe", "query", FaultKinds.Error500)]
    [InlineData("stripe", "query", FaultKinds.Garbage)]
    [InlineData("stripe", "query", FaultKinds.BrokenAfterSuccess)]
    public async Task A_fault_of_a_call_delays_the_order_and_it_is_paid_once(string method, string operation, string kind, string value = "")
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(method);
        lab.Fault(method, operation, kind, value);
        await paid.PayAndReturnAsync(placed, method);
        await paid.RestAsync(placed);
        lab.Faults.All.ShouldBeEmpty("the fault was met");
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed)).ShouldBe(("paid", (placed.Total, 0)));
    }

    [Theory]
    [InlineData("bkash", FaultKinds.Lost)]
    [InlineData("bkash", FaultKinds.Duplicate)]
    [InlineData("bkash", FaultKinds.WrongSignature)]
    [InlineData("bkash", FaultKinds.WrongAmount)]
    [InlineData("sslcommerz", FaultKinds.Lost)]
    [InlineData("sslcommerz", FaultKinds.Late, "200")]
    [InlineData("sslcommerz", FaultKinds.Duplicate)]
    [InlineData("sslcommerz", FaultKinds.WrongSignature)]
    [InlineData("sslcommerz", FaultKinds.WrongAmount)]
    [InlineData("stripe", FaultKinds.Lost)]
    [InlineData("stripe", FaultKinds.Late, "200")]
    [InlineData("stripe", FaultKinds.Duplicate)]
    [InlineData("stripe", FaultKinds.OutOfOrder)]
    [InlineData("stripe", FaultKinds.WrongSignature)]
    [InlineData("stripe", FaultKinds.WrongAmount)]
    public async Task Whatever_becomes_of_its_notice_an_order_is_paid_once(string method, string kind, string value = "")
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(method);
        lab.Fault(method, "notice", kind, value);
        var back = await paid.PayAtAsync(await paid.SentToAsync(placed, method), method);
        if (method == "bkash")
        {
            // There the money moves when the shopper comes back; elsewhere they have closed the browser.
            await back();
        }

        await paid.RestAsync(placed);
        lab.Faults.All.ShouldBeEmpty("the fault was met");
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed)).ShouldBe(("paid", (placed.Total, 0)));
    }

    [Theory]
    [InlineData("bkash", "execute", "accept")]
    [InlineData("nagad", "verify", "refund")]
    [InlineData("sslcommerz", "validate", "accept")]
    [InlineData("stripe", "query", "refund")]
    public async Task An_order_of_which_another_amount_is_said_waits_for_a_person(string method, string operation, string decision)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(method);
        lab.Fault(method, operation, FaultKinds.WrongAmount);
        await paid.PayAndReturnAsync(placed, method);
        (await paid.StateAsync(placed)).ShouldBe("awaiting_payment");
        var attempt = await lab.ScalarAsync<Guid>("select id from payments.attempt where intent_id = $1 and state = 'disputed'", placed.Id);
        (await placed.Shopper.PayAsync(placed.Answer, "nagad")).Code.ShouldBe("payment.unsure");

        var amount = new { amount = (placed.Total / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), currency = "BDT" };
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{attempt}/decide", new { decision, note = "looked at their pages", amount }, await lab.Http.TokenAsync("owner"))).Is(200);
        await paid.RestAsync(placed);
        (await paid.MoneyAsync(placed)).ShouldBe((placed.Total, decision == "accept" ? 0 : placed.Total));
        (await paid.StateAsync(placed)).ShouldBe(decision == "accept" ? "paid" : "awaiting_payment");
    }

    [Theory]
    [InlineData("bkash", "refund", FaultKinds.Error500)]
    [InlineData("bkash", "refund", FaultKinds.BrokenAfterSuccess)]
    [InlineData("bkash", "refund", FaultKinds.Garbage)]
    [InlineData("nagad", "refund", FaultKinds.BrokenAfterSuccess)]
    [InlineData("nagad", "refund", FaultKinds.Error500)]
    [InlineData("sslcommerz", "query", FaultKinds.BrokenAfterSuccess)]
    [InlineData("sslcommerz", "query", FaultKinds.Error500)]
    [InlineData("stripe", "refund", FaultKinds.BrokenAfterSuccess)]
    [InlineData("stripe", "refund", FaultKinds.Error500)]
    public async Task A_cancelled_order_is_refunded_once_whatever_its_provider_answers(string method, string operation, string kind)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(method);
        await paid.PayAndReturnAsync(placed, method);
        await paid.RestAsync(placed);
        lab.Fault(method, operation, kind);
        (await paid.CancelAsync(placed)).Is(200);
        (await paid.CancelAsync(placed)).Is(200);
        await paid.RestAsync(placed);
        await SettleRefundsAsync(paid, placed);
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed), await paid.MoneyStateAsync(placed)).ShouldBe(("cancelled", (placed.Total, placed.Total), "refunded"));
    }

    [Theory]
    [InlineData("bkash", "refund")]
    [InlineData("sslcommerz", "query")]
    [InlineData("stripe", "refund")]
    public async Task A_part_that_a_provider_refuses_to_give_back_waits_for_a_person(string method, string operation)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(method);
        await paid.PayAndReturnAsync(placed, method);
        await paid.RestAsync(placed);
        lab.Fault(method, operation, FaultKinds.PartialRefused, times: null);
        var invoiced = OrdersLab.Minor((await (await paid.StaffAsync()).PickAndPackAsync(placed.Id, (1, 1))).Is(200).Json.GetProperty("sums").GetProperty("invoiced"));
        await paid.RestAsync(placed);
        (await paid.MoneyAsync(placed)).ShouldBe((placed.Total, 0));
        lab.Faults.Clear();
        await SettleRefundsAsync(paid, placed);
        (await paid.MoneyAsync(placed)).ShouldBe((placed.Total, placed.Total - invoiced));
    }

    [Theory]
    [InlineData("sslcommerz", "nagad")]
    [InlineData("nagad", "stripe")]
    [InlineData("bkash", "sslcommerz")]
    [InlineData("stripe", "bkash")]
    public async Task Paid_from_two_tabs_in_two_ways_one_of_them_goes_back(string first, string second)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(first);
        var (one, other) = (await paid.SentToAsync(placed, first), await paid.SentToAsync(placed, second));
        var came = new List<Func<Task<PageAnswer>>>();
        foreach (var (method, page) in ((string, Uri)[])[(second, other), (first, one)])
        {
            // A session that could be ended cannot be paid any more; its page says so.
            try
            {
                came.Add(await paid.PayAtAsync(page, method));
            }
            catch (ShouldAssertException)
            {
                method.ShouldBe("stripe");
            }
        }

        await Task.WhenAll(came.Select(back => back()));
        await paid.RestAsync(placed);
        await SettleRefundsAsync(paid, placed);
        var (took, gave) = await paid.MoneyAsync(placed);
        (await paid.StateAsync(placed), took - gave).ShouldBe(("paid", placed.Total));
    }

    [Theory]
    [InlineData("nagad")]
    [InlineData("sslcommerz")]
    public async Task Paid_after_it_expired_the_money_goes_back_and_the_goods_are_somebody_elses(string method)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var last = await (await paid.StaffAsync()).GoodsAsync(1, 2);
        var placed = await paid.PlaceAsync(method, last);
        var page = await paid.SentToAsync(placed, method);
        lab.Clock.Advance(TimeSpan.FromHours(25));
        await lab.SweepAsync();
        await paid.ExpireAsync(placed);
        (await paid.MoneyAsync(placed)).ShouldBe((0, 0));

        paid = await PaidOrders.OfAsync(lab);
        var other = await paid.PlaceAsync("cash", last);
        var came = await paid.PayAtAsync(page, method);
        (await came()).Is(303);
        await paid.RestAsync(placed);
        await SettleRefundsAsync(paid, placed);
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed)).ShouldBe(("cancelled", (placed.Total, placed.Total)));
        var level = await lab.Shop.LevelAsync((await paid.StaffAsync()).Store, last[0].Variant);
        (level.OnHand, level.Reserved).ShouldBe((2_000L, 2_000L));
        (await paid.StateAsync(other)).ShouldBe("placed");
    }

    [Theory]
    [InlineData("bkash")]
    [InlineData("nagad")]
    [InlineData("sslcommerz")]
    [InlineData("stripe")]
    public async Task Cancelled_while_it_is_being_paid_nothing_is_kept(string method)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync(method);
        var back = await paid.PayAtAsync(await paid.SentToAsync(placed, method), method);
        (await paid.CancelAsync(placed)).Is(200);
        await back();
        await paid.RestAsync(placed);
        await SettleRefundsAsync(paid, placed);
        var (took, gave) = await paid.MoneyAsync(placed);
        (await paid.StateAsync(placed), gave).ShouldBe(("cancelled", took));
        (await placed.Shopper.PayAsync(placed.Answer, method)).Code.ShouldBe("order.not_due");
    }

    [Fact]
    public async Task A_wallet_with_too_little_pays_what_it_has_and_a_provider_the_rest()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var login = await lab.Http.TokenAsync("customer");
        var placed = await paid.PlaceAsync("wallet", login: login);
        await SetWalletAsync(placed.Total - 1_00);
        var id = OrdersLab.NewId();
        (await placed.Shopper.PayAsync(placed.Answer, "wallet", id)).Is(200);
        (await placed.Shopper.PayAsync(placed.Answer, "wallet", id)).Is(200).Json.GetProperty("attempt").GetProperty("state").GetString().ShouldBe("paid");
        (await paid.MoneyStateAsync(placed)).ShouldBe("partlyPaid");

        // The rest is below what some providers take.
        await SetWalletAsync(50_00);
        (await placed.Shopper.PayAsync(placed.Answer, "wallet")).Is(200);
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed)).ShouldBe(("paid", (placed.Total, 0)));
        (await WalletAsync()).ShouldBe(49_00);

        (await lab.Http.SendAsync("PUT", $"/api/v1/orders/{placed.Id}/cancel", new { }, login)).Is(200);
        await paid.RestAsync(placed);
        (await paid.MoneyAsync(placed), await WalletAsync()).ShouldBe(((placed.Total, placed.Total), placed.Total + 49_00));
    }

    [Fact]
    public async Task What_is_taken_out_of_an_order_that_a_wallet_has_paid_is_back_in_it_at_once()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var login = await lab.Http.TokenAsync("customer");
        var goods = await (await paid.StaffAsync()).GoodsAsync(2, 50);
        var placed = await paid.PlaceAsync("wallet", goods, login);
        await SetWalletAsync(placed.Total);
        (await placed.Shopper.PayAsync(placed.Answer, "wallet")).Is(200);

        var (version, lines) = ((await (await paid.StaffAsync()).OrderAsync(placed.Id)).GetProperty("version").GetInt32(), new[] { new { packId = goods[0].Pack, quantity = 2 } });
        var quote = (await lab.Http.SendAsync("POST", $"/api/v1/orders/{placed.Id}/edit-quotes", new { version, lines }, login)).Is(200).Json.GetProperty("cart").GetProperty("quoteHash").GetString();
        var total = OrdersLab.Minor((await lab.Http.SendAsync("PUT", $"/api/v1/orders/{placed.Id}", new { version, lines, quoteHash = quote }, login)).Is(200).Json.GetProperty("sums").GetProperty("total"));
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed), await WalletAsync()).ShouldBe(("paid", (placed.Total, placed.Total - total), placed.Total - total));
        (await lab.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, PaymentsLab.Stop)).Results.Where(result => !result.Ok).SelectMany(result => result.Faults).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wallet_with_enough_pays_at_once_and_the_same_again_answers_how_it_stands()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var login = await lab.Http.TokenAsync("customer");
        var placed = await paid.PlaceAsync("wallet", login: login);
        await SetWalletAsync(placed.Total + 5_00);
        var id = OrdersLab.NewId();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => placed.Shopper.PayAsync(placed.Answer, "wallet", id)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        (await placed.Shopper.PayAsync(placed.Answer, "wallet", id)).Is(200).Json.GetProperty("attempt").GetProperty("state").GetString().ShouldBe("paid");
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed), await WalletAsync()).ShouldBe(("paid", (placed.Total, 0), 5_00));
    }

    [Fact]
    public async Task Cash_at_the_door_is_promised_brought_and_counted_once()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("cod", isDelivered: true);
        (await placed.Shopper.PayAsync(placed.Answer, "cod")).Is(200);
        (await paid.StateAsync(placed), await paid.MoneyStateAsync(placed)).ShouldBe(("confirmed", "promised"));
        var due = (await (await paid.StaffAsync()).PickAndPackAsync(placed.Id)).Is(200).Json.GetProperty("sums").GetProperty("due");
        (await (await paid.StaffAsync()).PostAsync($"/orders/{placed.Id}/send", new { carrier = "Own rider" })).Is(200);
        var staff = await paid.StaffAsync();
        var handed = new { id = OrdersLab.NewId(), collected = due };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => staff.PostAsync($"/orders/{placed.Id}/deliver", handed)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        (await paid.StateAsync(placed), await paid.MoneyStateAsync(placed), (await paid.MoneyAsync(placed)).Paid).ShouldBe(("delivered", "paid", OrdersLab.Minor(due)));
    }

    [Fact]
    public async Task Who_promised_cash_pays_by_a_provider_the_day_after()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("cod", isDelivered: true);
        (await placed.Shopper.PayAsync(placed.Answer, "cod")).Is(200);
        lab.Clock.Advance(TimeSpan.FromDays(1));
        await paid.PayAndReturnAsync(placed, "nagad");
        await paid.RestAsync(placed);
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed)).ShouldBe(("paid", (placed.Total, 0)));
    }

    [Fact]
    public async Task A_shopper_who_decides_against_it_pays_in_another_way()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("bkash");
        foreach (var (method, act) in ((string, string)[])[("bkash", "cancel"), ("bkash", "fail"), ("nagad", "cancel"), ("sslcommerz", "cancel"), ("sslcommerz", "fail"), ("stripe", "cancel")])
        {
            (await (await lab.WayBackAsync(await paid.SentToAsync(placed, method), ("act", act)))()).Is(303);
            (await paid.StateAsync(placed)).ShouldBe("awaiting_payment", $"{method} {act}");
        }

        await paid.PayAndReturnAsync(placed, "stripe");
        await paid.RestAsync(placed);
        (await paid.StateAsync(placed), await paid.MoneyAsync(placed)).ShouldBe(("paid", (placed.Total, 0)));
    }

    /// <summary>What a provider refused a person sends again, what nobody knows is looked up.</summary>
    private async Task SettleRefundsAsync(PaidOrders paid, Placed placed)
    {
        while (await lab.ScalarAsync<string>("select coalesce((select id || ' ' || state from payments.refund where intent_id = $1 and state in ('failed', 'unknown') limit 1), '')", placed.Id) is { Length: > 0 } found)
        {
            var (refund, state) = (found.Split(' ')[0], found.Split(' ')[1]);
            var isBack = state == "unknown" && lab.Book.Newest(1)[0].Refunds.Count > 0;
            (await lab.Http.SendAsync("POST", $"/api/v1/refunds/{refund}/decide", new { decision = isBack ? "done" : state == "unknown" ? "failed" : "retry", note = "looked at their pages" }, await lab.Http.TokenAsync("owner"))).Is(200);
            await paid.RestAsync(placed);
        }
    }

    private Task<long> WalletAsync() => lab.Shop.Services.WalletsAsync(async wallets => (await wallets.BalanceAsync(await WalletIdAsync(), PaymentsLab.Stop))!.Balance.Minor);

    private async Task<WalletId> WalletIdAsync() => WalletId.From(await lab.ScalarAsync<Guid>(
        "select id from wallets.wallet where kind = 'wallet' and customer_id = (select id from identity.user_account where email_folded = 'customer@demo.example')"));

    /// <summary>Tops the customer's wallet up, or takes out of it, until it has so much.</summary>
    private async Task SetWalletAsync(long minor)
    {
        if (minor - await WalletAsync() is not 0 and var more)
        {
            (await lab.Http.SendAsync(
                "POST", $"/api/v1/wallets/{await WalletIdAsync()}/{(more > 0 ? "top-up" : "withdraw")}", new { amount = WalletsLab.Taka(Math.Abs(more) / 100m), tender = "cash" }, await lab.Http.TokenAsync("owner"))).Is(200);
        }
    }
}
