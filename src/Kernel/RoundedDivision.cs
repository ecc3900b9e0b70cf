using System.Numerics;

namespace Aisle.Kernel;

/// <summary>
/// Division of whole numbers with a stated rounding. Money is computed with Int128 (or BigInteger) products and one
/// division at the end, so that no digit is lost on the way.
/// </summary>
internal static class RoundedDivision
{
    /// <summary>The quotient, rounded.</summary>
    /// <param name="numerator">Any value.</param>
    /// <param name="denominator">Greater than zero.</param>
    /// <param name="rounding">What to do with a remainder.</param>
    /// <exception cref="ArgumentOutOfRangeException">The denominator is not positive, or the rounding is
    /// unknown.</exception>
    internal static T Divide<T>(T numerator, T denominator, Rounding rounding)
        where T : struct, IBinaryInteger<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        var (quotient, remainder) = T.DivRem(numerator, denominator);
        var distance = T.Abs(remainder);

        // Compared with the rest and not doubled: a doubled remainder could overflow.
        var half = distance.CompareTo(denominator - distance);
        var away = rounding switch
        {
            Rounding.HalfUp => half >= 0,
            Rounding.HalfEven => half > 0 || (half == 0 && T.IsOddInteger(quotient)),
            Rounding.Down => false,
            Rounding.Up => distance != T.Zero,
            _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "The rounding is unknown."),
        };

        if (!away)
        {
            return quotient;
        }

        return T.IsNegative(numerator) ? quotient - T.One : quotient + T.One;
    }
}
