using Aisle.Kernel;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Kernel;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(1500, "kg", "1.5 kg")]
    [InlineData(1000, "pc", "1 pc")]
    [InlineData(10_000, "pc", "10 pc")]
    [InlineData(1, "l", "0.001 l")]
    [InlineData(0, "kg", "0 kg")]
    [InlineData(-250, "kg", "-0.25 kg")]
    public void A_quantity_prints_without_needless_zeros(long thousandths, string unit, string text) =>
        new Quantity(thousandths, Unit.Get(unit)).ToString().ShouldBe(text);

    [Fact]
    public void Decimals_are_taken_exactly_or_refused()
    {
        Quantity.FromDecimal(1.2345m, Unit.Kilogram).FirstError.Code.ShouldBe("quantity.precision");
        Quantity.FromDecimal(decimal.MaxValue, Unit.Kilogram).FirstError.Code.ShouldBe("quantity.range");
        Quantity.FromDecimal(1.234m, Unit.Kilogram).Value.Thousandths.ShouldBe(1234);
        Quantity.FromDecimal(1.2340m, Unit.Kilogram).Value.ToDecimal().ShouldBe(1.234m);
    }

    [Theory]
    [InlineData("1.2345", "quantity.precision")]
    [InlineData("9223372036854775.808", "quantity.range")]
    [InlineData("1 kg", "quantity.format")]
    public void Bad_text_is_refused(string text, string code) =>
        Quantity.Parse(text, Unit.Kilogram).FirstError.Code.ShouldBe(code);

    [Fact]
    public void Reading_what_was_printed_gives_the_same_quantity() =>
        Always.Holds(
            from thousandths in Longs from unit in Units select new Quantity(thousandths, unit),
            quantity => Quantity.Parse(quantity.ToValueString(), quantity.Unit).Value == quantity
                && Quantity.FromDecimal(quantity.ToDecimal(), quantity.Unit).Value == quantity);

    [Fact]
    public void Quantities_of_one_unit_add_and_compare()
    {
        (Of(1, "kg") + Of(0.5m, "kg")).ShouldBe(Of(1.5m, "kg"));
        (Of(1, "kg") - Of(1.5m, "kg")).ShouldBe(-Of(0.5m, "kg"));
        (Of(1, "kg") < Of(1.5m, "kg")).ShouldBeTrue();
        (Of(1, "kg") <= Of(1, "kg")).ShouldBeTrue();
        (Of(1, "kg") > Of(1, "kg")).ShouldBeFalse();
        (Of(1, "kg") >= Of(2, "kg")).ShouldBeFalse();
        Quantity.Zero(Unit.Kilogram).IsZero.ShouldBeTrue();
    }

    [Fact]
    public void Quantities_of_different_units_never_mix()
    {
        Should.Throw<InvalidOperationException>(() => Of(1, "kg") + Of(1, "g"));
        Should.Throw<InvalidOperationException>(() => Of(1, "kg") - Of(1, "g"));
        Should.Throw<InvalidOperationException>(() => Of(1, "kg") > Of(1, "g"));
        Of(1, "kg").ShouldNotBe(Of(1000, "g"));
    }

    [Fact]
    public void An_overflow_throws_and_does_not_wrap()
    {
        var most = new Quantity(long.MaxValue, Unit.Piece);
        Should.Throw<OverflowException>(() => most + new Quantity(1, Unit.Piece));
        Should.Throw<OverflowException>(() => -most - new Quantity(2, Unit.Piece));
        Should.Throw<OverflowException>(() => -new Quantity(long.MinValue, Unit.Piece));
    }

    [Theory]
    [InlineData("1.5", "kg", "g", "1500 g")]
    [InlineData("1500", "g", "kg", "1.5 kg")]
    [InlineData("1", "g", "mg", "1000 mg")]
    [InlineData("2", "dozen", "pc", "24 pc")]
    [InlineData("6", "pc", "dozen", "0.5 dozen")]
    [InlineData("3", "dozen", "pair", "18 pair")]
    [InlineData("1", "lb", "oz", "16 oz")]
    [InlineData("100", "lb", "mg", "45359237 mg")]
    [InlineData("330", "ml", "cl", "33 cl")]
    [InlineData("25", "cm", "m", "0.25 m")]
    [InlineData("1", "m2", "cm2", "10000 cm2")]
    [InlineData("-1", "kg", "g", "-1000 g")]
    [InlineData("4", "case", "case", "4 case")]
    public void An_exact_conversion_succeeds(string value, string from, string to, string expected) =>
        Quantity.Parse(value, Unit.Get(from)).Value.ConvertTo(Unit.Get(to)).Value.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("1", "pc", "dozen", "quantity.conversion")]
    [InlineData("1", "mg", "kg", "quantity.conversion")]
    [InlineData("1", "kg", "lb", "quantity.conversion")]
    [InlineData("1", "kg", "l", "quantity.conversion")]
    [InlineData("1", "pack", "pc", "quantity.conversion")]
    [InlineData("12", "pc", "case", "quantity.conversion")]
    [InlineData("9223372036854775", "kg", "mg", "quantity.range")]
    public void A_conversion_that_is_not_exact_fails(string value, string from, string to, string code) =>
        Quantity.Parse(value, Unit.Get(from)).Value.ConvertTo(Unit.Get(to)).FirstError.Code.ShouldBe(code);

    [Fact]
    public void Converting_there_and_back_gives_the_same() =>
        Always.Holds(
            from thousandths in Longs from @from in Units from to in Units
            select (Quantity: new Quantity(thousandths, @from), To: to),
            value => !value.Quantity.ConvertTo(value.To).TryGet(out var there)
                || there.ConvertTo(value.Quantity.Unit).Value == value.Quantity);
}
