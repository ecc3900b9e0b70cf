using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aisle.Platform.Messaging;

/// <summary>Keeps relay and workers going: they run when the bell rings, and now and then without.</summary>
public sealed partial class MessagePump(
    OutboxRelay relay, InboxWorker worker, MessageBell bell, MessagingOptions options, TimeProvider time, ILogger<MessagePump> logger) : BackgroundService
{
    private static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(2);
    private static readonly Task _never = new TaskCompletionSource().Task;
    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _forgetEvery = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        LoopAsync(relay.MoveAsync, bell.Next, options.Poll, stoppingToken),
        LoopAsync(ForgetAsync, () => _never, _forgetEvery, stoppingToken),
        .. Enumerable.Range(0, options.Workers).Select(_ => LoopAsync(worker.HandleAsync, bell.Next, options.Poll, stoppingToken)),
        .. Enumerable.Range(0, options.Workers).Select(_ => LoopAsync(worker.HandleOutsideAsync, bell.Next, options.Poll, stoppingToken)),
    ]);

    private async Task<bool> ForgetAsync(CancellationToken cancellationToken)
    {
        await worker.ForgetAsync(cancellationToken);
        return false;
    }

    private async Task LoopAsync(Func<CancellationToken, Task<bool>> work, Func<Task> next, TimeSpan pause, CancellationToken stop)
    {
        // Off the thread that starts the host.
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var rung = next();
            try
            {
                while (await work(stop))
                {
                }

                await WaitAsync(rung, pause, stop);
                // What comes together goes together: a transaction for each message would cost several times as much.
                await Task.Delay(_gather, time, stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is, the messages are still there, and those that come later must not wait for a restart.
                LogFault(logger, fault);
                await WaitAsync(_never, _afterFault, stop);
            }
        }
    }

    private async Task WaitAsync(Task rung, TimeSpan most, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(rung, Task.Delay(most, time, over.Token));
        await over.CancelAsync();
    }

    [LoggerMessage(1203, LogLevel.Warning, "Messages rest for a second")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
