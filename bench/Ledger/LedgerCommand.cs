using System.CommandLine;

namespace Aisle.Bench.Ledger;

/// <summary><c>./aisle bench ledger</c>.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each case of posting.", DefaultValueFactory = _ => 5 };
        var lines = new Option<int>("--lines") { Description = "Thousands of lines of the journal that is read and proved, up to 10000.", DefaultValueFactory = _ => 100 };
        var grow = new Option<bool>("--grow") { Description = "Read and prove journals of 100 thousand, 1 million and 10 million lines." };
        var only = new Option<string[]>("--only") { Description = "Cases by the beginning of their names.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("ledger", "Entries a second through the books, and reading and proving long ones, each beside its limit.") { seconds, lines, grow, only };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(only) ?? [];
            if (IsWanted(names, LedgerBench.Names))
            {
                await LedgerBench.RunAsync(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), names, cancellationToken);
            }

            if (IsWanted(names, ScaleBench.Names))
            {
                long[] scales = parsed.GetValue(grow) ? [100_000, 1_000_000, 10_000_000] : [Math.Clamp(parsed.GetValue(lines), 1, 10_000) * 1_000L];
                await ScaleBench.RunAsync(scales, names, cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static bool IsWanted(string[] only, IEnumerable<string> names) => only.Length == 0 || names.Any(name => only.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
}
