using System.CommandLine;
using System.Globalization;
using Aisle.Platform.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>./aisle ledger …</c>.</summary>
internal static class LedgerCommands
{
    public static Command Create(ICommandRunner runner)
    {
        var to = new Argument<string>("FILE") { Description = "A file that does not exist yet, such as ledger.jsonl.gz." };
        var export = new Command("export", "Write the whole ledger to one file, which 'verify --file' proves with no database.") { to };
        export.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) => ExportAsync(services, parsed.GetRequiredValue(to), stop), cancellationToken));
        return new Command("ledger", "The books.") { export };
    }

    private static async Task<int> ExportAsync(IServiceProvider services, string path, CancellationToken cancellationToken)
    {
        var part = path + ".part";
        try
        {
            if (File.Exists(path))
            {
                throw new FaultException($"{path} is there already.");
            }

            long lines;
            await using (var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                lines = await services.GetRequiredService<LedgerExport>().WriteAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Exported {lines} lines to {Path.GetFullPath(path)}"));
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"{path} cannot be written: {fault.Message}", fault);
        }
    }
}
