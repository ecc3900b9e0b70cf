using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("BDT", 2)]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("ZWG", 2)]
    public void The_exponent_is_that_of_iso_4217(string code, int exponent) =>
        Currency.Get(code).Exponent.ShouldBe(exponent);

    [Theory]
    [InlineData("XAU")]
    [InlineData("XXX")]
    [InlineData("XTS")]
    [InlineData("DEM")]
    [InlineData("bdt")]
    [InlineData("")]
    [InlineData("BDT ")]
    public void A_code_that_is_withdrawn_unknown_or_has_no_minor_unit_is_refused(string code)
    {
        Currency.TryGet(code, out _).ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => Currency.Get(code)).Message.ShouldContain(code);
    }

    [Fact]
    public void No_code_is_not_a_currency() => Currency.TryGet(null, out _).ShouldBeFalse();

    [Fact]
    public void Every_code_is_three_capital_letters_and_stands_once()
    {
        Currency.All.Count.ShouldBe(165);
        Currency.All.Select(currency => currency.Code).Distinct().Count().ShouldBe(165);
        Currency.All.ShouldAllBe(currency => currency.Code.Length == 3 && currency.Code.All(char.IsAsciiLetterUpper));
        Currency.All.ShouldAllBe(currency => currency.Exponent == 0 || (currency.Exponent >= 2 && currency.Exponent <= 4));
    }

    [Fact]
    public void Two_are_equal_when_their_codes_are()
    {
        Currency.Get("BDT").ShouldBe(Currency.Get("BDT"));
        Currency.Get("BDT").GetHashCode().ShouldBe(Currency.Get("BDT").GetHashCode());
        Currency.Get("BDT").ShouldNotBe(Currency.Get("EUR"));
    }

    [Fact]
    public void The_default_is_no_currency()
    {
        default(Currency).Code.ShouldBe("XXX");
        default(Currency).ShouldNotBe(Currency.Get("JPY"));
    }
}
