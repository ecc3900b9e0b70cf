using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// The comparison price that lets people compare packs of different sizes: per kilogram, litre, metre, square metre or
/// piece (as EU Directive 98/6/EC, article 2, asks for).
/// </summary>
public static class UnitPrice
{
    private const int ThousandthsPerUnit = 1_000;

    /// <summary>The comparison price, rounded half away from zero to the minor unit.</summary>
    /// <param name="price">The price of the whole product.</param>
    /// <param name="netContent">What is in it, without the wrapping; above zero.</param>
    /// <returns>Error <c>unit_price.content</c> when the content is not above zero, <c>unit_price.unit</c> when it is
    /// in packs or cases, which have no fixed size, <c>unit_price.range</c> when the price does not fit.</returns>
    public static Result<UnitPriceLabel> Of(Money price, Quantity netContent)
    {
        if (netContent.Thousandths <= 0)
        {
            return Error.Validation("unit_price.content", "The net content must be above zero.");
        }

        var unit = netContent.Unit;
        if (!unit.HasFixedRatio)
        {
            return Error.Validation("unit_price.unit", $"There is no comparison price for a content in \"{unit.Code}\".");
        }

        var numerator = (Int128)price.Minor * ThousandthsPerUnit * unit.RatioDenominator;
        var denominator = (Int128)netContent.Thousandths * unit.RatioNumerator;
        var minor = RoundedDivision.Divide(numerator, denominator, Rounding.HalfUp);
        return minor < long.MinValue || minor > long.MaxValue
            ? Error.Validation("unit_price.range", "The comparison price is too large.")
            : new UnitPriceLabel(price with { Minor = (long)minor }, Unit.BaseOf(unit.Dimension));
    }
}
