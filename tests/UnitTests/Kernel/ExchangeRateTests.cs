using Aisle.Kernel;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Kernel;

public sealed class ExchangeRateTests
{
    private static readonly Currency _usd = Currency.Get("USD");
    private static readonly Currency _bdt = Currency.Get("BDT");

    [Theory]
    [InlineData("122.5", "122.5")]
    [InlineData("0.00000001", "0.00000001")]
    [InlineData("1000000000", "1000000000")]
    [InlineData("1.230000000000", "1.23")]
    public void A_rate_is_read_and_printed_without_needless_zeros(string text, string printed)
    {
        ExchangeRate.TryParse(text, _usd, _bdt, out var rate).ShouldBeTrue();
        rate.ToString().ShouldBe(printed);
        ExchangeRate.TryCreate(rate.Value, _usd, _bdt, out var again).ShouldBeTrue();
        again.ShouldBe(rate);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.000000001")]
    [InlineData("1000000000.00000001")]
    [InlineData("99999999999999999999999")]
    [InlineData("1e3")]
    [InlineData("১২২")]
    [InlineData(" 1")]
    public void What_is_no_rate_is_refused(string? text) => ExchangeRate.TryParse(text, _usd, _bdt, out _).ShouldBeFalse();

    [Fact]
    public void A_currency_is_worth_itself()
    {
        ExchangeRate.TryParse("1.0", _bdt, _bdt, out var rate).ShouldBeTrue();
        rate.ShouldBe(ExchangeRate.Same(_bdt));
        ExchangeRate.TryParse("1.1", _bdt, _bdt, out _).ShouldBeFalse();
        rate.Convert(new Money(long.MaxValue, _bdt)).Value.Minor.ShouldBe(long.MaxValue);
    }

    [Theory]
    [InlineData("USD", 1_00, "122.505", 122_50)]
    [InlineData("USD", 3_00, "122.505", 367_52)]
    [InlineData("USD", -3_00, "122.505", -367_52)]
    [InlineData("JPY", 1_000, "0.8125", 812_50)]
    [InlineData("KWD", 1_500, "398.7", 598_05)]
    [InlineData("KWD", 1, "398.75", 40)]
    [InlineData("USD", 1, "0.00000001", 0)]
    public void An_amount_is_worth_so_much_a_half_to_the_even_neighbour(string from, long minor, string text, long worth)
    {
        var unit = Currency.Get(from);
        ExchangeRate.TryParse(text, unit, _bdt, out var rate).ShouldBeTrue();
        rate.Convert(new Money(minor, unit)).Value.ShouldBe(new Money(worth, _bdt));
    }

    [Fact]
    public void What_does_not_fit_is_told_and_other_currencies_throw()
    {
        ExchangeRate.TryParse("1000000000", _usd, _bdt, out var rate).ShouldBeTrue();
        rate.Convert(new Money(long.MaxValue, _usd)).FirstError.Code.ShouldBe("money.range");
        Should.Throw<InvalidOperationException>(() => rate.Convert(Taka(1)));
        Should.Throw<InvalidOperationException>(() => rate.Back(new Money(1, _usd)));
    }

    [Fact]
    public void There_and_back_is_the_same_where_a_unit_is_worth_more_than_one() =>
        Always.Holds(from minor in Gen.Choose(-100_000_000, 100_000_000) from parts in Gen.Choose(100_000_000, int.MaxValue) select (minor, parts), one =>
            ExchangeRate.TryCreate(one.parts / 100_000_000m, _usd, _bdt, out var rate) && rate.Back(rate.Convert(new Money(one.minor, _usd)).Value).Value.Minor == one.minor);
}
