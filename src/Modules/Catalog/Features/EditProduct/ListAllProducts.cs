using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A product in the list of those who edit.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Name">Name.</param>
/// <param name="Category">Category.</param>
/// <param name="Brand">Brand, or left out.</param>
/// <param name="Sku">SKU of the first variant.</param>
/// <param name="VariantCount">How many variants there are, archived ones included.</param>
/// <param name="Image">First picture, or left out.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record ProductLine(
    ProductId Id, string Slug, ProductStatus Status, LocalText Name, NamedLink Category, NamedLink? Brand, string Sku, int VariantCount, string? Image, int Version,
    DateTimeOffset UpdatedAt);

/// <summary><c>GET /api/v1/products/all</c>: also drafts and archived ones, the last changed first.</summary>
internal static class ListAllProducts
{
    private const string Sort = "updated";
    private static readonly QueryParameter<string?> _words = Query.Text("q", "Words of the product, a SKU or a barcode.", 100);
    private static readonly QueryParameter<string> _status = Query.Choice("status", "Where they are in their life.", "any", "any", "draft", "active", "archived");
    private static readonly QueryParameter<CategoryId?> _category = Query.Id<CategoryId>("category", "Their own category.");
    private static readonly QueryParameter<BrandId?> _brand = Query.Id<BrandId>("brand", "Their brand.");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _status, _category, _brand, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/products/all", HandleAsync)
        .WithName(nameof(ListAllProducts)).WithTags("Catalogue management").WithSummary("List products of every status")
        .WithDescription("Drafts and archived products too, the last changed first.")
        .WithQuery(_query).Produces<Page<ProductLine>>().WithExample(EditExamples.Products).Requires(Permissions.ProductRead);

    private static async Task<IResult> HandleAsync(HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (words, status, category, brand, limit) = (reader.Get(_words), reader.Get(_status), reader.Get(_category), reader.Get(_brand), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        var after = DateTimeOffset.MaxValue;
        reader.Problems.Require(
            cursor is null || DateTimeOffset.TryParseExact(cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out after),
            "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        await using var command = database.CreateCommand();
        var conditions = new List<string> { "true" };
        void Add(object value, Func<int, string> condition)
        {
            command.With(value);
            conditions.Add(condition(command.Parameters.Count));
        }

        if (words is { Length: > 0 })
        {
            command.With(words, words.ToUpperInvariant().PadLeft(14, '0'), $"%{string.Join('%', SearchFold.Words(words).Select(Sql.Literal))}%");
            conditions.Add("""
                (product.search_name || ' ' || product.search_text like $3 or product.slug = $1
                 or exists (select from catalog.variant where product_id = product.id and sku = $1)
                 or exists (select from catalog.variant join catalog.pack on variant_id = variant.id join catalog.barcode on pack_id = pack.id where product_id = product.id and code in ($1, $2)))
                """);
        }

        if (status is not "any")
        {
            Add(status, n => $"product.status = ${n}");
        }

        if (category is { } inCategory)
        {
            Add(inCategory.Value, n => $"product.category_id = ${n}");
        }

        if (brand is { } ofBrand)
        {
            Add(ofBrand.Value, n => $"product.brand_id = ${n}");
        }

        if (cursor is not null)
        {
            command.With(after.ToUniversalTime(), cursor.Id);
            conditions.Add($"(product.updated_at, product.id) < (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        command.With(limit + 1);
        command.CommandText = $"""
            select product.id, product.slug, product.status, product.name::text, category.slug, category.name::text, brand.slug, brand.name::text,
                   coalesce(first.sku, ''), coalesce(first.variants, 0)::integer, (select file from catalog.image where product_id = product.id order by position limit 1),
                   product.version, product.updated_at
            from catalog.product
            join catalog.category on category.id = product.category_id
            left join catalog.brand on brand.id = product.brand_id
            left join lateral (select sku, count(*) over () as variants from catalog.variant where product_id = product.id order by archived, position, id limit 1) first on true
            where {string.Join(" and ", conditions)}
            order by product.updated_at desc, product.id desc limit ${command.Parameters.Count}
            """;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<ProductLine>();
        while (await rows.ReadAsync(cancellationToken))
        {
            lines.Add(new ProductLine(
                ProductId.From(rows.GetGuid(0)), rows.GetString(1), Data.Words.Status(rows.GetString(2)), rows.Json<LocalText>(3), new NamedLink(rows.GetString(4), rows.Json<LocalText>(5)),
                rows.IsDBNull(6) ? null : new NamedLink(rows.GetString(6), rows.Json<LocalText>(7)), rows.GetString(8), rows.GetInt32(9), rows.TextOrNull(10), rows.GetInt32(11),
                rows.GetFieldValue<DateTimeOffset>(12)));
        }

        var next = lines.Count > limit ? new Cursor(Sort, lines[limit - 1].UpdatedAt.ToString("O", CultureInfo.InvariantCulture), lines[limit - 1].Id.Value).ToString() : null;
        return TaggedAnswer.Of(new Page<ProductLine>([.. lines.Take(limit)], next));
    }
}
