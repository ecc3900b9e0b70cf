using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>
/// Writes and reads rows of a module: many in one statement, as JSON whose members are called as the columns are, so a table and
/// its record (<c>SupplierItemRow</c> of <c>supplier_item</c>) are told apart by nothing.
/// </summary>
/// <param name="work">The unit of work.</param>
/// <param name="schema">The module's schema.</param>
public abstract class ModuleRows(UnitOfWork work, string schema)
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
    private static readonly ConcurrentDictionary<Type, string> _columns = new();

    /// <summary>The table of a record, with its schema.</summary>
    protected string TableOf<T>() => $"{schema}.{NameOf(typeof(T))}";

    /// <summary>What the table of a record is called.</summary>
    protected virtual string NameOf(Type row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return ModuleDbContext.SnakeCase(row.Name[..^"Row".Length]);
    }

    /// <summary>Inserts rows in one statement; answers how many there are more.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="otherwise">What is done where one is there already: <c>on conflict …</c>.</param>
    public async Task<int> InsertAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken, string otherwise = "")
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            return 0;
        }

        var (table, columns) = (TableOf<T>(), ColumnsOf<T>());
        await using var command = (await work.CommandAsync($"insert into {table} ({columns}) select {columns} from jsonb_populate_recordset(null::{table}, $1::jsonb) {otherwise}", cancellationToken)).With(JsonSerializer.Serialize(rows, _options));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Inserts a row.</summary>
    public Task<int> InsertOneAsync<T>(T row, CancellationToken cancellationToken) where T : notnull => InsertAsync<T>([row], cancellationToken);

    /// <summary>Writes all columns of the row that has this id.</summary>
    public async Task UpdateAsync<T>(Guid id, T row, CancellationToken cancellationToken)
    {
        var (table, columns) = (TableOf<T>(), ColumnsOf<T>());
        await using var command = (await work.CommandAsync($"update {table} set ({columns}) = (select {columns} from jsonb_populate_record(null::{table}, $1::jsonb)) where id = $2", cancellationToken)).With(JsonSerializer.Serialize(row, _options), id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Rows of the table under a condition, which may also say an order.</summary>
    public Task<List<T>> ListAsync<T>(string condition, CancellationToken cancellationToken, params object?[] values) => SelectAsync<T>($"select * from {TableOf<T>()} where {condition}", cancellationToken, values);

    /// <summary>The row of an id, or null.</summary>
    public async Task<T?> FindAsync<T>(Guid id, CancellationToken cancellationToken, bool isLocked = false) where T : class
    {
        if (isLocked)
        {
            // Locked first and read then: what is read is what the one before has written.
            await ExecuteAsync($"select 1 from {TableOf<T>()} where id = $1 for no key update", cancellationToken, id);
        }

        return (await ListAsync<T>("id = $1", cancellationToken, id)).FirstOrDefault();
    }

    /// <summary>Rows of any query whose columns are called as the members of the record.</summary>
    public async Task<List<T>> SelectAsync<T>(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = (await work.CommandAsync($"select to_jsonb(found)::text from ({sql}) found", cancellationToken)).With(values);
        return await ReadAsync<T>(command, cancellationToken);
    }

    /// <summary>Rows of a command that answers one column of JSON.</summary>
    public static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => Read<T>(row.GetString(0)), cancellationToken);
    }

    /// <summary>A row of its JSON.</summary>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, _options)!;

    /// <summary>Runs a statement; answers how many rows it wrote.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Waits for whoever makes a thing of the same id at this moment, until the end of the transaction: then it is there, or is not.</summary>
    public Task AloneAsync(Guid id, CancellationToken cancellationToken) => ExecuteAsync("select pg_advisory_xact_lock(hashtextextended($2 || '/' || $1::text, 0))", cancellationToken, id, schema);

    private static string ColumnsOf<T>() => _columns.GetOrAdd(typeof(T), type => string.Join(", ", type.GetProperties().Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name))));
}
