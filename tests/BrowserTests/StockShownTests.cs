using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What can be had is said where it is bought, and what cannot is not put into a cart.</summary>
public sealed class StockShownTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task A_product_says_what_is_left_and_when_it_can_come()
    {
        await using var visit = await Browser.VisitAsync();
        var page = visit.Page;
        await visit.GoAsync("/p/" + Shopper.Rice);
        await Expect(page.Locator(".size .stock").First).ToHaveTextAsync("In stock");
        await Expect(page.Locator("#availability")).ToContainTextAsync("Can be picked up from");
        await Expect(page.Locator("#availability")).ToContainTextAsync("Aisle Bazar Dhanmondi");
        await CheckByDayAndNightAsync(page, "product with its stock");
    }

    [Fact]
    public async Task Who_has_an_address_is_told_when_it_is_brought()
    {
        await using var visit = await Browser.StaffAsync("customer", Device.Phone);
        await visit.GoAsync("/bn/p/" + Shopper.Rice);
        await Expect(visit.Page.Locator("#availability")).ToContainTextAsync("সবচেয়ে আগে ডেলিভারি");
        await CheckByDayAndNightAsync(visit.Page, "product with its stock in Bangla", "bn", Device.Phone);
    }

    [Fact]
    public async Task Without_a_script_a_link_leads_to_the_stock()
    {
        await using var visit = await Browser.VisitAsync(Device.Phone.WithoutScript);
        var page = visit.Page;
        await visit.GoAsync("/p/" + Shopper.Rice);
        await page.GetByRole(AriaRole.Link, new() { Name = "See stock and delivery times" }).ClickAsync();
        await Expect(page.Locator("main .stock").First).ToContainTextAsync("In stock");
        await Expect(page.Locator("h1")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_puts_its_products_into_the_cart(bool hasScript)
    {
        await using var visit = await Browser.VisitAsync(hasScript ? Device.Desktop : Device.Phone.WithoutScript);
        var page = visit.Page;
        await visit.GoAsync("/c/rice");
        var card = page.Locator("#cards article", new() { Has = page.Locator("form.card-add") }).First;
        var name = (await card.Locator(".card-name").InnerTextAsync()).Trim();
        await card.Locator("form.card-add button").ClickAsync();
        await Expect(page.Locator(hasScript ? "#drawer .drawer-name" : ".cart-line .cart-name")).ToContainTextAsync(name);
        await Expect(page.Locator("#cards article")).ToHaveCountAsync(hasScript ? await page.Locator("#cards article").CountAsync() : 0);
    }

    [Fact]
    public async Task What_is_weighed_or_for_adults_is_chosen_on_its_own_page()
    {
        await using var visit = await Browser.VisitAsync();
        var page = visit.Page;
        await visit.GoAsync("/c/vegetables");
        await Expect(page.Locator("#cards article:has(.badge) form.card-add")).ToHaveCountAsync(0);
        await page.Locator("#cards article:has(.badge) .card-add a").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.Like("/p/"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sold_out_is_not_added(bool hasScript)
    {
        await using var visit = await Browser.VisitAsync(hasScript ? Device.Desktop : Device.Desktop.WithoutScript);
        var page = visit.Page;
        // The whole catalogue has a few things of which there is nothing.
        var slug = await SoldOutAsync(visit);
        await visit.GoAsync("/p/" + slug);
        if (hasScript)
        {
            await Expect(page.Locator(".size .stock-out").First).ToHaveTextAsync("Sold out for now");
            await Expect(page.Locator(".size form.add")).ToHaveCountAsync(0);
            return;
        }

        await page.Locator(".size form.add button").First.ClickAsync();
        await Expect(page.Locator(".note-bad")).ToContainTextAsync("sold out");
        await Expect(page.Locator(".cart-empty")).ToBeVisibleAsync();
    }

    /// <summary>A product in one size of which the first store has nothing: as the demo stock is laid out, none of every 23rd code.</summary>
    private static async Task<string> SoldOutAsync(Visit visit)
    {
        var request = visit.Page.Context.APIRequest;
        for (var cursor = (string?)""; cursor is not null;)
        {
            using var list = System.Text.Json.JsonDocument.Parse(await (await request.GetAsync("/api/v1/products?limit=100" + (cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : ""))).TextAsync());
            foreach (var card in list.RootElement.GetProperty("items").EnumerateArray().Where(card => card.GetProperty("variantCount").GetInt32() == 1 && card.GetProperty("sellBy").GetString() == "piece"))
            {
                var slug = card.GetProperty("slug").GetString()!;
                if (card.GetProperty("variant").GetProperty("sku").GetString()!.Sum(letter => letter) % 23 == 0)
                {
                    return slug;
                }
            }

            cursor = list.RootElement.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }

        throw new InvalidOperationException("Nothing is sold out.");
    }
}
