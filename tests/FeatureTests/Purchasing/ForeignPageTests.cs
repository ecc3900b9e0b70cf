using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

public sealed class ForeignPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Form = "main form[method=post]";
    private const string Rate = "input[name=rate]";

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task A_foreign_supplier_is_added_ordered_from_received_billed_paid_and_credited_by_forms(string language)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var (root, unit) = (language + "/admin/purchasing", language.Length == 0 ? "AUD" : "CAD");
        var form = (await browser.GetAsync(root + "/suppliers/new")).Is(200);
        form.Html.QuerySelector("select[name=currency] option[selected]")!.GetAttribute("value").ShouldBe("BDT");
        (await browser.FillAsync(form, root + "/suppliers/new", Form, ("name", "Sydney Foods"), ("code", unit), ("currency", "XXX"))).Is(400).Html.QuerySelector(".invalid-feedback").ShouldNotBeNull();
        var supplier = await FollowAsync(browser, await browser.FillAsync(form, root + "/suppliers/new", Form, ("name", "Sydney Foods"), ("code", unit), ("currency", unit), ("minimumOrder", "10.50")));
        supplier.Page.Html.QuerySelector("select[name=currency] option[selected]")!.GetAttribute("value").ShouldBe(unit);
        var sku = await shop.ScalarAsync<string>("select sku from catalog.variant join catalog.product on product.id = product_id where sell_by = 'piece' and status = 'active' and not archived order by product.created_at, sku limit 1");
        (await browser.FillAsync(supplier.Page, supplier.Path, "form[action='?handler=Item']", ("variantId", sku), ("packUnits", "1"), ("price", "6.25"))).Is(302);
        var priced = (await browser.GetAsync(supplier.Path)).Is(200);
        priced.Html.QuerySelector("select[name=currency]").ShouldBeNull();
        priced.Html.QuerySelector("input[name=currency]")!.HasAttribute("readonly").ShouldBeTrue();

        // Somebody else approves what nobody can tell the worth of.
        var id = supplier.Path.Split('/')[^1];
        var write = root + "/orders/form/new?supplier=" + id;
        var order = await FollowAsync(browser, await browser.FillAsync((await browser.GetAsync(write)).Is(200), write, Form, ("packs[0]", "4")));
        order.Page.Text.ShouldContain(unit);
        (await browser.FillAsync(order.Page, order.Path, "form[action='?handler=Act']", ("act", "Approve"))).Is(409);
        (await shop.Http.SendAsync("POST", $"/api/v1/purchase-orders/{order.Path.Split('/')[^1]}/approve", new { }, await shop.Http.TokenAsync("manager"))).Is(200);
        (await browser.FillAsync((await browser.GetAsync(order.Path)).Is(200), order.Path, "form[action='?handler=Act']", ("act", "Send"))).Is(302);
        (await browser.GetAsync(order.Path + "/paper")).Is(200).Html.QuerySelector(".paper")!.TextContent.ShouldContain(unit);

        var door = order.Path + "/receive";
        var receive = (await browser.GetAsync(door)).Is(200);
        receive.Html.QuerySelector(Rate)!.GetAttribute("value").ShouldBe("");
        (await browser.FillAsync(receive, door + "?handler=Take", Form, ("quantity[0]", "4"))).Is(400).Html.QuerySelector("#f-rate-fault").ShouldNotBeNull();
        (await browser.FillAsync(receive, door + "?handler=Take", Form, ("quantity[0]", "4"), ("rate", "eighty"))).Is(400).Html.QuerySelector("#f-rate-fault").ShouldNotBeNull();
        (await browser.FillAsync(receive, door + "?handler=Take", Form, ("quantity[0]", "4"), ("rate", "৮০.৫"))).Is(302);
        var receipt = (await browser.GetAsync(order.Path)).Is(200).Html.QuerySelector("main .facts a[href*='/purchasing/receipts/']")!.GetAttribute("href")!;
        var came = (await browser.GetAsync(receipt)).Is(200);
        came.Html.QuerySelector(".numbers")!.TextContent.ShouldContain(language.Length == 0 ? "80.5" : "৮০.৫");

        var paper = (await browser.GetAsync(receipt + "/bill")).Is(200);
        paper.Html.QuerySelector(Rate)!.GetAttribute("value").ShouldBe("80.5");
        paper.Html.QuerySelector("input[name='net[1]']")!.GetAttribute("value").ShouldBe("25.00");
        (await browser.FillAsync(paper, receipt + "/bill", Form, ("supplierNumber", "P-1"), ("billedOn", BuyLab.Day), ("total", "25"), ("rate", "0"))).Is(400).Html.QuerySelector("#f-rate-fault").ShouldNotBeNull();
        var bill = await FollowAsync(browser, await browser.FillAsync(paper, receipt + "/bill", Form, ("supplierNumber", "P-1"), ("billedOn", BuyLab.Day), ("total", "25"), ("rate", "81")));
        (await browser.FillAsync(bill.Page, bill.Path, "form[action='?handler=Act']", ("act", "post"))).Is(302);
        var owed = (await browser.GetAsync(bill.Path)).Is(200);
        owed.Html.QuerySelector(".numbers")!.TextContent.ShouldContain(language.Length == 0 ? "2,025" : "২,০২৫");
        var pay = "form[action='?handler=Pay']";
        owed.Html.QuerySelector(pay + " " + Rate)!.GetAttribute("value").ShouldBe("81");
        (await browser.FillAsync(owed, bill.Path, pay, ("amount", "5"), ("rate", "-1"))).Is(400).Html.QuerySelector("#f-rate-fault").ShouldNotBeNull();
        (await browser.FillAsync(owed, bill.Path, pay, ("amount", "5"), ("rate", "82"))).Is(302);

        var back = $"{root}/returns/form/new?receipt={receipt.Split('/')[^1]}";
        var sending = (await browser.GetAsync(back)).Is(200);
        sending.Html.QuerySelector(Rate)!.GetAttribute("value").ShouldBe("82");
        var sent = await FollowAsync(browser, await browser.FillAsync(sending, root + "/returns/form/new", Form, ("quantity[0]", "1"), ("agreed", "6.25")));
        var crediting = (await browser.GetAsync($"{root}/credits/form/new?return={sent.Path.Split('/')[^1]}")).Is(200);
        crediting.Html.QuerySelector(Rate)!.GetAttribute("value").ShouldBe("82");
        var credit = await FollowAsync(browser, await browser.FillAsync(crediting, root + "/credits/form/new", Form, ("supplierNumber", "C-1"), ("rate", "80"), ($"bill[{bill.Path.Split('/')[^1]}]", "6.25")));
        var standing = (await browser.GetAsync(supplier.Path)).Is(200);
        standing.Html.QuerySelector("[aria-labelledby=account] table").ShouldNotBeNull();
        foreach (var page in (PageAnswer[])[supplier.Page, priced, receive, came, paper, owed, sending, sent.Page, crediting, credit.Page, standing])
        {
            page.Html.QuerySelector("main")!.TextContent.ShouldNotContain("purchasing.", Case.Sensitive, "a text is missing");
        }
    }

    [Fact]
    public async Task Where_the_supplier_has_the_company_s_currency_no_form_asks_for_a_rate()
    {
        var lab = await BuyLab.OfAsync(shop);
        var (order, bill) = (await lab.SentAsync(), await lab.OwedAsync());
        var receipt = await lab.ReceivedAsync();
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        foreach (var path in (string[])[$"orders/{order}/receive", $"receipts/{receipt}/bill", $"bills/{bill}", $"returns/form/new?receipt={receipt}", $"credits/form/new?supplier={lab.Supplier}", $"receipts/{receipt}", $"suppliers/{lab.Supplier}"])
        {
            var page = (await browser.GetAsync("/admin/purchasing/" + path)).Is(200);
            page.Html.QuerySelector(Rate).ShouldBeNull(path);
            page.Html.QuerySelector("main")!.TextContent.ShouldNotContain("In the books", Case.Sensitive, path);
        }
    }

    private async Task<(string Path, PageAnswer Page)> FollowAsync(PageSession browser, PageAnswer answer)
    {
        var path = new Uri(shop.Http.BaseAddress!, answer.Is(302).Location!).AbsolutePath;
        return (path, (await browser.GetAsync(path)).Is(200));
    }
}
