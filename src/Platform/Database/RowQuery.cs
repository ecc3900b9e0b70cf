using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Platform.Database;

/// <summary>What a list is sorted by.</summary>
public enum KeyKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A day.</summary>
    Day,

    /// <summary>An instant.</summary>
    Moment,
}

/// <summary>A list: where its rows come from and what it can be sorted by.</summary>
/// <param name="Columns">What is read.</param>
/// <param name="From">The tables, the first of them called <c>r</c>.</param>
/// <param name="Keys">Each order with its expression, which is never null.</param>
public sealed record RowList(string Columns, string From, IReadOnlyDictionary<string, (string Expression, KeyKind Kind)> Keys)
{
    /// <summary>The orders there are; a <c>-</c> turns one round.</summary>
    public string[] Sorts => [.. Keys.Keys.SelectMany(key => (string[])[key, "-" + key])];

    /// <summary>Where a list goes on; what does not belong to this order is a fault.</summary>
    public Cursor? ReadCursor(string? text, string sort, Problems problems)
    {
        var cursor = Cursor.Read(text, sort, problems);
        if (cursor is null || KeyOf(cursor) is not null)
        {
            return cursor;
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }

    /// <summary>The value a cursor stands at; null where it is none of this list.</summary>
    public object? KeyOf(Cursor cursor) => Keys[cursor.Sort.TrimStart('-')].Kind switch
    {
        KeyKind.Day => DateOnly.TryParseExact(cursor.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        KeyKind.Moment => DateTimeOffset.TryParseExact(cursor.Key, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null,
        _ => cursor.Key.Contains('\0', StringComparison.Ordinal) ? null : cursor.Key,
    };
}

/// <summary>Conditions of a list, with their values in the order of their places.</summary>
public sealed class RowFilter
{
    /// <summary>The conditions, all of which hold.</summary>
    public IList<string> Conditions { get; } = new List<string> { "true" };

    /// <summary>Their values.</summary>
    public IList<object?> Values { get; } = new List<object?>();

    /// <summary>A condition where <c>{0}</c> stands for the place of the value; nothing where there is none.</summary>
    public RowFilter And(string condition, object? value)
    {
        if (value is not null)
        {
            Values.Add(value);
            Conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, "$" + Values.Count.ToString(CultureInfo.InvariantCulture)));
        }

        return this;
    }

    /// <summary>Only what belongs to stores in which the caller holds a permission.</summary>
    public RowFilter Within(Caller caller, Permission permission) => And("r.store_id = any ({0})", caller.Rights.ScopeOf(permission.Name).Stores?.ToArray());

    /// <summary>Only what has these words in an expression, which an index has too.</summary>
    public RowFilter Words(string? words, string expression) => And(expression + " ilike {0}", Pattern(words));

    /// <summary>What <c>ilike</c> is asked for words anywhere in a text; null for none.</summary>
    public static string? Pattern(string? words) => words?.Trim() is { Length: > 0 } sought ? "%" + Sql.Literal(sought) + "%" : null;
}

/// <summary>Lists rows a page at a time, in one statement, by keyset.</summary>
public sealed class RowQuery(UnitOfWork work)
{
    /// <summary>A page; one statement.</summary>
    public async Task<Page<T>> ListAsync<T>(RowList list, RowFilter filter, string sort, Cursor? cursor, int limit, CancellationToken cancellationToken) where T : class
    {
        var (key, kind) = list.Keys[sort.TrimStart('-')];
        var (direction, beyond) = sort.StartsWith('-') ? ("desc", "<") : ("asc", ">");
        var (conditions, values) = (filter.Conditions.ToList(), filter.Values.ToList());
        if (cursor is not null)
        {
            values.AddRange([list.KeyOf(cursor), cursor.Id]);
            conditions.Add(FormattableString.Invariant($"({key}, r.id) {beyond} (${values.Count - 1}, ${values.Count})"));
        }

        var shown = kind switch
        {
            KeyKind.Day => $"to_char({key}, 'YYYY-MM-DD')",
            KeyKind.Moment => $"to_char({key} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
            _ => key,
        };
        values.Add(limit + 1);
        var sql = FormattableString.Invariant($"""
            select row_to_json(found)::text, found.key_text, found.id from (select {shown} as key_text, {list.Columns} from {list.From}
            where {string.Join(" and ", conditions)} order by {key} {direction}, r.id {direction} limit ${values.Count}) found
            """);
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With([.. values.Select(SqlValue.Of)]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (Row: RowStore.Read<T>(row.GetString(0)), Key: row.GetString(1), Id: row.GetGuid(2)), cancellationToken);
        return new Page<T>([.. rows.Take(limit).Select(row => row.Row)], rows.Count > limit ? new Cursor(sort, rows[limit - 1].Key, rows[limit - 1].Id).ToString() : null);
    }

    /// <summary>All rows, a page of the database at a time, for a file.</summary>
    public async IAsyncEnumerable<T> AllAsync<T>(RowList list, RowFilter filter, string sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default) where T : class
    {
        const int size = 500;
        Cursor? cursor = null;
        do
        {
            var page = await ListAsync<T>(list, filter, sort, cursor, size, cancellationToken);
            foreach (var row in page.Items)
            {
                yield return row;
            }

            cursor = Cursor.Read(page.NextCursor, sort, new Problems());
        }
        while (cursor is not null);
    }
}
