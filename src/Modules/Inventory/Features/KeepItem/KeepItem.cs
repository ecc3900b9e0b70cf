using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
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

/// <summary>How an item is to be kept.</summary>
/// <param name="Tracking">What is known of each piece. It changes only while nothing is there.</param>
/// <param name="Valuation">What a piece is worth that goes.</param>
/// <param name="LowAt">At or below which there is little left, in a unit that converts to the item's; left out, it stays.</param>
internal sealed record KeepBody(Tracking Tracking, Valuation Valuation, Quantity? LowAt = null);

/// <summary>
/// Keeps an item in another way. What is there stays worth what it is worth: for first-in-first-out it becomes one layer a store,
/// for the moving average the layers go.
/// </summary>
internal sealed class KeepItem(UnitOfWork work, ItemStore items, StockQuery stock, ShopFacts shop)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut<KeepItem, KeepBody, KeptItem>("/inventory/items/{variant}", (use, body, request) => use.RunAsync(body, request))
        .WithName(nameof(KeepItem)).WithTags("Stock").WithSummary("Change how an item is kept")
        .WithDescription("By lots or not, valued by moving average or first-in-first-out, and when there is little left. The value of what is there does not change. It holds in all stores, so the permission is needed for all of them.")
        .WithExample(InventoryExamples.Item with { Version = 4 }).WithProblems(404).Requires(Permissions.ItemEdit);

    public async Task<Result<KeptItem>> RunAsync(KeepBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ItemEdit.Name))
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
            if ((await items.FindAsync([id.Value], stop)).Count == 0 || await stock.NowAsync(id.Value, StoreScope.Only([]), stop) is not { Item: var before })
            {
                return InventoryErrors.NoItem;
            }

            var low = (body.LowAt ?? before.LowAt).ConvertTo(before.LowAt.Unit);
            var problems = new Problems();
            var least = problems.Take(low, "lowAt").Thousandths;
            problems.Require(least is >= 0 and <= PostStock.MostQuantity, "inventory.quantity_range", "A line is of 1 to 10^12 thousandths.", "lowAt");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            await using (var command = (await work.CommandAsync("select inventory.keep_item($1, $2, $3, $4, $5, $6, $7)", stop))
                .With(id.Value.Value, version.Value, ChoiceWords.Of(body.Tracking), ChoiceWords.Of(body.Valuation), least, shop.New<StockPostingId>().Value, shop.Now))
            {
                if (Refused(await command.ExecuteScalarAsync(stop) as string) is { } refused)
                {
                    return refused;
                }
            }

            var after = before with { Tracking = body.Tracking, Valuation = body.Valuation, LowAt = new Quantity(least, before.LowAt.Unit), Version = version.Value + 1 };
            work.Audit(new AuditEntry(
                "inventory.item.keep", "inventory.item", id.Value.ToString(), before.Item.Sku, new { before.Tracking, before.Valuation, before.LowAt }, new { after.Tracking, after.Valuation, after.LowAt }));
            request.Version = after.Version;
            return after;
        }, request.Stop);
    }

    private static Error? Refused(string? why) => why switch
    {
        null => null,
        "outdated" => InventoryErrors.Outdated,
        "stocked" => Error.Conflict("inventory.tracking_stock", "Some of it is there, of which nobody knows the lots; it can be kept in another way once there is nothing.") with { Field = "tracking" },
        "unit" => Error.Conflict("inventory.serial_unit", "Only what is counted in pieces has serial numbers.") with { Field = "tracking" },
        "value" => Error.Conflict("inventory.value_left", "A store has nothing of it, and that is still worth something; put its value right first.") with { Field = "valuation" },
        _ => UnitOfWork.Conflict,
    };
}
