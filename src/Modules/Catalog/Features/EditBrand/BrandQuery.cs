using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/brands/all</c> and <c>/brands/{id}</c>: also those without products.</summary>
internal sealed class BrandQuery(UnitOfWork work)
{
    private const string Sort = "slug";
    private const string Columns = "brand.id, brand.slug, brand.name::text, brand.country, (select count(*) from catalog.product where product.brand_id = brand.id), brand.version";
    private static readonly QueryParameter<string?> _words = Query.Text("q", "Words of the name, in any script.", 100);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/brands/all", ListAsync)
            .WithName("ListAllBrands").WithTags("Catalogue management").WithSummary("List all brands").WithDescription("Also those without products, by slug, with their versions.")
            .WithQuery(_query).Produces<Page<BrandEdit>>().WithExample(new Page<BrandEdit>([EditExamples.Brand], NextCursor: null)).Requires(Permissions.ProductRead);
        api.MapGet("/brands/{id}", GetAsync)
            .WithName("GetBrand").WithTags("Catalogue management").WithSummary("Read a brand for editing").WithDescription("The ETag is the version for edits.")
            .WithQuery([]).Produces<BrandEdit>().WithProblems(404).WithExample(EditExamples.Brand).Requires(Permissions.ProductRead);
    }

    /// <summary>Its products, of every status.</summary>
    public async Task<long> CountAsync(BrandId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select count(*) from catalog.product where brand_id = $1", cancellationToken)).With(id.Value);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IResult> ListAsync(HttpContext context, BrandQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (words, limit) = (reader.Get(_words), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var pattern = $"%{string.Join('%', SearchFold.Words(words ?? "").Select(Sql.Literal))}%";
        var brands = await query.ReadAsync($"select {Columns} from catalog.brand where brand.search_text like $1 and brand.slug > $2 order by brand.slug limit $3", cancellationToken, pattern, cursor?.Key ?? "", limit + 1);
        var next = brands.Count > limit ? new Cursor(Sort, brands[limit - 1].Slug, brands[limit - 1].Id.Value).ToString() : null;
        return TaggedAnswer.Of(new Page<BrandEdit>([.. brands.Take(limit)], next));
    }

    private static async Task<IResult> GetAsync([System.ComponentModel.Description("Id of the brand.")] string id, HttpContext context, BrandQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<BrandId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (await query.ReadAsync($"select {Columns} from catalog.brand where id = $1", cancellationToken, wanted.Value) is not [var brand])
        {
            return new[] { Error.NotFound("brand.unknown", "There is no such brand.") }.ToProblem();
        }

        context.Response.Headers.ETag = VersionTags.Of(brand.Version);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(brand);
    }

    private async Task<List<BrandEdit>> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<BrandEdit>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(new BrandEdit(BrandId.From(reader.GetGuid(0)), reader.GetString(1), reader.Json<LocalText>(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt32(5)));
        }

        return all;
    }
}
