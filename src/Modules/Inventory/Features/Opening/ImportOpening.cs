using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Inventory.Features;

/// <summary>
/// Takes in what a shop has before its books begin, from a file. What lies of an item in a place, of a lot, is stated once: what
/// a run before has taken in is known again, whether it was this file or a corrected one. So a run that was stopped is run again,
/// and nothing is doubled.
/// </summary>
internal sealed class ImportOpening(UnitOfWork work, IStores stores, OpeningReader reader, StockDesk desk, PostStock post, TimeProvider time)
{
    /// <summary>The kind of document in the books.</summary>
    public const string Document = "stock_opening";

    /// <summary>Rows of a posting; what one commits is whole.</summary>
    private const int ChunkRows = 500;

    /// <summary>How often a posting is tried again that somebody else's write came in between of.</summary>
    private const int MostTries = 5;

    private static readonly Error _rehearsed = Error.Conflict("inventory.rehearsed", "All of it would have been done.");

    /// <summary>Imports a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="acceptExpired">Whether goods are taken in that have expired.</param>
    /// <param name="may">Into which stores.</param>
    /// <param name="without">Lines that are known to be at fault, and why: for a run inside a unit of work, which cannot find out by trying.</param>
    /// <param name="cancellationToken">Stops it between two postings, or before one is committed.</param>
    /// <exception cref="FaultException">When the file is none that can be read.</exception>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, bool acceptExpired, Func<StoreId, bool> may, IReadOnlyList<Refusal>? without, CancellationToken cancellationToken)
    {
        var shop = await stores.ShopAsync(cancellationToken) ?? throw new FaultException("There is no shop yet: run './aisle up' once, or './aisle stores import DIR'.");
        using var csv = file.Open(OpeningRow.Needed, OpeningRow.Columns);
        var run = new Run(file.DryRun, acceptExpired, new FileImportTally(), (without ?? []).ToLookup(refusal => refusal.Line));
        for (var chunk = Next(csv, shop, may, run); chunk.Count > 0; chunk = Next(csv, shop, may, run))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var own in chunk.OfType<OpeningRow>().GroupBy(row => row.Store?.Id))
            {
                // What is said of no store that is known is looked at all the same: what else is wrong with it is told at once.
                if ((own.Key ?? shop.Stores.FirstOrDefault()?.Id) is not { } place)
                {
                    own.ToList().ForEach(row => run.Tally.Refuse(row.Line, row.Faults));
                    continue;
                }

                var open = await desk.OpenAsync(place, cancellationToken);
                if (open.IsFailure)
                {
                    return open.Errors.ToArray();
                }

                var at = open.Value;
                var lines = await reader.ReadAsync(at, [.. own], acceptExpired, run.Tally, cancellationToken);
                if (await TakeAsync(at, [.. lines.Where(line => IsFirst(line, run))], run, cancellationToken) is { IsFailure: true } failed)
                {
                    return failed.Errors.ToArray();
                }
            }

