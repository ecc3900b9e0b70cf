using System.Globalization;
using System.Text;
using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What one does with goods in the back office, as a person does it.</summary>
public sealed class CatalogAdminTests(Browser browser) : PageTests(browser)
{
    // A green pixel.
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==";

    [Fact]
    public async Task A_product_is_made_priced_pictured_and_found_in_the_shop()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await visit.GoAsync("/admin/products");
        await page.ClickAsync(".head-acts .btn-primary");
        await page.FillAsync("#f-name-en", "Zinnia Honey Jar");
        await page.FillAsync("#f-name-bn", "জিনিয়া মধু");
        await page.SelectOptionAsync("#f-status", "active");
        await page.SelectOptionAsync("#f-categoryId", new SelectOptionValue { Index = 2 });
        await page.FillAsync("#f-variants-0-sku", "ZINNIA-1");
        await page.ClickAsync("[data-add='variants[0].packs']");
        await page.FillAsync("#f-variants-0-packs-1-units", "6");
        await page.ClickAsync("[data-add=variants]");
        await page.FillAsync("#f-variants-1-sku", "ZINNIA-2");
        await page.ClickAsync("[data-add='variants[1].packs']");
        await page.Locator("#f-variants-1-packs-1-units").FillAsync("12");
        await page.ClickAsync("[data-add=variants]");
        await page.Locator(".variant").Nth(2).Locator(".variant-foot [data-remove]").ClickAsync();
        await page.ClickAsync("[data-add=attributes]");
        await page.FillAsync("[name='attributes[0].key']", "origin");
        await page.FillAsync("[name='attributes[0].value']", "BD");
        await CheckAxeAsync(page, "form of a product");
        await page.ClickAsync(".foot-sticky .btn-primary");
        await Expect(page.Locator("[role=status].alert")).ToContainTextAsync("Zinnia Honey Jar");
        await Expect(page.Locator(".variant")).ToHaveCountAsync(2);
        await Expect(page.Locator("#f-variants-1-packs-1-units")).ToHaveValueAsync("12");

