using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What the routes of adjustments, transfers and counts share: their lists, as pages or as a file, and what was asked for before.</summary>
internal static class PaperRoutes
{
    public static readonly QueryParameter<string> Format = Query.Choice("format", "`csv` for all of it as a file.", "json", "json", "csv");
    public static readonly QueryParameter<int> Limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);

    /// <summary>Answers a list.</summary>
    public static async Task<IResult> ListAsync<T>(
        HttpContext context, QueryParameter[] query, Func<QueryReader, Caller, PaperFilter> filterOf, Func<PaperFilter, CsvAnswer> csv, Func<PaperFilter, Cursor?, int, CancellationToken, Task<Page<T>>> list, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, query);
        var filter = filterOf(reader, context.Caller());
        var (limit, isFile, cursor) = (reader.Get(Limit), reader.Get(Format) is "csv", PaperList.ReadCursor(reader.Get(Cursor.Parameter), reader.Problems));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : isFile ? csv(filter) : TaggedAnswer.Of(await list(filter, cursor, limit, cancellationToken));
    }

    /// <summary>The document of an id, where it is there already and was made of the same; null where there is none.</summary>
    public static async Task<Result<T>?> KnownAsync<T>(byte[]? known, byte[] hash, Func<Task<T?>> find) where T : class =>
        known is null ? null : known.AsSpan().SequenceEqual(hash) ? (await find())! : InventoryErrors.Contradiction;
}
