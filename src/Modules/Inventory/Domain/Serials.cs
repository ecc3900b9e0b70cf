using System.Globalization;
using Aisle.Contracts.Inventory;
using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Domain;

/// <summary>Serial numbers, as they are said and as they are kept.</summary>
internal static class Serials
{
    /// <summary>Most of a line, and of a range.</summary>
    public const int Most = 1_000;

    private const int LongestCode = 20;
    private const string Range = "..";

    /// <summary>What is wrong with those of a line.</summary>
    public static void Check(IReadOnlyList<string>? serials, string field, Problems problems)
    {
        if (serials is null)
        {
            return;
        }

        if (problems.Require(serials.Count is > 0 and <= Most, "inventory.serial_count", $"A line names 1 to {Most} serial numbers.", field))
        {
            problems.Require(serials.All(IsCode), "inventory.serial_code", "A serial number is 1 to 20 letters, digits and signs (GS1 AI 21).", field);
            problems.Require(serials.Distinct(StringComparer.Ordinal).Count() == serials.Count, "inventory.serial_twice", "A serial number is named twice.", field);
        }
    }

    /// <summary>
    /// Those that people say: each by itself, or the first and the last of a range (<c>SN0098..SN0103</c>). Null where nothing is
    /// said, and of no use where <paramref name="problems"/> has any.
    /// </summary>
    public static IReadOnlyList<string>? Read(IReadOnlyList<string>? said, string field, Problems problems)
    {
        if (said is null)
        {
            return null;
        }

        var read = new List<string>();
        foreach (var text in said.Select(one => (one ?? "").Trim()).TakeWhile(_ => read.Count <= Most))
        {
            if (text.Split(Range) is [{ Length: > 0 } first, { Length: > 0 } last])
            {
                read.AddRange(Between(first, last, field, problems));
            }
            else
            {
                read.Add(text);
            }
        }

        Check(read, field, problems);
        return read;
    }

    /// <summary>Those of a text: what a scanner typed, between spaces, commas or lines. Null where there are none.</summary>
    public static IReadOnlyList<string>? Split(string text) => text.Split([' ', ',', ';', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } parts ? parts : null;

    /// <summary>Those of each line, one below the other; null where no line has any.</summary>
    public static string?[]? ForDatabase(IEnumerable<IReadOnlyList<string>?> lines) => Joined(lines) is var all && Array.Exists(all, one => one is not null) ? all : null;

    /// <summary>Those of each line, one below the other, or null where it has none.</summary>
    public static string?[] Joined(IEnumerable<IReadOnlyList<string>?> lines) => [.. lines.Select(serials => serials is { Count: > 0 } ? string.Join('\n', serials) : null)];

    /// <summary>What is wrong with those of a line whose item is known, and how many pieces it is of.</summary>
    public static void Fit(IReadOnlyList<string>? serials, bool isTracked, long quantity, string field, Problems problems)
    {
        problems.Require(isTracked || serials is null, "inventory.serial_untracked", "This product is not kept by serial numbers.", field);
        problems.Require(!isTracked || (serials is not null && serials.Count * 1_000L == Math.Abs(quantity)), "inventory.serial_needed", "This product is kept by serial numbers; say that of each piece.", field);
    }

    private static bool IsCode(string code) => code.Length is > 0 and <= LongestCode && code.All(letter => letter is >= '!' and <= 'z');

    /// <summary>The same beginning, and digits that go up, as many of them from the first to the last.</summary>
    private static IEnumerable<string> Between(string first, string last, string field, Problems problems)
    {
        var digits = first.Length - first.TrimEnd("0123456789".ToCharArray()).Length;
        var head = first[..^digits];
        var ok = digits is > 0 and <= 18 && first.Length == last.Length && last.StartsWith(head, StringComparison.Ordinal) && last[head.Length..].All(char.IsAsciiDigit);
        var (from, to) = ok ? (long.Parse(first[head.Length..], CultureInfo.InvariantCulture), long.Parse(last[head.Length..], CultureInfo.InvariantCulture)) : (1, 0);
        if (!problems.Require(ok && from <= to && to - from < Most, "inventory.serial_range", $"A range goes from a serial number up to another of the same form, such as SN0098..SN0103, and has at most {Most}.", field))
        {
            return [];
        }

        return Enumerable.Range(0, (int)(to - from) + 1).Select(step => head + (from + step).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
    }
}
