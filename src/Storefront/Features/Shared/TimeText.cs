using System.Globalization;
using Aisle.Platform.Ui;

namespace Aisle.Storefront.Features;

/// <summary>Writes times of day: <c>8 am</c>, <c>8:30 pm</c>, <c>সকাল ৮টা</c>, <c>রাত ৮:৩০টা</c>.</summary>
internal static class TimeText
{
    public static string Of(TimeOnly time, string language)
    {
        var hour = time.Hour % 12 == 0 ? 12 : time.Hour % 12;
        var clock = time.Minute == 0
            ? hour.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{hour}:{time.Minute:00}");
        return string.Equals(language, "bn", StringComparison.Ordinal)
            ? $"{BanglaPart(time.Hour)}\u00A0{NumberText.Digits(clock, language)}টা"
            : clock + "\u00A0" + (time.Hour < 12 ? "am" : "pm");
    }

    /// <summary>Bangla says the part of the day, not a.m. or p.m.</summary>
    private static string BanglaPart(int hour) => hour switch
    {
        >= 4 and < 6 => "ভোর",
        >= 6 and < 12 => "সকাল",
        >= 12 and < 15 => "দুপুর",
        >= 15 and < 18 => "বিকেল",
        >= 18 and < 20 => "সন্ধ্যা",
        _ => "রাত",
    };
}
