using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>
/// Takes in suppliers, and what they sell at which price, from a file. A supplier is known by their code and commits with all that
/// the file says they sell; what is as the file says already stays, so a run that was stopped is run again.
/// </summary>
internal sealed class ImportSuppliers(UnitOfWork work, RowStore rows, SaveSupplier save, SupplierItems items, ICatalog catalog, PurchasingClock clock)
{
    /// <summary>How often a supplier is tried again whom somebody else changed meanwhile.</summary>
    private const int MostTries = 5;

    private const int SkusAtOnce = 1_000;

    private static readonly Error _rehearsed = Error.Conflict("supplier.rehearsed", "All of it would have been done.");

    /// <summary>Imports a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="without">Lines that are known to be at fault, and why: for a run inside a unit of work, which cannot find out by trying.</param>
    /// <param name="cancellationToken">Stops it between two suppliers, or before one is committed.</param>
    /// <exception cref="FaultException">When the file is none that can be read.</exception>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, CancellationToken cancellationToken)
    {
        var company = await clock.CurrencyAsync(cancellationToken) ?? throw new FaultException("There is no shop yet: run './aisle up' once, or './aisle stores import DIR'.");
        var tally = new FileImportTally();
        var read = await ReadAsync(file, company, (without ?? []).ToLookup(refusal => refusal.Line), tally, cancellationToken);
        var suppliers = read.GroupBy(row => row.Code, StringComparer.Ordinal).ToList();
        foreach (var (index, supplier) in suppliers.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TakeAsync([.. supplier], file.DryRun, tally, cancellationToken) is { IsFailure: true } failed)
            {
                return failed.Errors.ToArray();
            }

            file.Progress(tally.Result(file.DryRun), (index + 1.0) / suppliers.Count);
        }

