using System.Numerics;
using Aisle.Kernel;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Kernel;

public sealed class RoundedDivisionTests
{
    [Theory]
    [InlineData(25, Rounding.HalfUp, 3)]
    [InlineData(25, Rounding.HalfEven, 2)]
    [InlineData(35, Rounding.HalfEven, 4)]
    [InlineData(24, Rounding.HalfUp, 2)]
    [InlineData(26, Rounding.HalfEven, 3)]
    [InlineData(29, Rounding.Down, 2)]
    [InlineData(21, Rounding.Up, 3)]
    [InlineData(20, Rounding.Up, 2)]
    [InlineData(-25, Rounding.HalfUp, -3)]
    [InlineData(-25, Rounding.HalfEven, -2)]
    [InlineData(-35, Rounding.HalfEven, -4)]
    [InlineData(-29, Rounding.Down, -2)]
    [InlineData(-21, Rounding.Up, -3)]
    [InlineData(-4, Rounding.HalfUp, 0)]
    [InlineData(-5, Rounding.HalfUp, -1)]
    public void Tenths_round_as_the_mode_says(int tenths, Rounding rounding, int expected) =>
        RoundedDivision.Divide((Int128)tenths, 10, rounding).ShouldBe((Int128)expected);

    [Fact]
    public void The_largest_numbers_do_not_overflow() =>
        RoundedDivision.Divide(Int128.MaxValue - 1, Int128.MaxValue, Rounding.HalfUp).ShouldBe(Int128.One);

    [Fact]
    public void A_denominator_must_be_positive_and_the_rounding_known()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => RoundedDivision.Divide<Int128>(1, 0, Rounding.Down));
        Should.Throw<ArgumentOutOfRangeException>(() => RoundedDivision.Divide<Int128>(1, -2, Rounding.Down));
        Should.Throw<ArgumentOutOfRangeException>(() => RoundedDivision.Divide<Int128>(1, 2, (Rounding)99));
    }

    [Fact]
    public void Down_and_up_enclose_the_exact_value_and_the_halves_lie_nearest() =>
        Always.Holds(
            from numerator in Longs
            from denominator in Longs
            where denominator > 0
            select (Numerator: (BigInteger)numerator, Denominator: (BigInteger)denominator),
            pair =>
            {
                BigInteger Distance(Rounding rounding) => BigInteger.Abs(
                    (RoundedDivision.Divide(pair.Numerator, pair.Denominator, rounding) * pair.Denominator) - pair.Numerator);
                var size = BigInteger.Abs(pair.Numerator);
                return BigInteger.Abs(RoundedDivision.Divide(pair.Numerator, pair.Denominator, Rounding.Down)) * pair.Denominator <= size
                    && BigInteger.Abs(RoundedDivision.Divide(pair.Numerator, pair.Denominator, Rounding.Up)) * pair.Denominator >= size
                    && Distance(Rounding.Up) < pair.Denominator
                    && Distance(Rounding.Down) < pair.Denominator
                    && Distance(Rounding.HalfUp) * 2 <= pair.Denominator
                    && Distance(Rounding.HalfEven) * 2 <= pair.Denominator;
            });
}
