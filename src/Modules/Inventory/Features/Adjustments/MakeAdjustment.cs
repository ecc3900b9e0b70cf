using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
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

/// <summary>A line of an adjustment.</summary>
/// <param name="Quantity">How much, above zero: in the item's unit, in one that converts to it exactly, or in packs. Below zero only where the reason is <c>other</c>, for what went.</param>
/// <param name="Item">Of what; or say a code.</param>
/// <param name="Code">What a scanner read, or a SKU.</param>
/// <param name="Pack">The pack that is counted in; the quantity's unit is then the pack's.</param>
/// <param name="Location">The place; absent for the floor where something comes, and where something goes for where enough of its lot lies, or for what goes first.</param>
/// <param name="Lot">The lot. Of what is kept by lots and goes it may be absent where only one lies in the store.</param>
/// <param name="UnitCost">What one unit of what is found is worth; absent for what it costs now.</param>
/// <param name="Serials">The serial number of each piece, where the item is kept by them, up to 1,000; <c>SN0098..SN0103</c> is a range.</param>
/// <param name="LotCode">Or the lot's code, as it is printed. What comes may be of a lot that nobody knew.</param>
/// <param name="ExpiresOn">With the code: the lot's last day of sale. May be absent where only one lot has the code, or where what comes does not expire.</param>
internal sealed record AdjustmentLineBody(
    Quantity Quantity, VariantId? Item = null, string? Code = null, PackId? Pack = null, LocationId? Location = null, LotId? Lot = null, Money? UnitCost = null, IReadOnlyList<string>? Serials = null, string? LotCode = null,
    DateOnly? ExpiresOn = null);

/// <summary>An adjustment to be made.</summary>
/// <param name="StoreId">Of which store.</param>
/// <param name="Reason"><c>waste</c>, <c>damage</c>, <c>theft</c>, <c>sample</c>, <c>own_use</c> take goods away, <c>found</c> brings some, <c>other</c> does either.</param>
/// <param name="Lines">What, 1 to 500 lines.</param>
/// <param name="Note">What else is to be said, at most 500 characters.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record AdjustmentBody(StoreId StoreId, string Reason, IReadOnlyList<AdjustmentLineBody> Lines, string? Note = null, AdjustmentId? Id = null);

