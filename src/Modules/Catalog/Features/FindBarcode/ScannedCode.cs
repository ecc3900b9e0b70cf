using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// What a scanner's reading may stand for. A GTIN is looked up in its 14-digit form, so that the 8, 12, 13 and 14
/// digits of one number are one thing (GS1 General Specifications, 3.3); a scale label is looked up by its item code.
/// </summary>
/// <param name="Keys">Keys of the barcode table, the likeliest first.</param>
/// <param name="Rule">The rule by which it is a scale label, or null.</param>
/// <param name="Label">What the label says, or null.</param>
internal sealed record ScannedCode(IReadOnlyList<string> Keys, ScaleLabelRule? Rule, ScaleLabel? Label)
{
    public static Result<ScannedCode> Read(string code, IReadOnlyList<ScaleLabelRule> rules)
    {
        var text = code.Trim();
        if (text.Length is 0 or > BarcodeCode.Longest || text.Any(character => character is < ' ' or > '~'))
        {
            return Error.Validation("barcode.format", $"A barcode has 1 to {BarcodeCode.Longest} printable ASCII characters.", "code");
        }

        var keys = new List<string> { BarcodeCode.KeyOfInternal(text) };
        if (!text.All(char.IsAsciiDigit))
        {
            return new ScannedCode(keys, Rule: null, Label: null);
        }

        // A real GTIN comes before a scale label: a pattern may overlap numbers that a manufacturer owns.
        var gtin = Gtin.Parse(text);
        if (gtin.IsSuccess)
        {
            keys.Insert(0, BarcodeCode.KeyOf(gtin.Value));
        }

        foreach (var rule in rules)
        {
            if (rule.Read(text).TryGet(out var label))
            {
                keys.Add(BarcodeCode.KeyOfItem(label.ItemCode));
                return new ScannedCode(keys, rule, label);
            }
        }

        // UPC-E is written in 6 to 8 digits and stands for a GTIN-12.
        if (text.Length is >= 6 and <= 8 && Gtin.ExpandUpcE(text).TryGet(out var expanded) && Gtin.Parse(expanded).TryGet(out var upc))
        {
            keys.Add(BarcodeCode.KeyOf(upc));
        }

        return new ScannedCode(keys, Rule: null, Label: null);
    }
}
