using Aisle.FeatureTests.Support;
using Aisle.Modules.Payments.Providers;
using Aisle.Sandbox;
using Aisle.Sandbox.Pages;

namespace Aisle.FeatureTests.Payments;

/// <summary>Nagad's adapter against its simulator.</summary>
public sealed class NagadTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    private const string Name = "nagad";

    private static readonly (string, string)[] _pays = [("wallet", WalletRules.Good), ("otp", WalletRules.Otp), ("pin", WalletRules.Pin), ("act", "pay")];

    [Fact]
    public async Task A_shopper_pays_and_the_verification_tells_it_however_often_it_is_asked()
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Pending>();
        var message = await lab.ReturnAsync(Name, (await lab.DecideAsync(started, _pays)).Location);
        (message.Claim, message.Key, message.Reference, message.IsSigned).ShouldBe((Claim.Agreed, attempt.Key, attempt.Reference, false));

        for (var times = 0; times < 2; times++)
        {
            var paid = (await lab.Provider(Name).FinishAsync(attempt, message, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>().Payment;
            (paid.Amount, paid.TransactionId.Length, paid.Payer).ShouldBe((attempt.Amount, 8, "•••575"));
        }
    }

    [Theory]
    [InlineData("cancel", WalletRules.Good, nameof(AttemptOutcome.Cancelled))]
    [InlineData("fail", WalletRules.Good, nameof(AttemptOutcome.Failed))]
    [InlineData("pay", WalletRules.Poor, nameof(AttemptOutcome.Failed))]
    public async Task What_is_not_paid_is_told_so(string act, string wallet, string outcome)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, ("wallet", wallet), ("otp", WalletRules.Otp), ("pin", WalletRules.Pin), ("act", act));

        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).GetType().Name.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("initialize", FaultKinds.Error500, "payment.busy")]
    [InlineData("initialize", FaultKinds.WrongSignature, "payment.unreadable")]
    [InlineData("initialize", FaultKinds.TimeoutAfterSuccess, "payment.no_answer")]
    [InlineData("complete", FaultKinds.Garbage, "payment.unreadable")]
    [InlineData("complete", FaultKinds.BrokenAfterSuccess, "payment.broken")]
    public async Task A_beginning_without_a_clear_answer_is_unknown(string operation, string kind, string code)
    {
        await lab.ReadyAsync();
        lab.Fault(Name, operation, kind);

        (await lab.Provider(Name).StartAsync(lab.Order(), PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Unknown>().Fault.Code.ShouldBe(code);
    }

    [Fact]
    public async Task An_id_is_taken_once()
    {
        await lab.ReadyAsync();
        var order = lab.Order();
        await lab.BeginAsync(Name, order);

        (await lab.Provider(Name).StartAsync(order, PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Failed>().Fault.Code.ShouldBe("payment.repeated");
    }

    [Theory]
    [InlineData(FaultKinds.Error500, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.TimeoutAfterSuccess, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.Garbage, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.WrongAmount, nameof(AttemptOutcome.Mismatch))]
    public async Task A_verification_that_goes_wrong_is_no_success_and_the_next_one_is(string kind, string outcome)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, _pays);
        lab.Fault(Name, "verify", kind);

        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).GetType().Name.ShouldBe(outcome);
        lab.Clock.Advance(lab.Provider(Name).Sweep.First);
        (await lab.Provider(Name).QueryAsync(attempt, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
    }

    [Fact]
    public async Task Refunds_go_back_in_parts_and_a_lost_answer_is_found()
    {
        await lab.ReadyAsync();
        var provider = lab.Provider(Name);
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, _pays);
        attempt = attempt with { TransactionId = (await provider.FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>().Payment.TransactionId };
        RefundOrder Refund(long minor) => new(Guid.CreateVersion7(lab.Clock.GetUtcNow()), attempt, PaymentsLab.Taka(minor), "চাল দেরিতে এসেছে", lab.Clock.GetUtcNow());

        (await provider.QueryRefundAsync(Refund(100), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.NotFound>();
        lab.Fault(Name, "refund", FaultKinds.PartialRefused);
        (await provider.RefundAsync(Refund(100), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_refused");
        var first = (await provider.RefundAsync(Refund(25000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        lab.Fault(Name, "refund", FaultKinds.TimeoutAfterSuccess);
        var lost = Refund(25000) with { Others = [first.TheirId] };
        (await provider.RefundAsync(lost, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Unknown>();
        (await provider.QueryRefundAsync(lost, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>().TheirId.ShouldNotBe(first.TheirId);
        (await provider.RefundAsync(Refund(75001), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_more");
        (await provider.RefundAsync(Refund(75000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        lab.Book.Find(Name, attempt.Reference)!.Refunded.ShouldBe(attempt.Amount);
        // What was refunded was paid all the same.
        lab.Clock.Advance(provider.Sweep.First);
        (await provider.QueryAsync(attempt, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
    }
}
