using System.CommandLine;
using Aisle.Modules.Catalog;
using Aisle.Modules.Stores;
using Aisle.Platform.Commands;
using Aisle.Platform.Imports;
using Aisle.Platform.Storage;

namespace Aisle.Host.Commands;

/// <summary><c>./aisle export DIR</c> and <c>./aisle import shop DIR</c>: everything the shop knows, as CSV files.</summary>
internal static class ShopData
{
    public static IEnumerable<Command> Create(ICommandRunner runner)
    {
        var to = new Argument<string>("DIR") { Description = "A folder; it is made where it does not exist." };
        var export = new Command("export", "Write everything to CSV files that 'import shop' takes again.") { to };
        export.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) => ExportAsync(services, parsed.GetValue(to)!, stop), cancellationToken));
        yield return export;

        var from = new Argument<string>("DIR") { Description = "A folder that 'export' wrote, or some of its files." };
        var shop = new Command("shop", "Import a folder of CSV files: company, stores, taxes, settings, categories, brands, products, prices, pictures.") { from };
        var rewrite = new Option<bool>("--rewrite-tax-history") { Description = "Also change tax rates whose first day has come." };
        shop.Add(rewrite);
        shop.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) => ImportAsync(services, parsed.GetValue(from)!, parsed.GetValue(rewrite), stop), cancellationToken));
        yield return new Command("import", "Import data from files.") { shop };
    }

    private static async Task<int> ExportAsync(IServiceProvider services, string folder, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await StoresCsv.ExportAsync(services, name => new StreamWriter(Path.Combine(folder, name)) { NewLine = "\n" }, cancellationToken);
            await CatalogCsv.ExportAsync(services, folder, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"{folder} cannot be written: {fault.Message}", fault);
        }

        Console.WriteLine($"Exported to {Path.GetFullPath(folder)}");
        return 0;
    }

    private static async Task<int> ImportAsync(IServiceProvider services, string folder, bool rewritesTaxHistory, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new FaultException($"There is no folder {folder}.");
        }

        var report = Path.Combine(folder, "products.report.csv");
        if (File.Exists(Path.Combine(folder, "products.csv")))
        {
            ReportFile.Check(report);
        }

        var faults = await StoresCsv.ImportAsync(services, name => File.Exists(Path.Combine(folder, name)) ? new StreamReader(Path.Combine(folder, name)) : null, cancellationToken, rewritesTaxHistory);
        if (faults.Count == 0)
        {
            faults = await PicturesAsync(services.GetRequiredService<IFileStore>(), Path.Combine(folder, "files"), cancellationToken);
        }

        if (faults.Count == 0)
        {
            using var progress = new ProgressLine(services.GetRequiredService<TimeProvider>());
            faults = await CatalogCsv.ImportAsync(services, folder, report, progress, cancellationToken);
            progress.Finish($"Imported {folder}");
        }

        foreach (var fault in faults)
        {
            await Console.Error.WriteLineAsync(fault);
        }

        return faults.Count == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<string>> PicturesAsync(IFileStore files, string folder, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        if (!Directory.Exists(folder))
        {
            return faults;
        }

        var policy = new FilePolicy([.. FilePolicy.Pictures.Types, .. FilePolicy.Drawings.Types], FilePolicy.Pictures.MaximumBytes);
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            await using var stream = File.OpenRead(path);
            var stored = await files.PutAsync(stream, policy, cancellationToken);
            if (stored.IsFailure)
            {
                faults.Add($"files/{Path.GetFileName(path)}: {stored.FirstError.Message}");
            }
            else if (!string.Equals(stored.Value.Name, Path.GetFileName(path), StringComparison.Ordinal))
            {
                faults.Add($"files/{Path.GetFileName(path)}: The content is not what the name says; it would be stored as {stored.Value.Name}.");
            }
        }

        return faults;
    }
}
