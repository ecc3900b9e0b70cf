using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
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
    /// <summary>The orders; a <c>-</c> turns one round.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["slug", "name", "-name"];

    private const string Columns = "brand.id, brand.slug, brand.name::text, brand.country, (select count(*) from catalog.product where product.brand_id = brand.id), brand.version";
    private static readonly QueryParameter<string?> _words = Query.Text("q", "Words of the name, in any script.", 100);
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order; a `-` turns it round.", Sorts[0], [.. Sorts]);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _sort, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/brands/all", AnswerListAsync)
            .WithName("ListAllBrands").WithTags("Catalogue management").WithSummary("List all brands").WithDescription("Also those without products, with their versions.")
            .WithQuery(_query).Produces<Page<BrandEdit>>().WithExample(new Page<BrandEdit>([EditExamples.Brand], NextCursor: null)).Requires(Permissions.ProductRead);
        api.MapGet("/brands/{id}", GetAsync)
            .WithName("GetBrand").WithTags("Catalogue management").WithSummary("Read a brand for editing").WithDescription("The ETag is the version for edits.")
            .WithQuery([]).Produces<BrandEdit>().WithProblems(404).WithExample(EditExamples.Brand).Requires(Permissions.ProductRead);
    }

    /// <summary>A page of brands.</summary>
    public async Task<Page<BrandEdit>> ListAsync(string? words, string sort, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var (key, order) = (sort.EndsWith("name", StringComparison.Ordinal) ? "brand.search_text" : "brand.slug", sort.StartsWith('-') ? "desc" : "asc");
        var after = cursor is null ? "" : $"and ({key}, brand.id) {(order is "desc" ? "<" : ">")} ($3, $4)";
        await using var command = (await work.CommandAsync($"select {Columns}, {key} from catalog.brand where brand.search_text like $1 {after} order by {key} {order}, brand.id {order} limit $2", cancellationToken))
            .With(WordPattern.Of(words ?? ""), limit + 1);
        if (cursor is not null)
        {
            command.With(cursor.Key, cursor.Id);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (all, last) = (new List<BrandEdit>(), "");
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(Read(reader));
            last = all.Count == limit ? reader.GetString(6) : last;
        }

        return new Page<BrandEdit>([.. all.Take(limit)], all.Count > limit ? new Cursor(sort, last, all[limit - 1].Id.Value).ToString() : null);
    }

    /// <summary>One of them; null where there is none.</summary>
    public async Task<BrandEdit?> FindAsync(BrandId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from catalog.brand where id = $1", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Names of all of them, to choose from.</summary>
    public async Task<IReadOnlyList<(BrandId Id, LocalText Name)>> NamesAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("select id, name::text from catalog.brand order by search_text, id", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<(BrandId, LocalText)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add((BrandId.From(reader.GetGuid(0)), reader.Json<LocalText>(1)));
        }

        return all;
    }

    /// <summary>Its products, of every status.</summary>
    public async Task<long> CountAsync(BrandId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select count(*) from catalog.product where brand_id = $1", cancellationToken)).With(id.Value);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IResult> AnswerListAsync(HttpContext context, BrandQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (words, sort, limit) = (reader.Get(_words), reader.Get(_sort), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), sort, reader.Problems);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(await query.ListAsync(words, sort, cursor, limit, cancellationToken));
    }

    private static async Task<IResult> GetAsync([System.ComponentModel.Description("Id of the brand.")] string id, HttpContext context, BrandQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<BrandId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await query.FindAsync(wanted, cancellationToken) is { } brand ? VersionTags.Answer(context, brand, brand.Version) : new[] { Error.NotFound("brand.unknown", "There is no such brand.") }.ToProblem();
    }

    private static BrandEdit Read(Npgsql.NpgsqlDataReader reader) =>
        new(BrandId.From(reader.GetGuid(0)), reader.GetString(1), reader.Json<LocalText>(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt32(5));
}
