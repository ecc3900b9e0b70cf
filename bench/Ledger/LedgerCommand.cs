using System.CommandLine;

namespace Aisle.Bench.Ledger;

/// <summary><c>./aisle bench ledger</c>.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each case.", DefaultValueFactory = _ => 5 };
        var only = new Option<string[]>("--only") { Description = "Cases by the beginning of their names.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("ledger", "Entries a second through the books, beside the same rows written by one function call of PostgreSQL.") { seconds, only };
        command.SetAction((parsed, cancellationToken) => LedgerBench.RunAsync(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), parsed.GetValue(only) ?? [], cancellationToken));
        return command;
    }
}
