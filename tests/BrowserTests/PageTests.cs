using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>Every kind of page on a desktop.</summary>
public sealed class DesktopPageTests(Browser browser) : PageTests(browser)
{
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task In_English_by_day_and_by_night(string name) => await LookAsync(name, "", Device.Desktop);
}

/// <summary>Every kind of page on a phone.</summary>
public sealed class PhonePageTests(Browser browser) : PageTests(browser)
{
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task In_Bangla_by_day_and_by_night(string name) => await LookAsync(name, "/bn", Device.Phone);

    [Fact]
    public async Task In_English_nothing_scrolls_sideways()
    {
        await using var visit = await Browser.VisitAsync(Device.Phone);
        foreach (var name in Names)
        {
            await visit.GoAsync(AddressOf(name));
            await CheckWidthAsync(visit.Page);
            await PhotographAsync(visit.Page, name, "en", Device.Phone);
        }
    }

    [Fact]
    public async Task An_open_menu_and_suggestions_have_no_fault()
    {
        await using var visit = await Browser.VisitAsync(Device.Phone);
        await visit.GoAsync("/");
        await visit.Page.Locator("#menu summary").ClickAsync();
        await CheckAxeAsync(visit.Page, "menu");
        await visit.Page.Locator("#q").PressSequentiallyAsync("rice");
        await Expect(visit.Page.Locator("#suggestions [role=option]").First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await CheckAxeAsync(visit.Page, "suggestions");
        await visit.GoAsync("/c/dairy");
        await visit.Page.Locator(".filters-toggle summary").ClickAsync();
        await CheckAxeAsync(visit.Page, "filters");
        await CheckWidthAsync(visit.Page);
    }

    [Fact]
    public async Task Without_a_script_every_page_is_whole_and_no_button_is_dead()
    {
        await using var visit = await Browser.VisitAsync(Device.Phone.Dark.WithoutScript);
        foreach (var name in Names)
        {
            await visit.GoAsync(AddressOf(name));
            await Expect(visit.Page.Locator("h1")).ToHaveCountAsync(1);
            await Expect(visit.Page.Locator("#theme")).ToBeHiddenAsync();
        }
    }
}

/// <summary>
/// What holds for every page on every screen: no serious fault by axe, nothing that scrolls sideways, no error in the
/// console, structured data that can be read. With <c>AISLE_SCREENSHOTS</c> it leaves a picture of each.
/// </summary>
public abstract class PageTests(Browser browser)
{
    private static readonly string _axe = Path.Combine(RunningShop.Checkout, "node_modules/axe-core/axe.min.js");
    private static readonly string? _pictures = Environment.GetEnvironmentVariable("AISLE_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    private static readonly Dictionary<string, string> _pages = new(StringComparer.Ordinal)
    {
        ["home"] = "/",
        ["category"] = "/c/staples",
        ["filtered"] = "/c/rice?brand=dhansiri&priceFrom=50",
        ["search"] = "/search?q=basmti+rice",
        ["nothing"] = "/search?q=zzqqxxyyww",
        ["product"] = "/p/haor-sona-miniket-rice",
        ["weighed"] = "/p/indian-onion",
        ["brand"] = "/b/dhansiri",
        ["stores"] = "/stores",
        ["store"] = "/stores/dhanmondi",
        ["missing"] = "/p/there-is-no-such-thing",
        ["login"] = "/login",
        ["register"] = "/register",
        ["forgot"] = "/account/forgot",
    };

    public static TheoryData<string> Pages => [.. _pages.Keys];

    protected static IEnumerable<string> Names => _pages.Keys;

    protected Browser Browser { get; } = browser;

    protected static string AddressOf(string name) => _pages[name];

    private protected async Task LookAsync(string name, string prefix, Device device)
    {
        await using var visit = await Browser.VisitAsync(device);
        var page = visit.Page;
        var language = prefix.Length == 0 ? "en" : prefix[1..];
        var answer = await visit.GoAsync(prefix + _pages[name]);
        answer.Status.ShouldBe(name is "missing" ? 404 : 200);
        await Expect(page.Locator("h1")).ToHaveCountAsync(1);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        (await page.Locator("body").InnerTextAsync()).ShouldNotContain("storefront.", Case.Sensitive, "A text is missing.");
        await CheckIconsAsync(page);
        await CheckStructuredDataAsync(page);
        await CheckWidthAsync(page);
        await CheckByDayAndNightAsync(page, name, language, device);
    }

    /// <summary>Looks at the page that is open.</summary>
    private protected static async Task LookAsync(IPage page, string what)
    {
        (await page.Locator("body").InnerTextAsync()).ShouldNotContain("storefront.", Case.Sensitive, "A text is missing on " + what);
        await CheckWidthAsync(page);
        await CheckByDayAndNightAsync(page, what, device: Device.Desktop with { Width = page.ViewportSize!.Width });
    }

    /// <summary>Looks at a page of the back office by day, and at its colours by night, turned dark as its button does.</summary>
    private protected static async Task LookAtDeskAsync(IPage page, string what, string language = "en", Device? device = null)
    {
        var seenOn = device ?? Device.Desktop;
        (await page.Locator("body").InnerTextAsync()).ShouldNotMatch(@"\b(platform|storefront)\.[a-z_]+\.[a-z_]+|\b[a-z]+\.([a-z]+_)?page\.[a-z_]+", $"A text is missing on {what}.");
        await CheckIconsAsync(page);
        await CheckWidthAsync(page);
        await CheckAxeAsync(page, what);
        await PhotographAsync(page, what, language, seenOn);
        await page.EvaluateAsync("() => { const colours = document.documentElement.dataset; colours['bsTheme' in colours ? 'bsTheme' : 'theme'] = 'dark'; }");
        await CheckAxeAsync(page, what + " by night", "color-contrast");
        await PhotographAsync(page, what, language, seenOn.Dark);
    }

    /// <summary>Looks at a page by day, and at its colours by night, which are all that is other then. It is by day again afterwards.</summary>
    private protected static async Task CheckByDayAndNightAsync(IPage page, string name, string language = "en", Device? device = null)
    {
        var seenOn = device ?? Device.Desktop;
        await CheckAxeAsync(page, name);
        await PhotographAsync(page, name, language, seenOn);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await CheckAxeAsync(page, name + " by night", "color-contrast");
        await PhotographAsync(page, name, language, seenOn.Dark);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    private protected static async Task PhotographAsync(IPage page, string name, string language, Device device)
    {
        if (_pictures is not null)
        {
            Directory.CreateDirectory(_pictures);
            // Pictures further down are loaded when they come near.
            await page.EvaluateAsync("async () => { for (const image of document.images) { image.loading = 'eager'; await image.decode().catch(() => {}); } }");
            await page.ScreenshotAsync(new() { Path = Path.Combine(_pictures, $"{name}-{language}-{device}.png"), FullPage = true, Caret = ScreenshotCaret.Initial });
        }
    }

    /// <summary>Every icon that the page shows is in the sprite.</summary>
    protected static async Task CheckIconsAsync(IPage page) => (await page.EvaluateAsync<string[]>("""
        async () => {
            const names = [...new Set([...document.querySelectorAll("use")].map(use => use.getAttribute("href")))];
            const sprite = await (await fetch(names[0].split("#")[0])).text();
            return names.filter(name => !sprite.includes(`<symbol id="${name.split("#")[1]}"`));
        }
        """)).ShouldBeEmpty("Icons that are not in the sprite.");

    private static async Task CheckStructuredDataAsync(IPage page)
    {
        foreach (var json in await page.Locator("script[type='application/ld+json']").AllTextContentsAsync())
        {
            using var data = JsonDocument.Parse(json);
            data.RootElement.GetProperty("@context").GetString().ShouldBe("https://schema.org");
        }
    }

    protected static async Task CheckWidthAsync(IPage page)
    {
        var wide = await page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= innerWidth ? [] :
                [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                    .slice(0, 5).map(e => `${e.tagName}.${e.className}`)
            """);
        wide.ShouldBeEmpty("The page is wider than the screen.");
    }

    protected static async Task CheckAxeAsync(IPage page, string what, string? onlyRule = null)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            // Evaluated by the debugger and not by the page, so the page's own content policy stays in force.
            await page.EvaluateAsync(await File.ReadAllTextAsync(_axe));
        }

        var faults = await page.EvaluateAsync<string[]>("""
            async (only) => {
                const options = { resultTypes: ["violations"], preload: false };
                const result = await axe.run(document, only ? { ...options, runOnly: [only] } : options);
                return result.violations.filter(fault => ["serious", "critical"].includes(fault.impact))
                    .flatMap(fault => fault.nodes.slice(0, 4).map(node => `${fault.id}: ${node.target.join(" ")} ${node.any.map(check => check.message).join("; ")}`));
            }
            """, onlyRule);
        faults.ShouldBeEmpty($"axe on {what}");
    }
}
