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
}
