namespace Aisle.Pricing;

/// <summary>Why a promotion or a coupon reduces nothing. They never change once published.</summary>
public static class RefusalCodes
{
    /// <summary>Nobody knows the coupon.</summary>
    public const string CouponUnknown = "coupon.unknown";

    /// <summary>The coupon was one once: it is out of use, or its promotion has ended.</summary>
    public const string CouponOver = "coupon.over";

    /// <summary>The coupon was used as often as it may be.</summary>
    public const string CouponUsedUp = "coupon.used_up";

    /// <summary>Another coupon entered opens the same promotion.</summary>
    public const string CouponNotNeeded = "coupon.not_needed";

    /// <summary>Its first day is still to come.</summary>
    public const string NotStarted = "promotion.not_started";

    /// <summary>Its last day is over.</summary>
    public const string Expired = "promotion.expired";

    /// <summary>It holds at other hours.</summary>
    public const string OtherHours = "promotion.other_hours";

    /// <summary>It holds in other stores.</summary>
    public const string OtherStore = "promotion.other_store";

    /// <summary>It holds in another channel.</summary>
    public const string OtherChannel = "promotion.other_channel";

    /// <summary>It is for other customers.</summary>
    public const string OtherCustomers = "promotion.other_customers";

    /// <summary>It is limited for each customer, and this one is not known.</summary>
    public const string CustomerUnknown = "promotion.customer_unknown";

    /// <summary>This customer used it as often as one may.</summary>
    public const string CustomerLimit = "promotion.customer_limit";

    /// <summary>All customers together used it as often as they may.</summary>
    public const string TotalLimit = "promotion.total_limit";

    /// <summary>The basket is too small for it.</summary>
    public const string MinimumSpend = "promotion.minimum_spend";

    /// <summary>Too little of its goods is in the basket.</summary>
    public const string MinimumQuantity = "promotion.minimum_quantity";

    /// <summary>None of the goods in the basket is among its goods, or each is excepted.</summary>
    public const string OtherGoods = "promotion.other_goods";

    /// <summary>Pieces are missing to the first group, or there are none because its goods are weighed.</summary>
    public const string MissingPieces = "promotion.missing_pieces";

    /// <summary>Its goods are reduced already, which it does not allow.</summary>
    public const string AlreadyReduced = "promotion.already_reduced";

    /// <summary>It does not combine with another that is better for the customer.</summary>
    public const string NotCombinable = "promotion.not_combinable";

    /// <summary>It would take nothing off.</summary>
    public const string NoSaving = "promotion.no_saving";
}
