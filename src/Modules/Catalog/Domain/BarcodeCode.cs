using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>A code that stands for a pack: a GTIN, the item code of a scale label, or a code of the shop's own.</summary>
/// <param name="Key">What it is looked up by.</param>
/// <param name="Printed">What is printed.</param>
/// <param name="Kind"><c>gtin</c>, <c>item</c> or <c>internal</c>.</param>
internal sealed record BarcodeCode(string Key, string Printed, string Kind)
{
    /// <summary>Most characters of a code: a GS1-128 symbol holds at most 48.</summary>
    public const int Longest = 48;

    private const int LongestItem = 10;

    /// <summary>The form in which <see cref="Read"/> takes it again.</summary>
    public string Written => Write(Kind, Printed);

    /// <summary>The key of a GTIN: its 14 digits, so that the 8, 12, 13 and 14 digits of one number are one thing.</summary>
    public static string KeyOf(Gtin gtin) => gtin.ToGtin14();

    /// <summary>The key of a scale item.</summary>
    public static string KeyOfItem(string itemCode) => "item:" + itemCode;

    /// <summary>The key of an internal code; not told apart by case, as people type them.</summary>
    public static string KeyOfInternal(string code) => code.ToUpperInvariant();

    public static string Write(string kind, string printed) => kind is "gtin" ? printed : $"{kind}:{printed}";

    /// <summary>A GTIN with its check digit, or <c>item:NNNNN</c> of a scale label, or <c>internal:CODE</c>.</summary>
    public static Result<BarcodeCode> Read(string? text)
    {
        var code = text ?? "";
        if (code.StartsWith("item:", StringComparison.Ordinal))
        {
            return code.Length is > 5 and <= 5 + LongestItem && code.Skip(5).All(char.IsAsciiDigit)
                ? new BarcodeCode(KeyOfItem(code[5..]), code[5..], "item")
                : Error.Validation("barcode.item_code", $"The item code of a scale label has digits only, at most {LongestItem}.");
        }

        if (code.StartsWith("internal:", StringComparison.Ordinal))
        {
            return code.Length is > 9 and <= 9 + Longest && code.All(character => character is > ' ' and <= '~')
                ? new BarcodeCode(KeyOfInternal(code[9..]), code[9..], "internal")
                : Error.Validation("barcode.format", $"An internal code has 1 to {Longest} printable ASCII characters.");
        }

        return Gtin.Parse(code).Map(gtin => new BarcodeCode(KeyOf(gtin), gtin.Code, "gtin"));
    }
}
