using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Domain;

/// <summary>A step of a ladder of markdowns.</summary>
/// <param name="DaysLeft">It holds from so many days before the last day of sale on, until a step of fewer days does.</param>
/// <param name="Percent">What is taken off, in percent with two decimals.</param>
internal sealed record LadderStep(int DaysLeft, decimal Percent);

/// <summary>What is taken off the price of what gets old. Pure.</summary>
internal static class MarkdownRule
{
    public const int MostDays = 365;
    public const decimal LeastPercent = 0.01m;
    public const decimal MostPercent = 99m;

    /// <summary>The price less a percent, rounded once to the smallest unit of the currency.</summary>
    public static Money After(Money price, decimal percent, Rounding rounding) => price.Times(Rate.FromPercent(100 - percent), rounding);
}
