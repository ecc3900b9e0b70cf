using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.UnitTests.Stores;

public sealed class WeekHoursTests
{
    [Theory]
    // Two shifts that touch.
    [InlineData("Monday 09:00-13:00, Monday 13:00-22:00", true)]
    [InlineData("Monday 09:00-13:00, Monday 12:59-22:00", false)]
    [InlineData("Monday 09:00-13:00, Monday 09:00-13:00", false)]
    // Over midnight.
    [InlineData("Monday 20:00-02:00, Tuesday 02:00-10:00", true)]
    [InlineData("Monday 20:00-02:00, Tuesday 01:00-10:00", false)]
    [InlineData("Saturday 20:00-02:00, Sunday 01:00-10:00", false)]
    [InlineData("Sunday 01:00-10:00, Saturday 20:00-02:00", false)]
    [InlineData("Saturday 20:00-02:00, Sunday 02:00-10:00", true)]
    // Closing when it opens is a whole day.
    [InlineData("Monday 00:00-00:00, Tuesday 00:00-00:00", true)]
    [InlineData("Monday 09:00-09:00, Tuesday 08:00-10:00", false)]
    public void NoTwoTimesOfOpeningOverlap(string text, bool fine) => (Check(text).Count == 0).ShouldBe(fine);

    [Fact]
    public void AFaultNamesItsRow()
    {
        var errors = Check("Monday 09:00-13:00, Tuesday 09:00-13:00, Monday 10:00-12:00");

        errors.Single().ShouldBe(Error.Validation("hours.overlap", "It overlaps Monday 09:00 to 13:00.", "hours[2]"));
    }

    [Fact]
    public void TimesAreInWholeMinutes()
    {
        var problems = new Problems();
        WeekHours.Check(problems, [new OpeningHours(DayOfWeek.Monday, new TimeOnly(9, 0, 1), new TimeOnly(22, 0, 0, 1))]);

        Samples.Fields(problems.Errors).ShouldBe(["hours[0].opens", "hours[0].closes"]);
    }

    private static IReadOnlyList<Error> Check(string text)
    {
        var problems = new Problems();
        WeekHours.Check(problems, [.. text.Split(", ").Select(span => span.Split(' ', '-')).Select(span => Samples.Hours(Enum.Parse<DayOfWeek>(span[0]), span[1], span[2]))]);
        return problems.Errors;
    }
}
