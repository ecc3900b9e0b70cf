using System.CommandLine;
using System.Globalization;
using Aisle.Modules.Catalog.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Catalog;

/// <summary>The module's commands.</summary>
internal static class Commands
{
    public static IEnumerable<Command> Create(ICommandRunner runner)
    {
        yield return new Command("import", "Import data from files.")
        {
            Products(runner),
            List(runner, "categories", "Import categories: slug, parent, name.en, name.bn, position, color, icon.", (lists, path, stop) => lists.CategoriesAsync(path, stop)),
            List(runner, "brands", "Import brands: slug, name.en, name.bn, country.", (lists, path, stop) => lists.BrandsAsync(path, stop)),
            List(runner, "synonyms", "Import words that mean the same to a search: group, word.", (lists, path, stop) => lists.SynonymsAsync(path, stop)),
            Prices(runner),
        };
        yield return new Command("search", "The search index.") { Rebuild(runner) };
    }

    private static Command Products(ICommandRunner runner)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file in UTF-8." };
        var profile = new Option<string>("--profile") { Description = $"How its columns become ours: {string.Join(", ", ImportProfile.BuiltIn)}, or a JSON file.", DefaultValueFactory = _ => ImportProfile.Own };
        var dryRun = new Option<bool>("--dry-run") { Description = "Do everything, report, and change nothing." };
        var report = new Option<string?>("--report") { Description = "Where refused rows are written (default: FILE.report.csv in the working folder)." };
        var command = new Command("products", "Import products, variants, barcodes and prices. Goes on where an interrupted run of the same file stopped.") { file, profile, dryRun, report };
        command.SetAction((parsed, cancellationToken) => FileImportCommand.RunAsync(parsed.GetValue(file)!, parsed.GetValue(report), (path, reported) => runner.RunAsync(async (services, stop) =>
        {
            var request = new ImportRequest(path, parsed.GetValue(profile)!, parsed.GetValue(dryRun), reported);
            using var progress = new ProgressLine(services.GetRequiredService<TimeProvider>());
            var (counts, resumed, _) = await services.GetRequiredService<ImportProducts>().RunAsync(request, progress.NoteAsync, stop);
            progress.Finish($"{(request.DryRun ? "Dry run: " : resumed ? "Resumed: " : "")}{counts.Done} rows: {counts.Added} added, {counts.Changed} changed, {counts.Same} the same, {counts.Refused} refused");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows={counts.Done} added={counts.Added} changed={counts.Changed} same={counts.Same} refused={counts.Refused} report={request.Report}"));
            return counts.Refused == 0 ? 0 : 1;
        }, cancellationToken)));
        return command;
    }

    internal static Task NoteAsync(this ProgressLine progress, FormattableString text)
    {
        progress.Report(text);
        return Task.CompletedTask;
    }

    private static Command List(ICommandRunner runner, string name, string description, Func<CatalogLists, string, CancellationToken, Task<IReadOnlyList<string>>> take) =>
        Whole(runner, name, description, (services, path, stop) => take(services.GetRequiredService<CatalogLists>(), path, stop));

    private static Command Prices(ICommandRunner runner) =>
        Whole(runner, "prices", $"Import prices, also of stores, channels and times to come: {string.Join(", ", ImportPrices.Columns)}.",
            (services, path, stop) => services.GetRequiredService<ImportPrices>().RunAsync(path, stop));

    /// <summary>A file that is taken whole or not at all, with its faults told and no report of them.</summary>
    private static Command Whole(ICommandRunner runner, string name, string description, Func<IServiceProvider, string, CancellationToken, Task<IReadOnlyList<string>>> take)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file in UTF-8." };
        var command = new Command(name, description) { file };
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            CsvFile.Open(path).Dispose();
            return runner.RunAsync(async (services, stop) => Answer(await take(services, path, stop)), cancellationToken);
        });
        return command;
    }

    private static Command Rebuild(ICommandRunner runner)
    {
        var command = new Command("rebuild", "Build the read model and the word list of the search anew.");
        command.SetAction((_, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            var count = await services.GetRequiredService<RebuildSearch>().RunAsync(stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"products={count}"));
            return 0;
        }, cancellationToken));
        return command;
    }

    private static int Answer(IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            Console.Error.WriteLine(fault);
        }

        return faults.Count == 0 ? 0 : 1;
    }
}
