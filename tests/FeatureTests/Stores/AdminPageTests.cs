using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Stores;

/// <summary>The pages of stores, company, taxes and settings, and what others try on them.</summary>
public sealed class AdminPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task Who_works_in_one_store_sees_and_edits_that_one_and_nothing_of_the_others()
    {
        var (mine, other) = (await shop.FirstAsync(), await shop.SecondAsync());
        using var manager = Browser();
        await manager.LoginAsync("manager");
        var list = (await manager.GetAsync("/admin/stores")).Is(200);
        list.Html.QuerySelectorAll("#list tbody tr").Length.ShouldBe(1);
        list.Html.QuerySelector(".head-acts a.btn-primary").ShouldBeNull("who works in one store opens none");
        (await manager.GetAsync("/admin/stores?handler=Export")).Is(200).Text.TrimEnd().Split('\n').Length.ShouldBe(2, "head and one row");
        var form = (await manager.GetAsync($"/admin/stores/{mine}")).Is(200);
        (await manager.GetAsync($"/admin/settings?store={mine}")).Is(200).Html.QuerySelectorAll("select[name=store] option").Length.ShouldBe(2);

        var before = await shop.StateAsync();
        foreach (var path in (string[])[$"/admin/stores/{other}", "/admin/stores/new", $"/admin/settings?store={other}", $"/admin/settings/shop.order_minimum?store={other}"])
        {
            (await manager.GetAsync(path)).Is(403);
        }

        foreach (var path in (string[])[$"/admin/stores/{other}", $"/admin/stores/{other}?handler=Close", $"/admin/stores/{other}?handler=Reopen", "/admin/stores/new", "/admin/company", "/admin/taxes/new", "/admin/taxes/standard",
            "/admin/taxes/standard?handler=Rate", "/admin/taxes/standard?handler=RemoveRate", "/admin/settings/shop.order_minimum", $"/admin/settings/shop.order_minimum?store={other}", $"/admin/settings/shop.order_minimum?handler=Restore&store={other}"])
        {
            (await manager.PostAsync(path, Fields(form).Concat(
                [new("legalName", "Thief"), new("languages", "en"), new("percent", "99"), new("from", "2099-01-01"), new("value", "9")]))).Status.ShouldBeOneOf(403, 404);
        }

        (await shop.StateAsync()).ShouldBe(before);
        (await manager.GetAsync("/admin/company")).Is(200).Html.QuerySelector("main form button[type=submit]").ShouldBeNull("one who may not save has no button for it");
    }

    [Fact]
    public async Task Nobody_a_shopper_and_a_cashier_see_no_page_and_a_form_without_its_token_does_nothing()
    {
        var before = await shop.StateAsync();
        using var nobody = Browser();
        using var customer = Browser();
        using var cashier = Browser();
        using var owner = Browser();
        await customer.LoginAsync("customer");
        await cashier.LoginAsync("cashier");
        await owner.LoginAsync("owner");
        foreach (var path in (string[])["/admin/stores", "/admin/stores/new", "/admin/company", "/admin/taxes", "/admin/taxes/standard", "/admin/settings", "/admin/settings/tax.rounding", "/admin/stores?handler=Export", "/admin/taxes?handler=Export"])
        {
            (await nobody.GetAsync(path)).Is(302).Location!.ShouldStartWith("/login");
            (await customer.GetAsync(path)).Is(403);
            (await cashier.GetAsync(path)).Is(403);
        }

        foreach (var (path, fields) in ((string, KeyValuePair<string, string>[])[])
            [
                ("/admin/stores/new", [new("code", "X9")]), ("/admin/company", [new("legalName", "Thief")]), ("/admin/taxes/new", [new("code", "thief"), new("name.en", "Thief")]),
                ("/admin/taxes/standard?handler=Rate", [new("percent", "99"), new("from", "2099-01-01"), new("version", "1")]), ("/admin/settings/shop.order_minimum", [new("value", "9"), new("version", "0")]),
            ])
        {
            (await owner.PostAsync(path, fields, ("Origin", "http://evil.example"))).Is(400);
        }

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Every_fault_of_a_store_is_told_at_once_beside_its_field_and_what_was_typed_stays()
    {
        using var owner = Browser();
        await owner.LoginAsync("owner");
        var before = await shop.StateAsync();
        var form = (await owner.GetAsync("/admin/stores/new")).Is(200);

        var again = await owner.FillAsync(form, "/admin/stores/new", "#store", ("code", "lower"), ("slug", "No Slug"), ("position", "many"), ("phone", "017"), ("address.country", "Bangladesh"), ("latitude", "north"),
            ("dayCutOff", "13:00"), ("opens", "09:00"), ("closes", "25:99"), ("name.en", "Two\nlines"));

        again.Is(400);
        foreach (var field in (string[])["f-code", "f-slug", "f-position", "f-phone", "f-address-country", "f-latitude", "f-dayCutOff", "f-name-en"])
        {
            again.Html.QuerySelector($"#{field}")!.GetAttribute("aria-invalid").ShouldBe("true", field);
            again.Html.QuerySelector($"#{field}-fault")!.TextContent.ShouldNotBeEmpty(field);
        }

        again.Html.QuerySelectorAll(".week-span .is-invalid").Length.ShouldBe(2);
        again.Html.QuerySelector<IHtmlInputElement>("#f-code")!.Value.ShouldBe("lower");
        again.Html.QuerySelector<IHtmlInputElement>("#f-position")!.Value.ShouldBe("many");
        again.Html.QuerySelector<IHtmlInputElement>(".week-span input[name=closes]")!.Value.ShouldBe("25:99");
        (await owner.FillAsync((await owner.GetAsync("/bn/admin/stores/new")).Is(200), "/bn/admin/stores/new", "#store", ("code", "lower"))).Is(400).Html.QuerySelector("#f-code-fault")!.TextContent.ShouldContain("বড় হাতের");
        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_store_is_opened_changed_closed_and_opened_again_and_a_closed_one_stays_closed_when_saved()
    {
        using var owner = Browser();
        await owner.LoginAsync("owner");
        var form = (await owner.GetAsync("/admin/stores/new")).Is(200);
        (await owner.FillAsync(form, "/admin/stores/new", "#store", ("name.en", Evil), ("address.lines.en", Evil), ("address.city.en", Evil), ("code", "X7"), ("slug", "mirpur"), ("address.country", "BD"), ("opens", "22:00"), ("closes", "02:00"))).Is(302);
        var id = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'X7'");
        (await shop.ScalarAsync<string>($"select weekday || ' ' || opens || ' ' || closes from stores.opening_hours where store_id = '{id}'")).ShouldEndWith("22:00:00 02:00:00");

        foreach (var path in (string[])["/admin/stores", $"/admin/stores/{id}", $"/admin/settings?store={id}", $"/admin/settings/shop.order_minimum?store={id}", "/admin/search?q=X7", "/stores", "/stores/mirpur"])
        {
            IsHarmless((await owner.GetAsync(path)).Is(200));
        }

        (await owner.GetAsync($"/admin/stores/{id}")).Html.QuerySelector("h1")!.TextContent.ShouldBe(Evil);
        async Task<string> StatusAsync() => await shop.ScalarAsync<string>($"select status || ' ' || (select count(*) from stores.opening_hours where store_id = id) from stores.store where id = '{id}'");
        var page = (await owner.GetAsync($"/admin/stores/{id}")).Is(200);
        page.Html.QuerySelector("button[formaction='?handler=Close']")!.GetAttribute("data-confirm").ShouldNotBeNullOrEmpty("it asks first");
        (await owner.FillAsync(page, $"/admin/stores/{id}?handler=Close", "#store")).Is(302);
        (await StatusAsync()).ShouldBe("closed 1");
        (await owner.FillAsync((await owner.GetAsync($"/admin/stores/{id}")).Is(200), $"/admin/stores/{id}", "#store", ("phone", "+8801700000099"))).Is(302);
        (await StatusAsync()).ShouldBe("closed 1");
        (await owner.FillAsync((await owner.GetAsync($"/admin/stores/{id}")).Is(200), $"/admin/stores/{id}?handler=Reopen", "#store")).Is(302);
        (await StatusAsync()).ShouldBe("active 1");
        var stale = (await owner.FillAsync(page, $"/admin/stores/{id}?handler=Close", "#store")).Is(412);
        stale.Html.QuerySelector("[role=alert]").ShouldNotBeNull();
        (await StatusAsync()).ShouldBe("active 1");
        (await owner.FillAsync(await owner.GetAsync($"/admin/stores/{id}"), $"/admin/stores/{id}?handler=Close", "#store")).Is(302);
    }

    [Fact]
    public async Task Two_who_edit_a_store_or_the_company_are_shown_both_versions()
    {
        var store = await shop.SecondAsync();
        using var one = Browser();
        using var other = Browser();
        await one.LoginAsync("owner");
        await other.LoginAsync("admin");
        foreach (var (path, form, field) in ((string, string, string)[])[($"/admin/stores/{store}", "#store", "phone"), ("/admin/company", "main form[data-guard]", "taxNumber")])
        {
            var (mine, theirs) = ((await one.GetAsync(path)).Is(200), (await other.GetAsync(path)).Is(200));
            (await other.FillAsync(theirs, path, form, (field, "+8801711111111"))).Is(302);

            var conflict = (await one.FillAsync(mine, path, form, (field, "+8801722222222"))).Is(412);

            var row = conflict.Html.QuerySelectorAll(".conflict tr.differs").ShouldHaveSingleItem();
            row.QuerySelectorAll("td").Select(cell => cell.TextContent).ShouldBe(["+8801711111111", "+8801722222222"]);
            conflict.Html.QuerySelector<IHtmlInputElement>($"#f-{field}")!.Value.ShouldBe("+8801722222222");
            (await one.FillAsync(conflict, path, form)).Is(302);
            (await one.GetAsync(path)).Html.QuerySelector<IHtmlInputElement>($"#f-{field}")!.Value.ShouldBe("+8801722222222");
        }
    }

    [Fact]
    public async Task The_company_is_changed_and_says_who_changed_it()
    {
        using var owner = Browser();
        await owner.LoginAsync("owner");
        var again = await owner.FillAsync((await owner.GetAsync("/admin/company")).Is(200), "/admin/company", "main form[data-guard]", ("legalName", ""), ("languages", "en en"), ("name.en", ""), ("name.bn", ""));
        again.Is(400).Html.QuerySelectorAll("#faults li").Length.ShouldBe(3);
        again.Html.QuerySelector("#f-name-en-fault").ShouldNotBeNull("what is wrong with the whole text stands at its first field");
        again.Html.QuerySelector<IHtmlInputElement>("#f-languages")!.Value.ShouldBe("en en");

        (await owner.FillAsync(again, "/admin/company", "main form[data-guard]", ("legalName", Evil), ("languages", "en bn"), ("name.en", "Aisle Bazar"), ("name.bn", "আইল বাজার"))).Is(302);

        var page = (await owner.GetAsync("/admin/company")).Is(200);
        IsHarmless(page);
        page.Html.QuerySelector(".change")!.TextContent.ShouldContain("Nasreen Akter");
        page.Html.QuerySelector(".change .differs .now")!.TextContent.ShouldBe(Evil);
    }

    [Fact]
    public async Task A_rate_is_added_from_a_day_on_stands_on_the_time_line_and_is_removed_before_it_begins()
    {
        using var accountant = Browser();
        await accountant.LoginAsync("accountant");
        var made = await accountant.FillAsync((await accountant.GetAsync("/admin/taxes/new")).Is(200), "/admin/taxes/new", "#class", ("code", "sugar"), ("name.en", Evil), ("name.bn", "চিনি"));
        made.Is(302).Location.ShouldBe("/admin/taxes/sugar");
        const string path = "/admin/taxes/sugar";
        foreach (var (percent, from) in ((string, string)[])[("5", "2020-01-01"), ("7.5", "2999-01-01")])
        {
            (await accountant.FillAsync((await accountant.GetAsync(path)).Is(200), path, "#rate", ("percent", percent), ("from", from))).Is(302);
        }

        var page = (await accountant.GetAsync(path)).Is(200);
        IsHarmless(page);
        page.Html.QuerySelectorAll(".times li").Select(line => line.ClassList[0] + " " + line.QuerySelector("strong")!.TextContent).ShouldBe(["times-now 5%", "times-tocome 7.5%"]);
        page.Html.QuerySelectorAll(".times form").ShouldHaveSingleItem().GetAttribute("data-confirm").ShouldNotBeNullOrEmpty();
        IsHarmless((await accountant.GetAsync("/admin/taxes?q=sugar")).Is(200));

        var faults = await accountant.FillAsync(page, path, "#rate", ("percent", "much"), ("from", "soon"));
        faults.Is(400).Html.QuerySelectorAll("#rate .invalid-feedback").Length.ShouldBe(2);
        faults.Html.QuerySelector<IHtmlInputElement>("#f-percent")!.Value.ShouldBe("much");
        (await accountant.FillAsync(page, path, "#rate", ("percent", "9"), ("from", "2021-01-01"))).Is(400).Html.QuerySelector("#f-from-fault").ShouldNotBeNull("what has been taxed stays");
        (await accountant.PostAsync(path + "?handler=RemoveRate", [.. Fields(page), new("from", "2020-01-01")])).Is(409);
        var other = (await accountant.FillAsync(page, path, "#rate", ("percent", "8"), ("from", "2999-06-01"))).Is(302);
        var stale = (await accountant.FillAsync(page, path, "#rate", ("percent", "9"), ("from", "2999-07-01"))).Is(412);
        stale.Html.QuerySelector(".conflict")!.TextContent.ShouldContain("8%");
        other.Location.ShouldBe(path);
        (await accountant.FillAsync((await accountant.GetAsync(path)).Is(200), path, ".times-tocome form")).Is(302);
        (await shop.ScalarAsync<string>("select string_agg(percent::real || ' ' || valid_from, ', ' order by valid_from) from stores.tax_rate where tax_class = 'sugar'")).ShouldBe("5 2020-01-01, 8 2999-06-01");
        (await accountant.FillAsync((await accountant.GetAsync(path)).Is(200), path, "#class", ("name.en", "Line\nbreak"))).Is(400);
        (await accountant.FillAsync((await accountant.GetAsync(path)).Is(200), path + "?handler=Remove", "#class")).Is(409);
    }

    [Fact]
    public async Task A_setting_says_where_its_value_comes_from_and_an_older_one_is_restored()
    {
        var store = await shop.FirstAsync();
        var path = $"/admin/settings/shop.order_minimum?store={store}";
        using var manager = Browser();
        await manager.LoginAsync("manager");
        async Task<string> HoldsAsync() => (await manager.GetAsync(path)).Is(200).Html.QuerySelectorAll(".facts dd")[1].TextContent.Trim();
        (await HoldsAsync()).ShouldBe("0 Default");
        foreach (var value in (string[])["300", "500"])
        {
            (await manager.FillAsync(await manager.GetAsync(path), path, "#setting", ("value", value))).Is(302);
        }

        (await HoldsAsync()).ShouldBe("500 of this store");
        var bad = await manager.FillAsync(await manager.GetAsync(path), path, "#setting", ("value", Evil));
        IsHarmless(bad.Is(400));
        bad.Html.QuerySelector<IHtmlInputElement>("#f-value")!.Value.ShouldBe(Evil);
        var page = (await manager.GetAsync(path)).Is(200);
        page.Html.QuerySelector("table")!.TextContent.ShouldContain("Rahima Khatun");
        page.Html.QuerySelectorAll("tbody form").Length.ShouldBe(2);
        (await manager.FillAsync(page, path, "tbody tr:first-child form")).Is(302);
        (await HoldsAsync()).ShouldBe("300 of this store");
        (await manager.FillAsync(page, path, "tbody tr:first-child form")).Is(412);
        (await manager.FillAsync(await manager.GetAsync(path), path, "tbody tr:last-child form")).Is(302);
        (await HoldsAsync()).ShouldBe("0 Default");

        await shop.ScalarAsync<object>($"insert into stores.setting_history (key, store_id, old_value, new_value, changed_by, changed_at) values ('shop.order_minimum', '{store}', '{Evil}', null, '{Evil}', now()) returning id");
        var evil = (await manager.GetAsync(path)).Is(200);
        IsHarmless(evil);
        evil.Html.QuerySelector("tbody td:nth-child(2)")!.TextContent.ShouldBe(Evil);
        (await manager.GetAsync("/admin/settings/no.such")).Is(404);
        (await manager.GetAsync($"/admin/settings/tax.rounding?store={store}")).Is(200).Html.QuerySelector("#setting").ShouldBeNull("one for the whole company");
    }

    [Fact]
    public async Task No_page_sends_more_than_six_statements()
    {
        var store = await shop.FirstAsync();
        using var owner = Browser();
        await owner.LoginAsync("owner");
        foreach (var path in (string[])["/admin", "/admin/stores", $"/admin/stores/{store}", "/admin/company", "/admin/taxes", "/admin/taxes/standard", $"/admin/settings?store={store}", $"/admin/settings/shop.order_minimum?store={store}", "/admin/search?q=dha"])
        {
            var answer = (await owner.GetAsync(path)).Is(200);
            // Each part of the shop counts what it shows on the first page by a statement of its own.
            int.Parse(answer.Response.Headers.GetValues("X-Statements").Single(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(0, path == "/admin" ? 8 : 6, path);
        }
    }

    [Fact]
    public async Task The_first_page_counts_the_stores_that_are_open_and_the_search_finds_stores_and_settings()
    {
        using var owner = Browser();
        await owner.LoginAsync("owner");
        (await owner.GetAsync("/admin")).Is(200).Html.QuerySelector("a.tile[href='/admin/stores'] .tile-value")!.TextContent.ShouldMatch(@"^\d of \d$");
        (await owner.GetAsync("/admin/search?q=uttara")).Is(200).Html.QuerySelector<IHtmlAnchorElement>("main a.hit")!.GetAttribute("href").ShouldBe($"/admin/stores/{await shop.SecondAsync()}");
        (await owner.GetAsync("/admin/search?q=smallest amount")).Is(200).Html.QuerySelector<IHtmlAnchorElement>("main a.hit")!.GetAttribute("href").ShouldBe("/admin/settings/shop.order_minimum");
        using var manager = Browser();
        await manager.LoginAsync("manager");
        (await manager.GetAsync("/admin/search?q=uttara")).Is(200).Html.QuerySelector("main a.hit").ShouldBeNull("that store is not theirs");
    }

    private static void IsHarmless(PageAnswer page)
    {
        page.Html.QuerySelectorAll("script").ShouldAllBe(script => script.GetAttribute("type") == "application/ld+json" || (script.GetAttribute("src") ?? "").StartsWith("/assets/", StringComparison.Ordinal));
        page.Html.QuerySelectorAll("img[onerror]").ShouldBeEmpty();
    }

    private static KeyValuePair<string, string>[] Fields(PageAnswer page) =>
        [.. page.Html.QuerySelectorAll<IHtmlInputElement>("main form[data-guard] input[type=hidden]").Where(input => input.Name is "__RequestVerificationToken" or "version").DistinctBy(input => input.Name).Select(input => KeyValuePair.Create(input.Name!, input.Value))];

    private PageSession Browser() => new(shop.Http.BaseAddress!);
}
