using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>The page of a supplier and that of a receipt lead to what is done next, for who may do it.</summary>
public sealed class SupplierActTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Root = "/admin/purchasing";

    [Theory]
    [InlineData("owner", "", "/orders/form/new #owed /receipts /bills #items #account /orders /payments /returns/form/new /credits/form/new")]
    [InlineData("accountant", "/bn", "#owed /receipts /bills #items #account /orders /payments /credits/form/new")]
    [InlineData("stock_clerk", "", "/orders/form/new /receipts #items /orders /returns/form/new")]
    public async Task A_supplier_leads_to_orders_prices_statement_bills_and_paying(string role, string language, string acts)
    {
        var lab = await BuyLab.OfAsync(shop);
        var bill = await lab.OwedAsync();
        using var browser = await LoginAsync(role);
        var page = (await browser.GetAsync($"{language}{Root}/suppliers/{lab.Supplier}")).Is(200);
        var links = page.Html.QuerySelectorAll(".head-acts a").Select(link => link.GetAttribute("href")!).ToList();
        links.Select(link => link.Split('?')[0].Replace(language + Root, "", StringComparison.Ordinal)).ShouldBe(acts.Split(' '));
        page.Html.QuerySelector(".head-acts")!.TextContent.ShouldNotContain("purchasing.", Case.Sensitive, "a text is missing");
        foreach (var link in links)
        {
            if (link.StartsWith('#'))
            {
                page.Html.QuerySelector(link).ShouldNotBeNull(link);
            }
            else
            {
                var list = (await browser.GetAsync(link)).Is(200);
                // A list stays with the supplier when it is narrowed further, and says so.
                (list.Html.QuerySelector("#list-bar select[name=supplier] option[selected]")?.TextContent ?? (await NameAsync(lab))).ShouldBe(await NameAsync(lab), link);
            }
        }

        var pays = page.Html.QuerySelectorAll("a[href$='#pay']").Select(link => link.GetAttribute("href")).ToList();
        if (acts.Contains("#owed", StringComparison.Ordinal))
        {
            pays.ShouldBe([$"{language}{Root}/bills/{bill}#pay"]);
            (await browser.GetAsync(pays[0]!.Split('#')[0])).Is(200).Html.QuerySelector("form#pay").ShouldNotBeNull();
        }
        else
        {
            pays.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_supplier_without_bills_offers_nothing_to_pay()
    {
        var lab = await BuyLab.OfAsync(shop);
        using var browser = await LoginAsync("owner");
        var page = (await browser.GetAsync($"{Root}/suppliers/{lab.Supplier}")).Is(200);
        page.Html.QuerySelector("a[href='#owed']").ShouldBeNull();
        page.Html.QuerySelector("#owed").ShouldBeNull();
    }

    [Theory]
    [InlineData("owner", "bill returns/form/new cost labels")]
    [InlineData("stock_clerk", "returns/form/new labels")]
    [InlineData("accountant", "bill cost labels")]
    public async Task A_receipt_leads_to_its_bill_return_costs_and_labels(string role, string acts)
    {
        var lab = await BuyLab.OfAsync(shop);
        var receipt = await lab.ReceivedAsync();
        using var browser = await LoginAsync(role);
        var links = (await browser.GetAsync($"/bn{Root}/receipts/{receipt}")).Is(200).Html.QuerySelectorAll(".head-acts a").Select(link => link.GetAttribute("href")!).ToList();
        links.Select(link => link.Split('?')[0]).Select(link => link[(link.Contains("form/new", StringComparison.Ordinal) ? link.IndexOf("returns", StringComparison.Ordinal) : link.LastIndexOf('/') + 1)..]).ShouldBe(acts.Split(' '));
        foreach (var link in links)
        {
            (await browser.GetAsync(link)).Is(200);
        }

        if (links.Find(link => link.Contains("/returns/form/new", StringComparison.Ordinal)) is { } back)
        {
            (await browser.GetAsync(back)).Is(200).Html.QuerySelectorAll(".breadcrumb a").Select(crumb => crumb.GetAttribute("href")!).ShouldBe([$"/bn{Root}/returns", $"/bn{Root}/suppliers/{lab.Supplier}", $"/bn{Root}/receipts/{receipt}"]);
        }
    }

    [Fact]
    public async Task A_wide_order_is_moved_inside_of_its_paper()
    {
        var order = await (await BuyLab.OfAsync(shop)).SentAsync();
        using var browser = await LoginAsync("owner");
        (await browser.GetAsync($"{Root}/orders/{order}/paper")).Is(200).Html.QuerySelector(".paper .paper-table[tabindex='0'][aria-label] > .paper-lines").ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_expected_of_a_line_is_said_once_though_it_comes_in_several_lots()
    {
        var lab = await BuyLab.OfAsync(shop);
        await shop.LotAsync(lab.Variants[0], "ONCE");
        using var browser = await LoginAsync("stock_clerk");
        var door = $"{Root}/orders/{await lab.SentAsync(7)}/receive";
        var page = (await browser.GetAsync(door)).Is(200);
        page = (await browser.FillAsync(page, door + "?handler=Lot", "main form[method=post]", ("another", "0"))).Is(200);
        var rows = page.Html.QuerySelectorAll(".buy-row .buy-name").ToList();
        rows.Select(row => row.TextContent.Contains("7 pieces of 7 pieces expected", StringComparison.Ordinal)).ShouldBe([true, false]);
        rows.Select(row => row.QuerySelector("button[name=another]") is not null).ShouldBe([false, true], "behind the last lot comes the next");
    }

    private Task<string> NameAsync(BuyLab lab) => shop.ScalarAsync<string>($"select name from purchasing.supplier where id = '{lab.Supplier}'");

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
