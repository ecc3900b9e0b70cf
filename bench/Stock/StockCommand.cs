using System.CommandLine;

namespace Aisle.Bench.Stock;

/// <summary><c>./aisle bench stock</c>.</summary>
internal static class StockCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each case of selling.", DefaultValueFactory = _ => 5 };
        var only = new Option<string[]>("--only") { Description = "Cases by the beginning of their names.", AllowMultipleArgumentsPerToken = true };
        var millions = new Option<int>("--movements") { Description = "Millions of movements behind what is read.", DefaultValueFactory = _ => 5 };
        var command = new Command("stock", "Sales a second out of the stock, reserved and then committed, and reading it; each beside its limit.") { seconds, only, millions };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(only) ?? [];
            if (IsWanted(names, StockBench.Names))
            {
                await StockBench.RunAsync(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), names, cancellationToken);
            }

            if (IsWanted(names, ReadBench.Names))
            {
                await ReadBench.RunAsync(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), names, Math.Clamp(parsed.GetValue(millions), 1, 100), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static bool IsWanted(string[] only, IEnumerable<string> names) => only.Length == 0 || names.Any(name => only.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
}
