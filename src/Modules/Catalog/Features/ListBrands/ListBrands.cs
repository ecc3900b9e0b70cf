using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/brands</c>: brands by name, a page at a time.</summary>
internal static class ListBrands
{
    private const string Sort = "name";
    private static readonly QueryParameter<string?> _search = Query.Text("q", "Beginning of a word of the name, in any script.", 100);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_search, Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/brands", HandleAsync)
        .WithName(nameof(ListBrands))
        .WithTags("Catalogue")
        .WithSummary("List brands")
        .WithDescription("Brands that have a product, by name, with how many products each has.")
        .WithQuery(_query)
        .Produces<Page<BrandRecord>>()
        .WithExample(CatalogExamples.Brands)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync(HttpContext context, CatalogCaches caches, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var search = reader.Get(_search);
        var limit = reader.Get(_limit);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var brands = (await caches.BrandsAsync(cancellationToken)).All;
        var words = search is null ? [] : SearchFold.Words(search);
        var rows = brands.Where(brand => words.Count == 0 || Begins(brand.Name, words))
            .Select(brand => (Key: SearchFold.Text(brand.Name.In("en")), Brand: brand))
            .OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Brand.Id.Value)
            .Where(row => cursor is null || IsAfter(row.Key, row.Brand.Id.Value, cursor))
            .Take(limit + 1).ToList();
        var next = rows.Count > limit ? new Cursor(Sort, rows[limit - 1].Key, rows[limit - 1].Brand.Id.Value).ToString() : null;
        return TaggedAnswer.Of(new Page<BrandRecord>([.. rows.Take(limit).Select(row => row.Brand)], next));
    }

    private static bool IsAfter(string key, Guid id, Cursor cursor)
    {
        var order = string.CompareOrdinal(key, cursor.Key);
        return order > 0 || order == 0 && id.CompareTo(cursor.Id) > 0;
    }

    internal static bool Begins(LocalText name, IReadOnlyList<string> words)
    {
        var own = name.All.Values.SelectMany(SearchFold.Words).ToList();
        return words.All(word => own.Exists(part => part.StartsWith(word, StringComparison.Ordinal)));
    }
}
