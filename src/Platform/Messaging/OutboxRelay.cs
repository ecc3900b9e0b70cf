using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>Hands committed events to the transport, one relay at a time in all hosts, so that their order is kept.</summary>
/// <param name="database">The database.</param>
/// <param name="transport">Carries them.</param>
/// <param name="bell">Rung where something was moved.</param>
public sealed class OutboxRelay(NpgsqlDataSource database, IMessageTransport transport, MessageBell bell)
{
    private const int BatchSize = 500;

    /// <summary>Any number that nothing else in the database locks.</summary>
    private const long LockKey = 0x41_49_53_4C_45_02;

    /// <summary>Moves a batch; answers whether there may be more.</summary>
    public async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await IsFirstAsync(connection, cancellationToken))
        {
            return false;
        }

        var messages = await TakeAsync(connection, cancellationToken);
        if (messages.Count == 0)
        {
            return false;
        }

        var where = await transport.SendAsync(messages, connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        bell.Ring(where);
        return messages.Count == BatchSize;
    }

    private static async Task<bool> IsFirstAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock($1)", connection).With(LockKey);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IReadOnlyList<Message>> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // The order of positions is that of commits for each key: who writes an event of a thing holds that thing's row lock.
        await using var command = new NpgsqlCommand($"select id, name, key, body, trace, occurred_at from platform.take_events({BatchSize}) order by position", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<Message>();
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new Message(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return messages;
    }
}
