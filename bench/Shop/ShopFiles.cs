using System.Globalization;
using Aisle.Host.Demo;
using Aisle.Platform.Storage;

namespace Aisle.Bench.Shop;

/// <summary>Writes the synthetic shop as the CSV files that <c>import</c> takes.</summary>
internal static class ShopFiles
{
    private const int Pictures = 60;

    /// <summary>
    /// Company, stores, taxes, settings (the demo shop's), categories, brands and synonyms in <paramref name="folder"/>;
    /// products in a file of their own, because loading them is measured. Answers the file and its number of rows.
    /// </summary>
    public static async Task<(string Products, int Rows)> WriteAsync(SyntheticCatalog catalog, string folder, string filesFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await WriteEmbeddedAsync(folder, cancellationToken);
        await WriteAsync(Path.Combine(folder, "categories.csv"), ["slug", "parent", "name.en", "name.bn", "position", "color", "icon"],
            catalog.Categories.Select(category => (string[])
                [category.Slug, category.ParentSlug ?? "", category.NameEn, category.NameBn, Number(category.Position), category.Color, category.Icon]));
        await WriteAsync(Path.Combine(folder, "brands.csv"), ["slug", "name.en", "name.bn", "country"],
            catalog.Brands.Select(brand => (string[])[brand.Slug, brand.Name.En, brand.Name.Bn, brand.Country]));
        await WriteAsync(Path.Combine(folder, "synonyms.csv"), ["group", "word"],
            DemoCatalog.SynonymGroups().SelectMany((group, number) => group.Distinct(StringComparer.Ordinal).Select(word => (string[])[Number(number + 1), word])));
        var pictures = await DrawAsync(filesFolder, cancellationToken);
        var products = Path.Combine(Path.GetDirectoryName(folder)!, "synthetic-products.csv");
        var rows = await WriteAsync(products,
            ["product", "status", "name.en", "name.bn", "description.en", "description.bn", "brand", "category", "tax_class", "sell_by", "attributes", "keywords", "popularity", "images", "sku", "variant.en", "position", "net_content", "net_unit", "barcodes", "price"],
            catalog.Products().SelectMany((product, number) => product.Variants.Select((variant, position) => Row(product, variant, position, pictures[number % pictures.Count]))));
        return (products, rows);
    }

    private static string[] Row(SyntheticProduct product, SyntheticVariant variant, int position, string picture) =>
    [
        product.Slug, "active", product.Name.En, product.Name.Bn, product.Description.En, product.Description.Bn, product.Brand?.Slug ?? "", product.Category.Slug,
        "standard", "piece", $$"""{"origin":"{{product.Brand?.Country ?? "BD"}}","storage":"dry"}""", "", Number(product.Popularity), picture,
        variant.Sku, variant.Size, Number(position), variant.Content, variant.Unit, variant.Barcode, variant.Price,
    ];

    private static async Task WriteEmbeddedAsync(string folder, CancellationToken cancellationToken)
    {
        var host = typeof(DemoShop).Assembly;
        foreach (var name in host.GetManifestResourceNames().Where(name => name.StartsWith("shop/", StringComparison.Ordinal)))
        {
            await using var from = host.GetManifestResourceStream(name)!;
            await using var to = File.Create(Path.Combine(folder, name["shop/".Length..]));
            await from.CopyToAsync(to, cancellationToken);
        }
    }

    /// <summary>Real drawings, so that pages name pictures as they would.</summary>
    private static async Task<List<string>> DrawAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new DiskFileStore(folder);
        var names = new List<string>();
        foreach (var product in DemoCatalog.Products().Take(Pictures))
        {
            using var drawing = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(PackShot.Draw(product.Picture)));
            names.Add((await files.PutAsync(drawing, FilePolicy.Drawings, cancellationToken)).Value.Name);
        }

        return names;
    }

    private static async Task<int> WriteAsync(string path, string[] header, IEnumerable<string[]> rows)
    {
        await using var writer = new StreamWriter(path) { NewLine = "\n" };
        var count = -1;
        foreach (var row in rows.Prepend(header))
        {
            count++;
            await writer.WriteLineAsync(string.Join(',', row.Select(field => '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')));
        }

        return count;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
