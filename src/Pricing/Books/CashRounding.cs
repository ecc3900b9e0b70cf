using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// Rounds what is paid in cash to what there are coins for. Only the payment is rounded, never goods or tax; the difference
/// is a line of its own.
/// </summary>
/// <param name="Step">The smallest amount that can be paid, above zero: 1.00 or 0.05.</param>
/// <param name="Rounding">Where an amount between two steps goes.</param>
public sealed record CashRounding(Money Step, Rounding Rounding)
{
    /// <summary>What is to pay for what is due.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The amount does not fit.</exception>
    public CashDue Of(Money due)
    {
        var toPay = Step with { Minor = checked((long)(RoundedDivision.Divide((Int128)due.Minor, Step.Minor, Rounding) * Step.Minor)) };
        return new CashDue(due, toPay - due, toPay);
    }
}
