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

/// <summary><c>GET /api/v1/stores/managed</c> and <c>/stores/managed/{id}</c>: stores for those who look after them, closed ones too.</summary>
internal static class ManageStores
{
    private static readonly QueryParameter<string?> _search = Query.Text("q", "Words of the name, code or city, in any language.", 100, "dhanmondi");
    private static readonly QueryParameter<string> _status = Query.Choice("status", "Whether they trade.", "all", "all", "active", "closed");
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "Which kind of place.", "all", "all", "store", "warehouse");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows; `name` is the English name.", "position", "position", "name", "code");
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
        var words = (reader.Get(_search) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (status, kind, sort, limit) = (reader.Get(_status), reader.Get(_kind), reader.Get(_sort), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), sort, reader.Problems);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var scope = context.Caller().Rights.ScopeOf(Permissions.StoreRead.Name);
        // A chain has hundreds of places at most: they are read as a whole and looked through here.
        var rows = (await db.Stores.Include(store => store.Hours).ToListAsync(cancellationToken)).Where(store => scope.Covers(store.Id.Value)).Select(ManagedStore.Of)
            .Where(store => (status is "all" || IsWord(store.Status, status)) && (kind is "all" || IsWord(store.Kind, kind)) && words.All(word => ListStores.Says(store.Name, store.Address.City, store.Code, word)))
            .Select(store => (Key: KeyOf(store, sort), Store: store))
            .OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Store.Id.Value)
            .Where(row => cursor is null || ListStores.IsAfter(row.Key, row.Store.Id.Value, cursor))
            .Take(limit + 1).ToList();
        var next = rows.Count > limit ? new Cursor(sort, rows[limit - 1].Key, rows[limit - 1].Store.Id.Value).ToString() : null;
        return TaggedAnswer.Of(new Page<ManagedStore>([.. rows.Take(limit).Select(row => row.Store)], next));
    }

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

        return await db.Stores.Include(store => store.Hours).SingleOrDefaultAsync(store => store.Id == wanted, cancellationToken) is { } found
            ? TaggedAnswer.Of(ManagedStore.Of(found), found.Version)
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
