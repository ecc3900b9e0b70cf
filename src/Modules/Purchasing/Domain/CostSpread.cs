using Aisle.Kernel;

namespace Aisle.Modules.Purchasing.Domain;

/// <summary>A line of a receipt that costs can be spread over.</summary>
/// <param name="No">Which.</param>
/// <param name="Quantity">Thousandths that were taken in.</param>
/// <param name="Value">What they are worth.</param>
internal sealed record SpreadLine(int No, long Quantity, long Value);

/// <summary>Spreads a cost over the lines of a receipt, to the last minor unit. Pure.</summary>
internal static class CostSpread
{
    public const string ByValue = "value";
    public const string ByQuantity = "quantity";
    public const string ByHand = "hand";

    /// <summary>What a cost can be, that people write.</summary>
    public static readonly string[] Kinds = ["freight", "duty", "clearing", "insurance", "other", Price];

    /// <summary>How it can be spread.</summary>
    public static readonly string[] Ways = [ByValue, ByQuantity, ByHand];

    /// <summary>A price that was wrong: it is billed with the goods, and not by somebody else.</summary>
    public const string Price = "price";

    /// <summary>What a bill asked more than the goods were worth.</summary>
    public const string Bill = "bill";

    /// <summary>Whether it can be spread so: something must carry it.</summary>
    public static bool Fits(string way, IReadOnlyList<SpreadLine> lines) => lines.Any(line => Weight(way, line) > 0);

    /// <summary>What falls to each line; together exactly the amount.</summary>
    public static IReadOnlyList<Money> Over(string way, Money amount, IReadOnlyList<SpreadLine> lines) => amount.Allocate([.. lines.Select(line => Weight(way, line))]);

    private static long Weight(string way, SpreadLine line) => way == ByQuantity ? line.Quantity : line.Quantity == 0 ? 0 : line.Value;
}
