using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Aisle.Kernel;
using Npgsql;
using NpgsqlTypes;

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
        var command = new NpgsqlBatchCommand("""
            insert into platform.outbox (id, name, key, body, trace, occurred_at)
            select id, name, key, body, $5, $6 from unnest($1, $2, $3, $4) with ordinality event (id, name, key, body, place) order by place
            """);
        Add(NpgsqlDbType.Uuid, events.Select(_ => Guid.CreateVersion7(now)).ToArray());
        Add(NpgsqlDbType.Text, events.Select(happened => _names.GetOrAdd(happened.GetType(), EventNames.Of)).ToArray());
        Add(NpgsqlDbType.Text, events.Select(happened => happened.Key).ToArray());
        Add(NpgsqlDbType.Text, events.Select(happened => JsonSerializer.Serialize(happened, happened.GetType(), EventNames.Json)).ToArray());
        command.Parameters.Add(new NpgsqlParameter { Value = Activity.Current?.Id ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        return command;

        void Add(NpgsqlDbType type, object values) => command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>Says that what was written is committed.</summary>
    internal void Committed() => bell.Ring(Waiting.Outbox);
}
