using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using System.Globalization;
using Aisle.Platform.Ui;

namespace Aisle.Storefront.Features;

/// <summary>A product's attributes as people read them.</summary>
/// <param name="Rows">Facts by name.</param>
/// <param name="Nutrition">Amounts by 100 grams or millilitres.</param>
/// <param name="NutritionPer">Unit of those hundred: <c>g</c> or <c>ml</c>.</param>
internal sealed record ProductFacts(IReadOnlyList<Fact> Rows, IReadOnlyList<Fact> Nutrition, string NutritionPer)
{
    private static readonly (string Suffix, string Unit)[] _perHundred = [("_kcal_100", "kcal"), ("_mg_100", "mg"), ("_g_100", "g")];

    // As on a label: energy first, then what it comes from.
    private static readonly string[] _nutritionOrder = ["energy", "fat", "saturates", "carbs", "sugars", "fibre", "protein", "salt"];

    public static ProductFacts Of(ProductDetail product, Speech speech)
    {
        var rows = new List<Fact>();
        var nutrition = new List<(string Key, Fact Fact)>();
        foreach (var (key, value) in product.Attributes)
        {
            var measure = Array.Find(_perHundred, unit => key.EndsWith(unit.Suffix, StringComparison.Ordinal));
            if (measure.Unit is not null && decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                var name = key[..^measure.Suffix.Length];
                nutrition.Add((name, new Fact(speech.Find("nutrition." + name) ?? Words(name), $"{NumberText.Decimal(amount, speech.Language)} {speech.Unit(measure.Unit)}")));
            }
            else
            {
                rows.Add(Row(key, value, speech));
            }
        }

        var isLiquid = product.Variants.Any(variant => variant.NetContent is { Unit.Dimension: Dimension.Volume });
        return new ProductFacts(
            rows,
            [.. nutrition.OrderBy(entry => Array.IndexOf(_nutritionOrder, entry.Key) is >= 0 and var place ? place : int.MaxValue).Select(entry => entry.Fact)],
            isLiquid ? "ml" : "g");
    }

    private static Fact Row(string key, string value, Speech speech)
    {
        var label = speech.Find("attribute." + key) ?? Words(key);
        return key switch
        {
            "origin" => new Fact(label, speech.Country(value)),
            "shelf_life_days" when int.TryParse(value, CultureInfo.InvariantCulture, out var days) => new Fact(label, speech.Count("product.days", days)),
            _ when speech.Find($"attribute.{key}.{value}") is { } text => new Fact(label, text),
            _ => new Fact(label, value) { Language = "en" },
        };
    }

    private static string Words(string key)
    {
        var text = key.Replace('_', ' ');
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }
}

/// <summary>A named fact.</summary>
internal sealed record Fact(string Name, string Value)
{
    /// <summary>The language of the value, where it is not the page's.</summary>
    public string? Language { get; init; }
}
