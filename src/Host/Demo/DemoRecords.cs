namespace Aisle.Host.Demo;

/// <summary>A shelf of the demo shop: a department (no parent) or a leaf category.</summary>
internal sealed record DemoCategory(
    string Slug, string? ParentSlug, string NameEn, string NameBn, int Position, string Color, string Icon);

/// <summary>An invented brand; <paramref name="Country"/> is the ISO 3166 code of its origin.</summary>
internal sealed record DemoBrand(string Slug, string NameEn, string NameBn, string Country);

/// <summary>A code on a pack. <paramref name="UnitCode"/> is pc, pack, case or kg; <paramref name="Units"/> is how many
/// of the selling unit it stands for.</summary>
internal sealed record DemoBarcode(string Code, string UnitCode, decimal Units);

/// <summary>One size of a product. <paramref name="NetUnit"/> is g, kg, ml, l, pc or m.</summary>
internal sealed record DemoVariant(
    string Sku, string NameEn, string NameBn, decimal NetContent, string NetUnit, decimal Price, string? ItemCode,
    IReadOnlyList<DemoBarcode> Barcodes);

/// <summary>A product as a shopper sees it: brand, kind and family; its sizes are the variants.</summary>
internal sealed record DemoProduct(
    string Slug, string CategorySlug, string? BrandSlug, string NameEn, string NameBn, string DescriptionEn,
    string DescriptionBn, string TaxClass, int? MinAge, string SellBy, IReadOnlyDictionary<string, string> Attributes,
    string Keywords, int Popularity, PackShotSpec Picture, IReadOnlyList<DemoVariant> Variants);

/// <summary>What a pack looks like. <paramref name="Motif"/> is a name of <see cref="PackShotMotifs"/>, or two joined by
/// '+': the large one and a small one beside it (biscuit+orange).</summary>
internal sealed record PackShotSpec(
    string Shape, string Primary, string Secondary, string BrandText, string ProductText, string SizeText, string Motif);
