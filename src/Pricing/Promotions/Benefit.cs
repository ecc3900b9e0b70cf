using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>What a promotion gives.</summary>
public abstract record Benefit
{
    private protected Benefit()
    {
    }
}

/// <summary>A percent off each piece or weighed line; the new price is rounded.</summary>
/// <param name="Percent">Above 0 % and at most 100 %.</param>
public sealed record PercentOff(Rate Percent) : Benefit;

/// <summary>An amount off each piece, or off each kilogram or litre of what is weighed.</summary>
/// <param name="Amount">Above zero.</param>
public sealed record AmountOff(Money Amount) : Benefit;

/// <summary>A price of each piece, or each kilogram or litre, where it is lower than the present one.</summary>
/// <param name="Price">Not negative.</param>
public sealed record FixedPrice(Money Price) : Benefit;

/// <summary>So many pieces for a price: 3 for 100.</summary>
/// <param name="Count">Pieces of a group: 2 to 100.</param>
/// <param name="Price">What the group costs; not negative.</param>
/// <param name="SameItem">True when a group must be of one variant; false to mix.</param>
public sealed record SetPrice(int Count, Money Price, bool SameItem) : Benefit;

/// <summary>The cheapest of so many pieces free or reduced: 3 for 2.</summary>
/// <param name="Count">Pieces of a group: 2 to 100.</param>
/// <param name="Reduced">How many of them are reduced: 1 to <paramref name="Count"/> - 1.</param>
/// <param name="Percent">Above 0 % and at most 100 %, which is free.</param>
/// <param name="SameItem">True when a group must be of one variant; false to mix.</param>
public sealed record CheapestOff(int Count, int Reduced, Rate Percent, bool SameItem) : Benefit;

/// <summary>
/// Who buys so many of the promotion's goods gets so many others free, reduced or at a price. The same goods on both sides
/// are possible: then the dearer are bought and the cheaper are reduced.
/// </summary>
/// <param name="Buy">Pieces bought: 1 to 99.</param>
/// <param name="Get">Pieces reduced: 1 to 99; both together at most 100.</param>
/// <param name="GetGoods">What is reduced, or null for the promotion's goods.</param>
/// <param name="Reward">What it is reduced to: <see cref="PercentOff"/> (100 % is free) or <see cref="FixedPrice"/>.</param>
public sealed record BuyGet(int Buy, int Get, GoodsFilter? GetGoods, Benefit Reward) : Benefit;

/// <summary>Given items together for a price. The promotion's own goods are not asked for.</summary>
/// <param name="Parts">1 to 20 parts with at most 100 pieces together.</param>
/// <param name="Price">What they cost together; not negative.</param>
public sealed record Bundle(IReadOnlyList<BundlePart> Parts, Money Price) : Benefit;

/// <summary>A part of a bundle.</summary>
/// <param name="Goods">What fits.</param>
/// <param name="Count">Pieces of it: at least 1.</param>
public sealed record BundlePart(GoodsFilter Goods, int Count);

/// <summary>A percent off all of the promotion's goods, reckoned as part of the basket stage.</summary>
/// <param name="Percent">Above 0 % and at most 100 %.</param>
public sealed record BasketPercent(Rate Percent) : Benefit;

/// <summary>One amount off all of the promotion's goods together; never more than they cost.</summary>
/// <param name="Amount">Above zero.</param>
public sealed record BasketAmount(Money Amount) : Benefit;
