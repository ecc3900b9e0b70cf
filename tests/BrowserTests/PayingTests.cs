using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>Somebody buys something, in every way there is to pay for it, on the pages of the sandbox.</summary>
public sealed class PayingTests(Browser browser) : PageTests(browser)
{
    /// <summary>Method, language, fetched or brought.</summary>
    public static TheoryData<string, string, bool> Providers => new() { { "bkash", "", false }, { "nagad", "/bn", false }, { "sslcommerz", "", true }, { "stripe", "/bn", true } };

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_guest_pays_on_the_page_of_a_provider(string method, string prefix, bool isFetched)
    {
        await using var visit = await Browser.VisitAsync(method is "nagad" ? Device.Phone : Device.Desktop);
        var (page, shopper) = (visit.Page, new Shopper(visit, prefix));
        await shopper.ToCheckoutAsync();
        // Who fetches it gives neither an address nor an e-mail address, and no provider may stumble over that.
        await shopper.SayWhoAsync(hasMail: !isFetched);
        await (isFetched ? shopper.FetchItAsync() : shopper.HaveItBroughtAsync());
        await shopper.PlaceAsync(method);
        await shopper.AtProviderAsync(method);
        await shopper.OnOrderAsync();
        await Expect(page.Locator(".note-good strong")).ToHaveTextAsync(prefix.Length == 0 ? "Thank you, it is paid." : "ধন্যবাদ, পরিশোধ হয়েছে।");
        await Expect(page.Locator(".totals-due")).ToHaveCountAsync(0);
        await Expect(page.Locator("#pieces")).ToBeHiddenAsync();
        await LookAsync(page, "order paid by " + method);
    }

    [Theory]
    [InlineData("cod", false, "Your order is confirmed.")]
    [InlineData("cash", true, "Your order is confirmed.")]
    [InlineData("bank", false, "We wait for your transfer.")]
    public async Task A_guest_pays_later(string method, bool isFetched, string said)
    {
        await using var visit = await Browser.VisitAsync();
        var (page, shopper) = (visit.Page, new Shopper(visit));
        await shopper.ToCheckoutAsync();
        await shopper.SayWhoAsync();
        await (isFetched ? shopper.FetchItAsync() : shopper.HaveItBroughtAsync());
        await shopper.PlaceAsync(method);
        await shopper.OnOrderAsync();
        await Expect(page.Locator("#live .note strong")).ToHaveTextAsync(said);
        await Expect(page.Locator(".totals-due")).ToHaveCountAsync(1);
        await LookAsync(page, "order to be paid by " + method);
    }

    [Theory]
    [InlineData("wallet")]
    [InlineData("store_credit")]
    public async Task A_customer_pays_with_what_the_shop_keeps_for_them(string method)
    {
        await using var visit = await Browser.StaffAsync("customer");
        var (page, shopper) = (visit.Page, new Shopper(visit));
        await shopper.ToCheckoutAsync("boroghor-white-sugar", 1);
        await page.Locator("input[name=saved]:not([value=''])").First.CheckAsync();
        await shopper.ShowTimesAsync();
        await shopper.ChooseSlotAsync();
        await shopper.PlaceAsync(method);
        await shopper.OnOrderAsync();
        await Expect(page.Locator(method is "wallet" ? ".note-good strong" : "#order h1")).ToBeVisibleAsync();
        await Expect(page.Locator("dl.totals")).ToContainTextAsync("Paid");
        await LookAsync(page, "order paid from the " + method);
    }

    [Fact]
    public async Task A_gift_card_pays_and_a_wrong_pin_is_told()
    {
        await using var visit = await Browser.VisitAsync();
        var (page, shopper) = (visit.Page, new Shopper(visit));
        var (code, pin) = await Browser.GiftCardAsync(visit, 5_000);
        await shopper.ToCheckoutAsync();
        await shopper.SayWhoAsync();
        await shopper.HaveItBroughtAsync();
        await page.CheckAsync("input[name=method][value=gift_card]");
        await page.FillAsync("#cardCode", code);
        await page.FillAsync("#cardPin", pin == "0000" ? "1111" : "0000");
        await shopper.PlaceAsync("gift_card");
        await shopper.OnOrderAsync();
        await Expect(page.Locator(".note-bad")).ToBeVisibleAsync();
        await LookAsync(page, "order with a gift card refused");
        await page.CheckAsync("input[name=method][value=gift_card]");
        await page.FillAsync("#cardCode", code);
        await page.FillAsync("#cardPin", pin);
        await page.ClickAsync("form[action*='handler=pay'] button[type=submit]");
        await Expect(page.Locator(".note-good strong")).ToHaveTextAsync("Thank you, it is paid.");
    }

    [Fact]
    public async Task What_is_refused_or_stopped_is_told_and_can_be_paid_in_another_way()
    {
        await using var visit = await Browser.VisitAsync();
        var (page, shopper) = (visit.Page, new Shopper(visit));
        await shopper.ToCheckoutAsync();
        await LookAsync(page, "checkout");
        await shopper.SayWhoAsync();
        await shopper.HaveItBroughtAsync();
        await shopper.PlaceAsync("bkash");
        await shopper.AtProviderAsync("bkash", "cancel");
        await shopper.OnOrderAsync();
        await Expect(page.Locator(".note-bad strong")).ToHaveTextAsync("The payment was stopped.");
        await LookAsync(page, "order with a payment that was stopped");

        await PayAgainAsync(page, "nagad");
        await shopper.AtProviderAsync("nagad", "fail");
        await shopper.OnOrderAsync();
        await Expect(page.Locator(".note-bad strong")).ToHaveTextAsync("The payment did not work.");
        await LookAsync(page, "order with a payment that was refused");

        // Who leaves the page of a card and comes back by themselves pays in another way too.
        await PayAgainAsync(page, "stripe");
        await page.WaitForURLAsync("**/sandbox/stripe/**");
        await page.GoBackAsync();
        await PayAgainAsync(page, "sslcommerz");
        await shopper.AtProviderAsync("sslcommerz");
        await shopper.OnOrderAsync();
        await Expect(page.Locator(".note-good strong")).ToHaveTextAsync("Thank you, it is paid.");
    }

