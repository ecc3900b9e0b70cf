using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Inventory;

/// <summary>The card of an item leads to all that is done with it, for who may, and each form begins with the item.</summary>
public sealed class ItemCardTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly string[] _acts = ["/adjustments/new", "/transfers/new", "/counts/new", "/reorder", "/labels", "/moves/new", "/movements", "/lots"];

    [Theory]
    [InlineData("owner", "", "/adjustments/new /transfers/new /counts/new /reorder /labels /moves/new /movements /lots")]
    [InlineData("stock_clerk", "/bn", "/adjustments/new /transfers/new /counts/new /reorder /labels /moves/new /movements /lots")]
    [InlineData("accountant", "", "/reorder /labels /movements /lots")]
    [InlineData("cashier", "/bn", "/counts/new /labels /movements /lots")]
    [InlineData("support", "", "/labels /movements /lots")]
    public async Task Everybody_is_led_to_what_they_may_do(string role, string language, string acts)
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(0, 1))[0]);
        await shop.ReceiveAsync(store, variant, 5, 50, await shop.LotAsync(variant, "CARD-" + role));
        using var browser = await LoginAsync(role);
        var page = (await browser.GetAsync($"{language}/admin/stock/items/{variant}")).Is(200);
        page.Html.QuerySelector(".head-acts")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        var links = page.Html.QuerySelectorAll(".head-acts a").Select(link => link.GetAttribute("href")!).ToList();
        _acts.Where(act => links.Exists(link => link.Split('?')[0] == $"{language}/admin/stock{act}")).ShouldBe(acts.Split(' '));
        foreach (var link in links)
        {
            (await browser.GetAsync(link)).Is(200);
        }
    }

    [Fact]
    public async Task Each_form_begins_with_the_item_and_the_one_store_that_has_it()
    {
        var (store, variants) = (await shop.StoreAsync(1), await shop.VariantsAsync(20, 2));
        await shop.ReceiveAsync(store, variants[0], 5, 50, await shop.LotAsync(variants[0], "FORM-1"));
        await shop.ReceiveAsync(store, variants[1], 5, 50, await shop.LotAsync(variants[1], "FORM-2"));
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variants[0]}'");
        using var browser = await LoginAsync("owner");
        var card = (await browser.GetAsync("/admin/stock/items/" + variants[0])).Is(200);

        foreach (var (act, form, from) in ((string, string, string)[])[("/adjustments/new", "#adjust", "storeId"), ("/transfers/new", "#transfer", "fromStoreId")])
        {
            var page = await FollowAsync(act);
            Value(page, $"{form} input[name='lines[0].code']").ShouldBe(sku);
            page.Html.QuerySelector<IHtmlSelectElement>($"{form} select[name={from}]")!.Value.ShouldBe(store.ToString());
            page.Html.QuerySelector($"{form} select[name='lines[0].heap']")!.TextContent.ShouldContain("FORM-1", Case.Sensitive, "its lots there can be chosen at once");
        }

        var count = await FollowAsync("/counts/new");
        count.Html.QuerySelector("#count textarea[name=items]")!.TextContent.Trim().ShouldBe(sku);
        (count.Html.QuerySelector<IHtmlSelectElement>("#count select[name=scope]")!.Value, count.Html.QuerySelector<IHtmlSelectElement>("#count select[name=storeId]")!.Value).ShouldBe(("Items", store.ToString()));
        (await FollowAsync("/labels")).Html.QuerySelector("#labels textarea[name=items]")!.TextContent.Trim().ShouldBe(sku);
        (await FollowAsync("/movements")).Html.QuerySelectorAll("#list tbody tr").Length.ShouldBe(1);
        (await FollowAsync("/lots")).Html.QuerySelectorAll("#list tbody tr").Length.ShouldBe(1);

        // What to order of it alone.
        await shop.ExecuteAsync($"update inventory.item set low_at = 100000 where id = any (array['{variants[0]}', '{variants[1]}']::uuid[])");
        var advice = await FollowAsync("/reorder");
        advice.Html.QuerySelectorAll(".advice-row .advice-text a").Select(link => link.GetAttribute("href")).ShouldBe(["/admin/stock/items/" + variants[0]]);
        advice.Html.QuerySelector<IHtmlSelectElement>("select[name=item]")!.Value.ShouldBe(variants[0].ToString());
        var owner = await shop.Http.TokenAsync("owner");
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/reorder-advice?store={store}&item={variants[1]}", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("item").GetProperty("id").GetString()).ShouldBe([variants[1].ToString()]);

        async Task<PageAnswer> FollowAsync(string act) =>
            (await browser.GetAsync(card.Html.QuerySelectorAll(".head-acts a").Select(link => link.GetAttribute("href")!).First(link => link.Split('?')[0] == "/admin/stock" + act))).Is(200);
        static string Value(PageAnswer page, string selector) => page.Html.QuerySelector(selector)!.GetAttribute("value")!;
    }

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
