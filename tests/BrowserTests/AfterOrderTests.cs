using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What becomes of an order, as its shopper and the people of the shop see it, each on their own screen.</summary>
public sealed class AfterOrderTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task An_order_is_changed_picked_handed_over_and_partly_sent_back()
    {
        await using var home = await Browser.VisitAsync(Device.Phone);
        await using var desk = await Browser.StaffAsync("owner");
        var (page, admin) = (home.Page, desk.Page);
        var address = await OrderAsync(home, new Shopper(home));
        var order = new Uri(address).AbsolutePath.Split('/')[^1];

        await page.Locator(".order-head a").ClickAsync();
        await LookAsync(page, "order being changed");
        await ChangeAsync(page, "3");
        await Expect(page.Locator(".order-lines small").First).ToContainTextAsync("3");
        await Expect(page.Locator(".totals-due")).ToHaveCountAsync(1);

        await desk.GoAsync($"/admin/orders/{order}/slip");
        await LookAtDeskAsync(admin, "packing slip");
        await desk.GoAsync("/admin/orders/" + order);
        await LookAtDeskAsync(admin, "order at the desk");
        await admin.ClickAsync("form[action*='handler=Pick'] button");
        await Expect(admin.Locator(".pick-lines > li")).ToHaveCountAsync(1);
        await LookAtDeskAsync(admin, "picking");
        await admin.ClickAsync(".pick-form button");
        await Expect(admin.Locator(".pick-lines > li")).ToHaveCountAsync(0);
        await admin.ClickAsync("form[action*='handler=Pack'] button");
        await desk.GoAsync("/admin/orders/" + order);
        await admin.ClickAsync("form[action*='handler=Deliver'] button[type=submit]");
        await Expect(admin.Locator("form[action*='handler=Deliver']")).ToHaveCountAsync(0);

        await page.GotoAsync(address);
        await Expect(page.Locator(".totals-due")).ToHaveCountAsync(0);
        await Expect(page.Locator("#shipments-title")).ToBeVisibleAsync();
        await LookAsync(page, "order handed over");
        await page.Locator("a[href*='/invoices/']").ClickAsync();
        await Expect(page.Locator(".invoice tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator(".invoice tbody tr")).ToContainTextAsync("3");
        await Expect(page.Locator(".invoice tbody tr")).ToContainTextAsync("%");
        await LookAsync(page, "invoice");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator(".no-print").First).ToBeHiddenAsync();
        await Expect(page.Locator(".invoice h1")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        await page.GotoAsync(address);
        await page.Locator("summary", new() { HasText = "Send something back" }).ClickAsync();
        await page.FillAsync("#line-1", "1");
        await page.SelectOptionAsync("#reason", "damaged");
        await page.ClickAsync("form[action*='handler=return'] button");
        await Expect(page.Locator("#returns-title")).ToBeVisibleAsync();
        await LookAsync(page, "return asked for");

        await desk.GoAsync("/admin/orders/returns");
        await LookAtDeskAsync(admin, "returns");
        await desk.GoAsync("/admin/orders/" + order);
        await LookAtDeskAsync(admin, "return at the desk");
        await admin.ClickAsync("button[name=decision][value=approve]");
        await admin.FillAsync("[name=wasted-1]", "1");
        await admin.ClickAsync("form[action*='handler=Receive'] button[type=submit]");
        await Expect(admin.Locator("form[action*='handler=Receive']")).ToHaveCountAsync(0);
        await LookAtDeskAsync(admin, "return received");

        await page.GotoAsync(address);
        await Expect(page.Locator(".order-lines small").Last).ToContainTextAsync("1");
        await LookAsync(page, "order partly sent back");
    }

    [Fact]
    public async Task Without_a_script_an_order_is_changed_and_what_cannot_be_is_told()
    {
        await using var visit = await Browser.VisitAsync(Device.Phone.WithoutScript);
        var page = visit.Page;
        await OrderAsync(visit, new Shopper(visit, hasScript: false));
        await page.Locator(".order-head a").ClickAsync();
        visit.SendsBadInput();
        await page.Locator("input[name^=quantity-]").FillAsync("0");
        await page.Locator(".cart-sum button").First.ClickAsync();
        await Expect(page.Locator(".note-bad")).ToBeVisibleAsync();
        await ChangeAsync(page, "2");
        await Expect(page.Locator(".order-lines small").First).ToContainTextAsync("2");
    }

    private static async Task<string> OrderAsync(Visit visit, Shopper shopper)
    {
        await shopper.ToCheckoutAsync();
        await shopper.SayWhoAsync();
        await shopper.FetchItAsync();
        await shopper.PlaceAsync("cash");
        await shopper.OnOrderAsync();
        return visit.Page.Url;
    }

    /// <summary>Looks at what it would cost, and does it.</summary>
    private static async Task ChangeAsync(IPage page, string quantity)
    {
        await page.Locator("input[name^=quantity-]").FillAsync(quantity);
        await page.Locator(".cart-sum button").First.ClickAsync();
        await Expect(page.Locator("input[name=hash]")).ToHaveCountAsync(1);
        await page.Locator(".cart-sum button.cart-go").Last.ClickAsync();
        await Expect(page.Locator(".order-head h1")).ToBeVisibleAsync();
    }
}
