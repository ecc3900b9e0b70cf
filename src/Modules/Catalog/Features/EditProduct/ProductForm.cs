using System.Globalization;
using System.Text.RegularExpressions;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What is typed into the form of a product, word for word.</summary>
internal sealed partial record ProductForm
{
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Descriptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Slug { get; init; } = "";

    public string Status { get; init; } = "draft";

    public string Category { get; init; } = "";

    public string Brand { get; init; } = "";

    public string TaxClass { get; init; } = "standard";

    public string SellBy { get; init; } = "piece";

    public string MinimumAge { get; init; } = "";

    public string Keywords { get; init; } = "";

    public string Popularity { get; init; } = "0";

    public IReadOnlyList<(string Key, string Value)> Attributes { get; init; } = [];

    public IReadOnlyList<VariantForm> Variants { get; init; } = [new VariantForm()];

    public static ProductForm Of(ProductEdit product) => new()
    {
        Names = product.Name.All,
        Descriptions = product.Description.All,
        Slug = product.Slug,
        Status = Data.Words.Of(product.Status),
        Category = product.CategoryId.ToString(),
        Brand = product.BrandId?.ToString() ?? "",
        TaxClass = product.TaxClass,
        SellBy = Data.Words.Of(product.SellBy),
        MinimumAge = product.MinimumAge?.ToString(CultureInfo.InvariantCulture) ?? "",
        Keywords = product.Keywords,
        Popularity = product.Popularity.ToString(CultureInfo.InvariantCulture),
        Attributes = [.. product.Attributes.Select(pair => (pair.Key, pair.Value))],
        Variants = [.. product.Variants.Select(VariantForm.Of)],
    };

    public static ProductForm Read(IFormCollection form, IReadOnlyList<string> languages) => new()
    {
        Names = Typed.Texts(form, "name", languages),
        // A browser sends its line breaks as two characters each; they are kept as one.
        Descriptions = Typed.Texts(form, "description", languages).ToDictionary(pair => pair.Key, pair => pair.Value.ReplaceLineEndings("\n"), StringComparer.Ordinal),
        Slug = form["slug"].ToString(),
        Status = form["status"].ToString(),
        Category = form["categoryId"].ToString(),
        Brand = form["brandId"].ToString(),
        TaxClass = form["taxClass"].ToString(),
        SellBy = form["sellBy"].ToString(),
        MinimumAge = form["minimumAge"].ToString(),
        Keywords = form["keywords"].ToString(),
        Popularity = form["popularity"].ToString(),
        Attributes = [.. Rows(form, "attributes").Select(row => (form[row + ".key"].ToString(), form[row + ".value"].ToString())).Where(pair => pair is not ("", ""))],
        Variants = [.. Rows(form, "variants").Select(row => VariantForm.Read(form, row, languages)).Where(variant => !variant.IsEmpty)],
    };

