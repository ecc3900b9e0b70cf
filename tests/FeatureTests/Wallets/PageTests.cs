using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Wallets;

public sealed class PageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_wallet_is_opened_and_moved_by_forms_and_a_form_sent_twice_moves_once()
    {
        using var browser = await LoginAsync("owner");
        var form = (await browser.GetAsync("/admin/wallets/new")).Is(200);
        (await browser.FillAsync(form, "/admin/wallets/new", "main form[method=post]", ("email", "nobody@example.com"))).Is(400).Text.ShouldContain("Nobody has this address");
        var opened = (await browser.FillAsync(form, "/admin/wallets/new", "main form[method=post]", ("email", "SUPPORT@demo.example"), ("kind", "Wallet"))).Is(302);
        var path = new Uri(shop.Http.BaseAddress!, opened.Location!).AbsolutePath;
        var page = (await browser.GetAsync(path)).Is(200);
        var topUp = "form[action='?handler=Move']:has(input[value=top_up])";
        (await browser.FillAsync(page, path, topUp, ("amount", "-5"))).Is(400).Html.QuerySelector("details[open] .invalid-feedback")!.TextContent.ShouldContain("above zero");
        (await browser.FillAsync(page, path, topUp, ("amount", "১২০.৫০"), ("tender", "bkash"))).Is(302);
        (await browser.FillAsync(page, path, topUp, ("amount", "120.50"), ("tender", "bkash"))).Is(302);
        (await browser.GetAsync(path)).Is(200).Html.QuerySelector(".numbers dd")!.TextContent.ShouldContain("120.50");
        page = await browser.GetAsync(path);
        (await browser.FillAsync(page, path, "form[action='?handler=Move']:has(input[value=hold])", ("amount", "20"), ("document", "S-9"))).Is(302);
        page = await browser.GetAsync(path);
        (await browser.FillAsync(page, path, "form[action='?handler=Status']:has(input[value=freeze])", ("reason", "Lost phone"))).Is(302);
        page = (await browser.GetAsync(path)).Is(200);
        page.Text.ShouldContain("Lost phone");
        page.Html.QuerySelector("form:has(input[value=pay])").ShouldBeNull();
        (await browser.GetAsync(path + "?handler=Export")).Is(200).Text.ShouldContain("wallet_top_up");
        (await browser.GetAsync("/admin/wallets?q=mitu&kind=wallet")).Is(200).Text.ShouldContain("Mitu Das");
        (await browser.GetAsync("/admin/wallets?handler=Export&kind=wallet")).Is(200).Text.ShouldContain("Mitu Das");
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task Cards_are_issued_on_a_page_that_shows_their_codes_once()
    {
        using var browser = await LoginAsync("owner");
        var form = (await browser.GetAsync("/admin/gift-cards/new")).Is(200);
        var issued = (await browser.FillAsync(form, "/admin/gift-cards/new", "#issue", ("amount", "300"), ("count", "2"))).Is(200);
        issued.Html.QuerySelectorAll("tbody code").Length.ShouldBe(4);
        var code = issued.Html.QuerySelector("tbody code")!.TextContent;
        code.Length.ShouldBe(24);
        (await browser.FillAsync(form, "/admin/gift-cards/new", "#issue", ("amount", "300"), ("count", "2"))).Is(200).Text.ShouldNotContain(code);
        var list = (await browser.GetAsync("/admin/gift-cards?q=" + code[^4..])).Is(200);
        list.Text.ShouldContain(code[^4..]);
        list.Text.ShouldNotContain(code);
        var page = (await browser.GetAsync(list.Html.QuerySelector(".row-link")!.GetAttribute("href")!)).Is(200);
        page.Text.ShouldNotContain(code);
        (await browser.GetAsync("/admin/gift-cards?handler=Export")).Is(200).Text.ShouldContain(code[^4..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Limits_and_rates_are_edited_and_who_may_only_read_sees_no_button(string language)
    {
        using var browser = await LoginAsync("accountant");
        var limits = (await browser.GetAsync(language + "/admin/wallet-limits")).Is(200);
        var first = limits.Html.QuerySelector("main details")!.Id!;
        (await browser.FillAsync(limits, language + "/admin/wallet-limits", $"#{first} form", ("dayOut", "x"))).Is(400).Html.QuerySelector($"#{first}[open] .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(limits, language + "/admin/wallet-limits", $"#{first} form", ("dayOut", "12345.67"))).Is(302);
        (await browser.GetAsync(language + "/admin/wallet-limits")).Is(200).Text.ShouldContain("12345.67");
        (await browser.FillAsync(limits, language + "/admin/wallet-limits", $"#{first} form", ("dayOut", "1"))).Is(412);
        var points = (await browser.GetAsync(language + "/admin/points")).Is(200);
        (await browser.FillAsync(points, language + "/admin/points", "main form[method=post]", ("days", "0"))).Is(400);
        (await browser.FillAsync(points, language + "/admin/points", "main form[method=post]", ("days", "400"))).Is(302);

        using var reader = await LoginAsync("support");
        (await reader.GetAsync(language + "/admin/wallet-limits")).Is(200).Html.QuerySelector("main button[type=submit]").ShouldBeNull();
        (await reader.GetAsync(language + "/admin/points")).Is(200).Html.QuerySelector("main button[type=submit]").ShouldBeNull();
        (await reader.GetAsync(language + "/admin/gift-cards/new")).Status.ShouldBe(403);
        var wallet = await shop.ScalarAsync<Guid>("select id from wallets.wallet where kind = 'points' limit 1");
        (await reader.GetAsync($"{language}/admin/wallets/{wallet}")).Is(200);
        (await reader.GetAsync($"{language}/admin/wallets/{WalletsLab.NewId()}")).Status.ShouldBe(404);
        foreach (var kind in Enum.GetValues<WalletKind>())
        {
            var id = await shop.ScalarAsync<Guid>($"select id from wallets.wallet where kind = '{Aisle.Platform.Database.ChoiceWords.Of(kind)}' limit 1");
            var page = (await browser.GetAsync($"{language}/admin/wallets/{id}")).Is(200);
            page.Text.ShouldNotContain("wallets.", Case.Sensitive, "a text is missing");
        }
    }

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
