using System.Globalization;

namespace Aisle.Host.Demo;

/// <summary>
/// The demo shop's catalogue, expanded from the .tsv files beside this one: brand × family × kind is a product, its sizes
/// are the variants. Everything is invented for the project. The same files always give the same catalogue: prices and
/// colours vary by a hash of names, never by chance.
/// </summary>
internal static class DemoCatalog
{
    private sealed record Shelf(DemoCategory Category, string SkuCode, string TaxClass, string Storage);

    private sealed record Maker(
        DemoBrand Brand, int Code, string PlaceEn, string PlaceBn, string Color, decimal PriceFactor, string[] Groups);

    private sealed record Kind(string En, string Bn, decimal PriceFactor, string? Color, string? SmallMotif, string? MainMotif,
        string? Shape);

    private sealed record Family(
        int Code, string Category, string NameEn, string NameBn, string Brands, string Shape, string Color, string Motif,
        string Sizes, string Kinds, string Keywords, string Nutrition, int Popularity, string NoteEn, string NoteBn,
        Dictionary<string, string> Options);

    private static readonly Lazy<List<Shelf>> Shelves = new(ReadShelves);
    private static readonly Lazy<List<Maker>> Makers = new(ReadMakers);
    private static readonly Lazy<Dictionary<string, Kind>> KnownKinds = new(ReadKinds);
    private static readonly Lazy<List<DemoProduct>> All = new(Expand);

    public static IReadOnlyList<DemoCategory> Categories() => [.. Shelves.Value.Select(shelf => shelf.Category)];

    public static IReadOnlyList<DemoBrand> Brands() => [.. Makers.Value.Select(maker => maker.Brand)];

    public static IEnumerable<DemoProduct> Products() => All.Value;

