using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A row of a product file, checked: one variant with its product. Built only when nothing in it is wrong.</summary>
internal sealed record ProductRow
{
    /// <summary>The columns a product file can have; texts have one more for each language.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "product_id", "product", "status", "name.*", "description.*", "brand", "brand.name.*", "category", "category.path", "tax_class", "min_age",
        "sell_by", "attributes", "keywords", "popularity", "created_at", "images", "variant_id", "sku", "variant.*", "position", "net", "net_content",
        "net_unit", "archived", "item_code", "barcodes", "packs", "price",
    ];

    /// <summary>The columns no product file can do without.</summary>
    public static IReadOnlyList<string> Required { get; } = ["sku", "name.en"];

    public required long Line { get; init; }
    public required Guid? ProductId { get; init; }
    public required string Slug { get; init; }
    public required string Status { get; init; }
    public required LocalText Name { get; init; }
    public required LocalText Description { get; init; }
    public required string? Brand { get; init; }
    public required LocalText BrandName { get; init; }
    public required string? Category { get; init; }
    public required IReadOnlyList<string> CategoryPath { get; init; }
    public required string TaxClass { get; init; }
    public required int? MinimumAge { get; init; }
    public required string SellBy { get; init; }
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
    public required string Keywords { get; init; }
    public required int Popularity { get; init; }
    public required DateTimeOffset? CreatedAt { get; init; }
    public required IReadOnlyList<string>? Images { get; init; }
    public required Guid? VariantId { get; init; }
    public required string Sku { get; init; }
    public required LocalText Variant { get; init; }
    public required int Position { get; init; }
    public required Quantity? Net { get; init; }
    public required bool Archived { get; init; }
    public required IReadOnlyList<PackDetails> Packs { get; init; }
    public required long? PriceMinor { get; init; }

    public static Result<ProductRow> Read(long line, Dictionary<string, string> row, Currency currency, IReadOnlySet<string> taxClasses)
    {
        var problems = new Problems();
        var name = problems.Take(Texts(row, "name.", CatalogRules.LongestName, "name")) ?? LocalText.Empty;
        problems.Require(!name.IsEmpty || problems.Any, "row.required", "A product needs a name.", "name.en");
        var sku = Word(row, "sku", CatalogRules.LongestSku, problems);
        problems.Require(sku.Length > 0, "row.required", "A row needs a SKU.", "sku");
        var slug = Get(row, "product") is { Length: > 0 } given ? given : SlugFrom(name, sku);
        problems.Require(Kernel.Slug.IsValid(slug), "row.slug", "A product's name in addresses has lower-case letters, digits and single dashes, at most 80.", "product");
        var sellBy = Choice(row, "sell_by", "piece", ["piece", "weight"], problems);
        var price = Price(row, currency, problems);
        var packs = PackRow.ReadAll(row, string.Equals(sellBy, "weight", StringComparison.Ordinal), problems);
        var built = new ProductRow
        {
            Line = line,
            ProductId = Id(row, "product_id", problems),
            Slug = slug,
            Status = Choice(row, "status", "active", ["draft", "active", "archived"], problems),
            Name = name,
            Description = problems.Take(Texts(row, "description.", CatalogRules.LongestDescription, "description", keepsLines: true)) ?? LocalText.Empty,
            Brand = SlugOf(row, "brand", problems),
            BrandName = problems.Take(Texts(row, "brand.name.", CatalogRules.LongestPlaceName, "brand.name")) ?? LocalText.Empty,
            Category = SlugOf(row, "category", problems),
            CategoryPath = Path(row, problems),
            TaxClass = Get(row, "tax_class") is { Length: > 0 } tax ? tax : "standard",
            MinimumAge = Integer(row, "min_age", CatalogRules.LeastAge, CatalogRules.MostAge, problems),
            SellBy = sellBy,
            Attributes = AttributesOf(row, problems),
            Keywords = CatalogRules.Line(problems, Folded(Get(row, "keywords")), CatalogRules.LongestKeywords, "keywords"),
            Popularity = Integer(row, "popularity", 0, CatalogRules.MostPopularity, problems) ?? 0,
            CreatedAt = Moment(row, "created_at", problems),
            Images = row.TryGetValue("images", out var images) ? images.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null,
            VariantId = Id(row, "variant_id", problems),
            Sku = sku,
            Variant = problems.Take(Texts(row, "variant.", CatalogRules.LongestVariantName, "variant")) ?? LocalText.Empty,
            Position = Integer(row, "position", 0, CatalogRules.MostPosition, problems) ?? 0,
            Net = NetOf(row, problems),
            Archived = string.Equals(Choice(row, "archived", "false", ["true", "false"], problems), "true", StringComparison.Ordinal),
            Packs = packs,
            PriceMinor = price,
        };
        problems.Require(taxClasses.Contains(built.TaxClass), "tax_class.unknown", $"There is no tax class '{built.TaxClass}'.", "tax_class");
        problems.Require(built.Category is not null || built.CategoryPath.Count > 0, "row.required", "A product needs a category.", "category");
        return problems.ToResult(() => built);
    }

    private static string Get(Dictionary<string, string> row, string column) => row.GetValueOrDefault(column, "").Trim();

    private static string SlugFrom(LocalText name, string sku) => Kernel.Slug.From(name.In("en") + " " + sku);

    private static Result<LocalText> Texts(Dictionary<string, string> row, string prefix, int maximum, string field, bool keepsLines = false) =>
        LocalText.Create(row.Where(column => column.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(column => KeyValuePair.Create(column.Key[prefix.Length..], (string?)(keepsLines ? column.Value : Folded(column.Value)))), maximum, field, keepsLines);

    /// <summary>A name on one line with single blanks, whatever line breaks and tabs a spreadsheet has put into it.</summary>
    public static string Folded(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Word(Dictionary<string, string> row, string column, int maximum, Problems problems) =>
        CatalogRules.Line(problems, Get(row, column), maximum, column);

    private static string Choice(Dictionary<string, string> row, string column, string byDefault, string[] choices, Problems problems)
    {
        var text = Get(row, column) is { Length: > 0 } given ? given : byDefault;
        problems.Require(choices.Contains(text, StringComparer.Ordinal), "row.choice", $"One of: {string.Join(", ", choices)}.", column);
        return text;
    }

    private static int? Integer(Dictionary<string, string> row, string column, int minimum, int maximum, Problems problems)
    {
        if (Get(row, column) is not { Length: > 0 } text)
        {
            return null;
        }

        var fits = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum;
        problems.Require(fits, "row.integer", $"A whole number from {minimum} to {maximum}.", column);
        return fits ? value : null;
    }

    private static Guid? Id(Dictionary<string, string> row, string column, Problems problems)
    {
        if (Get(row, column) is not { Length: > 0 } text)
        {
            return null;
        }

        var fits = Guid.TryParseExact(text, "D", out var id);
        problems.Require(fits, "id.format", "A UUID.", column);
        return fits ? id : null;
    }

    private static DateTimeOffset? Moment(Dictionary<string, string> row, string column, Problems problems)
    {
        if (Get(row, column) is not { Length: > 0 } text)
        {
            return null;
        }

        var fits = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment);
        problems.Require(fits, "row.moment", "A moment like 2026-01-31T09:00:00Z.", column);
        return fits ? moment.ToUniversalTime() : null;
    }

    private static string? SlugOf(Dictionary<string, string> row, string column, Problems problems)
    {
        if (Get(row, column) is not { Length: > 0 } text)
        {
            return null;
        }

        problems.Require(Kernel.Slug.IsValid(text), "row.slug", "Lower-case letters, digits and single dashes, at most 80.", column);
        return text;
    }

    private static IReadOnlyList<string> Path(Dictionary<string, string> row, Problems problems)
    {
        var path = Folded(Get(row, "category.path")).Split('>', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        problems.Require(path.Length <= CatalogRules.MostDepth, "row.category_depth", $"A category lies at most {CatalogRules.MostDepth} deep.", "category.path");
        problems.Require(path.All(part => part.Length <= CatalogRules.LongestPlaceName), "row.too_long", $"At most {CatalogRules.LongestPlaceName} characters for each category.", "category.path");
        return path;
    }

    private static IReadOnlyDictionary<string, string> AttributesOf(Dictionary<string, string> row, Problems problems)
    {
        if (Get(row, "attributes") is not { Length: > 0 } json)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        try
        {
            var attributes = JsonSerializer.Deserialize<SortedDictionary<string, string>>(json, JsonDefaults.Options) ?? [];
            CatalogRules.Attributes(problems, attributes, "attributes");
            return attributes;
        }
        catch (JsonException)
        {
            problems.Add(Error.Validation("row.attributes", "A JSON object of texts, like {\"origin\":\"BD\"}.", "attributes"));
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    private static Quantity? NetOf(Dictionary<string, string> row, Problems problems)
    {
        if (Get(row, "net") is { Length: > 0 } written)
        {
            var found = NetContent.FindIn(written);
            problems.Require(found is not null, "row.net", "An amount like 500 g.", "net");
            return found;
        }

        var (content, unit) = (Get(row, "net_content"), Get(row, "net_unit"));
        if (content.Length == 0 || unit.Length == 0)
        {
            return null;
        }

        var net = decimal.TryParse(content, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number != 0 ? NetContent.Of(number, unit) : null;
        problems.Require(net is not null || number == 0 && content.All(character => character is '0' or '.'), "row.net", "A content above zero with at most three decimals, and a known unit.", "net_content");
        return net;
    }

    private static long? Price(Dictionary<string, string> row, Currency currency, Problems problems)
    {
        if (Get(row, "price") is not { Length: > 0 } text)
        {
            return null;
        }

        var price = Money.Parse(text, currency);
        if (price.IsFailure)
        {
            problems.Take(price, "price");
            return null;
        }

        problems.Require(CatalogRules.IsPrice(price.Value.Minor), "row.negative", "A price is not negative, and not above 10,000,000,000.", "price");
        return price.Value.Minor;
    }
}
