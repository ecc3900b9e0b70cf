using System.Globalization;
using Aisle.Kernel;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Kernel;

public sealed class MoneyTests
{
    [Fact]
    public void Adding_and_subtracting_stay_in_the_currency()
    {
        (Taka(1.10m) + Taka(2.20m)).ShouldBe(Taka(3.30m));
        (Taka(1.10m) - Taka(2.20m)).ShouldBe(Taka(-1.10m));
        (-Taka(1.10m)).ShouldBe(Taka(-1.10m));
    }

    [Fact]
    public void Different_currencies_never_mix()
    {
        var taka = Taka(1);
        var yen = new Money(1, Jpy);
        Should.Throw<InvalidOperationException>(() => taka + yen).Message.ShouldContain("1.00 BDT");
        Should.Throw<InvalidOperationException>(() => taka - yen);
        Should.Throw<InvalidOperationException>(() => taka < yen);
        Should.Throw<InvalidOperationException>(() => taka >= yen);
        Should.Throw<InvalidOperationException>(() => taka.CompareTo(yen));
        taka.ShouldNotBe(new Money(100, Eur));
    }

    [Fact]
    public void Comparing_follows_the_amount()
    {
        (Taka(1) < Taka(2)).ShouldBeTrue();
        (Taka(2) < Taka(2)).ShouldBeFalse();
        (Taka(2) <= Taka(2)).ShouldBeTrue();
        (Taka(2) > Taka(1)).ShouldBeTrue();
        (Taka(2) > Taka(2)).ShouldBeFalse();
        (Taka(2) >= Taka(2)).ShouldBeTrue();
        (Taka(1) >= Taka(2)).ShouldBeFalse();
    }

    [Fact]
    public void An_overflow_throws_and_does_not_wrap()
    {
        var most = new Money(long.MaxValue, Bdt);
        var least = new Money(long.MinValue, Bdt);
        var one = new Money(1, Bdt);
        Should.Throw<OverflowException>(() => most + one);
        Should.Throw<OverflowException>(() => least - one);
        Should.Throw<OverflowException>(() => -least);
        Should.Throw<OverflowException>(() => most.Times(Of(1.001m, "kg"), Rounding.Down));
        Should.Throw<OverflowException>(() => most.Times(Rate.FromPercent(100.0001m), Rounding.Down));
        most.Times(Of(1, "kg"), Rounding.Up).ShouldBe(most);
    }

    [Theory]
    [InlineData("123.45", 12345)]
    [InlineData("-123.45", -12345)]
    [InlineData("+0.05", 5)]
    [InlineData("7", 700)]
    [InlineData("7.1", 710)]
    [InlineData("007.10000", 710)]
    [InlineData("-0", 0)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    [InlineData("-92233720368547758.08", long.MinValue)]
    public void Reading_gives_the_exact_minor_units(string text, long minor) =>
        Money.Parse(text, Bdt).Value.Minor.ShouldBe(minor);

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("-.5")]
    [InlineData("1.2.3")]
    [InlineData("1.-5")]
    [InlineData("৳5")]
    [InlineData("৫")]
    [InlineData("NaN")]
    [InlineData("(5)")]
    public void Text_that_is_no_plain_number_is_refused(string text) =>
        Money.Parse(text, Bdt).FirstError.Code.ShouldBe("money.format");

    [Fact]
    public void The_lowest_amount_without_decimals_is_read() =>
        Money.Parse("-9223372036854775808", Jpy).Value.Minor.ShouldBe(long.MinValue);

    [Fact]
    public void No_text_is_refused() => Money.Parse(null!, Bdt).FirstError.Code.ShouldBe("money.format");

    [Theory]
    [InlineData("1.005", "BDT", "money.precision")]
    [InlineData("0.00000000000000000000000000000000000000001", "BDT", "money.precision")]
    [InlineData("1.5", "JPY", "money.precision")]
    [InlineData("1.0005", "KWD", "money.precision")]
    [InlineData("92233720368547758.08", "BDT", "money.range")]
    [InlineData("-92233720368547758.09", "BDT", "money.range")]
    [InlineData("9223372036854775808", "JPY", "money.range")]
    [InlineData("99999999999999999999999999999999999999999999999999", "BDT", "money.range")]
    public void What_does_not_fit_is_refused_and_never_rounded(string text, string currency, string code) =>
        Money.Parse(text, Currency.Get(currency)).FirstError.Code.ShouldBe(code);

