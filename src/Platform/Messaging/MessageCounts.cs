using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>What waits for a subscriber.</summary>
/// <param name="Subscriber">Who.</param>
/// <param name="Waiting">Messages that are yet to be handled.</param>
/// <param name="Tried">Those among them that failed before and are tried again.</param>
/// <param name="Dead">Messages that were given up.</param>
/// <param name="Oldest">When the oldest one that waits happened; null where none does.</param>
public sealed record SubscriberCount(string Subscriber, long Waiting, long Tried, long Dead, DateTimeOffset? Oldest);

/// <summary>What waits, for whoever watches.</summary>
/// <param name="Outbox">Committed events that were not handed on yet.</param>
/// <param name="OldestInOutbox">When the oldest of them happened; null where there is none.</param>
/// <param name="Subscribers">Who has something to do, or failed at something, by name.</param>
public sealed record MessageCounts(long Outbox, DateTimeOffset? OldestInOutbox, IReadOnlyList<SubscriberCount> Subscribers)
{
    /// <summary>Counts.</summary>
    public static async Task<MessageCounts> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select count(*), min(occurred_at) from platform.outbox"));
        // Two halves, for each of which there is an index: most of the inbox is handled already.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            select subscriber, sum(waiting)::bigint, sum(tried)::bigint, sum(dead)::bigint, min(oldest)
            from (
                select subscriber, 1 as waiting, (attempts > 0)::integer as tried, 0 as dead, occurred_at as oldest from platform.inbox where handled_at is null and dead_at is null
                union all
                select subscriber, 0, 0, 1, null from platform.inbox where dead_at is not null) both_halves
            group by subscriber order by subscriber
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (outbox, oldest) = (reader.GetInt64(0), reader.IsDBNull(1) ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(1));
        await reader.NextResultAsync(cancellationToken);
        var subscribers = new List<SubscriberCount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            subscribers.Add(new SubscriberCount(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return new MessageCounts(outbox, oldest, subscribers);
    }
}
