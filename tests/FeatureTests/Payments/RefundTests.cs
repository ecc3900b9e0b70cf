using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Features;
using Aisle.Sandbox;

namespace Aisle.FeatureTests.Payments;

/// <summary>Money that goes back, and money that comes without a provider: never more than came, whoever asks at the same moment.</summary>
public sealed class RefundTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    [Fact]
    public async Task What_is_back_is_back_also_where_it_was_counted_as_refused_meanwhile()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        await lab.PayAtAsync(paper, "stripe");
        lab.Fault("stripe", "refund", FaultKinds.Slow, "3000");
        var refund = (await lab.RefundAsync(paper, 50000)).Value.Single();
        await Eventually.IsAsync(() => Task.FromResult(lab.Faults.All.Count == 0));

        // Whoever sends it has no more time, another one takes it up and is refused; then the first one is told that it is done.
        lab.Clock.Advance(TimeSpan.FromMinutes(10));
        lab.Fault("stripe", "refund", FaultKinds.Code, "card_declined");
        (await lab.WithAsync<SendRefund, Result<RefundRow>>(send => send.RunAsync(refund.Id.Value, Sources.Sweeper, PaymentsLab.Stop))).Value.State.ShouldBe("failed");

        await lab.RefundIsAsync(paper, RefundState.Done);
    }

    [Theory]
    [InlineData("bkash")]
    [InlineData("nagad")]
    [InlineData("stripe")]
    public async Task Sixteen_refunds_at_once_never_give_back_more_than_came(string provider)
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.PayAtAsync(paper, provider);

        var ordered = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => lab.RefundAsync(paper, 30000)));

        ordered.Count(one => one.IsSuccess).ShouldBe(4);
        ordered.Where(one => one.IsFailure).Select(one => one.FirstError.Code).Distinct().ShouldBe(["payment.refund_more"]);
        (await lab.RefundAsync(paper, 5000)).IsSuccess.ShouldBeTrue("the rest");
        (await lab.RefundAsync(paper, 1)).FirstError.Code.ShouldBe("payment.refund_more");
        await UntilDoneAsync(paper);
        var (intent, simulated) = (await lab.ReadAsync(paper), lab.Book.Find(provider, step.Attempt.Reference)!);
        (intent.Refunded.Minor, simulated.Refunded.Minor, simulated.Refunds.Count).ShouldBe((125000, 125000, 5));
        (await lab.ToldAsync(paper)).Count(told => told.StartsWith("back", StringComparison.Ordinal)).ShouldBe(5);
        intent.Refunds.Select(refund => refund.Reference).Distinct().Count().ShouldBe(5, "each is known by its own id");
    }

    [Theory]
    [InlineData("bkash", FaultKinds.BrokenAfterSuccess)]
    [InlineData("nagad", FaultKinds.BrokenAfterSuccess)]
    [InlineData("stripe", FaultKinds.BrokenAfterSuccess)]
    [InlineData("bkash", FaultKinds.Error500)]
    public async Task A_refund_whose_answer_is_lost_is_asked_after_and_done_once(string provider, string kind)
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.PayAtAsync(paper, provider);
        lab.Fault(provider, "refund", kind, times: provider == "stripe" ? 2 : 1);

        (await lab.RefundAsync(paper, 25000)).IsSuccess.ShouldBeTrue();

        await Eventually.IsAsync(async () => (await lab.ReadAsync(paper)).Refunds is [{ State: RefundState.Unknown or RefundState.Done }]);
        await UntilDoneAsync(paper);
        lab.Book.Find(provider, step.Attempt.Reference)!.Refunds.ShouldHaveSingleItem().Amount.Minor.ShouldBe(25000);
        (await lab.ToldAsync(paper))[^1].ShouldBe($"back {provider} 25000");
    }

    [Fact]
    public async Task A_refund_that_takes_its_time_is_asked_after_until_it_is_done()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        await lab.PayAtAsync(paper, "sslcommerz");
        var id = RefundId.From(Guid.CreateVersion7(lab.Clock.GetUtcNow()));
        var ordered = (await lab.RefundAsync(paper, 25000, id: id)).Value;
        (await lab.RefundAsync(paper, 25000, id: id)).Value.Single().Id.ShouldBe(ordered.Single().Id, "the same order is the same refund");
        (await lab.RefundAsync(paper, 24000, id: id)).FirstError.Code.ShouldBe("payment.contradiction");
        await lab.RefundIsAsync(paper, RefundState.Pending);

        await UntilDoneAsync(paper);

        (await lab.ReadAsync(paper)).Refunds.ShouldHaveSingleItem().Amount.Minor.ShouldBe(25000);
    }

    [Fact]
    public async Task What_a_provider_refuses_is_decided_by_a_person()
    {
        await lab.ReadyAsync();
        var token = await lab.Http.TokenAsync("manager");
        var customer = await lab.CustomerAsync();
        foreach (var (body, state, method) in ((object, RefundState, string)[])
            [
                (new { decision = "retry", note = "They were down" }, RefundState.Done, "bkash"), (new { decision = "move", method = "store_credit", note = "As agreed" }, RefundState.Done, "store_credit"),
                (new { decision = "move", method = "cash", note = "At the desk" }, RefundState.Pending, "cash"), (new { decision = "done", note = "Their page shows it", reference = "BX1" }, RefundState.Done, "bkash"),
            ])
        {
            var paper = await lab.PaperAsync(customer: customer);
            await lab.PayAtAsync(paper, "bkash");
            lab.Fault("bkash", "refund", FaultKinds.PartialRefused);
            var refund = (await lab.RefundAsync(paper, 25000)).Value.Single();
            await lab.RefundIsAsync(paper, RefundState.Failed);
            (await lab.Http.SendAsync("POST", $"/api/v1/refunds/{refund.Id}/decide", new { decision = "failed", note = "x" }, token)).Is(409).Codes.ShouldBe(["payment.state"]);

            (await lab.Http.SendAsync("POST", $"/api/v1/refunds/{refund.Id}/decide", body, token)).Is(200);

            await lab.RefundIsAsync(paper, state);
            (await lab.ReadAsync(paper)).Refunds.Single().Method.ShouldBe(method);
            if (state == RefundState.Pending)
            {
                (await lab.Http.SendAsync("POST", $"/api/v1/refunds/{refund.Id}/decide", new { decision = "done", note = "Handed out", reference = "K-1" }, token)).Is(200).Json.GetProperty("refund").GetProperty("state").GetString().ShouldBe("done");
            }

            (await lab.ToldAsync(paper))[^1].ShouldBe($"back {method} 25000");
        }
    }

    [Fact]
    public async Task Money_of_several_payments_goes_back_the_last_first_and_to_the_wallet_at_once()
    {
        await lab.ReadyAsync();
        var customer = await lab.CustomerAsync();
        await FillAsync(customer, 50000);
        var paper = await lab.PaperAsync(customer: customer);
        var wallet = (await lab.StartAsync(lab.Attempt(paper, "wallet") with { Customer = customer, Amount = PaymentsLab.Taka(50000) })).Value;
        (wallet.Attempt.State, wallet.Attempt.Paid).ShouldBe((PaymentAttemptState.Paid, PaymentsLab.Taka(50000)));
        await lab.PayAtAsync(paper, "stripe");

        var parts = (await lab.RefundAsync(paper, 100000)).Value;

        parts.Select(part => (part.Method, part.Amount.Minor)).ShouldBe([("stripe", 75000L), ("wallet", 25000L)]);
        await UntilDoneAsync(paper);
        var before = await SpendableAsync(customer);
        (await lab.RefundAsync(paper, 25000, RefundTarget.Wallet)).Value.ShouldHaveSingleItem().State.ShouldBe(RefundState.Done);
        (await SpendableAsync(customer)).ShouldBe(before + 25000);
        (await lab.RefundAsync(paper, 1)).FirstError.Code.ShouldBe("payment.refund_more");
        (await lab.RefundAsync(await lab.PaperAsync(), 1, RefundTarget.StoreCredit)).FirstError.Code.ShouldBe("payment.no_customer");
        (await lab.ToldAsync(paper)).ShouldBe(["part wallet 50000", "paid stripe 75000", "back wallet 25000", "back stripe 75000", "back wallet 25000"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_wallet_with_less_pays_what_it_has_and_nobody_pays_from_that_of_another()
    {
        await lab.ReadyAsync();
        var customer = await lab.CustomerAsync();
        await FillAsync(customer, 10000);
        var has = await SpendableAsync(customer);
        var paper = await lab.PaperAsync(has + 5000, customer: customer);
        (await lab.StartAsync(lab.Attempt(paper, "wallet"))).FirstError.Code.ShouldBe("payment.login");
        var options = await lab.PayAsync(async payments => await payments.OptionsAsync(new PaymentAsk(await lab.StoreIdAsync(), PaymentsLab.Taka(500), customer, AtTheDoor: false), PaymentsLab.Stop));
        options.Select(option => option.Method).Where(method => method != "store_credit").ShouldBe(["bkash", "nagad", "sslcommerz", "stripe", "wallet", "gift_card", "bank"]);
        options.Single(option => option.Method == "sslcommerz").Refusal!.Code.ShouldBe("payment.too_small");
        (options[0].IsSandbox, options.Single(option => option.Method == "wallet").Balance!.Value.Minor).ShouldBe((true, has));

        var paid = (await lab.StartAsync(lab.Attempt(paper, "wallet") with { Customer = customer })).Value;

        paid.Attempt.Paid!.Value.Minor.ShouldBe(has);
        (await lab.ReadAsync(paper)).Due.Minor.ShouldBe(5000);
        (await lab.StartAsync(lab.Attempt(paper, "wallet") with { Customer = customer })).FirstError.Code.ShouldBe("wallet.insufficient");
        (await lab.ReadAsync(paper)).Attempts.ShouldHaveSingleItem("what did not come off has left nothing");
        // Two tabs: the same money is spent once.
        await FillAsync(customer, 5000);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => lab.StartAsync(lab.Attempt(paper, "wallet") with { Customer = customer })));
        both.Count(one => one.IsSuccess).ShouldBe(1);
        (await SpendableAsync(customer)).ShouldBe(0);
    }

    [Fact]
    public async Task A_gift_card_pays_all_it_has_and_goes_back_as_store_credit()
    {
        await lab.ReadyAsync();
        var token = await lab.Http.TokenAsync("manager");
        var card = (await lab.Http.SendAsync("POST", "/api/v1/gift-cards", new { amount = new { amount = "300.00", currency = "BDT" }, tender = "cash", pin = "4821", storeId = (await lab.StoreIdAsync()).Value }, token)).Is(201);
        var code = card.Json.TryGetProperty("cards", out var cards) ? cards[0].GetProperty("code").GetString()! : card["code"];
        var customer = await lab.CustomerAsync();
        var paper = await lab.PaperAsync(customer: customer);
        (await lab.StartAsync(lab.Attempt(paper, "gift_card"))).FirstError.Code.ShouldBe("payment.card_code");
        (await lab.StartAsync(lab.Attempt(paper, "gift_card") with { CardCode = code, CardPin = "0000" })).FirstError.Code.ShouldBe("gift_card.refused");

        (await lab.StartAsync(lab.Attempt(paper, "gift_card") with { CardCode = code, CardPin = "4821" })).Value.Attempt.Paid!.Value.Minor.ShouldBe(30000);

        (await lab.RefundAsync(paper, 30000)).Value.ShouldHaveSingleItem().Method.ShouldBe("store_credit");
        (await lab.ToldAsync(paper)).ShouldBe(["part gift_card 30000", "back store_credit 30000"]);
    }

    [Fact]
    public async Task Cash_at_the_door_is_promised_collected_and_handed_back_by_a_person()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var promised = (await lab.StartAsync(lab.Attempt(paper, "cod"))).Value;
        promised.Attempt.State.ShouldBe(PaymentAttemptState.Started);
        (await lab.StartAsync(lab.Attempt(paper, "bkash"))).FirstError.Code.ShouldBe("payment.open");
        (await CollectAsync(paper, "cod", 125001)).FirstError.Code.ShouldBe("payment.too_much");
        (await CollectAsync(paper, "bkash", 1)).FirstError.Code.ShouldBe("payment.method");

        var collected = (await CollectAsync(paper, "cod", 125000)).Value;

        (collected.State, collected.Attempts.Single().Id, collected.Attempts.Single().State).ShouldBe((PaymentIntentState.Paid, promised.Attempt.Id, PaymentAttemptState.Paid));
        (await CollectAsync(paper, "cod", 125000)).FirstError.Code.ShouldBe("payment.nothing_due");
        (await lab.RefundAsync(paper, 125000)).Value.ShouldHaveSingleItem().State.ShouldBe(RefundState.Pending);
        await lab.SweepAsync();
        (await lab.ReadAsync(paper)).Refunds.Single().State.ShouldBe(RefundState.Pending, "only a person says that it was handed out");
        (await lab.ToldAsync(paper)).ShouldBe(["promised cod 0", "paid cod 125000"]);
    }

    [Fact]
    public async Task Who_promised_cash_may_pay_otherwise_and_a_transfer_comes_beside_a_payment_under_way()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var promised = (await lab.StartAsync(lab.Attempt(paper, "cod"))).Value;
        (await lab.PayAsync(payments => payments.GiveUpAsync(promised.Attempt.Id, PaymentsLab.Stop))).Value.State.ShouldBe(PaymentAttemptState.Cancelled);
        var step = await lab.SendAwayAsync(paper, "stripe");
        (await CollectAsync(paper, "bank", 100000)).Value.Due.Minor.ShouldBe(25000);
        // The page at Stripe still asks for all of it: what is more goes back.
        (await (await lab.DecideAsync(step, ("act", "pay")))()).Is(303);
        await UntilDoneAsync(paper);

        var intent = await lab.ReadAsync(paper);
        (intent.Paid.Minor, intent.Excess.Minor, intent.State).ShouldBe((225000, 100000, PaymentIntentState.Paid));
        (await lab.ToldAsync(paper)).ShouldBe(["promised cod 0", "ended_cancelled cod 0", "part bank 100000", "paid stripe 125000", "excess_back stripe 100000"]);
    }

    private Task<Result<PaymentIntentRecord>> CollectAsync(Paper paper, string method, long minor) => lab.InUnitAsync(payments =>
        payments.CollectAsync(new MoneyCollected(PaymentAttemptId.From(Guid.CreateVersion7(lab.Clock.GetUtcNow())), paper.Id, method, PaymentsLab.Taka(minor), "R-1"), PaymentsLab.Stop));

    private async Task FillAsync(UserId customer, long minor) => await lab.WithAsync<IWallets, int>(async wallets =>
    {
        var wallet = (await wallets.OpenAsync(customer, WalletKind.Wallet, PaymentsLab.Stop)).Value;
        (await wallets.TopUpAsync(new MoveRequest(EntryId.From(Guid.CreateVersion7(lab.Clock.GetUtcNow())), wallet.Id, PaymentsLab.Taka(minor)) { Tender = "cash" }, PaymentsLab.Stop)).IsSuccess.ShouldBeTrue();
        return 0;
    });

    private async Task<long> SpendableAsync(UserId customer) => (await lab.WithAsync<IWallets, IReadOnlyDictionary<WalletKind, Money>>(wallets => wallets.SpendableAsync(customer, PaymentsLab.Stop)))[WalletKind.Wallet].Minor;

    /// <summary>Refunds are sent by the worker, and what it could not do is swept.</summary>
    private async Task UntilDoneAsync(Paper paper)
    {
        for (var sweeps = 0; sweeps < 12 && (await lab.ReadAsync(paper)).Refunds.Any(refund => refund.State != RefundState.Done); sweeps++)
        {
            await lab.SweepAsync(TimeSpan.FromMinutes(10));
        }

        await lab.RefundIsAsync(paper, RefundState.Done);
    }
}