    [Fact]
    public void Decimals_are_taken_exactly_or_refused()
    {
        Money.FromDecimal(1.50m, Bdt).Value.Minor.ShouldBe(150);
        Money.FromDecimal(1.5000m, Bdt).Value.Minor.ShouldBe(150);
        Money.FromDecimal(1.505m, Bdt).FirstError.Code.ShouldBe("money.precision");
        Money.FromDecimal(-1.505m, Kwd).Value.Minor.ShouldBe(-1505);
        Money.FromDecimal(0.5m, Jpy).FirstError.Code.ShouldBe("money.precision");
        Money.FromDecimal(decimal.MaxValue, Bdt).FirstError.Code.ShouldBe("money.range");
        Money.FromDecimal(decimal.MinValue, Jpy).FirstError.Code.ShouldBe("money.range");
        Money.FromDecimal(92233720368547758.07m, Bdt).Value.Minor.ShouldBe(long.MaxValue);
        Money.FromDecimal(92233720368547758.08m, Bdt).FirstError.Code.ShouldBe("money.range");
        Money.FromDecimal(-92233720368547758.08m, Bdt).Value.Minor.ShouldBe(long.MinValue);
    }

    [Theory]
    [InlineData(12345, "BDT", "123.45")]
    [InlineData(5, "BDT", "0.05")]
    [InlineData(-5, "BDT", "-0.05")]
    [InlineData(0, "BDT", "0.00")]
    [InlineData(100, "BDT", "1.00")]
    [InlineData(12345, "JPY", "12345")]
    [InlineData(0, "JPY", "0")]
    [InlineData(1, "KWD", "0.001")]
    [InlineData(long.MinValue, "BDT", "-92233720368547758.08")]
    public void Printing_gives_exactly_the_digits_of_the_currency(long minor, string currency, string text)
    {
        var money = new Money(minor, Currency.Get(currency));
        money.ToAmountString().ShouldBe(text);
        money.ToString().ShouldBe($"{text} {currency}");
        money.ToDecimal().ShouldBe(decimal.Parse(text, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            strange.NumberFormat.NumberDecimalSeparator = ",";
            strange.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture = strange;
            Taka(-1234.5m).ToAmountString().ShouldBe("-1234.50");
            Of(-1234.5m, "kg").ToString().ShouldBe("-1234.5 kg");
            Money.Parse("-1234.50", Bdt).Value.ShouldBe(Taka(-1234.5m));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Reading_what_was_printed_gives_the_same_money() =>
        Always.Holds(
            from minor in Longs from currency in Currencies select new Money(minor, currency),
            money => Money.Parse(money.ToAmountString(), money.Currency).Value == money
                && Money.FromDecimal(money.ToDecimal(), money.Currency).Value == money);

    [Theory]
    [InlineData(99.99, 1.5, "HalfUp", 149.99)]
    [InlineData(99.99, 1.5, "Down", 149.98)]
    [InlineData(0.01, 0.5, "HalfUp", 0.01)]
    [InlineData(0.01, 0.5, "HalfEven", 0)]
    [InlineData(0.03, 0.5, "HalfEven", 0.02)]
    [InlineData(0.01, 0.499, "HalfUp", 0)]
    [InlineData(0.01, 0.001, "Up", 0.01)]
    [InlineData(-0.01, 0.5, "HalfUp", -0.01)]
    [InlineData(-0.01, 0.001, "Up", -0.01)]
    [InlineData(-0.01, 0.999, "Down", 0)]
    public void A_price_times_a_quantity_is_rounded_once(double price, double kilos, string rounding, double expected) =>
        Taka((decimal)price).Times(Of((decimal)kilos, "kg"), Enum.Parse<Rounding>(rounding)).ShouldBe(Taka((decimal)expected));

    [Fact]
    public void A_share_of_an_amount_is_rounded_once()
    {
        Taka(1091.50m).Times(Rate.FromPercent(15), Rounding.HalfUp).ShouldBe(Taka(163.73m));
        Taka(1091.50m).Times(Rate.FromPercent(15), Rounding.HalfEven).ShouldBe(Taka(163.72m));
        Taka(100).Times(Rate.Zero, Rounding.Up).ShouldBe(Taka(0));
        Taka(100).Times(Rate.FromPercent(-7.5m), Rounding.HalfUp).ShouldBe(Taka(-7.50m));
    }

    [Fact]
    public void Sign_questions_are_answered()
    {
        Money.Zero(Bdt).IsZero.ShouldBeTrue();
        Taka(1).IsZero.ShouldBeFalse();
        Taka(-1).IsNegative.ShouldBeTrue();
        Taka(0).IsNegative.ShouldBeFalse();
    }
}
