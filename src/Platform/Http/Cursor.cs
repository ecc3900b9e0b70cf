using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aisle.Kernel;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>
/// Where a list goes on: the sort key and id of the last row, so that a page costs the same however deep it lies and
/// no row is seen twice when others come in. Opaque to the client.
/// </summary>
/// <param name="Sort">The order it belongs to; a cursor of another order is refused, and so is one of another list or other filters.</param>
/// <param name="Key">Sort key of the last row, as text.</param>
/// <param name="Id">Id of the last row.</param>
public sealed record Cursor(string Sort, string Key, Guid Id)
{
    /// <summary>Most characters of a cursor in an address.</summary>
    public const int MaximumLength = 512;

    /// <summary>The parameter by which every list takes its cursor.</summary>
    public static QueryParameter<string?> Parameter { get; } =
        Query.Text("cursor", "Where to go on: `nextCursor` of the page before.", MaximumLength);

    /// <summary>The list and filters that are asked for over HTTP at the moment; null elsewhere, where a cursor goes by its order alone.</summary>
    private static readonly AsyncLocal<string?> _asked = new();

    /// <summary>What may be another on the next page: neither narrows the list.</summary>
    private static readonly string[] _free = ["cursor", "limit", "format", "facets"];

    /// <summary>Binds the cursors of this request to its list and filters: one of other rows would leave some out without a word.</summary>
    internal static void Bind(HttpRequest request, IReadOnlyList<QueryParameter> declared)
    {
        if (!declared.Contains(Parameter))
        {
            _asked.Value = null;
            return;
        }

        var asked = new StringBuilder(request.Path.Value);
        foreach (var (name, values) in request.Query.Where(pair => !_free.Contains(pair.Key, StringComparer.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            asked.Append('\n').Append(name);
            foreach (var value in values.Order(StringComparer.Ordinal))
            {
                asked.Append('\0').Append(value);
            }
        }

        // It says whether two are the same and keeps nobody from anything, so a few bytes are enough.
        _asked.Value = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(asked.ToString())).AsSpan(0, 9));
    }

    /// <summary>The form it takes in an address.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(_asked.Value is { } asked ? (string[])[Sort, Key, Id.ToString("N"), asked] : [Sort, Key, Id.ToString("N")]));

    /// <summary>
    /// Reads a cursor that belongs to <paramref name="sort"/>; null where there is none. One that does not belong
    /// here is added to <paramref name="problems"/>.
    /// </summary>
    public static Cursor? Read(string? text, string sort, Problems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
            if (parts is [{ } from, { } key, { } id, .. var bound] && bound.Length <= 1 && (bound.Length == 0 || string.Equals(bound[0], _asked.Value, StringComparison.Ordinal)) && string.Equals(from, sort, StringComparison.Ordinal) &&
                Guid.TryParseExact(id, "N", out var last))
            {
                return new Cursor(from, key, last);
            }
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            // Falls through to the one answer for every cursor that is not ours.
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list, its filters and its order; start again without it.", "cursor"));
        return null;
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last one.</param>
/// <typeparam name="T">What the list holds.</typeparam>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
