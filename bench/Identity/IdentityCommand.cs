using System.CommandLine;

namespace Aisle.Bench.Identity;

/// <summary><c>./aisle bench identity</c>.</summary>
internal static class IdentityCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each case.", DefaultValueFactory = _ => 5 };
        var command = new Command("identity", "What it costs to know who asks, beside the check of a bare signature, and logins a second beside bare password hashes.") { seconds };
        command.SetAction((parsed, cancellationToken) => IdentityBench.RunAsync(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), cancellationToken));
        return command;
    }
}
