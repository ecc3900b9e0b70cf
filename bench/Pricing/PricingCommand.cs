using System.CommandLine;

namespace Aisle.Bench.Pricing;

/// <summary><c>./aisle bench pricing</c>.</summary>
internal static class PricingCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each case.", DefaultValueFactory = _ => 5 };
        var scale = new Option<int>("--scale") { Description = "Promotions of the book.", DefaultValueFactory = _ => 200 };
        var command = new Command("pricing", "Milliseconds to price a basket with promotions, beside price times quantity with tax of the same lines.") { seconds, scale };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(PricingBench.Run(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)), Math.Clamp(parsed.GetValue(scale), 10, 10_000), cancellationToken)));
        return command;
    }
}
