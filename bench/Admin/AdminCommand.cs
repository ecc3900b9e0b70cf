using System.CommandLine;

namespace Aisle.Bench.Admin;

/// <summary><c>./aisle bench admin</c>.</summary>
internal static class AdminCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds of load for each case.", DefaultValueFactory = _ => 6 };
        var scale = new Option<int>("--scale") { Description = "Products in thousands.", DefaultValueFactory = _ => 27 };
        var command = new Command("admin", "Times and statements of the admin's list of products, beside its bare SQL and an empty page of the same size.") { seconds, scale };
        command.SetAction((parsed, cancellationToken) => AdminBench.RunAsync(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), Math.Clamp(parsed.GetValue(scale), 1, 3000), cancellationToken));
        return command;
    }
}
