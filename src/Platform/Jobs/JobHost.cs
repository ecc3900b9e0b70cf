using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aisle.Platform.Jobs;

/// <summary>Runs jobs for as long as the host serves, and looks after the runs of hosts that are gone.</summary>
internal sealed partial class JobHost(
    JobScheduler scheduler, JobHistory history, QuartzJob job, JobsOptions options, TimeProvider time, ILogger<JobHost> logger) : BackgroundService
{
    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await scheduler.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the way of the host's start: the shop opens while Quartz is still being loaded.
        await Task.Yield();
        var started = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = options.CheckIn;
            try
            {
                if (!started)
                {
                    await scheduler.StartAsync(stoppingToken);
                    started = true;
                }

                await SweepAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is, jobs must not wait for a restart of the host.
                LogFault(logger, fault);
                pause = _afterFault;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var lost in await history.MarkLostAsync(cancellationToken))
        {
            LogLost(logger, lost);
        }

        if (job.Running is { Count: > 0 } running)
        {
            foreach (var id in await history.GivenUpAsync([.. running], cancellationToken))
            {
                await job.CancelAsync(id);
            }
        }
    }

    [LoggerMessage(1305, LogLevel.Warning, "A run of job {Job} was lost with its host; it is begun again")]
    private static partial void LogLost(ILogger logger, string job);

    [LoggerMessage(1306, LogLevel.Warning, "Jobs rest for a second")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
