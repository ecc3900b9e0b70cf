using Aisle.Contracts.Payments;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Features;
using Aisle.Sandbox;

namespace Aisle.FeatureTests.Payments;

/// <summary>Attempts over the simulators: the shopper's return, notices and the sweeper in any order, twice or never; each ends as the provider says, once.</summary>
public sealed class AttemptTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    [Theory]
    [InlineData("bkash")]
    [InlineData("nagad")]
    [InlineData("sslcommerz")]
    [InlineData("stripe")]
    public async Task A_shopper_pays_comes_back_twice_and_it_is_paid_once(string provider)
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, provider);
        (await lab.StartAsync(lab.Attempt(paper, provider) with { Id = step.Attempt.Id })).Value.SendTo.ShouldBe(step.SendTo, "the same again answers how it stands");
        var back = await lab.DecideAsync(step, ModelCalls.PaysAt(provider));

        (await back()).Is(303).Location.ShouldBe($"/papers/{paper.Name}?key=proven");
        (await back()).Is(303).Location.ShouldBe($"/papers/{paper.Name}?key=proven");

        var intent = await lab.ReadAsync(paper);
        (intent.State, intent.Paid, intent.Due.Minor, intent.Excess.Minor).ShouldBe((PaymentIntentState.Paid, PaymentsLab.Taka(125000), 0L, 0L));
        var attempt = intent.Attempts.ShouldHaveSingleItem();
        (attempt.State, attempt.Paid, attempt.Transaction.Length > 0, attempt.Reference).ShouldBe((PaymentAttemptState.Paid, PaymentsLab.Taka(125000), true, step.Attempt.Reference));
        (await lab.ToldAsync(paper)).ShouldBe([$"paid {provider} 125000"]);
        await Eventually.IsAsync(async () => await lab.ScalarAsync<bool>("select exists (select from payments.traffic where attempt_id = $1 and direction = 'out') and exists (select from payments.traffic where attempt_id = $1 and direction = 'in')", attempt.Id.Value));
        // Some send a notice at the same moment, which may be faster than the shopper.
        (await lab.ScalarAsync<string>("select string_agg(source || ' ' || state, ', ' order by no) from payments.attempt_step where attempt_id = $1", attempt.Id.Value)).ShouldBeOneOf(
            "start created, start started, return paid", "start created, start started, notice paid");
        (await lab.StartAsync(lab.Attempt(paper, provider))).FirstError.Code.ShouldBe("payment.nothing_due");
    }

    [Fact]
    public async Task A_notice_that_comes_while_its_shopper_comes_back_is_handled_a_moment_later()
    {
        await lab.ReadyAsync();
        lab.Notices.Addresses["stripe"] = lab.Http.BaseAddress + "api/v1/payments/notices/stripe/S1";
        var step = await lab.SendAwayAsync(await lab.PaperAsync(), "stripe");
        lab.Fault("stripe", "notice", FaultKinds.Late, "300");
        lab.Fault("stripe", "query", FaultKinds.Slow, "1500");
        await (await lab.DecideAsync(step, ("act", "pay")))();

        // Nobody sweeps here.
        await Eventually.IsAsync(() => lab.ScalarAsync<bool>("select count(*) > 0 and count(*) filter (where state <> 'done') = 0 and max(tries) > 1 from payments.notice where attempt_id = $1", step.Attempt.Id.Value));
    }

    [Theory]
    [InlineData("return notice sweep")]
    [InlineData("return sweep notice")]
    [InlineData("notice return sweep")]
    [InlineData("notice sweep return")]
    [InlineData("sweep return notice")]
    [InlineData("sweep notice return")]
    public async Task Return_notice_and_sweeper_come_in_any_order_and_twice(string order)
    {
        await lab.ReadyAsync();
        lab.Notices.Addresses["stripe"] = lab.Http.BaseAddress + "api/v1/payments/notices/stripe/S1";
        lab.Fault("stripe", "notice", FaultKinds.Lost, times: null);
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "stripe");
        var back = await lab.DecideAsync(step, ("act", "pay"));
        lab.Faults.Clear();
        foreach (var comes in order.Split(' ').SelectMany(one => (string[])[one, one]))
        {
            switch (comes)
            {
                case "return":
                    (await back()).Is(303);
                    break;
                case "notice":
                    foreach (var notice in lab.Notices.Of("stripe", step.Attempt.Reference))
                    {
                        (await lab.Notices.AgainAsync(notice)).ShouldBe("200");
                    }

                    await Eventually.IsAsync(async () => (await lab.ReadAsync(paper)).State == PaymentIntentState.Paid);
                    break;
                default:
                    await lab.SweepAsync();
                    break;
            }

            (await lab.ReadAsync(paper)).State.ShouldBe(PaymentIntentState.Paid, $"whoever comes first brings it: {comes}");
        }

        await lab.SweepAsync();
        (await lab.ScalarAsync<long>("select count(*) from payments.notice where state = 'waiting' and reference = $1", step.Attempt.Reference)).ShouldBe(0);
        (await lab.ToldAsync(paper)).ShouldBe(["paid stripe 125000"]);
        (await lab.ScalarAsync<long>("select count(*) from payments.notice where reference = $1", step.Attempt.Reference)).ShouldBe(lab.Notices.Of("stripe", step.Attempt.Reference).Count(notice => notice.Name.StartsWith("checkout", StringComparison.Ordinal)), "a notice that came four times is one");
    }

    [Fact]
    public async Task Who_pays_and_never_comes_back_is_found_by_the_sweeper_alone_as_often_as_the_plan_allows()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "nagad");
        await lab.SweepAsync(TimeSpan.FromMinutes(1));
        Asked().ShouldBe(0, "not before two minutes");
        await lab.SweepAsync(TimeSpan.FromMinutes(2));
        await lab.SweepAsync(TimeSpan.FromMinutes(1));
        Asked().ShouldBe(1, "and not again within five");
        await lab.DecideAsync(step.SendTo!, ModelCalls.Pays);

        await lab.SweepAsync();

        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Paid);
        (await lab.ToldAsync(paper)).ShouldBe(["paid nagad 125000"]);

        int Asked() => lab.Traffic.Count(exchange => exchange.Address.EndsWith("/verify/payment/" + Uri.EscapeDataString(step.Attempt.Reference), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bKash_execute_whose_answer_is_lost_is_unknown_blocks_another_payment_and_is_found_paid()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "bkash");
        var back = await lab.DecideAsync(step, ModelCalls.Pays);
        lab.Fault("bkash", "execute", FaultKinds.BrokenAfterSuccess);
        lab.Fault("bkash", "query", FaultKinds.Error500);

        (await back()).Is(303);

        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Unknown);
        (await lab.StartAsync(lab.Attempt(paper, "nagad"))).FirstError.Code.ShouldBe("payment.open");
        (await lab.PayAsync(payments => payments.GiveUpAsync(step.Attempt.Id, PaymentsLab.Stop))).FirstError.Code.ShouldBe("payment.unsure");
        await lab.SweepAsync();
        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Paid);
        (await lab.ToldAsync(paper)).ShouldBe(["ended_unknown bkash 0", "paid bkash 125000"]);
        lab.Traffic.Count(exchange => exchange.Address.EndsWith("/execute", StringComparison.Ordinal) && exchange.RequestBody.Contains(step.Attempt.Reference, StringComparison.Ordinal)).ShouldBe(1, "what may have moved money is not sent twice");
    }

    [Fact]
    public async Task An_execute_that_never_arrived_is_carried_out_once_it_is_known_that_nothing_moved()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "bkash");
        var back = await lab.DecideAsync(step, ModelCalls.Pays);
        lab.Fault("bkash", "execute", FaultKinds.Error500);
        (await back()).Is(303);
        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Unknown);

        await lab.SweepAsync();

        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Paid);
        lab.Book.Find("bkash", step.Attempt.Reference)!.Status.ShouldBe(SandboxStatus.Paid);
    }

    [Theory]
    [InlineData("bkash", "create", FaultKinds.Error500, "payment.busy")]
    [InlineData("nagad", "complete", FaultKinds.BrokenAfterSuccess, "payment.broken")]
    [InlineData("sslcommerz", "session", FaultKinds.Garbage, "payment.unreadable")]
    [InlineData("bkash", "create", FaultKinds.TimeoutAfterSuccess, "payment.no_answer")]
    public async Task A_beginning_that_nobody_answers_sends_nobody_away_and_the_next_try_is_another(string provider, string operation, string kind, string code)
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        lab.Fault(provider, operation, kind);

        var failed = (await lab.StartAsync(lab.Attempt(paper, provider))).Value;

        (failed.Attempt.State, failed.Attempt.Fault, failed.Attempt.MayTryAgain, failed.SendTo).ShouldBe((PaymentAttemptState.Failed, code, true, null));
        await lab.PayAtAsync(paper, provider);
        (await lab.ReadAsync(paper)).State.ShouldBe(PaymentIntentState.Paid);
        (await lab.ToldAsync(paper)).ShouldBe([$"ended_failed {provider} 0", $"paid {provider} 125000"]);
    }

    [Theory]
    [InlineData("bkash", "cancel", PaymentAttemptState.Cancelled)]
    [InlineData("bkash", "fail", PaymentAttemptState.Failed)]
    [InlineData("nagad", "cancel", PaymentAttemptState.Cancelled)]
    [InlineData("sslcommerz", "cancel", PaymentAttemptState.Cancelled)]
    [InlineData("sslcommerz", "expire", PaymentAttemptState.Expired)]
    [InlineData("stripe", "cancel", PaymentAttemptState.Cancelled)]
    public async Task Who_gives_up_at_the_provider_may_try_again(string provider, string act, PaymentAttemptState state)
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, provider);
        (await (await lab.DecideAsync(step, ("act", act)))()).Is(303);

        var ended = await lab.AttemptAsync(paper, step);
        (ended.State, ended.MayTryAgain).ShouldBe((state, true));
        (await lab.ToldAsync(paper)).ShouldBe([$"ended_{state.ToString().ToLowerInvariant()} {provider} 0"]);
        await lab.SendAwayAsync(paper, "stripe");
    }

    [Fact]
    public async Task What_is_never_paid_is_asked_ever_more_seldom_and_expires()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "bkash");
        for (var hour = 0; hour < 24; hour++)
        {
            await lab.SweepAsync(TimeSpan.FromHours(1));
        }

        await lab.SweepAsync();

        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Expired);
        lab.Traffic.Count(exchange => exchange.Address.EndsWith("/payment/status", StringComparison.Ordinal) && exchange.RequestBody.Contains(step.Attempt.Reference, StringComparison.Ordinal)).ShouldBeLessThan(25);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_asked_until_the_end_leaves_it_to_a_person()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "nagad");
        lab.Fault("nagad", "verify", FaultKinds.Error500, times: null);
        await lab.SweepAsync(TimeSpan.FromHours(3));
        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Started, "who could not be asked knows no less than before");
        await lab.SweepAsync(TimeSpan.FromHours(22));

        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Disputed);
        (await lab.ScalarAsync<long>("select count(*) from platform.audit where action = 'payments.attempt.dispute' and subject_id = $1", step.Attempt.Id.ToString())).ShouldBe(1);
    }

    [Fact]
    public async Task Forged_late_and_foreign_returns_move_no_money()
    {
        await lab.ReadyAsync();
        var (paper, other) = (await lab.PaperAsync(), await lab.PaperAsync());
        var (step, mine) = (await lab.SendAwayAsync(paper, "bkash"), await lab.SendAwayAsync(other, "bkash"));
        await lab.DecideAsync(step.SendTo!, ModelCalls.Pays);
        var address = $"/pay/bkash/S1/return/{step.Attempt.Id}";
        foreach (var query in (string[])["", "?x=1", $"?paymentID={step.Attempt.Reference}&status=success", $"?paymentID={step.Attempt.Reference}&status=success&signature=guessed", $"?paymentID={mine.Attempt.Reference}&status=success&signature=guessed", "?paymentID=../x&status=success"])
        {
            (await lab.BrowseAsync(browser => browser.GetAsync(address + query))).Is(303).Location.ShouldBe("/papers/" + paper.Name, "nothing proves that it is its shopper, so nothing opens the page");
        }

        lab.Traffic.ShouldNotContain(exchange => exchange.Address.EndsWith("/execute", StringComparison.Ordinal));
        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Started);
        foreach (var nowhere in (string[])[$"/pay/bkash/S2/return/{step.Attempt.Id}", $"/pay/nagad/S1/return/{step.Attempt.Id}", $"/pay/paypal/S1/return/{step.Attempt.Id}", $"/pay/bkash/S1/return/{Guid.CreateVersion7(lab.Clock.GetUtcNow())}", "/pay/bkash/S1/return/x"])
        {
            (await lab.BrowseAsync(browser => browser.GetAsync(nowhere))).Is(404);
        }

        (await lab.BrowseAsync(browser => browser.PostAsync(address, [KeyValuePair.Create("status", "VALID"), KeyValuePair.Create("tran_id", "x")]))).Is(303);
        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Started);
    }

    [Fact]
    public async Task A_provider_that_takes_its_time_does_not_keep_the_shopper_and_what_it_says_is_taken_in_nevertheless()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "bkash");
        var back = await lab.DecideAsync(step, ModelCalls.Pays);
        lab.Fault("bkash", "execute", FaultKinds.Slow, "5500");
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        (await back()).Is(303).Location.ShouldBe($"/papers/{paper.Name}?key=proven");
        System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds.ShouldBeLessThan(5.4, "their page says that it is being checked");
        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Started);
        // Nobody sweeps here: it is the talk that goes on without the shopper.
        await Eventually.IsAsync(async () => (await lab.AttemptAsync(paper, step)).State == PaymentAttemptState.Paid);
    }

    [Fact]
    public async Task Sixteen_at_once_make_one_attempt_and_two_tabs_with_notices_and_sweepers_execute_once()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var begun = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => lab.StartAsync(lab.Attempt(paper, "bkash"))));
        var step = begun.Single(one => one.IsSuccess).Value;
        begun.Where(one => one.IsFailure).Select(one => one.FirstError.Code).Distinct().ShouldBe(["payment.open"]);
        var back = await lab.DecideAsync(step, ModelCalls.Pays);
        lab.Clock.Advance(TimeSpan.FromMinutes(6));

        await Task.WhenAll([.. Enumerable.Range(0, 8).Select(_ => (Task)back()), .. Enumerable.Range(0, 8).Select(_ => lab.WithAsync<AskProvider, Result<AttemptRow>>(ask => ask.RunAsync(step.Attempt.Id.Value, Talk.Query, null, Sources.Sweeper, PaymentsLab.Stop)))]);

        await lab.SweepAsync();
        (await lab.ToldAsync(paper)).ShouldBe(["paid bkash 125000"]);
        // Where the host's own sweeper was the one, its notice may be settled before the answer of its call is written down.
        int Executions() => lab.Traffic.Count(exchange => exchange.Address.EndsWith("/execute", StringComparison.Ordinal) && exchange.RequestBody.Contains(step.Attempt.Reference, StringComparison.Ordinal));
        await Eventually.IsAsync(() => Task.FromResult(Executions() > 0));
        Executions().ShouldBe(1);
    }

    [Fact]
    public async Task A_second_success_goes_back_by_itself_and_is_reported()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var first = await lab.SendAwayAsync(paper, "nagad");
        (await lab.PayAsync(payments => payments.GiveUpAsync(first.Attempt.Id, PaymentsLab.Stop))).Value.State.ShouldBe(PaymentAttemptState.Cancelled);
        await lab.PayAtAsync(paper, "stripe");
        // Nagad lets nobody end its page: it is paid there, too.
        await lab.DecideAsync(first.SendTo!, ModelCalls.Pays);

        await lab.SweepAsync(TimeSpan.FromMinutes(10));
        await lab.RefundIsAsync(paper, RefundState.Done);

        var intent = await lab.ReadAsync(paper);
        (intent.State, intent.Paid.Minor, intent.Excess.Minor, intent.Refunded.Minor, intent.Due.Minor).ShouldBe((PaymentIntentState.Paid, 250000, 125000, 125000, 0));
        (await lab.ToldAsync(paper)).ShouldBe(["ended_cancelled nagad 0", "paid stripe 125000", "part nagad 125000", "excess_back nagad 125000"]);
        lab.Book.Find("nagad", first.Attempt.Reference)!.Refunded.Minor.ShouldBe(125000);
        (await lab.ScalarAsync<long>("select count(*) from platform.audit where action = 'payments.attempt.too_much' and subject_id = $1", first.Attempt.Id.ToString())).ShouldBe(1);
    }

    [Theory]
    [InlineData("stripe", true)]
    [InlineData("nagad", false)]
    public async Task What_is_closed_is_ended_at_the_provider_where_that_can_be_and_given_back_otherwise(string provider, bool isEnded)
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, provider);
        (await lab.InUnitAsync(payments => payments.CloseAsync(paper.Id, "The order has expired", PaymentsLab.Stop))).Value.State.ShouldBe(PaymentIntentState.Closed);
        await Eventually.IsAsync(async () => (await lab.AttemptAsync(paper, step)).State == PaymentAttemptState.Cancelled);
        (await lab.StartAsync(lab.Attempt(paper, "bkash"))).FirstError.Code.ShouldBe("payment.closed");
        if (isEnded)
        {
            (await lab.Http.GetAsync(step.SendTo!.PathAndQuery, PaymentsLab.Stop)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
            return;
        }

        await lab.DecideAsync(step.SendTo!, ModelCalls.Pays);
        await lab.SweepAsync(TimeSpan.FromMinutes(20));
        await lab.RefundIsAsync(paper, RefundState.Done);
        (await lab.ReadAsync(paper)).Excess.Minor.ShouldBe(125000);
    }

    [Fact]
    public async Task What_the_subject_does_not_want_any_more_goes_back()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync(kind: "gone");
        await lab.PayAtAsync(paper, "bkash");
        await lab.RefundIsAsync(paper, RefundState.Done);

        var intent = await lab.ReadAsync(paper);
        (intent.Excess.Minor, intent.Due.Minor, intent.State).ShouldBe((125000, 125000, PaymentIntentState.Open));
        (await lab.ToldAsync(paper)).ShouldBe(["paid bkash 125000", "excess_back bkash 125000"]);
    }

    [Fact]
    public async Task Notices_are_proved_kept_as_they_came_and_answered_at_once()
    {
        await lab.ReadyAsync();
        var address = "/api/v1/payments/notices/stripe/S1";
        lab.Notices.Addresses["stripe"] = lab.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + address;
        lab.Fault("stripe", "notice", FaultKinds.Lost, times: null);
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "stripe");
        await lab.DecideAsync(step.SendTo!, ("act", "pay"));
        var notice = lab.Notices.Of("stripe", step.Attempt.Reference)[^1];
        var before = await lab.ScalarAsync<long>("select count(*) from payments.notice");

        (await lab.Notices.AgainAsync(notice, wrongSignature: true)).ShouldBe("400");
        (await lab.Http.SendAsync("POST", address, "{}")).Is(400).Codes.ShouldBe(["payment.message_forged"]);
        (await lab.Http.SendAsync("POST", address, new string('x', 300_000))).Is(400);
        (await lab.Http.SendAsync("POST", "/api/v1/payments/notices/paypal/S1", "{}")).Is(404);
        // The return of a shopper is no notice.
        (await lab.Http.SendAsync("POST", "/api/v1/payments/notices/nagad/S1?payment_ref_id=x&order_id=AAAAAAAAAAAAAAAAAAAA&status=Success", "{}")).Is(400);
        (await lab.ScalarAsync<long>("select count(*) from payments.notice")).ShouldBe(before);

        // A wrong amount in a notice that is rightly signed changes nothing: its claim is asked again.
        (await lab.Notices.AgainAsync(notice, wrongAmount: true)).ShouldBe("200");
        await Eventually.IsAsync(async () => (await lab.ReadAsync(paper)).State == PaymentIntentState.Paid);
        (await lab.ReadAsync(paper)).Paid.Minor.ShouldBe(125000);
        (await lab.ScalarAsync<string>("select convert_from(body, 'UTF8') from payments.notice order by came_at desc limit 1")).ShouldContain("\"object\":\"event\"");
        (await lab.ScalarAsync<string>("select headers::text from payments.notice order by came_at desc limit 1")).ShouldContain("stripe-signature");
    }

    [Fact]
    public async Task The_database_refuses_moves_that_are_none()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.PayAtAsync(paper, "stripe");
        foreach (var sql in (string[])
            [
                "update payments.attempt set state = 'failed', paid = 0 where id = $1", "update payments.attempt set paid = paid + 1 where id = $1", "update payments.attempt set refunded = paid + 1 where id = $1", "delete from payments.attempt where id = $1",
                "update payments.attempt_step set outcome = 'x' where attempt_id = $1", "delete from payments.attempt_step where attempt_id = $1", "update payments.intent set paid = 0 where id = (select intent_id from payments.attempt where id = $1)",
                "update payments.intent set refunded = paid + 1 where id = (select intent_id from payments.attempt where id = $1)",
            ])
        {
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => lab.ExecuteAsync(sql, step.Attempt.Id.Value))).SqlState.ShouldStartWith("23", Case.Sensitive, sql);
        }
    }

    [Fact]
    public async Task The_same_intent_again_changes_nothing_and_other_content_is_a_contradiction()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var same = await lab.NewIntentAsync(paper, 125000);
        (await lab.PayAsync(payments => payments.CreateAsync(same, PaymentsLab.Stop))).Value.ShouldBe(paper.Id);
        (await lab.PayAsync(payments => payments.CreateAsync(same with { Amount = PaymentsLab.Taka(1) }, PaymentsLab.Stop))).FirstError.Code.ShouldBe("payment.contradiction");
        (await lab.PayAsync(payments => payments.CreateAsync(same with { Id = default, Amount = PaymentsLab.Taka(0), Number = "", Store = default }, PaymentsLab.Stop))).Errors.Select(error => error.Code)
            .ShouldBe(["id.format", "payment.amount", "payment.number", "store.unknown"]);
        var wrong = lab.Attempt(paper, "paypal") with { Site = new Uri("http://x.example/path") };
        (await lab.StartAsync(wrong)).Errors.Select(error => error.Code).ShouldBe(["payment.site", "payment.method"]);
        (await lab.StartAsync(lab.Attempt(paper, "bkash") with { Amount = PaymentsLab.Taka(125001) })).FirstError.Code.ShouldBe("payment.too_much");
        (await lab.StartAsync(lab.Attempt(paper, "sslcommerz") with { Amount = PaymentsLab.Taka(999) })).FirstError.Code.ShouldBe("payment.too_small");
        (await lab.InUnitAsync(payments => payments.AskAsync(paper.Id, PaymentsLab.Taka(200000), PaymentsLab.Stop))).Value.Due.Minor.ShouldBe(200000);
        await lab.PayAtAsync(paper, "stripe");
        (await lab.InUnitAsync(payments => payments.AskAsync(paper.Id, PaymentsLab.Taka(-1), PaymentsLab.Stop))).FirstError.Code.ShouldBe("payment.amount");
        var more = (await lab.InUnitAsync(payments => payments.AskAsync(paper.Id, PaymentsLab.Taka(30000), PaymentsLab.Stop))).Value;
        (more.State, more.Due.Minor).ShouldBe((PaymentIntentState.Open, 30000));
        await lab.PayAtAsync(paper, "bkash");
        (await lab.ToldAsync(paper)).ShouldBe(["paid stripe 200000", "paid bkash 30000"]);
        (await lab.PayAsync(payments => payments.OfAsync([same.Subject], PaymentsLab.Stop))).ShouldHaveSingleItem().Attempts.Count.ShouldBe(2);
    }
}
