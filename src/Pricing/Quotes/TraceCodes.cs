namespace Aisle.Pricing;

/// <summary>The codes of steps. They never change once published.</summary>
public static class TraceCodes
{
    /// <summary>The price of the book.</summary>
    public const string Price = "price";

    /// <summary>The price of the lot.</summary>
    public const string Lot = "lot";

    /// <summary>The code of a benefit.</summary>
    internal static string Of(Benefit benefit) => benefit switch
    {
        PercentOff => "percent_off",
        AmountOff => "amount_off",
        FixedPrice => "fixed_price",
        SetPrice => "set_price",
        CheapestOff => "cheapest_off",
        BuyGet => "buy_get",
        Bundle => "bundle",
        BasketPercent => "basket_percent",
        BasketAmount => "basket_amount",
        _ => throw new ArgumentOutOfRangeException(nameof(benefit), benefit, "The benefit is unknown."),
    };
}
