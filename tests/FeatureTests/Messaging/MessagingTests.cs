using System.Diagnostics;
using System.Text.Json;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Messaging;

public sealed class MessagingTests(Cluster cluster)
{
    private const string Effects = "select count(*)::int from effect";

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_rolled_back_is_told_to_nobody()
    {
        await using var test = await MessageHost.StartAsync(cluster);

        await test.PublishAsync([new Happened("a", 1)], fails: true);
        await test.PublishAsync([new Happened("a", 2)]);
        await test.UntilAsync("select exists (select from effect)");
        await test.IdleAsync();

        test.Seen.Select(seen => seen.Happened.Number).ShouldBe([2]);
    }

    [Fact]
    public async Task A_look_costs_the_same_however_many_wait()
    {
        await using var test = await MessageHost.StartAsync(cluster, isWorker: false);
        await test.ExecuteAsync("""
            insert into platform.inbox (subscriber, id, name, key, body, occurred_at, due_at)
            select 'slow.mailer', gen_random_uuid(), 'x', 'mail/' || one, repeat('x', 1500), now(), now() from generate_series(1, 5000) one
            """);

        foreach (var look in (string[])["lock_next(array['others', 'yet.others'], now(), 200)", "lease_next(array['slow.mailer', 'others'], now(), now() + interval '1 minute')"])
        {
            // The first one plans, which reads the catalogue.
            for (var time = 0; time < 2; time++)
            {
                var pages = await test.ScalarAsync<string>($"explain (analyze, buffers, format json) select * from platform.{look}");
                if (time == 1)
                {
                    JsonDocument.Parse(pages).RootElement[0].GetProperty("Plan").GetProperty("Shared Hit Blocks").GetInt32().ShouldBeLessThan(100, look);
                }
            }
        }
    }

