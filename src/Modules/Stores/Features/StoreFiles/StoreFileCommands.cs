using System.CommandLine;
using System.Globalization;
using System.Text;
using Aisle.Platform.Commands;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>./aisle stores import DIR</c> and <c>./aisle stores export DIR</c>.</summary>
internal static class StoreFileCommands
{
    /// <summary>Bytes that are not UTF-8 are a fault and not a question mark.</summary>
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Command Create(ICommandRunner runner) => new("stores", "Company, stores, opening hours, taxes and settings as CSV files.")
    {
        Import(runner),
        Export(runner),
    };

    private static Command Import(ICommandRunner runner)
    {
        var folder = new Argument<string>("DIR") { Description = $"Folder with any of {string.Join(", ", ShopFiles.All.Select(file => file.Name))}." };
        var command = new Command("import", "Import the files of a folder: all or nothing, and twice is the same as once.") { folder };
        var rewrite = new Option<bool>("--rewrite-tax-history") { Description = "Also change tax rates whose first day has come." };
        command.Add(rewrite);
        command.SetAction((parsed, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            var path = parsed.GetRequiredValue(folder);
            Check(path);
            var faults = await StoresCsv.ImportAsync(services, name => Open(Path.Combine(path, name)), stop, parsed.GetValue(rewrite));
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync(fault);
            }

            if (faults.Count > 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{faults.Count} {(faults.Count == 1 ? "fault" : "faults")}. Nothing was changed."));
                return 1;
            }

            Console.WriteLine($"Imported {path}.");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Export(ICommandRunner runner)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder for the files; it is made where needed, and files of the same name are replaced." };
        var command = new Command("export", "Export everything, in the form that import takes.") { folder };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            var path = parsed.GetRequiredValue(folder);
            try
            {
                Directory.CreateDirectory(path);
                await StoresCsv.ExportAsync(services, name => new StreamWriter(Path.Combine(path, name), append: false, _strict), stop);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new FaultException($"{path} cannot be written ({fault.Message.TrimEnd('.')}).", fault);
            }

            Console.WriteLine($"Exported to {path}.");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static void Check(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FaultException($"There is no folder {folder}.");
        }

        if (!ShopFiles.All.Any(file => File.Exists(Path.Combine(folder, file.Name))))
        {
            throw new FaultException($"{folder} holds none of {string.Join(", ", ShopFiles.All.Select(file => file.Name))}.");
        }
    }

    private static StreamReader? Open(string path)
    {
        try
        {
            return File.Exists(path) ? new StreamReader(path, _strict, detectEncodingFromByteOrderMarks: true) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"{path} cannot be read ({fault.Message.TrimEnd('.')}).", fault);
        }
    }
}
