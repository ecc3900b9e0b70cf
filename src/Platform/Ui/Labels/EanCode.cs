using Aisle.Kernel;

namespace Aisle.Platform.Ui.Labels;

/// <summary>EAN-13, EAN-8 and UPC-A (ISO/IEC 15420): what a till reads off a pack.</summary>
public static class EanCode
{
    private const string Guard = "101";
    private const string Middle = "01010";

    // The seven modules of each digit in set A; set C is its inverse, set B the inverse turned round.
    private static readonly string[] _setA = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];

    // Which of the six digits on the left are in set B: it says the first digit.
    private static readonly string[] _parity = ["AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"];

    /// <summary>The modules, <c>1</c> for a bar: 95 of them, or 67 for a GTIN-8.</summary>
    /// <exception cref="ArgumentException">It is a GTIN-14, which is on no pack that a till reads.</exception>
    public static string Modules(Gtin gtin)
    {
        if (gtin.Kind is GtinKind.Gtin14)
        {
            throw new ArgumentException("A GTIN-14 is written as GS1-128.", nameof(gtin));
        }

        if (gtin.Kind is GtinKind.Gtin8)
        {
            return Guard + string.Concat(gtin.Code[..4].Select(digit => _setA[digit - '0'])) + Middle + string.Concat(gtin.Code[4..].Select(digit => Inverse(_setA[digit - '0']))) + Guard;
        }

        var code = gtin.Code.PadLeft(13, '0');
        var parity = _parity[code[0] - '0'];
        var left = code[1..7].Select((digit, place) => parity[place] == 'A' ? _setA[digit - '0'] : Turned(Inverse(_setA[digit - '0'])));
        return Guard + string.Concat(left) + Middle + string.Concat(code[7..].Select(digit => Inverse(_setA[digit - '0']))) + Guard;
    }

    private static string Inverse(string modules) => string.Concat(modules.Select(module => module == '1' ? '0' : '1'));

    private static string Turned(string modules) => string.Concat(modules.Reverse());
}
