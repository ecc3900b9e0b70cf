using Aisle.FeatureTests.Support;
using Aisle.Modules.Payments.Providers;
using Aisle.Sandbox;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Payments;

/// <summary>SSLCommerz's adapter against its simulator.</summary>
public sealed class SslCommerzTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    private const string Name = "sslcommerz";

    [Fact]
    public async Task A_card_pays_and_the_notice_and_the_return_are_validated_in_any_order()
    {
        await lab.ReadyAsync();
        await using var taker = await NoticeTaker.StartAsync();
        lab.Fault(Name, "notice", FaultKinds.Duplicate);
        var (attempt, started) = await lab.BeginAsync(Name, lab.Order() with { Notices = new Uri(taker.Address) });
        var page = await lab.DecideAsync(started, ("act", "pay"));
        var returned = (await lab.Provider(Name).ReadAsync(Posted(page), PaymentsLab.Stop)).Value;
        var notices = await taker.TakeAsync(2);
        var notice = (await lab.Provider(Name).ReadAsync(notices[0], PaymentsLab.Stop)).Value;
        (notice.Claim, notice.Key, notice.IsSigned, notice.Id).ShouldBe((Claim.Agreed, attempt.Key, true, returned.Id));
        (await lab.Provider(Name).ReadAsync(notices[1], PaymentsLab.Stop)).Value.Id.ShouldBe(notice.Id, "a repeated one is known by its id");

        foreach (var message in (ProviderMessage?[])[notice, returned, null])
        {
            var paid = (await lab.Provider(Name).FinishAsync(attempt, message, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>().Payment;
            (paid.Amount, paid.Fee, paid.Payer, paid.IsRisky).ShouldBe((attempt.Amount, PaymentsLab.Taka(3125), "•••1111", false));
        }
    }

    [Theory]
    [InlineData("cancel", "", nameof(AttemptOutcome.Cancelled), "")]
    [InlineData("fail", "", nameof(AttemptOutcome.Failed), "payment.declined")]
    [InlineData("expire", "", nameof(AttemptOutcome.Failed), "payment.expired")]
    [InlineData("pay", "4000 0000 0000 9995", nameof(AttemptOutcome.Failed), "payment.insufficient")]
    [InlineData("risky", "4111111111111111", nameof(AttemptOutcome.Paid), "")]
    public async Task Every_end_of_a_session_is_told(string act, string number, string outcome, string code)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, ("number", number), ("act", act));

        var told = await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop);
        told.GetType().Name.ShouldBe(outcome);
        ((told as AttemptOutcome.Failed)?.Fault.Code ?? "").ShouldBe(code);
        ((told as AttemptOutcome.Paid)?.Payment.IsRisky ?? false).ShouldBe(act == "risky");
    }

    [Fact]
    public async Task A_number_that_is_no_test_number_is_not_taken_and_stands_nowhere()
    {
        await lab.ReadyAsync();
        var (_, started) = await lab.BeginAsync(Name);
        var page = (await lab.DecideAsync(started, ("number", "4012 8888 8888 1881"), ("act", "pay"))).Is(200);

        page.Text.ShouldContain("Never type a real one");
        page.Text.ShouldNotContain("1881");
    }

    [Theory]
    [InlineData(FaultKinds.Error500, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.TimeoutAfterSuccess, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.Garbage, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.WrongAmount, nameof(AttemptOutcome.Mismatch))]
    public async Task A_validation_that_goes_wrong_is_no_success_and_the_next_one_is(string kind, string outcome)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        var returned = (await lab.Provider(Name).ReadAsync(Posted(await lab.DecideAsync(started, ("act", "pay"))), PaymentsLab.Stop)).Value;
        lab.Fault(Name, "validate", kind);

        (await lab.Provider(Name).FinishAsync(attempt, returned, PaymentsLab.Stop)).GetType().Name.ShouldBe(outcome);
        (await lab.Provider(Name).FinishAsync(attempt, returned, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
        (await lab.Provider(Name).FinishAsync(attempt, returned with { TransactionId = "ANOTHER" }, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Failed>().Fault.Code.ShouldBe("payment.unknown");
    }

    [Fact]
    public async Task Notices_that_are_lost_late_or_wrongly_signed_change_nothing()
    {
        await lab.ReadyAsync();
        await using var taker = await NoticeTaker.StartAsync();
        foreach (var kind in (string[])[FaultKinds.Lost, FaultKinds.WrongSignature, FaultKinds.Late])
        {
            lab.Fault(Name, "notice", kind, kind == FaultKinds.Late ? "50" : "");
        }

        for (var number = 0; number < 3; number++)
        {
            var (attempt, started) = await lab.BeginAsync(Name, lab.Order() with { Notices = new Uri(taker.Address) });
            await lab.DecideAsync(started, ("act", "pay"));
            lab.Clock.Advance(lab.Provider(Name).Sweep.First);
            (await lab.Provider(Name).QueryAsync(attempt, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>("the sweeper needs no notice");
        }

        var results = new List<string>();
        foreach (var notice in await taker.TakeAsync(2))
        {
            results.Add((await lab.Provider(Name).ReadAsync(notice, PaymentsLab.Stop)) is { IsSuccess: true } read ? read.Value.Type : "payment.message_forged");
        }

        results.ShouldBe(["payment.message_forged", "VALID"], ignoreOrder: true, customMessage: string.Join(' ', results));
    }

    [Fact]
    public async Task Refunds_wait_their_turn_go_back_in_parts_and_are_ordered_once()
    {
        await lab.ReadyAsync();
        var provider = lab.Provider(Name);
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, ("act", "pay"));
        attempt = attempt with { TransactionId = (await provider.FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>().Payment.TransactionId };
        RefundOrder Refund(long minor) => new(Guid.CreateVersion7(lab.Clock.GetUtcNow()), attempt, PaymentsLab.Taka(minor), "Too late", lab.Clock.GetUtcNow());

        lab.Fault(Name, "query", FaultKinds.PartialRefused);
        (await provider.RefundAsync(Refund(100), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_refused");
        var order = Refund(25000);
        var taken = (await provider.RefundAsync(order, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Pending>();
        (await provider.RefundAsync(order, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Pending>().TheirId.ShouldBe(taken.TheirId, "the same order is the same refund");
        (await provider.QueryRefundAsync(order, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Unknown>("without their id nobody can ask");
        (await provider.QueryRefundAsync(order with { TheirId = taken.TheirId }, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Pending>();
        (await provider.QueryRefundAsync(order with { TheirId = taken.TheirId }, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        lab.Fault(Name, "query", FaultKinds.TimeoutAfterSuccess);
        (await provider.RefundAsync(Refund(25000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Unknown>();
        (await provider.RefundAsync(Refund(75001), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_more");
        (await provider.RefundAsync(Refund(75000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Pending>();
    }

    /// <summary>The form that the browser posts to the shop, as the shop gets it.</summary>
    private static IncomingMessage Posted(PageAnswer page)
    {
        var form = page.Html.QuerySelector<IHtmlFormElement>("main form").ShouldNotBeNull(page.Text);
        form.GetAttribute("action").ShouldBe("http://shop.example/pay/back?order=1");
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").Select(input => $"{Uri.EscapeDataString(input.Name!)}={Uri.EscapeDataString(input.Value)}");
        return new IncomingMessage(PaymentsLab.Store, [], "application/x-www-form-urlencoded", new Dictionary<string, string>(StringComparer.Ordinal), System.Text.Encoding.UTF8.GetBytes(string.Join('&', fields)));
    }
}
