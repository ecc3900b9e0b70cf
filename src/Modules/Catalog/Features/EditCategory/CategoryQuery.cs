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

/// <summary><c>GET /api/v1/categories/all</c> and <c>/categories/{id}</c>: also those that no shopper sees yet.</summary>
internal sealed class CategoryQuery(UnitOfWork work)
{
    private const string Counted = "(select count(*) from catalog.product where product.category_id = category.id)";
    private const string Columns = "category.id, category.parent_id, category.slug, category.name::text, category.position, category.color, category.icon, " + Counted + ", category.version";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/categories/all", async (HttpContext context, CategoryQuery query) => QueryReader.Strict(context.Request, []) is { Problems.Any: true } reader
                ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(new CategoriesEdit(await query.ListAsync(counted: true, context.RequestAborted))))
            .WithName("ListAllCategories").WithTags("Catalogue management").WithSummary("List all categories").WithDescription("Also empty ones, parents before children, with their versions.")
            .WithQuery([]).Produces<CategoriesEdit>().WithExample(new CategoriesEdit([EditExamples.Category])).Requires(Permissions.ProductRead);
        api.MapGet("/categories/{id}", GetAsync)
            .WithName("GetCategory").WithTags("Catalogue management").WithSummary("Read a category for editing").WithDescription("The ETag is the version for edits.")
            .WithQuery([]).Produces<CategoryEdit>().WithProblems(404).WithExample(EditExamples.Category).Requires(Permissions.ProductRead);
    }

    /// <summary>All of them, parents before children, siblings in their order.</summary>
    /// <param name="counted">Whether their products are counted.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public Task<List<CategoryEdit>> ListAsync(bool counted, CancellationToken cancellationToken) => ReadAsync($"""
        with recursive tree as (
            select id, 1 as depth from catalog.category where parent_id is null
            union all select child.id, tree.depth + 1 from catalog.category child join tree on tree.id = child.parent_id)
        select {(counted ? Columns : Columns.Replace(Counted, "0::bigint", StringComparison.Ordinal))} from catalog.category join tree using (id) order by tree.depth, category.position, category.slug
        """, cancellationToken);

    /// <summary>One of them; null where there is none.</summary>
    public async Task<CategoryEdit?> FindAsync(CategoryId id, CancellationToken cancellationToken) =>
        await ReadAsync($"select {Columns} from catalog.category where id = $1", cancellationToken, id.Value) is [var category] ? category : null;

    /// <summary>Those in whose name a word begins, at most five.</summary>
    public Task<List<CategoryEdit>> FindAsync(string words, CancellationToken cancellationToken) =>
        ReadAsync($"select {Columns} from catalog.category where search_text like $1 order by search_text limit 5", cancellationToken, WordPattern.Of(words));

    /// <summary>Whether products or other categories lie in it.</summary>
    public async Task<bool> IsUsedAsync(CategoryId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select exists (select from catalog.product where category_id = $1) or exists (select from catalog.category where parent_id = $1)", cancellationToken)).With(id.Value);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Products of its own.</summary>
    public async Task<long> CountAsync(CategoryId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select count(*) from catalog.product where category_id = $1", cancellationToken)).With(id.Value);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IResult> GetAsync([System.ComponentModel.Description("Id of the category.")] string id, HttpContext context, CategoryQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<CategoryId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await query.FindAsync(wanted, cancellationToken) is { } category ? VersionTags.Answer(context, category, category.Version) : new[] { Error.NotFound("category.unknown", "There is no such category.") }.ToProblem();
    }

    private async Task<List<CategoryEdit>> ReadAsync(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<CategoryEdit>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(new CategoryEdit(
                CategoryId.From(reader.GetGuid(0)), reader.IdOrNull(1) is { } parent ? CategoryId.From(parent) : null, reader.GetString(2), reader.Json<LocalText>(3),
                reader.GetInt32(4), reader.GetString(5), reader.GetString(6), reader.GetInt64(7), reader.GetInt32(8)));
        }

        return all;
    }
}
