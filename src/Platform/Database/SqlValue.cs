using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Aisle.Platform.Database;

/// <summary>
/// A value of a statement, which keeps its type where it is null. A statement that was prepared for a type is not used for another: nulls without
/// one would have it parsed and planned anew each time, as soon as it was first run with a value.
/// </summary>
public readonly record struct SqlValue
{
    private readonly NpgsqlParameter? _parameter;

    private SqlValue(NpgsqlParameter parameter) => _parameter = parameter;

    /// <summary>As a parameter, of one command.</summary>
    public NpgsqlParameter Parameter => _parameter ?? new NpgsqlParameter { Value = DBNull.Value };

    /// <summary>An id.</summary>
    public static implicit operator SqlValue(Guid? value) => value is { } id ? new(new NpgsqlParameter<Guid> { TypedValue = id }) : Null(NpgsqlDbType.Uuid);

    /// <summary>A text.</summary>
    public static implicit operator SqlValue(string? value) => value is null ? Null(NpgsqlDbType.Text) : new(new NpgsqlParameter<string> { TypedValue = value });

    /// <summary>A whole number.</summary>
    public static implicit operator SqlValue(int? value) => value is { } number ? new(new NpgsqlParameter<int> { TypedValue = number }) : Null(NpgsqlDbType.Integer);

    /// <summary>A whole number.</summary>
    public static implicit operator SqlValue(long? value) => value is { } number ? new(new NpgsqlParameter<long> { TypedValue = number }) : Null(NpgsqlDbType.Bigint);

    /// <summary>Whether.</summary>
    public static implicit operator SqlValue(bool? value) => value is { } flag ? new(new NpgsqlParameter<bool> { TypedValue = flag }) : Null(NpgsqlDbType.Boolean);

    /// <summary>An instant.</summary>
    public static implicit operator SqlValue(DateTimeOffset? value) => value is { } moment ? new(new NpgsqlParameter<DateTimeOffset> { TypedValue = moment }) : Null(NpgsqlDbType.TimestampTz);

    /// <summary>A day.</summary>
    public static implicit operator SqlValue(DateOnly? value) => value is { } day ? new(new NpgsqlParameter<DateOnly> { TypedValue = day }) : Null(NpgsqlDbType.Date);

    /// <summary>A time of a day.</summary>
    public static implicit operator SqlValue(TimeOnly? value) => value is { } time ? new(new NpgsqlParameter<TimeOnly> { TypedValue = time }) : Null(NpgsqlDbType.Time);

    /// <summary>Bytes.</summary>
    public static implicit operator SqlValue(byte[]? value) => Of(value, NpgsqlDbType.Bytea);

    /// <summary>Ids.</summary>
    public static implicit operator SqlValue(Guid[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    /// <summary>Texts.</summary>
    public static implicit operator SqlValue(string?[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Text);

    /// <summary>Whole numbers.</summary>
    public static implicit operator SqlValue(int[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    /// <summary>Whole numbers.</summary>
    public static implicit operator SqlValue(long[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    /// <summary>Flags.</summary>
    public static implicit operator SqlValue(bool[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Boolean);

    /// <summary>Instants.</summary>
    public static implicit operator SqlValue(DateTimeOffset[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    /// <summary>Days.</summary>
    public static implicit operator SqlValue(DateOnly[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Date);

    /// <summary>A number.</summary>
    public static implicit operator SqlValue(float? value) => value is { } number ? new(new NpgsqlParameter<float> { TypedValue = number }) : Null(NpgsqlDbType.Real);

    /// <summary>A whole number.</summary>
    public static implicit operator SqlValue(short? value) => value is { } number ? new(new NpgsqlParameter<short> { TypedValue = number }) : Null(NpgsqlDbType.Smallint);

    /// <summary>A number.</summary>
    public static implicit operator SqlValue(decimal? value) => value is { } number ? new(new NpgsqlParameter<decimal> { TypedValue = number }) : Null(NpgsqlDbType.Numeric);

    /// <summary>Ids, some of which may be null.</summary>
    public static implicit operator SqlValue(Guid?[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    /// <summary>Whole numbers, some of which may be null.</summary>
    public static implicit operator SqlValue(long?[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    /// <summary>Whole numbers, some of which may be null.</summary>
    public static implicit operator SqlValue(int?[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    /// <summary>Days, some of which may be null.</summary>
    public static implicit operator SqlValue(DateOnly?[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Date);

    /// <summary>Instants, some of which may be null.</summary>
    public static implicit operator SqlValue(DateTimeOffset?[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    /// <summary>Bytes, each of which may be null.</summary>
    public static implicit operator SqlValue(byte[]?[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    /// <summary>Whole numbers.</summary>
    public static implicit operator SqlValue(short[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    /// <summary>Times of a day.</summary>
    public static implicit operator SqlValue(TimeOnly[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Time);

    /// <summary>Instants, in UTC.</summary>
    public static implicit operator SqlValue(DateTime[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    /// <summary>A value of any other type that the driver knows, which is not null.</summary>
    public static SqlValue Of(object? value) => value switch
    {
        null => default,
        Guid id => id,
        string text => text,
        int number => number,
        long number => number,
        bool flag => flag,
        DateTimeOffset moment => moment,
        DateOnly day => day,
        _ => new(new NpgsqlParameter { Value = value }),
    };

    /// <summary>A value as JSON.</summary>
    public static SqlValue Json<T>(T value, JsonSerializerOptions options) => value is null ? Null(NpgsqlDbType.Jsonb) : new(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(value, options), NpgsqlDbType = NpgsqlDbType.Jsonb });

    private static SqlValue Null(NpgsqlDbType type) => new(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });

    private static SqlValue Of<T>(T? value, NpgsqlDbType type) where T : class => value is null ? Null(type) : new(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
}
