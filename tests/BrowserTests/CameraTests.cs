using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>The camera as a scanner, in a browser whose camera and whose reader of codes are made up.</summary>
public sealed class CameraTests(Browser browser) : PageTests(browser)
{
    private const string Reader = """
        window.codes = [];
        window.BarcodeDetector = class {
          static async getSupportedFormats() { return ["ean_13", "qr_code", "aztec"]; }
          constructor(options) { window.formats = options.formats; }
          async detect() { return window.codes.map((rawValue) => ({ rawValue })); }
        };
        """;

    [Fact]
    public async Task A_code_before_the_camera_is_searched_for_and_escape_closes()
    {
        await using var visit = await Browser.StaffAsync("owner", Device.Phone);
        var page = visit.Page;
        await page.AddInitScriptAsync(Reader);
        await visit.GoAsync("/admin/stock");
        var open = page.Locator(".camera-open");
        await open.ClickAsync();
        await Expect(page.Locator("#camera")).ToBeVisibleAsync();
        (await page.EvaluateAsync<string[]>("window.formats")).ShouldBe(["ean_13", "qr_code"]);
        await Expect(page.Locator("#camera video")).ToHaveJSPropertyAsync("paused", false);
        await CheckAxeAsync(page, "camera");
        await CheckWidthAsync(page);

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#camera")).ToBeHiddenAsync();
        await Expect(page.Locator("#list-words")).ToBeFocusedAsync();
        (await page.EvaluateAsync<bool>("document.querySelector('#camera video').srcObject === null")).ShouldBeTrue("the camera is off");

        await open.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.EvaluateAsync("window.codes = ['no-such-code-4711']");
        await page.WaitForURLAsync(address => address.Contains("q=no-such-code-4711", StringComparison.Ordinal));
        await Expect(page.Locator("#camera")).ToBeHiddenAsync();
        await Expect(page.Locator(".camera-open")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Where_nothing_reads_codes_there_is_no_button_and_where_the_camera_is_denied_it_is_said()
    {
        await using var visit = await Browser.StaffAsync("owner");
        var page = visit.Page;
        await page.AddInitScriptAsync("delete window.BarcodeDetector;");
        await visit.GoAsync("/admin/stock");
        await Expect(page.Locator("#list-words")).ToBeVisibleAsync();
        await Expect(page.Locator(".camera-open")).ToHaveCountAsync(0);

        await page.AddInitScriptAsync(Reader + "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };");
        await visit.GoAsync("/admin/stock");
        await page.ClickAsync(".camera-open");
        await Expect(page.Locator("#camera [role=status]")).ToContainTextAsync("not allowed");
    }
}
