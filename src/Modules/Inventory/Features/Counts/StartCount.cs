using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
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

/// <summary>A count to be begun.</summary>
/// <param name="StoreId">Of which store.</param>
/// <param name="Scope">What is counted.</param>
/// <param name="Category">With <c>category</c>: which one; those below it count.</param>
/// <param name="Location">With <c>place</c>: which one.</param>
/// <param name="Items">With <c>items</c>: which, up to 5,000.</param>
/// <param name="Blind">Whether who counts is not shown what should be there.</param>
/// <param name="Tolerance">Percent of what was expected, 0 to 100: a line beyond should be counted again.</param>
/// <param name="Note">What else is to be said, at most 500 characters.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record CountBody(
    StoreId StoreId, CountScope Scope, CategoryId? Category = null, LocationId? Location = null, IReadOnlyList<VariantId>? Items = null, bool Blind = false, decimal Tolerance = 0, string? Note = null, CountId? Id = null);

/// <summary>Begins a count: trading goes on, and several counts may go on side by side.</summary>
internal sealed class StartCount(UnitOfWork work, CountStore counts, ItemStore items, ICatalog catalog, StockDesk desk, TimeProvider time)
{
    private const string Series = "CT";
    private const int MostItems = 5_000;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<StartCount, CountBody, CountRecord>("/inventory/counts", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(StartCount)).WithTags("Stock counts").WithSummary("Begin a count")
            .WithDescription("Of the whole store, a category, a place or some items; blind or not. Trading goes on: what is counted is compared with what the ledger said at the instant of its scan.")
            .WithExample(ActExamples.Count).Requires(Permissions.StockCount);

    public async Task<Result<CountRecord>> RunAsync(CountBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.StockCount, body.StoreId))
        {
            return Access.Forbidden;
        }

        var id = body.Id ?? TypedId.New<CountId>(time);
        var hash = StockWriter.ContentOf(body with { Id = id });
        var made = await work.RunAsync<CountRecord>(async stop =>
        {
            if (await KnownAsync(id, hash, stop) is { } known)
            {
                return known;
            }

            var problems = new Problems();
            if (await desk.FindAsync(body.StoreId, stop) is not { } at)
            {
                return InventoryErrors.StoreUnknown with { Field = "storeId" };
            }

            problems.Require(id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
            var note = PaperRules.Note(problems, body.Note);
            problems.Require(body.Tolerance is >= 0 and <= 100, "inventory.tolerance", "A tolerance is 0 to 100 percent.", "tolerance");
            problems.Require(body.Category is not null == (body.Scope == CountScope.Category), "inventory.count_scope", "A count of a category names one, and no other does.", "category");
            problems.Require(body.Location is not null == (body.Scope == CountScope.Place), "inventory.count_scope", "A count of a place names one, and no other does.", "location");
            problems.Require(body.Items is { Count: > 0 and <= MostItems } == (body.Scope == CountScope.Items) && (body.Items is null or { Count: 0 } || body.Scope == CountScope.Items), "inventory.count_scope", $"A count of items names 1 to {MostItems}, and no other does.", "items");
            var categories = await CategoriesAsync(body, problems, stop);
            if (!problems.Any && body.Items is { Count: > 0 } some && (await items.FindAsync([.. some], stop)) is var found && some.ToList().FindIndex(item => !found.ContainsKey(item)) is >= 0 and var missing)
            {
                problems.Add(InventoryErrors.ItemUnknown with { Field = $"items[{missing}]" });
            }

            if (body.Location is { } place && !await IsPlaceAsync(body.StoreId, place, stop))
            {
                problems.Add(InventoryErrors.LocationUnknown with { Field = "location" });
            }

            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            await desk.LockNumbersAsync(at, Series, stop);
            if (await KnownAsync(id, hash, stop) is { } meanwhile)
            {
                return meanwhile;
            }

            await counts.InsertAsync(id, await desk.TakeNumberAsync(at, Series, stop), body, note, categories, request.Caller.Id, hash, stop);
            var record = (await counts.FindAsync(id, stop))!;
            work.Audit(new AuditEntry("inventory.count.start", "inventory.count", id.ToString(), record.Number, After: record, StoreId: body.StoreId.Value));
            return record;
        }, request.Stop);
        request.Location = made.IsSuccess ? $"/api/v1/inventory/counts/{id}" : null;
        request.Version = made.IsSuccess ? made.Value.Version : null;
        return made;
    }

    /// <summary>A category with all below it.</summary>
    private async Task<IReadOnlyList<Guid>> CategoriesAsync(CountBody body, Problems problems, CancellationToken cancellationToken)
    {
        if (body.Category is not { } top)
        {
            return [];
        }

        var tree = await catalog.CategoriesAsync(cancellationToken);
        if (tree.ById(top) is null)
        {
            problems.Add(Error.Validation("category.unknown", "There is no such category.", "category"));
            return [];
        }

        var all = new List<CategoryId> { top };
        for (var index = 0; index < all.Count; index++)
        {
            all.AddRange(tree.Below(all[index]).Select(below => below.Id));
        }

        return [.. all.Select(one => one.Value)];
    }

    private async Task<bool> IsPlaceAsync(StoreId store, LocationId place, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select exists (select from inventory.location where id = $1 and store_id = $2 and closed_at is null)", cancellationToken)).With(place.Value, store.Value);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<Result<CountRecord>?> KnownAsync(CountId id, byte[] hash, CancellationToken cancellationToken) =>
        await PaperRoutes.KnownAsync(await counts.HashAsync(id, cancellationToken), hash, () => counts.FindAsync(id, cancellationToken));
}
