using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Aisle.Platform.Database;

/// <summary>How a record is written into its table.</summary>
internal sealed class RowShape
{
    private static readonly ConcurrentDictionary<Type, RowShape> _known = new();
    private readonly PropertyInfo[] _members;
    private readonly string _one;
    private readonly string _many;

    private RowShape(Type type)
    {
        Table = type.GetCustomAttribute<RowAttribute>()?.Table ?? throw new InvalidOperationException($"{type.Name} names no table.");
        _members = type.GetProperties();
        var columns = string.Join(", ", _members.Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)));
        var places = string.Join(", ", Enumerable.Range(1, _members.Length).Select(place => "$" + place.ToString(CultureInfo.InvariantCulture)));
        _one = $"insert into {Table} ({columns}) values ({places}) ";
        _many = $"insert into {Table} ({columns}) select {columns} from json_populate_recordset(null::{Table}, $1::json) ";
        Update = string.Create(CultureInfo.InvariantCulture, $"update {Table} set ({columns}) = row({places}) where id = ${_members.Length + 1}");
    }

    public string Table { get; }

    /// <summary>Writes all columns of the row whose id is the last value.</summary>
    public string Update { get; }

    /// <exception cref="InvalidOperationException">The record names no table.</exception>
    public static RowShape Of<T>() => _known.GetOrAdd(typeof(T), type => new RowShape(type));

    public string Insert(int rows) => rows == 1 ? _one : _many;

    public SqlValue[] Values<T>(IReadOnlyCollection<T> rows, JsonSerializerOptions options) => rows.Count == 1 ? [.. _members.Select(member => Value(member, rows.First(), options))] : [JsonSerializer.Serialize(rows, options)];

    private static SqlValue Value(PropertyInfo member, object? row, JsonSerializerOptions options)
    {
        var (type, value) = (Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType, member.GetValue(row));
        return type == typeof(Guid) ? (Guid?)value
            : type == typeof(string) ? (string?)value
            : type == typeof(long) ? (long?)value
            : type == typeof(int) ? (int?)value
            : type == typeof(bool) ? (bool?)value
            : type == typeof(decimal) ? (decimal?)value
            : type == typeof(DateTimeOffset) ? ((DateTimeOffset?)value)?.ToUniversalTime()
            : type == typeof(DateOnly) ? (DateOnly?)value
            : type == typeof(TimeOnly) ? (TimeOnly?)value
            : type == typeof(IReadOnlyList<short>) ? ((IReadOnlyList<short>?)value)?.ToArray()
            : type == typeof(string[]) ? (string[]?)value
            : type == typeof(Guid[]) ? (Guid[]?)value
            : type == typeof(byte[]) ? (byte[]?)value
            : SqlValue.Json(value, options);
    }
}
