using System.CommandLine;
using System.Globalization;
using Aisle.Platform.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Imports;

/// <summary>The form all commands have that import a file row by row: <c>import NAME FILE [--dry-run] [--report FILE]</c>.</summary>
public static class FileImportCommand
{
    /// <summary>Makes the command. It answers 0 where all rows were taken and 1 where some are in the report.</summary>
    /// <param name="runner">Runs it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="run">Imports the file.</param>
    /// <param name="more">Options of its own.</param>
    public static Command Create(
        ICommandRunner runner, string name, string description, Func<IServiceProvider, FileImport, ParseResult, CancellationToken, Task<FileImportResult>> run, params IReadOnlyList<Option> more)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(more);
        var file = new Argument<string>("FILE") { Description = "A CSV file in UTF-8." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Do everything, report, and change nothing." };
        var report = new Option<string?>("--report") { Description = "Where refused rows are written (default: FILE.report.csv in the working folder)." };
        var command = new Command(name, description) { file, dryRun, report };
        foreach (var option in more)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(report), (path, reported) => runner.RunAsync(async (services, stop) =>
        {
            using var progress = new ProgressLine(services.GetRequiredService<TimeProvider>());
            var import = new FileImport(path, Path.GetFileName(path), parsed.GetValue(dryRun))
            {
                Progress = (so, far) => progress.Report($"{so.Rows} rows ({far:P0}): {so.Added} added, {so.Changed} changed, {so.Same} the same, {so.Refused} refused"),
            };
            var done = await run(services, import, parsed, stop);
            progress.Finish($"{(done.DryRun ? "Dry run: " : "")}{done.Rows} rows: {done.Added} added, {done.Changed} changed, {done.Same} the same, {done.Refused} refused");
            await ReportFile.WriteAsync(reported, async writing =>
            {
                foreach (var line in done.Refusals.Select(refusal => refusal.ToCsv()).Prepend(Refusal.Header))
                {
                    await writing.WriteLineAsync(line.AsMemory(), stop);
                }
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows={done.Rows} added={done.Added} changed={done.Changed} same={done.Same} refused={done.Refused} report={reported}"));
            return done.Refused == 0 ? 0 : 1;
        }, cancellationToken)));
        return command;
    }

    /// <summary>Runs an import after the file can be read and its report can be written: before a database is started for it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="report">Where its report goes; beside where left out.</param>
    /// <param name="run">The import of the file with its report.</param>
    public static Task<int> RunAsync(string file, string? report, Func<string, string, Task<int>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        CsvFile.Open(file, Path.GetFileName(file)).Dispose();
        var reported = report ?? ReportFile.Beside(file);
        ReportFile.Check(reported);
        return run(file, reported);
    }
}
