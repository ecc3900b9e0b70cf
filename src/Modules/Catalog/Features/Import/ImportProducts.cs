using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What an import is told.</summary>
/// <param name="Path">The file.</param>
/// <param name="Profile">Name of a profile, or path of one.</param>
/// <param name="DryRun">Whether everything is rolled back.</param>
/// <param name="Report">Where the refused rows are written; null where nobody asked for a file.</param>
/// <param name="Name">What people call the file; the end of its path where left out.</param>
internal sealed record ImportRequest(string Path, string Profile, bool DryRun, string? Report, string? Name = null)
{
    public string ShownName => Name ?? Path;
}

/// <summary>What came of an import.</summary>
/// <param name="Counts">Rows.</param>
/// <param name="Resumed">Whether it went on after an interruption.</param>
/// <param name="Cancelled">Whether somebody stopped it.</param>
internal sealed record ImportOutcome(ImportCounts Counts, bool Resumed, bool Cancelled);

/// <summary>
/// Imports a product file: streamed, a thousand rows to a transaction, each transaction with its own record, so that a
/// kill loses nothing and a second run doubles nothing. A dry run does the same and rolls each transaction back, so that it
/// locks nothing for long.
/// </summary>
internal sealed class ImportProducts(UnitOfWork work, IStores stores, TimeProvider time)
{
    public const string Kind = "products";

    private const int ChunkRows = 1000;

    /// <summary>What rolls a dry run back.</summary>
    private static readonly Error _rehearsal = Error.Conflict("import.rehearsal", "A dry run changes nothing.");

    /// <param name="request">What to import.</param>
    /// <param name="note">Is told how far it is, after each chunk.</param>
    /// <param name="cancellationToken">Stops between two chunks; the same import then goes on there.</param>
    public async Task<ImportOutcome> RunAsync(ImportRequest request, Func<FormattableString, Task> note, CancellationToken cancellationToken)
    {
        var profile = ImportProfile.Load(request.Profile);
        using var file = Open(request.Path, request.ShownName, profile);
        var shop = await stores.ShopAsync(cancellationToken)
            ?? throw new FaultException("There is no shop yet: run './aisle up' once, or './aisle stores import DIR'.");
        var places = new ImportPlaces(work, time);
        var taxClasses = shop.TaxClasses.Select(tax => tax.Code).ToHashSet(StringComparer.Ordinal);
        var writer = new ProductWriter(work, time, places, shop.Currency);
        var reader = new ImportRows(file, profile, Currency.Get(shop.Currency), taxClasses);
        await using var run = await ImportRun.BeginAsync(work, time, Kind, Path.GetFileName(request.ShownName), CsvFile.HashOf(request.Path), request.Profile, request.DryRun, cancellationToken);
        var resumed = run.IsResumed;
        reader.Skip(run.Counts.Done);
        await places.LoadAsync(cancellationToken);
        for (var chunk = reader.Next(ChunkRows); chunk.Count > 0 && !run.IsCancelled; chunk = reader.Next(ChunkRows))
        {
            if (request.DryRun)
            {
                await RehearseAsync(chunk, writer, places, run, reader.Progress, cancellationToken);
            }
            else
            {
                await WriteAsync(chunk, writer, run, reader.Progress, cancellationToken);
            }

            await note($"{run.Counts.Done} rows ({reader.Progress:P0}): {run.Counts.Added} added, {run.Counts.Changed} changed, {run.Counts.Same} the same, {run.Counts.Refused} refused");
        }

        await FinishAsync(request, run, cancellationToken);
        if (request.Report is { } report)
        {
            await ReportFile.WriteAsync(report, writing => run.ReportAsync(work, writing, cancellationToken));
        }

        return new ImportOutcome(run.Counts, resumed, run.IsCancelled);
    }

    /// <summary>Opens a file and sees to it that its columns are those of a product file.</summary>
    /// <exception cref="FaultException">When they are not.</exception>
    public static CsvFile Open(string path, string shownName, ImportProfile profile)
    {
        var file = CsvFile.Open(path, shownName);
        try
        {
            CheckColumns(shownName, file, profile);
            return file;
        }
        catch (FaultException)
        {
            file.Dispose();
            throw;
        }
    }

    private async Task WriteAsync(ImportChunk chunk, ProductWriter writer, ImportRun run, double progress, CancellationToken cancellationToken)
    {
        var done = await work.RunAsync<ImportCounts>(async stop =>
        {
            var refusals = chunk.Refusals.ToList();
            var counts = Total(chunk, await writer.WriteAsync(chunk.Rows, refusals, stop), refusals);
            await run.RecordAsync(work, counts, refusals, progress, stop);
            work.Changed(CatalogModule.Tag);
            return counts;
        }, cancellationToken);
        run.Committed(done.IsSuccess ? done.Value : throw ImportRun.Conflict);
    }

    private async Task RehearseAsync(ImportChunk chunk, ProductWriter writer, ImportPlaces places, ImportRun run, double progress, CancellationToken cancellationToken)
    {
        var refusals = chunk.Refusals.ToList();
        var counts = new ImportCounts(0, 0, 0, 0, 0);
        await work.RunAsync<ImportCounts>(async stop =>
        {
            counts = await writer.WriteAsync(chunk.Rows, refusals, stop);
            return _rehearsal;
        }, cancellationToken);
        // What the chunk made is gone again.
        await places.LoadAsync(cancellationToken);
        counts = Total(chunk, counts, refusals);
        await work.RunAsync<ImportCounts>(async stop =>
        {
            await run.RecordAsync(work, counts, refusals, progress, stop);
            return counts;
        }, cancellationToken);
        run.Committed(counts);
    }

    private Task FinishAsync(ImportRequest request, ImportRun run, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        if (!request.DryRun)
        {
            await using var recount = await work.CommandAsync("select catalog.recount_words()", stop);
            await recount.ExecuteNonQueryAsync(stop);
            work.Changed(CatalogModule.Tag);
        }

        await run.FinishAsync(work, time, stop);
        work.Audit(new AuditEntry("catalog.import.finish", "catalog.import", run.Id.ToString(), Path.GetFileName(request.ShownName), After: new
        {
            profile = request.Profile, dryRun = request.DryRun, cancelled = run.IsCancelled,
            rows = run.Counts.Done, added = run.Counts.Added, changed = run.Counts.Changed, same = run.Counts.Same, refused = run.Counts.Refused,
        }));
        return 0;
    }, cancellationToken);

    private static ImportCounts Total(ImportChunk chunk, ImportCounts counts, List<Refusal> refusals) =>
        counts with { Done = chunk.Count, Refused = refusals.Select(refusal => refusal.Line).Distinct().Count() };

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
