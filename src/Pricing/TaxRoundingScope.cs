namespace Aisle.Pricing;

/// <summary>Where tax is rounded. Both are lawful in most countries, but one document must keep to one.</summary>
public enum TaxRoundingScope
{
    /// <summary>The tax of each line is rounded; the document is their sum.</summary>
    Line,

    /// <summary>The exact tax of all lines is summed and rounded once.</summary>
    Document,
}
