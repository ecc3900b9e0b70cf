using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Platform.Verify;

/// <summary>One state of the database, as all invariants of a run see it while others go on writing.</summary>
/// <param name="connection">A connection of the run's own.</param>
/// <param name="transaction">Repeatable read, read only.</param>
public sealed class Proof(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    private readonly Dictionary<Type, object> _shared = [];

    /// <summary>The connection that sees that state, for another module's part of a proof.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>A statement on that state, without a limit of time.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<SqlValue> values) => new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 }.With(values);

    /// <summary>Several statements in one round trip.</summary>
    public NpgsqlBatch Batch() => new(connection, transaction) { Timeout = 0 };

    /// <summary>All rows of a statement. For what is bounded by itself; what is not is read in steps.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(read, cancellationToken);
    }

    /// <summary>One number.</summary>
    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is long count ? count : 0;
    }

    /// <summary>
    /// Has a statement answer faults: its first column says the fault as a sentence, its second how many there are in all
    /// (<c>count(*) over ()</c>); it is to be limited to <see cref="Finding.MostFaults"/>.
    /// </summary>
    public async Task FaultsAsync(Finding finding, string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(finding);
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (reader.FieldCount != 2)
        {
            // Found out while nothing is wrong, and not when there is a fault to be told.
            throw new InvalidOperationException("A statement of faults answers a sentence and how many there are in all.");
        }

        var (told, all) = (0L, 0L);
        while (await reader.ReadAsync(cancellationToken))
        {
            finding.Add(reader.GetString(0));
            (told, all) = (told + 1, reader.GetInt64(1));
        }

        finding.AddUntold(Math.Max(0, all - told));
    }

    /// <summary>What several invariants of a run read together: made by the first that asks.</summary>
    public T Shared<T>(Func<T> make) where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        if (!_shared.TryGetValue(typeof(T), out var there))
        {
            _shared.Add(typeof(T), there = make());
        }

        return (T)there;
    }
}
