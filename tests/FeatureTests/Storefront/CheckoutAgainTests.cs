using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Storefront;

/// <summary>A checkout that is sent once more, or from another tab: its shopper is led to the order, and nobody else is.</summary>
public sealed class CheckoutAgainTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Who_orders_a_second_time_is_told_what_the_cart_became()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        using var browser = await BrowserAsync(lab, goods[0]);
        var (first, second) = (await FormAsync(browser), await FormAsync(browser));
        var page = (await browser.PostAsync("/checkout", first)).Is(302).Location.ShouldNotBeNull();
        page.ShouldContain("?key=");
        (await browser.GetAsync(page)).Is(200);

        // Back, and another way to pay: to the order, where it can be paid in any way.
        (await browser.PostAsync("/checkout", PageSession.With(first, ("method", "bank")))).Is(302).Location.ShouldSatisfyAllConditions(to => OrderOf(to!).ShouldBe(OrderOf(page)));
        (await browser.GetAsync(page)).Is(200).Html.QuerySelector(".note-good")!.TextContent.ShouldContain("placed already");

        // Another tab: the cart says what became of it, with the way there.
        (await browser.PostAsync("/checkout", second)).Is(302).Location.ShouldBe("/cart");
        OrderOf((await browser.GetAsync("/cart")).Is(200).Html.QuerySelector(".note a[href*='?key=']").ShouldNotBeNull().GetAttribute("href")!).ShouldBe(OrderOf(page));
        (await browser.GetAsync("/checkout")).Is(302).Location.ShouldBe("/cart");
        (await browser.PostAsync("/checkout?handler=delivery", second, ("HX-Request", "true"))).Is(200).Response.Headers.GetValues("HX-Redirect").Single().ShouldBe("/cart");
        (await shop.ScalarAsync<long>($"select count(*) from orders.sale_order where id = '{second.Find(field => field.Key == "id").Value}'")).ShouldBe(0);

        // Somebody else with the same ids sees nothing of it.
        using var stranger = await BrowserAsync(lab, goods[0]);
        var theirs = await FormAsync(stranger);
        string Of(string name) => first.Find(field => field.Key == name).Value;
        var refused = await stranger.PostAsync("/checkout", PageSession.With(theirs, ("id", Of("id")), ("cart", Of("cart"))));
        refused.Is(422).Text.ShouldNotContain("?key=");
        refused.Html.QuerySelector("#checkout input[name=id]")!.GetAttribute("value").ShouldNotBe(Of("id"), "with an id of its own it can be placed");
        using var nobody = new PageSession(shop.Http.BaseAddress!);
        nobody.Cookies["aisle-ordered"] = Of("cart");
        (await nobody.GetAsync("/cart")).Is(200).Text.ShouldNotContain("/orders/");
    }

    private static string OrderOf(string address) => address.Split('/')[2].Split('?')[0];

    private async Task<PageSession> BrowserAsync(OrdersLab lab, Goods goods)
    {
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods);
        await shopper.FetchAsync();
        var browser = new PageSession(shop.Http.BaseAddress!);
        browser.Cookies["aisle-cart"] = shopper.Token;
        return browser;
    }

    private static async Task<List<KeyValuePair<string, string>>> FormAsync(PageSession browser) =>
        PageSession.With(PageSession.Fields((await browser.GetAsync("/checkout")).Is(200), "#checkout"), ("name", "Nusrat Jahan"), ("phone", "01711000000"), ("method", "cash"), ("isOfAge", "true"));
}
