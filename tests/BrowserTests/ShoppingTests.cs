using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>A shopper walks through the shop: with a script, and the same way without one.</summary>
public sealed partial class ShoppingTests(Browser browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_the_door_to_a_product_in_Bangla(bool hasScript)
    {
        await using var visit = await browser.VisitAsync(hasScript ? Device.Desktop : Device.Desktop.WithoutScript);
        var page = visit.Page;
        await visit.GoAsync("/");
        await page.Locator(".aisles").GetByRole(AriaRole.Link, new() { Name = "Rice, dal & essentials" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.EndingIn("/c/staples"));
        await page.Locator(".tiles").GetByRole(AriaRole.Link, new() { Name = "Rice", Exact = true }).ClickAsync();
        (await visit.HeadingAsync()).ShouldBe("Rice");
        var all = await TotalAsync(page);

        var brand = page.Locator("input[name=brand]").First;
        var slug = await brand.GetAttributeAsync("value");
        await brand.CheckAsync();
        if (!hasScript)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Show products" }).ClickAsync();
        }

        await Expect(page).ToHaveURLAsync(Address.Like($@"[?&]brand={slug}"));
        await Expect(page.Locator(".chip").First).ToBeVisibleAsync();
        (await TotalAsync(page)).ShouldBeInRange(1, all - 1);
        await Expect(page.Locator($"input[name=brand][value='{slug}']")).ToBeCheckedAsync();

        var product = (await visit.ProductsAsync())[0];
        await page.Locator("#cards .card-name a").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.Like("/p/"));
        (await visit.HeadingAsync()).ShouldBe(product);
        await Expect(page.Locator(".size .label-price").First).ToHaveTextAsync(EnglishPrice());
        await Expect(page.Locator(".assurances")).ToContainTextAsync("VAT");

        var path = new Uri(page.Url).AbsolutePath;
        await page.Locator("#language").ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.EndingIn("/bn" + path));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "bn");
        await Expect(page.Locator(".size .label-price").First).ToHaveTextAsync(BanglaPrice());
        (await visit.HeadingAsync()).ShouldContain("চাল");

        // Every link of a Bangla page stays in Bangla.
        await page.Locator(".crumbs a").Last.ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.EndingIn("/bn/c/rice"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_enter_key_in_a_quantity_sets_it_and_takes_nothing_out(bool hasScript)
    {
        await using var visit = await browser.VisitAsync(hasScript ? Device.Desktop : Device.Desktop.WithoutScript);
        await new Shopper(visit, hasScript: hasScript).ToCheckoutAsync();
        await visit.GoAsync("/cart");
        var quantity = visit.Page.Locator("input[id^=many-]");
        await Expect(quantity).ToHaveValueAsync("1");

        await quantity.FillAsync("3");
        await visit.Page.RunAndWaitForResponseAsync(() => quantity.PressAsync("Enter"), answer => answer.Request.Method == "POST" && answer.Url.Contains("handler=set", StringComparison.Ordinal));

        await visit.GoAsync("/cart");
        await Expect(visit.Page.Locator("input[id^=many-]")).ToHaveValueAsync("3");
    }

    [Fact]
    public async Task A_filter_is_taken_away_and_the_way_back_leads_to_the_whole_list()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;
        await visit.GoAsync("/c/staples");
        var all = await TotalAsync(page);
        await page.Locator("#f-from").FillAsync("100");
        await page.Locator("#f-from").PressAsync("Tab");
        await Expect(page).ToHaveURLAsync(Address.EndingIn("/c/staples?priceFrom=100"));
        await Expect(page.Locator(".chip").First).ToContainTextAsync("৳ 100 or more");
        (await TotalAsync(page)).ShouldBeLessThan(all);
        await page.Locator("#f-sort").SelectOptionAsync("price");
        await Expect(page).ToHaveURLAsync(Address.Like("sort=price"));
        await Expect(page.Locator("#language")).ToHaveAttributeAsync("href", Address.Like(@"/bn/c/staples\?priceFrom=100&sort=price$"));

        await page.Locator(".chip").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.EndingIn("/c/staples?sort=price"));
        await Expect(page.Locator(".chip")).ToHaveCountAsync(0);
        await BackAsync(page, "/c/staples?priceFrom=100&sort=price");
        await Expect(page.Locator(".chip").First).ToBeVisibleAsync();
        await BackAsync(page, "/c/staples?priceFrom=100");
        await BackAsync(page, "/c/staples");
        await Expect(page.Locator("#results-count")).ToContainTextAsync(all.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Expect(page.Locator(".top")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_products_follow_without_one_seen_twice(bool hasScript)
    {
        await using var visit = await browser.VisitAsync(hasScript ? Device.Phone : Device.Phone.WithoutScript);
        var page = visit.Page;
        await visit.GoAsync("/c/staples");
        var first = await visit.ProductsAsync();
        await page.Locator(".more a").ClickAsync();
        if (hasScript)
        {
            await Expect(page.Locator("#cards article")).ToHaveCountAsync(first.Count * 2);
            var both = await visit.ProductsAsync();
            both.Take(first.Count).ShouldBe(first);
            both.Distinct(StringComparer.Ordinal).Count().ShouldBe(both.Count);
            await Expect(page.Locator("#cards article a").Nth(first.Count)).ToBeFocusedAsync();
        }
        else
        {
            await Expect(page).ToHaveURLAsync(Address.Like("cursor="));
            (await visit.ProductsAsync()).ShouldNotContain(name => first.Contains(name));
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Back to the start of the list" })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task On_a_phone_filters_stay_open_until_the_button_shows_the_products()
    {
        await using var visit = await browser.VisitAsync(Device.Phone);
        var page = visit.Page;
        await visit.GoAsync("/c/dairy");
        await Expect(page.Locator(".filters-body")).ToBeHiddenAsync();
        await page.Locator(".filters-toggle summary").ClickAsync();
        await page.Locator("input[name=brand]").First.CheckAsync();
        await Expect(page).ToHaveURLAsync(Address.Like("brand="));
        await Expect(page.Locator(".chip").First).ToBeVisibleAsync();
        await Expect(page.Locator(".filters-body")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show products" }).ClickAsync();
        await Expect(page.Locator(".filters-body")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_menu_leads_to_a_department(bool hasScript)
    {
        await using var visit = await browser.VisitAsync(hasScript ? Device.Phone : Device.Phone.WithoutScript);
        var page = visit.Page;
        await visit.GoAsync("/bn/stores");
        await page.Locator("#menu summary").ClickAsync();
        await page.Locator("#menu").GetByRole(AriaRole.Link, new() { Name = "মসলা", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.EndingIn("/bn/c/spices"));
    }

    [Fact]
    public async Task The_colours_that_were_chosen_stay()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;
        await visit.GoAsync("/");
        await page.Locator("#theme").ClickAsync();
        await visit.GoAsync("/stores");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.Locator("#theme")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>The browser's button; the list comes anew, as a whole page.</summary>
    private static async Task BackAsync(IPage page, string path)
    {
        await page.EvaluateAsync("() => { window.isBefore = true; history.back(); }");
        await Expect(page).ToHaveURLAsync(Address.EndingIn(path));
        await page.WaitForFunctionAsync("() => !window.isBefore && document.readyState === 'complete'");
    }

    internal static async Task<int> TotalAsync(IPage page) =>
        int.Parse(Number().Match(await page.Locator("#results-count").InnerTextAsync()).Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("[0-9,]+", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^৳\s[0-9,]+(?:\.[0-9]{2})?$", RegexOptions.None, 1000)]
    private static partial Regex EnglishPrice();

    [GeneratedRegex(@"^৳\s[০-৯,]+(?:\.[০-৯]{2})?$", RegexOptions.None, 1000)]
    private static partial Regex BanglaPrice();
}
