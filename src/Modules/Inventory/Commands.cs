using System.CommandLine;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Inventory;

/// <summary>The module's commands.</summary>
internal static class Commands
{
    public static IEnumerable<Command> Create(ICommandRunner runner)
    {
        var acceptExpired = new Option<bool>("--accept-expired") { Description = "Take goods in that have expired." };
        yield return new Command("import", "Import data from files.")
        {
            FileImportCommand.Create(
                runner, "stock", $"Import opening stock: {string.Join(", ", OpeningRow.Columns)}. What is in already is known again, so a run that was stopped is run again.",
                async (services, file, parsed, stop) => (await services.GetRequiredService<ImportOpening>().RunAsync(file, parsed.GetValue(acceptExpired), _ => true, without: null, stop)).Value, acceptExpired),
        };
    }
}
