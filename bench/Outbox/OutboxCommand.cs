using System.CommandLine;

namespace Aisle.Bench.Outbox;

/// <summary><c>./aisle bench outbox</c>.</summary>
internal static class OutboxCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each case.", DefaultValueFactory = _ => 5 };
        var scale = new Option<int>("--scale") { Description = "Things that events happen to; those of one keep their order.", DefaultValueFactory = _ => 1000 };
        var command = new Command("outbox", "Events a second from the transaction that writes them to their handler, beside the same rows inserted and deleted by SQL.") { seconds, scale };
        command.SetAction((parsed, cancellationToken) => OutboxBench.RunAsync(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), Math.Clamp(parsed.GetValue(scale), 1, 1_000_000), cancellationToken));
        return command;
    }
}
