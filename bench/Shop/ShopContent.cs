using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Aisle.Platform.Commands;

namespace Aisle.Bench.Shop;

/// <summary>What there is to ask a shop for.</summary>
/// <param name="Categories">Slugs of the categories asked for.</param>
/// <param name="PopularProducts">Slugs of the products that are asked for again and again.</param>
/// <param name="OtherProducts">Slugs of products asked for once.</param>
/// <param name="Queries">Searches that are made again and again.</param>
/// <param name="OtherQueries">Searches made once, no two alike.</param>
/// <param name="Barcodes">Codes.</param>
internal sealed record ShopContent(
    IReadOnlyList<string> Categories, IReadOnlyList<string> PopularProducts, IReadOnlyList<string> OtherProducts,
    IReadOnlyList<string> Queries, IReadOnlyList<string> OtherQueries, IReadOnlyList<string> Barcodes)
{
    private const int CategoryCount = 20;
    private const int PopularCount = 200;
    private const int QueryCount = 500;
    private const int MostOthers = 60_000;
    private const int BarcodeCount = 5000;

    public static ShopContent Of(SyntheticCatalog catalog)
    {
        var random = new Random(500);
        var products = catalog.Products().ToList();
        // A department each, and the largest categories below them.
        var categories = products.CountBy(product => product.Category.Slug).OrderByDescending(pair => pair.Value).Select(pair => pair.Key).Take(CategoryCount / 2)
            .Concat(catalog.Categories.Where(category => category.ParentSlug is null).Select(category => category.Slug).Take(CategoryCount / 2));
        var byPopularity = products.OrderByDescending(product => product.Popularity).ThenBy(product => product.Slug, StringComparer.Ordinal).Select(product => product.Slug).ToList();
        var queries = Distinct(products.Select(product => new Sought(product.Name.En, product.Kind.En, product.Noun.En, product.Noun.Bn, product.Brand?.Name.En)), random);
        return new ShopContent(
            Shuffled(categories, random), Shuffled(byPopularity.Take(PopularCount), random), Shuffled(byPopularity.Skip(PopularCount), random),
            [.. queries.Take(QueryCount)], [.. queries.Skip(QueryCount)],
            [.. Shuffled(products.SelectMany(product => product.Variants).Select(variant => variant.Barcode), random).Take(BarcodeCount)]);
    }

    /// <summary>Asks a running shop for what it has: up to 2,000 of its products.</summary>
    public static async Task<ShopContent> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url };
        var random = new Random(500);
        try
        {
            var categories = (await http.GetFromJsonAsync<JsonElement>("/api/v1/categories", cancellationToken)).GetProperty("items").EnumerateArray()
                .Where(item => item.GetProperty("productCount").GetInt32() > 0).Select(item => item.GetProperty("slug").GetString()!).Take(CategoryCount).ToList();
            var cards = await CardsAsync(http, 2000, cancellationToken);
            var slugs = cards.Select(card => card.GetProperty("slug").GetString()!).ToList();
            var names = cards.Select(card => card.GetProperty("name").GetProperty("en").GetString()!);
            var barcodes = new List<string>();
            foreach (var card in cards.Take(100))
            {
                var detail = await http.GetFromJsonAsync<JsonElement>("/api/v1/products/" + card.GetProperty("id").GetString(), cancellationToken);
                barcodes.AddRange(detail.GetProperty("variants").EnumerateArray().SelectMany(variant => variant.GetProperty("packs").EnumerateArray())
                    .SelectMany(pack => pack.GetProperty("barcodes").EnumerateArray()).Select(code => code.GetString()!));
            }

            var queries = Distinct(names.Select(name => name.Split(' ')).Select(parts => new Sought(string.Join(' ', parts), parts[0], parts[^1], parts[^1], parts[0])), random);
            var known = Math.Min(QueryCount, queries.Count / 2);
            var popular = Math.Min(PopularCount, slugs.Count / 2);
            return categories.Count == 0 || popular == 0 || barcodes.Count == 0
                ? throw new FaultException($"{url} has no products with barcodes in categories to ask for.")
                : new ShopContent(categories, slugs[..popular], slugs[popular..], queries[..known], queries[known..], barcodes);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or KeyNotFoundException)
        {
            throw new FaultException($"{url} does not answer as a shop does: {fault.Message}", fault);
        }
    }

    private static async Task<List<JsonElement>> CardsAsync(HttpClient http, int most, CancellationToken cancellationToken)
    {
        var cards = new List<JsonElement>();
        var cursor = "";
        while (cards.Count < most)
        {
            var page = await http.GetFromJsonAsync<JsonElement>("/api/v1/products?limit=100" + cursor, cancellationToken);
            cards.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Clone()));
            if (!page.TryGetProperty("nextCursor", out var next))
            {
                break;
            }

            cursor = "&cursor=" + Uri.EscapeDataString(next.GetString()!);
        }

        return cards;
    }

    /// <summary>What people type for a product: its kind and what it is, its maker, all of it, or something like it.</summary>
    private static List<string> Distinct(IEnumerable<Sought> products, Random random)
    {
        var all = Shuffled(products, random);
        var queries = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var pass = 0; pass < 6 && queries.Count < MostOthers + QueryCount; pass++)
        {
            foreach (var product in all)
            {
                queries.Add(Typed(product, random).ToLower(CultureInfo.InvariantCulture));
                if (queries.Count == MostOthers + QueryCount)
                {
                    break;
                }
            }
        }

        return [.. queries];
    }

    private static string Typed(Sought product, Random random) => random.Next(20) switch
    {
        < 2 => product.Noun,
        < 3 => product.NounBn,
        < 7 => product.Kind + " " + product.Noun,
        < 11 => (product.Brand ?? product.Kind) + " " + product.Noun,
        < 14 => product.Name,
        < 16 => product.Noun + " " + product.Kind[..Math.Min(product.Kind.Length, random.Next(2, 5))],
        < 18 => Words.Misspell(product.Kind, random) + " " + product.Noun,
        < 19 => product.Kind + " " + Words.Misspell(product.Noun, random),
        _ => (product.Brand ?? product.Kind) + " " + product.Kind + " " + product.NounBn,
    };

    private static List<T> Shuffled<T>(IEnumerable<T> items, Random random)
    {
        var all = items.ToArray();
        random.Shuffle(all);
        return [.. all];
    }

    private sealed record Sought(string Name, string Kind, string Noun, string NounBn, string? Brand);
}
