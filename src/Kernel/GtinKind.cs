namespace Aisle.Kernel;

/// <summary>The four lengths of a GTIN (GS1 General Specifications, section 3.3).</summary>
public enum GtinKind
{
    /// <summary>Eight digits, for small packages.</summary>
    Gtin8,

    /// <summary>Twelve digits, as in a UPC-A symbol.</summary>
    Gtin12,

    /// <summary>Thirteen digits, as in an EAN-13 symbol.</summary>
    Gtin13,

    /// <summary>Fourteen digits, for cases and pallets.</summary>
    Gtin14,
}
