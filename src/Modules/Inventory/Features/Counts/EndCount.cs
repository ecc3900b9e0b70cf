using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
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

/// <summary>How a count is closed.</summary>
/// <param name="ZeroUncounted">Whether what was not counted is taken for none: it is written off.</param>
/// <param name="WithoutRecount">Whether lines are taken that should be counted again.</param>
internal sealed record CloseCountBody(bool ZeroUncounted = false, bool WithoutRecount = false);

/// <summary>Closes a count, approves it, which puts the stock right, or gives it up.</summary>
internal sealed class EndCount(UnitOfWork work, CountStore counts, StockDesk desk, IStores stores, PostStock post, StockWriter writer)
{
    /// <summary>The kind of document in the books.</summary>
    public const string Document = "stock_count";

    public const string ApprovalSetting = "inventory.count_approval";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<EndCount, CloseCountBody, CountRecord>("/inventory/counts/{id}/close", (use, body, request) => use.CloseAsync(body, request))
            .WithName("CloseCount").WithTags("Stock counts").WithSummary("Close a count")
            .WithDescription("It takes no more scans. Differences worth more than the store's limit wait for somebody else (`waiting`), who is told what they are worth at cost (`value`); smaller ones are posted at once. What was not counted stays as it is, but where `zeroUncounted` says that it is not there. Pieces with serial numbers that were seen in another place of the store are moved there; one that is on its way or in another store is refused (`inventory.serial_elsewhere`).")
            .WithExample(ActExamples.Count with { State = CountState.Waiting }).WithProblems(404).Requires(Permissions.StockCount);
        api.MapPost<EndCount, CountRecord>("/inventory/counts/{id}/approve", (use, request) => use.ApproveAsync(request))
            .WithName("ApproveCount").WithTags("Stock counts").WithSummary("Approve a count")
            .WithDescription("Posts all differences with the reason `count`. Somebody else than who counted approves.")
            .WithExample(ActExamples.Count with { State = CountState.Posted }).WithProblems(404).Requires(Permissions.StockApprove);
        api.MapPost<EndCount, CountRecord>("/inventory/counts/{id}/cancel", (use, request) => use.CancelAsync(request))
            .WithName("CancelCount").WithTags("Stock counts").WithSummary("Give a count up")
            .WithDescription("Nothing changes. Not once it is posted.")
            .WithExample(ActExamples.Count with { State = CountState.Cancelled }).WithProblems(404).Requires(Permissions.StockCount);
    }

    public Task<Result<CountRecord>> CloseAsync(CloseCountBody body, WriteRequest request) => ActAsync("inventory.count.close", Permissions.StockCount, request, async (count, at, stop) =>
    {
        if (count.State != CountState.Open)
        {
            return InventoryErrors.CountState;
        }

        await counts.CloseAsync(count.Id, body.ZeroUncounted, request.Caller.Id, stop);
        await counts.LockStockAsync(count.Id, at.Now, stop);
        var lines = await counts.DifferencesAsync(count.Id, stop);
        if (lines.Count == 0)
        {
            return Error.Conflict("inventory.count_empty", "Nothing was counted.");
        }

        if (!body.WithoutRecount && lines.Count(line => line.NeedsRecount(count.Tolerance)) is > 0 and var again)
        {
            return new Error("inventory.count_recount", again == 1 ? "1 line should be counted again." : $"{again} lines should be counted again.", ErrorKind.Conflict, "withoutRecount");
        }

        var pieces = await counts.PiecesAsync(count.Id, isPosted: false, items: null, stop);
        if (Elsewhere(pieces) is { Length: > 0 } elsewhere)
        {
            return elsewhere;
        }

        var changes = ChangesOf(lines, pieces);
        var costs = await desk.CostsAsync(count.StoreId, [.. changes.Select(change => (change.Line.Variant, change.Quantity))], stop);
        var approval = await stores.SettingAsync(ApprovalSetting, count.StoreId, stop);
        var waits = approval is "always" || (approval is "limit" && costs.Sum(cost => (decimal)cost) > (await desk.LimitAsync(at, stop)).Minor);
        if (!waits)
        {
            return await PostAsync(count, at, lines, pieces, decidedBy: null, decidedAt: null, stop);
        }

        await counts.ExpectAsync(count.Id, changes.Select((change, index) => Math.Sign(change.Quantity) * costs[index]).Sum(), stop);
        return Result.Success;
    });

    public Task<Result<CountRecord>> ApproveAsync(WriteRequest request) => ActAsync("inventory.count.approve", Permissions.StockApprove, request, async (count, at, stop) =>
    {
        if (count.State != CountState.Waiting)
        {
            return InventoryErrors.CountState;
        }

        if (request.Caller.Id is { } me && (count.ClosedById == me || await counts.HasCountedAsync(count.Id, me, stop)))
        {
            return PaperRules.Own;
        }

        await counts.LockStockAsync(count.Id, at.Now, stop);
        var pieces = await counts.PiecesAsync(count.Id, isPosted: false, items: null, stop);
        return Elsewhere(pieces) is { Length: > 0 } elsewhere ? elsewhere : await PostAsync(count, at, await counts.DifferencesAsync(count.Id, stop), pieces, request.Caller.Id, at.Now, stop);
    });

    public Task<Result<CountRecord>> CancelAsync(WriteRequest request) => ActAsync("inventory.count.cancel", Permissions.StockCount, request, async (count, at, stop) =>
    {
        if (count.State is not (CountState.Open or CountState.Waiting))
        {
            return InventoryErrors.CountState;
        }

        await counts.CancelAsync(count.Id, request.Caller.Id, at.Now, stop);
        return Result.Success;
    });

    /// <summary>What is more or less at a line: of what has serial numbers, the pieces that go there, or come.</summary>
    private sealed record Change(CountDifference Line, long Quantity, IReadOnlyList<string>? Serials = null);

    private static List<Change> ChangesOf(IReadOnlyList<CountDifference> lines, IReadOnlyList<CountPiece> pieces)
    {
        var numbered = pieces.ToLookup(piece => (piece.Variant, piece.Location));
        IEnumerable<Change> Of(CountDifference line, CountSerialState state, long sign) => numbered[(line.Variant, line.Location)]
            .Where(piece => piece.State == state).Select(piece => piece.Serial).Chunk(Serials.Most).Select(codes => new Change(line, sign * codes.Length * 1_000L, codes));
        return [.. lines.SelectMany(line => numbered.Contains((line.Variant, line.Location)) ? [.. Of(line, CountSerialState.Missing, -1), .. Of(line, CountSerialState.Found, 1)]
            : line.Difference == 0 ? Array.Empty<Change>() : [new Change(line, line.Difference)])];
    }

    private static Error[] Elsewhere(IReadOnlyList<CountPiece> pieces) =>
    [
        .. pieces.Where(piece => piece.State == CountSerialState.Elsewhere).Take(100)
            .Select(piece => Error.Conflict("inventory.serial_elsewhere", $"The piece {piece.Serial} is on its way or in another store; receive it, or have it sent here, and close the count then.")),
    ];

    /// <summary>
    /// Posts what is more or less than the ledger said, a posting for every 5,000 lines; what was only put elsewhere in the store is
    /// moved, and stays worth what it was. The stock is locked.
    /// </summary>
    private async Task<Result> PostAsync(
        CountRecord count, DeskStore at, IReadOnlyList<CountDifference> lines, IReadOnlyList<CountPiece> pieces, Guid? decidedBy, DateTimeOffset? decidedAt, CancellationToken cancellationToken)
    {
        var values = new Dictionary<CountDifference, long>();
        var (first, document) = (StockPostingId.From(count.Id.Value), new DocumentRef(Document, count.Id.ToString()));
        StockPostingId Derived(string purpose) => StockPostingId.From(StockBooks.Derived(first, purpose).Value);
        var moved = pieces.Where(piece => piece.State == CountSerialState.Moved).GroupBy(piece => (piece.Variant, From: piece.Other!.Id.Value, To: piece.Location))
            .SelectMany(group => group.Select(piece => piece.Serial).Chunk(Serials.Most), (group, codes) => (group.Key.Variant, group.Key.From, group.Key.To, (IReadOnlyList<string>)codes)).ToList();
        var put = moved.Count == 0 ? Result.Success : await writer.MoveAsync(Derived("moved"), count.StoreId, document, "count", at.Day.Date, at.Now, moved, cancellationToken);
        if (put.IsFailure)
        {
            return put;
        }

        foreach (var (part, some) in ChangesOf(lines, pieces).Chunk(NewStockPosting.MostLines).Index())
        {
            var posted = await post.RunAsync(
                new NewStockPosting(
                    part == 0 ? first : Derived($"part {part}"), StockKind.Count, count.StoreId, document, at.Day, count.Number,
                    [.. some.Select(change => new NewStockLine(
                        VariantId.From(change.Line.Variant), change.Quantity, Location: LocationId.From(change.Line.Location), Lot: change.Line.Lot == Guid.Empty ? null : LotId.From(change.Line.Lot), Serials: change.Serials))])
                {
                    // Somebody has seen it: it is a fact, even where what was there is sold by now.
                    Way = StockWay.Happened,
                    Reason = "count",
                }, cancellationToken);
            if (posted.IsFailure)
            {
                return posted.Errors.ToArray();
            }

            foreach (var line in posted.Value.Parts.GroupBy(one => some[one.Line].Line))
            {
                values[line.Key] = values.GetValueOrDefault(line.Key) + line.Sum(one => one.Value.Minor);
            }
        }

        await counts.PostedAsync(count.Id, [.. lines.Select(line => (line, values.GetValueOrDefault(line)))], pieces, decidedBy, decidedAt, cancellationToken);
        return Result.Success;
    }

    private async Task<Result<CountRecord>> ActAsync(string action, Permission permission, WriteRequest request, Func<CountRecord, DeskStore, CancellationToken, Task<Result>> act)
    {
        var id = request.Id<CountId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<CountRecord>(async stop =>
        {
            if (await counts.LockAsync(id.Value, isShared: false, stop) is not { } count)
            {
                return InventoryErrors.CountUnknown;
            }

            if (!request.Caller.MayIn(permission, count.StoreId))
            {
                return Access.Forbidden;
            }

            var at = await desk.OpenAsync(count.StoreId, stop);
            var done = at.IsFailure ? at.WithoutValue() : await act(count, at.Value, stop);
            if (done.IsFailure)
            {
                return done.Errors.ToArray();
            }

            var after = (await counts.FindAsync(id.Value, stop))!;
            work.Audit(new AuditEntry(action, "inventory.count", count.Id.ToString(), count.Number, count, after, count.StoreId.Value));
            request.Version = after.Version;
            return after;
        }, request.Stop);
    }
}
