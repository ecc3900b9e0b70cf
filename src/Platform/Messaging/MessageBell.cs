using System.Security.Cryptography;
using System.Threading.Channels;
using Aisle.Platform.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>Where messages may wait.</summary>
[Flags]
public enum Waiting
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>For the relay.</summary>
    Outbox = 1,

    /// <summary>For subscribers that act in the database.</summary>
    Inside = 2,

    /// <summary>For subscribers that act outside of it.</summary>
    Outside = 4,

    /// <summary>For any of them.</summary>
    Anywhere = Outbox | Inside | Outside,
}

/// <summary>Wakes whoever waits for messages in this process: one of those who wait at a place, for the others have nothing to do. No ring is lost, and many are one.</summary>
public sealed class MessageBell(TimeProvider time)
{
    /// <summary>The notification channel by which hosts ring for each other.</summary>
    public const string Channel = "aisle_messages";

    private readonly Dictionary<Waiting, Place> _places = new() { [Waiting.Outbox] = new(), [Waiting.Inside] = new(), [Waiting.Outside] = new() };
    private readonly Place _own = new();

    /// <summary>What this process signs its rings with.</summary>
    internal string Name { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>There may be messages; the other hosts are told.</summary>
    public void Ring(Waiting where)
    {
        if (where != Waiting.None)
        {
            RingHere(where);
            _own.Ring();
        }
    }

    /// <summary>There may be more messages than one can take: another one of this process is called.</summary>
    internal void Call(Waiting where) => _places[where].Call();

    /// <summary>Wakes this process in a while, where a message is due sooner than it would look by itself.</summary>
    internal async void WakeAfter(TimeSpan delay)
    {
        // A timer may run a moment early.
        await Task.Delay(delay + TimeSpan.FromMilliseconds(5), time);
        RingHere(Waiting.Inside | Waiting.Outside);
    }

    /// <summary>A ring came over <see cref="Channel"/>; this process's own have been heard already.</summary>
    public void Hear(string name)
    {
        if (!string.Equals(name, Name, StringComparison.Ordinal))
        {
            RingHere(Waiting.Anywhere);
        }
    }

    /// <summary>How often it rang at a place. Where that changes while one looks, one looks again: what came had perhaps to wait for what one was at.</summary>
    internal long Count(Waiting where) => _places[where].Count;

    /// <summary>Waits until it rings at a place, or has rung while nobody waited there.</summary>
    /// <param name="where">The place.</param>
    /// <param name="most">How long to wait for it.</param>
    /// <param name="stop">Stops.</param>
    internal Task WaitAsync(Waiting where, TimeSpan most, CancellationToken stop) => _places[where].WaitAsync(most, time, stop);

    /// <summary>Waits until this process itself rings.</summary>
    internal Task WaitForOwnAsync(CancellationToken stop) => _own.WaitAsync(Timeout.InfiniteTimeSpan, time, stop);

    private void RingHere(Waiting where)
    {
        foreach (var (at, place) in _places)
        {
            if (where.HasFlag(at))
            {
                place.Ring();
            }
        }
    }

    private sealed class Place
    {
        private readonly Channel<byte> _rings = System.Threading.Channels.Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public void Ring()
        {
            Interlocked.Increment(ref _count);
            Call();
        }

        public void Call() => _rings.Writer.TryWrite(0);

        public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken stop)
        {
            if (_rings.Reader.TryRead(out _))
            {
                return;
            }

            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(_rings.Reader.ReadAsync(over.Token).AsTask(), Task.Delay(most, time, over.Token));
            await over.CancelAsync();
        }
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
        while (!stoppingToken.IsCancellationRequested)
        {
            await bell.WaitForOwnAsync(stoppingToken);
            try
            {
                await using var command = database.CreateCommand($"select pg_notify('{MessageBell.Channel}', $1)").With(bell.Name);
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
