using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What an import is told.</summary>
/// <param name="Path">The file.</param>
/// <param name="Profile">Name of a profile, or path of one.</param>
/// <param name="DryRun">Whether everything is rolled back at the end.</param>
/// <param name="Report">Where the refused rows are written.</param>
internal sealed record ImportRequest(string Path, string Profile, bool DryRun, string Report);

/// <summary>What came of an import.</summary>
/// <param name="Counts">Rows.</param>
/// <param name="Resumed">Whether it went on after an interruption.</param>
internal sealed record ImportOutcome(ImportCounts Counts, bool Resumed);

/// <summary>
/// Imports a product file: streamed, a thousand rows to a transaction, each transaction with its own record, so that a
/// kill loses nothing and a second run doubles nothing. A dry run is one transaction that is rolled back.
/// </summary>
internal sealed class ImportProducts(UnitOfWork work, IStores stores, TimeProvider time)
{
    public const string Kind = "products";

    private const int ChunkRows = 1000;

    public async Task<ImportOutcome> RunAsync(ImportRequest request, ProgressLine progress, CancellationToken cancellationToken)
    {
        var profile = ImportProfile.Load(request.Profile);
        using var file = CsvFile.Open(request.Path);
        CheckColumns(request.Path, file, profile);
        var shop = await stores.ShopAsync(cancellationToken)
            ?? throw new FaultException("There is no shop yet: run './aisle up' once, or './aisle stores import DIR'.");
        var places = new ImportPlaces(work, time);
        var writer = new ProductWriter(work, time, places, shop.TaxClasses.Select(tax => tax.Code).ToHashSet(StringComparer.Ordinal), shop.Currency);
        var reader = new ImportRows(file, profile, Currency.Get(shop.Currency));
        return request.DryRun
            ? await RehearseAsync(request, reader, writer, places, progress, cancellationToken)
            : await RunAsync(request, reader, writer, places, progress, cancellationToken);
    }

    private async Task<ImportOutcome> RunAsync(
        ImportRequest request, ImportRows reader, ProductWriter writer, ImportPlaces places, ProgressLine progress, CancellationToken cancellationToken)
    {
        await using var run = await ImportRun.BeginAsync(work, time, Kind, request.Path, CsvFile.HashOf(request.Path), request.Profile, cancellationToken);
        var resumed = run.IsResumed;
        reader.Skip(run.Counts.Done);
        await places.LoadAsync(cancellationToken);
        while (true)
        {
            var chunk = reader.Next(ChunkRows);
            if (chunk.Count == 0)
            {
                break;
            }

            var done = await work.RunAsync<ImportCounts>(async stop =>
            {
                var refusals = chunk.Refusals.ToList();
                var counts = await writer.WriteAsync(chunk.Rows, refusals, stop);
                counts = counts with { Done = chunk.Count, Refused = refusals.Select(refusal => refusal.Line).Distinct().Count() };
                await run.RecordAsync(work, counts, refusals, stop);
                work.Changed(CatalogModule.Tag);
                return counts;
            }, cancellationToken);
            run.Committed(done.Value);
            progress.Report($"{run.Counts.Done} rows ({reader.Progress:P0}): {run.Counts.Added} added, {run.Counts.Changed} changed, {run.Counts.Same} the same, {run.Counts.Refused} refused");
        }

        await work.RunAsync<int>(async stop =>
        {
            await using var recount = await work.CommandAsync("select catalog.recount_words()", stop);
            await recount.ExecuteNonQueryAsync(stop);
            await run.FinishAsync(work, time, stop);
            work.Changed(CatalogModule.Tag);
            return 0;
        }, cancellationToken);
        await run.ReportAsync(work, request.Report, cancellationToken);
        return new ImportOutcome(run.Counts, resumed);
    }

    private async Task<ImportOutcome> RehearseAsync(
        ImportRequest request, ImportRows reader, ProductWriter writer, ImportPlaces places, ProgressLine progress, CancellationToken cancellationToken)
    {
        var total = new ImportCounts(0, 0, 0, 0, 0);
        await work.RunAsync<int>(async stop =>
        {
            await places.LoadAsync(stop);
            await using var report = new StreamWriter(request.Report);
            await report.WriteLineAsync("line,field,code,message");
            for (var chunk = reader.Next(ChunkRows); chunk.Count > 0; chunk = reader.Next(ChunkRows))
            {
                var refusals = chunk.Refusals.ToList();
                var counts = await writer.WriteAsync(chunk.Rows, refusals, stop);
                total += counts with { Done = chunk.Count, Refused = refusals.Select(refusal => refusal.Line).Distinct().Count() };
                foreach (var refusal in refusals.OrderBy(refusal => refusal.Line))
                {
                    await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{refusal.Line},{refusal.Field},{refusal.Code},\"{refusal.Message.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
                }

                progress.Report($"{total.Done} rows ({reader.Progress:P0}) rehearsed");
            }

            // A failed result rolls back: that is what makes it a rehearsal.
            return Error.Conflict("import.rehearsal", "A dry run changes nothing.");
        }, cancellationToken);
        return new ImportOutcome(total, Resumed: false);
    }

    private static void CheckColumns(string path, CsvFile file, ImportProfile profile)
    {
        var missing = profile.MissingFrom(file.Header);
        if (missing.Count > 0)
        {
            throw new FaultException($"{path} does not fit the profile {profile.Name}: it has no column {string.Join(", ", missing)}. It has {string.Join(", ", file.Header.Where(name => name.Length > 0))}.");
        }

        var columns = profile.Columns(file.Header);
        var needed = ProductRow.Required.Where(column => !columns.Contains(column)).ToList();
        if (needed.Count > 0)
        {
            throw new FaultException($"{path} lacks the column {string.Join(", ", needed)}.");
        }

        var unknown = columns.Where(column => column.Length > 0 && !ProductRow.Columns.Contains(column, StringComparer.Ordinal) &&
            !ProductRow.Columns.Any(known => known.EndsWith('*') && column.StartsWith(known[..^1], StringComparison.Ordinal))).ToList();
        if (unknown.Count > 0)
        {
            throw new FaultException($"{path} has columns that products do not have: {string.Join(", ", unknown)}. The columns are {string.Join(", ", ProductRow.Columns)}.");
        }
    }
}
