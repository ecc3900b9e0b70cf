using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A priced line.</summary>
/// <param name="Id">The id of the basket's line.</param>
/// <param name="VariantId">The variant.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="UnitPrice">The price of one unit in the book, before the price of a lot and promotions.</param>
/// <param name="Full">What the line costs at that price.</param>
/// <param name="Amount">What it costs after all reductions; with or without tax as prices are. The trace replays to
/// it.</param>
/// <param name="Rate">The tax rate; null when the goods or the customer are exempt.</param>
/// <param name="Tax">Net, tax and gross of the line. The gross is what is to pay for it.</param>
/// <param name="Trace">Why it costs what it costs.</param>
public sealed record QuoteLine(
    Guid Id, Guid VariantId, Quantity Quantity, Money UnitPrice, Money Full, Money Amount, Rate? Rate, TaxSplit Tax, Trace Trace);
