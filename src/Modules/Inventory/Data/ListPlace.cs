using Aisle.Kernel;
using Aisle.Platform.Http;

namespace Aisle.Modules.Inventory.Data;

/// <summary>Where lists go on.</summary>
internal static class ListPlace
{
    /// <summary>The place that a cursor names; one that does not belong to this list and order is a fault.</summary>
    public static Cursor? Read(string? text, string sort, Problems problems, Func<Cursor, bool> isOfThis)
    {
        var cursor = Cursor.Read(text, sort, problems);
        if (cursor is null || isOfThis(cursor))
        {
            return cursor;
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }
}
