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

/// <summary>Why something is done.</summary>
/// <param name="Reason">Why, 1 to 200 characters; people read it on the lot and in the audit.</param>
internal sealed record LotReasonBody(string Reason);

/// <summary>How a lot stands now.</summary>
/// <param name="Line">The lot.</param>
/// <param name="Was">Where it lay before. What of it lay where it is sold from is in quarantine now, if it was recalled.</param>
/// <param name="Also">The other lots of the item with the same code, in capitals or not, that were recalled with it.</param>
internal sealed record LotStateAnswer(LotLine Line, IReadOnlyList<LotPlace> Was, IReadOnlyList<RecalledLot> Also);

/// <summary>A lot that was recalled with another one.</summary>
/// <param name="Line">The lot.</param>
/// <param name="Was">Where it lay before.</param>
internal sealed record RecalledLot(LotLine Line, IReadOnlyList<LotPlace> Was);

/// <summary>
/// Holds a lot, recalls it, or sets it free. A recall is one act: from its commit on nothing of the lot is sold anywhere, and all
/// of it is in quarantine. Who recalls says a code, as it is printed: all lots of the item that have it are meant, whatever their last
/// day, and however somebody typed it when they came.
/// </summary>
internal sealed class ChangeLot(UnitOfWork work, LotQuery lots, StockWriter writer, ShopFacts shop, CallerContext caller)
{
    private const int LongestReason = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        Add("hold", LotState.Held, "Hold a lot", "Nothing of it is sold until it is set free; it stays where it is.");
        Add("recall", LotState.Recalled, "Recall a lot", "Nothing of it is sold any more, and all that lies in the stores is put into quarantine in the same act; so is every other lot of the item with the same code, in capitals or not, whatever its last day. The answer says which those are and where each lay. A lot that is recalled already: what came of it since goes into quarantine too.");
        Add("free", LotState.Good, "Set a lot free", "It may be sold again until it expires. What lies in quarantine stays there until somebody moves it.");

