using Aisle.Platform.Ui;

namespace Aisle.Storefront.Features;

/// <summary>Writes times of delivery: <c>Mon 23 Nov, 10 am – 12 pm</c>.</summary>
internal static class SlotText
{
    public static string Of(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, Speech t)
    {
        var (begin, end) = (TimeZoneInfo.ConvertTime(from, zone), TimeZoneInfo.ConvertTime(to, zone));
        return $"{Day(from, zone, t)}, {t.Time(TimeOnly.FromDateTime(begin.DateTime))} – {t.Time(TimeOnly.FromDateTime(end.DateTime))}";
    }

    /// <summary><c>Mon 23 Nov</c>.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone, Speech t) => t.Digits(TimeZoneInfo.ConvertTime(at, zone).ToString("ddd d MMM", Texts.CultureOf(t.Language)));

    /// <summary><c>today, 6 pm – 9 pm</c>.</summary>
    public static string Soon(DateTimeOffset from, DateTimeOffset to, DateOnly today, TimeZoneInfo zone, Speech t)
    {
        var (begin, end) = (TimeZoneInfo.ConvertTime(from, zone), TimeZoneInfo.ConvertTime(to, zone));
        var day = DateOnly.FromDateTime(begin.DateTime).DayNumber - today.DayNumber;
        return $"{(day == 0 ? t["day.today"] : day == 1 ? t["day.tomorrow"] : Day(from, zone, t))}, {t.Time(TimeOnly.FromDateTime(begin.DateTime))} – {t.Time(TimeOnly.FromDateTime(end.DateTime))}";
    }

    /// <summary><c>23 Nov 2026, 10:42</c>.</summary>
    public static string Date(DateTimeOffset at, TimeZoneInfo zone, Speech t) => t.Digits(TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy, HH:mm", Texts.CultureOf(t.Language)));

    /// <summary><c>23 Nov, 10:42</c>.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone, Speech t) => t.Digits(TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM, HH:mm", Texts.CultureOf(t.Language)));
}
