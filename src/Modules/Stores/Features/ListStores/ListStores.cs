using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>GET /api/v1/stores</c>: stores and warehouses, a page at a time.</summary>
internal static class ListStores
{
    private static readonly QueryParameter<string?> _search = Query.Text("q", "Words of the name, code or city, in any language.", 100, "dhanmondi");
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "Which kind of place.", "all", "all", "store", "warehouse");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows; `name` is the English name.", "name", "name", "code");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_search, _kind, _sort, Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/stores", HandleAsync)
        .WithName(nameof(ListStores))
        .WithTags("Stores")
        .WithSummary("List stores")
        .WithDescription("Stores and warehouses that are not closed, with address, time zone and opening hours. Hours that close at or before they open end the next morning.")
        .WithQuery(_query)
        .Produces<Page<StoreRecord>>()
        .WithExample(StoresExamples.Stores)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync(HttpContext context, StoresFacade stores, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var words = (reader.Get(_search) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kind = reader.Get(_kind);
        var sort = reader.Get(_sort);
        var limit = reader.Get(_limit);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), sort, reader.Problems);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var rows = (await stores.SnapshotAsync(cancellationToken)).Stores
            .Where(store => IsOfKind(store, kind) && words.All(word => Says(store.Name, store.Address.City, store.Code, word)))
            .Select(store => (Key: KeyOf(store, sort), Store: store))
            .OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Store.Id.Value)
            .Where(row => cursor is null || IsAfter(row.Key, row.Store.Id.Value, cursor))
            .Take(limit + 1).ToList();
        var next = rows.Count > limit ? new Cursor(sort, rows[limit - 1].Key, rows[limit - 1].Store.Id.Value).ToString() : null;
        return TaggedAnswer.Of(new Page<StoreRecord>([.. rows.Take(limit).Select(row => row.Store)], next));
    }

    /// <summary>Whether a word stands in a store's name, code or city, whatever its case and accents.</summary>
    internal static bool Says(LocalText name, LocalText city, string code, string word) =>
        name.All.Values.Concat(city.All.Values).Append(code)
            .Any(text => CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0);

    private static bool IsOfKind(StoreRecord store, string kind) => kind switch
    {
        "store" => store.Kind == StoreKind.Store,
        "warehouse" => store.Kind == StoreKind.Warehouse,
        _ => true,
    };

    private static string KeyOf(StoreRecord store, string sort) =>
        string.Equals(sort, "code", StringComparison.Ordinal) ? store.Code : store.Name.In("en").ToLowerInvariant();

    internal static bool IsAfter(string key, Guid id, Cursor cursor)
    {
        var order = string.CompareOrdinal(key, cursor.Key);
        return order > 0 || order == 0 && id.CompareTo(cursor.Id) > 0;
    }
}
