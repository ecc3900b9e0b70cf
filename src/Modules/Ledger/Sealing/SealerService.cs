using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aisle.Modules.Ledger.Sealing;

/// <summary>Keeps the tail short: seals when something was written here, and looks now and then for what others wrote.</summary>
internal sealed partial class SealerService(Sealer sealer, SealBell bell, TailBound tail, TimeProvider time, ILogger<SealerService> logger) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var looked = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                bell.Reset();
                while (await sealer.SealAsync(stoppingToken) == Sealer.Batch)
                {
                }

                if (time.GetElapsedTime(looked) >= _look)
                {
                    await tail.LookAsync(stoppingToken);
                    looked = time.GetTimestamp();
                }

                await Task.WhenAny(bell.Next, Task.Delay(_look, time, stoppingToken));
                // What comes together is sealed together: a commit for each entry would cost as much as the posting.
                await Task.Delay(_gather, time, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // What is written stays in the tail; it is sealed when the database answers again.
                LogFault(logger, fault);
                await Task.Delay(_afterFault, time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(1601, LogLevel.Warning, "Sealing rests for a second")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
