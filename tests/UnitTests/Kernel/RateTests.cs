using Aisle.Kernel;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Kernel;

public sealed class RateTests
{
    [Theory]
    [InlineData("15", 150_000, "15%")]
    [InlineData("7.25", 72_500, "7.25%")]
    [InlineData("0.0001", 1, "0.0001%")]
    [InlineData("0", 0, "0%")]
    [InlineData("100", 1_000_000, "100%")]
    [InlineData("-2.5", -25_000, "-2.5%")]
    public void A_percentage_becomes_parts_per_million_and_back(string percent, long parts, string text)
    {
        var rate = Rate.FromPercent(decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture));
        rate.PartsPerMillion.ShouldBe(parts);
        rate.ToString().ShouldBe(text);
    }

    [Fact]
    public void A_percentage_that_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Rate.FromPercent(0.00001m));
        Should.Throw<ArgumentOutOfRangeException>(() => Rate.FromPercent(decimal.MaxValue));
        Rate.TryFromPercent(1.23456m, out _).ShouldBeFalse();
        Rate.TryFromPercent(1.2345m, out var rate).ShouldBeTrue();
        rate.ShouldBe(new Rate(12_345));
    }

    [Fact]
    public void Percent_and_back_is_the_same_rate() =>
        Always.Holds(Samples.Longs.Select(parts => new Rate(parts)), rate => Rate.FromPercent(rate.ToPercent()) == rate);

    [Fact]
    public void Rates_compare_by_size()
    {
        (Rate.Zero < new Rate(1)).ShouldBeTrue();
        (new Rate(1) > Rate.Zero).ShouldBeTrue();
        (new Rate(1) <= new Rate(1)).ShouldBeTrue();
        (new Rate(0) >= new Rate(1)).ShouldBeFalse();
    }
}
