using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A fee beside the goods, such as delivery. No promotion touches it; it counts to no minimum.</summary>
/// <param name="Id">The id; unique in its basket.</param>
/// <param name="Code">What it is for, such as <c>delivery</c>.</param>
/// <param name="Amount">Not negative; with or without tax as prices are.</param>
/// <param name="TaxClass">The code of the tax class.</param>
public sealed record Charge(Guid Id, string Code, Money Amount, string TaxClass);
