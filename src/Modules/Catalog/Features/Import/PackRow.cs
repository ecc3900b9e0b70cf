using System.Globalization;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// A pack in a product file. The column <c>barcodes</c> is for people: codes with spaces between, each of the single
/// pack or, as <c>code=case*24</c>, of another one. The column <c>packs</c> is JSON and says everything; exports use it.
/// </summary>
/// <param name="Id">Id, where the file gives one.</param>
/// <param name="Unit">Unit code.</param>
/// <param name="Thousandths">Selling units in it, times 1000.</param>
/// <param name="Barcodes">Its barcodes.</param>
internal sealed record PackRow(Guid? Id, string Unit, long Thousandths, IReadOnlyList<BarcodeRow> Barcodes)
{
    public static IReadOnlyList<PackRow> ReadAll(Dictionary<string, string> row, bool byWeight, Problems problems)
    {
        var single = byWeight ? "kg" : "pc";
        var packs = row.GetValueOrDefault("packs", "").Trim() is { Length: > 0 } json
            ? FromJson(json, problems)
            : FromList(row.GetValueOrDefault("barcodes", ""), single, problems);
        if (row.GetValueOrDefault("item_code", "").Trim() is { Length: > 0 } item)
        {
            problems.Require(item.Length <= 10 && item.All(char.IsAsciiDigit), "row.item_code", "The item code of a scale label has digits only, at most 10.", "item_code");
            packs = With(packs, single, 1000, new BarcodeRow(ScannedCode.KeyOfItem(item), item, "item"));
        }

        // The single pack comes first and is always there: it is what one buys.
        return packs.Exists(pack => pack.Thousandths == 1000 && string.Equals(pack.Unit, single, StringComparison.Ordinal))
            ? [.. packs.OrderBy(pack => pack.Thousandths == 1000 ? 0 : 1).ThenBy(pack => pack.Thousandths)]
            : [new PackRow(null, single, 1000, []), .. packs.OrderBy(pack => pack.Thousandths)];
    }

    private static List<PackRow> FromList(string list, string single, Problems problems)
    {
        var packs = new List<PackRow>();
        foreach (var entry in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (code, unit, thousandths) = (entry, single, 1000L);
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                code = entry[..equals];
                var star = entry.IndexOf('*', equals);
                unit = star < 0 ? "" : entry[(equals + 1)..star];
                thousandths = star < 0 ? 0 : Units(entry[(star + 1)..]);
            }

            if (problems.Require(Kernel.Unit.TryGet(unit, out _) && thousandths > 0, "row.pack", $"'{Shorten(entry)}' is not like 1952000000000=case*24.", "barcodes") &&
                problems.Take(BarcodeRow.Read(code), "barcodes") is { } barcode)
            {
                packs = With(packs, unit, thousandths, barcode);
            }
        }

        return packs;
    }

    private static List<PackRow> FromJson(string json, Problems problems)
    {
        try
        {
            var packs = new List<PackRow>();
            foreach (var pack in JsonSerializer.Deserialize<PackJson[]>(json, JsonDefaults.Options)!)
            {
                var thousandths = Units(pack.Units);
                problems.Require(Kernel.Unit.TryGet(pack.Unit, out _) && thousandths > 0, "row.pack", "A pack has a known unit and a number above zero with at most three decimals.", "packs");
                packs.Add(new PackRow(pack.Id, pack.Unit, thousandths,
                    [.. pack.Barcodes.Select(code => problems.Take(BarcodeRow.Read(code), "packs")).OfType<BarcodeRow>()]));
            }

            return packs;
        }
        catch (JsonException)
        {
            problems.Add(Error.Validation("row.packs", "A JSON list like [{\"unit\":\"pc\",\"units\":\"1\",\"barcodes\":[\"9520000000004\"]}].", "packs"));
            return [];
        }
    }

    private static List<PackRow> With(List<PackRow> packs, string unit, long thousandths, BarcodeRow barcode)
    {
        var index = packs.FindIndex(pack => pack.Thousandths == thousandths && string.Equals(pack.Unit, unit, StringComparison.Ordinal));
        var pack = index < 0 ? new PackRow(null, unit, thousandths, []) : packs[index];
        pack = pack with { Barcodes = [.. pack.Barcodes, barcode] };
        return index < 0 ? [.. packs, pack] : [.. packs[..index], pack, .. packs[(index + 1)..]];
    }

    private static long Units(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) && units is > 0 and <= 1_000_000 && units * 1000 % 1 == 0
            ? (long)(units * 1000)
            : 0;

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    internal sealed record PackJson(Guid? Id, string Unit, string Units, string[] Barcodes);
}

/// <summary>A barcode in a product file.</summary>
/// <param name="Key">What it is looked up by.</param>
/// <param name="Printed">What is printed.</param>
/// <param name="Kind"><c>gtin</c>, <c>item</c> or <c>internal</c>.</param>
internal sealed record BarcodeRow(string Key, string Printed, string Kind)
{
    /// <summary>A GTIN, or <c>item:NNNNN</c> of a scale label, or <c>internal:CODE</c>.</summary>
    public static Result<BarcodeRow> Read(string code)
    {
        if (code.StartsWith("item:", StringComparison.Ordinal))
        {
            return new BarcodeRow(ScannedCode.KeyOfItem(code[5..]), code[5..], "item");
        }

        if (code.StartsWith("internal:", StringComparison.Ordinal))
        {
            return code.Length is > 9 and <= 9 + ScannedCode.LongestCode && code.All(character => character is > ' ' and <= '~')
                ? new BarcodeRow(ScannedCode.KeyOfInternal(code[9..]), code[9..], "internal")
                : Error.Validation("barcode.format", $"An internal code has 1 to {ScannedCode.LongestCode} printable ASCII characters.");
        }

        return Gtin.Parse(code).Map(gtin => new BarcodeRow(ScannedCode.KeyOf(gtin), gtin.Code, "gtin"));
    }

    /// <summary>The form in which <see cref="Read"/> takes it again.</summary>
    public string Written => Kind switch { "gtin" => Printed, var kind => kind + ":" + Printed };
}
