using Aisle.Kernel;
using Aisle.Pricing;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Pricing;

public sealed class UnitPriceTests
{
    [Theory]
    [InlineData("60.00", "500", "g", "120.00 BDT", "kg")]
    [InlineData("35.00", "330", "ml", "106.06 BDT", "l")]
    [InlineData("99.00", "1.5", "l", "66.00 BDT", "l")]
    [InlineData("150.00", "1", "dozen", "12.50 BDT", "pc")]
    [InlineData("10.00", "3", "pc", "3.33 BDT", "pc")]
    [InlineData("20.00", "3", "pc", "6.67 BDT", "pc")]
    [InlineData("0.01", "2", "pc", "0.01 BDT", "pc")]
    [InlineData("-0.01", "2", "pc", "-0.01 BDT", "pc")]
    [InlineData("45.00", "30", "cm", "150.00 BDT", "m")]
    [InlineData("100.00", "0.5", "m2", "200.00 BDT", "m2")]
    [InlineData("1.00", "1", "lb", "2.20 BDT", "kg")]
    [InlineData("0.00", "1", "kg", "0.00 BDT", "kg")]
    public void The_comparison_price_is_per_base_unit_rounded_half_up(
        string price, string content, string unit, string expected, string per)
    {
        var label = UnitPrice.Of(Money.Parse(price, Bdt).Value, Quantity.Parse(content, Unit.Get(unit)).Value).Value;
        label.Price.ToString().ShouldBe(expected);
        label.Per.Code.ShouldBe(per);
    }

    [Theory]
    [InlineData(0, "kg", "unit_price.content")]
    [InlineData(-1, "kg", "unit_price.content")]
    [InlineData(1, "pack", "unit_price.unit")]
    [InlineData(1, "case", "unit_price.unit")]
    public void A_content_that_cannot_be_compared_is_refused(int content, string unit, string code) =>
        UnitPrice.Of(Taka(1), Of(content, unit)).FirstError.Code.ShouldBe(code);

    [Fact]
    public void A_price_that_does_not_fit_is_refused() =>
        UnitPrice.Of(new Money(long.MaxValue, Bdt), new Quantity(1, Unit.Get("oz"))).FirstError.Code.ShouldBe("unit_price.range");

    [Fact]
    public void The_largest_price_of_one_unit_is_itself() =>
        UnitPrice.Of(new Money(long.MinValue, Bdt), Of(1, "kg")).Value.Price.Minor.ShouldBe(long.MinValue);
}
