using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>Finding things by words, however they are spelt.</summary>
public sealed class SearchTests(Browser browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_misspelt_word_is_understood_and_said_so(bool hasScript)
    {
        await using var visit = await browser.VisitAsync(hasScript ? Device.Desktop : Device.Desktop.WithoutScript);
        var page = visit.Page;
        await visit.GoAsync("/");
        await page.Locator("#q").FillAsync("basmti rice");
        await page.Locator("#q").PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(Address.Like(@"/search\?q=basmti(?:\+|%20)rice"));
        await Expect(page.Locator(".notice")).ToContainTextAsync("basmati rice");
        (await visit.ProductsAsync()).ShouldAllBe(name => name.Contains("Basmati Rice", StringComparison.Ordinal));
        await Expect(page.Locator("#q")).ToHaveValueAsync("basmti rice");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bangla_in_English_letters_finds_Bangla(bool hasScript)
    {
        await using var visit = await browser.VisitAsync(hasScript ? Device.Phone : Device.Phone.WithoutScript);
        await visit.GoAsync("/bn/search?q=chal");
        var found = await visit.ProductsAsync();
        found.Count.ShouldBeGreaterThan(10);
        found.Take(6).ShouldAllBe(name => name.Contains("চাল", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suggestions_are_walked_by_keyboard()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;
        await visit.GoAsync("/");
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Search the shop" });
        await field.PressSequentiallyAsync("basm");
        var options = page.Locator("#suggestions [role=option]");
        await Expect(options.First).ToBeVisibleAsync();
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "true");
        await field.PressAsync("ArrowDown");
        await field.PressAsync("ArrowDown");
        await Expect(options.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", "s-1");
        await field.PressAsync("ArrowUp");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", "s-0");
        await field.PressAsync("Escape");
        await Expect(options.First).ToBeHiddenAsync();
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "false");
        await field.PressAsync("ArrowDown");
        await Expect(options.First).ToBeVisibleAsync();
        await field.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(Address.Like("/p/.*basmati"));
    }

    [Fact]
    public async Task Suggestions_come_in_the_language_of_the_page()
    {
        await using var visit = await browser.VisitAsync(Device.Phone);
        var page = visit.Page;
        await visit.GoAsync("/bn/");
        await page.Locator("#q").PressSequentiallyAsync("মসুর");
        var first = page.Locator("#suggestions [role=option]").First;
        await Expect(first).ToContainTextAsync("মসুর");
        await first.ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.Like("/bn/"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_found_offers_a_way_on(bool hasScript)
    {
        await using var visit = await browser.VisitAsync(hasScript ? Device.Desktop : Device.Desktop.WithoutScript);
        await visit.GoAsync("/search?q=zzqqxxyyww");
        (await visit.HeadingAsync()).ShouldContain("zzqqxxyyww");
        await Expect(visit.Page.Locator(".tips")).ToBeVisibleAsync();
        (await visit.Page.Locator(".shelf .card").CountAsync()).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task What_was_typed_is_text_and_nothing_else()
    {
        await using var visit = await browser.VisitAsync();
        await visit.GoAsync("/search?q=" + Uri.EscapeDataString("\"><img src=x onerror=alert(1)><script>alert(2)</script>"));
        (await visit.Page.Locator("main img[src=x], main script").CountAsync()).ShouldBe(0);
        (await visit.HeadingAsync()).ShouldContain("<script>");
    }
}