        void Add(string act, LotState state, string summary, string description) =>
            api.MapPost<ChangeLot, LotReasonBody, LotStateAnswer>($"/inventory/lots/{{id}}/{act}", (use, body, request) => use.RunAsync(state, body, request))
                .WithName(char.ToUpperInvariant(act[0]) + act[1..] + "Lot").WithTags("Lots").WithSummary(summary)
                .WithDescription(description + " A lot is the company's: the permission is needed for all stores.")
                .WithExample(InventoryExamples.LotChanged).WithProblems(404).Requires(Permissions.LotEdit);
    }

    public Task<Result<LotStateAnswer>> RunAsync(LotState state, LotReasonBody body, WriteRequest request) => RunAsync(state, body, version: null, request);

    /// <summary>The same for a page, which says which version somebody has seen.</summary>
    public async Task<Result<LotStateAnswer>> RunAsync(LotState state, LotReasonBody body, int? version, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.LotEdit.Name))
        {
            return Access.Forbidden;
        }

        var id = request.Id<LotId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        var problems = new Problems();
        var reason = (body.Reason ?? "").Trim();
        problems.Require(reason.Length > 0, "text.required", "A value is needed.", "reason");
        problems.Require(reason.Length <= LongestReason && !reason.Any(char.IsControl), "inventory.reason", $"A reason is a line of at most {LongestReason} characters.", "reason");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        return await work.RunAsync<LotStateAnswer>(stop => ChangeAsync(id.Value, state, reason, version, stop), request.Stop);
    }

    private async Task<Result<LotStateAnswer>> ChangeAsync(LotId id, LotState state, string reason, int? version, CancellationToken stop)
    {
        if (await lots.OneAsync(id, StoreScope.Everywhere, stop) is not { } before)
        {
            return InventoryErrors.NoLot;
        }

        if (version is { } seen && seen != before.Version)
        {
            return InventoryErrors.Outdated;
        }

        // All of them before any stock, in the order of their ids, as who posts takes their shares.
        var meant = await LockAsync(before, state, stop);
        foreach (var lot in meant.Where(lot => lot.Lot.Id == id || lot.Lot.State != state))
        {
            await using var set = (await work.CommandAsync("select inventory.set_lot_state($1, $2, $3, $4, $5)", stop))
                .With(lot.Lot.Id.Value, lot.Version, ChoiceWords.Of(state), reason, caller.Caller.Kind == CallerKind.System ? null : caller.Caller.Id);
            if (await set.ExecuteScalarAsync(stop) is not DateTime)
            {
                return UnitOfWork.Conflict;
            }
        }

        var turned = new List<RecalledLot>();
        foreach (var old in meant)
        {
            // With the rows of stock locked: nobody moves any of it between this look and the commit.
            var lot = old.Lot.Id;
            var was = await lots.PlacesAsync(lot, StoreScope.Everywhere, stop);
            if (lot != id && old.Lot.State == state && was.All(place => place.Kind == LocationKind.Quarantine))
            {
                continue;
            }

            var moved = state == LotState.Recalled ? await GatherAsync(lot, before.Item.Id, reason, was, stop) : Result.Success;
            if (moved.IsFailure)
            {
                return moved.Errors.ToArray();
            }

            work.Publish(new LotChanged(lot, before.Item.Id, ChoiceWords.Of(state)));
            var after = (await lots.OneAsync(lot, StoreScope.Everywhere, stop))!;
            work.Audit(new AuditEntry(
                state switch { LotState.Held => "inventory.lot.hold", LotState.Recalled => "inventory.lot.recall", _ => "inventory.lot.free" }, "inventory.lot", lot.ToString(), $"{old.Item.Sku} {old.Lot.Code}",
                new { old.Lot.State, old.Reason }, new { after.Lot.State, after.Reason }));
            turned.Add(new RecalledLot(after, was));
        }

        var asked = turned.Single(one => one.Line.Lot.Id == id);
        return new LotStateAnswer(asked.Line, asked.Was, [.. turned.Where(one => one != asked).OrderBy(one => one.Line.Lot.ExpiresOn ?? DateOnly.MaxValue)]);
    }

    /// <summary>The lots that an act is about: the one that was asked for, and where it is recalled all of its code, which are locked.</summary>
    private async Task<IReadOnlyList<LotLine>> LockAsync(LotLine asked, LotState state, CancellationToken stop)
    {
        if (state != LotState.Recalled)
        {
            return [asked];
        }

        await using (var command = (await work.CommandAsync("select from inventory.lot where variant_id = $1 and lower(code) = lower($2) order by id for no key update", stop)).With(asked.Item.Id.Value, asked.Lot.Code))
        {
            await command.ExecuteNonQueryAsync(stop);
        }

        // Where somebody changed the one that was asked for since it was read, its version tells.
        return [asked, .. await lots.TwinsAsync(asked.Lot.Id, StoreScope.Everywhere, stop)];
    }

    /// <summary>Puts all of a lot into quarantine, one posting a store.</summary>
    private async Task<Result> GatherAsync(LotId id, VariantId item, string reason, IReadOnlyList<LotPlace> places, CancellationToken stop)
    {
        foreach (var lying in places.Where(place => place.Kind != LocationKind.Quarantine && place.OnHand.Thousandths > 0).GroupBy(place => place.Store).OrderBy(store => store.Key.Value))
        {
            // A store that was closed with goods in it is not in the list of those that trade.
            var date = await shop.StoreAsync(lying.Key, stop) is { } store ? BusinessDate.Of(shop.Now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone), store.DayCutOff).Date : await shop.TodayAsync(stop);
            var moved = await writer.QuarantineAsync(shop.New<StockPostingId>(), lying.Key, item, id, [.. lying.Select(place => (place.Location, place.OnHand.Thousandths))], reason, date, shop.Now, stop);
            if (moved.IsFailure)
            {
                return moved.WithoutValue();
            }
        }

        return Result.Success;
    }
}
