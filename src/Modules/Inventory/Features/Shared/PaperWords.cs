using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Inventory.Features;

/// <summary>An item, as documents name it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Sku">Code.</param>
/// <param name="Name">Name.</param>
internal sealed record PaperItem(VariantId Id, string Sku, LocalText Name)
{
    /// <summary>The columns in the order of <see cref="Read"/>, of a table <c>item</c>.</summary>
    public const string Columns = "item.id, item.sku, item.name::text, item.unit";

    public static (PaperItem Item, Unit Unit) Read(NpgsqlDataReader row, int from) =>
        (new PaperItem(VariantId.From(row.GetGuid(from)), row.GetString(from + 1), row.Json<LocalText>(from + 2)), Unit.Get(row.GetString(from + 3)));
}

/// <summary>A place, as documents name it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code, e.g. <c>FLOOR</c> or <c>A-12</c>.</param>
internal sealed record PaperPlace(LocationId Id, string Code)
{
    public static PaperPlace? Read(NpgsqlDataReader row, int from) => row.IdOrNull(from) is { } id ? new PaperPlace(LocationId.From(id), row.TextOrNull(from + 1) ?? "") : null;
}

/// <summary>A lot, as documents name it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code on the goods.</param>
/// <param name="ExpiresOn">The last day on which it may be sold, or absent: two lots may have one code.</param>
internal sealed record PaperLot(LotId Id, string Code, DateOnly? ExpiresOn = null)
{
    /// <summary>Three columns from a place on: id, code and last day.</summary>
    public static PaperLot? Read(NpgsqlDataReader row, int from) =>
        row.IdOrNull(from) is { } id && row.TextOrNull(from + 1) is { } code ? new PaperLot(LotId.From(id), code, row.IsDBNull(from + 2) ? null : row.GetFieldValue<DateOnly>(from + 2)) : null;
}

/// <summary>Why somebody says no.</summary>
/// <param name="Note">Why, at most 500 characters.</param>
internal sealed record AdjustmentDecisionBody(string? Note = null);

/// <summary>What documents of staff have in common.</summary>
internal static class PaperRules
{
    private const int LongestNote = 500;

    /// <summary>A note, as it is kept.</summary>
    public static string Note(Problems problems, string? text, string field = "note")
    {
        var note = (text ?? "").Trim();
        problems.Require(note.Length <= LongestNote, "inventory.note_long", $"A note has at most {LongestNote} characters.", field);
        problems.Require(!note.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r')), "text.characters", "The text holds characters that are not text.", field);
        return note;
    }

    /// <summary>Whether each line says a quantity; asked before anything else is done with them.</summary>
    public static IReadOnlyList<Error> Quantities(IEnumerable<Quantity>? said, string field = "lines") =>
        [.. (said ?? []).Index().Where(one => one.Item.Unit == default).Take(100).Select(one => Error.Validation("body.required", "This is needed.", $"{field}[{one.Index}].quantity"))];

    public static Error Own { get; } = Error.Conflict("inventory.own", "Somebody else than who made it decides about it.");
}
