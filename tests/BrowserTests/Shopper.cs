using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What a shopper does from a product to the page of their order: with a script or without one, in either language.</summary>
internal sealed class Shopper(Visit visit, string prefix = "", bool hasScript = true)
{
    /// <summary>Of both stores there is plenty of it, and a bag is above every least amount.</summary>
    public const string Rice = "haor-sona-miniket-rice";

    private readonly IPage _page = visit.Page;

    /// <summary>Puts some of a product's dearest size into the cart and goes on to the checkout.</summary>
    public async Task ToCheckoutAsync(string product = Rice, int quantity = 1)
    {
        await visit.GoAsync($"{prefix}/p/{product}");
        var add = _page.Locator(".size form.add").Last;
        await add.Locator("[name=quantity]").FillAsync(quantity.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await add.Locator("button").ClickAsync();
        await _page.Locator(hasScript ? "#drawer a[href$='/checkout']" : ".cart-sum a[href$='/checkout']").ClickAsync();
        await _page.WaitForURLAsync("**/checkout");
    }

    /// <summary>Says who orders, as somebody without an account.</summary>
    public async Task SayWhoAsync(bool hasMail = true)
    {
        await _page.FillAsync("#name", "Nadia Rahman");
        await _page.FillAsync("#phone", "01811-223344");
        await _page.FillAsync("#email", hasMail ? "nadia@example.com" : "");
    }

    /// <summary>Has it brought to an address in Dhanmondi, at the first time there is.</summary>
    public async Task HaveItBroughtAsync(string area = "BD-6-47-T13")
    {
        await _page.FillAsync("#line", "House 7, Road 2");
        await _page.PressAsync("#line", "Tab");
        await _page.SelectOptionAsync("#area", area);
        await ShowTimesAsync();
        await ChooseSlotAsync();
    }

    /// <summary>Fetches it in the store, at the first time there is.</summary>
    public async Task FetchItAsync()
    {
        await _page.CheckAsync("input[name=kind][value=pickup]");
        await ShowTimesAsync();
        await Expect(_page.Locator("#store")).ToBeVisibleAsync();
        await ChooseSlotAsync();
    }

    public async Task ShowTimesAsync()
    {
        if (!hasScript)
        {
            await _page.ClickAsync("noscript button, button[formaction$='handler=delivery']");
        }
    }

    public async Task ChooseSlotAsync()
    {
        await Expect(_page.Locator("#slot")).ToBeVisibleAsync();
        var first = await _page.Locator("#slot option:not([disabled]):not([value=''])").First.GetAttributeAsync("value");
        await _page.SelectOptionAsync("#slot", first!);
    }

    /// <summary>Chooses how to pay and places the order.</summary>
    public async Task PlaceAsync(string method)
    {
        await _page.CheckAsync($"input[name=method][value={method}]");
        await _page.ClickAsync(".checkout button.cart-go");
        try
        {
            await _page.WaitForURLAsync(address => !address.Contains("/checkout", StringComparison.Ordinal), new() { Timeout = 15_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail("No order was placed: " + await _page.Locator("#checkout").InnerTextAsync());
        }
    }

    /// <summary>Does on the page of a provider what a person does there.</summary>
    /// <param name="method">The provider.</param>
    /// <param name="act">A button: <c>pay</c>, <c>fail</c> or <c>cancel</c>.</param>
    public async Task AtProviderAsync(string method, string act = "pay")
    {
        await _page.WaitForURLAsync($"**/sandbox/{method}/**");
        if (method is "bkash" or "nagad")
        {
            await _page.FillAsync("#otp", "123456");
            await _page.FillAsync("#pin", "12121");
        }

        await _page.ClickAsync($"button[name=act][value={act}]");
        if (method is "sslcommerz")
        {
            // Its page sends the shopper back by a form.
            await _page.ClickAsync("form[action*='/pay/sslcommerz/'] button");
        }
    }

    /// <summary>Waits for the page of the order.</summary>
    public Task OnOrderAsync() => _page.WaitForURLAsync($"**{prefix}/orders/**");
}
