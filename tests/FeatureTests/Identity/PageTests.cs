using Aisle.Contracts.Identity;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Identity;

/// <summary>The pages of accounts and of the back office, and what attackers try on them.</summary>
public sealed class PageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_shopper_registers_confirms_logs_in_and_out_without_script()
    {
        using var browser = Browser();
        var register = (await browser.GetAsync("/register")).Is(200);
        var again = await browser.SubmitAsync(register, "/register", new() { ["name"] = "", ["email"] = "nobody", ["password"] = "1" });
        again.Is(400).Html.QuerySelectorAll("[role=alert] li").Length.ShouldBe(3);
        again.Html.QuerySelector<AngleSharp.Html.Dom.IHtmlInputElement>("#email")!.Value.ShouldBe("nobody", "what was typed stays");
        (await browser.SubmitAsync(again, "/register", new() { ["name"] = "Anika", ["email"] = "page@example.com", ["password"] = "megh-brishti-rod" })).Is(200).Text.ShouldContain("page@example.com");

        var ticket = await shop.TicketToAsync("page@example.com");
        var confirm = (await browser.GetAsync("/account/confirm?token=" + ticket)).Is(200);
        (await browser.SubmitAsync(confirm, "/account/confirm", [])).Is(302).Location.ShouldBe("/login");
        (await browser.GetAsync("/login")).Text.ShouldContain("confirmed");
        (await browser.GetAsync("/login")).Text.ShouldNotContain("is confirmed", Case.Sensitive, "it is said once");
        var login = await browser.SubmitAsync((await browser.GetAsync("/login")).Is(200), "/login", new() { ["email"] = "page@example.com", ["password"] = "megh-brishti-rod" });
        login.Is(302).Location.ShouldBe("/account");
        (await browser.GetAsync("/account")).Is(200).Text.ShouldContain("Anika");
        (await browser.GetAsync("/bn/account")).Is(200).Text.ShouldContain("আমার অ্যাকাউন্ট");
        (await browser.GetAsync("/admin")).Is(403);
        (await browser.SubmitAsync((await browser.GetAsync("/logout")).Is(200), "/logout", [])).Is(302);
        (await browser.GetAsync("/account")).Is(302).Location.ShouldBe("/login?returnUrl=%2Faccount");
    }

    [Fact]
    public async Task The_cookie_cannot_be_read_by_script_nor_set_before_and_ends_with_the_session()
    {
        using var browser = Browser();
        browser.Cookies["aisle"] = new string('a', 43);
        var login = await browser.LoginAsync("manager");
        login.Is(302).Location.ShouldBe("/admin");
        var cookie = login.Response.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("aisle=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        browser.Cookies["aisle"].ShouldNotBe(new string('a', 43), "a login always makes a new one");
        var kept = browser.Cookies["aisle"];
        (await browser.GetAsync("/account")).Is(200).Response.Headers.CacheControl!.NoStore.ShouldBeTrue();

        (await browser.SubmitAsync((await browser.GetAsync("/logout")).Is(200), "/logout", [])).Is(302);

        browser.Cookies.ContainsKey("aisle").ShouldBeFalse();
        browser.Cookies["aisle"] = kept;
        (await browser.GetAsync("/account")).Is(302);
    }

    [Fact]
    public async Task A_form_of_another_site_of_another_session_or_of_before_the_login_does_nothing()
    {
        using var owner = Browser();
        using var stranger = Browser();
        await owner.LoginAsync("owner");
        await stranger.LoginAsync("manager");
        var before = await UsersAsync();
        var invite = new Dictionary<string, string> { ["name"] = "Thief", ["email"] = "thief@example.com", ["language"] = "en", ["role"] = "owner", ["store"] = "" };

        (await owner.PostAsync("/admin/users/new", invite, ("Origin", "http://evil.example"))).Is(400);
        var token = (await stranger.GetAsync("/account")).Is(200).Html.QuerySelector<AngleSharp.Html.Dom.IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        (await owner.PostAsync("/admin/users/new", [.. invite, new("__RequestVerificationToken", token)])).Is(400);
        using var anonymous = Browser();
        var early = (await anonymous.GetAsync("/login")).Is(200).Html.QuerySelector<AngleSharp.Html.Dom.IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        var form = anonymous.Cookies["aisle-form"];
        await anonymous.LoginAsync("owner");
        anonymous.Cookies["aisle-form"] = form;
        (await anonymous.PostAsync("/admin/users/new", [.. invite, new("__RequestVerificationToken", early)])).Is(400);
        (await owner.PostAsync("/logout", [])).Is(400);
        (await owner.GetAsync("/account")).Is(200);
        (await UsersAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:evil.example")]
    [InlineData("\r\nSet-Cookie: x=1")]
    public async Task Nobody_is_sent_to_another_site_after_a_login(string target)
    {
        using var browser = Browser();

        var login = (await browser.LoginAsync("manager", returnUrl: target)).Is(302);

        login.Location.ShouldBe("/admin");
        browser.Cookies.ContainsKey("x").ShouldBeFalse();
        (await browser.GetAsync("/login?returnUrl=" + Uri.EscapeDataString(target))).Is(302).Location.ShouldBe("/account");
    }

    [Fact]
    public async Task Who_asked_for_a_page_comes_to_it_after_the_login()
    {
        using var browser = Browser();
        (await browser.GetAsync("/bn/admin/users?q=rahima")).Is(302).Location.ShouldBe("/bn/login?returnUrl=%2Fbn%2Fadmin%2Fusers%3Fq%3Drahima");
        (await browser.LoginAsync("owner", returnUrl: "/bn/admin/users?q=rahima")).Is(302).Location.ShouldBe("/bn/admin/users?q=rahima");
        (await browser.GetAsync("/bn/admin/users?q=rahima")).Is(200).Text.ShouldContain("Rahima Khatun");
    }

    [Fact]
    public async Task Each_page_of_the_back_office_is_for_who_holds_its_right_and_the_navigation_shows_no_other()
    {
        using var anonymous = Browser();
        using var cashier = Browser();
        using var owner = Browser();
        await cashier.LoginAsync("customer");
        await owner.LoginAsync("owner");
        var links = (await owner.GetAsync("/admin")).Is(200).Html.QuerySelectorAll<AngleSharp.Html.Dom.IHtmlAnchorElement>("#nav a").Select(link => link.GetAttribute("href")!).ToList();
        links.Count.ShouldBeGreaterThan(3);
        foreach (var path in links)
        {
            (await owner.GetAsync(path)).Is(200);
            (await anonymous.GetAsync(path)).Is(302).Location.ShouldStartWith("/login?returnUrl=");
            (await cashier.GetAsync(path)).Is(403);
        }

        // Staff stay in the back office and are told what they lack; whoever is none sees a page of the shop.
        using var manager = Browser();
        await manager.LoginAsync("manager");
        var refused = (await manager.GetAsync("/admin/users")).Is(403);
        refused.Html.QuerySelector("h1")!.TextContent.ShouldBe("You may not see this");
        refused.Html.QuerySelector("#nav a[href='/admin/products']").ShouldNotBeNull();
        (await manager.GetAsync("/bn/admin/products/0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff")).Is(404).Html.QuerySelector("#nav").ShouldNotBeNull();
        (await cashier.GetAsync("/admin")).Is(403).Html.QuerySelector("#nav").ShouldBeNull();
        (await anonymous.GetAsync("/admin/fault/403")).Is(302);
    }

    [Fact]
    public async Task What_a_stranger_types_is_shown_as_text()
    {
        using var browser = Browser();
        using var owner = Browser();
        const string evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
        (await browser.SubmitAsync((await browser.GetAsync("/register")).Is(200), "/register", new() { ["name"] = evil, ["email"] = "evil@example.com", ["password"] = "megh-brishti-rod" })).Is(200);
        await owner.LoginAsync("owner");

        foreach (var path in (string[])["/admin/users?q=evil", "/admin/users?role=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/admin/search?q=%3Cscript%3Ealert(1)", "/admin/users?sort=%22%3E%3Cscript%3E&status=%3Cscript%3E"])
        {
            var page = (await owner.GetAsync(path)).Is(200);
            page.Html.QuerySelectorAll("script").ShouldAllBe(script => script.GetAttribute("src")!.StartsWith("/assets/", StringComparison.Ordinal));
            page.Html.QuerySelectorAll("img[onerror]").ShouldBeEmpty();
        }

        (await owner.GetAsync("/admin/users?q=evil")).Html.QuerySelector("#list tbody a")!.TextContent.ShouldBe(evil);
    }

    [Fact]
    public async Task Two_who_edit_one_user_are_shown_both_versions()
    {
        using var one = Browser();
        using var other = Browser();
        await one.LoginAsync("owner");
        await other.LoginAsync("admin");
        var id = await shop.ScalarAsync<Guid>("select id from identity.user_account where email = 'support@demo.example'");
        var (mine, theirs) = ((await one.GetAsync($"/admin/users/{id}")).Is(200), (await other.GetAsync($"/admin/users/{id}")).Is(200));
        Dictionary<string, string> Values(string name) => new() { ["name"] = name, ["language"] = "en", ["status"] = "active", ["role"] = "support", ["store"] = "" };

        (await other.SubmitAsync(theirs, $"/admin/users/{id}", Values("Mitu Das Gupta"))).Is(302);
        var conflict = (await one.SubmitAsync(mine, $"/admin/users/{id}", Values("Mitu D."))).Is(412);
        conflict.Html.QuerySelector(".conflict")!.TextContent.ShouldContain("Mitu Das Gupta");
        conflict.Html.QuerySelector(".conflict")!.TextContent.ShouldContain("Mitu D.");
        (await shop.ScalarAsync<string>($"select name from identity.user_account where id = '{id}'")).ShouldBe("Mitu Das Gupta");
        (await one.SubmitAsync(conflict, $"/admin/users/{id}", Values("Mitu D."))).Is(302);
        (await shop.ScalarAsync<string>($"select name from identity.user_account where id = '{id}'")).ShouldBe("Mitu D.");
    }

    [Fact]
    public async Task Users_are_disabled_and_enabled_many_at_a_time_and_the_answer_is_honest()
    {
        using var owner = Browser();
        await owner.LoginAsync("owner");
        var page = (await owner.GetAsync("/admin/users")).Is(200);
        page.Html.QuerySelector("button[formaction='?handler=Disable']")!.GetAttribute("data-confirm").ShouldNotBeNullOrEmpty();
        var ids = await shop.ScalarAsync<Guid[]>("select array_agg(id order by email) from identity.user_account where email in ('owner@demo.example', 'rider@demo.example', 'stock.clerk@demo.example')");
        var token = KeyValuePair.Create("__RequestVerificationToken", page.Html.QuerySelector<AngleSharp.Html.Dom.IHtmlInputElement>(".list-form input[name=__RequestVerificationToken]")!.Value);
        Task<long> DisabledAsync() => shop.ScalarAsync<long>("select count(*) from identity.user_account where status = 'disabled'");

        var some = await owner.PostAsync("/admin/users?handler=Disable", [token, .. ids.Select(id => KeyValuePair.Create("ids", id.ToString())), new("ids", "nobody")]);
        some.Is(409).Html.QuerySelectorAll("#faults li").Select(fault => fault.TextContent).ShouldContain("Nasreen Akter: The shop must keep an owner who can log in.");
        some.Html.QuerySelector("[role=status].alert")!.TextContent.Trim().ShouldBe("2 done, 2 not.");
        (await DisabledAsync()).ShouldBe(2);

        (await owner.PostAsync("/admin/users?handler=Enable", [token, .. ids.Skip(1).Select(id => KeyValuePair.Create("ids", id.ToString()))])).Is(302);
        (await DisabledAsync()).ShouldBe(0);
        using var support = Browser();
        await support.LoginAsync("support");
        var seen = (await support.GetAsync("/admin/users?sort=-email&cols=email")).Is(200);
        var emails = seen.Html.QuerySelectorAll("#list tbody td:first-child").Select(cell => cell.TextContent.Trim()).ToList();
        emails.ShouldBe([.. emails.OrderDescending(StringComparer.Ordinal)]);
        (await support.PostAsync("/admin/users?handler=Disable", [KeyValuePair.Create("__RequestVerificationToken", seen.Html.QuerySelector<AngleSharp.Html.Dom.IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value), new("ids", ids[1].ToString())])).Is(403);
        (await DisabledAsync()).ShouldBe(0);
        (await support.GetAsync("/admin/users?handler=Export&q=rider")).Is(200).Text.ShouldContain("rider@demo.example");
    }

    [Fact]
    public async Task A_key_is_shown_on_the_page_that_makes_it_and_never_again()
    {
        using var browser = Browser();
        await browser.LoginAsync("owner");
        var made = await browser.SubmitAsync((await browser.GetAsync("/admin/api-keys")).Is(200), "/admin/api-keys", new() { ["name"] = "Labels", ["store"] = "", ["permission"] = "identity.user.read" }, "main form.card");
        var secret = made.Is(200).Html.QuerySelector(".secret")!.TextContent;

        (await shop.Http.SendAsync("GET", "/api/v1/users", token: secret)).Is(200);
        (await browser.GetAsync("/admin/api-keys")).Is(200).Text.ShouldNotContain(secret[15..]);
    }

    /// <summary>Taken for nothing, it would be a key of all stores, or for ever, or a role everywhere.</summary>
    [Fact]
    public async Task A_choice_that_cannot_be_read_is_a_fault_and_never_the_widest_one()
    {
        using var browser = Browser();
        await browser.LoginAsync("owner");
        var keys = (await browser.GetAsync("/admin/api-keys")).Is(200);
        var user = await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'cashier@demo.example'");
        const string state = "select concat_ws(' ', (select count(*) from identity.api_key), (select count(*) from identity.user_role), (select sum(version) from identity.user_account))";
        var before = await shop.ScalarAsync<string>(state);

        foreach (var (field, value) in ((string, string)[])[("store", "garbage"), ("expires", "tomorrow")])
        {
            var refused = await browser.FillAsync(keys, "/admin/api-keys", "main form.card", ("name", "Wide"), ("permission", "catalog.product.read"), (field, value));
            refused.Is(400).Html.QuerySelector("#f-name")!.GetAttribute("value").ShouldBe("Wide");
        }

        var page = (await browser.GetAsync($"/admin/users/{user}")).Is(200);
        (await browser.FillAsync(page, $"/admin/users/{user}", "form[data-guard]", ("store", "garbage"))).Is(400);
        (await shop.ScalarAsync<string>(state)).ShouldBe(before);
    }

    [Fact]
    public async Task A_second_factor_is_set_up_and_asked_for_on_pages()
    {
        using var browser = Browser();
        await browser.LoginAsync("accountant");
        var offered = await browser.SubmitAsync((await browser.GetAsync("/account")).Is(200), "/account", [], "form[action$=offerFactor]");
        var secret = offered.Is(200).Html.QuerySelector("code.secret")!.TextContent;
        offered.Html.QuerySelector("img.qr").ShouldNotBeNull();
        (await browser.SubmitAsync(offered, "/account", new() { ["code"] = "000000" }, "form[action$=confirmFactor]")).Is(400);
        var key = SecondFactorTests.FromBase32(secret);
        var confirmed = await browser.SubmitAsync(offered, "/account", new() { ["code"] = Totp.Code(key, Totp.StepOf(TimeProvider.System.GetUtcNow())) }, "form[action$=confirmFactor]");
        confirmed.Is(200).Html.QuerySelectorAll(".codes code").Length.ShouldBe(10);
        var recovery = confirmed.Html.QuerySelector(".codes code")!.TextContent;

        using var other = Browser();
        var step = (await other.LoginAsync("accountant")).Is(200);
        other.Cookies.ContainsKey("aisle").ShouldBeFalse("the password alone opens nothing");
        (await other.SubmitAsync(step, "/login", new() { ["code"] = "123456" })).Is(401);
        (await other.SubmitAsync(step, "/login", new() { ["code"] = recovery })).Is(302).Location.ShouldBe("/admin");
    }

    [Fact]
    public async Task The_first_owner_follows_the_link_that_every_start_prints_until_it_was_used()
    {
        var empty = await shop.Cluster.EmptyAsync();
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, empty);
        await using var _ = app;
        using var __ = http;
        await app.Services.GetRequiredService<Migrator>().RunAsync(TestContext.Current.CancellationToken);
        using var browser = new PageSession(http.BaseAddress!);
        var (first, second) = (await OwnerLinkAsync(app.Services), await OwnerLinkAsync(app.Services));

        (await browser.GetAsync(new Uri(first!).PathAndQuery)).Is(400).Text.ShouldContain("not valid any more");
        var welcome = (await browser.GetAsync(new Uri(second!).PathAndQuery)).Is(200);
        (await browser.SubmitAsync(welcome, "/account/welcome", new() { ["name"] = "Owner", ["email"] = "", ["password"] = "megh-brishti-rod" })).Is(400);
        (await browser.SubmitAsync(welcome, "/account/welcome", new() { ["name"] = "Owner", ["email"] = "me@example.com", ["password"] = "megh-brishti-rod" })).Is(302);
        var login = await browser.SubmitAsync((await browser.GetAsync("/login")).Is(200), "/login", new() { ["email"] = "me@example.com", ["password"] = "megh-brishti-rod" });
        login.Is(302).Location.ShouldBe("/admin");
        (await OwnerLinkAsync(app.Services)).ShouldBeNull();
    }

    private static async Task<string?> OwnerLinkAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IIdentitySetup>().OwnerLinkAsync(TestContext.Current.CancellationToken);
    }

    private PageSession Browser() => new(shop.Http.BaseAddress!);

    private Task<long> UsersAsync() => shop.ScalarAsync<long>("select count(*) from identity.user_account");
}
