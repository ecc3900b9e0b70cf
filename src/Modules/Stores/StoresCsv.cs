using Aisle.Modules.Stores.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Stores;

/// <summary>The whole of this module as CSV files, for the Host: the demo shop, and imports and exports of a whole shop.</summary>
public static class StoresCsv
{
    /// <summary>
    /// Imports the files there are, all or nothing. Inside a unit of work it becomes part of it; then the caller must
    /// fail that where this answers faults.
    /// </summary>
    /// <param name="services">A scope's services.</param>
    /// <param name="open">A reader for a file name, which is disposed here; null where there is no such file.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="rewritesTaxHistory">Whether tax rates whose first day has come may change too: what was sold under them keeps its tax only in its own documents.</param>
    /// <returns>Every fault as <c>file:line: field: message</c>; none means it is done.</returns>
    public static Task<IReadOnlyList<string>> ImportAsync(IServiceProvider services, Func<string, TextReader?> open, CancellationToken cancellationToken, bool rewritesTaxHistory = false) =>
        services.GetRequiredService<StoresImport>().RunAsync(open, "import", rewritesTaxHistory, cancellationToken);

    /// <summary>Exports all files.</summary>
    /// <param name="services">A scope's services.</param>
    /// <param name="create">A writer for a file name, which is disposed here.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static Task ExportAsync(IServiceProvider services, Func<string, TextWriter> create, CancellationToken cancellationToken) =>
        services.GetRequiredService<StoresExport>().RunAsync(create, cancellationToken);
}
