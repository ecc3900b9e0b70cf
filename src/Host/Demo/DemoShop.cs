using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Modules.Catalog;
using Aisle.Modules.Stores;
using Aisle.Platform.Commands;
using Aisle.Platform.Http;
using Aisle.Platform.Storage;

namespace Aisle.Host.Demo;

/// <summary>
/// Loads the demo shop on the first start. It goes through the same CSV files and importers as anybody's data, so it is
/// also the first test of them.
/// </summary>
internal static class DemoShop
{
    /// <summary>Loads it where there is no company yet, or where an earlier start was killed while loading.</summary>
    /// <param name="root">The services.</param>
    /// <param name="workFolder">A folder for what is written on the way.</param>
    /// <param name="passwordFile">Where the password of its staff is kept: each shop has its own, so that none is open to who has read of it.</param>
    /// <param name="isStocked">Whether its stores have goods to sell; tests bring their own.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task LoadWhereEmptyAsync(IServiceProvider root, string workFolder, string passwordFile, bool isStocked, CancellationToken cancellationToken)
    {
        await using var scope = root.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var mark = Path.Combine(workFolder, "loading");
        if (await services.GetRequiredService<IStores>().ShopAsync(cancellationToken) is not null && !File.Exists(mark))
        {
            return;
        }

        Directory.CreateDirectory(workFolder);
        await File.WriteAllTextAsync(mark, "", cancellationToken);
        using var progress = new ProgressLine(services.GetRequiredService<TimeProvider>(), Console.Out, !Console.IsOutputRedirected);
        var faults = await StoresCsv.ImportAsync(services, OpenShopFile, cancellationToken);
        if (faults.Count == 0)
        {
            var count = await WriteCatalogAsync(services.GetRequiredService<IFileStore>(), workFolder, progress, cancellationToken);
            faults = await CatalogCsv.ImportAsync(services, workFolder, Path.Combine(workFolder, "report.csv"), progress, cancellationToken);
            progress.Finish($"Demo shop loaded: {count} products");
        }

        if (faults.Count > 0)
        {
            throw new FaultException("The demo shop could not be loaded: " + string.Join(Environment.NewLine, faults));
        }

        await services.GetRequiredService<IIdentitySetup>().AddDemoStaffAsync(await PasswordAsync(passwordFile, cancellationToken), cancellationToken);
        if (await services.GetRequiredService<IPeople>().ByEmailAsync("customer@demo.example", cancellationToken) is { } customer)
        {
            var wallets = await services.GetRequiredService<IWalletsSetup>().AddDemoAsync(customer.Id, cancellationToken);
            if (wallets.IsFailure)
            {
                throw new FaultException("The demo wallets could not be made: " + string.Join(Environment.NewLine, wallets.Errors.Select(error => error.Message)));
            }

            var customers = await services.GetRequiredService<ICustomersSetup>().AddDemoAsync(customer.Id, cancellationToken);
            if (customers.IsFailure)
            {
                throw new FaultException("The demo customer could not be made: " + string.Join(Environment.NewLine, customers.Errors.Select(error => error.Message)));
            }
        }

        var delivery = await services.GetRequiredService<IDeliverySetup>().AddDemoAsync(cancellationToken);
        if (delivery.IsFailure)
        {
            throw new FaultException("The demo zones could not be made: " + string.Join(Environment.NewLine, delivery.Errors.Select(error => error.Message)));
        }

        var promotions = await services.GetRequiredService<IPricingSetup>().AddDemoAsync(cancellationToken);
        if (promotions.IsFailure)
        {
            throw new FaultException("The demo promotions could not be made: " + string.Join(Environment.NewLine, promotions.Errors.Select(error => error.Message)));
        }

        if (isStocked && await services.GetRequiredService<IInventorySetup>().AddDemoAsync(Path.Combine(workFolder, "stock"), cancellationToken) is { IsFailure: true } stock)
        {
            throw new FaultException("The demo stock could not be taken in: " + string.Join(Environment.NewLine, stock.Errors.Select(error => error.Message)));
        }

        Directory.Delete(workFolder, recursive: true);
    }

    private static async Task<string> PasswordAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 14);
            await using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(password), cancellationToken);
        }

        return await File.ReadAllTextAsync(file, cancellationToken);
    }

    private static StreamReader? OpenShopFile(string name)
    {
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("shop/" + name);
        return stream is null ? null : new StreamReader(stream);
    }

    private static async Task<int> WriteCatalogAsync(IFileStore files, string folder, ProgressLine progress, CancellationToken cancellationToken)
    {
        await WriteAsync(folder, "categories.csv", ["slug", "parent", "name.en", "name.bn", "position", "color", "icon"],
            DemoCatalog.Categories().Select(category => (string[])
                [category.Slug, category.ParentSlug ?? "", category.NameEn, category.NameBn, Number(category.Position), category.Color, category.Icon]));
        await WriteAsync(folder, "brands.csv", ["slug", "name.en", "name.bn", "country"],
            DemoCatalog.Brands().Select(brand => (string[])[brand.Slug, brand.NameEn, brand.NameBn, brand.Country]));
        await WriteAsync(folder, "synonyms.csv", ["group", "word"],
            DemoCatalog.SynonymGroups().SelectMany((group, number) => group.Distinct(StringComparer.Ordinal).Select(word => (string[])[Number(number + 1), word])));
        var rows = new List<string[]>();
        var count = 0;
        foreach (var product in DemoCatalog.Products())
        {
            count++;
            progress.Report($"Drawing the demo shop: {count} products");
            var picture = await files.PutAsync(
                new MemoryStream(System.Text.Encoding.UTF8.GetBytes(PackShot.Draw(product.Picture))), FilePolicy.Drawings, cancellationToken);
            rows.AddRange(product.Variants.Select((variant, position) => Row(product, variant, position, picture.Value.Name)));
        }

        await WriteAsync(folder, "products.csv",
            ["product", "status", "name.en", "name.bn", "description.en", "description.bn", "brand", "category", "tax_class", "min_age", "sell_by", "attributes", "keywords", "popularity", "images", "sku", "variant.en", "variant.bn", "position", "net_content", "net_unit", "item_code", "barcodes", "price"],
            rows);
        return count;
    }

    private static string[] Row(DemoProduct product, DemoVariant variant, int position, string picture) =>
    [
        product.Slug, "active", product.NameEn, product.NameBn, product.DescriptionEn, product.DescriptionBn, product.BrandSlug ?? "", product.CategorySlug,
        product.TaxClass, product.MinAge is { } age ? Number(age) : "", product.SellBy, JsonSerializer.Serialize(product.Attributes, JsonDefaults.Options),
        product.Keywords, Number(product.Popularity), picture, variant.Sku, variant.NameEn, variant.NameBn, Number(position),
        variant.NetContent.ToString("0.###", CultureInfo.InvariantCulture), variant.NetUnit, variant.ItemCode ?? "",
        string.Join(' ', variant.Barcodes.Select(Barcode)), variant.Price.ToString("0.00", CultureInfo.InvariantCulture),
    ];

    private static string Barcode(DemoBarcode barcode) =>
        barcode.Units == 1 ? barcode.Code : string.Create(CultureInfo.InvariantCulture, $"{barcode.Code}={barcode.UnitCode}*{barcode.Units:0.###}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task WriteAsync(string folder, string name, string[] header, IEnumerable<string[]> rows)
    {
        await using var writer = new StreamWriter(Path.Combine(folder, name));
        foreach (var row in rows.Prepend(header))
        {
            await writer.WriteLineAsync(string.Join(',', row.Select(field => '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')));
        }
    }
}
