using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aisle.Platform.Messaging;

/// <summary>Keeps relay and workers going: they run when the bell rings, and now and then without.</summary>
public sealed partial class MessagePump(
    OutboxRelay relay, InboxWorker worker, MessageBell bell, MessagingOptions options, TimeProvider time, ILogger<MessagePump> logger) : BackgroundService
{
    /// <summary>What comes together goes together: a transaction for each message would cost several times as much.</summary>
    private static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(2);

    /// <summary>The least from one look to the next, which is how long messages gather while there are many.</summary>
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _forgetEvery = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        LoopAsync(relay.MoveAsync, Waiting.Outbox, stoppingToken),
        ForgetAsync(stoppingToken),
        .. Enumerable.Range(0, options.Workers).Select(_ => LoopAsync(async stop => await worker.HandleAsync(stop) == Look.Again, Waiting.Inside, stoppingToken)),
        .. Enumerable.Range(0, options.Workers).Select(_ => LoopAsync(worker.HandleOutsideAsync, Waiting.Outside, stoppingToken)),
    ]);

    private async Task LoopAsync(Func<CancellationToken, Task<bool>> work, Waiting where, CancellationToken stop)
    {
        // Off the thread that starts the host.
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var (rings, began) = (bell.Count(where), time.GetTimestamp());
            try
            {
                while (await work(stop))
                {
                    bell.Call(where);
                }

                if (bell.Count(where) == rings)
                {
                    await bell.WaitAsync(where, options.Poll, stop);
                }

                var rest = _pace - time.GetElapsedTime(began);
                await Task.Delay(rest > _gather ? rest : _gather, time, stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is, the messages are still there, and those that come later must not wait for a restart.
                LogFault(logger, fault);
                await RestAsync(_afterFault, stop);
            }
        }
    }

    private async Task ForgetAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var pause = _forgetEvery;
            try
            {
                await worker.ForgetAsync(stop);
            }
            catch (Exception fault)
            {
                if (!stop.IsCancellationRequested)
                {
                    LogFault(logger, fault);
                }

                pause = _afterFault;
            }

            await RestAsync(pause, stop);
        }
    }

    private async Task RestAsync(TimeSpan pause, CancellationToken stop) => await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(1203, LogLevel.Warning, "Messages rest for a second")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
