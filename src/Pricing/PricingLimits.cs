namespace Aisle.Pricing;

/// <summary>
/// What a book and a basket may hold at most. The bounds keep a quote quick and every sum of it within 64 bits: 500 lines of
/// 10^15 minor units each, with as much tax again, are 10^18.
/// </summary>
public static class PricingLimits
{
    /// <summary>Lines of a basket.</summary>
    public const int Lines = 500;

    /// <summary>Charges of a basket.</summary>
    public const int Charges = 20;

    /// <summary>Coupons entered for a basket.</summary>
    public const int Coupons = 20;

    /// <summary>Characters of a coupon.</summary>
    public const int CouponLength = 40;

    /// <summary>Categories of a line.</summary>
    public const int Categories = 20;

    /// <summary>Quantity of a line in thousandths: a hundred thousand units.</summary>
    public const long Thousandths = 100_000_000;

    /// <summary>A price or an amount of a promotion or charge, in minor units.</summary>
    public const long Amount = 10_000_000_000;

    /// <summary>Promotions of a book.</summary>
    public const int Promotions = 10_000;

    /// <summary>Pieces of one group of a group deal.</summary>
    public const int GroupPieces = 100;

    /// <summary>Parts of a bundle.</summary>
    public const int BundleParts = 20;
}
