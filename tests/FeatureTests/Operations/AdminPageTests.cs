using System.Globalization;
using Aisle.FeatureTests.Stores;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Operations;

/// <summary>The pages of audit, messages, jobs and views, and what others try on them.</summary>
public sealed class AdminPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task Only_who_may_sees_a_page_or_does_anything_there()
    {
        var position = await DieAsync("test.rights", "no fault");
        var before = await StateAsync();
        using var nobody = Browser();
        using var owner = Browser();
        await owner.LoginAsync("owner");
        var token = Token(await owner.GetAsync("/admin/jobs"));
        foreach (var role in (string[])["customer", "cashier", "manager", "accountant", "support"])
        {
            using var browser = Browser();
            await browser.LoginAsync(role);
            var own = role is "customer" ? token : Token(await browser.GetAsync("/admin/views"));
            foreach (var path in (string[])["/admin/messages", $"/admin/messages/{position}", "/admin/jobs", "/admin/jobs/identity.forget_old"])
            {
                (await nobody.GetAsync(path)).Is(302).Location!.ShouldStartWith("/login");
                (await browser.GetAsync(path)).Is(403);
            }

            foreach (var path in (string[])["/admin/messages?handler=Replay", "/admin/messages?handler=ReplayAll", "/admin/messages?handler=Discard", $"/admin/messages/{position}?handler=Replay", $"/admin/messages/{position}?handler=Discard",
                "/admin/jobs?handler=Run", "/admin/jobs?handler=Pause", "/admin/jobs/identity.forget_old?handler=Run"])
            {
                (await browser.PostAsync(path, [own, new("ids", $"{position}"), new("job", "identity.forget_old")])).Is(403);
            }
        }

        foreach (var path in (string[])["/admin/messages?handler=ReplayAll", $"/admin/messages/{position}?handler=Discard", "/admin/jobs?handler=Run", "/admin/jobs/identity.forget_old?handler=Pause", "/admin/views", "/admin/views?handler=Remove"])
        {
            (await owner.PostAsync(path, [new("ids", $"{position}"), new("job", "identity.forget_old"), new("list", "audit"), new("name", "x")], ("Origin", "http://evil.example"))).Is(400);
        }

        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_view_is_kept_chosen_and_removed_from_the_bar_of_its_list()
    {
        using var owner = Browser();
        await owner.LoginAsync("owner");
        const string list = "/bn/admin/users?status=active&sort=-created&cols=name&cols=created";
        var page = (await owner.GetAsync(list)).Is(200);

        var kept = await owner.FillAsync(page, "/bn/admin/users", ".views-keep", ("name", Evil));

        kept.Is(302).Location.ShouldBe("/bn/admin/users?status=active&cols=name&cols=created&sort=-created");
        var menu = (await owner.GetAsync(kept.Location!)).Is(200);
        IsHarmless(menu);
        var view = menu.Html.QuerySelectorAll<IHtmlAnchorElement>(".views-list a").ShouldHaveSingleItem();
        view.TextContent.Trim().ShouldBe(Evil);
        view.GetAttribute("aria-current").ShouldBe("true");
        (await owner.GetAsync("/admin/stores")).Is(200).Html.QuerySelectorAll(".views-list a").ShouldAllBe(other => other.TextContent.Trim() != Evil, "it is a view of another list");
        IsHarmless((await owner.GetAsync("/admin/views")).Is(200));
        menu.Html.QuerySelector(".views-list form")!.GetAttribute("data-confirm").ShouldNotBeNullOrEmpty();

        var twice = await owner.FillAsync(menu, "/bn/admin/users", ".views-keep", ("name", Evil));
        twice.Is(409).Html.QuerySelector<IHtmlInputElement>("#f-name")!.Value.ShouldBe(Evil);
        (await owner.FillAsync(twice, "/bn/admin/views", "main form", ("name", "Two\nlines"))).Is(400).Html.QuerySelector("#f-name-fault").ShouldNotBeNull();
        (await owner.FillAsync(menu, "/bn/admin/users", ".views-list form")).Is(302).Location.ShouldBe("/bn/admin/users");
        (await shop.ScalarAsync<long>("select count(*) from operations.saved_view where list = 'users'")).ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_removes_a_view_of_somebody_else_nor_shares_one_without_the_right()
    {
        using var owner = Browser();
        using var cashier = Browser();
        using var manager = Browser();
        await owner.LoginAsync("owner");
        await cashier.LoginAsync("cashier");
        await manager.LoginAsync("manager");
        (await owner.FillAsync(await owner.GetAsync("/admin/stores?status=active"), "/admin/stores", ".views-keep", ("name", "Mine"))).Is(302);
        (await owner.FillAsync(await owner.GetAsync("/admin/stores?status=closed"), "/admin/stores", ".views-keep", ("name", "Ours"), ("shared", "true"))).Is(302);
        var ids = await shop.ScalarAsync<Guid[]>("select array_agg(id order by name) from operations.saved_view where list = 'stores'");

        (await manager.GetAsync("/admin/stores")).Is(200).Html.QuerySelectorAll(".views-list a").Select(view => view.TextContent.Trim()).ShouldHaveSingleItem().ShouldStartWith("Ours");
        var page = (await cashier.GetAsync("/admin/views")).Is(200);
        page.Html.QuerySelector("form[action$=Remove]").ShouldBeNull();
        (await cashier.PostAsync("/admin/views?handler=Remove", [Token(page), new("id", $"{ids[0]}")])).Is(404);
        (await cashier.PostAsync("/admin/views?handler=Remove", [Token(page), new("id", $"{ids[1]}")])).Is(403);
        (await cashier.PostAsync("/admin/views", [Token(page), new("list", "stores"), new("name", "Theirs"), new("query", ""), new("shared", "true")])).Is(403);
        (await shop.ScalarAsync<long>("select count(*) from operations.saved_view where list = 'stores'")).ShouldBe(2);
        (await manager.FillAsync(await manager.GetAsync("/admin/stores"), "/admin/stores", ".views-list form")).Is(302);
        (await shop.ScalarAsync<string>("select string_agg(name, ',') from operations.saved_view where list = 'stores'")).ShouldBe("Mine");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/admin/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/admin//evil.example")]
    [InlineData("/admin/../../evil")]
    [InlineData("/admin/users?next=https://evil.example")]
    [InlineData("/admin/\r\nSet-Cookie: x=1")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/login")]
    public async Task Nobody_is_sent_elsewhere_after_a_view_was_kept(string back)
    {
        using var support = Browser();
        await support.LoginAsync("support");
        var token = Token(await support.GetAsync("/admin/views"));
        var name = StoresLab.NewId().ToString();

        var kept = (await support.PostAsync("/admin/views", [token, new("list", "journal"), new("name", name), new("query", "a=b"), new("back", back)])).Is(302);

        kept.Location.ShouldBe("/admin/views?a=b");
        support.Cookies.ContainsKey("x").ShouldBeFalse();
        (await support.PostAsync("/admin/views", [token, new("list", "journal"), new("name", name + "2"), new("query", "a=b\r\nSet-Cookie: x=1"), new("back", "/admin/users")])).Is(400);
        (await support.PostAsync("/admin/views?handler=Remove", [token, new("id", $"{await shop.ScalarAsync<Guid>($"select id from operations.saved_view where name = '{name}'")}"), new("back", back)])).Is(302).Location.ShouldBe("/admin/views");
    }

    [Fact]
    public async Task The_audit_shows_before_and_after_leads_to_the_thing_and_goes_as_csv()
    {
        var store = await shop.SecondAsync();
        using var owner = Browser();
        await owner.LoginAsync("owner");
        (await owner.FillAsync(await owner.GetAsync($"/admin/stores/{store}"), $"/admin/stores/{store}", "#store", ("phone", "+8801733333333"), ("name.bn", Evil))).Is(302);

        var list = (await owner.GetAsync($"/admin/audit?type=stores.store&thing={store}&action=stores.store.update")).Is(200);
        IsHarmless(list);
        var row = list.Html.QuerySelector<IHtmlAnchorElement>("#list tbody a")!;
        row.TextContent.ShouldBe("Changed a store");
        var line = (await owner.GetAsync(row.GetAttribute("href")!)).Is(200);

        IsHarmless(line);
        line.Html.QuerySelector($"main .facts a[href='/admin/stores/{store}']").ShouldNotBeNull();
        line.Html.QuerySelectorAll(".difference .now").Select(cell => cell.TextContent).ShouldContain("+8801733333333");
        line.Html.QuerySelectorAll(".difference .now").Select(cell => cell.TextContent).ShouldContain(Evil);
        var later = TimeProvider.System.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (await owner.GetAsync($"/admin/audit?type=stores.store&from={later}")).Is(200).Html.QuerySelector("#list .empty").ShouldNotBeNull();
        (await owner.GetAsync("/admin/audit?from=soon&actor=me&cursor=x&store=y")).Is(200).Html.QuerySelectorAll("#list tbody tr").Length.ShouldBeGreaterThan(5, "what cannot be read narrows nothing");
        var csv = (await owner.GetAsync($"/admin/audit?handler=Export&thing={store}")).Is(200);
        csv.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        csv.Text.ShouldContain("+8801733333333");
    }

    [Fact]
    public async Task Who_reads_the_audit_of_one_store_sees_no_line_of_another_and_not_who_else_there_is()
    {
        var (mine, other) = (await shop.FirstAsync(), await shop.SecondAsync());
        using var manager = Browser();
        await manager.LoginAsync("manager");

        var list = (await manager.GetAsync("/admin/audit?cols=store&cols=thing")).Is(200);

        list.Html.QuerySelectorAll("#list tbody td:nth-child(2)").Select(cell => cell.TextContent.Trim()).Distinct().ShouldBe(["S1"]);
        list.Html.QuerySelectorAll("select[name=actor] option").Length.ShouldBe(1);
        list.Html.QuerySelectorAll("select[name=store] option").Length.ShouldBe(2);
        (await manager.GetAsync($"/admin/audit?store={other}")).Is(403);
        (await manager.GetAsync($"/admin/audit?handler=Export&store={other}")).Is(403);
        (await manager.GetAsync("/admin/audit?handler=Export")).Is(200).Text.ShouldNotContain(other.ToString());
        var foreign = await shop.ScalarAsync<long>($"select min(id) from platform.audit where store_id = '{other}'");
        (await manager.GetAsync($"/admin/audit/{foreign}")).Is(404);
        (await manager.GetAsync($"/admin/audit/{await shop.ScalarAsync<long>($"select min(id) from platform.audit where store_id = '{mine}'")}")).Is(200);
    }

    [Fact]
    public async Task Dead_letters_are_seen_masked_sent_again_and_discarded_one_many_or_all()
    {
        using var owner = Browser();
        await owner.LoginAsync("owner");
        var one = await DieAsync("test.desk", Evil);
        var mail = await DieAsync("test.desk", "Nobody answers.", "platform.mail_queued.v1");
        var all = new List<long> { await DieAsync("test.desk", "c"), await DieAsync("test.desk", "d"), await DieAsync("test.desk", "e") };
        const string list = "/admin/messages?subscriber=test.desk";
        (await owner.GetAsync("/admin")).Is(200).Html.QuerySelector("a.tile-bad[href='/admin/messages']").ShouldNotBeNull();

        var page = (await owner.GetAsync(list)).Is(200);
        IsHarmless(page);
        page.Html.QuerySelectorAll("#list tbody tr").Length.ShouldBe(5);
        page.Html.QuerySelector("button[formaction='?handler=Discard']")!.GetAttribute("data-confirm").ShouldNotBeNullOrEmpty();
        var detail = (await owner.GetAsync($"/admin/messages/{one}")).Is(200);
        IsHarmless(detail);
        detail.Html.QuerySelector("pre.block")!.TextContent.ShouldBe(Evil);
        detail.Text.ShouldNotContain("s3cr3t", Case.Sensitive, "a secret in it is masked");
        (await owner.GetAsync($"/admin/messages/{mail}")).Is(200).Text.ShouldNotContain("a@b.example");
        (await owner.GetAsync("/admin/messages/999999999")).Is(404);

        (await owner.FillAsync(detail, $"/admin/messages/{one}", "form[action$=Replay]")).Is(302);
        (await StateOfAsync(one)).ShouldBe("waits");
        (await owner.FillAsync(detail, $"/admin/messages/{one}", "form[action$=Replay]")).Is(302);
        (await owner.GetAsync("/admin/messages")).Text.ShouldContain("Somebody else has dealt with it");
        (await owner.PostAsync("/admin/messages?handler=Discard", [Token(page), new("ids", $"{mail}"), new("ids", "nonsense"), new("ids", $"{one}")])).Is(302);
        (await owner.GetAsync("/admin/messages")).Html.QuerySelector("[role=status].alert")!.TextContent.Trim().ShouldBe("1 done, 2 not.");
        (await StateOfAsync(mail)).ShouldBe("gone");
        (await owner.FillAsync(await owner.GetAsync(list), list, "form[action*=ReplayAll]")).Is(302);
        foreach (var position in all)
        {
            (await StateOfAsync(position)).ShouldBe("waits");
        }

        (await owner.GetAsync(list)).Is(200).Html.QuerySelector("#list .empty").ShouldNotBeNull();
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action like 'operations.message.%' and subject_id in ('{one}', '{mail}', '{all[0]}', '{all[1]}', '{all[2]}')")).ShouldBe(5);
    }

    [Fact]
    public async Task A_job_is_run_paused_and_resumed_and_its_error_is_shown_as_text()
    {
        const string job = "identity.forget_old";
        using var owner = Browser();
        await owner.LoginAsync("owner");
        var page = (await owner.GetAsync("/admin/jobs")).Is(200);
        page.Html.QuerySelectorAll("#list tbody tr").Length.ShouldBeGreaterThan(3);
        (await owner.PostAsync("/admin/jobs?handler=Run", [Token(page), new("job", job)])).Is(302);
        await Eventually.IsAsync(async () => (await owner.GetAsync($"/admin/jobs/{job}")).Html.QuerySelector("tbody .bg-green-lt") is not null);
        (await owner.GetAsync($"/admin/jobs/{job}")).Html.QuerySelector("tbody")!.TextContent.ShouldContain("Nasreen Akter");

        (await owner.PostAsync("/admin/jobs?handler=Pause", [Token(page), new("job", job)])).Is(302);
        (await owner.GetAsync("/admin/jobs?state=paused")).Is(200).Html.QuerySelectorAll("#list tbody tr").ShouldHaveSingleItem();
        (await owner.GetAsync($"/admin/jobs/{job}")).Is(200).Html.QuerySelector(".facts")!.TextContent.ShouldContain("By Nasreen Akter since");
        (await owner.PostAsync($"/admin/jobs/{job}?handler=Resume", [Token(page)])).Is(302);
        (await owner.GetAsync("/admin/jobs?state=paused")).Is(200).Html.QuerySelector("#list .empty").ShouldNotBeNull();
        (await owner.PostAsync("/admin/jobs?handler=Run", [Token(page), new("job", "no.such\nline")])).Is(404);
        (await owner.GetAsync("/admin/jobs/no.such")).Is(404);

        await shop.ScalarAsync<object>($"insert into platform.job_run (id, job, entry, host, kind, started_at, finished_at, outcome, error) values (gen_random_uuid(), '{job}', 'x', 'h', 'schedule', now() + interval '1 hour', now() + interval '1 hour', 'failed', '{Evil}') returning id");
        var failed = (await owner.GetAsync($"/admin/jobs/{job}")).Is(200);
        IsHarmless(failed);
        failed.Html.QuerySelector("tbody pre")!.TextContent.ShouldBe(Evil);
        (await owner.GetAsync("/admin")).Html.QuerySelector("a.tile-bad[href='/admin/jobs?state=failed']").ShouldNotBeNull();
        failed.Html.QuerySelector("#follow")!.GetAttribute("data-follow").ShouldBeNullOrEmpty("nothing runs, so nothing is followed");
    }

    [Fact]
    public async Task No_page_sends_more_than_six_statements_and_the_views_cost_one_of_them()
    {
        var position = await DieAsync("test.count", "x");
        var line = await shop.ScalarAsync<long>("select min(id) from platform.audit");
        using var owner = Browser();
        await owner.LoginAsync("owner");
        foreach (var path in (string[])["/admin/audit", $"/admin/audit/{line}", "/admin/messages", $"/admin/messages/{position}", "/admin/jobs", "/admin/jobs/identity.forget_old", "/admin/views", "/admin/users", "/admin/api-keys", "/admin/roles"])
        {
            (await StatementsAsync(owner, path)).ShouldBeInRange(0, 6, path);
        }
    }

    private static async Task<int> StatementsAsync(PageSession browser, string path) =>
        int.Parse((await browser.GetAsync(path)).Is(200).Response.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture);

    private static void IsHarmless(PageAnswer page)
    {
        page.Html.QuerySelectorAll("script").ShouldAllBe(script => script.GetAttribute("src")!.StartsWith("/assets/", StringComparison.Ordinal));
        page.Html.QuerySelectorAll("img[onerror]").ShouldBeEmpty();
    }

    private static KeyValuePair<string, string> Token(PageAnswer page) =>
        KeyValuePair.Create("__RequestVerificationToken", page.Is(200).Html.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value);

    /// <summary>A message that was given up, of a subscriber that nobody is: sent again, it waits.</summary>
    private Task<long> DieAsync(string subscriber, string fault, string name = "test.happened.v1") => shop.ScalarAsync<long>($$"""
        insert into platform.inbox (subscriber, id, name, key, body, occurred_at, attempts, due_at, dead_at, fault)
        values ('{{subscriber}}', gen_random_uuid(), '{{name}}', 'x', '{"to":"a@b.example","inner":[{"accessToken":"s3cr3t"}]}', now(), 3, now(), now(), '{{fault}}') returning position
        """);

    private Task<string> StateOfAsync(long position) => shop.ScalarAsync<string>($"select case when dead_at is not null then 'dead' when handled_at is null then 'waits' when body = '{{}}' then 'gone' else 'handled' end from platform.inbox where position = {position}");

    private Task<string> StateAsync() => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from platform.inbox where dead_at is not null), (select count(*) from platform.qrtz_paused_trigger_grps), (select count(*) from platform.job_run where asked_by is not null),
            (select count(*) from operations.saved_view), (select count(*) from platform.audit where action like 'operations.%'))
        """);

    private PageSession Browser() => new(shop.Http.BaseAddress!);
}
