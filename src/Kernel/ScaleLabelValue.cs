namespace Aisle.Kernel;

/// <summary>What the digits of a scale label after the item say.</summary>
public enum ScaleLabelValue
{
    /// <summary>The weight in kilograms.</summary>
    Weight,

    /// <summary>The price to pay.</summary>
    Price,

    /// <summary>How many pieces.</summary>
    Count,
}
