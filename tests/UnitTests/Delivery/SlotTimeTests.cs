using Aisle.Modules.Delivery.Domain;

namespace Aisle.UnitTests.Delivery;

public sealed class SlotTimeTests
{
    private static readonly TimeZoneInfo _newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Fact]
    public void A_time_of_day_is_that_of_the_stores_clock()
    {
        var time = SlotTime.Of(new DateOnly(2026, 11, 22), new TimeOnly(9, 0), new TimeOnly(12, 0), 90, TimeZoneInfo.FindSystemTimeZoneById("Asia/Dhaka"))!;
        time.ShouldBe(new SlotTime(Utc("2026-11-22T03:00Z"), Utc("2026-11-22T06:00Z"), Utc("2026-11-22T01:30Z")));
    }

    /// <summary>In New York the clocks go forward on 14 March 2027 at two, and back on 7 November 2027 at two.</summary>
    [Theory]
    [InlineData("2027-03-13", "09:00", "12:00", "2027-03-13T14:00Z", "2027-03-13T17:00Z")]
    [InlineData("2027-03-14", "09:00", "12:00", "2027-03-14T13:00Z", "2027-03-14T16:00Z")]
    [InlineData("2027-03-14", "01:00", "04:00", "2027-03-14T06:00Z", "2027-03-14T08:00Z")]
    [InlineData("2027-03-14", "02:30", "04:00", "2027-03-14T07:30Z", "2027-03-14T08:00Z")]
    [InlineData("2027-11-07", "01:00", "02:00", "2027-11-07T05:00Z", "2027-11-07T07:00Z")]
    [InlineData("2027-11-07", "00:30", "01:30", "2027-11-07T04:30Z", "2027-11-07T05:30Z")]
    public void Clocks_that_change_are_followed(string day, string from, string to, string starts, string ends)
    {
        var time = Of(day, from, to)!;
        (time.From, time.To).ShouldBe((Utc(starts), Utc(ends)));
    }

    [Theory]
    [InlineData("02:00", "03:00")]
    [InlineData("02:30", "03:30")]
    public void What_the_clocks_skip_is_no_time(string from, string to) => Of("2027-03-14", from, to).ShouldBeNull();

    private static SlotTime? Of(string day, string from, string to) =>
        SlotTime.Of(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture), 0, _newYork);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
