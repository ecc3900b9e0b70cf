using System.Security.Cryptography;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Quartz;

namespace Aisle.Platform.Jobs;

/// <summary>
/// Quartz on its store in PostgreSQL. It is made where it is first needed: a worker starts it, other processes only write
/// into the store with it.
/// </summary>
internal sealed class JobScheduler(
    DatabaseConnection connection, JobRegistry registry, QuartzJob job, JobsOptions options, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>Name of the trigger that is the schedule. Its group is called as the job, for groups are what stays paused.</summary>
    internal const string Schedule = "schedule";

    /// <summary>Group of the triggers that persons made, each called as its job: there can be one of each.</summary>
    private const string Asked = "asked";

    private const string Jobs = "jobs";
    private const int Connections = 3;

    /// <summary>Any number that nothing else in the database locks.</summary>
    private const long LockKey = 0x41_49_53_4C_45_03;

    /// <summary>Later than this, a moment counts as missed, and all that were missed are made up for by one run.</summary>
    private static readonly TimeSpan _missed = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _making = new(1);
    private NpgsqlDataSource? _database;
    private StandaloneSchedulerFactory? _factory;
    private IScheduler? _scheduler;
    private Task _starting = Task.CompletedTask;

    /// <summary>Name of this process among the hosts.</summary>
    public string Host { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";

    /// <summary>Registers the jobs and begins to run them.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _starting = BeginAsync(cancellationToken);

    /// <summary>Begins no more runs, lets those that go on end for a while, then cancels them and waits as long as one may.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_scheduler is not { Status: SchedulerStatus.Running } scheduler)
        {
            return;
        }

        await scheduler.Standby(CancellationToken.None);
        for (var end = time.GetUtcNow() + options.Drain; job.Running.Count > 0 && time.GetUtcNow() < end && !cancellationToken.IsCancellationRequested;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
        }

        var ended = scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None).AsTask();
        await ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ended.IsCompletedSuccessfully)
        {
            await LeaveAsync(cancellationToken);
        }
    }

    /// <summary>Has the job run as soon as a worker can; false when somebody has asked for that already.</summary>
    public async Task<bool> RunNowAsync(string name, string who, bool isRegistered, CancellationToken cancellationToken)
    {
        var scheduler = await GetAsync(cancellationToken);
        if (!isRegistered)
        {
            await RegisterAsync(removeOthers: false, cancellationToken);
        }

        try
        {
            await scheduler.ScheduleTrigger(
                TriggerBuilder.Create(time).WithIdentity(name, Asked).ForJob(KeyOf(name)).UsingJobData(QuartzJob.AskedBy, who).StartNow().Build(),
                TriggerConflict.Throw, cancellationToken);
            return true;
        }
        catch (ObjectAlreadyExistsException)
        {
            return false;
        }
    }

    public async Task PauseAsync(string name, string who, CancellationToken cancellationToken) =>
        await (await GetAsync(cancellationToken)).PauseTriggerGroupsWith(
            GroupMatcher<TriggerKey>.GroupEquals(name), new PauseDetails { RequestedBy = who.Length > PauseDetails.MaxRequestedByLength ? who[..PauseDetails.MaxRequestedByLength] : who }, cancellationToken);

    public async Task ResumeAsync(string name, CancellationToken cancellationToken) =>
        await (await GetAsync(cancellationToken)).ResumeTriggerGroups(GroupMatcher<TriggerKey>.GroupEquals(name), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_scheduler is { Status: not SchedulerStatus.Shutdown } scheduler)
        {
            await scheduler.Shutdown(waitForJobsToComplete: false);
        }

        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _making.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var scheduler = await GetAsync(cancellationToken);
        await RegisterAsync(removeOthers: true, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        // Once begun it is not broken off: Quartz cannot shut down what has started by half.
        await scheduler.Start(CancellationToken.None);
    }

    /// <summary>Quartz would leave its sign of life behind, and every start would warn of a host that has failed.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database!.CreateCommand($"""
                delete from platform.qrtz_scheduler_state
                where sched_name = '{JobHistory.Cluster}' and instance_name = $1
                  and not exists (select from platform.qrtz_fired_triggers where sched_name = '{JobHistory.Cluster}' and instance_name = $1)
                """);
            command.With(Host);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException)
        {
            // The others find out by themselves.
        }
    }

    private static JobKey KeyOf(string name) => new(name, Jobs);

    private async Task<IScheduler> GetAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            // A few connections of its own: a host that is busy must not look like one that is dead.
            _database ??= DatabaseOptions.CreateDataSource(new NpgsqlConnectionStringBuilder(connection.ConnectionString)
            {
                MaxPoolSize = Connections,
                MinPoolSize = 0,
                ApplicationName = "aisle jobs",
            }.ConnectionString);
            _factory ??= Build(_database);
            return _scheduler ??= await _factory.GetScheduler(cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    private StandaloneSchedulerFactory Build(NpgsqlDataSource database) => QuartzSchedulerBuilder.Create(quartz =>
    {
        quartz.Services.AddSingleton<System.Data.Common.DbDataSource>(database);
        // Quartz takes the factory only where it sees a provider besides.
        quartz.Services.AddSingleton(loggers).AddLogging(logging => logging.AddProvider(NullLoggerProvider.Instance));
        quartz.UseTimeProvider(time).UseJobFactory(job).UseDefaultThreadPool(options.Threads).ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = JobHistory.Cluster;
            scheduler.InstanceId = Host;
            scheduler.IdleWaitTime = options.Poll;
            scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
        });
        quartz.UsePersistentStore(store => store
            .UsePostgres(source => source.UseRegisteredDataSource = true)
            .UseSystemTextJsonSerializer()
            .UseClustering(cluster =>
            {
                cluster.CheckinInterval = options.CheckIn;
                cluster.CheckinMisfireThreshold = options.Patience;
            })
            .ConfigureStore(ado =>
            {
                ado.TablePrefix = "platform.qrtz_";
                ado.StoreJobDataAsStrings = true;
                ado.UseBackgroundThreads = true;
                ado.RecoverFiringsCancelledByShutdown = true;
                ado.MisfireThreshold = _missed;
                // A job never ends up in a state out of which only somebody who knows Quartz could help it.
                ado.MaxConsecutiveFireFailures = 0;
                ado.DbRetryInterval = TimeSpan.FromSeconds(1);
            }));
    }).Build();

    /// <summary>
    /// Brings the store to what this program says. What has not changed is left alone, so that an interval goes on where it
    /// was and a warm start costs one look.
    /// </summary>
    private async Task RegisterAsync(bool removeOthers, CancellationToken cancellationToken)
    {
        var scheduler = await GetAsync(cancellationToken);
        await using var guard = await _database!.OpenConnectionAsync(cancellationToken);
        // Hosts that start at once wait for each other.
        await using var transaction = await guard.BeginTransactionAsync(cancellationToken);
        var stored = await StoredAsync(guard, cancellationToken);
        foreach (var definition in registry.All)
        {
            var known = stored.Remove(definition.Name, out var schedule);
            if (!known)
            {
                await scheduler.AddJob(
                    JobBuilder.Create<QuartzJob>().WithIdentity(KeyOf(definition.Name)).StoreDurably(true).RequestRecovery(true).Build(),
                    AddJobOptions.Replacing, cancellationToken);
            }

            if (TriggerOf(definition) is not { } trigger)
            {
                if (schedule is not null)
                {
                    await scheduler.UnscheduleJob(new TriggerKey(Schedule, definition.Name), cancellationToken);
                }
            }
            else if (!string.Equals(schedule, definition.Schedule.ToString(), StringComparison.Ordinal))
            {
                await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, cancellationToken);
            }
        }

        if (removeOthers && stored.Count > 0)
        {
            await scheduler.DeleteJobs([.. stored.Keys.Select(KeyOf)], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<string, string?>> StoredAsync(NpgsqlConnection guard, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            select pg_advisory_xact_lock({LockKey});
            select job.job_name, trigger.description
            from platform.qrtz_job_details job
            left join platform.qrtz_triggers trigger
              on trigger.sched_name = job.sched_name and trigger.trigger_name = '{Schedule}' and trigger.trigger_group = job.job_name
            where job.sched_name = '{JobHistory.Cluster}'
            """, guard);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var stored = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored.Add(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
        }

        return stored;
    }

    private ITrigger? TriggerOf(JobDefinition definition)
    {
        var trigger = TriggerBuilder.Create(time).WithIdentity(Schedule, definition.Name).ForJob(KeyOf(definition.Name)).WithDescription(definition.Schedule.ToString());
        return definition.Schedule switch
        {
            { Interval: { } interval } => trigger.StartAt(time.GetUtcNow() + interval)
                .WithSimpleSchedule(SimpleScheduleBuilder.Create().WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount)).Build(),
            { Expression: { } expression, Zone: { } zone } => trigger
                .WithCronSchedule(CronScheduleBuilder.Create(expression, CronFormat.Unix).InTimeZone(zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)).Build(),
            _ => null,
        };
    }
}
