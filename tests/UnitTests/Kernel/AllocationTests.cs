using System.Numerics;
using Aisle.Kernel;
using FsCheck;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Kernel;

public sealed class AllocationTests
{
    private static readonly Gen<long> Weights = Gen.OneOf(
        Gen.Choose(0, 10).Select(value => (long)value),
        Longs.Select(value => value == long.MinValue ? long.MaxValue : Math.Abs(value)));

    private static readonly Gen<(Money Total, long[] Weights)> Cases =
        from minor in Longs
        from weights in Gen.NonEmptyListOf(Weights)
        where weights.Any(weight => weight > 0)
        select (new Money(minor, Bdt), weights.ToArray());

    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(-100, new long[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(5, new long[] { 3, 7 }, new long[] { 2, 3 })]
    [InlineData(1, new long[] { 1, 2 }, new long[] { 0, 1 })]
    [InlineData(1, new long[] { 0, 1, 1 }, new long[] { 0, 1, 0 })]
    [InlineData(0, new long[] { 1, 2 }, new long[] { 0, 0 })]
    [InlineData(10, new long[] { 0, 5, 0 }, new long[] { 0, 10, 0 })]
    [InlineData(long.MinValue, new long[] { 1 }, new long[] { long.MinValue })]
    [InlineData(long.MaxValue, new[] { long.MaxValue, long.MaxValue }, new[] { 4611686018427387904, 4611686018427387903 })]
    [InlineData(0, new long[] { 0, 0 }, new long[] { 0, 0 })]
    [InlineData(0, new long[0], new long[0])]
    public void The_largest_remainder_takes_what_is_left_and_the_earlier_wins_a_tie(long minor, long[] weights, long[] parts) =>
        new Money(minor, Bdt).Allocate(weights).Select(part => part.Minor).ShouldBe(parts);

    [Fact]
    public void The_parts_add_up_exactly() =>
        Always.Holds(Cases, value =>
        {
            var parts = value.Total.Allocate(value.Weights);
            return parts.Count == value.Weights.Length
                && parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Minor) == value.Total.Minor
                && parts.All(part => part.Currency == Bdt);
        });

    [Fact]
    public void Each_part_is_less_than_one_minor_unit_from_its_exact_share() =>
        Always.Holds(Cases, value =>
        {
            var parts = value.Total.Allocate(value.Weights);
            var sum = value.Weights.Aggregate(BigInteger.Zero, (total, weight) => total + weight);
            return parts.Zip(value.Weights).All(pair =>
                BigInteger.Abs((pair.First.Minor * sum) - ((BigInteger)value.Total.Minor * pair.Second)) < sum);
        });

    [Fact]
    public void A_larger_weight_never_gets_less_and_equal_weights_differ_by_one_at_most() =>
        Always.Holds(Cases, value =>
        {
            var parts = value.Total.Allocate(value.Weights).Select(part => Int128.Abs(part.Minor)).ToArray();
            var ordered = parts.Zip(value.Weights).OrderBy(pair => pair.Second).ThenBy(pair => pair.First).ToArray();
            return ordered.Zip(ordered.Skip(1)).All(pair =>
                pair.First.First <= pair.Second.First
                && (pair.First.Second != pair.Second.Second || pair.Second.First - pair.First.First <= 1));
        });

    [Fact]
    public void Splitting_a_refund_mirrors_splitting_the_sale() =>
        Always.Holds(Cases, value =>
            value.Total.Minor == long.MinValue
            || (-value.Total).Allocate(value.Weights).SequenceEqual(value.Total.Allocate(value.Weights).Select(part => -part)));

    [Fact]
    public void An_amount_needs_a_weight_to_go_to()
    {
        Should.Throw<ArgumentException>(() => Taka(1).Allocate([]));
        Should.Throw<ArgumentException>(() => Taka(1).Allocate([0, 0]));
        Should.Throw<ArgumentException>(() => Taka(1).Allocate([2, -1]));
        Should.Throw<ArgumentException>(() => Taka(0).Allocate([-1]));
    }
}
