namespace Aisle.Platform.Ui.Labels;

/// <summary>
/// Code 128 (ISO/IEC 15417) and GS1-128, which is Code 128 with FNC1 in first place. Pairs of digits are written in set C, all else
/// in set B, and the sets change where that makes the code shorter.
/// </summary>
public static class Code128
{
    /// <summary>Stands in a text for FNC1, which ends a GS1 element of variable length.</summary>
    public const char Fnc1 = '\u001D';

    private const int StartB = 104;
    private const int StartC = 105;
    private const int CodeB = 100;
    private const int CodeC = 99;
    private const int Fnc1Value = 102;
    private const int Modulus = 103;

    // Widths of bars and spaces of each value, 0 to 105, bar first (ISO/IEC 15417, table 1), six digits a value; then the stop.
    private const string Widths =
        "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121" +
        "111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221" +
        "112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232";

    private const string Stop = "2331112";

    /// <summary>The widths of bars and spaces, bar first, for printable ASCII and <see cref="Fnc1"/>.</summary>
    /// <param name="text">What is encoded, 1 to 80 characters.</param>
    /// <param name="isGs1">Whether it is a GS1-128.</param>
    /// <exception cref="ArgumentException">A character is not of Code 128 as it is used here, or there are too many.</exception>
    public static IReadOnlyList<int> Encode(string text, bool isGs1 = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text.Length > 80 || text.Any(letter => letter is (< ' ' or > '~') and not Fnc1))
        {
            throw new ArgumentException("Code 128 takes up to 80 printable ASCII characters here.", nameof(text));
        }

        var values = Values(text, isGs1);
        var check = values[0];
        for (var place = 1; place < values.Count; place++)
        {
            check += place * values[place];
        }

        values.Add(check % Modulus);
        return [.. values.SelectMany(value => Widths.Substring(value * 6, 6)).Concat(Stop).Select(width => width - '0')];
    }

    private static List<int> Values(string text, bool isGs1)
    {
        var inC = Digits(text, 0) is var first && (first >= 4 || (first == text.Length && first >= 2 && first % 2 == 0));
        var values = new List<int> { inC ? StartC : StartB };
        if (isGs1)
        {
            values.Add(Fnc1Value);
        }

        for (var at = 0; at < text.Length;)
        {
            var run = Digits(text, at);
            if (text[at] == Fnc1)
            {
                values.Add(Fnc1Value);
                at++;
            }
            else if (inC && run >= 2)
            {
                values.Add(((text[at] - '0') * 10) + text[at + 1] - '0');
                at += 2;
            }
            else if (inC)
            {
                values.Add(CodeB);
                inC = false;
            }
            else if (run >= 4 && run % 2 == 0)
            {
                // In pairs from here; of an odd run the first digit is written before.
                values.Add(CodeC);
                inC = true;
            }
            else
            {
                values.Add(text[at] - ' ');
                at++;
            }
        }

        return values;
    }

    private static int Digits(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }
}
