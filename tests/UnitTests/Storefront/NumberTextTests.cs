using Aisle.Platform.Ui;
using Aisle.UnitTests.Kernel;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Storefront;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0", "০")]
    [InlineData(7, "7", "৭")]
    [InlineData(999, "999", "৯৯৯")]
    [InlineData(1000, "1,000", "১,০০০")]
    [InlineData(99_999, "99,999", "৯৯,৯৯৯")]
    [InlineData(100_000, "1,00,000", "১,০০,০০০")]
    [InlineData(1_234_567, "12,34,567", "১২,৩৪,৫৬৭")]
    [InlineData(10_000_000, "1,00,00,000", "১,০০,০০,০০০")]
    [InlineData(-1_234_567, "−12,34,567", "−১২,৩৪,৫৬৭")]
    [InlineData(long.MinValue, "−92,23,37,20,36,85,47,75,808", "−৯২,২৩,৩৭,২০,৩৬,৮৫,৪৭,৭৫,৮০৮")]
    public void Whole_numbers_go_in_lakh_and_crore(long number, string english, string bangla)
    {
        NumberText.Whole(number, "en").ShouldBe(english);
        NumberText.Whole(number, "bn").ShouldBe(bangla);
    }

    [Theory]
    [InlineData(100_000, "100,000")]
    [InlineData(1_234_567, "1,234,567")]
    [InlineData(-1_000_000_000, "−1,000,000,000")]
    public void Elsewhere_they_go_in_thousands(long number, string expected) => NumberText.Whole(number, "en", lakh: false).ShouldBe(expected);

    [Theory]
    [InlineData("0", "0")]
    [InlineData("5.000", "5")]
    [InlineData("0.5", "0.5")]
    [InlineData("1.2345", "1.2345")]
    [InlineData("1.23456", "1.2346")]
    [InlineData("123456.7", "1,23,456.7")]
    [InlineData("-0.25", "−0.25")]
    [InlineData("-0.00001", "0")]
    public void Decimals_lose_zeros_that_say_nothing(string number, string expected) =>
        NumberText.Decimal(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture), "en").ShouldBe(expected);

    [Fact]
    public void Only_digits_change_with_the_language()
    {
        NumberText.Digits("0123456789 kg, ৫ ½ A-1", "bn").ShouldBe("০১২৩৪৫৬৭৮৯ kg, ৫ ½ A-১");
        NumberText.Digits("0123456789", "en").ShouldBe("0123456789");
        NumberText.Digits("", "bn").ShouldBe("");
    }

    [Fact]
    public void Without_its_commas_every_number_is_itself() =>
        Always.Holds(
            ArbMap.Default.GeneratorFor<long>(),
            number => NumberText.Whole(number, "en").Replace(",", "", StringComparison.Ordinal).Replace('−', '-') == number.ToString(System.Globalization.CultureInfo.InvariantCulture)
                && NumberText.Whole(number, "en").Split(',')[1..].SkipLast(1).All(group => group.Length == 2));
}
