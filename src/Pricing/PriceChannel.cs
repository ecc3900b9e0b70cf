namespace Aisle.Pricing;

/// <summary>Where a price holds.</summary>
public enum PriceChannel
{
    /// <summary>Everywhere.</summary>
    Any,

    /// <summary>In the online shop only.</summary>
    Online,

    /// <summary>At the till only.</summary>
    Till,
}
