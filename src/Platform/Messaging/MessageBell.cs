using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>Wakes whoever waits for messages in this process. No ring is lost, and many are one.</summary>
public sealed class MessageBell(TimeProvider time)
{
    /// <summary>The notification channel by which hosts ring for each other.</summary>
    public const string Channel = "aisle_messages";

    private readonly Lock _lock = new();
    private TaskCompletionSource _rung = New();
    private TaskCompletionSource _ownRing = New();

    /// <summary>What this process signs its rings with.</summary>
    internal string Name { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>There may be messages; the other hosts are told.</summary>
    public void Ring()
    {
        Set(ref _rung);
        Set(ref _ownRing);
    }

    /// <summary>Wakes this process in a while, where a message is due sooner than it would look by itself.</summary>
    internal async void WakeAfter(TimeSpan delay)
    {
        // A timer may run a moment early.
        await Task.Delay(delay + TimeSpan.FromMilliseconds(5), time);
        Set(ref _rung);
    }

    /// <summary>A ring came over <see cref="Channel"/>; this process's own have been heard already.</summary>
    public void Hear(string name)
    {
        if (!string.Equals(name, Name, StringComparison.Ordinal))
        {
            Set(ref _rung);
        }
    }

    /// <summary>The ring to wait for; taken before looking for messages, so that none is missed in between.</summary>
    internal Task Next() => Get(ref _rung);

    /// <summary>The next ring of this process itself.</summary>
    internal Task NextOwn() => Get(ref _ownRing);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Get(ref TaskCompletionSource ring)
    {
        lock (_lock)
        {
            return ring.Task;
        }
    }

    private void Set(ref TaskCompletionSource ring)
    {
        TaskCompletionSource rung;
        lock (_lock)
        {
            rung = ring;
            ring = New();
        }

        rung.SetResult();
    }
}

/// <summary>
/// Rings for the other hosts. Not in the transactions that write messages: PostgreSQL lets only one transaction with a
/// notification commit at a time, and every sale would wait for it.
/// </summary>
public sealed partial class MessageBellWire(NpgsqlDataSource database, MessageBell bell, TimeProvider time, ILogger<MessageBellWire> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rung = bell.NextOwn();
        while (!stoppingToken.IsCancellationRequested)
        {
            await rung.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            rung = bell.NextOwn();
            try
            {
                await using var command = database.CreateCommand($"select pg_notify('{MessageBell.Channel}', $1)");
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = bell.Name });
                await command.ExecuteNonQueryAsync(stoppingToken);
                await Task.Delay(_pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException fault)
            {
                // The others look by themselves once a second.
                LogFault(logger, fault.Message);
            }
        }
    }

    [LoggerMessage(1204, LogLevel.Warning, "Could not ring for the other hosts: {Reason}")]
    private static partial void LogFault(ILogger logger, string reason);
}
