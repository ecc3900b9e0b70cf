using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.Platform.Http;

/// <summary>
/// Where a list goes on: the sort key and id of the last row, so that a page costs the same however deep it lies and
/// no row is seen twice when others come in. Opaque to the client.
/// </summary>
/// <param name="Sort">The order it belongs to; a cursor of another order is refused.</param>
/// <param name="Key">Sort key of the last row, as text.</param>
/// <param name="Id">Id of the last row.</param>
public sealed record Cursor(string Sort, string Key, Guid Id)
{
    /// <summary>Most characters of a cursor in an address.</summary>
    public const int MaximumLength = 512;

    /// <summary>The parameter by which every list takes its cursor.</summary>
    public static QueryParameter<string?> Parameter { get; } =
        Query.Text("cursor", "Where to go on: `nextCursor` of the page before.", MaximumLength);

    /// <summary>The form it takes in an address.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes((string[])[Sort, Key, Id.ToString("N")]));

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
            if (parts is [{ } from, { } key, { } id] && string.Equals(from, sort, StringComparison.Ordinal) &&
                Guid.TryParseExact(id, "N", out var last))
            {
                return new Cursor(from, key, last);
            }
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            // Falls through to the one answer for every cursor that is not ours.
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last one.</param>
/// <typeparam name="T">What the list holds.</typeparam>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
