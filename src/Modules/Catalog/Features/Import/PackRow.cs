using System.Globalization;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// A pack in a product file. The column <c>barcodes</c> is for people: codes with spaces between, each of the single
/// pack or, as <c>code=case*24</c>, of another one. The column <c>packs</c> is JSON and says everything; exports use it.
/// </summary>
internal static class PackRow
{
    public static IReadOnlyList<PackDetails> ReadAll(Dictionary<string, string> row, bool byWeight, Problems problems)
    {
        var single = PackDetails.SingleUnit(byWeight);
        var packs = row.GetValueOrDefault("packs", "").Trim() is { Length: > 0 } json
            ? FromJson(json, problems)
            : FromList(row.GetValueOrDefault("barcodes", ""), single, problems);
        if (row.GetValueOrDefault("item_code", "").Trim() is { Length: > 0 } item)
        {
            if (problems.Take(BarcodeCode.Read("item:" + item), "item_code") is { } code)
            {
                packs = With(packs, single, 1000, code);
            }
        }

        return PackDetails.Arrange(packs, byWeight);
    }

    private static List<PackDetails> FromList(string list, string single, Problems problems)
    {
        var packs = new List<PackDetails>();
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

            if (problems.Require(PackDetails.IsPack(unit, thousandths), "row.pack", $"'{Shorten(entry)}' is not like 1952000000000=case*24.", "barcodes") &&
                problems.Take(BarcodeCode.Read(code), "barcodes") is { } barcode)
            {
                packs = With(packs, unit, thousandths, barcode);
            }
        }

        return packs;
    }

    private static List<PackDetails> FromJson(string json, Problems problems)
    {
        try
        {
            var packs = new List<PackDetails>();
            foreach (var pack in JsonSerializer.Deserialize<PackJson[]>(json, JsonDefaults.Options)!)
            {
                var thousandths = Units(pack.Units);
                problems.Require(PackDetails.IsPack(pack.Unit, thousandths), "row.pack", "A pack has a known unit and a number above zero with at most three decimals.", "packs");
                packs.Add(new PackDetails(pack.Id, pack.Unit, thousandths,
                    [.. pack.Barcodes.Select(code => problems.Take(BarcodeCode.Read(code), "packs")).OfType<BarcodeCode>()]));
            }

            return packs;
        }
        catch (JsonException)
        {
            problems.Add(Error.Validation("row.packs", "A JSON list like [{\"unit\":\"pc\",\"units\":\"1\",\"barcodes\":[\"9520000000004\"]}].", "packs"));
            return [];
        }
    }

    private static List<PackDetails> With(List<PackDetails> packs, string unit, long thousandths, BarcodeCode barcode)
    {
        var index = packs.FindIndex(pack => pack.IsSame(unit, thousandths));
        var pack = index < 0 ? new PackDetails(null, unit, thousandths, []) : packs[index];
        pack = pack with { Barcodes = [.. pack.Barcodes, barcode] };
        return index < 0 ? [.. packs, pack] : [.. packs[..index], pack, .. packs[(index + 1)..]];
    }

    private static long Units(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) ? PackDetails.ThousandthsOf(units) : 0;

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    internal sealed record PackJson(Guid? Id, string Unit, string Units, string[] Barcodes);
}
