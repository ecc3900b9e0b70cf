using System.Globalization;
using System.Text.Json;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Payments;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Aisle.Sandbox;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Orders;

/// <summary>Money that went back by hand, came short, did not match or could not be given back: what is owed can be paid, and somebody is told.</summary>
public sealed class OwedAgainTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    [Fact]
    public async Task What_a_person_gives_back_of_a_paid_order_is_owed_again_and_can_be_paid_again()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("stripe");
        await paid.PayAndReturnAsync(placed, "stripe");
        await paid.RestAsync(placed);
        await GiveBackAsync(paid, placed, 50_00);
        var order = await OrderAsync(paid, placed);
        (State(order), Attention(order), Due(order)).ShouldBe(("awaitingPayment", "underpaid", 50_00));
        (await (await paid.StaffAsync()).PostAsync("/picking-waves", new { storeId = (await paid.StaffAsync()).Store.Value, orderIds = new[] { placed.Id } })).Status.ShouldBe(409, "goods are not picked for nothing");

        await paid.PayAndReturnAsync(placed, "nagad");
        await paid.RestAsync(placed);
        order = await OrderAsync(paid, placed);
        (State(order), Attention(order), Due(order)).ShouldBe(("paid", null, 0));
        (await paid.MoneyAsync(placed)).ShouldBe((placed.Total + 50_00, 50_00));

        // All of it, after it was packed: who hands it over takes the money.
        (await (await paid.StaffAsync()).PickAndPackAsync(placed.Id)).Is(200);
        await GiveBackAsync(paid, placed, placed.Total);
        order = await OrderAsync(paid, placed);
        (State(order), Attention(order), Due(order)).ShouldBe(("packed", "underpaid", placed.Total));
        (await (await paid.StaffAsync()).PostAsync($"/orders/{placed.Id}/deliver", new { id = OrdersLab.NewId(), collected = Taka(placed.Total) })).Is(200);
        order = await OrderAsync(paid, placed);
        (State(order), Attention(order), Due(order)).ShouldBe(("delivered", null, 0));
        await AskedAsync();
    }

    [Fact]
    public async Task Who_takes_too_little_at_the_door_leaves_an_order_that_somebody_is_told_of()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("cod", isDelivered: true);
        (await placed.Shopper.PayAsync(placed.Answer, "cod")).Is(200);
        var due = Due((await (await paid.StaffAsync()).PickAndPackAsync(placed.Id)).Is(200).Json);
        var some = (await (await paid.StaffAsync()).PostAsync($"/orders/{placed.Id}/deliver", new { id = OrdersLab.NewId(), collected = Taka(10_00) })).Is(200).Json;
        (State(some), Attention(some), Due(some)).ShouldBe(("delivered", "unpaid", due - 10_00));
        await AskedAsync();
    }

    [Fact]
    public async Task A_refund_that_its_provider_refuses_stands_on_the_order_until_the_money_is_back()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("stripe");
        await paid.PayAndReturnAsync(placed, "stripe");
        await paid.RestAsync(placed);
        lab.Fault("stripe", "refund", FaultKinds.PartialRefused, times: null);
        (await (await paid.StaffAsync()).PickAndPackAsync(placed.Id, (1, 1))).Is(200);
        await paid.RestAsync(placed);
        lab.Faults.Clear();
        var order = await OrderAsync(paid, placed);
        Attention(order).ShouldBe("refund_failed");
        order.GetProperty("steps").EnumerateArray().ShouldContain(step => step.GetProperty("act").GetString() == "refund_failed");
        using (var staff = new PageSession(lab.Http.BaseAddress!))
        {
            (await staff.LoginAsync("owner")).Is(302);
            (await staff.GetAsync($"/admin/orders/{placed.Id}")).Is(200).Html.QuerySelector(".alert-danger")!.TextContent.ShouldContain("did not go back");
        }

        var refund = await lab.ScalarAsync<Guid>("select id from payments.refund where intent_id = $1 and state = 'failed'", placed.Id);
        (await lab.Http.SendAsync("POST", $"/api/v1/refunds/{refund}/decide", new { decision = "move", note = "By transfer", method = "bank" }, await lab.Http.TokenAsync("owner"))).Is(200);
        (await lab.Http.SendAsync("POST", $"/api/v1/refunds/{refund}/decide", new { decision = "done", note = "Sent", reference = "FT-9" }, await lab.Http.TokenAsync("owner"))).Is(200);
        Attention(await OrderAsync(paid, placed)).ShouldBeNull();
        await AskedAsync();
    }

    [Theory]
    [InlineData("dismiss")]
    [InlineData("accept")]
    [InlineData("refund")]
    public async Task A_payment_that_does_not_match_stands_on_the_order_until_somebody_decides(string decision)
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("sslcommerz");
        lab.Fault("sslcommerz", "validate", FaultKinds.WrongAmount);
        await paid.PayAndReturnAsync(placed, "sslcommerz");
        Attention(await OrderAsync(paid, placed)).ShouldBe("disputed");
        using (var guest = new PageSession(lab.Http.BaseAddress!))
        {
            (await guest.GetAsync($"/orders/{placed.Id}?key={placed.Answer["token"]}")).Is(200).Text.ShouldContain("somebody of the shop looks at it");
        }

        var attempt = await lab.ScalarAsync<Guid>("select id from payments.attempt where intent_id = $1 and state = 'disputed'", placed.Id);
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{attempt}/decide", new { decision, note = "Looked at their pages", amount = Taka(placed.Total) }, await lab.Http.TokenAsync("owner"))).Is(200);
        await paid.RestAsync(placed);
        var order = await OrderAsync(paid, placed);
        (State(order), Attention(order)).ShouldBe((decision == "accept" ? "paid" : "awaitingPayment", null));
        await AskedAsync();
    }

    [Fact]
    public async Task Nothing_is_told_of_who_comes_back_unproven_and_a_browser_that_went_away_to_pay_finds_its_order()
    {
        var paid = await PaidOrders.OfAsync(lab);
        var placed = await paid.PlaceAsync("bkash");
        using var browser = new PageSession(lab.Http.BaseAddress!);
        var page = (await browser.GetAsync($"/orders/{placed.Id}?key={placed.Answer["token"]}")).Is(200);
        var form = page.Html.QuerySelectorAll<IHtmlFormElement>("form").First(one => one.QuerySelector("input[name=method][value=bkash]") is not null);
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").Select(input => KeyValuePair.Create(input.Name!, input.Value)).Append(KeyValuePair.Create("method", "bkash")).ToList();
        (await browser.PostAsync(form.GetAttribute("action")!, fields)).Is(302).Location!.ShouldContain("/sandbox/bkash/");
        var attempt = await lab.ScalarAsync<Guid>("select id from payments.attempt where intent_id = $1", placed.Id);

        var back = (await browser.GetAsync($"/pay/bkash/S1/return/{attempt}?status=success&paymentID=guessed")).Is(303).Location!;
        back.ShouldBe($"/orders/{placed.Id}");
        (await browser.GetAsync(back)).Is(200).Text.ShouldContain(placed.Answer.Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString()!);
        using var stranger = new PageSession(lab.Http.BaseAddress!);
        (await stranger.GetAsync(back)).Is(404);
    }

    private static async Task GiveBackAsync(PaidOrders paid, Placed placed, long minor)
    {
        var staff = await paid.StaffAsync();
        var attempt = await staff.Shop.ScalarAsync<Guid>($"select id from payments.attempt where intent_id = '{placed.Id}' and state = 'paid' order by created_at limit 1");
        (await staff.PostAsync($"/payments/{attempt}/refunds", new { amount = Taka(minor), to = "origin", reason = "Said so on the telephone" })).Is(200);
        await paid.RestAsync(placed);
    }

    private static async Task<JsonElement> OrderAsync(PaidOrders paid, Placed placed) => await (await paid.StaffAsync()).OrderAsync(placed.Id);

    private static string State(JsonElement order) => order.GetProperty("order").GetProperty("state").GetString()!;

    private static string? Attention(JsonElement order) => order.GetProperty("order").TryGetProperty("attention", out var why) ? why.GetString() : null;

    private static long Due(JsonElement order) => OrdersLab.Minor(order.GetProperty("sums").GetProperty("due"));

    private static object Taka(long minor) => new { amount = (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture), currency = "BDT" };

    private async Task AskedAsync() =>
        (await lab.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None)).Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty();
}
