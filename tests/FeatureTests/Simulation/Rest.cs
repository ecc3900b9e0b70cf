using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Simulation;

/// <summary>Lets everything come to rest on a host that is not killed any more: time goes by, sweepers ask, orders expire, messages are handled, and people decide what only they can.</summary>
internal sealed class Rest(World world, WebApplication app, HttpClient http)
{
    private const string Open = """
        select concat_ws(', ',
            (select 'attempts ' || count(*) from payments.attempt where next_at is not null having count(*) > 0),
            (select 'disputed ' || count(*) from payments.attempt where state = 'disputed' having count(*) > 0),
            (select 'refunds ' || count(*) from payments.refund where state <> 'done' having count(*) > 0),
            (select 'notices ' || count(*) from payments.notice where state = 'waiting' having count(*) > 0),
            (select 'unpaid orders ' || count(*) from orders.sale_order where expires_at is not null having count(*) > 0),
            (select 'outbox ' || count(*) from platform.outbox having count(*) > 0),
            (select 'inbox ' || count(*) from platform.inbox where handled_at is null and dead_at is null having count(*) > 0))
        """;

    public async Task RunAsync()
    {
        var owner = await http.TokenAsync("owner");
        for (var round = 0; round < 80; round++)
        {
            await DrainAsync();
            await SweepAsync();
            if (await world.ScalarAsync<bool>($"select exists (select from orders.sale_order where expires_at < '{Now:O}')"))
            {
                await ExpireAsync();
            }

            owner = (await http.SendAsync("GET", "/api/v1/jobs", token: owner)).Status == 401 ? await http.TokenAsync("owner") : owner;
            await DecideAsync(owner);
            await DrainAsync();
            if (await world.ScalarAsync<string>(Open) is "")
            {
                return;
            }

            world.Advance(round < 6 ? TimeSpan.FromMinutes(6) : round < 20 ? TimeSpan.FromMinutes(45) : TimeSpan.FromHours(5));
        }

        throw new ShouldAssertException("It never came to rest: " + await world.ScalarAsync<string>(Open));
    }

    private DateTimeOffset Now => app.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>Waits until nothing that is due waits for its subscriber.</summary>
    private async Task DrainAsync()
    {
        for (var i = 0; i < 1_200; i++)
        {
            // One that is leased by a host that was killed, or put off, holds back those behind it until its time.
            if (!await world.ScalarAsync<bool>($"""
                select exists (select from platform.outbox) or exists (
                    select from (select distinct on (subscriber, key) due_at from platform.inbox where handled_at is null and dead_at is null order by subscriber, key, position) next where due_at <= '{Now:O}')
                """))
            {
                return;
            }

            await Task.Delay(25, World.Stop);
        }

        throw new ShouldAssertException("Messages are not handled: " + await world.ScalarAsync<string>(
            "select coalesce(string_agg(format('%s %s', subscriber, fault), '; '), '') from (select subscriber, fault from platform.inbox where handled_at is null and dead_at is null limit 5) waiting"));
    }

    private async Task SweepAsync()
    {
        await EachAsync<HandleNotice>((use, stop) => use.DueAsync(10_000, stop), (use, id, stop) => use.RunAsync(id, stop));
        await EachAsync<SweepPayments>((use, stop) => use.AttemptsAsync(10_000, stop), (use, id, stop) => use.AttemptAsync(id, stop));
        await EachAsync<SweepPayments>((use, stop) => use.RefundsAsync(10_000, stop), async (_, id, stop) =>
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SendRefund>().RunAsync(id, Sources.Sweeper, stop);
        });
    }

    private async Task EachAsync<TUse>(Func<TUse, CancellationToken, Task<IReadOnlyList<Guid>>> due, Func<TUse, Guid, CancellationToken, Task> act) where TUse : notnull
    {
        await using var outer = app.Services.CreateAsyncScope();
        await Parallel.ForEachAsync(await due(outer.ServiceProvider.GetRequiredService<TUse>(), World.Stop), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = World.Stop }, async (id, stop) =>
        {
            await using var scope = app.Services.CreateAsyncScope();
            await act(scope.ServiceProvider.GetRequiredService<TUse>(), id, stop);
        });
    }

    /// <summary>Has the job run as a person would, and waits for it.</summary>
    private async Task ExpireAsync()
    {
        var since = await world.ScalarAsync<long>("select count(*) from platform.job_run where job = 'orders.expire' and finished_at is not null");
        await app.Services.GetRequiredService<JobBoard>().RunNowAsync("orders.expire", "the simulation", World.Stop);
        for (var i = 0; i < 1_200 && await world.ScalarAsync<long>("select count(*) from platform.job_run where job = 'orders.expire' and finished_at is not null") == since; i++)
        {
            await Task.Delay(50, World.Stop);
        }
    }

    /// <summary>What waits for a person: money of another amount, refunds that were refused, cash that is handed out.</summary>
    private async Task DecideAsync(string owner)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<RowStore>();
        foreach (var attempt in await rows.ListAsync<AttemptRow>("state = 'disputed'", World.Stop))
        {
            // They look at the provider's own pages.
            var taken = world.Book.Find(attempt.Method, attempt.Reference) is { Status: Sandbox.SandboxStatus.Paid } payment ? payment.Taken : Money.Zero(Currency.Get("BDT"));
            (await http.SendAsync("POST", $"/api/v1/payments/{attempt.Id}/decide", taken.Minor == 0 ? new { decision = "dismiss", note = "nothing came" }
                : new { decision = attempt.Id.ToByteArray()[15] % 2 == 0 ? "accept" : "refund", note = "looked at their pages", amount = new { amount = taken.ToAmountString(), currency = "BDT" } }, owner)).Is(200);
        }

        foreach (var refund in await rows.ListAsync<RefundRow>("state = 'failed' or state = 'unknown' and next_at is null or state = 'pending' and method in ('cash', 'bank')", World.Stop))
        {
            var isBack = refund.State == OtherStates.Unknown && world.Book.Find(refund.Method, (await rows.FindAsync<AttemptRow>(refund.AttemptId, World.Stop))!.Reference)!.Refunds.Exists(one => one.Amount.Minor == refund.Amount);
            var decision = Methods.IsByHand(refund.Method) || isBack ? "done" : refund.State == OtherStates.Unknown ? "failed" : "retry";
            (await http.SendAsync("POST", $"/api/v1/refunds/{refund.Id}/decide", new { decision, note = "by the simulation" }, owner)).Status.ShouldBeOneOf(200, 409);
        }
    }
}
