using System.Globalization;

namespace Aisle.Kernel;

/// <summary>
/// What a GS1-128 or GS1 DataMatrix symbol says of goods: a string of elements, each an application identifier (AI) with its
/// value (GS1 General Specifications, sections 3 and 7.8). Read are (01), (10), (11), (13), (15), (17), (21), (310n) and (37);
/// any other element is passed over by the length that its identifier has.
/// </summary>
public sealed record Gs1
{
    /// <summary>FNC1 as a scanner sends it: ends a value that is shorter than it could be.</summary>
    public const char Separator = '\u001D';

    /// <summary>Most characters that are read: more than any symbol holds.</summary>
    public const int MostCharacters = 400;

    private const int LotLength = 20;
    private const int CountLength = 8;
    private const int DateLength = 6;
    private const int LongestOther = 90;

    /// <summary>What scanners put before GS1 data to say which symbol they read: GS1-128, GS1 DataMatrix, GS1 QR, GS1 DataBar.</summary>
    private static readonly string[] _symbologies = ["]C1", "]d2", "]Q3", "]e0"];

    /// <summary>(01): the trade item; null where it was not said.</summary>
    public Gtin? Gtin { get; private set; }

    /// <summary>(10): batch or lot.</summary>
    public string? Lot { get; private set; }

    /// <summary>(11): the day of making.</summary>
    public DateOnly? MadeOn { get; private set; }

    /// <summary>(13): the day of packing.</summary>
    public DateOnly? PackedOn { get; private set; }

    /// <summary>(15): best before.</summary>
    public DateOnly? BestBefore { get; private set; }

    /// <summary>(17): the last day of use.</summary>
    public DateOnly? ExpiresOn { get; private set; }

    /// <summary>(21): serial number.</summary>
    public string? Serial { get; private set; }

    /// <summary>(310n): net weight in kilograms.</summary>
    public decimal? NetKilograms { get; private set; }

    /// <summary>(37): how many there are.</summary>
    public int? Count { get; private set; }

    /// <summary>True when a text can only be GS1 elements: it says so itself, is written with parentheses, or begins with (01) and a right GTIN-14.</summary>
    public static bool IsElements(string? text) =>
        text is { Length: > 2 } && (text[0] is ']' or '(' || text.Contains(Separator, StringComparison.Ordinal) ||
            (text.Length >= 16 && text.StartsWith("01", StringComparison.Ordinal) && Kernel.Gtin.Parse(text[2..16]).IsSuccess));