/// <summary>Writes off what is spoiled or gone, and takes in what was found. What is worth more than the store's limit waits for somebody else.</summary>
internal sealed class MakeAdjustment(
    UnitOfWork work, AdjustmentStore adjustments, StockLines lines, StockDesk desk, PostStock post, StockBooks books, HeapQuery heaps, LotQuery lots, LotStore newLots, TimeProvider time)
{
    public const string Series = "AD";

    /// <summary>The kind of document in the books.</summary>
    public const string Document = "stock_adjustment";

    /// <summary>Reasons that people give.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["waste", "damage", "theft", "sample", "own_use", "found", "other"];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<MakeAdjustment, AdjustmentBody, AdjustmentDetail>("/inventory/adjustments", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(MakeAdjustment)).WithTags("Stock adjustments").WithSummary("Adjust the stock")
            .WithDescription("Writes off waste, damage, theft, samples and own use, and takes in what was found, at cost; its value stands in the books in the same commit. What is worth more than the store's limit, as it is stated or as it costs now, whichever is more, has the state `waiting` and changes nothing until somebody else approves it.")
            .WithExample(ActExamples.Adjustment).Requires(Permissions.StockAdjust);

    public async Task<Result<AdjustmentDetail>> RunAsync(AdjustmentBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.StockAdjust, body.StoreId))
        {
            return Access.Forbidden;
        }

        if (PaperRules.Quantities(body.Lines.Select(line => line.Quantity)) is { Count: > 0 } missing)
        {
            return missing.ToArray();
        }

        var id = body.Id ?? TypedId.New<AdjustmentId>(time);
        var hash = StockWriter.ContentOf(body with { Id = id });
        var made = await work.RunAsync<AdjustmentDetail>(async stop =>
        {
            if (await KnownAsync(id, hash, stop) is { } known)
            {
                return known;
            }

            var problems = new Problems();
            var at = await desk.FindAsync(body.StoreId, stop);
            if (at is null)
            {
                return InventoryErrors.StoreUnknown with { Field = "storeId" };
            }

            problems.Require(id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
            problems.Require(Reasons.Contains(body.Reason, StringComparer.Ordinal), "inventory.reason", $"A reason is one of: {string.Join(", ", Reasons)}.", "reason");
            var note = PaperRules.Note(problems, body.Note);
            var read = await lines.ReadAsync(body.StoreId, [.. body.Lines.Select(line => new StockLineBody(line.Quantity, line.Item, line.Code, line.Pack, line.Location, line.Lot, line.Serials))], problems, stop, mayBeBelow: string.Equals(body.Reason, "other", StringComparison.Ordinal));
            read = problems.Any ? read : await CodedAsync(body, read, problems, stop);
            read = problems.Any ? read : await NamedAsync(body, read, problems, stop);
            var kept = problems.Any ? [] : Keep(body, at, read, problems);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            await desk.LockNumbersAsync(at, Series, stop);
            return await KnownAsync(id, hash, stop) ?? await MakeAsync(new Draft(id, at, body.Reason, note, kept, hash, request.Caller.Id), stop);
        }, request.Stop);
        request.Location = made.IsSuccess ? $"/api/v1/inventory/adjustments/{id}" : null;
        request.Version = made.IsSuccess ? made.Value.Adjustment.Version : null;
        return made;
    }

    /// <summary>
    /// Writes off what did not arrive, as a part of what is under way: it never was in the stock of the store that waited for it, so it
    /// changes nothing there and is lost at what it was sent for. The caller has locked the numbers of the series.
    /// </summary>
    public async Task<Result<AdjustmentRecord>> LoseAsync(AdjustmentId id, DeskStore at, IReadOnlyList<KeptLine> lost, string note, Guid? by, CancellationToken cancellationToken)
    {
        var record = new AdjustmentRecord(
            id, await desk.TakeNumberAsync(at, Series, cancellationToken), at.Store.Id, "transfer_loss", note, AdjustmentState.Posted, new Money(lost.Sum(line => line.Value), at.Currency), by, Author: null, at.Now, DecidedBy: null, DecidedAt: null, "", 1);
        await adjustments.InsertAsync(record, lost, StockWriter.ContentOf(id), cancellationToken);
        var booked = await books.LoseAsync(EntryId.From(id.Value), new DocumentRef(Document, id.ToString()), at, record.Number, record.Reason, -record.Value.Minor, cancellationToken);
        return booked.IsFailure ? booked.Errors.ToArray() : record;
    }

    /// <summary>Changes the stock as an adjustment says; answers its value.</summary>
    public async Task<Result<Money>> PostAsync(AdjustmentRecord record, IReadOnlyList<KeptLine> kept, DeskStore at, StockWay way, CancellationToken cancellationToken)
    {
        // Where it lies may have changed since it was written down, as by a recall.
        var lotted = kept.Where(line => line is { Quantity: < 0, Lot: not null, Location: null }).ToList();
        var lying = await heaps.ReadAsync(record.StoreId, lotted.Select(line => VariantId.From(line.Variant)), withQuarantine: true, cancellationToken);
        Guid? PlaceOf(KeptLine line) => lotted.Contains(line) ? lying.Take(VariantId.From(line.Variant), LotId.From(line.Lot!.Value), -line.Quantity)?.Value : line.Location;
        var posting = new NewStockPosting(
            StockPostingId.From(record.Id.Value), StockKind.Adjustment, record.StoreId, new DocumentRef(Document, record.Id.ToString()), at.Day, record.Number,
            [.. kept.Select(line => new NewStockLine(
                VariantId.From(line.Variant), line.Quantity, line.GivenValue is { } given ? new Money(given, at.Currency) : null, PlaceOf(line) is { } place ? LocationId.From(place) : null, line.Lot is { } lot ? LotId.From(lot) : null, line.Serials))])
        {
            Way = way,
            Reason = record.Reason,
        };
        var posted = await post.RunAsync(posting, cancellationToken);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        await adjustments.ValueAsync(record.Id, kept.Select((line, index) => (line.No, Value: posted.Value.Parts.Where(part => part.Line == index).Sum(part => part.Value.Minor))).ToDictionary(one => one.No, one => one.Value), cancellationToken);
        return posted.Value.Value;
    }

    private sealed record Draft(AdjustmentId Id, DeskStore At, string Reason, string Note, IReadOnlyList<KeptLine> Lines, byte[] Hash, Guid? By);

    private static bool Comes(AdjustmentBody body, ReadLine line) => body.Reason is "found" or "other" && line.Quantity > 0;

    /// <summary>Finds the lots whose codes were said, and makes those that come and nobody knew.</summary>
    private async Task<IReadOnlyList<ReadLine>> CodedAsync(AdjustmentBody body, IReadOnlyList<ReadLine> read, Problems problems, CancellationToken cancellationToken)
    {
        var coded = read.Index().Where(one => one.Item.Lot is null && !string.IsNullOrWhiteSpace(body.Lines[one.Index].LotCode))
            .Select(one => (one.Index, Line: one.Item, Lot: new NewLot(one.Item.Item.Id, body.Lines[one.Index].LotCode!.Trim(), body.Lines[one.Index].ExpiresOn))).ToList();
        var named = (await lots.NamedAsync([.. coded.Select(one => one.Lot)], cancellationToken)).Index().ToDictionary(one => coded[one.Index].Index, one => one.Item);
        var missing = coded.Where(one => named[one.Index].Count == 0).ToList();
        foreach (var one in coded.Where(one => named[one.Index].Count > 1))
        {
            problems.Add(InventoryErrors.LotAmbiguous(named[one.Index].Select(lot => lot.ExpiresOn)) with { Field = $"lines[{one.Index}].expiresOn" });
        }

        foreach (var one in missing.Where(one => !Comes(body, one.Line)))
        {
            problems.Add(InventoryErrors.LotUnknown with { Field = $"lines[{one.Index}].lotCode" });
        }

        var come = problems.Any ? [] : missing;
        var there = await newLots.EnsureAsync([.. come.Select(one => one.Lot)], cancellationToken);
        if (there.IsFailure)
        {
            foreach (var error in there.Errors)
            {
                var at = come.FindIndex(one => error.Field?.StartsWith(FormattableString.Invariant($"lots[{come.IndexOf(one)}]."), StringComparison.Ordinal) ?? false);
                problems.Add(error with { Field = $"lines[{come[Math.Max(at, 0)].Index}].{(error.Code == "inventory.lot_dates" ? "expiresOn" : "lotCode")}" });
            }

            return read;
        }

        var made = come.Index().ToDictionary(one => one.Item.Index, one => there.Value[one.Index]);
        return [.. read.Select((line, index) => made.TryGetValue(index, out var lot) ? line with { Lot = lot } : named.TryGetValue(index, out var known) && known is [var only] ? line with { Lot = only.Id } : line)];
    }

    /// <summary>Of what is kept by lots and goes without one being named, the only one there is; of several somebody says which.</summary>
    private async Task<IReadOnlyList<ReadLine>> NamedAsync(AdjustmentBody body, IReadOnlyList<ReadLine> read, Problems problems, CancellationToken cancellationToken)
    {
        bool IsOpen(ReadLine line) => line is { Item.Tracking: Tracking.Lot, Lot: null } && !Comes(body, line);
        var lying = await heaps.ReadAsync(body.StoreId, read.Where(IsOpen).Select(line => line.Item.Id), withQuarantine: true, cancellationToken);
        return [.. read.Select((line, index) =>
        {
            var there = IsOpen(line) ? lying.Of(line.Item.Id, line.Location) : [];
            var kinds = there.Select(heap => heap.Lot?.Id).Distinct().ToList();
            problems.Require(kinds.Count < 2 || (line.Location is not null && kinds.Contains(null)), "inventory.lot_needed", "Several lots of this product lie here; say which.", $"lines[{index}].lot");
            // Where no place has enough of it alone, goods go from several as they are sold, or there are too few of them.
            return kinds is [{ } only] && there.Any(heap => heap.OnHand.Thousandths >= Math.Abs(line.Quantity)) ? line with { Lot = only } : line;
        })];
    }

    private static IReadOnlyList<KeptLine> Keep(AdjustmentBody body, DeskStore at, IReadOnlyList<ReadLine> read, Problems problems)
    {
        var kept = new List<KeptLine>(read.Count);
        for (var index = 0; index < read.Count; index++)
        {
            var (line, field) = (read[index], $"lines[{index}]");
            var quantity = body.Reason is "found" or "other" ? line.Quantity : -line.Quantity;
            long? given = null;
            if (body.Lines[index].UnitCost is { } cost)
            {
                problems.Require(quantity > 0, "inventory.value_out", "What goes costs what it costs.", field + ".unitCost");
                problems.Require(cost.Currency == at.Currency, "inventory.currency", "The stock is valued in the company's currency.", field + ".unitCost");
                problems.Require(!cost.IsNegative, "inventory.value_sign", "Goods are worth nothing or more.", field + ".unitCost");
                var worth = Math.Round((decimal)cost.Minor * quantity / 1_000m, MidpointRounding.AwayFromZero);
                given = problems.Require(Math.Abs(worth) <= NewEntry.LargestAmount, "inventory.range", "The stock would grow beyond what can be counted.", field + ".unitCost") ? (long)worth : null;
            }

            if (quantity > 0 && line.Item.IsArchived)
            {
                problems.Add(InventoryErrors.ItemArchived with { Field = field + ".item" });
            }

            problems.Require(line.Item.Tracking != Tracking.Lot || line.Lot is not null || quantity < 0, "inventory.lot_needed", "This product is kept by lots; say which.", field + ".lot");
            kept.Add(new KeptLine(index + 1, line.Item.Id.Value, quantity, line.Location?.Value, line.Lot?.Value, given, 0, line.Serials));
        }

        return kept;
    }

    private async Task<Result<AdjustmentDetail>> MakeAsync(Draft draft, CancellationToken cancellationToken)
    {
        var (at, costs) = (draft.At, await desk.CostsAsync(draft.At.Store.Id, [.. draft.Lines.Select(line => (line.Variant, line.Quantity))], cancellationToken));
        var kept = draft.Lines.Select((line, index) => line with { Value = line.GivenValue ?? (line.Quantity < 0 ? -costs[index] : costs[index]) }).ToList();
        var limit = await desk.LimitAsync(at, cancellationToken);
        // Who finds goods and says that they are worth nothing decides about them alone no more than who says what they cost.
        var waits = kept.Select((line, index) => (decimal)Math.Max(Math.Abs(line.Value), costs[index])).Sum() > limit.Minor;
        var record = new AdjustmentRecord(
            draft.Id, await desk.TakeNumberAsync(at, Series, cancellationToken), at.Store.Id, draft.Reason, draft.Note, waits ? AdjustmentState.Waiting : AdjustmentState.Posted,
            new Money((long)kept.Sum(line => (decimal)line.Value), at.Currency), draft.By, Author: null, at.Now, DecidedBy: null, DecidedAt: null, "", 1);
        await adjustments.InsertAsync(record, kept, draft.Hash, cancellationToken);
        if (!waits && await PostAsync(record, kept, at, StockWay.Physical, cancellationToken) is { IsFailure: true } refused)
        {
            return refused.Errors.ToArray();
        }

        var detail = (await adjustments.FindAsync(draft.Id, cancellationToken))!;
        work.Audit(new AuditEntry("inventory.adjustment.make", "inventory.adjustment", draft.Id.ToString(), record.Number, After: detail, StoreId: at.Store.Id.Value));
        return detail;
    }

    private async Task<Result<AdjustmentDetail>?> KnownAsync(AdjustmentId id, byte[] hash, CancellationToken cancellationToken) =>
        await PaperRoutes.KnownAsync(await adjustments.HashAsync(id, cancellationToken), hash, () => adjustments.FindAsync(id, cancellationToken));
}
