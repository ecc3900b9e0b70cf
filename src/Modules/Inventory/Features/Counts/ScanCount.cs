using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A scan.</summary>
/// <param name="Id">Made by the device: the same again changes nothing.</param>
/// <param name="Quantity">What was counted, from zero: in the item's unit, in one that converts to it exactly, or in packs.</param>
/// <param name="At">The instant at which it was counted, by the device's clock.</param>
/// <param name="Item">Of what; or say a code.</param>
/// <param name="Code">What a scanner read, or a SKU. GS1 text says the lot (10), its last day (17) and the serial number (21) too.</param>
/// <param name="Pack">The pack that is counted in.</param>
/// <param name="Location">At which place; absent for the place that is counted, or the floor.</param>
/// <param name="Lot">Of which lot.</param>
/// <param name="LotCode">Or the lot's code, as it is printed.</param>
/// <param name="Mode">Whether it takes the place of what was counted there before, or comes on top. Of no matter where pieces have serial numbers.</param>
/// <param name="Serial">Which piece, of what is kept by serial numbers: one a scan.</param>
/// <param name="ExpiresOn">With the lot's code: its last day of sale. Needed where several lots have the code and GS1 text does not say it.</param>
internal sealed record ScanBody(
    ScanId Id, Quantity Quantity, DateTimeOffset At, VariantId? Item = null, string? Code = null, PackId? Pack = null, LocationId? Location = null, LotId? Lot = null, string? LotCode = null, ScanMode Mode = ScanMode.Set,
    string? Serial = null, DateOnly? ExpiresOn = null);

/// <summary>Scans of a count.</summary>
/// <param name="Scans">1 to 500 scans, in whatever order.</param>
/// <param name="SentAt">The device's clock now: by how much it is wrong, instants are put right. Absent where it is known to be right.</param>
internal sealed record ScansBody(IReadOnlyList<ScanBody> Scans, DateTimeOffset? SentAt = null);

/// <summary>What was taken in.</summary>
/// <param name="Taken">How many scans are in the count now, of those that were sent.</param>
/// <param name="Again">How many of them name a piece that was scanned at the same place before: it stays one.</param>
internal sealed record ScansAnswer(int Taken, int Again);

