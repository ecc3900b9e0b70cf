using System.Diagnostics;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>What came of a look for messages.</summary>
public enum Look
{
    /// <summary>None waited.</summary>
    Nothing,

    /// <summary>All that waited were handled.</summary>
    All,

    /// <summary>There may be more.</summary>
    Again,
}

/// <summary>
/// Gives waiting messages to their subscribers. Who takes those of a subscriber and key locks that key, which keeps their
/// order; one that is put off holds back those behind it.
/// </summary>
public sealed partial class InboxWorker(
    IServiceScopeFactory scopes, NpgsqlDataSource database, IEnumerable<Subscription> subscriptions, MessageBell bell, MessagingOptions options, TimeProvider time, ILogger<InboxWorker> logger)
{
    private const int MostInBatch = 200;

    private const string LockSql = "select * from platform.lock_next($2, $1, $3)";
    private const string MarkSql = "select platform.mark_handled($2, $1)";

    private const string MarkOutsideSql = "select platform.mark_sent($1, $2, $3)";

    // A statement of its own, because it must see what those who held the locks before have done.
    private const string TakeSql = $"select {Columns} from platform.take_locked($2, $1)";

    private const string LeaseSql = $"select {Columns} from platform.lease_next($2, $1, $3)";

    private const string Columns = "position, subscriber, attempts, id, name, key, body, trace, occurred_at";

    private static readonly ActivitySource _activities = new("Aisle.Messaging");

    private readonly Dictionary<(string, string), Subscription> _subscriptions = subscriptions.ToDictionary(one => (one.Subscriber, one.Event));
    private readonly string[] _inside = Names(subscriptions, isOutside: false);
    private readonly string[] _outside = Names(subscriptions, isOutside: true);
    private volatile int _size = MostInBatch;

    /// <summary>
    /// Handles a batch in one transaction with its marks. Where one message fails, nothing of the batch has happened: that one
    /// is put off, and the others are taken again.
    /// </summary>
    public async Task<Look> HandleAsync(CancellationToken cancellationToken)
    {
        if (_inside.Length == 0)
        {
            return Look.Nothing;
        }

        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        Taken? current = null;
        List<Taken> batch = [];
        try
        {
            var done = await work.RunAsync(async stop =>
            {
                batch = await TakeAsync(work, stop);
                foreach (var taken in batch)
                {
                    current = taken;
                    await RunAsync(taken, scope.ServiceProvider, stop);
                    await work.SaveAsync(stop);
                }

                current = null;
                await MarkAsync(work, batch, stop);
                return (Result<int>)batch.Count;
            }, cancellationToken);
            if (done.IsFailure)
            {
                throw new InvalidOperationException(done.Errors[0].Message);
            }
        }
        catch (Exception fault) when (batch.Count > 0 && !IsOfTheDatabase(fault) && !cancellationToken.IsCancellationRequested)
        {
            // Where only the commit failed, nobody knows yet whose fault it is: they are taken again one by one.
            if ((current ?? (batch.Count == 1 ? batch[0] : null)) is { } culprit)
            {
                await PutOffAsync(culprit, counted: 1, fault, cancellationToken);
            }

            // The fewer there are in a batch, the fewer are done again because of one.
            _size = current is null ? 1 : Math.Max(1, _size / 4);
            return Look.Again;
        }

        var isFull = batch.Count >= _size;
        _size = Math.Min(MostInBatch, _size * 2);
        return isFull ? Look.Again : batch.Count > 0 ? Look.All : Look.Nothing;
    }

    /// <summary>Takes one message that is for somebody outside; answers whether there was one.</summary>
    public async Task<bool> HandleOutsideAsync(CancellationToken cancellationToken)
    {
        if (_outside.Length == 0 || await LeaseAsync(cancellationToken) is not { } taken)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        using var lease = new CancellationTokenSource(options.Lease * 0.8, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, cancellationToken);
        string? kept;
        try
        {
            kept = await RunAsync(taken, scope.ServiceProvider, stop.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // The attempt was counted when the lease began, so that one which kills the process is given up at last.
            await PutOffAsync(taken, counted: 0, fault, cancellationToken);
            return true;
        }

        await using var mark = database.CreateCommand(MarkOutsideSql).With(taken.Position, time.GetUtcNow(), kept);
        await mark.ExecuteNonQueryAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Forgets what was handled long ago.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from platform.inbox where position in (select position from platform.inbox where handled_at < $1 limit 10000)").With(time.GetUtcNow() - options.Memory);
        while (await command.ExecuteNonQueryAsync(cancellationToken) == 10000)
        {
        }
    }

    private static string[] Names(IEnumerable<Subscription> subscriptions, bool isOutside) =>
        [.. subscriptions.Where(one => one.IsOutside == isOutside && one.IsHandledHere).Select(one => one.Subscriber).Distinct(StringComparer.Ordinal)];

    /// <summary>A lost connection, a deadlock, a full disk: no message's own fault.</summary>
    private static bool IsOfTheDatabase(Exception fault) => fault is NpgsqlException { IsTransient: true } or { InnerException: NpgsqlException { IsTransient: true } };

    private async Task<string?> RunAsync(Taken taken, IServiceProvider scope, CancellationToken cancellationToken)
    {
        if (!_subscriptions.TryGetValue((taken.Subscriber, taken.Message.Name), out var subscription))
        {
            throw new InvalidOperationException($"{taken.Subscriber} no longer subscribes to {taken.Message.Name}.");
        }

        using var activity = _activities.StartActivity(taken.Subscriber, ActivityKind.Consumer, taken.Message.Trace);
        return await subscription.HandleAsync(scope, taken.Message, cancellationToken);
    }

    private async Task<List<Taken>> TakeAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        var (positions, batch) = (new List<long>(), new List<Taken>());
        await using (var command = (await work.CommandAsync(LockSql, cancellationToken)).With(time.GetUtcNow(), _inside, _size))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                positions.Add(reader.GetInt64(0));
            }
        }

        if (positions.Count > 0)
        {
            await using var command = (await work.CommandAsync(TakeSql, cancellationToken)).With(time.GetUtcNow(), positions.ToArray());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                batch.Add(Read(reader));
            }
        }

        return batch;
    }

    private async Task<Taken?> LeaseAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(LeaseSql).With(time.GetUtcNow(), _outside, time.GetUtcNow() + options.Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    private async Task MarkAsync(UnitOfWork work, List<Taken> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        await using var command = (await work.CommandAsync(MarkSql, cancellationToken)).With(time.GetUtcNow(), batch.Select(taken => taken.Position).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="taken">The message.</param>
    /// <param name="counted">What this attempt adds: two hosts may fail one message at once, and both count.</param>
    /// <param name="fault">What happened.</param>
    /// <param name="cancellationToken">Stops.</param>
    private async Task PutOffAsync(Taken taken, int counted, Exception fault, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var delay = options.DelayAfter(taken.Attempts + counted);
        await using var command = database.CreateCommand("""
            update platform.inbox set attempts = attempts + $2, due_at = $3, fault = $4, dead_at = case when $5 or attempts + $2 >= $6 then $7 end
            where position = $1 and handled_at is null and dead_at is null
            returning attempts, dead_at is not null
            """).With(
            taken.Position, counted, now + delay, $"{fault.GetType().Name}: {fault.Message}".Replace("\0", "", StringComparison.Ordinal), fault is PermanentFaultException, options.MostAttempts, now);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                // Another host has failed it for the last time, or done it, meanwhile.
                return;
            }

            if (reader.GetBoolean(1))
            {
                LogDead(logger, fault, taken.Message.Name, taken.Message.Id, taken.Subscriber, reader.GetInt32(0));
                return;
            }

            if (fault is not ComeAgainException)
            {
                LogPutOff(logger, fault, taken.Message.Name, taken.Message.Id, taken.Subscriber, reader.GetInt32(0));
            }
        }

        if (delay < options.Poll)
        {
            bell.WakeAfter(delay);
        }
    }

    private static Taken Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2),
        new Message(
            reader.GetGuid(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetString(7),
            reader.GetFieldValue<DateTimeOffset>(8)));

    [LoggerMessage(1201, LogLevel.Warning, "{Event} {Id} was put off for {Subscriber} after {Attempts} attempts")]
    private static partial void LogPutOff(ILogger logger, Exception fault, string @event, Guid id, string subscriber, int attempts);

    [LoggerMessage(1202, LogLevel.Error, "{Event} {Id} was given up for {Subscriber} after {Attempts} attempts")]
    private static partial void LogDead(ILogger logger, Exception fault, string @event, Guid id, string subscriber, int attempts);

    private sealed record Taken(long Position, string Subscriber, int Attempts, Message Message);
}
