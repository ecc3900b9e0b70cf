using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>The opening hours of a week: checks that no two overlap, also across midnight and from Saturday to Sunday.</summary>
internal static class WeekHours
{
    private const int MinutesOfDay = 24 * 60;
    private const int MinutesOfWeek = 7 * MinutesOfDay;

    /// <summary>Most spans in a week: six a day.</summary>
    private const int Most = 42;

    /// <summary>Adds what is wrong; a fault names its span as <c>hours[2]</c>.</summary>
    public static void Check(Problems problems, IReadOnlyList<OpeningHours> hours)
    {
        if (!problems.Require(hours.Count <= Most, "hours.too_many", $"A week has at most {Most} times of opening.", "hours"))
        {
            return;
        }

        for (var i = 0; i < hours.Count; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"hours[{i}]");
            problems.Require(Enum.IsDefined(hours[i].Day), "hours.day", "There is no such day of the week.", field);
            Checks.WholeMinutes(problems, hours[i].Opens, field + ".opens");
            Checks.WholeMinutes(problems, hours[i].Closes, field + ".closes");
            for (var other = 0; other < i; other++)
            {
                problems.Require(!Overlap(hours[other], hours[i]), "hours.overlap",
                    $"It overlaps {Print(hours[other])}.", field);
            }
        }
    }

    /// <summary>Whether it is open at a moment of the store's own clock.</summary>
    public static bool IsOpen(IReadOnlyList<OpeningHours> hours, DateTime local)
    {
        var minute = (int)local.DayOfWeek * MinutesOfDay + Minute(TimeOnly.FromDateTime(local));
        return hours.Any(span =>
        {
            var (from, to) = Span(span);
            // Saturday night reaches into Sunday.
            return from <= minute && minute < to || minute + MinutesOfWeek < to;
        });
    }

    private static bool Overlap(OpeningHours left, OpeningHours right)
    {
        // One week earlier and later too: Saturday night reaches into Sunday.
        var (from, to) = Span(left);
        var (start, end) = Span(right);
        return Meets(0) || Meets(MinutesOfWeek) || Meets(-MinutesOfWeek);

        bool Meets(int shift) => from < end + shift && start + shift < to;
    }

    private static (int From, int To) Span(OpeningHours hours)
    {
        var from = (int)hours.Day * MinutesOfDay + Minute(hours.Opens);
        var length = Minute(hours.Closes) - Minute(hours.Opens);
        return (from, from + (length > 0 ? length : length + MinutesOfDay));
    }

    private static int Minute(TimeOnly time) => time.Hour * 60 + time.Minute;

    private static string Print(OpeningHours hours) =>
        string.Create(CultureInfo.InvariantCulture, $"{hours.Day} {hours.Opens:HH\\:mm} to {hours.Closes:HH\\:mm}");
}
