using System.Globalization;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Customers;

/// <summary>The admin's pages of customers and groups, in both languages, without script.</summary>
public sealed class PageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Form = "main form[method=post]";

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task A_group_is_made_joined_and_removed_and_a_customer_is_edited(string language)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var (groups, code) = (language + "/admin/customer-groups", language.Length == 0 ? "en-gold" : "bn-gold");
        (string Typed, string Kept) number = language.Length == 0 ? ("01711-000011", "+8801711000011") : ("০১৭১১০০০০১২", "+8801711000012");
        var form = (await browser.GetAsync(groups + "/new")).Is(200);
        (await browser.FillAsync(form, groups + "/new", Form, ("name.en", ""), ("code", "a b"))).Is(400).Html.QuerySelectorAll(".invalid-feedback").Length.ShouldBe(2);
        var path = (await browser.FillAsync(form, groups + "/new", Form, ("name.en", "Gold " + code), ("name.bn", "স্বর্ণ"), ("code", code))).Is(302).Location!;
        (await browser.FillAsync(form, groups + "/new", Form, ("name.en", "Gold " + code), ("name.bn", "স্বর্ণ"), ("code", code))).Is(302).Location.ShouldBe(path);
        var page = (await browser.GetAsync(path)).Is(200);
        page.Text.ShouldNotContain("customers.", Case.Sensitive, "a text is missing");
        var members = "form[action='?handler=Members']";
        (await browser.FillAsync(page, path, members, ("people", "nobody@nowhere.example"), ("act", "add"))).Is(400).Html.QuerySelector(".invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, path, members, ("people", "support@demo.example, CASHIER@demo.example"), ("act", "add"))).Is(302);
        (await browser.FillAsync(page, path + "?handler=Remove", Form)).Is(409);
        var support = await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'support@demo.example'");

        var list = (await browser.GetAsync($"{language}/admin/customers?group={path.Split('/')[^1]}")).Is(200);
        list.Html.QuerySelectorAll("tbody tr").Length.ShouldBe(2);
        list.Text.ShouldNotContain("customers.c", Case.Sensitive, "a text is missing");
        var customer = $"{language}/admin/customers/{support}";
        var shown = (await browser.GetAsync(customer)).Is(200);
        shown.Html.QuerySelector($"a[href*='/admin/wallets?customer={support}']").ShouldNotBeNull();
        (await browser.FillAsync(shown, customer, Form, ("phone", "12"), ("isTaxExempt", "true"))).Is(400).Html.QuerySelectorAll(".invalid-feedback").Length.ShouldBe(2);
        (await browser.FillAsync(shown, customer, Form, ("phone", number.Typed), ("cashBlock", "Was not there"))).Is(302);
        (await browser.FillAsync(shown, customer, Form, ("phone", "01711000001"))).Is(412);
        var saved = (await browser.GetAsync(customer)).Is(200);
        saved.Html.QuerySelector("input[name=phone]")!.GetAttribute("value").ShouldBe(number.Kept);
        saved.Html.QuerySelectorAll("input[name=groups][checked]").Length.ShouldBe(1);
        (await browser.FillAsync(saved, customer, "form[action='?handler=Note']", ("text", ""))).Is(400);
        (await browser.FillAsync(saved, customer, "form[action='?handler=Note']", ("text", "<b>Calls</b>\nfirst"))).Is(302);
        (await browser.GetAsync(customer)).Is(200).Html.QuerySelector(".note-text")!.TextContent.ShouldBe("<b>Calls</b>\nfirst");
        (await browser.GetAsync($"{language}/admin/customers?q={number.Kept[3..]}")).Is(200).Html.QuerySelector("tbody")!.TextContent.ShouldContain("Mitu Das");
        (await browser.GetAsync($"{language}/admin/search?q=Mitu")).Is(200).Html.QuerySelector($"a[href$='/admin/customers/{support}']").ShouldNotBeNull();
        (await browser.GetAsync($"{language}/admin/customers?handler=Export&q=mitu")).Is(200).Text.ShouldContain(number.Kept);

        (await browser.FillAsync(page, path, members, ("people", "support@demo.example cashier@demo.example"), ("act", "remove"))).Is(302);
        (await browser.FillAsync(page, path + "?handler=Remove", Form)).Is(302);
        (await browser.GetAsync(path)).Is(404);
    }

    [Fact]
    public async Task The_orders_and_wallets_of_one_customer_are_listed_alone_also_where_one_goes_on_from_there()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        var customer = await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'customer@demo.example'");
        var (theirs, another) = (new Shopper(lab) { Login = await shop.Http.TokenAsync("customer") }, new Shopper(lab));
        foreach (var shopper in (Shopper[])[theirs, another])
        {
            await shopper.AddAsync(goods[0]);
            await shopper.FetchAsync();
            (await shopper.PlaceAsync()).Is(201);
        }

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var page = (await browser.GetAsync($"/admin/customers/{customer}")).Is(200);
        var wallets = await shop.ScalarAsync<int>($"select count(*)::int from wallets.wallet where customer_id = '{customer}'");
        foreach (var (path, rows) in ((string, int)[])[("/admin/orders", 1), ("/admin/wallets", wallets)])
        {
            var list = (await browser.GetAsync(page.Html.QuerySelector($"a[href^='{path}?customer=']")!.GetAttribute("href")!)).Is(200);
            list.Html.QuerySelectorAll("tbody tr").Length.ShouldBe(rows, path);
            var ways = list.Html.QuerySelectorAll("a[href*='handler=Export'], th a[href*='sort=']").Select(way => way.GetAttribute("href")!).ToList();
            ways.Count.ShouldBeGreaterThan(1, path);
            ways.ShouldAllBe(way => way.Contains($"customer={customer}", StringComparison.Ordinal), path);
            list.Html.QuerySelector("select[name=customer] option[selected]")!.GetAttribute("value").ShouldBe(customer.ToString());
            (await browser.GetAsync($"{path}?customer={OrdersLab.NewId()}")).Is(200).Html.QuerySelector(".empty-title").ShouldNotBeNull();
        }

        (await browser.GetAsync("/admin/orders")).Is(200).Html.QuerySelector($"a[href$='/admin/orders/{another.Id}']").ShouldNotBeNull();
        (await browser.GetAsync($"/admin/orders?handler=Export&customer={customer}")).Is(200).Text.Split("\r\n").Length.ShouldBe(3);
    }

    [Fact]
    public async Task Only_who_may_see_orders_and_wallets_is_led_to_them_from_a_customer()
    {
        var (owner, customer) = (await shop.Http.TokenAsync("owner"), await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'customer@demo.example'"));
        (await shop.Http.SendAsync("POST", "/api/v1/roles", new { code = "greeter", name = new { en = "Greeter" }, permissions = new[] { "customers.customer.read" } }, owner)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/users", new { email = "greeter@demo.example", name = "Greeter", roles = new[] { new { role = "greeter" } } }, owner)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/welcome", new { token = await shop.TicketToAsync("greeter@demo.example"), password = Cluster.DemoPassword })).Is(204);
        foreach (var (role, led) in ((string, string[])[])[("support", ["/admin/orders", "/admin/wallets"]), ("greeter", [])])
        {
            using var browser = new PageSession(shop.Http.BaseAddress!);
            (await browser.LoginAsync(role)).Is(302);
            var page = (await browser.GetAsync($"/admin/customers/{customer}")).Is(200);
            page.Html.QuerySelectorAll("a[href*='?customer=']").Select(link => link.GetAttribute("href")!.Split('?')[0]).Order(StringComparer.Ordinal).ShouldBe(led);
            (await browser.GetAsync($"/admin/orders?customer={customer}")).Is(led.Length > 0 ? 200 : 403);
        }
    }

    [Theory]
    [InlineData("/admin/customers", 2)]
    [InlineData("/admin/customer-groups", 1)]
    public async Task Lists_ask_few_statements_however_long_they_are(string path, int most)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        await browser.GetAsync(path);
        int.Parse((await browser.GetAsync(path)).Is(200).Response.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(most + 1);
    }
}