/// <summary>Takes scans of a count. They may come late, twice and in any order: what counts is the instant at which each was made.</summary>
internal sealed class ScanCount(UnitOfWork work, CountStore counts, StockLines lines, LotQuery lots, ShopFacts shop)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<ScanCount, ScansBody, ScansAnswer>("/inventory/counts/{id}/scans", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(ScanCount)).WithTags("Stock counts").WithSummary("Send scans of a count")
            .WithDescription("A batch of scans, each with its own id and instant; all of them are taken or none. A scan that sets takes the place of what was counted at that place before its instant, one that adds comes on top. What is kept by serial numbers is scanned piece by piece; a piece is where it was seen last.")
            .WithExample(new ScansAnswer(3, 0)).WithProblems(404).Requires(Permissions.StockCount);

    public async Task<Result<ScansAnswer>> RunAsync(ScansBody body, WriteRequest request)
    {
        var id = request.Id<CountId>();
        if (PaperRules.Quantities(body.Scans.Select(scan => scan.Quantity), "scans") is { Count: > 0 } missing)
        {
            return missing.ToArray();
        }

        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<ScansAnswer>(async stop =>
        {
            if (await counts.LockAsync(id.Value, isShared: true, stop) is not { } count)
            {
                return InventoryErrors.CountUnknown;
            }

            if (!request.Caller.MayIn(Permissions.StockCount, count.StoreId))
            {
                return Access.Forbidden;
            }

            if (count.State != CountState.Open)
            {
                return InventoryErrors.CountState;
            }

            var now = await counts.NowAsync(stop);
            var problems = new Problems();
            var today = await shop.TodayAsync(stop);
            var codes = body.Scans.Select((scan, index) => scan.Code?.Trim() is { } code ? problems.Take(GoodsCode.Read(code, today), $"scans[{index}].code") : null).ToList();
            var read = problems.Any ? []
                : await lines.ReadAsync(
                    count.StoreId, [.. body.Scans.Select((scan, index) => new StockLineBody(scan.Quantity, scan.Item, codes[index]?.Code, scan.Pack, scan.Location ?? count.Location?.Id, scan.Lot))], problems, stop, "scans", mayBeZero: true, byNumber: true);
            var kept = problems.Any ? [] : await KeepAsync(body, codes, count, read, now, problems, stop);
            if (!problems.Any && await counts.OutsideAsync(count.Id, [.. kept.Select(scan => (scan.Variant, scan.Location))], stop) is { Count: > 0 } outside)
            {
                foreach (var index in outside)
                {
                    problems.Add(Error.Validation("inventory.count_outside", "This is not a part of the count.", $"scans[{index}]"));
                }
            }

            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var there = await counts.InsertAsync(count.Id, kept, request.Caller.Id, now, stop);
            for (var index = 0; index < kept.Count; index++)
            {
                if (!there[kept[index].Id].AsSpan().SequenceEqual(kept[index].Hash))
                {
                    problems.Add(InventoryErrors.Contradiction with { Field = $"scans[{index}].id" });
                }
            }

            return problems.Any ? problems.Errors.ToArray() : new ScansAnswer(kept.Count, await counts.SeenBeforeAsync(count.Id, kept, stop));
        }, request.Stop);
    }

    private async Task<IReadOnlyList<KeptScan>> KeepAsync(
        ScansBody body, IReadOnlyList<GoodsCode?> codes, CountRecord count, IReadOnlyList<ReadLine> read, DateTimeOffset now, Problems problems, CancellationToken cancellationToken)
    {
        var skew = body.SentAt is { } sent ? now - sent : TimeSpan.Zero;
        var floor = await counts.FloorAsync(count.StoreId, now, cancellationToken);
        var inLots = await counts.InLotsAsync(count.StoreId, [.. read.Select(line => line.Item.Id.Value).Distinct()], cancellationToken);
        bool IsInLots(int index) => read[index].Item.Tracking == Tracking.Lot || inLots.Contains((read[index].Item.Id.Value, read[index].Location?.Value ?? floor));
        // What a label says of lots and serial numbers is of no matter to what is not kept by them.
        string? Code(int index) => body.Scans[index].Lot is not null ? null : body.Scans[index].LotCode?.Trim() is { Length: > 0 } code ? code : IsInLots(index) ? codes[index]?.LotCode : null;
        // What a label says of the last day is said of the lot on the label, and of no other that somebody typed.
        DateOnly? LastDay(int index) => body.Scans[index].ExpiresOn ?? (string.Equals(Code(index), codes[index]?.LotCode, StringComparison.Ordinal) ? codes[index]?.ExpiresOn : null);
        string? Serial(int index) => body.Scans[index].Serial?.Trim() is { Length: > 0 } serial ? serial : read[index].Item.Tracking == Tracking.Serial ? codes[index]?.Serial : null;
        NewLot? Said(int index) => Code(index) is { } code ? new NewLot(read[index].Item.Id, code, LastDay(index)) : null;
        var said = Enumerable.Range(0, read.Count).Select(Said).OfType<NewLot>().Distinct().ToList();
        var named = said.Zip(await lots.NamedAsync(said, cancellationToken)).ToDictionary(one => one.First, one => one.Second);
        var kept = new List<KeptScan>(read.Count);
        var ids = new HashSet<Guid>();
        for (var index = 0; index < read.Count && problems.Errors.Count < 100; index++)
        {
            var (scan, line, field) = (body.Scans[index], read[index], $"scans[{index}]");
            var at = (scan.At + skew).ToUniversalTime();
            problems.Require(scan.Id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", field + ".id");
            problems.Require(ids.Add(scan.Id.Value), "inventory.scan_twice", "The same scan is sent twice at once.", field + ".id");
            problems.Require(at <= now, "inventory.scan_future", "A scan was made before now; send the clock of the device too, as sentAt.", field + ".at");
            problems.Require(at >= count.StartedAt, "inventory.scan_early", "A scan was made after the count began.", field + ".at");
            var lot = line.Lot?.Value;
            if (lot is null && Said(index) is { } wanted)
            {
                if (named[wanted] is not [var only])
                {
                    problems.Add(named[wanted] is [] ? InventoryErrors.LotUnknown with { Field = field + ".lotCode" } : InventoryErrors.LotAmbiguous(named[wanted].Select(one => one.ExpiresOn)) with { Field = field + ".expiresOn" });
                    continue;
                }

                lot = only.Id.Value;
            }

            var serial = Serial(index);
            IReadOnlyList<string>? piece = serial is null ? null : [serial];
            Serials.Check(piece, field + ".serial", problems);
            Serials.Fit(piece, line.Item.Tracking == Tracking.Serial, line.Quantity, field + ".serial", problems);
            problems.Require(lot is not null || !IsInLots(index), "inventory.lot_needed", "This product is kept by lots; say which.", field + ".lot");
            // By what the device said: sent again later, it is the same scan.
            var hash = StockWriter.ContentOf(new { count = count.Id, scan, line.Item.Id });
            kept.Add(new KeptScan(scan.Id.Value, line.Item.Id.Value, line.Location?.Value ?? floor, lot ?? Guid.Empty, line.Quantity, scan.Mode, serial, at, hash));
        }

        return kept;
    }
}
