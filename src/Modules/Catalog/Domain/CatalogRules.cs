using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>The bounds and rules of a catalogue, in one place for the API and for imports.</summary>
internal static class CatalogRules
{
    public const int LongestName = 200;
    public const int LongestDescription = 4000;
    public const int LongestVariantName = 100;
    public const int LongestPlaceName = 100;
    public const int LongestSku = 60;
    public const int LongestKeywords = 500;
    public const int LeastAge = 1;
    public const int MostAge = 99;
    public const int MostPopularity = 1_000_000;
    public const int MostPosition = 10_000;
    public const int MostVariants = 100;
    public const int MostPacks = 20;
    public const int MostBarcodes = 50;
    public const int MostImages = 20;

    /// <summary>How deep a category may lie.</summary>
    public const int MostDepth = 6;

    private const long MostMinor = 1_000_000_000_000;
    private const int MostAttributes = 50;
    private const int LongestAttribute = 500;

    /// <summary>A text in several languages.</summary>
    public static void Text(Problems problems, LocalText text, int maximum, string field, bool required = true)
    {
        problems.Require(!required || !text.IsEmpty, "text.required", "A text in at least one language is needed.", field);
        foreach (var (language, words) in text.All)
        {
            problems.Require(words.EnumerateRunes().Count() <= maximum, "text.too_long", $"The text has more than {maximum} characters.", $"{field}.{language}");
        }
    }

    /// <summary>One line of text, as it is to be kept: without blanks around it.</summary>
    public static string Line(Problems problems, string? text, int maximum, string field, bool required = false)
    {
        var line = (text ?? "").Trim();
        problems.Require(!required || line.Length > 0, "text.required", "A value is needed.", field);
        problems.Require(line.Length <= maximum, "text.too_long", $"The text has more than {maximum} characters.", field);
        problems.Require(UnicodeText.IsOneLine(line), "text.control_characters", "The text holds line breaks or other control characters.", field);
        return line;
    }

    /// <summary>The name in addresses.</summary>
    public static void Slug(Problems problems, string slug, string field) =>
        problems.Require(Kernel.Slug.IsValid(slug), "slug.format", "A slug is lower-case letters and digits with single hyphens between, at most 80 characters.", field);

    /// <summary>A whole number within its bounds.</summary>
    public static void Range(Problems problems, int? number, int least, int most, string field) =>
        problems.Require(number is not { } value || (value >= least && value <= most), "number.range", $"A whole number from {least} to {most}.", field);

    public static void Country(Problems problems, string code, string field) =>
        problems.Require(code.Length == 0 || (code.Length == 2 && code.All(char.IsAsciiLetterUpper)), "brand.country", "A country has two capital letters (ISO 3166-1).", field);

    /// <summary>Facts about a product: short names, short values.</summary>
    public static void Attributes(Problems problems, IReadOnlyDictionary<string, string> attributes, string field)
    {
        problems.Require(attributes.Count <= MostAttributes, "attributes.too_many", $"There are at most {MostAttributes} attributes.", field);
        foreach (var (name, value) in attributes.Take(MostAttributes))
        {
            problems.Require(
                name is { Length: >= 1 and <= 60 } && char.IsAsciiLetterLower(name[0]) && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'),
                "attributes.name", "The name of an attribute is 1 to 60 lower-case letters, digits and _, and begins with a letter.", field);
            problems.Require(
                value is { Length: <= LongestAttribute } && !value.Any(char.IsControl),
                "attributes.value", $"An attribute is a text of at most {LongestAttribute} characters without control characters.", field);
        }
    }

    /// <summary>Whether an amount can be a price: not negative, and no number that only a mistake makes.</summary>
    public static bool IsPrice(long minor) => minor is >= 0 and <= MostMinor;

    /// <summary>
    /// Whether a product may go from one place in its life to another. What was on sale was seen and sold, and never becomes
    /// a draft again: that is what lets a draft be deleted.
    /// </summary>
    public static bool MayBecome(ProductStatus before, ProductStatus after) => before == ProductStatus.Draft || after != ProductStatus.Draft;

    /// <summary>The fault of a product that shall become a draft again.</summary>
    public static Error NoDraftAgain(string field) =>
        Error.Conflict("product.status", "A product that was on sale is archived; it does not become a draft again.") with { Field = field };

    /// <summary>A slug for a name in any script.</summary>
    public static string SlugOf(LocalText name)
    {
        var plain = name.In("en");
        return plain.Any(char.IsAsciiLetterOrDigit) ? Kernel.Slug.From(plain) : Kernel.Slug.From(SearchFold.Text(plain));
    }
}
