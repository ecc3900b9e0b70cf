using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>Writes events into the transaction that made them happen, all of it with one statement.</summary>
/// <param name="time">Clock of their ids and times.</param>
/// <param name="bell">Rung once they are committed.</param>
public sealed class Outbox(TimeProvider time, MessageBell bell)
{
    private static readonly ConcurrentDictionary<Type, string> _names = new();

    internal NpgsqlBatchCommand Command(IReadOnlyList<IEvent> events)
    {
        var now = time.GetUtcNow();
        return new NpgsqlBatchCommand("""
            insert into platform.outbox (id, name, key, body, trace, occurred_at)
            select id, name, key, body, $5, $6 from unnest($1, $2, $3, $4) with ordinality event (id, name, key, body, place) order by place
            """).With(
            events.Select(_ => Guid.CreateVersion7(now)).ToArray(), events.Select(happened => _names.GetOrAdd(happened.GetType(), EventNames.Of)).ToArray(), events.Select(happened => happened.Key).ToArray(),
            events.Select(happened => JsonSerializer.Serialize(happened, happened.GetType(), EventNames.Json)).ToArray(), Activity.Current?.Id, now);
    }

    /// <summary>Says that what was written is committed.</summary>
    internal void Committed() => bell.Ring(Waiting.Outbox);
}