    /// <summary>The product as the use cases take it. What cannot be read is a fault of its field.</summary>
    public ProductBody ToBody(Problems problems)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Attributes)
        {
            problems.Require(attributes.TryAdd(key.Trim(), value.Trim()), "attributes.repeated", $"The attribute {key} stands twice.", "attributes");
        }

        var byWeight = SellBy is "weight";
        return new ProductBody(
            Typed.Id<CategoryId>(Category, "categoryId", problems) ?? default, Typed.Text(Names, "name", problems),
            [.. Variants.Select((variant, index) => variant.ToBody(byWeight, $"variants[{index}]", problems))], Id: null, Slug.Trim() is { Length: > 0 } slug ? slug : null,
            Typed.Choice<ProductStatus>(Status, "status", problems) ?? ProductStatus.Draft, Typed.Text(Descriptions, "description", problems, keepsLines: true),
            Typed.Id<BrandId>(Brand, "brandId", problems), TaxClass, Typed.Choice<SellBy>(SellBy, "sellBy", problems) ?? Contracts.Catalog.SellBy.Piece,
            Typed.Whole(MinimumAge, "minimumAge", problems), attributes, Keywords, Typed.Whole(Popularity, "popularity", problems));
    }

    /// <summary>The rows of a part of the form (<c>variants[3]</c>), in their order; their numbers may have gaps.</summary>
    internal static IEnumerable<string> Rows(IFormCollection form, string part) =>
        form.Keys.Where(key => key.StartsWith(part + "[", StringComparison.Ordinal)).Select(key => RowNumber().Match(key, part.Length)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)).Distinct().Order()
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{part}[{number}]"));

    [GeneratedRegex(@"\G\[(?<number>[0-9]{1,5})\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowNumber();
}

/// <summary>A variant in the form.</summary>
internal sealed record VariantForm
{
    public string Id { get; init; } = "";

    public string Sku { get; init; } = "";

    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Net { get; init; } = "";

    public string NetUnit { get; init; } = "g";

    public bool Archived { get; init; }

    public IReadOnlyList<PackForm> Packs { get; init; } = [new PackForm()];

    /// <summary>Whether nothing is typed in it: such a row is none.</summary>
    public bool IsEmpty => Sku.Trim().Length == 0 && Net.Trim().Length == 0 && Names.Values.All(string.IsNullOrWhiteSpace) && Packs.All(pack => string.IsNullOrWhiteSpace(pack.Barcodes));

    public static VariantForm Of(VariantEdit variant) => new()
    {
        Id = variant.Id.ToString(),
        Sku = variant.Sku,
        Names = variant.Name.All,
        Net = variant.NetContent?.ToValueString() ?? "",
        NetUnit = variant.NetContent?.Unit.Code ?? "g",
        Archived = variant.Archived,
        Packs = [.. variant.Packs.Select((pack, index) => PackForm.Of(pack, isSingle: index == 0))],
    };

    public static VariantForm Read(IFormCollection form, string row, IReadOnlyList<string> languages) => new()
    {
        Id = form[row + ".id"].ToString(),
        Sku = form[row + ".sku"].ToString(),
        Names = Typed.Texts(form, row + ".name", languages),
        Net = form[row + ".net"].ToString(),
        NetUnit = form[row + ".netUnit"].ToString(),
        Archived = form[row + ".archived"].ToString() is "true",
        Packs = [.. ProductForm.Rows(form, row + ".packs").Select(pack => PackForm.Read(form, pack)).Where(pack => !pack.IsEmpty)],
    };

    public VariantBody ToBody(bool byWeight, string field, Problems problems)
    {
        var isUnit = Unit.TryGet(NetUnit, out var unit);
        problems.Require(isUnit || Net.Trim().Length == 0, "form.choice", "Choose one of what is offered.", $"{field}.netContent");
        var net = Net.Trim().Length == 0 || !isUnit ? default(Result<Quantity>?) : Quantity.Parse(Typed.Digits(Net), unit);
        if (net is { IsFailure: true } unread)
        {
            problems.Take(unread, $"{field}.netContent");
        }

        return new VariantBody(
            Sku, Typed.Id<VariantId>(Id, $"{field}.id", problems), Typed.Text(Names, $"{field}.name", problems), net is { IsSuccess: true } read ? read.Value : null, Archived,
            [.. Packs.Select((pack, index) => pack.ToBody(byWeight, $"{field}.packs[{index}]", problems))]);
    }
}

/// <summary>A pack in the form. Without a unit it is the single one, which is always there.</summary>
internal sealed record PackForm
{
    private static readonly char[] _between = [' ', ',', ';', '\t', '\r', '\n'];

    public string Id { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Units { get; init; } = "";

    public string Barcodes { get; init; } = "";

    public bool IsEmpty => Id.Length == 0 && Units.Trim().Length == 0 && Barcodes.Trim().Length == 0;

    public static PackForm Of(PackEdit pack, bool isSingle) => new()
    {
        Id = pack.Id.ToString(),
        Unit = isSingle ? "" : pack.Unit,
        Units = isSingle ? "" : pack.Units.ToString("0.###", CultureInfo.InvariantCulture),
        Barcodes = string.Join('\n', pack.Barcodes),
    };

    public static PackForm Read(IFormCollection form, string row) => new()
    {
        Id = form[row + ".id"].ToString(),
        Unit = form[row + ".unit"].ToString(),
        Units = form[row + ".units"].ToString(),
        Barcodes = form[row + ".barcodes"].ToString(),
    };

    public PackBody ToBody(bool byWeight, string field, Problems problems)
    {
        var id = Typed.Id<PackId>(Id, field, problems);
        var codes = Typed.Digits(Barcodes).Split(_between, StringSplitOptions.RemoveEmptyEntries);
        if (Unit.Length == 0)
        {
            return new PackBody(PackDetails.SingleUnit(byWeight), 1, id, codes);
        }

        var isNumber = decimal.TryParse(Typed.Digits(Units), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units);
        problems.Require(isNumber, "pack.unit", "A pack has a known unit and a number above zero with at most three decimals.", field);
        return new PackBody(Unit, isNumber ? units : 1, id, codes);
    }
}
