using System.Globalization;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>Large files, in a shop of their own: what they leave behind is many times the shop.</summary>
public sealed class ImportLoadTests(ShopHost shop) : ImportLab(shop), IClassFixture<ShopHost>
{
    [Fact]
    public async Task Killed_again_and_again_it_goes_on_where_it_was_and_loses_and_doubles_nothing()
    {
        const int rows = 15_000;
        var path = Write("killed.csv", Rows("K", rows));
        var kills = 0;
        for (var tries = 0; tries < 8; tries++)
        {
            using var run = AisleProcess.Start(Folder, ["import", "products", path], ("Aisle__Database", Shop.ConnectionString));
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(1500 + 200 * tries));
            try
            {
                await run.EndAsync(TimeSpan.FromMilliseconds(1500 + 200 * tries));
                break;
            }
            catch (OperationCanceledException)
            {
                run.Signal("KILL");
                kills++;
                await run.EndAsync(TimeSpan.FromSeconds(10));
            }
        }

        var last = await ImportAsync(path);

        kills.ShouldBeGreaterThan(1, "the test must have killed it");
        last.ExitCode.ShouldBe(0, last.Output);
        (await Shop.ScalarAsync<long>("select count(*) from catalog.variant where sku like 'K-%'")).ShouldBe(rows);
        (await Shop.ScalarAsync<long>("select count(*) from catalog.price join catalog.pack on pack.id = pack_id join catalog.variant on variant.id = variant_id where sku like 'K-%'")).ShouldBe(rows);
        (await Shop.ScalarAsync<long>("select count(*) from catalog.listing join catalog.product on product.id = product_id where product.slug like 'thing-%-k-%'")).ShouldBe(rows);
    }

    [Theory]
    [InlineData("bigbasket/bigbasket_products.csv", "bigbasket", 27_555)]
    [InlineData("grocery-ean/hr_products_ean.csv", "grocery-ean", 29_684)]
    public async Task Real_files_load_in_under_a_minute(string file, string profile, int rows)
    {
        var path = Path.Combine(Cluster.Home, "..", "shared", "data", file);
        Assert.SkipUnless(File.Exists(path), $"{file} is not beside the checkout.");
        var started = TimeProvider.System.GetTimestamp();

        var run = await ImportAsync(path, "--profile", profile);

        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        run.Output.ShouldContain($"rows={rows} ");
        var refused = int.Parse(run.Output[(run.Output.IndexOf("refused=", StringComparison.Ordinal) + 8)..].Split(' ')[0], CultureInfo.InvariantCulture);
        refused.ShouldBeLessThan(rows / 100);
        (await ReportAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0]).Distinct().Count().ShouldBe(refused);
    }
}
