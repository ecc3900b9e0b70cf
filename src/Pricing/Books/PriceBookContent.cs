using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>What a price book is made of. The order of nothing in it matters.</summary>
/// <param name="Currency">The currency of every amount.</param>
/// <param name="Tax">How tax is computed.</param>
public sealed record PriceBookContent(Currency Currency, TaxPolicy Tax)
{
    /// <summary>All prices; their ids are unique for each variant.</summary>
    public IReadOnlyList<ItemPrice> Prices { get; init; } = [];

    /// <summary>All promotions.</summary>
    public IReadOnlyList<Promotion> Promotions { get; init; } = [];

    /// <summary>All coupons.</summary>
    public IReadOnlyList<Coupon> Coupons { get; init; } = [];

    /// <summary>Codes that were coupons once and open nothing any more: whoever enters one is told so.</summary>
    public IReadOnlyList<string> CouponsOver { get; init; } = [];

    /// <summary>All tax classes.</summary>
    public IReadOnlyList<TaxClassRates> TaxClasses { get; init; } = [];

    /// <summary>How cash is rounded, or null when there are coins for everything.</summary>
    public CashRounding? CashRounding { get; init; }

    /// <summary>How prices of weighed goods and reduced prices are rounded to the minor unit.</summary>
    public Rounding Rounding { get; init; } = Rounding.HalfUp;
}
