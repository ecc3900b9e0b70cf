using System.CommandLine;
using System.Globalization;
using Aisle.Platform.Commands;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>./aisle verify</c>: proves the database, or an exported file with no database at all.</summary>
internal static class VerifyCommand
{
    public static Command Create(ICommandRunner runner)
    {
        var only = new Option<string>("--only") { Description = "Only invariants whose name begins with this, such as ledger.", HelpName = "PREFIX" };
        var file = new Option<string>("--file") { Description = "An exported ledger instead of the database; needs neither database nor server.", HelpName = "FILE" };
        var command = new Command("verify", "Prove that money and stock are right: one line for each invariant, exit 1 if one is red.") { only, file };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(file) is { } path
            ? FileAsync(runner.FileProofs, path, parsed.GetValue(only), cancellationToken)
            : runner.RunAsync((services, stop) => DatabaseAsync(services, parsed.GetValue(only), stop), cancellationToken));
        return command;
    }

    private static async Task<int> DatabaseAsync(IServiceProvider services, string? only, CancellationToken cancellationToken)
    {
        if (!services.GetRequiredService<Verifier>().Names().Any(name => name.StartsWith(only ?? "", StringComparison.Ordinal)))
        {
            throw new FaultException($"There is no invariant whose name begins with '{only}'.");
        }

        var run = await services.GetRequiredService<ProveBooks>().RunAsync(services.GetRequiredService<CallerContext>().Caller.Name, only, result =>
        {
            Print(result);
            return Task.CompletedTask;
        }, cancellationToken);
        return Conclude(run.Results, run.EndedAt - run.StartedAt);
    }

    private static async Task<int> FileAsync(IReadOnlyList<IFileProof> proofs, string path, string? only, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        foreach (var proof in proofs)
        {
            if (await proof.CheckAsync(path, TimeProvider.System, cancellationToken) is { } found)
            {
                var results = found.Results.Where(result => only is null || result.Name.StartsWith(only, StringComparison.Ordinal)).ToList();
                if (results.Count == 0)
                {
                    throw new FaultException($"There is no invariant of a file whose name begins with '{only}'.");
                }

                results.ForEach(Print);
                Console.WriteLine(found.About);
                return Conclude(results, TimeProvider.System.GetElapsedTime(began));
            }
        }

        throw new FaultException($"{path} is no file that 'verify' knows: it takes what 'ledger export' has written.");
    }

    private static void Print(InvariantResult result)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(result.Ok ? "ok" : "red")} {result.Name} {result.Rows} {result.Milliseconds}"));
        foreach (var fault in result.Faults)
        {
            Console.WriteLine("    " + fault);
        }

        if (result.FaultCount > result.Faults.Count)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    and {result.FaultCount - result.Faults.Count} more"));
        }
    }

    private static int Conclude(IReadOnlyList<InvariantResult> results, TimeSpan time)
    {
        var red = results.Count(result => !result.Ok);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Count - red} ok, {red} red, {results.Sum(result => result.Rows)} rows in {time.TotalSeconds:0.0} s"));
        return red == 0 ? 0 : 1;
    }
}
