using System.CommandLine;
using Aisle.Modules.Payments.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Payments;

/// <summary>The module's commands.</summary>
internal static class Commands
{
    public static IEnumerable<Command> Create(ICommandRunner runner)
    {
        yield return new Command("import", "Import data from files.")
        {
            FileImportCommand.Create(
                runner, "settlements", $"Import what payment providers paid out: {string.Join(", ", SettlementFileRow.Columns)}.",
                async (services, file, _, stop) => (await services.GetRequiredService<ImportSettlement>().RunAsync(file, without: null, stop)).Value),
        };
    }
}
