namespace Aisle.Kernel;

/// <summary>What a <see cref="Unit"/> measures. Quantities convert only within one dimension.</summary>
public enum Dimension
{
    /// <summary>Things counted; the base unit is the piece.</summary>
    Count,

    /// <summary>Mass; the base unit is the kilogram.</summary>
    Mass,

    /// <summary>Volume; the base unit is the litre.</summary>
    Volume,

    /// <summary>Length; the base unit is the metre.</summary>
    Length,

    /// <summary>Area; the base unit is the square metre.</summary>
    Area,
}
