using System.Globalization;
using System.Text.RegularExpressions;
using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What is inside, as it stands in names ("Garlic Oil 500 mg", "Cola 6 x 330ml") and columns ("0.75" "L").</summary>
internal static partial class NetContent
{
    /// <summary>The last amount with a unit in a name, multiplied where it says so; null where there is none.</summary>
    public static Quantity? FindIn(string name)
    {
        var matches = Amount().Matches(name);
        if (matches.Count == 0)
        {
            return null;
        }

        var match = matches[^1];
        var times = match.Groups["times"].Success ? decimal.Parse(match.Groups["times"].ValueSpan, CultureInfo.InvariantCulture) : 1;
        return decimal.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? Of(number * times, UnitOf(match.Groups["unit"].Value))
            : null;
    }

    /// <summary>An amount in a unit of ours; null where it is nothing or not exact.</summary>
    public static Quantity? Of(decimal number, string unitCode) =>
        number > 0 && Unit.TryGet(unitCode, out var unit) && Quantity.FromDecimal(number, unit).TryGet(out var quantity) ? quantity : null;

    /// <summary>Our code for a unit as people write it; empty where it is none.</summary>
    public static string UnitOf(string written) => written.Trim().TrimEnd('.').ToLowerInvariant() switch
    {
        "g" or "gm" or "gms" or "gr" or "gram" or "grams" => "g",
        "kg" or "kgs" => "kg",
        "mg" => "mg",
        "l" or "lt" or "ltr" or "litre" or "litres" or "liter" => "l",
        "ml" => "ml",
        "cl" => "cl",
        "m" or "mt" or "mtr" => "m",
        "cm" => "cm",
        "pc" or "pcs" or "piece" or "pieces" or "kom" or "ko" or "units" => "pc",
        _ => "",
    };

    [GeneratedRegex(@"(?:(?<times>\d{1,3})\s*[x×]\s*)?(?<number>\d{1,6}(?:\.\d{1,3})?)\s*(?<unit>kgs?|mg|gms?|gr|g|ml|cl|ltr|lt|l|litres?|pcs?|pieces?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Amount();
}
