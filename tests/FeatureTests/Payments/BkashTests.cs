using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers;
using Aisle.Sandbox;
using Aisle.Sandbox.Bkash;
using Aisle.Sandbox.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Payments;

/// <summary>bKash's adapter against its simulator: every path and every fault.</summary>
public sealed class BkashTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    private const string Name = "bkash";

    private static readonly (string, string)[] _pays = [("wallet", WalletRules.Good), ("otp", WalletRules.Otp), ("pin", WalletRules.Pin), ("act", "pay")];

    [Fact]
    public async Task A_shopper_pays_and_the_shop_executes_once_without_asking()
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        var back = await lab.DecideAsync(started, _pays);
        back.Location.ShouldStartWith("http://shop.example/pay/back?order=1&paymentID=");
        var message = await lab.ReturnAsync(Name, back.Location);
        message.Claim.ShouldBe(Claim.Agreed);
        message.Proves(started.Proof).ShouldBeTrue();
        started.Proof.ShouldNotBeEmpty();
        (message with { Proof = "other" }).Proves(started.Proof).ShouldBeFalse();

        var paid = (await lab.Provider(Name).FinishAsync(attempt, message, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>().Payment;

        paid.Amount.ShouldBe(PaymentsLab.Taka(125000));
        paid.TransactionId.Length.ShouldBe(10);
        paid.Payer.ShouldBe("•••575");
        (lab.Clock.GetUtcNow() - paid.At).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        lab.Traffic.Count(exchange => exchange.Address.EndsWith("/payment/status", StringComparison.Ordinal)).ShouldBe(0, "bKash does not want to be asked after an execute that answered");
        // A second execute, as a browser's reload makes it, finds the same payment.
        (await lab.Provider(Name).FinishAsync(attempt, message, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>().Payment.TransactionId.ShouldBe(paid.TransactionId);
    }

    [Theory]
    [InlineData("cancel", nameof(AttemptOutcome.Cancelled))]
    [InlineData("fail", nameof(AttemptOutcome.Failed))]
    public async Task What_the_shopper_gives_up_is_never_executed(string act, string outcome)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        var message = await lab.ReturnAsync(Name, (await lab.DecideAsync(started, ("act", act))).Location);

        (await lab.Provider(Name).FinishAsync(attempt, message, PaymentsLab.Stop)).GetType().Name.ShouldBe(outcome);
        lab.Traffic.ShouldNotContain(exchange => exchange.Address.EndsWith("/execute", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wallet_without_money_and_a_PIN_that_is_wrong_too_often_fail_with_their_code()
    {
        await lab.ReadyAsync();
        var (poor, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, ("wallet", WalletRules.Poor), ("otp", WalletRules.Otp), ("pin", WalletRules.Pin), ("act", "pay"));
        var failed = (await lab.Provider(Name).FinishAsync(poor, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Failed>();
        (failed.Fault.Code, failed.TheirCode, failed.MayTryAgain).ShouldBe(("payment.insufficient", "2023", true));

        var (_, wrong) = await lab.BeginAsync(Name);
        for (var tries = 1; tries < WalletRules.MostTries; tries++)
        {
            (await lab.DecideAsync(wrong, ("wallet", WalletRules.Good), ("otp", WalletRules.Otp), ("pin", "99999"), ("act", "pay"))).Is(200).Text.ShouldContain("The PIN is wrong.");
        }

        (await lab.ReturnAsync(Name, (await lab.DecideAsync(wrong, ("wallet", WalletRules.Good), ("otp", WalletRules.Otp), ("pin", "99999"), ("act", "pay"))).Location)).Claim.ShouldBe(Claim.Failed);
        // Who never agreed cannot be executed.
        var (unasked, _) = await lab.BeginAsync(Name);
        (await lab.Provider(Name).FinishAsync(unasked, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Failed>().TheirCode.ShouldBe("2056");
    }

    [Theory]
    [InlineData(FaultKinds.TimeoutAfterSuccess)]
    [InlineData(FaultKinds.BrokenAfterSuccess)]
    public async Task An_execute_whose_answer_is_lost_is_asked_about_and_found_paid(string kind)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, _pays);
        lab.Fault(Name, "execute", kind);

        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();

        lab.Traffic.Count(exchange => exchange.Address.EndsWith("/execute", StringComparison.Ordinal)).ShouldBe(1, "an execute is never sent twice blindly");
    }

    [Theory]
    [InlineData(FaultKinds.Error500, "")]
    [InlineData(FaultKinds.Garbage, "")]
    [InlineData(FaultKinds.Code, "503")]
    [InlineData(FaultKinds.Code, "9999")]
    [InlineData(FaultKinds.Slow, "9000")]
    public async Task An_execute_that_may_or_may_not_have_happened_is_unknown_until_the_query_tells(string kind, string value)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, _pays);
        lab.Fault(Name, "execute", kind, value);
        lab.Fault(Name, "query", FaultKinds.Error500);

        var unknown = await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop);
        unknown.ShouldBeOfType<AttemptOutcome.Unknown>();

        attempt = attempt with { LastSentAt = lab.Clock.GetUtcNow() };
        var sent = lab.Traffic.Count;
        (await lab.Provider(Name).QueryAsync(attempt, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Pending>().Status.ShouldBe("not_due");
        lab.Traffic.Count.ShouldBe(sent, "bKash is not asked too eagerly");
        lab.Clock.Advance(lab.Provider(Name).Sweep.First);
        (await lab.Provider(Name).QueryAsync(attempt, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Pending>().Status.ShouldBe("Initiated");
        // It is known now that nothing moved, so it may be executed.
        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
    }

    [Fact]
    public async Task A_success_of_another_amount_is_no_success()
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, _pays);
        lab.Fault(Name, "execute", FaultKinds.WrongAmount);

        var mismatch = (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Mismatch>();

        (mismatch.Field, mismatch.Expected, mismatch.Actual).ShouldBe(("amount", "1250.00", "1251.00"));
        (await lab.Provider(Name).FinishAsync(attempt with { Id = Guid.CreateVersion7(lab.Clock.GetUtcNow()) }, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Mismatch>().Field.ShouldBe("reference");
    }

    [Fact]
    public async Task A_token_is_granted_once_for_all_renewed_before_its_end_and_replaced_when_refused()
    {
        await lab.ReadyAsync();
        var desk = lab.Services.GetRequiredService<BkashTokenDesk>();
        var before = desk.Granted;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => lab.BeginAsync(Name)));
        (desk.Granted - before).ShouldBe(1, "sixteen at once share one grant");
        lab.Clock.Advance(TimeSpan.FromMinutes(56));
        await lab.BeginAsync(Name);
        (desk.Granted - before).ShouldBe(2, "five minutes before its end it is renewed");
        lab.Traffic.ShouldContain(exchange => exchange.Address.EndsWith("/token/refresh", StringComparison.Ordinal));

        lab.Clock.Advance(TimeSpan.FromMinutes(30));
        lab.Fault(Name, "create", FaultKinds.TokenExpired);
        await lab.BeginAsync(Name);
        (desk.Granted - before).ShouldBe(3);
        // A third within the hour would block the shop: it is not sent.
        lab.Fault(Name, "create", FaultKinds.TokenExpired);
        var sent = lab.Traffic.Count(exchange => exchange.Address.Contains("/token/", StringComparison.Ordinal));
        (await lab.Provider(Name).StartAsync(lab.Order(), PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Unknown>().Fault.Code.ShouldBe("payment.busy");
        lab.Traffic.Count(exchange => exchange.Address.Contains("/token/", StringComparison.Ordinal)).ShouldBe(sent);
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_moves_the_money_once()
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, _pays);
        lab.Fault(Name, "execute", FaultKinds.TokenExpired);

        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
        var calls = lab.Traffic.Select(exchange => exchange.Address.Split('/')[^1]).SkipWhile(call => call != "execute").ToList();
        calls.ShouldBe(["execute", "refresh", "status", "execute"], "asked before it is sent again");
    }

    [Fact]
    public async Task Refunds_go_back_in_parts_until_all_is_back_and_a_lost_answer_is_found()
    {
        await lab.ReadyAsync();
        var (attempt, provider) = (await PaidAsync(lab), lab.Provider(Name));
        var first = (await provider.RefundAsync(Refund(lab, attempt, 30000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        first.Amount.ShouldBe(PaymentsLab.Taka(30000));

        lab.Fault(Name, "refund", FaultKinds.TimeoutAfterSuccess);
        var lost = Refund(lab, attempt, 30000) with { Others = [first.TheirId] };
        (await provider.RefundAsync(lost, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Unknown>();
        var found = (await provider.QueryRefundAsync(lost, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        found.TheirId.ShouldNotBe(first.TheirId);
        (await provider.QueryRefundAsync(lost with { Others = [] }, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Unknown>().Fault.Code.ShouldBe("payment.refund_unclear", "two of one amount cannot be told apart");

        (await provider.RefundAsync(Refund(lab, attempt, 65001), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_more");
        (await provider.RefundAsync(Refund(lab, attempt, 65000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        (await provider.QueryRefundAsync(Refund(lab, attempt, 1), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.NotFound>();
        (await provider.RefundAsync(Refund(lab, attempt, 1), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>();
        lab.Book.Find(Name, attempt.Reference)!.Refunded.ShouldBe(attempt.Amount);
    }

    [Fact]
    public async Task A_refund_can_be_refused_in_parts_and_by_code()
    {
        await lab.ReadyAsync();
        var (attempt, provider) = (await PaidAsync(lab), lab.Provider(Name));
        lab.Fault(Name, "refund", FaultKinds.PartialRefused);
        (await provider.RefundAsync(Refund(lab, attempt, 100), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_refused");
        lab.Fault(Name, "refund", FaultKinds.Code, "2071");
        (await provider.RefundAsync(Refund(lab, attempt, 125000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_late");
        lab.Fault(Name, "refund", FaultKinds.WrongAmount);
        (await provider.RefundAsync(Refund(lab, attempt, 125000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Mismatch>();
        (await provider.RefundAsync(Refund(lab, attempt, 125001), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_more", "known before anything is sent");
    }

    [Theory]
    [InlineData(50, "payment.too_small")]
    [InlineData(50_000_001, "payment.too_large")]
    public async Task What_the_provider_does_not_take_is_not_sent(long minor, string code)
    {
        await lab.ReadyAsync();
        (await lab.Provider(Name).StartAsync(lab.Order(minor), PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Failed>().Fault.Code.ShouldBe(code);
        (await lab.Provider(Name).StartAsync(lab.Order(500, "USD"), PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Failed>().Fault.Code.ShouldBe("payment.currency");
        (await lab.Provider(Name).StartAsync(lab.Order() with { CaptureLater = true }, PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Failed>().Fault.Code.ShouldBe("payment.not_supported");
        lab.Traffic.ShouldBeEmpty();
    }

    [Fact]
    public async Task Notices_are_signed_and_forged_ones_are_refused()
    {
        await lab.ReadyAsync();
        await using var taker = await NoticeTaker.StartAsync();
        lab.Notices.Addresses[Name] = taker.Address;
        lab.Services.GetRequiredService<BkashNotices>().AskToSubscribe();
        lab.Fault(Name, "notice", FaultKinds.Duplicate);
        await taker.TakeAsync(1);
        var attempt = await PaidAsync(lab);
        var messages = await taker.TakeAsync(2);

        (await lab.Provider(Name).ReadAsync(messages[0], PaymentsLab.Stop)).Value.Type.ShouldBe("SubscriptionConfirmation");
        lab.Traffic.ShouldContain(exchange => exchange.Address.Contains("/bkash/confirm", StringComparison.Ordinal));
        var message = (await lab.Provider(Name).ReadAsync(messages[^1], PaymentsLab.Stop)).Value;
        (message.Claim, message.IsSigned, message.Key, message.TransactionId).ShouldBe((Claim.Paid, true, attempt.Key, attempt.TransactionId));
        message.Id.ShouldNotBeEmpty();

        foreach (var forged in (string[])[NoticeTaker.TextOf(messages[^1]).Replace("1250.00", "9.00", StringComparison.Ordinal), NoticeTaker.TextOf(messages[^1]).Replace("sandbox-bkash", "other-topic", StringComparison.Ordinal), NoticeTaker.TextOf(messages[^1]).Replace("/sandbox/bkash/notices.pem", "/elsewhere.pem", StringComparison.Ordinal)])
        {
            (await lab.Provider(Name).ReadAsync(messages[^1] with { Body = System.Text.Encoding.UTF8.GetBytes(forged) }, PaymentsLab.Stop)).FirstError.Code.ShouldBe("payment.message_forged");
        }
    }

    private static async Task<Attempt> PaidAsync(PaymentsLab lab)
    {
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, _pays);
        var paid = (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
        return attempt with { TransactionId = paid.Payment.TransactionId };
    }

    private static RefundOrder Refund(PaymentsLab lab, Attempt attempt, long minor) =>
        new(Guid.CreateVersion7(lab.Clock.GetUtcNow()), attempt, PaymentsLab.Taka(minor), "Rice came too late", lab.Clock.GetUtcNow());
}
