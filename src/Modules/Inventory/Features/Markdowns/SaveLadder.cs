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

/// <summary>A ladder as it is to be.</summary>
/// <param name="Steps">Its steps, in any order, at most 20; none takes nothing off.</param>
internal sealed record LadderBody(IReadOnlyList<LadderStep> Steps);

/// <summary>All ladders there are.</summary>
/// <param name="Ladders">That of no category first.</param>
internal sealed record LadderList(IReadOnlyList<LadderRecord> Ladders);

/// <summary>Reads and edits the ladders of markdowns. They are the company's: whoever edits one needs the right for all stores.</summary>
internal sealed class SaveLadder(UnitOfWork work, MarkdownQuery markdowns, ICatalog catalog, ShopFacts shop)
{
    /// <summary>Stands in addresses for the ladder of all that have no other.</summary>
    public const string All = "all";

    public const int MostSteps = 20;

    private static readonly LadderRecord _example = new(CategoryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e21")), [new LadderStep(7, 10), new LadderStep(3, 30), new LadderStep(1, 50)], 1);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/markdown-ladders", async (HttpContext context, MarkdownQuery markdowns, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(new LadderList(await markdowns.LaddersAsync(cancellationToken)));
            })
            .WithName("ListLadders").WithTags("Lots").WithSummary("List the ladders of markdowns").WithDescription("A category without one takes the nearest above it, else that of no category.")
            .WithQuery([]).Produces<LadderList>().WithExample(new LadderList([_example])).Requires(Permissions.StockRead);
        api.MapPut<SaveLadder, LadderBody, LadderRecord>("/inventory/markdown-ladders/{category}", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(SaveLadder)).WithTags("Lots").WithSummary("Save a ladder of markdowns")
            .WithDescription("What is taken off the price from how many days before the last day of sale on; of several steps that of the fewest days holds. `all` stands for what has no other ladder. The version of one that is not there yet is 0.")
            .WithExample(_example).WithProblems(404).Requires(Permissions.MarkdownEdit);
        api.MapDelete<SaveLadder, Nothing>("/inventory/markdown-ladders/{category}", (use, request) => use.RemoveAsync(request), ifMatch: true)
            .WithName("RemoveLadder").WithTags("Lots").WithSummary("Remove a ladder of markdowns").WithDescription("What had it takes the nearest above it from then on.").WithProblems(404).Requires(Permissions.MarkdownEdit);
    }

    public async Task<Result<LadderRecord>> RunAsync(LadderBody body, WriteRequest request)
    {
        var (category, version) = (await CategoryAsync(request), request.IfMatch());
        if (category.IsFailure || version.IsFailure)
        {
            return category.IsFailure ? category.Errors.ToArray() : version.Errors.ToArray();
        }

        var problems = new Problems();
        problems.Require(body.Steps.Count <= MostSteps, "inventory.ladder_steps", $"A ladder has up to {MostSteps} steps.", "steps");
        foreach (var (step, index) in body.Steps.Take(MostSteps).Select((step, index) => (step, index)))
        {
            problems.Require(step.DaysLeft is >= 0 and <= MarkdownRule.MostDays, "inventory.ladder_days", "Days left are from 0 to 365.", FormattableString.Invariant($"steps[{index}].daysLeft"));
            problems.Require(step.Percent is >= MarkdownRule.LeastPercent and <= MarkdownRule.MostPercent && decimal.Round(step.Percent, 2) == step.Percent, "inventory.ladder_percent", "A percent is from 0.01 to 99, with at most two decimals.", FormattableString.Invariant($"steps[{index}].percent"));
            problems.Require(body.Steps.Take(index).All(before => before.DaysLeft != step.DaysLeft), "inventory.ladder_twice", "Two steps are of the same days.", FormattableString.Invariant($"steps[{index}].daysLeft"));
        }

        return problems.Any ? problems.Errors.ToArray() : await work.RunAsync<LadderRecord>(async stop =>
        {
            var (id, of, steps) = (category.Value.Value, Of(category.Value), body.Steps.OrderByDescending(step => step.DaysLeft).ToList());
            var before = (await markdowns.LaddersAsync(stop)).FirstOrDefault(ladder => ladder.Category == Of(category.Value));
            var sql = version.Value == 0
                ? "insert into inventory.markdown_ladder (category_id, updated_at) select $1, $3 where $2 = 0 on conflict do nothing"
                : "update inventory.markdown_ladder set version = version + 1, updated_at = $3 where category_id = $1 and version = $2";
            await using (var save = (await work.CommandAsync(sql, stop)).With(id, version.Value, shop.Now))
            {
                if (await save.ExecuteNonQueryAsync(stop) == 0)
                {
                    return InventoryErrors.Outdated;
                }
            }

            await using (var clear = (await work.CommandAsync("delete from inventory.markdown_step where category_id = $1", stop)).With(id))
            {
                await clear.ExecuteNonQueryAsync(stop);
            }

            await using (var add = (await work.CommandAsync("insert into inventory.markdown_step (category_id, days_left, percent) select $1, step.days, step.percent from unnest($2, $3) step (days, percent)", stop))
                .With(id, steps.Select(step => step.DaysLeft).ToArray(), steps.Select(step => (int)(step.Percent * 100)).ToArray()))
            {
                await add.ExecuteNonQueryAsync(stop);
            }

            var after = new LadderRecord(of, steps, version.Value + 1);
            work.Audit(new AuditEntry("inventory.ladder.save", "inventory.ladder", Of(category.Value)?.ToString() ?? All, await NameAsync(Of(category.Value), stop), before is null ? null : new { before.Steps }, new { after.Steps }));
            request.Version = after.Version;
            return after;
        }, request.Stop);
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        var (category, version) = (await CategoryAsync(request), request.IfMatch());
        if (category.IsFailure || version.IsFailure)
        {
            return category.IsFailure ? category.Errors.ToArray() : version.Errors.ToArray();
        }

        return await work.RunAsync<Nothing>(async stop =>
        {
            if ((await markdowns.LaddersAsync(stop)).FirstOrDefault(ladder => ladder.Category == Of(category.Value)) is not { } before)
            {
                return Error.NotFound("inventory.ladder_unknown", "There is no such ladder.");
            }

            await using var remove = (await work.CommandAsync(
                "with gone as (select category_id from inventory.markdown_ladder where category_id = $1 and version = $2 for update), steps as (delete from inventory.markdown_step using gone where markdown_step.category_id = gone.category_id) select count(*) from gone", stop))
                .With(category.Value.Value, version.Value);
            if (await remove.ExecuteScalarAsync(stop) is not 1L)
            {
                return InventoryErrors.Outdated;
            }

            await using var ladder = (await work.CommandAsync("delete from inventory.markdown_ladder where category_id = $1", stop)).With(category.Value.Value);
            await ladder.ExecuteNonQueryAsync(stop);
            work.Audit(new AuditEntry("inventory.ladder.remove", "inventory.ladder", Of(category.Value)?.ToString() ?? All, await NameAsync(Of(category.Value), stop), Before: new { before.Steps }));
            return Nothing.Value;
        }, request.Stop);
    }

    /// <summary>The category in the address; the empty id for all.</summary>
    private async Task<Result<CategoryId>> CategoryAsync(WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.MarkdownEdit.Name))
        {
            return Access.Forbidden;
        }

        if (string.Equals(request.Route("category"), All, StringComparison.Ordinal))
        {
            return default(CategoryId);
        }

        var id = request.Id<CategoryId>("category");
        return id.IsFailure ? id.Errors.ToArray()
            : (await catalog.CategoriesAsync(request.Stop)).ById(id.Value) is null ? Error.NotFound("category.unknown", "There is no such category.")
            : id.Value;
    }

    private static CategoryId? Of(CategoryId category) => category.Value == Guid.Empty ? null : category;

    private async Task<string> NameAsync(CategoryId? category, CancellationToken cancellationToken) => category is { } id ? (await catalog.CategoriesAsync(cancellationToken)).ById(id)?.Slug ?? "" : All;
}
