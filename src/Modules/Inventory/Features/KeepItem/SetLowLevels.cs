using Aisle.Contracts.Catalog;
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

/// <summary>When there is little of an item left in a store.</summary>
/// <param name="StoreId">In which store.</param>
/// <param name="LowAt">At or below which, in a unit that converts to the item's; left out, what the item says holds.</param>
internal sealed record LowLevelBody(StoreId StoreId, Quantity? LowAt = null);

/// <summary>When there is little of an item left in some stores.</summary>
/// <param name="Levels">1 to 500 stores, each once; others stay as they are.</param>
internal sealed record LowLevelsBody(IReadOnlyList<LowLevelBody> Levels);

/// <summary>Says for some stores when there is little of an item left: what sells by the hundred in one is enough for a year in another.</summary>
internal sealed class SetLowLevels(UnitOfWork work, ItemStore items, StockQuery stock, ShopFacts shop)
{
    private const int MostStores = 500;

    public static void Map(IEndpointRouteBuilder api) => api.MapPut<SetLowLevels, LowLevelsBody, KeptItem>("/inventory/items/{variant}/low-levels", (use, body, request) => use.RunAsync(body, request))
        .WithName(nameof(SetLowLevels)).WithTags("Stock").WithSummary("Say when stores have little of an item")
        .WithDescription("A store without a level of its own goes by the item's. The permission is needed in each of the stores.")
        .WithExample(InventoryExamples.Item with { Version = 4 }).WithProblems(404).Requires(Permissions.ItemEdit);

    public async Task<Result<KeptItem>> RunAsync(LowLevelsBody body, WriteRequest request)
    {
        if (!body.Levels.All(level => request.Caller.MayIn(Permissions.ItemEdit, level.StoreId)))
        {
            return Access.Forbidden;
        }

        var (id, version) = (request.Id<VariantId>("variant"), request.IfMatch());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        return await work.RunAsync<KeptItem>(async stop =>
        {
            // One that nobody asked of here before is known after this.
            if ((await items.FindAsync([id.Value], stop)).Count == 0 || await stock.NowAsync(id.Value, StoreScope.Everywhere, stop) is not { } before)
            {
                return InventoryErrors.NoItem;
            }

            var lows = Read(body, before.Item.LowAt.Unit, await shop.ShopAsync(stop));
            if (lows.IsFailure)
            {
                return lows.Errors.ToArray();
            }

            await using (var command = (await work.CommandAsync("select inventory.set_low($1, $2, $3, $4, $5)", stop))
                .With(id.Value.Value, version.Value, body.Levels.Select(level => level.StoreId.Value).ToArray(), lows.Value.ToArray(), shop.Now))
            {
                if (await command.ExecuteScalarAsync(stop) is not true)
                {
                    return InventoryErrors.Outdated;
                }
            }

            var was = body.Levels.Select(level => new LowLevelBody(level.StoreId, before.Stores.FirstOrDefault(store => store.Store == level.StoreId)?.LowAt)).ToList();
            work.Audit(new AuditEntry("inventory.item.low", "inventory.item", id.Value.ToString(), before.Item.Item.Sku, was, body.Levels, body.Levels.Count == 1 ? body.Levels[0].StoreId.Value : null));
            var after = before.Item with { Version = version.Value + 1 };
            request.Version = after.Version;
            return after;
        }, request.Stop);
    }

    private static Result<IReadOnlyList<long?>> Read(LowLevelsBody body, Unit unit, Shop? shop)
    {
        var problems = new Problems();
        problems.Require(body.Levels.Count is > 0 and <= MostStores && body.Levels.DistinctBy(level => level.StoreId).Count() == body.Levels.Count, "inventory.low_stores", $"1 to {MostStores} stores are told, each once.", "levels");
        var lows = new List<long?>();
        for (var index = 0; index < body.Levels.Count && problems.Errors.Count < 100; index++)
        {
            var (level, at) = (body.Levels[index], $"levels[{index}]");
            if (shop is null || shop.Stores.All(store => store.Id != level.StoreId))
            {
                problems.Add(InventoryErrors.StoreUnknown with { Field = at + ".storeId" });
            }

            var low = level.LowAt is { } said ? problems.Take(said.ConvertTo(unit), at + ".lowAt").Thousandths : (long?)null;
            problems.Require(low is null or (>= 0 and <= PostStock.MostQuantity), "inventory.quantity_range", "A level is of 0 to 10^12 thousandths.", at + ".lowAt");
            lows.Add(low);
        }

        return problems.ToResult<IReadOnlyList<long?>>(() => lows);
    }
}
