using Aisle.Kernel;
using Aisle.Pricing;
using Aisle.UnitTests.Kernel;
using FsCheck;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Pricing;

public sealed class SpreadingTests
{
    [Fact]
    public void It_does_with_runs_what_money_does_piece_by_piece() =>
        Always.Holds(
            from parts in Gen.NonEmptyListOf(from price in Gen.Choose(0, 300) from count in Gen.Choose(1, 9) select (Price: (long)price, Count: (long)count))
            let total = parts.Sum(part => part.Price * part.Count)
            from amount in Gen.Choose(0, (int)total)
            select (Parts: parts.ToArray(), Amount: (long)amount),
            value =>
            {
                var spread = Spreading.Of(value.Amount, value.Parts);
                var listed = spread.SelectMany(one => Enumerable.Repeat(one.Each, (int)one.Count));
                var weights = value.Parts.SelectMany(part => Enumerable.Repeat(part.Price, (int)part.Count)).ToArray();
                return listed.SequenceEqual(new Money(value.Amount, Bdt).Allocate(weights).Select(part => part.Minor))
                    && spread.Count <= value.Parts.Length + 1
                    && spread.All(one => one.Each <= value.Parts[one.Part].Price);
            });
}
