using System.ComponentModel;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>How new items of a category are to be kept.</summary>
/// <param name="Tracking">What is known of each piece.</param>
/// <param name="Valuation">What a piece is worth that goes.</param>
internal sealed record PolicyBody(Tracking Tracking, Valuation Valuation);

/// <summary>How new items of a category are kept.</summary>
/// <param name="Category">The category.</param>
/// <param name="Tracking">What is known of each piece.</param>
/// <param name="Valuation">What a piece is worth that goes.</param>
/// <param name="From">The category that says so: itself, or the nearest one above; absent where none says anything.</param>
/// <param name="Version">Version of what it says itself, for edits; 0 where it says nothing.</param>
internal sealed record PolicyRecord(CategoryId Category, Tracking Tracking, Valuation Valuation, CategoryId? From, int Version);

/// <summary>
/// Says how the goods of a category are kept. It holds for items that come to be; those that are there stay as they are, because
/// what is there of them was counted and valued in their way.
/// </summary>
internal sealed class CategoryPolicy(UnitOfWork work, ICatalog catalog, ShopFacts shop)
{
    private const string FindSql = """
        select category_id, tracking, valuation, version from inventory.category_policy where category_id = any ($1) order by array_position($1, category_id) limit 1
        """;

    // One that was made at the same moment is not overwritten: its version is 1 and not 0.
    private const string SaveSql = """
        insert into inventory.category_policy as there (category_id, tracking, valuation, updated_at) select $1, $3, $4, $5 where $2 = 0
        on conflict (category_id) do nothing
        """;

    private const string EditSql = "update inventory.category_policy set tracking = $3, valuation = $4, updated_at = $5, version = version + 1 where category_id = $1 and version = $2";

    private static readonly Error _unknown = Error.NotFound("category.unknown", "There is no such category.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/policies/{category}", GetAsync)
            .WithName("ReadPolicy").WithTags("Stock").WithSummary("Read how goods of a category are kept")
            .WithDescription("For items that come to be. A category that says nothing takes what the nearest one above it says. The ETag is the version for edits, 0 where it says nothing itself.")
            .WithQuery([]).Produces<PolicyRecord>().WithProblems(404).WithExample(InventoryExamples.Policy).Requires(Permissions.StockRead);
        api.MapPut<CategoryPolicy, PolicyBody, PolicyRecord>("/inventory/policies/{category}", (use, body, request) => use.RunAsync(body, request))
            .WithName("SavePolicy").WithTags("Stock").WithSummary("Say how goods of a category are kept").WithDescription("It holds for items that come to be, in it and below it. Those that are there stay as they are.")
            .WithExample(InventoryExamples.Policy with { Version = 2 }).WithProblems(404).Requires(Permissions.ItemEdit);
    }

    /// <summary>What holds for a category; null where there is none.</summary>
    public async Task<PolicyRecord?> FindAsync(CategoryId id, CancellationToken cancellationToken)
    {
        var tree = await catalog.CategoriesAsync(cancellationToken);
        if (tree.ById(id) is not { } category)
        {
            return null;
        }

        await using var command = (await work.CommandAsync(FindSql, cancellationToken)).With(tree.PathTo(category).Reverse().Select(step => step.Id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var said = await reader.ListAsync(row => (From: CategoryId.From(row.GetGuid(0)), Tracking: ChoiceWords.To<Tracking>(row.GetString(1)), Valuation: ChoiceWords.To<Valuation>(row.GetString(2)), Version: row.GetInt32(3)), cancellationToken);
        return said is [var one] ? new PolicyRecord(id, one.Tracking, one.Valuation, one.From, one.From == id ? one.Version : 0) : new PolicyRecord(id, Tracking.None, Valuation.Average, From: null, Version: 0);
    }

    public async Task<Result<PolicyRecord>> RunAsync(PolicyBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ItemEdit.Name))
        {
            return Access.Forbidden;
        }

        var (id, version) = (request.Id<CategoryId>("category"), request.IfMatch());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        return await work.RunAsync<PolicyRecord>(async stop =>
        {
            if (await FindAsync(id.Value, stop) is not { } before)
            {
                return _unknown;
            }

            await using (var command = (await work.CommandAsync(version.Value == 0 ? SaveSql : EditSql, stop)).With(id.Value.Value, version.Value, ChoiceWords.Of(body.Tracking), ChoiceWords.Of(body.Valuation), shop.Now))
            {
                if (await command.ExecuteNonQueryAsync(stop) == 0)
                {
                    return InventoryErrors.Outdated;
                }
            }

            var after = new PolicyRecord(id.Value, body.Tracking, body.Valuation, id.Value, version.Value + 1);
            var name = (await catalog.CategoriesAsync(stop)).ById(id.Value)!.Slug;
            work.Audit(new AuditEntry("inventory.policy.save", "inventory.policy", id.Value.ToString(), name, new { before.Tracking, before.Valuation }, new { after.Tracking, after.Valuation }));
            request.Version = after.Version;
            return after;
        }, request.Stop);
    }

    private static async Task<IResult> GetAsync([Description("Id of the category.")] string category, HttpContext context, CategoryPolicy use, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var id = reader.Problems.Take(TypedId.Parse<CategoryId>(category, "category"));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : await use.FindAsync(id, cancellationToken) is { } found ? TaggedAnswer.Of(found, found.Version)
            : new[] { _unknown }.ToProblem();
    }
}
