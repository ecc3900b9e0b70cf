using System.Globalization;

namespace Aisle.Host.Demo;

/// <summary>
/// Barcodes of the demo shop: GTIN-13 under the GS1 prefix 952, which is reserved for demonstrations and examples, and
/// GTIN-14 for packs and cases of them. The digits are explicit numbers of the source lines (brand, family, kind, size),
/// so a line that is appended changes no code that was printed before.
/// </summary>
internal static class Gtin
{
    public static string Item(int brand, int family, int kind, int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(brand, 999);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(family, 999);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kind, 99);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 9);
        var body = string.Create(CultureInfo.InvariantCulture, $"952{brand:000}{family:000}{kind:00}{size}");
        return body + CheckDigit(body);
    }

    public static string Case(string item)
    {
        var body = string.Concat("1", item.AsSpan(0, 12));
        return body + CheckDigit(body);
    }

    /// <summary>From the right, the digits weigh 3, 1, 3, …; the check digit fills the sum up to a multiple of ten.</summary>
    private static char CheckDigit(string body)
    {
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
        {
            sum += (body[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return (char)('0' + ((10 - (sum % 10)) % 10));
    }
}
