using System.Collections.Concurrent;
using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>The back office: every page on every screen, and what one does there.</summary>
public sealed class AdminTests(Browser browser) : PageTests(browser)
{
    /// <summary>How many tabs look at pages at once.</summary>
    private const int Tabs = 2;

    public static TheoryData<string, bool> Screens => new() { { "", false }, { "/bn", true } };

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Every_page_of_the_navigation_has_no_fault_by_day_and_by_night(string prefix, bool isPhone)
    {
        var device = isPhone ? Device.Phone : Device.Desktop;
        await using var visit = await Browser.StaffAsync("owner", device);
        var page = visit.Page;
        await visit.GoAsync(prefix + "/admin");
        var paths = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#nav a')].map(link => link.getAttribute('href'))");
        paths.Length.ShouldBeGreaterThan(3);
        var left = new ConcurrentQueue<string>(paths.Concat(_more.Select(one => prefix + one)));
        List<IPage> tabs = [page];
        while (tabs.Count < Tabs)
        {
            tabs.Add(await visit.OpenTabAsync());
        }

        await Task.WhenAll(tabs.Select(async tab =>
        {
            while (left.TryDequeue(out var path))
            {
                await LookAsync(tab, path, prefix.Length == 0 ? "en" : "bn", device);
            }
        }));

        if (isPhone)
        {
            await visit.GoAsync(prefix + "/admin");
            await page.ClickAsync("#nav-toggle");
            await CheckAxeAsync(page, "open navigation");
        }
    }

    [Fact]
    public async Task The_dark_colours_that_were_chosen_stay()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await visit.GoAsync("/admin");
        await page.ClickAsync("#theme");
        await visit.GoAsync("/admin/users");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        await Expect(page.Locator("#theme")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>One page by day, and its colours by night: the same page, turned dark as its button does.</summary>
    private static async Task LookAsync(IPage page, string path, string language, Device device)
    {
        var answer = await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        answer!.Status.ShouldBe(200, path);
        await Expect(page.Locator("h1")).ToHaveCountAsync(1);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await LookAtDeskAsync(page, "admin" + path.Replace('/', '-'), language, device);
    }

    /// <summary>Pages that the navigation does not name.</summary>
    private static readonly string[] _more = ["/admin/users/new", "/admin/roles/new", "/admin/products/new", "/admin/products?q=milk&without=picture", "/admin/categories/new", "/admin/brands/new", "/admin/search?q=us", "/account"];

    [Fact]
    public async Task Control_k_finds_a_page_and_a_list_follows_what_is_typed()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await visit.GoAsync("/admin");
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("#search-words").PressSequentiallyAsync("users");
        await Expect(page.Locator("#search-hits .hit").First).ToBeVisibleAsync();
        await CheckAxeAsync(page, "search");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/admin/users");

        await page.Locator("#list-words").PressSequentiallyAsync("rahima");
        await Expect(page.Locator("#list tbody tr")).ToHaveCountAsync(1);
        await page.WaitForURLAsync(address => address.Contains("q=rahima", StringComparison.Ordinal));
        await page.Locator("#list-words").FillAsync("nobody of this name");
        await Expect(page.Locator("#list .empty-title")).ToBeVisibleAsync();
        await page.ClickAsync("#list .empty-action a");
        await page.ClickAsync("#list .columns summary");
        await page.Locator("#list .columns input[value=email]").UncheckAsync();
        await Expect(page.Locator("#list th", new() { HasText = "E-mail" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_destroys_asks_and_what_is_typed_is_not_lost_by_a_slip()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await visit.GoAsync("/admin/users?q=rider");
        await page.ClickAsync("#list tbody a");
        await page.FillAsync("#f-name", "Rubel S.");
        var asked = 0;
        page.Dialog += async (_, dialog) =>
        {
            asked++;
            await dialog.DismissAsync();
        };
        await page.ClickAsync("#nav a[href='/admin']");
        await Expect(page.Locator("#f-name")).ToHaveValueAsync("Rubel S.");
        asked.ShouldBe(1);

        await page.ClickAsync("form[action$=EndSessions] button");
        await Expect(page.Locator("#ask")).ToBeVisibleAsync();
        await CheckAxeAsync(page, "question");
        await page.ClickAsync("#ask button[value=no]");
        await Expect(page.Locator("#ask")).ToBeHiddenAsync();
        await page.ClickAsync("main form[data-guard] button[type=submit]");
        await Expect(page.Locator("[role=status].alert")).ToContainTextAsync("Rubel S.");
    }

    [Fact]
    public async Task A_passkey_is_added_and_logs_in_alone()
    {
        await using var visit = await Browser.StaffAsync("support");
        var page = visit.Page;
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        await visit.GoAsync("/account");
        await page.FillAsync("#passkey-name", "Test device");
        await page.ClickAsync("[data-passkey-add] button");
        await Expect(page.Locator(".note-good")).ToBeVisibleAsync();
        await Expect(page.Locator("section[aria-labelledby=passkeys] li")).ToContainTextAsync("Test device");
        await CheckAxeAsync(page, "account with a passkey");

        await page.ClickAsync(".account-head form button");
        await page.ClickAsync("[data-passkey-login]");
        await page.WaitForURLAsync("**/admin");
        await Expect(page.Locator(".account-name")).ToHaveTextAsync("Mitu Das");
    }
}
