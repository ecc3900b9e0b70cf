using Aisle.Platform.Commands;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>
/// Brings the schema up to date: forward only, each file in its own transaction together with its record, all under
/// one advisory lock so that hosts that start at once wait for each other instead of colliding.
/// </summary>
/// <param name="dataSource">The database.</param>
/// <param name="migrations">All files, in the order of the modules and their numbers.</param>
/// <param name="time">Clock for the record.</param>
/// <param name="logger">Says what was applied.</param>
public sealed partial class Migrator(
    NpgsqlDataSource dataSource, IReadOnlyList<Migration> migrations, TimeProvider time, ILogger<Migrator> logger)
{
    /// <summary>Any number that nothing else in the database locks; the letters of "AISLE".</summary>
    private const long LockKey = 0x41_49_53_4C_45;

    /// <summary>Applies what is missing; answers how many files that were.</summary>
    /// <exception cref="FaultException">
    /// A file that was applied before has changed, the database knows a file this program does not, or PostgreSQL is
    /// older than 15.
    /// </exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < 15)
        {
            throw new FaultException($"PostgreSQL {connection.PostgreSqlVersion} is too old: Aisle needs 15 or later.");
        }

        await ExecuteAsync(connection, "select pg_advisory_lock($1)", cancellationToken, LockKey);
        try
        {
            await ExecuteAsync(connection, """
                create schema if not exists platform;
                create table if not exists platform.migration (
                    module      text not null,
                    number      integer not null,
                    name        text not null,
                    checksum    text not null,
                    applied_at  timestamptz not null,
                    duration_ms integer not null,
                    primary key (module, number));
                """, cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken);
            Check(applied);
            var count = 0;
            foreach (var migration in migrations)
            {
                if (!applied.ContainsKey((migration.Module, migration.Number)))
                {
                    await ApplyAsync(connection, migration, cancellationToken);
                    count++;
                }
            }

            return count;
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None, LockKey);
        }
    }

    private void Check(Dictionary<(string Module, int Number), (string Name, string Checksum)> applied)
    {
        var known = migrations.ToDictionary(migration => (migration.Module, migration.Number));
        foreach (var (key, row) in applied)
        {
            if (!known.TryGetValue(key, out var migration))
            {
                throw new FaultException(
                    $"The database has {key.Module}/{row.Name}.sql, which this version of Aisle does not know: start the version that wrote it, or a later one.");
            }

            if (!string.Equals(migration.Checksum, row.Checksum, StringComparison.Ordinal))
            {
                throw new FaultException(
                    $"{migration.File} was changed after it had been applied: put it back and add a new migration instead.");
            }
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
        }
        catch (PostgresException fault)
        {
            throw new FaultException($"{migration.File} could not be applied: {fault.MessageText}.", fault);
        }

        var elapsed = (int)time.GetElapsedTime(started).TotalMilliseconds;
        await ExecuteAsync(connection,
            "insert into platform.migration values ($1, $2, $3, $4, $5, $6)", cancellationToken,
            migration.Module, migration.Number, migration.Name, migration.Checksum, time.GetUtcNow(), elapsed);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(logger, migration.File, elapsed);
    }

    private static async Task<Dictionary<(string, int), (string, string)>> AppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select module, number, name, checksum from platform.migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<(string, int), (string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add((reader.GetString(0), reader.GetInt32(1)), (reader.GetString(2), reader.GetString(3)));
        }

        return applied;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params SqlValue[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 }.With(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(1001, LogLevel.Information, "Applied {File} in {Milliseconds} ms")]
    private static partial void LogApplied(ILogger logger, string file, int milliseconds);
}
