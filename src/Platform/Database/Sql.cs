using System.Text.Json;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>For statements written by hand: parameters in the order of a statement, and columns that may be null or hold JSON.</summary>
public static class Sql
{
    /// <summary>Adds values as <c>$1</c>, <c>$2</c> and so on, null included.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, params ReadOnlySpan<SqlValue> values)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var value in values)
        {
            command.Parameters.Add(value.Parameter);
        }

        return command;
    }

    /// <summary>Adds values as <c>$1</c>, <c>$2</c> and so on, null included.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, params ReadOnlySpan<SqlValue> values)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var value in values)
        {
            command.Parameters.Add(value.Parameter);
        }

        return command;
    }

    /// <summary>A text in several languages, or whatever else a column holds as JSON.</summary>
    public static T Json<T>(this NpgsqlDataReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return JsonSerializer.Deserialize<T>(reader.GetString(column), JsonDefaults.Options)!;
    }

    /// <summary>A text, or null.</summary>
    public static string? TextOrNull(this NpgsqlDataReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>An id, or null.</summary>
    public static Guid? IdOrNull(this NpgsqlDataReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.IsDBNull(column) ? null : reader.GetGuid(column);
    }

    /// <summary>A whole number, or null.</summary>
    public static long? WholeOrNull(this NpgsqlDataReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.IsDBNull(column) ? null : reader.GetInt64(column);
    }

    /// <summary>All rows of a result.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(read);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>An instant, or null.</summary>
    public static DateTimeOffset? MomentOrNull(this NpgsqlDataReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    /// <summary>A part of a <c>like</c> pattern that means itself.</summary>
    public static string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
    }
}
