using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>What is asked of a list of documents, the newest first.</summary>
/// <param name="Words">A part of the number, or null.</param>
/// <param name="Store">Of which store, or null.</param>
/// <param name="State">How they stand, as the database calls it, or null.</param>
/// <param name="Reason">Why: of adjustments; or null.</param>
/// <param name="Scope">The stores that the caller sees.</param>
internal sealed record PaperFilter(string? Words, StoreId? Store, string? State, string? Reason, StoreScope Scope);

/// <summary>What lists of adjustments, transfers and counts share.</summary>
internal static class PaperList
{
    public const string Sort = "-created";

    /// <summary>Where a list goes on; what is no instant is a fault.</summary>
    public static Cursor? ReadCursor(string? text, Problems problems) => ListPlace.Read(text, Sort, problems, cursor => DateTimeOffset.TryParse(cursor.Key, CultureInfo.InvariantCulture, out _));

    /// <summary>A page of documents.</summary>
    /// <param name="command">An empty command.</param>
    /// <param name="select">Columns and tables; the first column is the id, the second the instant of the order.</param>
    /// <param name="table">The table, as the statement calls it.</param>
    /// <param name="moment">Column of the order.</param>
    /// <param name="stores">Columns of stores, any of which makes it a store's.</param>
    /// <param name="filter">What is asked.</param>
    /// <param name="cursor">Where to go on.</param>
    /// <param name="limit">Rows.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Page<T>> ReadAsync<T>(
        NpgsqlCommand command, string select, string table, string moment, string[] stores, PaperFilter filter, Cursor? cursor, int limit, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var conditions = new List<string> { "true" };
        void Add(object value, Func<int, string> condition)
        {
            command.With(SqlValue.Of(value));
            conditions.Add(condition(command.Parameters.Count));
        }

        string Any(Func<string, string> condition) => $"({string.Join(" or ", stores.Select(condition))})";
        if (filter.Scope.Stores is { } seen)
        {
            Add(seen.ToArray(), n => Any(store => $"{table}.{store} = any (${n})"));
        }

        if (filter.Store is { } one)
        {
            Add(one.Value, n => Any(store => $"{table}.{store} = ${n}"));
        }

        if (filter.State is { } state)
        {
            Add(state, n => $"{table}.state = ${n}");
        }

        if (filter.Reason is { } reason)
        {
            Add(reason, n => $"{table}.reason = ${n}");
        }

        if (filter.Words is { Length: > 0 } words)
        {
            Add($"%{Sql.Literal(words.ToUpperInvariant())}%", n => $"{table}.number like ${n}");
        }

        if (cursor is not null)
        {
            command.With(DateTimeOffset.Parse(cursor.Key, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal), cursor.Id);
            conditions.Add($"({table}.{moment}, {table}.id) < (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        command.With(limit + 1);
        command.CommandText = $"{select} where {string.Join(" and ", conditions)} order by {table}.{moment} desc, {table}.id desc limit ${command.Parameters.Count}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (Id: row.GetGuid(0), At: row.GetFieldValue<DateTimeOffset>(1), Row: read(row)), cancellationToken);
        var next = rows.Count > limit ? new Cursor(Sort, rows[limit - 1].At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), rows[limit - 1].Id).ToString() : null;
        return new Page<T>([.. rows.Take(limit).Select(row => row.Row)], next);
    }

    /// <summary>All pages of a list, one after another, for a file.</summary>
    public static async IAsyncEnumerable<T> AllAsync<T>(Func<Cursor?, int, Task<Page<T>>> page)
    {
        const int size = 500;
        Cursor? cursor = null;
        do
        {
            var some = await page(cursor, size);
            foreach (var row in some.Items)
            {
                yield return row;
            }

            cursor = Cursor.Read(some.NextCursor, Sort, new Problems());
        }
        while (cursor is not null);
    }

    public static string Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
