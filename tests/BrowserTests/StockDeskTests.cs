using System.Text;
using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What one does to begin with stock, and to keep it in its places, on a phone.</summary>
public sealed class StockDeskTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task A_file_of_opening_stock_is_tried_done_and_its_goods_are_moved_by_keyboard()
    {
        await using var visit = await Browser.StaffAsync("owner", Device.Phone);
        var page = visit.Page;
        await visit.GoAsync("/");
        var goods = await (await page.APIRequest.GetAsync("/api/v1/products?limit=100")).JsonAsync();
        // Something the demo shop has none of in its first store: opening stock of a heap is stated once.
        var sku = goods!.Value.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("variant").GetProperty("sku").GetString()!).First(code => code.Sum(letter => letter) % 23 == 0);
        await visit.GoAsync("/admin/stock/import");
        await page.SetInputFilesAsync("#f-file", new FilePayload { Name = "opening.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"store,sku,quantity,unit_cost\nS1,{sku},7,2.50\nS1,NO-SUCH,1,1\n") });
        await page.Locator("#import-try button").PressAsync("Enter");
        await Expect(page.Locator("#refused tbody tr")).ToHaveCountAsync(1);
        await CheckAxeAsync(page, "import tried");
        await CheckWidthAsync(page);
        await page.Locator("#import-do button").PressAsync("Enter");
        await Expect(page.Locator("#outcome .badge")).ToHaveTextAsync("Imported");
        await CheckAxeAsync(page, "import done");

        await visit.GoAsync("/admin/stock/moves/new");
        await page.FillAsync("#f-code", sku);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#move")).ToBeVisibleAsync();
        await CheckAxeAsync(page, "move");
        await CheckWidthAsync(page);
        await page.Locator("#f-to").SelectOptionAsync(new SelectOptionValue { Label = "S1 · Quarantine" });
        await page.FillAsync("#f-quantity", "3");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[role=status].alert")).ToContainTextAsync("moved");

        await visit.GoAsync("/admin/stock/policies");
        await page.Locator("details.change summary").First.PressAsync("Enter");
        await CheckAxeAsync(page, "policies");
        await CheckWidthAsync(page);
    }

    [Fact]
    public async Task Who_scans_goes_on_after_a_fault_and_the_separator_of_a_keyboard_scanner_is_kept()
    {
        await using var visit = await Browser.StaffAsync("owner", Device.Phone);
        var page = visit.Page;
        visit.SendsBadInput();
        await visit.GoAsync("/");
        var goods = await (await page.APIRequest.GetAsync("/api/v1/products?limit=1")).JsonAsync();
        await visit.GoAsync("/admin/stock/counts/new");
        await page.Locator("#f-scope").SelectOptionAsync("Items");
        await page.FillAsync("#f-items", goods!.Value.GetProperty("items")[0].GetProperty("variant").GetProperty("sku").GetString()!);
        await page.ClickAsync("#count button[type=submit]");

        await page.FillAsync("#f-code", "no-such-thing");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#f-code.is-invalid")).ToBeFocusedAsync();
        await CheckAxeAsync(page, "scan that is unknown");
        await CheckWidthAsync(page);
        // A scanner of the keyboard kind: what was wrong is typed over, and its separator is Ctrl+].
        await page.Keyboard.TypeAsync("10A3");
        await page.Keyboard.PressAsync("Control+BracketRight");
        await page.Keyboard.TypeAsync("17271226");
        await Expect(page.Locator("#f-code")).ToHaveValueAsync("10A3\u001D17271226");
        await PhotographAsync(page, "scan after a fault", "en", Device.Phone);
    }
}