    /// <summary>
    /// Reads elements as a scanner sends them, with or without the identifier of the symbol in front, or as people write them, with
    /// identifiers in parentheses (a parenthesis that belongs to a value has a backslash before it).
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="today">Years have two digits; which century is meant follows from today (section 7.12).</param>
    /// <returns>Errors <c>gs1.empty</c>, <c>gs1.length</c>, <c>gs1.symbology</c>, <c>gs1.ai</c>, <c>gs1.value</c>, <c>gs1.date</c>,
    /// <c>gs1.repeated</c>, and those of <see cref="Kernel.Gtin"/>.</returns>
    public static Result<Gs1> Parse(string? text, DateOnly today)
    {
        var rest = (text ?? "").Trim(' ', '\t', '\r', '\n');
        if (rest.Length > MostCharacters)
        {
            return Error.Validation("gs1.length", $"A GS1 code has at most {MostCharacters} characters.");
        }

        if (rest.StartsWith(']'))
        {
            if (!_symbologies.Any(known => rest.StartsWith(known, StringComparison.Ordinal)))
            {
                return Error.Validation("gs1.symbology", "This symbol does not hold GS1 elements.");
            }

            rest = rest[3..];
        }

        var elements = rest.StartsWith('(') ? Written(rest) : Scanned(rest.TrimStart(Separator));
        if (elements.IsFailure)
        {
            return elements.Errors.ToArray();
        }

        if (elements.Value.Count == 0)
        {
            return Error.Validation("gs1.empty", "There is nothing in this code.");
        }

        var (found, problems, seen) = (new Gs1(), new Problems(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (ai, value) in elements.Value)
        {
            // One that stands twice must say the same both times (section 4.14).
            if (!seen.TryAdd(ai, value))
            {
                problems.Require(string.Equals(seen[ai], value, StringComparison.Ordinal), "gs1.repeated", $"({ai}) stands twice and says two things.");
                continue;
            }

            found.Take(ai, value, today, problems);
        }

        return problems.ToResult(() => found);
    }

    /// <summary>The day that six digits YYMMDD stand for: a day 00 is the last of its month, and a year lies within 50 years of today's (section 7.12).</summary>
    /// <returns>Error <c>gs1.date</c>.</returns>
    public static Result<DateOnly> Date(string digits, DateOnly today)
    {
        var fault = Error.Validation("gs1.date", "A date is six digits, year, month and day; day 00 is the last day of the month.");
        if (digits is not { Length: DateLength } || !DecimalText.IsDigits(digits))
        {
            return fault;
        }

        var (two, month, day) = (Number(digits[..2]), Number(digits[2..4]), Number(digits[4..]));
        var century = today.Year / 100;
        var apart = two - (today.Year % 100);
        var year = ((apart >= 51 ? century - 1 : apart <= -50 ? century + 1 : century) * 100) + two;
        if (month is < 1 or > 12 || year is < 1 or > 9999)
        {
            return fault;
        }

        var last = DateTime.DaysInMonth(year, month);
        return day > last ? fault : new DateOnly(year, month, day == 0 ? last : day);
    }

    /// <summary>Elements one after the other; those of a length of their own need no end.</summary>
    private static Result<List<(string Ai, string Value)>> Scanned(string text)
    {
        var elements = new List<(string, string)>();
        while (text.Length > 0)
        {
            if (LengthOfAi(text) is not { } length || text.Length < length || !DecimalText.IsDigits(text.AsSpan(0, length)))
            {
                return UnknownAi(text);
            }

            var (ai, rest) = (text[..length], text[length..]);
            var end = rest.IndexOf(Separator, StringComparison.Ordinal);
            var value = LengthOfValue(ai) is { } fix ? rest[..Math.Min(fix, end < 0 ? rest.Length : end)] : end < 0 ? rest : rest[..end];
            elements.Add((ai, value));
            text = rest[value.Length..].TrimStart(Separator);
        }

        return elements;
    }

    /// <summary>Elements with their identifiers in parentheses.</summary>
    private static Result<List<(string Ai, string Value)>> Written(string text)
    {
        var elements = new List<(string, string)>();
        while (text.Length > 0)
        {
            var close = text.IndexOf(')', StringComparison.Ordinal);
            if (text[0] != '(' || close < 3 || LengthOfAi(text[1..]) != close - 1 || !DecimalText.IsDigits(text.AsSpan(1, close - 1)))
            {
                return UnknownAi(text);
            }

            var (ai, at) = (text[1..close], close + 1);
            var value = new System.Text.StringBuilder();
            for (; at < text.Length && text[at] != '('; at++)
            {
                at += text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '(' or ')' ? 1 : 0;
                value.Append(text[at]);
            }

            elements.Add((ai, value.ToString()));
            text = text[at..];
        }

        return elements;
    }

    private static Error UnknownAi(string text) => Error.Validation("gs1.ai", $"\"{text[..Math.Min(4, text.Length)]}\" begins no element of GS1.");

    /// <summary>How many digits the identifier at the beginning has; null where there is none (figure 3.2-1).</summary>
    private static int? LengthOfAi(string text) => text.Length < 2 || !DecimalText.IsDigits(text.AsSpan(0, 2)) ? null : Number(text[..2]) switch
    {
        <= 4 or (>= 10 and <= 13) or (>= 15 and <= 17) or (>= 20 and <= 22) or 30 or 37 or (>= 90 and <= 99) => 2,
        23 or 24 or 25 or 40 or 41 or 42 or 71 => 3,
        (>= 31 and <= 36) or 39 or 43 or 70 or 72 or 80 or 81 or 82 => 4,
        _ => null,
    };

    /// <summary>How many characters the value always has, so that it needs no separator; null where one ends it (figure 7.8.5-2).</summary>
    private static int? LengthOfValue(string ai) => Number(ai[..2]) switch
    {
        0 => 18,
        1 or 2 or 3 => 14,
        4 => 16,
        >= 11 and <= 19 => DateLength,
        20 => 2,
        >= 31 and <= 36 => 6,
        41 => 13,
        _ => null,
    };

    private void Take(string ai, string value, DateOnly today, Problems problems)
    {
        switch (ai)
        {
            case "01":
                // A default would be taken for a number.
                var gtin = value.Length == 14 ? Kernel.Gtin.Parse(value) : Value(ai, "14 digits");
                Gtin = gtin.IsSuccess ? gtin.Value : null;
                problems.Take(gtin.WithoutValue());
                break;
            case "10":
                Lot = Text(ai, value, problems);
                break;
            case "11":
                MadeOn = problems.Take(Date(value, today));
                break;
            case "13":
                PackedOn = problems.Take(Date(value, today));
                break;
            case "15":
                BestBefore = problems.Take(Date(value, today));
                break;
            case "17":
                ExpiresOn = problems.Take(Date(value, today));
                break;
            case "21":
                Serial = Text(ai, value, problems);
                break;
            case "37":
                Count = problems.Require(value.Length <= CountLength && DecimalText.IsDigits(value), "gs1.value", $"({ai}) is {CountLength} digits at most.") ? Number(value) : null;
                break;
            case ['3', '1', '0', >= '0' and <= '5' and var places]:
                NetKilograms = problems.Require(value.Length == 6 && DecimalText.IsDigits(value), "gs1.value", $"({ai}) is six digits.") ? new decimal(Number(value), 0, 0, isNegative: false, (byte)(places - '0')) : null;
                break;
            default:
                problems.Require(value.Length is > 0 and <= LongestOther && value.Length == (LengthOfValue(ai) ?? value.Length) && value.All(IsEncodable), "gs1.value", $"({ai}) has no such value.");
                break;
        }
    }

    private static string? Text(string ai, string value, Problems problems) =>
        problems.Require(value.Length is > 0 and <= LotLength && value.All(IsEncodable), "gs1.value", $"({ai}) is 1 to {LotLength} letters, digits and signs.") ? value : null;

    /// <summary>Character set 82 (figure 7.11-1).</summary>
    private static bool IsEncodable(char letter) => char.IsAsciiLetterOrDigit(letter) || "!\"%&'()*+,-./:;<=>?_".Contains(letter, StringComparison.Ordinal);

    private static Result<Gtin> Value(string ai, string what) => Error.Validation("gs1.value", $"({ai}) is {what}.");

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
