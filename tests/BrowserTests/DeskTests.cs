using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What one does at the desk: views of lists, taxes, stores, jobs.</summary>
public sealed class DeskTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task A_view_is_kept_under_a_name_and_chosen_again()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await visit.GoAsync("/admin/users");
        await page.ClickAsync("#list th a.sort:has-text('E-mail')");
        await Expect(page.Locator("#list th[aria-sort=ascending]")).ToContainTextAsync("E-mail");
        await page.Locator("#list-words").PressSequentiallyAsync("demo.example");
        await page.WaitForURLAsync(address => address.Contains("q=demo.example", StringComparison.Ordinal) && address.Contains("sort=email", StringComparison.Ordinal));
        await page.ClickAsync(".views summary");
        await CheckAxeAsync(page, "open views");
        await page.FillAsync("#view-name", "Demo staff by address");
        await page.ClickAsync(".views-keep button");
        await Expect(page.Locator("[role=status].alert")).ToContainTextAsync("Demo staff by address");

        await visit.GoAsync("/admin/users");
        await page.ClickAsync(".views summary");
        await page.ClickAsync(".views-list a:has-text('Demo staff by address')");
        await Expect(page.Locator("#list-words")).ToHaveValueAsync("demo.example");
        await Expect(page.Locator("#list tbody tr td").Nth(2)).ToContainTextAsync("accountant@demo.example");

        await page.ClickAsync(".views summary");
        await CheckAxeAsync(page, "views with one");
        await page.ClickAsync(".views-list form button");
        await page.ClickAsync("#ask button[value=yes]");
        await Expect(page.Locator("[role=status].alert")).ToBeVisibleAsync();
        await page.ClickAsync(".views summary");
        await Expect(page.Locator(".views-list")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_tax_rate_is_set_from_a_day_on_and_taken_away_again()
    {
        await using var visit = await Browser.StaffAsync("accountant", Device.Phone);
        var page = visit.Page;
        await visit.GoAsync("/admin/taxes/standard");
        await page.FillAsync("#f-percent", "16.5");
        await page.FillAsync("#f-from", "2999-07-01");
        await page.ClickAsync("#rate button[type=submit]");
        await Expect(page.Locator(".times-tocome strong")).ToHaveTextAsync("16.5%");
        await Expect(page.Locator(".times-now")).ToContainTextAsync("30 Jun 2999");
        await CheckAxeAsync(page, "time line");
        await CheckWidthAsync(page);

        await page.ClickAsync(".times-tocome form button");
        await page.ClickAsync("#ask button[value=yes]");
        await Expect(page.Locator(".times-tocome")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_job_that_is_run_now_is_followed_until_it_is_done()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await visit.GoAsync("/admin/jobs/platform.forget_runs");
        await page.ClickAsync("#run");
        await Expect(page.Locator("section tbody tr").First).ToContainTextAsync("Nasreen Akter");
        await Expect(page.Locator("section tbody tr .badge").First).ToHaveTextAsync("Done");
        await CheckAxeAsync(page, "job");
    }

    [Fact]
    public async Task The_books_are_proved_by_a_button_and_what_was_found_fits_a_phone()
    {
        await using var visit = await Browser.StaffAsync("owner", Device.Phone.Dark);
        var page = visit.Page;
        await visit.GoAsync("/bn/admin/verify");
        await page.Locator("#run").ClickAsync();
        // The page follows the run by itself.
        await page.Locator("[aria-labelledby=results] tbody tr").First.WaitForAsync(new() { Timeout = 60_000 });
        (await page.Locator("[aria-labelledby=results] tbody").InnerTextAsync()).ShouldContain("ledger.chain");
        await CheckWidthAsync(page);
        await CheckAxeAsync(page, "/admin/verify");
    }

    [Theory]
    [MemberData(nameof(AdminTests.Screens), MemberType = typeof(AdminTests))]
    public async Task Pages_behind_the_lists_have_no_fault(string prefix, bool isPhone)
    {
        await using var visit = await Browser.StaffAsync("owner", isPhone ? Device.Phone.Dark : Device.Desktop);
        var page = visit.Page;
        await visit.GoAsync("/admin/stores");
        var store = await page.Locator("#list tbody a").First.GetAttributeAsync("href");
        await visit.GoAsync("/admin/audit?type=stores.store");
        var line = await page.Locator("#list tbody a").First.GetAttributeAsync("href");
        foreach (var path in (string[])[store!, line!, "/admin/stores/new", "/admin/taxes/new", "/admin/taxes/standard", "/admin/settings/shop.support_phone", "/admin/jobs/identity.forget_old", "/admin/verify", "/admin/views",
            "/admin/books/accounts/new", "/admin/books/accounts/1110", "/admin/books/rules/sale"])
        {
            (await visit.GoAsync(prefix + path)).Status.ShouldBe(200, path);
            (await page.Locator("body").InnerTextAsync()).ShouldNotMatch(@"\b(platform|stores|operations)\.[a-z]+_page\.[a-z_]+", $"A text is missing on {path}.");
            await CheckIconsAsync(page);
            await CheckWidthAsync(page);
            await CheckAxeAsync(page, path);
        }
    }
}
