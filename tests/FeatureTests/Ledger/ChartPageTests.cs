using System.Globalization;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

/// <summary>The pages of the chart, the posting rules and the book.</summary>
public sealed class ChartPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    private const string Chart = "/admin/books/accounts";

    [Fact]
    public async Task The_chart_shows_each_account_below_its_heading_with_what_is_on_it_today_on_its_own_side()
    {
        var owner = await shop.Http.TokenAsync("owner");
        using var accountant = await BrowserAsync("accountant");
        async Task<decimal> OnAsync(string code) => Number(Row((await accountant.GetAsync(Chart)).Is(200), code).QuerySelector(".figure")!.TextContent);
        var (cash, sales, assets) = (await OnAsync("1110"), await OnAsync("4110"), await OnAsync("1000"));
        (await shop.PostAsync(Entry(), owner)).Is(201);

        (await OnAsync("1110")).ShouldBe(cash + 10);
        (await OnAsync("4110")).ShouldBe(sales + 10, "income grows by credit");
        (await OnAsync("1000")).ShouldBe(assets + 10, "a heading holds what stands below it");

        var page = await accountant.GetAsync(Chart);
        var codes = page.Html.QuerySelectorAll("#list tbody .acc .code").Select(code => code.TextContent).ToList();
        codes.Count.ShouldBe((int)await shop.ScalarAsync<long>("select count(*) from ledger.account where closed_at is null"));
        codes.IndexOf("1110").ShouldBeGreaterThan(codes.IndexOf("1100"));
        Row(page, "1110").QuerySelector(".acc")!.ClassName!.ShouldContain("level-2");
        Row(page, "1110").QuerySelectorAll("code").Select(role => role.TextContent).ShouldBe(["cash", "tender:cash"]);
        Row(page, "2420").QuerySelector(".figure")!.TextContent.ShouldEndWith(" PTS", Case.Sensitive, "what is kept in another unit says so");
        Row(page, "1110").QuerySelectorAll("a").Select(link => link.GetAttribute("href")).ShouldBe(["/admin/books/card/1110", "/admin/books/accounts/1110"]);
        foreach (var path in (string[])["/admin/books/card/1110", "/admin/books/accounts/1110"])
        {
            (await accountant.GetAsync(path)).Is(200);
        }

        Codes(await accountant.GetAsync(Chart + "?q=bkash")).ShouldBe(["1000", "1100", "1140"]);
        Codes(await accountant.GetAsync("/bn" + Chart + "?q=১১৪")).ShouldBe(["১০০০", "১১০০", "১১৪০"]);
        (await accountant.GetAsync(Chart + "?q=nothing+like+it")).Is(200).Html.QuerySelector(".empty").ShouldNotBeNull();

        var lines = (await accountant.GetAsync(Chart + "?handler=Export&q=1110")).Is(200).Text.TrimEnd().Split('\n');
        lines.Length.ShouldBe(4);
        lines[^1].ShouldStartWith("\"1110\",\"Cash in tills\",");
        lines[^1].TrimEnd().ShouldEndWith($"\"{(cash + 10).ToString("0.00", CultureInfo.InvariantCulture)}\"");
    }

    [Fact]
    public async Task An_account_is_opened_changed_closed_and_opened_again_and_its_roles_follow()
    {
        using var accountant = await BrowserAsync("accountant");
        var form = (await accountant.GetAsync(Chart + "/new?parent=1100")).Is(200);
        form.Html.QuerySelector<IHtmlSelectElement>("#f-parent")!.Value.ShouldBe("1100");
        (await accountant.FillAsync(form, Chart + "/new", "#account", ("code", "1190"), ("name.en", Evil), ("name.bn", "রকেট"), ("roles[0].role", "tender"), ("roles[0].key", "rocket"), ("dimensions[0].name", "desk"), ("dimensions[0].value", Evil)))
            .Is(302).Location.ShouldBe(Chart + "/1190");
        const string path = Chart + "/1190";
        var page = (await accountant.GetAsync(path)).Is(200);
        foreach (var shown in (string[])[path, Chart + "?cols=account&cols=dimensions", "/admin/books/card/1190"])
        {
            var html = (await accountant.GetAsync(shown)).Is(200).Html;
            html.QuerySelectorAll("script:not([src])").Any(script => script.TextContent.Contains("alert", StringComparison.Ordinal)).ShouldBeFalse(shown);
            html.QuerySelector("img[onerror]").ShouldBeNull(shown);
        }

        page.Html.QuerySelector("h1")!.TextContent.ShouldContain(Evil);
        (await shop.ScalarAsync<string>("select role || ':' || key from ledger.account_role join ledger.account on account.id = account_id where code = '1190'")).ShouldBe("tender:rocket");

        // With a role it is not closed, and what is in the way is said.
        page.Html.QuerySelector("button[formaction='?handler=Close']")!.GetAttribute("data-confirm").ShouldNotBeNullOrEmpty("it asks first");
        var refused = (await accountant.FillAsync(page, path + "?handler=Close", "#account")).Is(409);
        refused.Html.QuerySelector("#faults li")!.TextContent.ShouldContain("role");
        (await accountant.FillAsync(page, path, "#account", ("name.en", "Rocket"), ("roles[0].role", ""), ("roles[0].key", ""))).Is(302);
        (await accountant.FillAsync((await accountant.GetAsync(path)).Is(200), path + "?handler=Close", "#account")).Is(302);
        Codes(await accountant.GetAsync(Chart + "?q=1190")).ShouldBeEmpty("closed ones are asked for");
        Row(await accountant.GetAsync(Chart + "?state=all"), "1190").QuerySelector(".badge").ShouldNotBeNull();
        var shut = (await accountant.GetAsync(path)).Is(200);
        shut.Html.QuerySelector(".alert-warning").ShouldNotBeNull();
        (await accountant.FillAsync(shut, path + "?handler=Reopen", "#account")).Is(302);
        Codes(await accountant.GetAsync(Chart + "?q=1190")).ShouldContain("1190");
        (await shop.ScalarAsync<string>("select string_agg(action, ' ' order by id) from platform.audit where subject_id = '1190'")).ShouldBe(
            "ledger.account.add ledger.account.update ledger.account.close ledger.account.reopen");
        (await accountant.GetAsync(Chart + "/9999")).Is(404);
    }

    [Fact]
    public async Task Every_fault_of_an_account_stands_at_its_field_and_two_who_edit_one_see_both_versions()
    {
        using var accountant = await BrowserAsync("accountant");
        using var owner = await BrowserAsync("owner");
        var form = (await accountant.GetAsync(Chart + "/new")).Is(200);
        var before = await shop.BooksStateAsync();
        var wrong = (await accountant.FillAsync(form, Chart + "/new", "#account", ("code", "small"), ("isGroup", "true"), ("hasSubaccounts", "true"), ("roles[0].role", "Castle"), ("dimensions[0].name", "Big"), ("dimensions[0].value", "x"))).Is(400);
        foreach (var field in (string[])["f-code", "f-parent", "f-name-en", "f-hasSubaccounts"])
        {
            wrong.Html.QuerySelector("#" + field)!.GetAttribute("aria-invalid").ShouldBe("true", field);
            wrong.Html.QuerySelector($"#{field}-fault")!.TextContent.ShouldNotBeEmpty(field);
        }

        wrong.Html.QuerySelector("#dimensions-fault").ShouldNotBeNull();
        wrong.Html.QuerySelector<IHtmlInputElement>("input[name='roles[0].role']")!.ShouldSatisfyAllConditions(input => input.Value.ShouldBe("Castle"), input => input.ClassList.ShouldContain("is-invalid"));
        wrong.Html.QuerySelector<IHtmlInputElement>("#f-code")!.Value.ShouldBe("small");
        (await accountant.FillAsync((await accountant.GetAsync("/bn" + Chart + "/new")).Is(200), "/bn" + Chart + "/new", "#account", ("code", "small"))).Is(400).Html.QuerySelector("#f-code-fault")!.TextContent.ShouldContain("বড় হাতের");
        (await accountant.FillAsync(form, Chart + "/new", "#account", ("code", "1110"), ("name.en", "Twice"), ("parent", "1100"))).Is(409).Html.QuerySelector("#f-code-fault").ShouldNotBeNull("the code is taken");
        (await shop.BooksStateAsync()).ShouldBe(before);

        var (mine, theirs) = ((await accountant.GetAsync(Chart + "/1510")).Is(200), (await owner.GetAsync(Chart + "/1510")).Is(200));
        (await owner.FillAsync(theirs, Chart + "/1510", "#account", ("name.en", "Shelves"))).Is(302);
        var conflict = (await accountant.FillAsync(mine, Chart + "/1510", "#account", ("name.en", "Furniture"))).Is(412);
        conflict.Html.QuerySelectorAll(".conflict tr.differs").ShouldHaveSingleItem().TextContent.ShouldContain("Shelves");
        conflict.Html.QuerySelector<IHtmlInputElement>("#f-name-en")!.Value.ShouldBe("Furniture");
        (await accountant.FillAsync(conflict, Chart + "/1510", "#account")).Is(302);
        (await shop.ScalarAsync<string>("select name ->> 'en' from ledger.account where code = '1510'")).ShouldBe("Furniture");
    }

    [Fact]
    public async Task A_rule_is_read_line_by_line_and_its_next_version_is_taken_or_every_fault_of_it_told()
    {
        using var accountant = await BrowserAsync("accountant");
        var list = (await accountant.GetAsync("/admin/books/rules")).Is(200);
        list.Html.QuerySelectorAll("#list tbody tr").Length.ShouldBe((int)await shop.ScalarAsync<long>("select count(distinct document) from ledger.rule"));
        list.Html.QuerySelector("a[href='/admin/books/rules/sale?version=1']").ShouldNotBeNull();

        const string path = "/admin/books/rules/payment_received";
        var page = (await accountant.GetAsync(path)).Is(200);
        var line = page.Html.QuerySelectorAll(".rule-lines tbody tr").ShouldHaveSingleItem();
        line.Children[0].TextContent.ShouldContain("bKash", Case.Sensitive, "all accounts that a method of payment may mean");
        line.Children[1].TextContent.ShouldContain("Sales to be settled");
        line.Children[3].TextContent.ShouldBe("The customer paid what a sale left open.");
        page.Html.QuerySelectorAll(".journal .num").Select(cell => cell.TextContent).ShouldContain("500.00");
        (await accountant.GetAsync("/bn" + path)).Is(200).Html.QuerySelector(".rule-lines tbody tr")!.Children[3].TextContent.ShouldBe("বিক্রয়ের বাকি ক্রেতা পরিশোধ করেছেন।");
        (await accountant.GetAsync("/admin/books/rules/sale")).Is(200).Html.QuerySelectorAll(".fact-1").Select(cell => cell.TextContent).ShouldBe(["class", "net", "vat", "method", "amount"]);
        (await accountant.GetAsync("/admin/books/rules/unheard_of")).Is(404);

        var before = await shop.BooksStateAsync();
        var written = page.Html.QuerySelector<IHtmlTextAreaElement>("#f-rule")!.Value;
        var noJson = (await accountant.FillAsync(page, path, "#rule", ("rule", "{" + written))).Is(400);
        noJson.Html.QuerySelectorAll("#f-rule-fault li").ShouldHaveSingleItem();
        var rule = JsonNode.Parse(written)!;
        (rule["version"], rule["series"], rule["memo"]) = (7, "small", "");
        var faults = (await accountant.FillAsync(page, path, "#rule", ("rule", rule.ToJsonString()))).Is(400);
        faults.Html.QuerySelectorAll("#f-rule-fault li code").Select(place => place.TextContent).ShouldBe(["rule.series", "rule.memo"]);
        faults.Html.QuerySelector<IHtmlTextAreaElement>("#f-rule")!.Value.ShouldContain("small", Case.Sensitive, "what was typed stays");
        rule = JsonNode.Parse(written)!;
        rule["examples"]![0]!["lines"]![0]!["amount"] = "499.00 BDT";
        (await accountant.FillAsync(page, path, "#rule", ("rule", rule.ToJsonString()))).Is(400).Html.QuerySelector("#f-rule-fault")!.TextContent.ShouldContain("499.00");
        (await shop.BooksStateAsync()).ShouldBe(before);

        // As it is offered, it can be taken.
        (await accountant.FillAsync(page, path, "#rule")).Is(302).Location.ShouldBe(path + "?version=2");
        var next = (await accountant.GetAsync(path + "?version=2")).Is(200);
        next.Html.QuerySelectorAll(".tabs a").Length.ShouldBe(2);
        next.Html.QuerySelector(".tabs a[aria-current]")!.TextContent.ShouldStartWith("Version 2");
        (await accountant.GetAsync(path)).Is(200).Html.QuerySelector(".tabs a[aria-current]")!.TextContent.ShouldContain("now", Case.Sensitive, "the one that holds today is shown first");

        rule = JsonNode.Parse(written)!;
        (rule["document"], rule["version"], rule["validFrom"]) = ("payment_by_post", 1, rule["validFrom"]!.GetValue<string>());
        (await accountant.FillAsync(list, "/admin/books/rules", "#rule", ("rule", rule.ToJsonString()))).Is(302).Location.ShouldBe("/admin/books/rules/payment_by_post");
    }

    [Fact]
    public async Task The_limit_of_one_person_is_set_by_who_may_and_looked_at_by_the_others()
    {
        const string path = "/admin/books/settings";
        using var accountant = await BrowserAsync("accountant");
        using var owner = await BrowserAsync("owner");
        using var admin = await BrowserAsync("admin");
        var seen = (await accountant.GetAsync(path)).Is(200);
        seen.Html.QuerySelector("main form button[type=submit]").ShouldBeNull();
        seen.Html.QuerySelector("fieldset")!.HasAttribute("disabled").ShouldBeTrue();
        seen.Html.QuerySelector(".facts")!.TextContent.ShouldContain("1 July");
        (await accountant.FillAsync(seen, path, "#book", ("approvalLimit", "999999"))).Is(403);

        var (mine, theirs) = ((await owner.GetAsync(path)).Is(200), (await admin.GetAsync(path)).Is(200));
        var wrong = (await owner.FillAsync(mine, path, "#book", ("approvalLimit", "much"), ("futureDays", "soon"))).Is(400);
        wrong.Html.QuerySelectorAll("#book .invalid-feedback").Length.ShouldBe(2);
        wrong.Html.QuerySelector<IHtmlInputElement>("#f-approvalLimit")!.Value.ShouldBe("much");
        (await owner.FillAsync(mine, path, "#book", ("approvalLimit", "-1"), ("futureDays", ""))).Is(400).Html.QuerySelectorAll("#book .invalid-feedback").Length.ShouldBe(2, "nothing is not zero");
        (await owner.FillAsync(mine, path, "#book", ("approvalLimit", "৫০০০.৫০"), ("futureDays", "২"))).Is(302);
        (await shop.ScalarAsync<string>("select approval_limit || ' ' || future_days from ledger.book")).ShouldBe("500050 2");
        var conflict = (await admin.FillAsync(theirs, path, "#book", ("approvalLimit", "7"))).Is(412);
        conflict.Html.QuerySelectorAll(".conflict tr.differs").Length.ShouldBe(2);
        (await admin.FillAsync(conflict, path, "#book")).Is(302);
        (await shop.ScalarAsync<string>("select approval_limit || ' ' || future_days from ledger.book")).ShouldBe("700 1");
    }

    [Fact]
    public async Task A_manager_sees_what_is_on_the_accounts_of_their_store_and_changes_nothing_and_a_cashier_sees_nothing()
    {
        var owner = await shop.Http.TokenAsync("owner");
        using var manager = await BrowserAsync("manager");
        using var accountant = await BrowserAsync("accountant");
        using var cashier = await BrowserAsync("cashier");
        var form = (await accountant.GetAsync(Chart + "/1510")).Is(200);
        var ofStore = Number(Row((await manager.GetAsync(Chart)).Is(200), "4110").QuerySelector(".figure")!.TextContent);
        (await shop.PostAsync(Entry("Of no store"), owner)).Is(201);
        Number(Row((await manager.GetAsync(Chart)).Is(200), "4110").QuerySelector(".figure")!.TextContent).ShouldBe(ofStore, "what belongs to no store is not theirs to see");
        var own = Entry("Of the store of the manager");
        own["lines"]![0]!["store"] = await shop.ScalarAsync<string>("select id::text from stores.store where code = 'S1'");
        (await shop.PostAsync(own, owner)).Is(201);
        Number(Row((await manager.GetAsync(Chart)).Is(200), "4110").QuerySelector(".figure")!.TextContent).ShouldBe(ofStore + 10);

        (await manager.GetAsync(Chart)).Html.QuerySelector(".head-acts a.btn-primary").ShouldBeNull();
        var seen = (await manager.GetAsync(Chart + "/1510")).Is(200);
        (seen.Html.QuerySelector("main form button[type=submit]"), seen.Html.QuerySelector("fieldset[disabled]")).ShouldSatisfyAllConditions(pair => pair.Item1.ShouldBeNull(), pair => pair.Item2.ShouldNotBeNull());
        (await manager.GetAsync("/admin/books/rules/sale")).Is(200).Html.QuerySelector("#rule").ShouldBeNull();
        (await manager.GetAsync(Chart + "/new")).Is(403);

        var before = await shop.BooksStateAsync();
        var fields = PageSession.Fields(seen, "#account");
        foreach (var path in (string[])[Chart + "/new", Chart + "/1510", Chart + "/1510?handler=Close", Chart + "/1510?handler=Reopen", "/admin/books/rules", "/admin/books/rules/sale", "/admin/books/settings"])
        {
            (await manager.PostAsync(path, [.. fields, new("code", "1999"), new("parent", "1100"), new("name.en", "Thief"), new("rule", "{}"), new("approvalLimit", "9"), new("futureDays", "9")])).Is(403);
        }

        foreach (var path in (string[])[Chart, Chart + "?handler=Export", Chart + "/1510", "/admin/books/rules", "/admin/books/rules/sale", "/admin/books/settings"])
        {
            (await cashier.GetAsync(path)).Is(403);
        }

        (await accountant.PostAsync(Chart + "/1510", [new("name.en", "Thief"), new("version", "1")], ("Origin", "http://evil.example"))).Is(400);
        (await shop.BooksStateAsync()).ShouldBe(before);
    }

    private static IElement Row(PageAnswer page, string code) => page.Html.QuerySelectorAll("#list tbody tr").Single(row => string.Equals(row.QuerySelector(".code")!.TextContent, code, StringComparison.Ordinal));

    private static List<string> Codes(PageAnswer page) => [.. page.Is(200).Html.QuerySelectorAll("#list tbody .acc .code").Select(code => code.TextContent)];

    private static decimal Number(string figure) => decimal.Parse(figure.Split(' ')[0].Replace(",", "", StringComparison.Ordinal).Replace('−', '-'), CultureInfo.InvariantCulture);

    private async Task<PageSession> BrowserAsync(string role)
    {
        var session = new PageSession(shop.Http.BaseAddress!);
        await session.LoginAsync(role);
        return session;
    }
}