    [Fact]
    public async Task An_event_outside_of_a_transaction_is_a_fault_of_the_program()
    {
        await using var test = await MessageHost.StartAsync(cluster);
        await using var scope = test.Services.CreateAsyncScope();

        Should.Throw<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<UnitOfWork>().Publish(new Happened("a", 1)));
    }

    [Fact]
    public async Task Events_of_a_key_keep_their_order_behind_one_that_fails_and_others_go_on()
    {
        await using var test = await MessageHost.StartAsync(cluster, hosts: 2);
        var failures = 2;
        test.Do = happened => happened is { Key: "a", Number: 1 } && Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidDataException("Not yet.") : Task.CompletedTask;

        await test.PublishAsync([.. Enumerable.Range(1, 20).Select(number => new Happened("a", number)), .. Enumerable.Range(1, 20).Select(number => new Happened("b", number))]);
        await test.UntilAsync("select count(*) = 40 from effect");

        foreach (var key in (string[])["a", "b"])
        {
            (await test.ScalarAsync<int[]>($"select array_agg(number order by position) from effect where key = '{key}'")).ShouldBe(Enumerable.Range(1, 20), key);
        }

        (await test.ScalarAsync<int>("select attempts from platform.inbox where key = 'a' order by position limit 1")).ShouldBe(3);
        failures.ShouldBeLessThan(0);
    }

    [Fact]
    public async Task A_message_that_never_succeeds_is_given_up_with_its_reason_and_can_be_sent_again()
    {
        await using var test = await MessageHost.StartAsync(cluster);
        test.Do = happened => happened.Number == 1 ? throw new InvalidDataException("The printer is on fire.") : Task.CompletedTask;

        await test.PublishAsync([new Happened("a", 1), new Happened("a", 2)]);
        await test.UntilAsync("select exists (select from platform.inbox where dead_at is not null)");
        await test.IdleAsync();

        var letters = test.Services.GetRequiredService<DeadLetters>();
        var letter = (await letters.ListAsync(10, Stop)).ShouldHaveSingleItem();
        letter.Subscriber.ShouldBe("test.writer");
        letter.Message.Name.ShouldBe("test.happened.v1");
        letter.Attempts.ShouldBe(4);
        letter.Fault.ShouldContain("The printer is on fire.");
        (await test.ScalarAsync<int[]>("select array_agg(number) from effect")).ShouldBe([2], "what failed has left no effect, and those behind it went on");

        test.Do = _ => Task.CompletedTask;
        (await test.ReplayAsync(letter.Position)).ShouldBe(1);
        await test.UntilAsync("select count(*) = 2 from effect");
        (await letters.ListAsync(10, Stop)).ShouldBeEmpty();
        (await test.ReplayAsync(letter.Position)).ShouldBe(0, "it is not dead any more");
    }

    [Fact]
    public async Task A_message_that_can_never_succeed_is_given_up_at_once()
    {
        await using var test = await MessageHost.StartAsync(cluster, adjust: services => services.AddOutsideSubscriber<Happened, MessageHost.Caller>("test.caller"));
        test.Do = happened => happened.Number == 1 ? throw new PermanentFaultException("Nobody lives there.") : Task.CompletedTask;

        await test.PublishAsync([new Happened("a", 1), new Happened("a", 2)]);
        await test.UntilAsync("select count(*) = 2 from platform.inbox where dead_at is not null");
        await test.IdleAsync();

        var dead = await test.Services.GetRequiredService<DeadLetters>().ListAsync(10, Stop);
        dead.Select(letter => letter.Subscriber).Order(StringComparer.Ordinal).ShouldBe(["test.caller", "test.writer"]);
        dead.ShouldAllBe(letter => letter.Attempts == 1 && letter.Fault.Contains("Nobody lives there."));
        (await test.ScalarAsync<int[]>("select array_agg(number) from effect")).ShouldBe([2]);
        test.Seen.Count(seen => seen is { Who: "caller", Happened.Number: 1 }).ShouldBe(1);
    }

    [Fact]
    public async Task One_whose_commit_fails_is_found_among_the_others()
    {
        await using var test = await MessageHost.StartAsync(cluster);
        await test.ExecuteAsync("alter table effect add unique (key) deferrable initially deferred; insert into effect (who, key) values ('before', 'taken')");

        await test.PublishAsync([.. Enumerable.Range(0, 10).Select(number => new Happened(number == 5 ? "taken" : $"free/{number}", number))]);
        await test.UntilAsync("select exists (select from platform.inbox where dead_at is not null)");
        await test.IdleAsync();

        (await test.Services.GetRequiredService<DeadLetters>().ListAsync(10, Stop)).ShouldHaveSingleItem().Message.Key.ShouldBe("taken");
        (await test.ScalarAsync<int>("select count(*)::int from effect where key like 'free/%'")).ShouldBe(9);
    }

    [Fact]
    public async Task Several_hosts_share_the_work_and_do_nothing_twice()
    {
        await using var test = await MessageHost.StartAsync(cluster, hosts: 3);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < 50; number++)
            {
                await test.PublishAsync([new Happened($"thing/{writer}", number)]);
            }
        })));
        await test.UntilAsync("select count(*) >= 400 from effect");
        await test.IdleAsync();

        (await test.ScalarAsync<int>(Effects)).ShouldBe(400);
        (await test.ScalarAsync<bool>("select bool_and(step = 1) from (select number - lag(number, 1, -1) over (partition by key order by position) as step from effect) steps")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_that_only_writes_wakes_the_ones_that_handle()
    {
        // Nobody looks by himself for ten seconds, so only the ring can be the cause.
        await using var test = await MessageHost.StartAsync(cluster, isWorker: false);
        await test.AddAsync(isWorker: true, services => services.AddHostedService(provider => new Listening(provider)));
        await Task.Delay(500, Stop);

        var watch = Stopwatch.StartNew();
        await test.PublishAsync([new Happened("a", 1)]);
        await test.UntilAsync("select exists (select from effect)");

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task One_who_acts_outside_is_tried_again_and_holds_back_what_comes_after()
    {
        await using var test = await MessageHost.StartAsync(cluster, adjust: services => services.AddOutsideSubscriber<Happened, MessageHost.Caller>("test.caller"));
        var failures = 1;
        test.Do = happened => happened.Number == 1 && Interlocked.Decrement(ref failures) >= 0 ? throw new IOException("Nobody answers.") : Task.CompletedTask;

        await test.PublishAsync([new Happened("a", 1), new Happened("a", 2)]);
        await test.IdleAsync();
        await test.UntilAsync("select count(*) = 2 from platform.inbox where subscriber = 'test.caller' and handled_at is not null");

        test.Seen.Where(seen => seen.Who == "caller").Select(seen => seen.Happened.Number).Distinct().ShouldBe([1, 2]);
        test.Seen.Count(seen => seen is { Who: "caller", Happened.Number: 2 }).ShouldBe(1);
    }

    [Fact]
    public async Task Strange_content_arrives_as_it_was_written()
    {
        await using var test = await MessageHost.StartAsync(cluster);
        var key = "চাল/\"'; drop table effect; --/" + new string('x', 100);

        await test.PublishAsync([new Happened(key, int.MinValue)]);
        await test.UntilAsync("select exists (select from effect)");

        test.Seen.ShouldHaveSingleItem().Happened.ShouldBe(new Happened(key, int.MinValue));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => test.PublishAsync([new Happened(new string('x', 201), 1)]));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => test.PublishAsync([new Happened("", 1)]));
        (await test.ScalarAsync<int>(Effects)).ShouldBe(1);
    }

    /// <summary>Hears the other hosts, as the web host does with its change listener.</summary>
    private sealed class Listening(IServiceProvider services) : Microsoft.Extensions.Hosting.BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using var connection = new Npgsql.NpgsqlConnection(services.GetRequiredService<MessageHost>().ConnectionString);
            await connection.OpenAsync(stoppingToken);
            connection.Notification += (_, message) => services.GetRequiredService<MessageBell>().Hear(message.Payload);
            await using (var listen = new Npgsql.NpgsqlCommand($"listen {MessageBell.Channel}", connection))
            {
                await listen.ExecuteNonQueryAsync(stoppingToken);
            }

            while (!stoppingToken.IsCancellationRequested)
            {
                await connection.WaitAsync(stoppingToken);
            }
        }
    }
}
