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

/// <summary>What of a line has arrived.</summary>
/// <param name="Line">Number of the line.</param>
/// <param name="Quantity">How much, above zero, in the item's unit or one that converts to it exactly.</param>
/// <param name="Lot">Of which lot, where several were sent; absent for their order.</param>
/// <param name="Location">Into which place; absent for the floor.</param>
/// <param name="Serials">The serial number of each piece, where the item is kept by them; absent for all that are on their way.</param>
internal sealed record ArrivedBody(int Line, Quantity Quantity, LotId? Lot = null, LocationId? Location = null, IReadOnlyList<string>? Serials = null);

/// <summary>An arrival of goods.</summary>
/// <param name="StoreId">Where they arrived; it must be the store that they were sent to.</param>
/// <param name="Lines">What has arrived; absent for all that is on its way.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record ReceiveTransferBody(StoreId StoreId, IReadOnlyList<ArrivedBody>? Lines = null, ReceiptId? Id = null);

/// <summary>Takes in what has arrived of a transfer, and closes it: what has not arrived by then is written off.</summary>
internal sealed class ReceiveTransfer(UnitOfWork work, TransferStore transfers, StockDesk desk, PostStock post, MakeAdjustment adjust, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<ReceiveTransfer, ReceiveTransferBody, TransferDetail>("/inventory/transfers/{id}/receive", (use, body, request) => use.ReceiveAsync(body, request))
            .WithName(nameof(ReceiveTransfer)).WithTags("Stock transfers").WithSummary("Receive a transfer")
            .WithDescription("What has arrived comes into the stock of the store with its lots and at what it was worth when it left. It may arrive in several parts; more than was sent is refused. Once all of it is there the transfer is closed.")
            .WithExample(ActExamples.Transfer).WithProblems(404).Requires(Permissions.StockTransfer);
        api.MapPost<ReceiveTransfer, TransferDetail>("/inventory/transfers/{id}/close", (use, request) => use.CloseAsync(request))
            .WithName("CloseTransfer").WithTags("Stock transfers").WithSummary("Close a transfer")
            .WithDescription("What has not arrived is lost: the receiving store writes it off with the reason `transfer_loss`, at what it was sent for, and nothing is in transit any more. A loss above the store's limit takes the right to approve, and somebody else than who sent it.")
            .WithExample(ActExamples.Transfer).WithProblems(404).Requires(Permissions.StockTransfer);
    }

    public async Task<Result<TransferDetail>> ReceiveAsync(ReceiveTransferBody body, WriteRequest request)
    {
        var id = request.Id<TransferId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        if (PaperRules.Quantities(body.Lines?.Select(line => line.Quantity)) is { Count: > 0 } missing)
        {
            return missing.ToArray();
        }

        var receipt = body.Id ?? TypedId.New<ReceiptId>(time);
        var hash = StockWriter.ContentOf(new { transfer = id.Value, body = body with { Id = receipt } });
        return await ActAsync(id.Value, "inventory.transfer.receive", request, async (known, at, stop) =>
        {
            if (await transfers.ReceiptAsync(receipt, stop) is { } before)
            {
                return before.AsSpan().SequenceEqual(hash) ? false : InventoryErrors.Contradiction;
            }

            if (body.StoreId != known.To)
            {
                return new Error("inventory.transfer_elsewhere", "The goods were sent to another store.", ErrorKind.Conflict, "storeId");
            }

            if (known.State != TransferState.Sent)
            {
                return known.State == TransferState.Closed ? Error.Conflict("inventory.transfer_received", "All of it has arrived already, or was closed.") : InventoryErrors.TransferState;
            }

            var parts = await transfers.PartsAsync(known.Id, stop);
            var units = (await transfers.FindAsync(known.Id, stop))!.Lines.ToDictionary(line => line.No, line => line.Quantity.Unit);
            var arrived = Allocate(body.Lines, parts, units);
            if (arrived.IsFailure)
            {
                return arrived.Errors.ToArray();
            }

            var taken = await TakeInAsync(StockPostingId.From(receipt.Value), known, at, arrived.Value, stop);
            if (taken.IsFailure)
            {
                return taken.Errors.ToArray();
            }

            await transfers.InsertReceiptAsync(receipt, known.Id, request.Caller.Id, at.Now, hash, stop);
            await transfers.MoveOnAsync(known.Id, isLost: false, [.. arrived.Value.GroupBy(one => one.Part.No).Select(one => (one.Key, one.Sum(some => some.Quantity), one.Sum(some => some.Value), (IReadOnlyList<string>)[.. one.SelectMany(some => some.Serials)]))], stop);
            if (parts.Sum(part => part.Open) == arrived.Value.Sum(one => one.Quantity))
            {
                await transfers.EndAsync(known.Id, TransferState.Closed, request.Caller.Id, at.Now, stop);
            }

            return true;
        });
    }

    public async Task<Result<TransferDetail>> CloseAsync(WriteRequest request)
    {
        var id = request.Id<TransferId>();
        return id.IsFailure ? id.Errors.ToArray() : await ActAsync(id.Value, "inventory.transfer.close", request, async (known, at, stop) =>
        {
            if (known.State != TransferState.Sent)
            {
                return InventoryErrors.TransferState;
            }

            var sender = known.SentBy;
            var lost = (await transfers.PartsAsync(known.Id, stop)).Where(part => part.Open > 0).Select(part => new Arrival(part, part.Open, part.ValueOf(part.Open), Location: null, part.Serials ?? [])).ToList();
            var worth = lost.Sum(one => one.Value);
            if (worth > (await desk.LimitAsync(at, stop)).Minor && (!request.Caller.MayIn(Permissions.StockApprove, known.To) || (sender is not null && string.Equals(sender, request.Caller.Id?.ToString(), StringComparison.Ordinal))))
            {
                return Error.Conflict("inventory.transfer_approval", "So large a loss is closed by somebody who may approve and has not sent it.");
            }

            await desk.LockNumbersAsync(at, MakeAdjustment.Series, stop);
            var written = await adjust.LoseAsync(
                TypedId.New<AdjustmentId>(time), at, [.. lost.Select((one, index) => new KeptLine(index + 1, one.Part.Variant, -one.Quantity, Location: null, one.Part.Lot, GivenValue: null, -one.Value, one.Serials))], known.Number, request.Caller.Id, stop);
            if (written.IsFailure)
            {
                return written.Errors.ToArray();
            }

            await transfers.MoveOnAsync(known.Id, isLost: true, [.. lost.Select(one => (one.Part.No, one.Quantity, one.Value, one.Serials))], stop);
            await transfers.LoseSerialsAsync([.. lost.SelectMany(one => one.Serials, (one, code) => (one.Part.Variant, code))], at.Now, stop);
            await transfers.EndAsync(known.Id, TransferState.Closed, request.Caller.Id, at.Now, stop);
            work.Audit(new AuditEntry("inventory.adjustment.make", "inventory.adjustment", written.Value.Id.ToString(), written.Value.Number, After: written.Value, StoreId: known.To.Value));
            return true;
        });
    }

    private sealed record Arrival(KeptPart Part, long Quantity, long Value, LocationId? Location, IReadOnlyList<string> Serials);

    /// <summary>Which parts have arrived by what was said, in the order in which they left.</summary>
    private static Result<IReadOnlyList<Arrival>> Allocate(IReadOnlyList<ArrivedBody>? said, IReadOnlyList<KeptPart> parts, Dictionary<int, Unit> units)
    {
        var now = parts.ToDictionary(part => part.No);
        var arrived = new List<Arrival>();
        void Take(KeptPart part, long quantity, LocationId? location, IReadOnlyList<string>? serials = null)
        {
            var (value, taken) = (part.ValueOf(quantity), serials ?? part.Serials ?? []);
            arrived.Add(new Arrival(part, quantity, value, location, taken));
            now[part.No] = part with { Received = part.Received + quantity, ReceivedValue = part.ReceivedValue + value, Serials = part.Serials?.Except(taken, StringComparer.Ordinal).ToList() };
        }

        if (said is null)
        {
            foreach (var part in parts.Where(part => part.Open > 0))
            {
                Take(part, part.Open, location: null);
            }

            return arrived;
        }

        var problems = new Problems();
        problems.Require(said.Count is > 0 and <= StockLines.MostLines, "inventory.lines", $"A document has 1 to {StockLines.MostLines} lines.", "lines");
        for (var index = 0; index < said.Count && problems.Errors.Count < 100; index++)
        {
            var (line, field) = (said[index], $"lines[{index}]");
            if (!units.TryGetValue(line.Line, out var unit))
            {
                problems.Add(Error.Validation("inventory.line_unknown", "The transfer has no such line.", field + ".line"));
                continue;
            }

            var converted = line.Quantity.ConvertTo(unit);
            if (converted.IsFailure)
            {
                problems.Take(converted.WithoutValue(), field + ".quantity");
                continue;
            }

            var left = converted.Value.Thousandths;
            problems.Require(left != 0, "inventory.quantity_zero", "A quantity other than zero is needed.", field + ".quantity");
            problems.Require(left >= 0, "inventory.quantity_sign", "A quantity is above zero here.", field + ".quantity");
            problems.Require(unit != Unit.Piece || left % 1_000 == 0, "inventory.quantity_whole", "This product is counted in whole pieces.", field + ".quantity");
            var open = now.Values.Where(part => part.Line == line.Line && part.Open > 0 && (line.Lot is null || part.Lot == line.Lot.Value.Value)).OrderBy(part => part.No).ToList();
            if (line.Lot is { } lot && !parts.Any(part => part.Line == line.Line && part.Lot == lot.Value))
            {
                problems.Add(Error.Validation("inventory.lot_unknown", "No such lot was sent.", field + ".lot"));
                continue;
            }

            var serials = Serials.Read(line.Serials, field + ".serials", problems);
            if (open.Find(part => part.Serials is { Count: > 0 }) is { } known)
            {
                problems.Require(serials?.All(known.Serials!.Contains) ?? true, "inventory.serial_unknown", "No piece of this serial number is on its way.", field + ".serials");
                serials ??= left == known.Open ? known.Serials : null;
                problems.Require(left > known.Open || serials?.Count * 1_000L == left, "inventory.serial_needed", "This product is kept by serial numbers; say that of each piece.", field + ".serials");
            }
            else
            {
                problems.Require(serials is null || open.Count == 0, "inventory.serial_untracked", "This product is not kept by serial numbers.", field + ".serials");
            }

            foreach (var part in open)
            {
                var some = Math.Min(left, part.Open);
                if (some > 0)
                {
                    Take(part, some, line.Location, serials);
                    left -= some;
                }
            }

            problems.Require(left <= 0, "inventory.transfer_over", "That is more than is on its way.", field + ".quantity");
        }

        return problems.Any ? problems.Errors.ToArray() : arrived;
    }

    private async Task<Result> TakeInAsync(StockPostingId id, TransferRecord known, DeskStore at, IReadOnlyList<Arrival> arrived, CancellationToken cancellationToken)
    {
        var posting = new NewStockPosting(
            id, StockKind.TransferIn, known.To, new DocumentRef(SendTransfer.Document, known.Id.ToString()), at.Day, known.Number,
            [.. arrived.Select(one => new NewStockLine(VariantId.From(one.Part.Variant), one.Quantity, new Money(one.Value, at.Currency), one.Location, one.Part.Lot is { } lot ? LotId.From(lot) : null, one.Serials.Count > 0 ? one.Serials : null))])
        {
            // What left without a lot arrives without one.
            Way = StockWay.Happened,
        };
        return (await post.RunAsync(posting, cancellationToken)).WithoutValue();
    }

    /// <summary>Does something to what was sent, whose row is locked. An act that answers false has been done before.</summary>
    private Task<Result<TransferDetail>> ActAsync(TransferId id, string action, WriteRequest request, Func<TransferRecord, DeskStore, CancellationToken, Task<Result<bool>>> act) => work.RunAsync<TransferDetail>(async stop =>
    {
        if (await transfers.LockAsync(id, stop) is not { } known)
        {
            return InventoryErrors.TransferUnknown;
        }

        if (!request.Caller.MayIn(Permissions.StockTransfer, known.To))
        {
            return Access.Forbidden;
        }

        var at = await desk.OpenAsync(known.To, stop);
        var done = at.IsFailure ? at.Errors.ToArray() : await act(known, at.Value, stop);
        if (done.IsFailure)
        {
            return done.Errors.ToArray();
        }

        var detail = (await transfers.FindAsync(id, stop))!;
        if (done.Value)
        {
            work.Audit(new AuditEntry(action, "inventory.transfer", known.Id.ToString(), known.Number, known, detail.Transfer, known.To.Value));
        }

        request.Version = detail.Transfer.Version;
        return detail;
    }, request.Stop);
}
