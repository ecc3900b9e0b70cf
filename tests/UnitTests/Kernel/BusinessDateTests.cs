using System.Globalization;
using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public sealed class BusinessDateTests
{
    [Theory]
    [InlineData("2026-01-01T21:59:59.9999999Z", "2026-01-01")]
    [InlineData("2026-01-01T22:00:00Z", "2026-01-02")]
    [InlineData("2026-01-02T03:59:59+06:00", "2026-01-01")]
    [InlineData("2025-12-31T20:00:00Z", "2025-12-31")]
    [InlineData("2026-01-02T21:59:59Z", "2026-01-02")]
    public void A_sale_before_the_cut_off_belongs_to_the_day_before(string instant, string expected) =>
        DateOf(instant, "Asia/Dhaka", new TimeOnly(4, 0)).ShouldBe(expected);

    [Theory]
    [InlineData("2026-01-01T17:59:59Z", "2026-01-01")]
    [InlineData("2026-01-01T18:00:00Z", "2026-01-02")]
    public void A_cut_off_at_midnight_is_the_calendar_day(string instant, string expected) =>
        DateOf(instant, "Asia/Dhaka", TimeOnly.MinValue).ShouldBe(expected);

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-28")]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29")]
    public void A_cut_off_the_clock_skips_takes_effect_at_the_jump(string instant, string expected) =>
        DateOf(instant, "Europe/Berlin", new TimeOnly(2, 30)).ShouldBe(expected);

    [Theory]
    [InlineData("2026-10-25T00:29:59Z", "2026-10-24")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25")]
    [InlineData("2026-10-25T01:00:00Z", "2026-10-24")]
    [InlineData("2026-10-25T01:29:59Z", "2026-10-24")]
    [InlineData("2026-10-25T01:30:00Z", "2026-10-25")]
    public void A_cut_off_in_the_repeated_hour_follows_the_wall_clock(string instant, string expected) =>
        DateOf(instant, "Europe/Berlin", new TimeOnly(2, 30)).ShouldBe(expected);

    [Fact]
    public void Dates_compare_and_move()
    {
        var day = new BusinessDate(new DateOnly(2026, 2, 28));
        day.AddDays(1).ToString().ShouldBe("2026-03-01");
        (day < day.AddDays(1)).ShouldBeTrue();
        (day > day.AddDays(1)).ShouldBeFalse();
        (day <= day.AddDays(0)).ShouldBeTrue();
        (day >= day.AddDays(1)).ShouldBeFalse();
        day.CompareTo(day.AddDays(-1)).ShouldBePositive();
    }

    [Fact]
    public void Json_holds_the_iso_date()
    {
        var day = new BusinessDate(new DateOnly(2026, 2, 3));
        JsonSerializer.Serialize(day).ShouldBe("\"2026-02-03\"");
        JsonSerializer.Deserialize<BusinessDate>("\"2026-02-03\"").ShouldBe(day);
    }

    [Theory]
    [InlineData("\"2026-2-3\"")]
    [InlineData("\"2026-02-30\"")]
    [InlineData("\"2026-02-03T00:00:00\"")]
    [InlineData("20260203")]
    [InlineData("null")]
    public void Any_other_json_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<BusinessDate>(json));

    private static string DateOf(string instant, string zone, TimeOnly cutOff) => BusinessDate.Of(
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture),
        TimeZoneInfo.FindSystemTimeZoneById(zone),
        cutOff).ToString();
}
