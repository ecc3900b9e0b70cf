namespace Aisle.Kernel;

/// <summary>Why a number could not be read exactly.</summary>
internal enum DecimalTextFault
{
    /// <summary>It was read.</summary>
    None,

    /// <summary>The text is not a plain decimal number.</summary>
    Format,

    /// <summary>The number has more decimal digits than the unit allows.</summary>
    Precision,

    /// <summary>The number does not fit in 64 bits.</summary>
    Range,
}
