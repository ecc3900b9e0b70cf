using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;
using Quartz.Extensibility;

namespace Aisle.Platform.Jobs;

/// <summary>
/// The one job that Quartz knows: it finds out which of ours is meant, runs it in a scope of its own and writes down how it
/// went. Its type name is stored in the database, so it keeps it.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class QuartzJob(
    IServiceScopeFactory scopes, JobRegistry registry, JobHistory history, TimeProvider time, ILogger<QuartzJob> logger) : IJob, IJobFactory
{
    /// <summary>Under which the trigger of a run that a person wants carries who it was.</summary>
    internal const string AskedBy = "who";

    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();

    /// <summary>Runs of this host that go on.</summary>
    public ICollection<Guid> Running => _running.Keys;

    /// <summary>Cancels a run that others have given up.</summary>
    public async Task CancelAsync(Guid id)
    {
        if (_running.TryGetValue(id, out var cancel))
        {
            LogGivenUp(logger, id);
            await cancel.CancelAsync();
        }
    }

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        // Not disposed: the sweep may still cancel it, and it holds nothing but a registration.
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = new JobRun(
            history, time, cancel, Guid.CreateVersion7(time.GetUtcNow()), name, context.ScheduledFireTimeUtc ?? context.FireTimeUtc,
            context.MergedJobDataMap.TryGetValue(AskedBy, out var who) ? who as string : null);
        await history.BeginAsync(run.Id, name, context.FireInstanceId, context.Scheduler.SchedulerInstanceId, run.AskedBy, cancellationToken);
        _running[run.Id] = cancel;
        try
        {
            var (outcome, error) = await RunAsync(run, cancel.Token, cancellationToken);
            if (!await history.EndAsync(run, outcome, error, cancellationToken))
            {
                LogLate(logger, name, run.Id);
            }
            else if (outcome == JobOutcome.Lost)
            {
                // Tells Quartz to hand it to another host.
                throw new OperationCanceledException(cancellationToken);
            }
        }
        finally
        {
            _running.TryRemove(run.Id, out _);
        }
    }

    public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken = default) => new(new JobScope(this));

    public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => default;

    private async Task<(JobOutcome Outcome, string? Error)> RunAsync(JobRun run, CancellationToken cancelled, CancellationToken stopping)
    {
        if (registry.Find(run.Job) is not { } definition)
        {
            return (JobOutcome.Failed, "The version of Aisle that this host runs has no such job.");
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await definition.RunAsync(scope.ServiceProvider, run, cancelled);
            return (JobOutcome.Done, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (JobOutcome.Lost, "Its host was stopped before it had ended.");
        }
        catch (Exception fault)
        {
            // Whatever it is, it ends this run and not the schedule.
            LogFailed(logger, fault, run.Job, run.Id);
            return (JobOutcome.Failed, fault.ToString());
        }
    }

    [LoggerMessage(1302, LogLevel.Error, "Job {Job} failed (run {Run})")]
    private static partial void LogFailed(ILogger logger, Exception fault, string job, Guid run);

    [LoggerMessage(1303, LogLevel.Warning, "Job run {Run} was given up by the other hosts and is cancelled here")]
    private static partial void LogGivenUp(ILogger logger, Guid run);

    [LoggerMessage(1304, LogLevel.Warning, "Job {Job} ended (run {Run}) after the other hosts had given it up")]
    private static partial void LogLate(ILogger logger, string job, Guid run);
}
