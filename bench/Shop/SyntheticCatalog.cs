using System.Globalization;
using Aisle.Host.Demo;
using Aisle.Kernel;
using Gtin = Aisle.Host.Demo.Gtin;

namespace Aisle.Bench.Shop;

/// <summary>A product of the synthetic catalogue: one name, one to three sizes.</summary>
internal sealed record SyntheticProduct(
    string Slug, Word Name, Word Noun, Word Kind, SyntheticBrand? Brand, DemoCategory Category, Word Description, int Popularity, IReadOnlyList<SyntheticVariant> Variants);

/// <summary>A size of a product.</summary>
internal sealed record SyntheticVariant(string Sku, string Size, string Content, string Unit, string Barcode, string Price);

/// <summary>A brand; the first ones have most of the products.</summary>
internal sealed record SyntheticBrand(string Slug, Word Name, string Country);

/// <summary>
/// As many products as wished, in the shape of a large supermarket's: the demo shop's 120 categories two deep, 400
/// brands, sizes and popularity skewed as they are in life. The same seed gives the same shop.
/// </summary>
internal sealed class SyntheticCatalog
{
    private const int BrandCount = 400;
    private const int WordCount = 4000;

    private static readonly (string Size, string Content, string Unit, double Price)[] _sizes =
    [
        ("250 g", "250", "g", 1), ("500 g", "500", "g", 1.9), ("1 kg", "1", "kg", 3.6), ("200 ml", "200", "ml", 0.8), ("1 l", "1", "l", 3.2),
        ("2 l", "2", "l", 6), ("6 pcs", "6", "pc", 2.5), ("12 pcs", "12", "pc", 4.6), ("100 g", "100", "g", 0.5),
    ];

    private readonly Words _words = new(WordCount);
    private readonly List<DemoCategory> _leaves;
    private readonly double[] _leafShares;
    private readonly double[] _brandShares = Words.Shares(BrandCount, 0.85);

    public SyntheticCatalog(int count)
    {
        Count = count;
        // Shuffled, so that the largest categories are not all in the first department.
        var random = new Random(27);
        Categories = DemoCatalog.Categories();
        _leaves = [.. Categories.Where(category => category.ParentSlug is not null).OrderBy(_ => random.Next())];
        _leafShares = Words.Shares(_leaves.Count, 0.6);
        var countries = new[] { "BD", "BD", "BD", "BD", "IN", "IN", "CN", "TH", "MY", "GB" };
        Brands = [.. Enumerable.Range(0, BrandCount).Select(i => _words.All[(i * 9) + 40]).Select(word =>
            new SyntheticBrand("b-" + word.En.ToLowerInvariant(), word, countries[random.Next(countries.Length)]))];
    }

    public int Count { get; }

    public IReadOnlyList<DemoCategory> Categories { get; }

    public IReadOnlyList<SyntheticBrand> Brands { get; }

    public IReadOnlyList<Word> Nouns => _words.Nouns;

    public IEnumerable<SyntheticProduct> Products()
    {
        var random = new Random(1952);
        for (var i = 0; i < Count; i++)
        {
            yield return Product(i, random);
        }
    }

    private SyntheticProduct Product(int number, Random random)
    {
        var leaf = Words.Place(_leafShares, random);
        // A category sells a handful of things.
        var noun = _words.Nouns[((leaf * 7) + (_words.DrawNoun(random) % 5)) % _words.Nouns.Count];
        var brand = random.NextDouble() < 0.15 ? null : Brands[Words.Place(_brandShares, random)];
        var kind = _words.Draw(random);
        var second = random.NextDouble() < 0.6 ? _words.Draw(random) : default;
        var name = new Word(
            Join(brand?.Name.En, kind.En, second.En, noun.En),
            Join(brand?.Name.Bn, kind.Bn, second.Bn, noun.Bn));
        var slug = Slug.From(name.En);
        var described = Enumerable.Range(0, random.Next(10, 26)).Select(_ => _words.Draw(random)).ToList();
        return new SyntheticProduct(
            $"{slug[..Math.Min(slug.Length, 70)].TrimEnd('-')}-{number.ToString(CultureInfo.InvariantCulture)}", name, noun, kind, brand, _leaves[leaf],
            new Word(string.Join(' ', described.Select(word => word.En)) + ".", number % 2 == 0 ? string.Join(' ', described.Select(word => word.Bn)) + "।" : ""),
            (int)(50_000 * Math.Pow(random.NextDouble(), 6)), Variants(number, random));
    }

    private static List<SyntheticVariant> Variants(int number, Random random)
    {
        var count = random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 };
        var first = random.Next(_sizes.Length / 3) * 3;
        var price = Math.Exp(3 + (2.5 * random.NextDouble()));
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var size = _sizes[first + i];
            var serial = (number * 3) + i;
            return new SyntheticVariant(
                string.Create(CultureInfo.InvariantCulture, $"SYN-{number:0000000}-{i + 1}"), size.Size, size.Content, size.Unit,
                Gtin.Item(serial / 1_000_000, serial / 1000 % 1000, serial / 10 % 100, serial % 10),
                string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(price * size.Price):0}.00"));
        })];
    }

    private static string Join(params string?[] parts) => string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part)));
}
