using System.CommandLine;

namespace Aisle.Bench.Orders;

/// <summary><c>./aisle bench checkout</c>.</summary>
internal static class CheckoutCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds for each case.", DefaultValueFactory = _ => 6 };
        var only = new Option<string[]>("--only") { Description = "Cases by the beginning of their names; race for the last pieces alone.", AllowMultipleArgumentsPerToken = true };
        var grow = new Option<bool>("--grow") { Description = "Place orders with 10 thousand, 100 thousand and a million orders behind." };
        var command = new Command("checkout", "Orders a second over HTTP, placed and paid, beside one function that writes the same rows; and the race for the last pieces.") { seconds, only, grow };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (names, duration) = (parsed.GetValue(only) ?? [], TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)));
            if (parsed.GetValue(grow))
            {
                await GrowthBench.RunAsync(duration, cancellationToken);
                return 0;
            }

            if (names.Length == 0 || !names.Contains("race"))
            {
                await CheckoutBench.RunAsync(duration, names, cancellationToken);
            }

            if (names.Length == 0 || names.Contains("race"))
            {
                await CheckoutBench.RaceAsync(rounds: 100, cancellationToken);
            }

            return 0;
        });
        return command;
    }
}
