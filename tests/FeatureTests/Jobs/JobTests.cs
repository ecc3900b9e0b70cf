using System.Diagnostics;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Aisle.FeatureTests.Jobs;

public sealed class JobTests(Cluster cluster)
{
    private static readonly (string, JobSchedule) _ticks = ("test.ticks", JobSchedule.Every(TimeSpan.FromMilliseconds(200)));
    private static readonly (string, JobSchedule) _asked = ("test.asked", JobSchedule.OnRequest);

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hosts_run_each_tick_once_and_one_goes_on_without_the_other()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        var going = 0;
        var most = 0;
        lab.Do = async (_, stop) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref going));
            await Task.Delay(20, stop);
            Interlocked.Decrement(ref going);
        };
        var hosts = await Task.WhenAll(lab.AddAsync("a", isWorker: true, _ticks), lab.AddAsync("b", isWorker: true, _ticks));

        await lab.UntilAsync(() => lab.Seen.Count >= 10, "ten ticks");
        var leader = lab.Seen.Last().Host;
        var before = lab.Seen.Count(seen => seen.Host != leader);
        await lab.StopAsync(hosts[leader == "a" ? 0 : 1]);
        await lab.UntilAsync(() => lab.Seen.Count(seen => seen.Host != leader) >= before + 5, "five ticks of the other");
        await lab.StopAsync(hosts[leader == "a" ? 1 : 0]);

        most.ShouldBe(1, "at a time");
        (await lab.ScalarAsync<bool>("select exists (select from platform.qrtz_scheduler_state)")).ShouldBeFalse("who stops says so");
        var due = lab.Seen.Select(seen => seen.Run.DueAt).ToList();
        due.Distinct().Count().ShouldBe(due.Count, "each tick once");
        (await lab.ScalarAsync<long>("select count(*) from platform.job_run where outcome = 'done' and kind = 'schedule'")).ShouldBe(due.Count);
        (await lab.ScalarAsync<long>("select count(distinct host) from platform.job_run")).ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_is_in_the_history_with_its_reason_and_stops_no_later_run()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        var runs = 0;
        lab.Do = async (run, stop) =>
        {
            await run.NoteAsync("1 of 2", stop);
            await run.NoteAsync("2 of 2", stop);
            if (Interlocked.Increment(ref runs) == 2)
            {
                throw new InvalidDataException("The printer is on fire.");
            }
        };
        var host = await lab.AddAsync("a", isWorker: true, _ticks);
        await lab.UntilAsync("select count(*) >= 5 from platform.job_run where outcome = 'done'");
        var board = Board(host);
        await board.PauseAsync("test.ticks", "Rina", Stop);
        await lab.UntilAsync("select not exists (select from platform.job_run where outcome = 'running')");

        var history = new List<JobRunRecord>();
        for (string? cursor = "", next = null; cursor is not null; cursor = next)
        {
            var page = (await board.HistoryAsync("test.ticks", cursor, 2, Stop)).Value;
            page.Items.Count.ShouldBeInRange(1, 2);
            history.AddRange(page.Items);
            next = page.NextCursor;
        }

        history.Select(run => run.Id).ShouldBe(lab.Seen.Select(seen => seen.Run.Id).Reverse());
        history.ShouldAllBe(run => run.Note == "2 of 2" && run.FinishedAt >= run.StartedAt && run.AskedBy == null && run.Job == "test.ticks");
        var failed = history.Single(run => run.Outcome != JobOutcome.Done);
        failed.ShouldBe(history[^2]);
        failed.Outcome.ShouldBe(JobOutcome.Failed);
        failed.Error!.ShouldContain("The printer is on fire.");

        var state = (await board.ListAsync(Stop)).Single(job => job.Name == "test.ticks");
        (state.IsPaused, state.IsRunning, state.LastRun, state.Pause!.By, state.NextRun).ShouldBe((true, false, history[0], "Rina", null));
        (state.TextKey, state.Schedule.ToString()).ShouldBe(("test.job.ticks", "every 00:00:00.2000000"));
        (await board.HistoryAsync("test.ticks", "nonsense", 2, Stop)).FirstError.Code.ShouldBe("cursor.invalid");
    }

    [Fact]
    public async Task Whoever_asks_a_job_runs_once_and_in_a_worker()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        var gate = new TaskCompletionSource();
        lab.Do = (_, stop) => gate.Task.WaitAsync(stop);
        var office = Board(await lab.AddAsync("office", isWorker: false, _asked));

        // Nobody has ever run this job: the first who wants it registers it.
        (await office.RunNowAsync("test.asked", "Rina", Stop)).IsSuccess.ShouldBeTrue();
        (await office.RunNowAsync("test.asked", "Karim", Stop)).FirstError.ShouldSatisfyAllConditions(error => error.Code.ShouldBe("job.running"), error => error.Kind.ShouldBe(ErrorKind.Conflict));
        var worker = Board(await lab.AddAsync("worker", isWorker: true, _asked));
        await lab.UntilAsync(() => lab.Seen.Count == 1, "the run");
        (await office.ListAsync(Stop)).Single(job => job.Name == "test.asked").IsRunning.ShouldBeTrue();
        (await worker.RunNowAsync("test.asked", "Karim", Stop)).FirstError.Code.ShouldBe("job.running");
        gate.SetResult();
        await IdleAsync(lab);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => (number % 2 == 0 ? office : worker).RunNowAsync("test.asked", "Karim", Stop)));
        answers.Count(answer => answer.IsSuccess).ShouldBe(1);
        await lab.UntilAsync("select count(*) = 2 from platform.job_run where outcome = 'done'");
        await IdleAsync(lab);

        lab.Seen.Select(seen => (seen.Host, seen.Run.AskedBy)).ShouldBe([("worker", "Rina"), ("worker", "Karim")]);
        (await office.HistoryAsync("test.asked", null, 10, Stop)).Value.Items.Select(run => run.AskedBy).ShouldBe(["Karim", "Rina"]);
    }

    [Fact]
    public async Task A_pause_holds_on_all_hosts_and_across_restarts_and_new_schedules()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        var office = Board(await lab.AddAsync("office", isWorker: false, _ticks));
        var hosts = await Task.WhenAll(lab.AddAsync("a", isWorker: true, _ticks), lab.AddAsync("b", isWorker: true, _ticks));
        await lab.UntilAsync(() => lab.Seen.Count >= 2, "ticks");

        (await office.PauseAsync("test.ticks", "Rina", Stop)).IsSuccess.ShouldBeTrue();
        (await office.PauseAsync("test.ticks", "Rina", Stop)).IsSuccess.ShouldBeTrue("twice is once");
        await IdleAsync(lab);
        var seen = lab.Seen.Count;
        await Task.Delay(800, Stop);
        lab.Seen.Count.ShouldBe(seen);

        await Task.WhenAll(hosts.Select(lab.StopAsync));
        await lab.AddAsync("c", isWorker: true, ("test.ticks", JobSchedule.Every(TimeSpan.FromMilliseconds(150))));
        await lab.UntilAsync("select exists (select from platform.qrtz_triggers where description = 'every 00:00:00.1500000')");
        await Task.Delay(800, Stop);
        lab.Seen.Count.ShouldBe(seen, "still paused");
        (await office.RunNowAsync("test.ticks", "Rina", Stop)).IsSuccess.ShouldBeTrue("a person may");
        await lab.UntilAsync(() => lab.Seen.Count == seen + 1, "the run that was asked for");

        (await office.ResumeAsync("test.ticks", Stop)).IsSuccess.ShouldBeTrue();
        await lab.UntilAsync(() => lab.Seen.Count >= seen + 4, "ticks again");
        (await office.ListAsync(Stop)).Single(job => job.Name == "test.ticks").IsPaused.ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_killed_process_ran_is_lost_and_runs_again()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        using (var process = KillTarget.Start(lab.ConnectionString, "job"))
        {
            (await process.StandardOutput.ReadLineAsync(Stop)).ShouldBe("running");
            process.Kill();
            await process.WaitForExitAsync(Stop);
        }

        var board = Board(await lab.AddAsync("b", isWorker: true, ("kill.sleep", JobSchedule.OnRequest)));
        await lab.UntilAsync(() => !lab.Seen.IsEmpty, "the run begins again");
        await IdleAsync(lab);

        var history = (await board.HistoryAsync("kill.sleep", null, 10, Stop)).Value.Items;
        history.Select(run => (run.Outcome, run.AskedBy)).ShouldBe([(JobOutcome.Done, "killer"), (JobOutcome.Lost, "killer")]);
        history[1].FinishedAt.ShouldNotBeNull();
        history[1].Note.ShouldBe("half of it");
        (await board.RunNowAsync("kill.sleep", "Rina", Stop)).IsSuccess.ShouldBeTrue("nothing of the dead stays in the way");
    }

    [Fact]
    public async Task A_host_that_stops_hands_on_what_does_not_end_in_time()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        lab.Do = (_, stop) => Task.Delay(Timeout.Infinite, stop);
        var first = await lab.AddAsync("a", isWorker: true, _asked);
        (await Board(first).RunNowAsync("test.asked", "Rina", Stop)).IsSuccess.ShouldBeTrue();
        await lab.UntilAsync(() => lab.Seen.Count == 1, "the run");

        var watch = Stopwatch.StartNew();
        await lab.StopAsync(first);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        lab.Do = (_, _) => Task.CompletedTask;
        var second = Board(await lab.AddAsync("b", isWorker: true, _asked));
        await lab.UntilAsync("select exists (select from platform.job_run where outcome = 'done')");

        (await second.HistoryAsync("test.asked", null, 10, Stop)).Value.Items.Select(run => (run.Outcome, run.AskedBy)).ShouldBe([(JobOutcome.Done, "Rina"), (JobOutcome.Lost, "Rina")]);
    }

    /// <summary>Once Quartz fell over its own start that was still going on.</summary>
    [Fact]
    public async Task A_host_can_be_thrown_away_at_any_moment_of_its_start()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        for (var milliseconds = 0; milliseconds < 60; milliseconds++)
        {
            var host = await lab.AddAsync("a", isWorker: true, _ticks);
            await Task.Delay(milliseconds, Stop);
            await lab.ThrowAwayAsync(host);
        }
    }

    [Fact]
    public async Task A_run_that_the_others_have_given_up_is_cancelled_where_it_goes_on()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        var cancelled = new TaskCompletionSource();
        lab.Do = async (_, stop) =>
        {
            await using var registration = stop.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, stop);
        };
        var board = Board(await lab.AddAsync("a", isWorker: true, _asked));
        (await board.RunNowAsync("test.asked", "Rina", Stop)).IsSuccess.ShouldBeTrue();
        await lab.UntilAsync(() => lab.Seen.Count == 1, "the run");

        // What another host does that has not heard of this one for too long.
        await using (var connection = await lab.Database.OpenConnectionAsync(Stop))
        {
            await ExecuteAsync(connection, "update platform.job_run set outcome = 'lost', finished_at = now()");
        }

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(5), Stop);
        await IdleAsync(lab);
        (await board.HistoryAsync("test.asked", null, 10, Stop)).Value.Items.ShouldHaveSingleItem().Outcome.ShouldBe(JobOutcome.Lost);
    }

    [Fact]
    public async Task Jobs_go_on_when_the_database_was_away()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        // Most of the time one is at work, so that one has to write its end while the database is away.
        lab.Do = (_, stop) => Task.Delay(150, stop);
        await lab.AddAsync("a", isWorker: true, _ticks);
        await lab.UntilAsync(() => lab.Seen.Count >= 2, "ticks");

        var name = new NpgsqlConnectionStringBuilder(lab.ConnectionString).Database;
        await using (var outside = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(lab.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString))
        {
            await outside.OpenAsync(Stop);
            await ExecuteAsync(outside, $"alter database {name} with allow_connections false");
            await ExecuteAsync(outside, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
            await Task.Delay(1500, Stop);
            await ExecuteAsync(outside, $"alter database {name} with allow_connections true");
        }

        lab.Database.Clear();
        var seen = lab.Seen.Count;
        await lab.UntilAsync(() => lab.Seen.Count >= seen + 3, "ticks again");
        await lab.UntilAsync("select count(*) >= 5 from platform.job_run where outcome = 'done'");
        (await lab.ScalarAsync<long>("select count(*) from platform.job_run where outcome in ('failed', 'lost')")).ShouldBe(0);
    }

    [Fact]
    public async Task History_is_kept_for_ninety_days()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        await using (var connection = await lab.Database.OpenConnectionAsync(Stop))
        {
            await ExecuteAsync(connection, """
                insert into platform.job_run (id, job, entry, host, kind, started_at, finished_at, outcome)
                select gen_random_uuid(), 'test.ticks', 'x', 'x', 'schedule', now() - make_interval(days => day), now(), 'done' from generate_series(1, 100) day, generate_series(1, 400)
                """);
        }

        var board = Board(await lab.AddAsync("a", isWorker: true, _ticks));
        (await board.RunNowAsync("platform.forget_runs", "Rina", Stop)).IsSuccess.ShouldBeTrue();
        await lab.UntilAsync("select exists (select from platform.job_run where job = 'platform.forget_runs' and outcome = 'done')");

        (await lab.ScalarAsync<long>("select count(*) from platform.job_run where entry = 'x'")).ShouldBe(89 * 400);
        (await board.HistoryAsync("platform.forget_runs", null, 1, Stop)).Value.Items[0].Note.ShouldBe("4400");
    }

    [Fact]
    public async Task What_there_is_not_is_said_in_a_clear_way()
    {
        await using var lab = await JobLab.StartAsync(cluster);
        var board = Board(await lab.AddAsync("office", isWorker: false));

        foreach (var result in (Result[])
        [
            await board.RunNowAsync("test.none", "Rina", Stop), await board.PauseAsync("test.none", "Rina", Stop), await board.ResumeAsync("test.none", Stop),
            (await board.HistoryAsync("test.none", null, 1, Stop)).WithoutValue(),
        ])
        {
            result.FirstError.ShouldSatisfyAllConditions(error => error.Code.ShouldBe("job.unknown"), error => error.Kind.ShouldBe(ErrorKind.NotFound));
        }

        (await board.ListAsync(Stop)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(job => job.Name.ShouldBe("platform.forget_runs"), job => job.LastRun.ShouldBeNull());
        Should.Throw<ArgumentException>(() => JobSchedule.Cron("61 * * * *", TimeZoneInfo.Utc)).Message.ShouldContain("61 * * * *");
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddJob<IScheduledJob>("Test", JobSchedule.OnRequest));
        JobSchedule.Cron("30 3 * * 1-5", TimeZoneInfo.FindSystemTimeZoneById("Asia/Dhaka")).ToString().ShouldBe("30 3 * * 1-5 Asia/Dhaka");
    }

    private static JobBoard Board(IHost host) => host.Services.GetRequiredService<JobBoard>();

    /// <summary>No run goes on, and Quartz has put everything away.</summary>
    private static Task IdleAsync(JobLab lab) => lab.UntilAsync(
        "select not exists (select from platform.job_run where outcome = 'running') and not exists (select from platform.qrtz_triggers where trigger_name <> 'schedule')");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
