using System.ComponentModel;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of a list of stores.</summary>
/// <param name="Words">Words of the name, code or city.</param>
/// <param name="Status"><c>all</c>, <c>active</c> or <c>closed</c>.</param>
/// <param name="Kind"><c>all</c>, <c>store</c> or <c>warehouse</c>.</param>
/// <param name="Sort">One of <see cref="ManageStores.Sorts"/>.</param>
internal sealed record StoreFilter(string? Words, string Status = "all", string Kind = "all", string Sort = "position");

/// <summary><c>GET /api/v1/stores/managed</c> and <c>/stores/managed/{id}</c>: stores for those who look after them, closed ones too.</summary>
internal static class ManageStores
{
    /// <summary>The orders there are.</summary>
    public static string[] Sorts { get; } = ["position", "-position", "name", "-name", "code", "-code"];

    private static readonly QueryParameter<string?> _search = Query.Text("q", "Words of the name, code or city, in any language.", 100, "dhanmondi");
    private static readonly QueryParameter<string> _status = Query.Choice("status", "Whether they trade.", "all", "all", "active", "closed");
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "Which kind of place.", "all", "all", "store", "warehouse");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round; `name` is the English name.", "position", Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_search, _status, _kind, _sort, Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/stores/managed", ListAsync)
            .WithName("ListManagedStores").WithTags("Stores").WithSummary("List stores to look after")
            .WithDescription("Stores and warehouses, closed ones too, with their versions. Who holds the permission only in some stores sees those.")
            .WithQuery(_query).Produces<Page<ManagedStore>>().WithExample(new Page<ManagedStore>([StoresExamples.Managed], NextCursor: null)).Requires(Permissions.StoreRead);
        api.MapGet("/stores/managed/{id}", GetAsync)
            .WithName("GetManagedStore").WithTags("Stores").WithSummary("Read a store to look after it")
            .WithDescription("A store or warehouse, also a closed one. The ETag is the version for edits.")
            .WithQuery([]).Produces<ManagedStore>().WithProblems(404).WithExample(StoresExamples.Managed).Requires(Permissions.StoreRead);
    }

    private static async Task<IResult> ListAsync(HttpContext context, StoresDb db, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var filter = new StoreFilter(reader.Get(_search), reader.Get(_status), reader.Get(_kind), reader.Get(_sort));
        var limit = reader.Get(_limit);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), filter.Sort, reader.Problems);
        return reader.Problems.Any
            ? reader.Problems.Errors.ToProblem()
            : TaggedAnswer.Of(await FindAsync(db, context.Caller().Rights.ScopeOf(Permissions.StoreRead.Name), filter, cursor, limit, cancellationToken));
    }

    /// <summary>Stores that fit, of those in <paramref name="scope"/>.</summary>
    public static async Task<Page<ManagedStore>> FindAsync(StoresDb db, StoreScope scope, StoreFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var words = (filter.Words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (sort, isBack) = (filter.Sort.TrimStart('-'), filter.Sort.StartsWith('-'));
        // A chain has hundreds of places at most: they are read as a whole and looked through here.
        var fit = (await db.Stores.Include(store => store.Hours).ToListAsync(cancellationToken)).Where(store => scope.Covers(store.Id.Value)).Select(ManagedStore.Of)
            .Where(store => (filter.Status is "all" || IsWord(store.Status, filter.Status)) && (filter.Kind is "all" || IsWord(store.Kind, filter.Kind)) && words.All(word => ListStores.Says(store.Name, store.Address.City, store.Code, word)))
            .Select(store => (Key: KeyOf(store, sort), Store: store))
            .OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Store.Id.Value);
        var rows = (isBack ? fit.Reverse() : fit)
            .SkipWhile(row => cursor is not null && (row.Store.Id.Value == cursor.Id || ListStores.IsAfter(row.Key, row.Store.Id.Value, cursor) == isBack))
            .Take(limit + 1).ToList();
        var next = rows.Count > limit ? new Cursor(filter.Sort, rows[limit - 1].Key, rows[limit - 1].Store.Id.Value).ToString() : null;
        return new Page<ManagedStore>([.. rows.Take(limit).Select(row => row.Store)], next);
    }

    /// <summary>One of them.</summary>
    public static async Task<ManagedStore?> OneAsync(StoresDb db, StoreId id, CancellationToken cancellationToken) =>
        await db.Stores.Include(store => store.Hours).SingleOrDefaultAsync(store => store.Id == id, cancellationToken) is { } found ? ManagedStore.Of(found) : null;

    private static async Task<IResult> GetAsync([Description("Id of the store.")] string id, HttpContext context, StoresDb db, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<StoreId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (!context.Caller().Rights.HasIn(Permissions.StoreRead.Name, wanted.Value))
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        return await OneAsync(db, wanted, cancellationToken) is { } found
            ? TaggedAnswer.Of(found, found.Version)
            : new[] { StoreErrors.Unknown }.ToProblem();
    }

    private static bool IsWord<T>(T value, string word) where T : struct, Enum => string.Equals(value.ToString(), word, StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(ManagedStore store, string sort) => sort switch
    {
        "code" => store.Code,
        "name" => store.Name.In("en").ToLowerInvariant(),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{store.Position:D7} {store.Code}"),
    };
}
