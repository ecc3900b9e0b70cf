namespace Aisle.Kernel;

/// <summary>What a scale label says.</summary>
/// <param name="ItemCode">The item digits, with their leading zeros.</param>
/// <param name="Kind">Which of the two values is set.</param>
/// <param name="Thousandths">Grams for a weight, thousandths of a piece for a count, 0 for a price.</param>
/// <param name="PriceMinor">The price for a price, else 0. In minor units when read with a currency, else in units of
/// the rule's last decimal digit.</param>
public readonly record struct ScaleLabel(string ItemCode, ScaleLabelValue Kind, long Thousandths, long PriceMinor);
