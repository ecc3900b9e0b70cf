using System.Text.RegularExpressions;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>The checks that several things of this module share. Each adds what it finds to the problems.</summary>
internal static partial class Checks
{
    /// <summary>One line of text, as it is to be kept: without blanks around it.</summary>
    public static string Line(Problems problems, string? text, int maximum, string field, bool required = false)
    {
        var line = (text ?? "").Trim();
        problems.Require(!required || line.Length > 0, "text.required", "A value is needed.", field);
        problems.Require(line.Length <= maximum, "text.too_long", $"The text has more than {maximum} characters.", field);
        problems.Require(UnicodeText.IsOneLine(line), "text.control_characters", "The text holds line breaks or other control characters.", field);
        return line;
    }

    /// <summary>A text in several languages.</summary>
    public static void Text(Problems problems, LocalText text, int maximum, string field, bool required = true)
    {
        problems.Require(!required || !text.IsEmpty, "text.required", "A text in at least one language is needed.", field);
        foreach (var (language, words) in text.All)
        {
            problems.Require(words.EnumerateRunes().Count() <= maximum, "text.too_long", $"The text has more than {maximum} characters.", $"{field}.{language}");
        }
    }

    public static void CurrencyCode(Problems problems, string code, string field) =>
        problems.Require(Currency.TryGet(code, out _), "currency.unknown", "A currency is an active ISO 4217 code, such as BDT.", field);

    public static void Country(Problems problems, string code, string field) =>
        problems.Require(code is { Length: 2 } && code.All(char.IsAsciiLetterUpper), "country.format", "A country is two capital letters (ISO 3166-1), such as BD.", field);

    public static void Phone(Problems problems, string number, string field) =>
        problems.Require(number.Length == 0 || IsPhone(number), "phone.format", "A telephone number is in E.164, such as +8801711000000.", field);

    public static bool IsPhone(string number) => E164().IsMatch(number);

    public static void WholeMinutes(Problems problems, TimeOnly time, string field) =>
        problems.Require(time.Ticks % TimeSpan.TicksPerMinute == 0, "time.minutes", "A time of day is in whole minutes.", field);

    /// <summary>Only names of the IANA database: they mean the same in .NET, in PostgreSQL and in every browser.</summary>
    public static void TimeZone(Problems problems, string id, string field) =>
        problems.Require(IsIanaZone(id), "time_zone.unknown", "A time zone is a name of the IANA database, such as Asia/Dhaka.", field);

    private static bool IsIanaZone(string id)
    {
        // "UTC" is also a Windows name, but the only one that IANA has too.
        if (!ZoneName().IsMatch(id) || !string.Equals(id, "UTC", StringComparison.Ordinal) && TimeZoneInfo.TryConvertWindowsIdToIanaId(id, out _))
        {
            return false;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId;
    }

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex E164();

    // No "posix/…" and "right/…": copies of the database that only some systems have.
    [GeneratedRegex(@"\A(?!posix/|right/)[A-Za-z][A-Za-z0-9_+\-]{0,31}(/[A-Za-z0-9_+\-]{1,31}){0,2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneName();
}
