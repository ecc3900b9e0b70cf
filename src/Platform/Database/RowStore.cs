using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>
/// Writes and reads rows of a module's tables, whose columns are called as the members of their records are, so a table and its record are told
/// apart by nothing. What is read comes as JSON, and so do many rows that are written in one statement; a single one comes value by value, which
/// costs PostgreSQL a quarter less.
/// </summary>
public class RowStore(UnitOfWork work, DocumentNumbers numbers)
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>The table of a record.</summary>
    /// <exception cref="InvalidOperationException">The record names none.</exception>
    public static string TableOf<T>() => RowShape.Of<T>().Table;

    /// <summary>Writes rows; how many.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="otherwise">What is done where one is there already: <c>on conflict …</c>.</param>
    public async Task<int> InsertAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken, string otherwise = "")
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        var shape = RowShape.Of<T>();
        await using var command = (await work.CommandAsync(shape.Insert(rows.Count) + otherwise, cancellationToken)).With(shape.Values(rows, _options));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes rows with the commit, in the round trip that it takes anyway; no statement of the unit of work sees them.</summary>
    public void InsertWithCommit<T>(IReadOnlyCollection<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count > 0)
        {
            var shape = RowShape.Of<T>();
            work.WithCommit(new NpgsqlBatchCommand(shape.Insert(rows.Count)).With(shape.Values(rows, _options)), _ => null);
        }
    }

    /// <summary>Writes a row.</summary>
    public Task<int> InsertOneAsync<T>(T row, CancellationToken cancellationToken) where T : notnull => InsertAsync<T>([row], cancellationToken);

    /// <summary>Writes all columns of the row that has this id.</summary>
    public async Task UpdateAsync<T>(Guid id, T row, CancellationToken cancellationToken)
    {
        var shape = RowShape.Of<T>();
        await using var command = (await work.CommandAsync(shape.Update, cancellationToken)).With([.. shape.Values([row], _options), id]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Rows of the table under a condition, which may also say an order.</summary>
    public Task<List<T>> ListAsync<T>(string condition, CancellationToken cancellationToken, params SqlValue[] values) => SelectAsync<T>($"select * from {TableOf<T>()} where {condition}", cancellationToken, values);

    /// <summary>The row of an id, or null; locked until the end of the transaction where that is asked for.</summary>
    public async Task<T?> FindAsync<T>(Guid id, CancellationToken cancellationToken, bool isLocked = false) where T : class =>
        // Who waited for the lock reads what the one before has written (PostgreSQL 13.2.1).
        (await ListAsync<T>(isLocked ? "id = $1 for no key update" : "id = $1", cancellationToken, id)).FirstOrDefault();

    /// <summary>Rows of any query whose columns are called as the members of the record.</summary>
    public async Task<List<T>> SelectAsync<T>(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync($"select row_to_json(found)::text from ({sql}) found", cancellationToken)).With(values);
        return await ReadAsync<T>(command, cancellationToken);
    }

    /// <summary>Rows of a statement that answers one column of JSON.</summary>
    public async Task<List<T>> JsonAsync<T>(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        return await ReadAsync<T>(command, cancellationToken);
    }

    /// <summary>Rows of a command that answers one column of JSON.</summary>
    public static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => Read<T>(row.GetString(0)), cancellationToken);
    }

    /// <summary>A row as the database writes it in JSON.</summary>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, _options)!;

    /// <summary>A value as a column of JSON has it.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, _options);

    /// <summary>Any statement; how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Waits for whoever makes a document of the same id at this moment, until the end of the transaction: then it is there, or is not.</summary>
    public Task AloneAsync(Guid id, CancellationToken cancellationToken) => ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('row/' || $1::text, 0))", cancellationToken, id);

    /// <summary>The next number of a series of documents.</summary>
    public Task<string> NumberAsync(DocumentSeries series, CancellationToken cancellationToken) => numbers.TakeAsync(series, cancellationToken);
}
