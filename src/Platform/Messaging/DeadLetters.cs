using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>A message that was given up.</summary>
/// <param name="Position">Which one.</param>
/// <param name="Subscriber">Who could not handle it.</param>
/// <param name="Message">The message.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Fault">What happened the last time.</param>
/// <param name="DeadAt">When it was given up.</param>
public sealed record DeadLetter(long Position, string Subscriber, Message Message, int Attempts, string Fault, DateTimeOffset DeadAt);

/// <summary>
/// Messages that were given up, for a person. Later messages of the same key went on without them; one that is sent again
/// is handled before those that still wait.
/// </summary>
public sealed class DeadLetters(NpgsqlDataSource database, MessageBell bell, TimeProvider time)
{
    /// <summary>The newest of them, up to <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select position, subscriber, id, name, key, body, trace, occurred_at, attempts, coalesce(fault, ''), dead_at
            from platform.inbox where dead_at is not null order by dead_at desc, position desc limit $1
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(new DeadLetter(
                reader.GetInt64(0), reader.GetString(1),
                new Message(reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7)),
                reader.GetInt32(8), reader.GetString(9), reader.GetFieldValue<DateTimeOffset>(10)));
        }

        return letters;
    }

    /// <summary>Sends messages again, with all their attempts before them; answers how many there were.</summary>
    public async Task<int> ReplayAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update platform.inbox set dead_at = null, attempts = 0, due_at = $2 where position = any ($1) and dead_at is not null");
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. positions] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        var count = await command.ExecuteNonQueryAsync(cancellationToken);
        bell.Ring();
        return count;
    }
}
