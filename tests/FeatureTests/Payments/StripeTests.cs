using Aisle.FeatureTests.Support;
using Aisle.Modules.Payments.Providers;
using Aisle.Sandbox;
using Aisle.Sandbox.Control;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Payments;

/// <summary>Stripe's adapter against its simulator.</summary>
public sealed class StripeTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    private const string Name = "stripe";

    [Fact]
    public async Task A_card_pays_on_their_page_and_the_retrieval_tells_it()
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Pending>().Status.ShouldBe("open");
        (await lab.DecideAsync(started, ("number", "4000000000000002"), ("act", "pay"))).Is(200).Text.ShouldContain("The card was refused");
        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Pending>("another card may follow").Status.ShouldBe("generic_decline");
        var message = await lab.ReturnAsync(Name, (await lab.DecideAsync(started, ("act", "pay"))).Location);
        (message.Claim, message.Reference).ShouldBe((Claim.Agreed, attempt.Reference));

        var paid = (await lab.Provider(Name).FinishAsync(attempt, message, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>().Payment;

        (paid.Amount, paid.Fee, paid.Payer).ShouldBe((attempt.Amount, PaymentsLab.Taka(3625), "•••4242"));
        paid.TransactionId.ShouldStartWith("pi_");
    }

    [Fact]
    public async Task Who_gives_up_cannot_go_back_and_pay()
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        var message = await lab.ReturnAsync(Name, (await lab.DecideAsync(started, ("act", "cancel"))).Location);
        message.Claim.ShouldBe(Claim.Cancelled);

        (await lab.Provider(Name).FinishAsync(attempt, message, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Cancelled>();
        (await lab.Http.GetAsync(started.SendTo.PathAndQuery, PaymentsLab.Stop)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Failed>().Fault.Code.ShouldBe("payment.expired");
    }

    [Theory]
    [InlineData(FaultKinds.TimeoutAfterSuccess)]
    [InlineData(FaultKinds.BrokenAfterSuccess)]
    [InlineData(FaultKinds.Error500)]
    public async Task A_beginning_whose_answer_is_lost_is_sent_again_under_its_key_and_done_once(string kind)
    {
        await lab.ReadyAsync();
        lab.Fault(Name, "session", kind);

        var (attempt, _) = await lab.BeginAsync(Name);

        lab.Book.Newest(100).Count(payment => payment.Order == attempt.Key).ShouldBe(1);
        lab.Traffic.Select(exchange => exchange.RequestHeaders["Idempotency-Key"]).Distinct().ShouldHaveSingleItem().ShouldBe(attempt.Key + "-start");
        lab.Traffic.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(FaultKinds.Error500, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.TimeoutAfterSuccess, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.Garbage, nameof(AttemptOutcome.Unknown))]
    [InlineData(FaultKinds.WrongAmount, nameof(AttemptOutcome.Mismatch))]
    public async Task A_retrieval_that_goes_wrong_is_no_success_and_the_next_one_is(string kind, string outcome)
    {
        await lab.ReadyAsync();
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, ("act", "pay"));
        lab.Fault(Name, "query", kind);

        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).GetType().Name.ShouldBe(outcome);
        (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
    }

    [Fact]
    public async Task What_is_promised_is_captured_in_part_or_let_go()
    {
        await lab.ReadyAsync();
        var provider = lab.Provider(Name);
        var (first, second) = (await PromisedAsync(lab), await PromisedAsync(lab));
        (await provider.CaptureAsync(first, PaymentsLab.Taka(125001), PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Failed>().Fault.Code.ShouldBe("payment.too_large");
        lab.Fault(Name, "capture", FaultKinds.TimeoutAfterSuccess);
        (await provider.CaptureAsync(first, PaymentsLab.Taka(100000), PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>("a lost answer is asked for again under its key").Payment.Amount.ShouldBe(PaymentsLab.Taka(100000));
        (await provider.FinishAsync(first, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Mismatch>("less moved than was promised");
        (await provider.FinishAsync(first with { Captured = PaymentsLab.Taka(100000) }, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
        (await provider.VoidAsync(second, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Voided>();
        (await provider.CaptureAsync(second, PaymentsLab.Taka(125000), PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Failed>();
    }

    [Fact]
    public async Task Refunds_go_back_in_parts_under_their_key_and_once_each()
    {
        await lab.ReadyAsync();
        var provider = lab.Provider(Name);
        var attempt = await PaidAsync(lab);
        RefundOrder Refund(long minor) => new(Guid.CreateVersion7(lab.Clock.GetUtcNow()), attempt, PaymentsLab.Taka(minor), "Too late", lab.Clock.GetUtcNow());

        lab.Fault(Name, "refund", FaultKinds.PartialRefused);
        (await provider.RefundAsync(Refund(100), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>();
        lab.Fault(Name, "refund", FaultKinds.TimeoutAfterSuccess);
        var lost = Refund(25000);
        var refunded = (await provider.RefundAsync(lost, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        (await provider.QueryRefundAsync(lost, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>().TheirId.ShouldBe(refunded.TheirId);
        (await provider.QueryRefundAsync(lost with { TheirId = refunded.TheirId }, PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        (await provider.RefundAsync(Refund(100001), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_more");
        (await provider.RefundAsync(Refund(100000), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Refunded>();
        (await provider.RefundAsync(Refund(1), PaymentsLab.Stop)).ShouldBeOfType<RefundOutcome.Failed>().Fault.Code.ShouldBe("payment.refund_more");
        lab.Book.Find(Name, attempt.Reference)!.Refunds.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_is_not_theirs_is_told_as_the_shops_own_fault()
    {
        await lab.ReadyAsync();
        lab.Fault(Name, "session", FaultKinds.TokenExpired);
        (await lab.Provider(Name).StartAsync(lab.Order(), PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Failed>().Fault.Code.ShouldBe("payment.account");
    }

    [Fact]
    public async Task Events_come_in_any_order_twice_late_and_forged()
    {
        await lab.ReadyAsync();
        await using var taker = await NoticeTaker.StartAsync();
        lab.Notices.Addresses[Name] = taker.Address;
        lab.Fault(Name, "notice", FaultKinds.OutOfOrder);
        var attempt = await PaidAsync(lab);
        var messages = await taker.TakeAsync(2);
        var read = new List<ProviderMessage>();
        foreach (var message in messages)
        {
            read.Add((await lab.Provider(Name).ReadAsync(message, PaymentsLab.Stop)).Value);
        }

        read.Select(one => one.Type).ShouldBe(["checkout.session.completed", "payment_intent.succeeded"]);
        read.ShouldAllBe(one => one.IsSigned && one.Claim == Claim.Paid && one.Key == attempt.Key);

        var desk = lab.Services.GetRequiredService<ControlDesk>();
        (await desk.NotifyAsync(Name, attempt.Reference, "twice")).Value.Count.ShouldBe(4);
        (await taker.TakeAsync(6)).Count.ShouldBe(6);
        (await desk.NotifyAsync(Name, attempt.Reference, "wrong_signature")).IsSuccess.ShouldBeTrue();
        (await lab.Provider(Name).ReadAsync((await taker.TakeAsync(8))[^1], PaymentsLab.Stop)).FirstError.Code.ShouldBe("payment.message_forged");
        // A recording of an old one is refused too.
        lab.Clock.Advance(TimeSpan.FromMinutes(6));
        (await lab.Provider(Name).ReadAsync(messages[0], PaymentsLab.Stop)).FirstError.Code.ShouldBe("payment.message_forged");
        (await desk.NotifyAsync(Name, attempt.Reference, "dispute")).IsSuccess.ShouldBeTrue();
        (await lab.Provider(Name).ReadAsync((await taker.TakeAsync(9))[^1], PaymentsLab.Stop)).Value.Claim.ShouldBe(Claim.Dispute);
    }

    private static async Task<Attempt> PaidAsync(PaymentsLab lab)
    {
        var (attempt, started) = await lab.BeginAsync(Name);
        await lab.DecideAsync(started, ("act", "pay"));
        var paid = (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Paid>();
        return attempt with { TransactionId = paid.Payment.TransactionId };
    }

    private static async Task<Attempt> PromisedAsync(PaymentsLab lab)
    {
        var (attempt, started) = await lab.BeginAsync(Name, lab.Order() with { CaptureLater = true });
        await lab.DecideAsync(started, ("act", "pay"));
        var promised = (await lab.Provider(Name).FinishAsync(attempt, null, PaymentsLab.Stop)).ShouldBeOfType<AttemptOutcome.Authorized>();
        return attempt with { TransactionId = promised.Payment.TransactionId };
    }
}