        await page.ClickAsync(".nav-tabs a[href$='/images']");
        await page.SetInputFilesAsync("#f-files", new FilePayload { Name = "jar.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Picture) });
        await Expect(page.Locator("#previews img")).ToHaveCountAsync(1);
        await page.ClickAsync("form[action$=Upload] button");
        await Expect(page.Locator(".picture")).ToHaveCountAsync(1);
        await CheckAxeAsync(page, "pictures");

        await page.ClickAsync(".nav-tabs a[href$='/prices']");
        await page.FillAsync("#f-amount", "450");
        await page.ClickAsync("#set button[type=submit]");
        await Expect(page.Locator(".price-now").First).ToContainTextAsync("450");
        await page.FillAsync("#f-amount", "399");
        await page.FillAsync("#f-from", "2099-04-14T00:00");
        await page.ClickAsync("#set button[type=submit]");
        await Expect(page.Locator(".price-future")).ToContainTextAsync("14 Apr 2099");
        await CheckAxeAsync(page, "prices");
        await CheckWidthAsync(page);
        await page.ClickAsync(".price-future button");
        await page.ClickAsync("#ask button[value=yes]");
        await Expect(page.Locator(".price-future")).ToHaveCountAsync(0);
        await page.ClickAsync(".nav-tabs a[href$='/history']");
        await Expect(page.Locator(".history li")).Not.ToHaveCountAsync(0);
        await CheckAxeAsync(page, "history");

        await visit.GoAsync("/search?q=zinnia");
        await Expect(page.Locator("#cards .card-name").First).ToContainTextAsync("Zinnia Honey Jar");
        await Expect(page.Locator("#cards").First).ToContainTextAsync("450");
    }

    [Fact]
    public async Task Products_are_archived_by_ticking_them()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await visit.GoAsync("/admin/products?q=Notebook&status=active");
        var first = await page.Locator("#list tbody a").First.InnerTextAsync();
        await page.Locator("#list tbody input[name=ids]").First.CheckAsync();
        await Expect(page.Locator("[data-list-acts]")).ToBeVisibleAsync();
        await CheckAxeAsync(page, "ticked products");
        await page.ClickAsync("[formaction$=Archive]");
        await page.ClickAsync("#ask button[value=yes]");
        await Expect(page.Locator("[role=status].alert")).ToContainTextAsync("1 products");
        await Expect(page).ToHaveURLAsync(Address.Like(@"/admin/products\?q=Notebook&status=active"));
        (await page.Locator("#list tbody a").AllInnerTextsAsync()).ShouldNotContain(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Categories_are_dragged_and_moved_by_keyboard(bool isPhone)
    {
        await using var visit = await Browser.StaffAsync("owner", isPhone ? Device.Phone : Device.Desktop);
        var page = visit.Page;
        var name = isPhone ? "Phone" : "Desk";
        await visit.GoAsync("/admin/categories/new");
        foreach (var one in (string[])["Zone", "Alpha", "Beta"])
        {
            await visit.GoAsync("/admin/categories/new");
            await page.FillAsync("#f-name-en", $"{name} {one}");
            await page.ClickAsync(".form-foot .btn-primary");
            await Expect(page.Locator(".tree-row", new() { HasText = $"{name} {one}" })).ToBeVisibleAsync();
        }

        ILocator Row(string one) => page.Locator(".tree-row", new() { HasText = $"{name} {one}" });
        async Task<string[]> OrderAsync() => [.. (await page.Locator(".tree-name a").AllInnerTextsAsync()).Where(text => text.StartsWith(name, StringComparison.Ordinal)).Select(text => text.Split(' ')[1])];

        if (!isPhone)
        {
            var box = (await Row("Zone").BoundingBoxAsync())!;
            await Row("Beta").DragToAsync(Row("Zone"), new() { TargetPosition = new() { X = 60, Y = 2 } });
            await Expect(page.Locator(".tree-said")).ToContainTextAsync("Desk Beta");
            (await OrderAsync()).ShouldBe(["Beta", "Zone", "Alpha"]);
            await Row("Alpha").DragToAsync(Row("Zone"), new() { TargetPosition = new() { X = 60, Y = (float)box.Height / 2 } });
            await Expect(page.Locator(".tree-said")).ToContainTextAsync("Desk Alpha");
            await Expect(Row("Alpha")).ToHaveAttributeAsync("data-depth", "1");
        }
        else
        {
            await Row("Beta").Locator("[id^=up-]").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".tree-said")).ToContainTextAsync("Phone Beta");
            (await OrderAsync()).ShouldBe(["Zone", "Beta", "Alpha"]);
            (await page.EvaluateAsync<string>("() => document.activeElement.id")).ShouldStartWith("up-", Case.Sensitive, "one can go on from where one was");
            await Row("Alpha").Locator("[id^=in-]").ClickAsync();
            await Expect(page.Locator(".tree-said")).ToContainTextAsync("Phone Alpha");
            await Expect(Row("Alpha")).ToHaveAttributeAsync("data-depth", "1");
        }

        await CheckAxeAsync(page, "categories");
        await CheckWidthAsync(page);
        await Row("Alpha").Locator("[id^=out-]").ClickAsync();
        await Expect(Row("Alpha")).ToHaveAttributeAsync("data-depth", "0");
        foreach (var one in (string[])["Zone", "Alpha", "Beta"])
        {
            await Row(one).Locator(".tree-name a").ClickAsync();
            await page.ClickAsync("button[form=remove]");
            await page.ClickAsync("#ask button[value=yes]");
            await Expect(Row(one)).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task An_import_is_watched_to_its_end_and_its_report_read()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        var file = new StringBuilder("sku,name.en,category.path,price,barcodes\n");
        for (var i = 0; i < 3000; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"WATCH-{i},Watched {i},Watched > Things,{i + 1}.00,{(i % 1500 == 7 ? "9520990000019" : "")}\n");
        }

        await visit.GoAsync("/admin/imports");
        await page.SetInputFilesAsync("#f-file", new FilePayload { Name = "watched.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(file.ToString()) });
        await page.ClickAsync("main form[enctype] button[type=submit]");
        await Expect(page.Locator("h1")).ToHaveTextAsync("watched.csv");
        await Expect(page.Locator("#import progress")).ToHaveAttributeAsync("value", "100", new() { Timeout = 60_000 });
        await Expect(page.Locator("#import form")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await Expect(page.Locator("#import tbody tr")).ToHaveCountAsync(2);
        await CheckAxeAsync(page, "import");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#import a[download]"));
        using var report = new StreamReader(await download.CreateReadStreamAsync());
        (await report.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("gtin.check_digit");
    }
}
