using System.Globalization;
using System.Text.Json;
using Aisle.BrowserTests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Aisle.BrowserTests;

/// <summary>One shop and one Chromium for the whole run.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly string _chromium = Environment.GetEnvironmentVariable("AISLE_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private RunningShop? _shop;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(_chromium))
        {
            return;
        }

        var shop = RunningShop.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = _chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        });
        _shop = await shop;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_shop is not null)
        {
            await _shop.DisposeAsync();
        }
    }

    /// <summary>A visit of a member of the demo staff who has logged in.</summary>
    internal async Task<Visit> StaffAsync(string role, Device? device = null)
    {
        var visit = await VisitAsync(device);
        await visit.GoAsync("/login");
        await LogInAsync(visit.Page, role);
        return visit;
    }

    /// <summary>Fills in the login that is shown.</summary>
    internal async Task LogInAsync(IPage page, string role)
    {
        await page.FillAsync("#email", $"{role.Replace('_', '.')}@demo.example");
        await page.FillAsync("#password", _shop!.DemoPassword);
        await page.ClickAsync(".account-card button[type=submit]");
        await page.WaitForURLAsync(address => !address.Contains("/login", StringComparison.Ordinal));
    }

    /// <summary>A gift card that the owner issues, with its PIN.</summary>
    internal async Task<(string Code, string Pin)> GiftCardAsync(Visit visit, int amount)
    {
        var request = visit.Page.Context.APIRequest;
        using var login = await JsonAsync(await request.PostAsync("/api/v1/auth/login", new() { DataObject = new { email = "owner@demo.example", password = _shop!.DemoPassword } }));
        using var issued = await JsonAsync(await request.PostAsync("/api/v1/gift-cards", new()
        {
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + login.RootElement.GetProperty("accessToken").GetString(), ["Idempotency-Key"] = "card-" + Path.GetRandomFileName() },
            DataObject = new { amount = new { amount = amount.ToString(CultureInfo.InvariantCulture), currency = "BDT" }, tender = "cash" },
        }));
        var card = issued.RootElement.GetProperty("cards")[0];
        return (card.GetProperty("code").GetString()!, card.GetProperty("pin").GetString()!);
    }

    private static async Task<JsonDocument> JsonAsync(IAPIResponse answer)
    {
        var text = await answer.TextAsync();
        answer.Ok.ShouldBeTrue(text);
        return JsonDocument.Parse(text);
    }

    /// <summary>A new visitor. Every error in the page's console fails the test when the visit ends.</summary>
    internal async Task<Visit> VisitAsync(Device? device = null)
    {
        Assert.SkipWhen(_browser is null, $"There is no Chromium at {_chromium} (set AISLE_CHROMIUM).");
        var view = device ?? Device.Desktop;
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = _shop!.Url.ToString(),
            ViewportSize = new ViewportSize { Width = view.Width, Height = view.Height },
            ColorScheme = view.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = view.HasScript,
            HasTouch = view.Width < 600,
        });
        context.SetDefaultTimeout(30_000);
        return new Visit(context, await context.NewPageAsync());
    }
}

/// <summary>What a visitor looks through.</summary>
internal sealed record Device(int Width, int Height, bool IsDark = false, bool HasScript = true)
{
    public static Device Desktop { get; } = new(1440, 1000);

    public static Device Phone { get; } = new(390, 844);

    public Device Dark => this with { IsDark = true };

    public Device WithoutScript => this with { HasScript = false };

    public override string ToString() => $"{Width}-{(IsDark ? "dark" : "light")}";
}

/// <summary>A visit to the shop.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];
    private readonly List<string> _meant = ["404 (Not Found)", "htmx:sendAbort", "htmx:afterRequest"];

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        Watch(page);
    }

    public IPage Page { get; }

    /// <summary>From now on the test sends what is wrong, and is told so.</summary>
    public void SendsBadInput() => _meant.Add("400 (Bad Request)");

    /// <summary>One more tab of the same visitor, watched like the first.</summary>
    public async Task<IPage> OpenTabAsync()
    {
        var page = await _context.NewPageAsync();
        Watch(page);
        return page;
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            // A page that is not there is an error to the console; to us it is what the test asked for. So is a request that a newer one takes the place of.
            if (message.Type is "error" or "warning" && !_meant.Exists(text => message.Text.Contains(text, StringComparison.Ordinal)))
            {
                Add($"{page.Url}: {message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, fault) => Add($"{page.Url}: {fault}");
        page.RequestFailed += (_, request) =>
        {
            // A newer request takes the place of an older one, and leaving a page stops its pictures: that is meant.
            if (request.Failure?.Contains("ERR_ABORTED", StringComparison.Ordinal) != true)
            {
                Add($"{request.Url}: {request.Failure}");
            }
        };
    }

    public async Task<IResponse> GoAsync(string path) =>
        await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load }) ?? throw new InvalidOperationException($"{path} gave no answer.");

    /// <summary>Text of the page's one heading.</summary>
    public async Task<string> HeadingAsync() => (await Page.Locator("h1").InnerTextAsync()).Trim();

    /// <summary>Names of the products shown, in their order.</summary>
    public async Task<IReadOnlyList<string>> ProductsAsync() => await Page.Locator("#cards .card-name").AllInnerTextsAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        HasNoFaults();
    }

    private void HasNoFaults()
    {
        lock (_faults)
        {
            _faults.ShouldBeEmpty();
        }
    }

    private void Add(string fault)
    {
        lock (_faults)
        {
            _faults.Add(fault);
        }
    }
}
