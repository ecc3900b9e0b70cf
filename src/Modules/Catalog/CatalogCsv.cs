using Aisle.Contracts.Stores;
using Aisle.Modules.Catalog.Features;
using Aisle.Platform.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Catalog;

/// <summary>The whole catalogue as a folder of CSV files, for the host's <c>import shop</c> and <c>export</c>.</summary>
public static class CatalogCsv
{
    /// <summary>Takes the files that are there; answers every fault. Refused product rows go to <paramref name="report"/>.</summary>
    /// <param name="services">Scoped services.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="report">Where refused product rows are written.</param>
    /// <param name="progress">Where progress is shown.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    public static async Task<IReadOnlyList<string>> ImportAsync(
        IServiceProvider services, string folder, string report, ProgressLine progress, CancellationToken cancellationToken)
    {
        var lists = services.GetRequiredService<CatalogLists>();
        foreach (var (name, take) in ((string, Func<string, Task<IReadOnlyList<string>>>)[])
                 [
                     ("categories.csv", path => lists.CategoriesAsync(path, cancellationToken)),
                     ("brands.csv", path => lists.BrandsAsync(path, cancellationToken)),
                     ("synonyms.csv", path => lists.SynonymsAsync(path, cancellationToken)),
                     ("products.csv", path => ProductsAsync(services, path, report, progress, cancellationToken)),
                     ("prices.csv", path => services.GetRequiredService<ImportPrices>().RunAsync(path, cancellationToken)),
                 ])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && await take(path) is { Count: > 0 } faults)
            {
                return faults;
            }
        }

        return [];
    }

    /// <summary>Writes all files and pictures into <paramref name="folder"/>.</summary>
    public static async Task ExportAsync(IServiceProvider services, string folder, CancellationToken cancellationToken)
    {
        var shop = await services.GetRequiredService<IStores>().ShopAsync(cancellationToken);
        var export = services.GetRequiredService<ExportCatalog>();
        export.StoreCodes = shop?.Stores.ToDictionary(store => store.Id.Value, store => store.Code) ?? [];
        await export.RunAsync(folder, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> ProductsAsync(
        IServiceProvider services, string path, string report, ProgressLine progress, CancellationToken cancellationToken)
    {
        var (counts, _, _) = await services.GetRequiredService<ImportProducts>()
            .RunAsync(new ImportRequest(path, ImportProfile.Own, DryRun: false, report), progress.NoteAsync, cancellationToken);
        return counts.Refused == 0 ? [] : [$"products.csv: {counts.Refused} rows were refused; {report} says why."];
    }
}
