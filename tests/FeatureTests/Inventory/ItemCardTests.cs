using Aisle.FeatureTests.Purchasing;
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

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task A_lot_that_was_recalled_leads_to_writing_off_what_is_there_of_it(string language)
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(1), (await shop.VariantsAsync(40 + language.Length, 1))[0]);
        var (bad, good) = (await shop.LotAsync(variant, "BAD-1"), await shop.LotAsync(variant, "GOOD-1", 60));
        await shop.ReceiveAsync(store, variant, 4, 40, bad);
        await shop.ReceiveAsync(store, variant, 6, 60, good);
        (await shop.PostAsync($"lots/{bad}/recall", new { reason = "Glass" }, owner)).Is(200);
        using var browser = await LoginAsync("owner");
        var page = (await browser.GetAsync($"{language}/admin/stock/lots/{bad}")).Is(200);
        page.Html.QuerySelector("main")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        page.Html.QuerySelector("#recall")!.ParentElement!.QuerySelector("summary")!.TextContent.ShouldContain(language.Length == 0 ? "Recall again" : "আবার");
        page.Html.QuerySelector(".head-acts a[href*='/labels']").ShouldBeNull("it is not for sale");
        var path = $"{language}/admin/stock/adjustments/new";
        var form = (await browser.GetAsync(page.Html.QuerySelector($".head-acts a[href^='{path}?']")!.GetAttribute("href")!)).Is(200);
        form.Html.QuerySelector("#adjust select[name='lines[0].heap'] option[selected]")!.TextContent.ShouldContain("BAD-1");
        (await browser.FillAsync(form, path, "#adjust", ("lines[0].quantity", "4"))).Is(302);
        (await shop.OnHandAsync(store, variant)).ShouldBe(6_000);
        (await browser.GetAsync($"{language}/admin/stock/lots/{bad}")).Is(200).Html.QuerySelector($".head-acts a[href^='{path}?']").ShouldBeNull("nothing is left of it");
        using var support = await LoginAsync("support");
        (await support.GetAsync($"{language}/admin/stock/lots/{good}")).Is(200).Html.QuerySelectorAll(".head-acts a").Select(link => link.GetAttribute("href")!.Split('?')[0]).ShouldBe([language + "/admin/stock/movements", language + "/admin/stock/labels"]);
    }

    [Fact]
    public async Task Where_nothing_is_advised_the_item_can_be_ordered_anyway_from_who_sells_it()
    {
        var lab = await BuyLab.OfAsync(shop);
        var variant = (await shop.VariantsAsync(70, 1))[0];
        await shop.ReceiveAsync(await shop.StoreAsync(), variant, 50, 50);
        using var browser = await LoginAsync("stock_clerk");
        (await LinkAsync(browser)).ShouldBe("/admin/purchasing/orders/form/new");
        (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = variant.Value, price = BuyLab.Taka(5) })).Is(200);
        (await LinkAsync(browser)).ShouldBe($"/admin/purchasing/orders/form/new?supplier={lab.Supplier}");
        using var accountant = await LoginAsync("accountant");
        (await LinkAsync(accountant)).ShouldBeNull("an accountant writes no orders");

        async Task<string?> LinkAsync(PageSession one) => (await one.GetAsync("/admin/stock/reorder?item=" + variant)).Is(200).Html.QuerySelector(".empty .empty-action a")?.GetAttribute("href");
    }

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