            file.Progress(run.Tally.Result(file.DryRun), csv.Progress);
        }

        return run.Tally.Result(file.DryRun);
    }

    private sealed record Run(bool IsDry, bool AcceptExpired, FileImportTally Tally, ILookup<long, Refusal> Without)
    {
        public Dictionary<(StoreId, VariantId, LocationId?, string, DateOnly?), long> Seen { get; } = [];
    }

    /// <summary>The next rows; null for each that is none, or is known to be at fault.</summary>
    private static List<OpeningRow?> Next(CsvFile csv, Shop shop, Func<StoreId, bool> may, Run run)
    {
        var rows = new List<OpeningRow?>(ChunkRows);
        while (rows.Count < ChunkRows && csv.Next() is { } row)
        {
            run.Tally.Rows++;
            if (run.Without[row.Line].ToList() is { Count: > 0 } known)
            {
                run.Tally.Refuse(row.Line, known.Select(refusal => Error.Validation(refusal.Code, refusal.Message, refusal.Field)));
                rows.Add(null);
                continue;
            }

            rows.Add(row.FaultCode is null ? OpeningRow.Read(row, csv.Header, shop, may) : null);
            if (row.FaultCode is { } code)
            {
                run.Tally.Refuse(row.Line, [Error.Validation(code, row.FaultMessage!)]);
            }
        }

        return rows;
    }

    /// <summary>Whether no row before says the same; a second one is more likely a mistake than a second heap.</summary>
    private static bool IsFirst(OpeningLine line, Run run)
    {
        if (run.Seen.TryAdd((line.Store, line.Variant, line.Place, line.Row.Lot, line.Row.ExpiresOn), line.Row.Line))
        {
            return true;
        }

        run.Tally.Refuse(line.Row.Line, [Error.Validation("row.repeated", "The same item, place and lot stand in the file already.", line.Row.Field)]);
        return false;
    }

    private async Task<Result> TakeAsync(DeskStore at, IReadOnlyList<OpeningLine> lines, Run run, CancellationToken cancellationToken)
    {
        for (var tries = 1; lines.Count > 0;)
        {
            var same = 0;
            var done = await work.RunAsync<int>(async stop =>
            {
                var posted = await PostAsync(at, lines, stop);
                same = posted.IsSuccess ? posted.Value : 0;
                return posted.IsSuccess && run.IsDry ? _rehearsed : posted;
            }, cancellationToken);
            if (done.IsSuccess || (run.IsDry && done.Errors[0] == _rehearsed))
            {
                (run.Tally.Added, run.Tally.Same) = (run.Tally.Added + lines.Count - same, run.Tally.Same + same);
                return Result.Success;
            }

            if (work.Transaction is not null)
            {
                return done.WithoutValue();
            }

            if (done.Errors[0] == UnitOfWork.Conflict)
            {
                if (tries++ == MostTries)
                {
                    throw new FaultException("Somebody else changes the same goods all the time; run the import again, and it goes on there.");
                }

                continue;
            }

            var bad = OpeningFaults.ByLine(done.Errors);
            if (bad.Count == 0 && lines.Count > 1)
            {
                // Which of them it is, halves tell.
                var half = lines.Count / 2;
                var first = await TakeAsync(at, [.. lines.Take(half)], run, cancellationToken);
                return first.IsFailure ? first : await TakeAsync(at, [.. lines.Skip(half)], run, cancellationToken);
            }

            foreach (var (index, faults) in bad.Count == 0 ? [KeyValuePair.Create(0, done.Errors.ToList())] : bad.AsEnumerable())
            {
                run.Tally.Refuse(lines[index].Row.Line, faults);
            }

            lines = bad.Count == 0 ? [] : [.. lines.Index().Where(one => !bad.ContainsKey(one.Index)).Select(one => one.Item)];
        }

        return Result.Success;
    }

    /// <summary>Posts what is not known yet; answers how many lines are.</summary>
    private async Task<Result<int>> PostAsync(DeskStore at, IReadOnlyList<OpeningLine> lines, CancellationToken cancellationToken)
    {
        // One at a time in a store, and before anything is read: what another run has taken in is seen, or is not there.
        await using (var alone = (await work.CommandAsync("select pg_advisory_xact_lock(hashtextextended('inventory.opening/' || $1::text, 0))", cancellationToken)).With(at.Store.Id.Value))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        var lots = await LotsAsync(at, lines, cancellationToken);
        var known = await KnownAsync(at, lines, cancellationToken);
        var floor = await FloorAsync(at, cancellationToken);
        var (taken, problems, same) = (new List<NewStockLine>(lines.Count), new Problems(), 0);
        foreach (var (index, line) in lines.Index())
        {
            LotId? lot = line.Row.Lot.Length == 0 ? null : lots[(line.Variant, line.Row.Lot, line.Row.ExpiresOn)];
            if (known.TryGetValue((line.Variant, line.Place?.Value ?? floor, lot?.Value ?? Guid.Empty), out var there))
            {
                same += there == line.Quantity ? 1 : 0;
                problems.Require(there == line.Quantity, "inventory.opening_known", "Its opening stock is in already, and is another; put it right by an adjustment.", $"lines[{index}].quantity");
                continue;
            }

            taken.Add(new NewStockLine(line.Variant, line.Quantity, new Money(line.Value, at.Currency), line.Place, lot));
        }

        if (problems.Any || taken.Count == 0)
        {
            return problems.Any ? problems.Errors.ToArray() : same;
        }

        var id = TypedId.New<StockPostingId>(time);
        var number = FormattableString.Invariant($"OB-{at.Store.Code}-{at.Day.Date:yyyyMMdd}-{lines[0].Row.Line}");
        var posted = await post.RunAsync(new NewStockPosting(id, StockKind.Adjustment, at.Store.Id, new DocumentRef(Document, id.ToString()), at.Day, number, taken) { Reason = "opening" }, cancellationToken);
        if (posted.IsFailure)
        {
            // Its lines are those that are new; ours have known ones among them.
            var own = lines.Index().Where(one => !known.ContainsKey((one.Item.Variant, one.Item.Place?.Value ?? floor, one.Item.Row.Lot.Length == 0 ? Guid.Empty : lots[(one.Item.Variant, one.Item.Row.Lot, one.Item.Row.ExpiresOn)].Value))).Select(one => one.Index).ToList();
            return OpeningFaults.ByLine(posted.Errors) is { Count: > 0 } bad
                ? bad.SelectMany(one => one.Value.Select(fault => fault with { Field = $"lines[{own[one.Key]}].{fault.Field}" })).ToArray()
                : posted.Errors.ToArray();
        }

        work.Audit(new AuditEntry("inventory.opening.take", "inventory.posting", id.ToString(), number, After: new { lines = taken.Count, value = posted.Value.Value }, StoreId: at.Store.Id.Value));
        return same;
    }

    /// <summary>The lots that lines name; those that are new come to be.</summary>
    private async Task<IReadOnlyDictionary<(VariantId, string, DateOnly?), LotId>> LotsAsync(DeskStore at, IReadOnlyList<OpeningLine> lines, CancellationToken cancellationToken)
    {
        var named = lines.Where(line => line.Row.Lot.Length > 0).Select(line => (line.Variant, Code: line.Row.Lot, Expires: line.Row.ExpiresOn)).Distinct().OrderBy(lot => lot.Variant.Value).ThenBy(lot => lot.Code, StringComparer.Ordinal).ToList();
        if (named.Count == 0)
        {
            return new Dictionary<(VariantId, string, DateOnly?), LotId>();
        }

        var (variants, codes, days) = (named.Select(lot => lot.Variant.Value).ToArray(), named.Select(lot => lot.Code).ToArray(), named.Select(lot => lot.Expires).ToArray());
        await using (var make = (await work.CommandAsync("""
            insert into inventory.lot (id, variant_id, code, expires_on, created_at, updated_at)
            select given.id, given.variant, given.code, given.expires, $5, $5 from unnest($1, $2, $3, $4) with ordinality given (id, variant, code, expires, no) order by given.no
            on conflict do nothing
            """, cancellationToken)).With(named.Select(_ => TypedId.New<LotId>(time).Value).ToArray(), variants, codes, days, at.Now))
        {
            await make.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = (await work.CommandAsync("""
            select lot.id, lot.variant_id, lot.code, lot.expires_on from unnest($1, $2, $3) given (variant, code, expires)
            join inventory.lot on lot.variant_id = given.variant and lot.code = given.code and coalesce(lot.expires_on, 'infinity'::date) = coalesce(given.expires, 'infinity'::date)
            """, cancellationToken)).With(variants, codes, days);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return (await rows.ListAsync(row => (Id: LotId.From(row.GetGuid(0)), Variant: VariantId.From(row.GetGuid(1)), Code: row.GetString(2), Expires: row.IsDBNull(3) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(3)), cancellationToken))
            .ToDictionary(lot => (lot.Variant, lot.Code, lot.Expires), lot => lot.Id);
    }

    /// <summary>What was taken in before, by item, place and lot.</summary>
    private async Task<IReadOnlyDictionary<(VariantId, Guid, Guid), long>> KnownAsync(DeskStore at, IReadOnlyList<OpeningLine> lines, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select movement.variant_id, movement.location_id, movement.lot_id, sum(movement.quantity)::bigint
            from inventory.movement join inventory.posting on posting.id = movement.posting_id and posting.document_type = $3
            where movement.variant_id = any ($2) and movement.store_id = $1 and movement.line is not null group by 1, 2, 3
            """, cancellationToken)).With(at.Store.Id.Value, lines.Select(line => line.Variant.Value).Distinct().ToArray(), Document);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return (await rows.ListAsync(row => (Key: (VariantId.From(row.GetGuid(0)), row.GetGuid(1), row.GetGuid(2)), Quantity: row.GetInt64(3)), cancellationToken)).ToDictionary(one => one.Key, one => one.Quantity);
    }

    private async Task<Guid> FloorAsync(DeskStore at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select inventory.place_of($1, 'floor', $2)", cancellationToken)).With(at.Store.Id.Value, at.Now);
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
