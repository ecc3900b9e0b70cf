using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>What is to pay in cash. What is due and the rounding always add up to it.</summary>
/// <param name="Due">Before rounding.</param>
/// <param name="Rounding">The line of its own: positive when more is paid.</param>
/// <param name="ToPay">What is to pay.</param>
public readonly record struct CashDue(Money Due, Money Rounding, Money ToPay)
{
    /// <summary>What is given back for so much cash, reckoned from the rounded amount; negative while there is not
    /// enough.</summary>
    public Money Change(Money given) => given - ToPay;
}