    /// <summary>Words that mean the same to a shopper, as they are typed in Dhaka.</summary>
    public static IReadOnlyList<string[]> SynonymGroups() =>
        [.. Rows("synonyms.tsv").Select(row => row[0].Split(',', Trimmed))];

    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private static IEnumerable<string[]> Rows(string file)
    {
        using var stream = typeof(DemoCatalog).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The demo file {file} is not embedded in {typeof(DemoCatalog).Assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split('\t');
            }
        }
    }

    private static List<Shelf> ReadShelves() =>
        [.. Rows("categories.tsv").Select((row, index) => new Shelf(
            new DemoCategory(row[0], row[1] == "-" ? null : row[1], row[2], row[3], index + 1, "#" + row[4], row[5]),
            row[6], row[7], row[8]))];

    private static List<Maker> ReadMakers() =>
        [.. Rows("brands.tsv").Select(row => new Maker(
            new DemoBrand(row[1], row[2], row[3], row[4]), int.Parse(row[0], CultureInfo.InvariantCulture),
            row[5], row[6], "#" + row[7], decimal.Parse(row[8], CultureInfo.InvariantCulture) / 100m,
            row[9].Split(',', Trimmed)))];

    private static Dictionary<string, Kind> ReadKinds() =>
        Rows("kinds.tsv").ToDictionary(
            row => row[0],
            row => new Kind(row[0], row[1], 1m, row[2] == "-" ? null : "#" + row[2], row[3] == "-" ? null : row[3], null, null),
            StringComparer.Ordinal);

    private static Family ReadFamily(string[] row)
    {
        if (row.Length is not (15 or 16))
        {
            throw new FormatException($"families.tsv, family {row[0]}: {row.Length} columns, not 15 or 16.");
        }

        var options = row.Length < 16
            ? []
            : row[15].Split(' ', Trimmed).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new Family(
            int.Parse(row[0], CultureInfo.InvariantCulture), row[1], row[2], row[3], row[4], row[5], "#" + row[6], row[7],
            row[8], row[9], row[10], row[11], int.Parse(row[12], CultureInfo.InvariantCulture), row[13], row[14], options);
    }

    private static List<DemoProduct> Expand()
    {
        var shelves = Shelves.Value.ToDictionary(shelf => shelf.Category.Slug, StringComparer.Ordinal);
        var products = new List<DemoProduct>(2300);
        foreach (var row in Rows("families.tsv"))
        {
            var family = ReadFamily(row);
            var shelf = shelves[family.Category];
            var (label, kinds) = KindsOf(family);
            foreach (var maker in MakersOf(family))
            {
                for (var kind = 0; kind < kinds.Count; kind++)
                {
                    products.Add(Product(family, shelf, maker, label, kinds[kind], kind));
                }
            }
        }

        return products;
    }

    /// <summary>"-" is unbranded; otherwise slugs and groups: "@tea" is every brand of tea, "@tea:2-5" its second to fifth.</summary>
    private static IEnumerable<Maker?> MakersOf(Family family)
    {
        if (family.Brands == "-")
        {
            return [null];
        }

        var found = new List<Maker>();
        foreach (var part in family.Brands.Split(',', Trimmed))
        {
            if (part[0] != '@')
            {
                found.Add(Makers.Value.Find(maker => maker.Brand.Slug == part)
                    ?? throw new FormatException($"families.tsv, family {family.Code}: no brand {part}."));
                continue;
            }

            var group = part[1..].Split(':');
            var members = Makers.Value.Where(maker => maker.Groups.Contains(group[0])).ToList();
            if (group.Length > 1)
            {
                var bounds = group[1].Split('-').Select(bound => int.Parse(bound, CultureInfo.InvariantCulture)).ToArray();
                members = members.GetRange(bounds[0] - 1, bounds[1] - bounds[0] + 1);
            }

            found.AddRange(members);
        }

        return found.Distinct();
    }

    /// <summary>"f:Mango, Guava" takes the words from kinds.tsv; "k:Boneless|হাড় ছাড়া|1.3|chicken" spells one out,
    /// with its price factor and, where they differ from the family's, the motif and the shape.</summary>
    private static (char Label, List<Kind?> Kinds) KindsOf(Family family)
    {
        if (family.Kinds == "-")
        {
            return ('k', [null]);
        }

        var kinds = new List<Kind?>();
        foreach (var text in family.Kinds[2..].Split(',', Trimmed))
        {
            var parts = text.Split('|');
            KnownKinds.Value.TryGetValue(parts[0], out var known);
            var bn = parts.Length > 1 && parts[1].Length > 0
                ? parts[1]
                : known?.Bn ?? throw new FormatException($"families.tsv, family {family.Code}: the kind {parts[0]} has no Bangla.");
            var factor = parts.Length > 2 ? decimal.Parse(parts[2], CultureInfo.InvariantCulture) : 1m;
            var motif = parts.Length > 3 ? parts[3] : null;
            kinds.Add(new Kind(parts[0], bn, factor, known?.Color, known?.SmallMotif, motif, parts.Length > 4 ? parts[4] : null));
        }

        return (family.Kinds[0], kinds);
    }

    private static DemoProduct Product(Family family, Shelf shelf, Maker? maker, char label, Kind? kind, int kindIndex)
    {
        var bareEn = Named(family.NameEn, kind?.En);
        var bareBn = Named(family.NameBn, kind?.Bn);
        var nameEn = maker is null ? bareEn : $"{maker.Brand.NameEn} {bareEn}";
        var nameBn = maker is null ? bareBn : $"{maker.Brand.NameBn} {bareBn}";
        var slug = DemoText.Slug(maker is null ? bareEn : $"{maker.Brand.Slug} {bareEn}");
        var hash = DemoText.Hash(slug);
        var sellBy = family.Options.GetValueOrDefault("sell", "piece");
        var storage = family.Options.GetValueOrDefault("storage", shelf.Storage);
        var country = family.Options.GetValueOrDefault("origin", maker?.Brand.Country ?? "BD");
        var variants = Variants(family, shelf, maker, kind, kindIndex, sellBy, hash);
        var (descriptionEn, descriptionBn) = Description(family, maker, label, kind, storage, country, hash);
        return new DemoProduct(
            slug, family.Category, maker?.Brand.Slug, nameEn, nameBn, descriptionEn, descriptionBn,
            family.Options.GetValueOrDefault("tax", shelf.TaxClass),
            family.Options.TryGetValue("age", out var age) ? int.Parse(age, CultureInfo.InvariantCulture) : null,
            sellBy, Attributes(family, storage, country, label, kind), Keywords(family, kind),
            Math.Clamp(family.Popularity - (int)(hash % 13) + (maker is null ? 4 : 0), 1, 100),
            Picture(family, maker, kind, bareEn, sellBy == "weight" ? "" : variants[0].NameEn, hash), variants);
    }

    private static string Named(string name, string? kind) =>
        kind is null ? name : name.Contains("{}", StringComparison.Ordinal) ? name.Replace("{}", kind, StringComparison.Ordinal) : $"{name}, {kind}";

    private static List<DemoVariant> Variants(
        Family family, Shelf shelf, Maker? maker, Kind? kind, int kindIndex, string sellBy, uint hash)
    {
        var variants = new List<DemoVariant>();
        var jitter = maker is null ? 1m : 0.96m + (hash % 9 * 0.01m);
        var factor = (maker?.PriceFactor ?? 1m) * jitter * (kind?.PriceFactor ?? 1m);
        var lastUnitPrice = decimal.MaxValue;
        var stem = string.Create(
            CultureInfo.InvariantCulture,
            $"{shelf.SkuCode}-{family.Code:000}{(maker?.Code ?? 0):000}{(kind is null ? "" : ((char)('A' + kindIndex)).ToString())}");
        var index = 0;
        foreach (var size in family.Sizes.Split(';', Trimmed))
        {
            var parts = size.Split('=');
            var digits = parts[0].TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
            var content = decimal.Parse(parts[0].AsSpan(0, digits), CultureInfo.InvariantCulture);
            var unit = parts[0][digits..];
            var inSmall = unit is "kg" or "l" ? content * 1000m : content;
            var price = Round(decimal.Parse(parts[1], CultureInfo.InvariantCulture) * factor);
            if (price / inSmall > lastUnitPrice)
            {
                var step = price >= 20m ? 1m : 0.5m;
                price = Math.Floor(lastUnitPrice * inSmall / step) * step;
            }

            lastUnitPrice = price / inSmall;
            var sku = $"{stem}-{content.ToString("0.###", CultureInfo.InvariantCulture).Replace('.', 'P')}{unit.ToUpperInvariant()}";
            if (sellBy == "weight")
            {
                var itemCode = string.Create(CultureInfo.InvariantCulture, $"{family.Code:000}{kindIndex:00}");
                variants.Add(new DemoVariant(sku, "Per kg", "প্রতি কেজি", content, unit, price, itemCode, []));
            }
            else
            {
                var (en, bn) = DemoText.Size(content, unit);
                variants.Add(new DemoVariant(
                    sku, en, bn, content, unit, price, null,
                    Barcodes(Gtin.Item(maker?.Code ?? 0, family.Code, kindIndex, index), inSmall, unit, maker is not null)));
            }

            index++;
        }

        return variants;
    }

    /// <summary>Half a taka below 20, whole taka from 20, fives from 500: as labels are written in Dhaka.</summary>
    private static decimal Round(decimal price)
    {
        var step = price < 20m ? 0.5m : price < 500m ? 1m : 5m;
        return Math.Max(step, Math.Round(price / step, MidpointRounding.AwayFromZero) * step);
    }

    private static List<DemoBarcode> Barcodes(string item, decimal inSmall, string unit, bool branded)
    {
        var codes = new List<DemoBarcode> { new(item, "pc", 1m) };
        var heavy = unit is not "pc" and not "m" && inSmall > 2000m;
        if (branded && !heavy && DemoText.Hash(item) % 5 < 2)
        {
            var units = unit is "pc" or "m" ? 12 : inSmall switch { < 200m => 24, < 900m => 12, _ => 6 };
            codes.Add(new DemoBarcode(Gtin.Case(item), units == 6 ? "pack" : "case", units));
        }

        return codes;
    }

    private static (string En, string Bn) Description(
        Family family, Maker? maker, char label, Kind? kind, string storage, string country, uint hash)
    {
        var parts = new List<(string En, string Bn)> { (family.NoteEn, family.NoteBn) };
        if (kind is not null && (label != 'k' || !family.NameEn.Contains("{}", StringComparison.Ordinal)))
        {
            parts.Add(DemoText.KindSentence(label, kind.En, kind.Bn));
        }

        if (maker is not null)
        {
            parts.Add(DemoText.BrandSentence(
                maker.Brand.NameEn, maker.Brand.NameBn, maker.PlaceEn, maker.PlaceBn, maker.Brand.Country, hash >> 8));
        }
        else if (country != "BD")
        {
            parts.Add(DemoText.ImportSentence(country));
        }

        parts.Add(DemoText.StorageSentence(storage, hash >> 4));
        return (
            string.Join(' ', parts.Where(part => part.En.Length > 0).Select(part => part.En)),
            string.Join(' ', parts.Where(part => part.Bn.Length > 0).Select(part => part.Bn)));
    }

    private static Dictionary<string, string> Attributes(Family family, string storage, string country, char label, Kind? kind)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["origin"] = country };
        if (storage != "none")
        {
            attributes["storage"] = storage;
        }

        if (family.Options.TryGetValue("days", out var days))
        {
            attributes["shelf_life_days"] = days;
        }

        if (kind is not null)
        {
            attributes[label switch { 'f' => "flavour", 's' => "scent", 'c' => "cut", 'z' => "size", 'l' => "colour", _ => "kind" }] = kind.En;
        }

        if (family.Nutrition != "-")
        {
            string[] keys = ["energy_kcal_100", "protein_g_100", "fat_g_100", "carbs_g_100"];
            foreach (var (key, value) in keys.Zip(family.Nutrition.Split('/')))
            {
                attributes[key] = value;
            }
        }

        return attributes;
    }

    private static string Keywords(Family family, Kind? kind) =>
        kind is null || family.Keywords.Contains(kind.En, StringComparison.OrdinalIgnoreCase)
            ? family.Keywords
            : $"{family.Keywords}, {kind.En.ToLowerInvariant()}";

    private static PackShotSpec Picture(Family family, Maker? maker, Kind? kind, string name, string size, uint hash)
    {
        var accent = kind?.Color ?? family.Color;
        var (primary, secondary) = maker is null
            ? (family.Color, accent)
            : hash % 100 < 45 ? (maker.Color, accent) : (accent, maker.Color);
        var motif = family.Motif switch
        {
            _ when kind?.MainMotif is { } main => main,
            "*" => kind?.SmallMotif ?? "sparkle",
            _ when kind?.SmallMotif is { } small && small != family.Motif => $"{family.Motif}+{small}",
            var only => only,
        };
        return new PackShotSpec(kind?.Shape ?? family.Shape, primary, secondary, maker?.Brand.NameEn ?? "", name, size, motif);
    }
}
