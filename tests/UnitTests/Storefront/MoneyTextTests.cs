using Aisle.Kernel;
using Aisle.Platform.Ui;

namespace Aisle.UnitTests.Storefront;

public sealed class MoneyTextTests
{
    [Theory]
    [InlineData(0, "৳\u00A00", "৳\u00A0০")]
    [InlineData(5, "৳\u00A00.05", "৳\u00A0০.০৫")]
    [InlineData(9950, "৳\u00A099.50", "৳\u00A0৯৯.৫০")]
    [InlineData(125_000, "৳\u00A01,250", "৳\u00A0১,২৫০")]
    [InlineData(12_345_601, "৳\u00A01,23,456.01", "৳\u00A0১,২৩,৪৫৬.০১")]
    [InlineData(-12_345_600, "৳\u00A0−1,23,456", "৳\u00A0−১,২৩,৪৫৬")]
    public void Taka_are_written_in_lakh_and_without_empty_poisha(long minor, string english, string bangla)
    {
        var money = Of(minor, "BDT");
        MoneyText.Of(money, "en").ShouldBe(english);
        MoneyText.Of(money, "bn").ShouldBe(bangla);
    }

    [Fact]
    public void The_groups_follow_the_currency_in_english_and_the_reader_in_bangla()
    {
        MoneyText.Of(Of(12_345_600, "USD"), "en").ShouldBe("$\u00A0123,456");
        MoneyText.Of(Of(12_345_600, "USD"), "bn").ShouldBe("$\u00A0১,২৩,৪৫৬");
        MoneyText.Of(Of(12_345_600, "INR"), "en").ShouldBe("₹\u00A01,23,456");
    }

    [Theory]
    [InlineData("JPY", 1_234_500, "¥\u00A01,234,500")]
    [InlineData("KWD", 1_234_500, "KWD\u00A01,234.500")]
    [InlineData("KWD", 1_234_000, "KWD\u00A01,234")]
    public void A_currency_has_its_own_minor_digits_and_its_code_where_it_has_no_sign(string code, long minor, string expected) =>
        MoneyText.Of(Of(minor, code), "en").ShouldBe(expected);

    private static Money Of(long minor, string currency) => new(minor, Currency.Get(currency));
}
