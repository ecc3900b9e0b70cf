using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>
/// Writes and reads rows of this module: many in one statement, as JSON whose members are called as the columns are, so a table and
/// its record are told apart by nothing.
/// </summary>
internal sealed class RowStore(UnitOfWork work, DocumentNumbers numbers)
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
    private static readonly ConcurrentDictionary<Type, string> _columns = new();

    /// <summary>A table of this module.</summary>
    public static string TableOf<T>() => typeof(T) == typeof(SupplierRow) ? "purchasing.supplier" : typeof(T) == typeof(ItemRow) ? "purchasing.supplier_item" : typeof(T) == typeof(PriceRow) ? "purchasing.supplier_price"
        : typeof(T) == typeof(OrderRow) ? "purchasing.purchase_order" : typeof(T) == typeof(ReturnRow) ? "purchasing.supplier_return" : "purchasing." + ModuleDbContext.SnakeCase(typeof(T).Name[..^"Row".Length]);

    public async Task<int> InsertAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken, string otherwise = "")
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        var (table, columns) = (TableOf<T>(), ColumnsOf<T>());
        await using var command = (await work.CommandAsync($"insert into {table} ({columns}) select {columns} from jsonb_populate_recordset(null::{table}, $1::jsonb) {otherwise}", cancellationToken)).With(JsonSerializer.Serialize(rows, _options));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

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
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => Read<T>(row.GetString(0)), cancellationToken);
    }

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, _options)!;

    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Waits for whoever makes a document of the same id at this moment, until the end of the transaction: then it is there, or is not.</summary>
    public Task AloneAsync(Guid id, CancellationToken cancellationToken) => ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('purchasing/' || $1::text, 0))", cancellationToken, id);

    /// <summary>The next number of a kind of document in a store and year.</summary>
    public Task<string> NumberAsync(string series, ShopDay day, CancellationToken cancellationToken) =>
        numbers.TakeAsync(new DocumentSeries(series, day.Store.Id.Value, day.Store.Code, day.Today.Date.Year), cancellationToken);

    private static string ColumnsOf<T>() => _columns.GetOrAdd(typeof(T), type => string.Join(", ", type.GetProperties().Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name))));
}
