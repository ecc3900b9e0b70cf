using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;

namespace Aisle.UnitTests.Inventory;

public sealed class MarkdownRuleTests
{
    [Theory]
    [InlineData(10_000, 30, Rounding.HalfUp, 7_000)]
    // 99.95 less 50.55 % is 49.425275.
    [InlineData(9_995, 50.55, Rounding.HalfUp, 4_943)]
    // 0.05 less 50 % is a half: up, or to the even neighbour.
    [InlineData(5, 50, Rounding.HalfUp, 3)]
    [InlineData(5, 50, Rounding.HalfEven, 2)]
    [InlineData(0, 99, Rounding.HalfUp, 0)]
    public void A_price_is_rounded_once(long price, double percent, Rounding rounding, long after) =>
        MarkdownRule.After(new Money(price, Currency.Get("BDT")), (decimal)percent, rounding).ShouldBe(new Money(after, Currency.Get("BDT")));
}
