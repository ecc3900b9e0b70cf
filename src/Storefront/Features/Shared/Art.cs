using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Html;

namespace Aisle.Storefront.Features;

/// <summary>Pictures a page draws: icons from the sprite, and tiles where a product has no photograph.</summary>
internal sealed class Art(Assets assets)
{
    /// <summary>The address of an asset.</summary>
    public string Asset(string name) => assets.PathOf(name);

    /// <summary>A small line icon; says nothing to screen readers.</summary>
    public IHtmlContent Icon(string name) => new HtmlString(
        $"<svg class=\"icon\" width=\"20\" height=\"20\" aria-hidden=\"true\" focusable=\"false\"><use href=\"{assets.PathOf("icons.svg")}#{name}\"/></svg>");

    /// <summary>The sign of a category: its icon, white on its colour.</summary>
    public IHtmlContent Sign(CategoryRecord category) => new HtmlString(
        $"<svg class=\"sign\" viewBox=\"0 0 48 48\" width=\"48\" height=\"48\" aria-hidden=\"true\" focusable=\"false\">" +
        $"<rect width=\"48\" height=\"48\" rx=\"12\" fill=\"{Paint.Deep(category.Color, category.Slug)}\"/>" +
        $"<use href=\"{assets.PathOf("icons.svg")}#{CategoryIcons.For(category.Icon)}\" x=\"10\" y=\"10\" width=\"28\" height=\"28\" color=\"#ffffff\"/></svg>");

    /// <summary>What stands for a missing picture: the colour of the category and the first letter of the name.</summary>
    public static IHtmlContent Tile(LocalText name, string language, string color, string seed)
    {
        var letters = StringInfo.GetTextElementEnumerator(name.In(language));
        var initial = letters.MoveNext() ? letters.GetTextElement() : "?";
        return new HtmlString(
            $"<svg class=\"tile\" viewBox=\"0 0 100 100\" role=\"img\" aria-label=\"{HtmlText.Encoder.Encode(name.In(language))}\">" +
            $"<rect width=\"100\" height=\"100\" fill=\"{Paint.Deep(color, seed)}\" fill-opacity=\".16\"/>" +
            $"<text x=\"50\" y=\"66\" text-anchor=\"middle\" font-size=\"44\" font-weight=\"700\" fill=\"{Paint.Deep(color, seed)}\">{HtmlText.Encoder.Encode(initial.ToUpperInvariant())}</text></svg>");
    }
}

/// <summary>Colours that come from data.</summary>
internal static class Paint
{
    private static readonly string[] _spare = ["#2f7d4f", "#b5482a", "#2f6fb5", "#8a5a9e", "#a8742a", "#2f8f8f"];

    /// <summary>A colour on which white can be seen; a spare one, always the same for a seed, where none was chosen.</summary>
    public static string Deep(string color, string seed)
    {
        if (color.Length != 7 || color[0] != '#' || !int.TryParse(color.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
        {
            return _spare[seed.Sum(letter => letter) % _spare.Length];
        }

        var (red, green, blue) = ((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255);
        // Darkened step by step until white reaches the contrast that WCAG asks of pictures (3 : 1).
        while (Contrast(red, green, blue) < 3.2)
        {
            (red, green, blue) = (red * 15 / 16, green * 15 / 16, blue * 15 / 16);
        }

        return string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}");
    }

    /// <summary>Contrast of white on a colour (WCAG 2.2, relative luminance).</summary>
    internal static double Contrast(int red, int green, int blue) =>
        1.05 / (0.05 + (0.2126 * Linear(red)) + (0.7152 * Linear(green)) + (0.0722 * Linear(blue)));

    private static double Linear(int channel)
    {
        var value = channel / 255d;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