    [Fact]
    public async Task While_nobody_knows_the_page_says_so_and_takes_no_second_payment()
    {
        await using var visit = await Browser.VisitAsync();
        var (page, shopper) = (visit.Page, new Shopper(visit));
        await shopper.ToCheckoutAsync();
        await shopper.SayWhoAsync();
        await shopper.HaveItBroughtAsync();
        var answer = await page.Context.APIRequest.PostAsync("/sandbox/api/faults", new() { DataObject = new { provider = "nagad", operation = "verify", kind = "error_500" } });
        answer.Ok.ShouldBeTrue(await answer.TextAsync());
        var fault = JsonDocument.Parse(await answer.TextAsync()).RootElement.GetProperty("id").GetInt32();
        try
        {
            await shopper.PlaceAsync("nagad");
            await shopper.AtProviderAsync("nagad");
            await shopper.OnOrderAsync();
            await Expect(page.Locator(".note-wait strong")).ToHaveTextAsync("We are checking with your bank.");
            await Expect(page.Locator("form[action*='handler=pay']")).ToHaveCountAsync(0);
            await LookAsync(page, "order whose payment is being checked");
        }
        finally
        {
            await page.Context.APIRequest.DeleteAsync($"/sandbox/api/faults/{fault}");
        }
    }

    [Fact]
    public async Task Without_a_script_a_guest_buys_pays_and_cancels()
    {
        await using var visit = await Browser.VisitAsync(Device.Phone.WithoutScript);
        var (page, shopper) = (visit.Page, new Shopper(visit, hasScript: false));
        await shopper.ToCheckoutAsync();
        await shopper.SayWhoAsync();
        await shopper.HaveItBroughtAsync();
        await shopper.PlaceAsync("bkash");
        await shopper.AtProviderAsync("bkash");
        await shopper.OnOrderAsync();
        await Expect(page.Locator(".note-good strong")).ToHaveTextAsync("Thank you, it is paid.");
        await page.ClickAsync(".cancel summary");
        await page.ClickAsync(".cancel button");
        await Expect(page.Locator(".note-bad strong")).ToHaveTextAsync("Cancelled");
    }

    [Fact]
    public async Task An_area_shows_its_costs_and_times_at_once_and_what_was_chosen_stays()
    {
        await using var visit = await Browser.VisitAsync();
        var (page, shopper) = (visit.Page, new Shopper(visit));
        await shopper.ToCheckoutAsync();
        await page.SelectOptionAsync("#area", "BD-6-47-T13");
        await Expect(page.Locator("#times")).ToContainTextAsync("Dhanmondi and around: delivery ৳ 40");
        await Expect(page.Locator(".note-bad")).ToHaveCountAsync(0);
        await shopper.ChooseSlotAsync();
        var slot = await page.Locator("#slot").InputValueAsync();
        await shopper.SayWhoAsync();
        await page.CheckAsync("input[name=method][value=bank]");
        await page.FillAsync("#line", "House 7, Road 2");
        await page.PressAsync("#line", "Tab");
        await Expect(page.Locator("#sum .totals")).ToContainTextAsync("Delivery");
        await Expect(page.Locator("#slot")).ToHaveValueAsync(slot);
        await Expect(page.Locator("input[name=method][value=bank]")).ToBeCheckedAsync();
        visit.SendsBadInput();
        await page.FillAsync("#phone", "12");
        await page.ClickAsync(".checkout button.cart-go");
        await Expect(page.Locator(".note-bad")).ToBeVisibleAsync();
        await LookAsync(page, "checkout with a fault");
    }

    [Fact]
    public async Task The_cart_and_the_drawer_have_no_fault()
    {
        await using var visit = await Browser.VisitAsync();
        var page = visit.Page;
        await visit.GoAsync("/p/" + Shopper.Rice);
        await page.Locator(".size form.add button").First.ClickAsync();
        await Expect(page.Locator("#drawer [data-drawer]")).ToBeVisibleAsync();
        await LookAsync(page, "drawer");
        await page.ClickAsync("#drawer a[href$='/cart']");
        await page.Locator(".cart-more summary").ClickAsync();
        await LookAsync(page, "cart");
        await page.FillAsync("#code", "NO-SUCH-COUPON");
        await page.ClickAsync(".coupon button");
        await Expect(page.Locator(".cart-says").First).ToContainTextAsync("NO-SUCH-COUPON");
        await visit.GoAsync("/bn/cart");
        await LookAsync(page, "cart in Bangla");
        await page.Locator(".cart-out button").ClickAsync();
        await Expect(page.Locator(".cart-empty")).ToBeVisibleAsync();
        await LookAsync(page, "empty cart");
    }

    private static async Task PayAgainAsync(IPage page, string method)
    {
        await page.CheckAsync($"input[name=method][value={method}]");
        await page.ClickAsync("form[action*='handler=pay'] button[type=submit]");
    }
}
