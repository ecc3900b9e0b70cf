using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What a customer finds in their account.</summary>
public sealed class AccountTests(Browser browser) : PageTests(browser)
{
    private static readonly string[] _pages = ["/account", "/account/orders", "/account/returns", "/account/invoices", "/account/wallet", "/account/addresses", "/account/addresses/new"];

    [Theory]
    [InlineData("", false)]
    [InlineData("/bn", true)]
    public async Task Every_page_is_whole_and_leads_to_the_others(string prefix, bool isPhone)
    {
        var device = isPhone ? Device.Phone : Device.Desktop;
        await using var visit = await Browser.StaffAsync("customer", device);
        var page = visit.Page;
        foreach (var path in _pages)
        {
            (await visit.GoAsync(prefix + path)).Status.ShouldBe(200, path);
            await Expect(page.Locator("h1")).ToHaveCountAsync(1);
            await Expect(page.Locator(".account-nav a[aria-current=page]")).ToHaveCountAsync(1);
            (await page.Locator("body").InnerTextAsync()).ShouldNotContain("storefront.", Case.Sensitive, "A text is missing on " + path);
            await CheckIconsAsync(page);
            await CheckWidthAsync(page);
            await CheckByDayAndNightAsync(page, path.Replace('/', '-'), prefix.Length == 0 ? "en" : "bn", device);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_is_added_changed_made_the_first_and_removed(bool hasScript)
    {
        await using var visit = await Browser.StaffAsync("customer", hasScript ? Device.Desktop : Device.Phone.WithoutScript);
        var page = visit.Page;
        await visit.GoAsync("/account/addresses");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add an address" }).ClickAsync();
        await page.FillAsync("#label", "Office");
        await page.FillAsync("#name", "Karim Uddin");
        visit.SendsBadInput();
        await page.FillAsync("#phone", "12");
        await page.ClickAsync(".account-body form button[type=submit]");
        await Expect(page.Locator(".note-bad li")).ToHaveCountAsync(3);
        await Expect(page.Locator("#label")).ToHaveValueAsync("Office");
        await page.FillAsync("#phone", "01711-556677");
        await page.FillAsync("#line", "Level 4, 12 Kemal Ataturk Avenue");
        await page.SelectOptionAsync("#area", "BD-6-47-T13");
        await page.ClickAsync(".account-body form button[type=submit]");
        await Expect(page.Locator(".note-good")).ToBeVisibleAsync();
        var office = page.Locator(".address-cards li", new() { HasText = "Kemal Ataturk" });
        await Expect(office).ToContainTextAsync("+8801711556677");

        await office.GetByRole(AriaRole.Link, new() { Name = "Change" }).ClickAsync();
        await page.FillAsync("#label", "New office");
        await page.ClickAsync(".account-body form button[type=submit]");
        await Expect(office.Locator("h2")).ToContainTextAsync("New office");
        await office.GetByRole(AriaRole.Button, new() { Name = "Offer first" }).ClickAsync();
        await Expect(page.Locator(".address-cards li").First).ToContainTextAsync("New office");

        await office.Locator(".sure summary").ClickAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "Yes, remove it" }).ClickAsync();
        await Expect(office).ToHaveCountAsync(0);
        await Expect(page.Locator(".address-cards .best")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_wallet_shows_what_went_in_and_out()
    {
        await using var visit = await Browser.StaffAsync("customer");
        var page = visit.Page;
        await visit.GoAsync("/account/wallet");
        await Expect(page.Locator("#statement")).ToContainTextAsync("Wallet");
        await Expect(page.Locator(".account-list")).ToContainTextAsync("+৳ 2,500");
        await page.Locator(".purse", new() { HasText = "Points" }).ClickAsync();
        await Expect(page.Locator(".account-list li").Last).ToContainTextAsync("Earned");
        (await visit.GoAsync("/account/wallet?wallet=0190b3f0-7c1e-7000-8000-000000000001")).Status.ShouldBe(404);
        (await visit.GoAsync("/account/wallet?cursor=nonsense")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_order_is_found_by_what_was_in_it_and_ordered_again()
    {
        await using var visit = await Browser.StaffAsync("customer");
        var (page, shopper) = (visit.Page, new Shopper(visit));
        await shopper.ToCheckoutAsync();
        // It goes home by itself: the address of the book is chosen, and its times are there.
        await Expect(page.Locator("input[name=saved]").First).ToBeCheckedAsync();
        await shopper.ChooseSlotAsync();
        await shopper.PlaceAsync("cod");
        await shopper.OnOrderAsync();
        var number = (await page.Locator("h1").InnerTextAsync()).Split(' ')[^1];
        await visit.GoAsync("/account/orders");
        await page.FillAsync("#find", "miniket");
        await page.PressAsync("#find", "Enter");
        await Expect(page.Locator(".my-orders li").First).ToContainTextAsync(number);
        await visit.GoAsync("/account/orders?q=zzqqxx");
        await Expect(page.Locator(".account-part p").First).ToContainTextAsync("zzqqxx");
        await visit.GoAsync("/account/orders?q=" + number);
        await page.Locator(".my-orders form button").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(Address.EndingIn("/cart"));
        await Expect(page.Locator(".cart-line")).ToHaveCountAsync(1);
        await page.Locator(".cart-out button").ClickAsync();
        await Expect(page.Locator(".cart-empty")).ToBeVisibleAsync();
    }
}
