using System.CommandLine;
using Aisle.Modules.Purchasing.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Purchasing;

/// <summary>The module's commands.</summary>
internal static class Commands
{
    public static IEnumerable<Command> Create(ICommandRunner runner)
    {
        yield return new Command("import", "Import data from files.")
        {
            FileImportCommand.Create(
                runner, "suppliers", $"Import suppliers and what they sell: {string.Join(", ", SupplierFileRow.Columns)}.",
                async (services, file, _, stop) => (await services.GetRequiredService<ImportSuppliers>().RunAsync(file, without: null, stop)).Value),
        };
    }
}