        return tally.Result(file.DryRun);
    }

    /// <summary>What became of each row of a supplier.</summary>
    private sealed record Taken(int Added, int Changed, int Same);

    /// <summary>The rows that nothing is wrong with; what is wrong with the others is taken down.</summary>
    private async Task<List<SupplierFileRow>> ReadAsync(FileImport file, Currency company, ILookup<long, Refusal> without, FileImportTally tally, CancellationToken cancellationToken)
    {
        using var csv = file.Open(SupplierFileRow.Needed, SupplierFileRow.Columns);
        var (lines, currencies) = (new List<CsvRow>(), new Dictionary<string, Currency>(StringComparer.Ordinal));
        while (csv.Next() is { } next)
        {
            // One row says the currency of a supplier, and all of theirs are in it.
            lines.Add(next);
            if (next.FaultCode is null && SupplierFileRow.CurrencyOf(next, csv.Header) is { } own)
            {
                currencies.TryAdd(own.Code, own.Currency);
            }
        }

        var codes = lines.Where(line => line.FaultCode is null).Select(line => SupplierFileRow.CodeOf(line, csv.Header)).Distinct(StringComparer.Ordinal).ToArray();
        var suppliers = (await rows.ListAsync<SupplierRow>("code = any ($1)", cancellationToken, codes)).ToDictionary(row => row.Code, StringComparer.Ordinal);
        Currency CurrencyOf(string code) => currencies.TryGetValue(code, out var unit) ? unit : suppliers.TryGetValue(code, out var known) ? Currency.Get(known.Currency) : company;
        tally.Rows += lines.Count;
        List<(SupplierFileRow Row, IReadOnlyList<Error> Faults)> said = [];
        foreach (var line in lines)
        {
            if (without[line.Line].ToList() is { Count: > 0 } known)
            {
                tally.Refuse(line.Line, known.Select(refusal => Error.Validation(refusal.Code, refusal.Message, refusal.Field)));
            }
            else if (line.FaultCode is { } code)
            {
                tally.Refuse(line.Line, [Error.Validation(code, line.FaultMessage!)]);
            }
            else
            {
                said.Add(SupplierFileRow.Read(line, csv.Header, CurrencyOf));
            }
        }

        var check = await CheckAsync(said.ConvertAll(one => one.Row), suppliers, company, cancellationToken);
        var (read, first, seen) = (new List<SupplierFileRow>(), new Dictionary<string, SupplierFileRow>(StringComparer.Ordinal), new HashSet<(string, string)>());
        foreach (var (row, own) in said)
        {
            // A column is at fault once: what cannot be read need not also be out of its range.
            List<Error> faults = [.. own, .. check.Faults(row).Where(fault => own.All(other => other.Field != fault.Field))];
            var key = (row.Code, row.Sku.ToUpperInvariant());
            if (row.Code.Length > 0 && (seen.Contains(key) || (row.SaysWho && first.TryGetValue(row.Code, out var says) && !row.SaysSameWho(says))))
            {
                faults.Add(Error.Validation("row.repeated", "The supplier stands in the file already, with the same item or with something else said of them.", "code"));
            }

            if (faults.Count > 0)
            {
                tally.Refuse(row.Line, faults);
                continue;
            }

            seen.Add(key);
            if (row.SaysWho)
            {
                first.TryAdd(row.Code, row);
            }

            read.Add(row);
        }

        return read;
    }

    /// <summary>What there is of what the rows speak of.</summary>
    private async Task<SupplierFileCheck> CheckAsync(List<SupplierFileRow> said, IReadOnlyDictionary<string, SupplierRow> suppliers, Currency company, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, CatalogItem>(StringComparer.Ordinal);
        foreach (var skus in said.Where(row => row.Sku.Length > 0).SelectMany(row => (string[])[row.Sku, row.Sku.ToUpperInvariant()]).Distinct(StringComparer.Ordinal).Chunk(SkusAtOnce))
        {
            foreach (var item in await catalog.ItemsBySkuAsync(skus, cancellationToken))
            {
                known.TryAdd(item.Sku.ToUpperInvariant(), item);
            }
        }

        var archived = known.Values.Where(item => item.Status == ArchivedItems.Status).Select(item => item.Id.Value).ToArray();
        var sold = archived.Length == 0 ? [] : await rows.ListAsync<ItemRow>("variant_id = any ($1) and supplier_id = any ($2)", cancellationToken, archived, suppliers.Values.Select(supplier => supplier.Id).ToArray());
        var kept = new HashSet<Guid>();
        foreach (var supplier in said.Where(row => row.Currency is { } other && suppliers.TryGetValue(row.Code, out var before) && before.Currency != other.Code).Select(row => suppliers[row.Code].Id).Distinct())
        {
            if (await save.IsUsedAsync(supplier, cancellationToken))
            {
                kept.Add(supplier);
            }
        }

        return new SupplierFileCheck(
            suppliers, said.Where(row => row.SaysWho).Select(row => row.Code).ToHashSet(StringComparer.Ordinal), known, sold.Select(item => (item.SupplierId, item.VariantId)).ToHashSet(), kept, company);
    }

    private async Task<Result> TakeAsync(List<SupplierFileRow> own, bool isDry, FileImportTally tally, CancellationToken cancellationToken)
    {
        for (var tries = 1; own.Count > 0;)
        {
            var taken = new Taken(0, 0, 0);
            var done = await work.RunAsync<Taken>(async stop =>
            {
                var written = await WriteAsync(own, stop);
                taken = written.IsSuccess ? written.Value : taken;
                return written.IsSuccess && isDry ? _rehearsed : written;
            }, cancellationToken);
            if (done.IsSuccess || (isDry && done.Errors[0] == _rehearsed))
            {
                (tally.Added, tally.Changed, tally.Same) = (tally.Added + taken.Added, tally.Changed + taken.Changed, tally.Same + taken.Same);
                return Result.Success;
            }

            if (work.Transaction is not null)
            {
                return done.WithoutValue();
            }

            if (done.Errors.Any(fault => fault == UnitOfWork.Conflict || fault == PurchasingErrors.CodeTaken || fault == PurchasingErrors.Outdated))
            {
                if (tries++ == MostTries)
                {
                    throw new FaultException("Somebody else changes the same suppliers all the time; run the import again, and it goes on there.");
                }

                continue;
            }

            // What is wrong with an item is wrong with its row; what is wrong with the supplier, with all of theirs.
            var byItem = done.Errors.Where(fault => ItemOf(fault) is not null).ToLookup(fault => ItemOf(fault)!.Value, fault => fault with { Field = SupplierFileCheck.Column(fault.Field![(fault.Field!.IndexOf('.', StringComparison.Ordinal) + 1)..]) });
            var who = done.Errors.Where(fault => ItemOf(fault) is null).Select(fault => fault with { Field = SupplierFileCheck.Column(fault.Field ?? "code") }).ToList();
            foreach (var (index, row) in own.Index())
            {
                if (who.Count > 0 || byItem[index].Any())
                {
                    tally.Refuse(row.Line, [.. who, .. byItem[index]]);
                }
            }

            own = who.Count > 0 ? [] : [.. own.Index().Where(one => !byItem[one.Index].Any()).Select(one => one.Item)];
        }

        return Result.Success;
    }

    /// <summary>Which row a fault is of: <c>items[3].price</c>; null where it is of the supplier.</summary>
    private static int? ItemOf(Error fault) =>
        fault.Field is { } field && field.StartsWith("items[", StringComparison.Ordinal) && int.TryParse(field.AsSpan(6, field.IndexOf(']', StringComparison.Ordinal) - 6), CultureInfo.InvariantCulture, out var index) ? index : null;

    private async Task<Result<Taken>> WriteAsync(List<SupplierFileRow> own, CancellationToken cancellationToken)
    {
        var before = (await rows.ListAsync<SupplierRow>("code = $1", cancellationToken, own[0].Code)).FirstOrDefault();
        var saying = own.FirstOrDefault(row => row.SaysWho);
        if (before is null && saying is null)
        {
            return PurchasingErrors.SupplierUnknown with { Field = "code" };
        }

        var saved = saying is null ? SupplierRecord.Of(before!) : before is null ? await save.AddAsync(saying.Body(before: null), cancellationToken) : await save.EditAsync(saying.Body(before), SupplierId.From(before.Id), before.Version, cancellationToken);
        if (saved.IsFailure)
        {
            return saved.Errors.ToArray();
        }

        var whoChanged = before is not null && saved.Value.Version != before.Version;
        var sold = await SellAsync(saved.Value.Id, own, cancellationToken);
        if (sold.IsFailure)
        {
            return sold.Errors.ToArray();
        }

        var states = own.Select(row => (IsNew: before is null && row == saying || sold.Value.New.Contains(row), IsChanged: whoChanged && row == saying || sold.Value.Changed.Contains(row))).ToList();
        return new Taken(states.Count(state => state.IsNew), states.Count(state => !state.IsNew && state.IsChanged), states.Count(state => !state.IsNew && !state.IsChanged));
    }

    private sealed record Sold(IReadOnlySet<SupplierFileRow> New, IReadOnlySet<SupplierFileRow> Changed);

    private async Task<Result<Sold>> SellAsync(SupplierId supplier, List<SupplierFileRow> own, CancellationToken cancellationToken)
    {
        var (sold, wanted) = (new Sold(new HashSet<SupplierFileRow>(), new HashSet<SupplierFileRow>()), own.Index().Where(one => one.Item.Sku.Length > 0).ToList());
        if (wanted.Count == 0)
        {
            return sold;
        }

        var known = (await catalog.ItemsBySkuAsync([.. wanted.SelectMany(one => (string[])[one.Item.Sku, one.Item.Sku.ToUpperInvariant()]).Distinct(StringComparer.Ordinal)], cancellationToken)).ToDictionary(item => item.Sku.ToUpperInvariant(), StringComparer.Ordinal);
        var there = (await items.FindAsync(supplier, [.. known.Values.Select(item => item.Id)], cancellationToken)).ToDictionary(item => item.VariantId);
        var (isNew, isChanged, bodies, problems) = ((HashSet<SupplierFileRow>)sold.New, (HashSet<SupplierFileRow>)sold.Changed, new List<(int Row, SupplierItemBody Body)>(), new Problems());
        foreach (var (index, row) in wanted)
        {
            if (!known.TryGetValue(row.Sku.ToUpperInvariant(), out var item))
            {
                problems.Add(Error.Validation("purchase.item_unknown", "There is no such product.", FormattableString.Invariant($"items[{index}].variantId")));
                continue;
            }

            var old = there.GetValueOrDefault(item.Id);
            var isPriced = row.Price is not { } price || (row.From is { } from ? old?.Prices.Any(one => one.From == from && one.Price == price) : old?.Price == price) == true;
            var body = new SupplierItemBody(
                item.Id, row.SupplierCode.Length > 0 ? row.SupplierCode : old?.SupplierCode, row.PackUnits is null ? old?.PackId : null, row.PackUnits ?? old?.PackUnits, row.MinimumPacks ?? old?.Minimum ?? 0, isPriced ? null : row.Price, isPriced ? null : row.From);
            if (old is not null && isPriced && body.SupplierCode == old.SupplierCode && (row.PackUnits is null || row.PackUnits == old.PackUnits) && body.Minimum == old.Minimum)
            {
                continue;
            }

            (old is null ? isNew : isChanged).Add(row);
            bodies.Add((index, body));
        }

        if (problems.Any || bodies.Count == 0)
        {
            return problems.Any ? problems.Errors.ToArray() : sold;
        }

        var set = await items.SetAsync(supplier, [.. bodies.Select(one => one.Body)], cancellationToken);
        return set.IsSuccess ? sold : set.Errors.Select(fault => ItemOf(fault) is { } at ? fault with { Field = FormattableString.Invariant($"items[{bodies[at].Row}]{fault.Field![fault.Field!.IndexOf('.', StringComparison.Ordinal)..]}") } : fault).ToArray();
    }
}
