using System.Globalization;
using Aisle.Kernel;

namespace Aisle.Platform.Http;

/// <summary>What a route says of one query parameter: read, checked and documented from this one place.</summary>
/// <param name="Name">Name in the address.</param>
/// <param name="Description">One sentence for the API reference.</param>
/// <param name="JsonType">The OpenAPI type: <c>string</c>, <c>integer</c> or <c>boolean</c>.</param>
/// <param name="Example">An example as it stands in the address.</param>
public abstract record QueryParameter(string Name, string Description, string JsonType, string? Example)
{
    /// <summary>Least value of an integer.</summary>
    public long? Minimum { get; init; }

    /// <summary>Greatest value of an integer.</summary>
    public long? Maximum { get; init; }

    /// <summary>Most characters of a text.</summary>
    public int? MaximumLength { get; init; }

    /// <summary>The values it may take.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>The OpenAPI format, e.g. <c>uuid</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Whether it may stand several times.</summary>
    public bool IsList { get; init; }
}

/// <summary>A query parameter with a typed value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed record QueryParameter<T>(
    string Name, string Description, string JsonType, string? Example, T Default, QueryParameter<T>.Reader Read)
    : QueryParameter(Name, Description, JsonType, Example)
{
    /// <summary>Reads a value from the text of the address; answers the fault, or null where it is fine.</summary>
    public delegate Error? Reader(string text, out T value);
}

/// <summary>Makes query parameters.</summary>
public static class Query
{
    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    public static QueryParameter<int> Integer(string name, string description, int minimum, int maximum, int byDefault) =>
        new(name, description, "integer", byDefault.ToString(CultureInfo.InvariantCulture), byDefault, (text, out value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum
                ? null
                : Error.Validation("query.integer", $"'{name}' is a whole number from {minimum} to {maximum}.", name))
        {
            Minimum = minimum,
            Maximum = maximum,
        };

    /// <summary>A text of at most <paramref name="maximumLength"/> characters, without control characters.</summary>
    public static QueryParameter<string?> Text(string name, string description, int maximumLength, string? example = null) =>
        new(name, description, "string", example, Default: null, (string text, out string? value) => ReadText(name, text, maximumLength, out value))
        {
            MaximumLength = maximumLength,
        };

    /// <summary>A text that may stand several times, each value one more choice.</summary>
    public static QueryParameter<string?> Texts(string name, string description, int maximumLength, string? example = null) =>
        Text(name, description, maximumLength, example) with { IsList = true };

    /// <summary>One of a few words.</summary>
    public static QueryParameter<string> Choice(string name, string description, string byDefault, params string[] choices) =>
        new(name, description, "string", byDefault, byDefault, (text, out value) =>
        {
            value = text;
            return choices.Contains(text, StringComparer.Ordinal)
                ? null
                : Error.Validation("query.choice", $"'{name}' is one of: {string.Join(", ", choices)}.", name);
        })
        {
            Choices = choices,
        };

    /// <summary>A typed id.</summary>
    public static QueryParameter<TId?> Id<TId>(string name, string description) where TId : struct, ITypedId<TId> =>
        new(name, description, "string", "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001", Default: null, (string text, out TId? value) =>
        {
            var id = TypedId.Parse<TId>(text, name);
            value = id.IsSuccess ? id.Value : null;
            return id.IsSuccess ? null : id.FirstError;
        })
        {
            Format = "uuid",
        };

    /// <summary>An instant with its offset (RFC 3339), such as <c>2026-11-01T00:00:00Z</c>.</summary>
    public static QueryParameter<DateTimeOffset?> Moment(string name, string description) =>
        new(name, description, "string", "2026-11-01T00:00:00+06:00", Default: null, (string text, out DateTimeOffset? value) =>
        {
            // A + in an address is a blank unless it is escaped, which people forget.
            value = DateTimeOffset.TryParseExact(
                text.Replace(' ', '+'), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                ? moment
                : null;
            return value is not null ? null : Error.Validation("query.moment", $"'{name}' is an instant, like 2026-11-01T00:00:00Z.", name);
        })
        {
            Format = "date-time",
        };

    /// <summary>A day, such as <c>2026-11-01</c>.</summary>
    public static QueryParameter<DateOnly?> Day(string name, string description) =>
        new(name, description, "string", "2026-11-01", Default: null, (string text, out DateOnly? value) =>
        {
            value = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
            return value is not null ? null : Error.Validation("query.date", $"'{name}' is a day, like 2026-11-01.", name);
        })
        {
            Format = "date",
        };

    /// <summary>Yes or no, as <c>true</c> or <c>false</c>.</summary>
    public static QueryParameter<bool> Flag(string name, string description) =>
        new(name, description, "boolean", "true", Default: false, (text, out value) =>
        {
            value = string.Equals(text, "true", StringComparison.Ordinal);
            return value || string.Equals(text, "false", StringComparison.Ordinal)
                ? null
                : Error.Validation("query.flag", $"'{name}' is true or false.", name);
        });

    /// <summary>An amount of money in major units of the shop's currency, e.g. <c>120</c> or <c>99.50</c>.</summary>
    public static QueryParameter<decimal?> Amount(string name, string description) =>
        new(name, description, "string", "99.50", Default: null, (string text, out decimal? value) =>
        {
            value = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount <= 1_000_000_000m
                ? amount
                : null;
            return value is not null ? null : Error.Validation("query.amount", $"'{name}' is an amount from 0 to 1000000000, like 99.50.", name);
        });

    internal static Error? ReadText(string name, string text, int maximumLength, out string? value)
    {
        value = null;
        if (text.Length > maximumLength)
        {
            return Error.Validation("query.too_long", $"'{name}' has at most {maximumLength} characters.", name);
        }

        foreach (var character in text)
        {
            // U+FFFD stands where the address held bytes that are not UTF-8; NUL is no text for PostgreSQL.
            if (char.IsControl(character) || character == '\uFFFD' || char.IsSurrogate(character) && !IsPaired(text))
            {
                return Error.Validation("query.characters", $"'{name}' holds characters that are not text.", name);
            }
        }

        value = text.Trim();
        return null;
    }

    private static bool IsPaired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
