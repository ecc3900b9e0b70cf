using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

public sealed class PageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Form = "main form[method=post]";

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task A_supplier_is_added_ordered_from_received_billed_and_paid_by_forms(string language)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var root = language + "/admin/purchasing";
        var form = (await browser.GetAsync(root + "/suppliers/new")).Is(200);
        (await browser.FillAsync(form, root + "/suppliers/new", Form, ("name", ""), ("code", "a b"))).Is(400).Html.QuerySelectorAll(".invalid-feedback").Length.ShouldBe(2);
        var code = language.Length == 0 ? "EN" : "BN";
        var supplier = await FollowAsync(browser, await browser.FillAsync(form, root + "/suppliers/new", Form, ("name", "Padma Traders"), ("code", code), ("paymentDays", "১৫")));
        (await browser.FillAsync(form, root + "/suppliers/new", Form, ("name", "Padma Traders"), ("code", code), ("paymentDays", "15"))).Is(302);
        var sku = await shop.ScalarAsync<string>("select sku from catalog.variant join catalog.product on product.id = product_id where sell_by = 'piece' and status = 'active' and not archived order by product.created_at, sku limit 1");
        var item = "form[action='?handler=Item']";
        (await browser.FillAsync(supplier.Page, supplier.Path, item, ("variantId", "no such thing"))).Is(400).Html.QuerySelector("details[open] .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(supplier.Page, supplier.Path, item, ("variantId", sku), ("packUnits", "12"), ("price", "600"))).Is(302);

        var id = supplier.Path.Split('/')[^1];
        var write = root + "/orders/form/new?supplier=" + id;
        var draft = (await browser.GetAsync(write)).Is(200);
        (await browser.FillAsync(draft, write, Form, ("packs[0]", "-2"))).Is(400).Html.QuerySelector(".buy-row .invalid-feedback").ShouldNotBeNull();
        var order = await FollowAsync(browser, await browser.FillAsync(draft, write, Form, ("packs[0]", "2"), ("expectedOn", "2027-01-31")));
        var act = "form[action='?handler=Act']";
        foreach (var name in (string[])["Approve", "Send"])
        {
            (await browser.FillAsync(order.Page, order.Path, act, ("act", name))).Is(302);
            order = (order.Path, (await browser.GetAsync(order.Path)).Is(200));
        }

        var door = order.Path + "/receive";
        var receive = (await browser.GetAsync(door)).Is(200);
        var counted = (await browser.FillAsync(receive, door + "?handler=Scan", Form, ("scan", sku), ("quantity[0]", "5"))).Is(200);
        counted.Html.QuerySelector("input[name='quantity[0]']")!.GetAttribute("value").ShouldBe("6");
        (await browser.FillAsync(counted, door + "?handler=Scan", Form, ("scan", "nothing"))).Is(200).Html.QuerySelector(".scan-said")!.TextContent.ShouldContain("nothing");
        (await browser.FillAsync(receive, door + "?handler=All", Form)).Is(200).Html.QuerySelector("input[name='quantity[0]']")!.GetAttribute("value").ShouldBe("24");
        (await browser.FillAsync(counted, door + "?handler=All", Form)).Is(200).Html.QuerySelector("input[name='quantity[0]']")!.GetAttribute("value").ShouldBe("6");
        (await browser.FillAsync(counted, door + "?handler=Take", Form, ("quantity[0]", "99"))).Is(409).Html.QuerySelector(".buy-row .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(counted, door + "?handler=Take", Form, ("quantity[0]", "২৪"))).Is(302);
        (await browser.FillAsync(counted, door + "?handler=Take", Form, ("quantity[0]", "২৪"))).Is(302);
        var page = (await browser.GetAsync(order.Path)).Is(200);
        var receipt = page.Html.QuerySelector("main .facts a[href*='/purchasing/receipts/']")!.GetAttribute("href")!;
        page.Html.QuerySelectorAll(".facts a[href*='/purchasing/receipts/']").Length.ShouldBe(1);

        (await browser.GetAsync(receipt)).Is(200).Text.ShouldNotContain("purchasing.", Case.Sensitive, "a text is missing");
        var paper = (await browser.GetAsync(receipt + "/bill")).Is(200);
        (await browser.FillAsync(paper, receipt + "/bill", Form, ("supplierNumber", "P-1"), ("billedOn", BuyLab.Day), ("total", "1"))).Is(400);
        var bill = await FollowAsync(browser, await browser.FillAsync(paper, receipt + "/bill", Form, ("supplierNumber", "P-1"), ("billedOn", BuyLab.Day), ("net[1]", "1500"), ("total", "1500")));
        bill.Page.Html.QuerySelector(".alert-warning").ShouldNotBeNull();
        foreach (var name in (string[])["accept", "post"])
        {
            (await browser.FillAsync(bill.Page, bill.Path, act, ("act", name))).Is(302);
        }

        var owed = (await browser.GetAsync(bill.Path)).Is(200);
        var pay = "form[action='?handler=Pay']";
        (await browser.FillAsync(owed, bill.Path, pay, ("amount", "1501"))).Is(409);
        (await browser.FillAsync(owed, bill.Path, pay, ("amount", "500"))).Is(302);
        (await browser.FillAsync(owed, bill.Path, pay, ("amount", "500"))).Is(302);
        (await browser.GetAsync(supplier.Path)).Is(200).Html.QuerySelector(".numbers dd")!.TextContent.ShouldContain(language.Length == 0 ? "1,000" : "১,০০০");
        // The bill asked 300 more than the goods were worth: into stock with it, and freight on top.
        (await browser.FillAsync(owed, bill.Path, "form[action='?handler=Take']")).Is(302);
        (await browser.GetAsync(bill.Path)).Is(200).Html.QuerySelector("form[action='?handler=Take']").ShouldBeNull();
        var cost = (await browser.GetAsync(receipt + "/cost")).Is(200);
        (await browser.FillAsync(cost, receipt + "/cost?handler=Write", Form, ("kind", "freight"), ("spread", "value"))).Is(400).Html.QuerySelector(".invalid-feedback").ShouldNotBeNull();
        var spread = (await browser.FillAsync(cost, receipt + "/cost?handler=Preview", Form, ("kind", "freight"), ("spread", "value"), ("amount", "১২"))).Is(200);
        spread.Html.QuerySelector("input[name='line[0]']")!.GetAttribute("value").ShouldBe("12.00");
        spread.Html.QuerySelector(".cost-said").ShouldNotBeNull();
        (await browser.FillAsync(spread, receipt + "/cost?handler=Write", Form)).Is(302);
        (await browser.FillAsync(spread, receipt + "/cost?handler=Write", Form)).Is(302);
        var costs = (await browser.GetAsync(receipt)).Is(200);
        costs.Html.QuerySelectorAll("li[id^='LC-']").Length.ShouldBe(2);
        costs.Html.QuerySelector("main")!.TextContent.ShouldNotContain("purchasing.", Case.Sensitive);
        (await browser.GetAsync(order.Path + "/paper")).Is(200).Html.QuerySelector(".paper-lines tbody tr")!.TextContent.ShouldContain(language.Length == 0 ? "1,200.00" : "১,২০০.০০");

        // Some of it goes back, from its receipt; the credit note is set against the bill, at once and later.
        var back = root + "/returns/form/new";
        var sending = (await browser.GetAsync(costs.Html.QuerySelector("a[href*='/returns/form/new']")!.GetAttribute("href")!)).Is(200);
        (await browser.FillAsync(sending, back, Form, ("agreed", "100"))).Is(400);
        (await browser.FillAsync(sending, back, Form, ("quantity[0]", "999999"), ("agreed", "100"))).Is(409).Html.QuerySelector(".buy-row .invalid-feedback").ShouldNotBeNull();
        var sent = await FollowAsync(browser, await browser.FillAsync(sending, back, Form, ("quantity[0]", "2"), ("agreed", "100")));
        (await browser.FillAsync(sending, back, Form, ("quantity[0]", "2"), ("agreed", "100"))).Is(302);
        var note = root + "/credits/form/new";
        var crediting = (await browser.GetAsync(sent.Page.Html.QuerySelector("a[href*='/credits/form/new']")!.GetAttribute("href")!)).Is(200);
        var field = $"bill[{bill.Path.Split('/')[^1]}]";
        (await browser.FillAsync(crediting, note, Form, ("supplierNumber", "CN-1"), (field, "101"))).Is(409).Html.QuerySelector(".invalid-feedback").ShouldNotBeNull();
        var credit = await FollowAsync(browser, await browser.FillAsync(crediting, note, Form, ("supplierNumber", "CN-1"), (field, "40")));
        (await browser.FillAsync(credit.Page, credit.Path, Form, (field, "61"))).Is(409);
        (await browser.FillAsync(credit.Page, credit.Path, Form, (field, "60"))).Is(302);
        var used = (await browser.GetAsync(credit.Path)).Is(200);
        used.Html.QuerySelector(Form).ShouldBeNull();
        foreach (var page1 in (PageAnswer[])[sent.Page, used, crediting, sending])
        {
            page1.Html.QuerySelector("main")!.TextContent.ShouldNotContain("purchasing.", Case.Sensitive);
        }

        (await browser.GetAsync(supplier.Path + "?q=nothing-like-it")).Is(200).Html.QuerySelector("[aria-labelledby=items] table").ShouldBeNull();
        foreach (var path in (string[])["/suppliers", "/orders", "/receipts", "/bills", "/payments", "/returns", "/credits", "/orders/form/new", "/returns/form/new", "/credits/form/new"])
        {
            (await browser.GetAsync(root + path)).Is(200).Html.QuerySelector("main")!.TextContent.ShouldNotContain("purchasing.", Case.Sensitive, path);
            if (path.Count('/') == 1)
            {
                (await browser.GetAsync(root + path + "?handler=Export")).Is(200).Text.Split("\r\n").Length.ShouldBeGreaterThan(2, path);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Serial_numbers_are_scanned_and_typed_where_goods_come_in(string language)
    {
        var lab = await BuyLab.OfAsync(shop);
        var (variant, store) = (lab.Variants[0], StoreId.From(lab.Store));
        await shop.NumberAsync(variant);
        var (sku, tag) = (await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variant}'"), language.Length == 0 ? "E" : "B");
        var gtin = await shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' and code ~ '^[0-9]{{12,14}}$' limit 1");
        var door = $"{language}/admin/purchasing/orders/{await lab.SentAsync(5)}/receive";
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("stock.clerk")).Is(302);
        var page = (await browser.GetAsync(door)).Is(200);
        page.Html.QuerySelectorAll("textarea[name='serials[0]']").Length.ShouldBe(1);
        Count(page).ShouldBe(language.Length == 0 ? "0 of 5" : "৫-এর মধ্যে ০");

        // GS1 text adds a piece with its number, once; a barcode adds a piece, and what is scanned next is its number.
        page = await ScanAsync($"(01){gtin}(21){tag}1");
        page = await ScanAsync($"01{gtin}21{tag}1");
        Quantity(page).ShouldBe("1");
        page.Html.QuerySelector(".scan-said")!.TextContent.ShouldContain(tag + "1");
        page = await ScanAsync(sku);
        Quantity(page).ShouldBe("2");
        page = await ScanAsync(tag + "2");
        (Quantity(page), Serials(page)).ShouldBe(("2", $"{tag}1\n{tag}2"));
        Count(page).ShouldBe(language.Length == 0 ? "2 of 2" : "২-এর মধ্যে ২");
        (await ScanAsync("nothing")).Html.QuerySelector(".scan-said")!.TextContent.ShouldContain("nothing");

        // Too few, twice the same, no range: at the field, and nothing comes in.
        foreach (var bad in (string[])["", $"{tag}1", $"{tag}1 {tag}1", $"{tag}1..{tag}9", $"{tag}2..{tag}1"])
        {
            var refused = (await browser.FillAsync(page, door + "?handler=Take", Form, ("quantity[0]", "2"), ("serials[0]", bad))).Is(400);
            refused.Html.QuerySelector("textarea.is-invalid[name='serials[0]']").ShouldNotBeNull(bad);
            refused.Html.QuerySelector(".buy-serials .invalid-feedback")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, bad);
            Serials(refused).ShouldBe(bad);
        }

        (await shop.OnHandsAsync(store, variant)).ShouldBe(0);

        // A range, and as many as it has; then one that is there already.
        (await browser.FillAsync(page, door + "?handler=Take", Form, ("quantity[0]", ""), ("serials[0]", $"{tag}1..{tag}3"))).Is(302);
        (await shop.OnHandsAsync(store, variant)).ShouldBe(3_000);
        page = (await browser.GetAsync(door)).Is(200);
        (await browser.FillAsync(page, door + "?handler=Take", Form, ("serials[0]", $"{tag}3, {tag}4"))).Is(409).Html.QuerySelector("textarea.is-invalid[name='serials[0]']").ShouldNotBeNull();
        (await browser.FillAsync(page, door + "?handler=Take", Form, ("serials[0]", $"{tag}4, {tag}5"))).Is(302);
        (await shop.ScalarAsync<string>($"select string_agg(code || ' ' || state, ', ' order by code) from inventory.serial where variant_id = '{variant}'")).ShouldBe(string.Join(", ", Enumerable.Range(1, 5).Select(number => $"{tag}{number} stock")));

        // By the API too a range is fine, and what is wrong is told with its field.
        var order = await lab.SentAsync(2);
        object Came(params string[] serials) => new { id = BuyLab.NewId(), lines = new[] { new { variantId = variant.Value, quantity = 2, serials } } };
        (await lab.SendAsync($"/purchase-orders/{order}/receive", Came(tag + "8..x"))).Is(400).Text.ShouldContain("\"field\":\"lines[0].serials\"");
        (await lab.SendAsync($"/purchase-orders/{order}/receive", Came(tag + "8"))).Is(400).Text.ShouldContain("\"field\":\"lines[0].serials\"");
        (await lab.SendAsync($"/purchase-orders/{order}/receive", Came($"{tag}8..{tag}9"))).Is(201);

        // They go back by their numbers: who types a product is asked for them.
        var back = $"{language}/admin/purchasing/returns/form/new";
        page = (await browser.GetAsync($"{back}?supplier={lab.Supplier}")).Is(200);
        page = (await browser.FillAsync(page, back, Form, ("storeId", lab.Store.ToString()), ("variant[0]", sku), ("quantity[0]", "2"), ("agreed", "10"))).Is(400);
        page.Html.QuerySelector("textarea.is-invalid[name='serials[0]']").ShouldNotBeNull();
        (await browser.FillAsync(page, back, Form, ("quantity[0]", ""), ("serials[0]", $"{tag}1..{tag}2"))).Is(302);
        (await shop.ScalarAsync<string>($"select string_agg(code, ' ' order by code) from inventory.serial where variant_id = '{variant}' and state = 'returned'")).ShouldBe($"{tag}1 {tag}2");
        await shop.StockIsWellAsync();
        await lab.AllIsWellAsync();

        async Task<PageAnswer> ScanAsync(string text) => (await browser.FillAsync(page, door + "?handler=Scan", Form, ("scan", text))).Is(200);
        static string Quantity(PageAnswer answer) => answer.Html.QuerySelector("input[name='quantity[0]']")!.GetAttribute("value")!;
        static string Serials(PageAnswer answer) => answer.Html.QuerySelector("textarea[name='serials[0]']")!.TextContent;
        static string Count(PageAnswer answer) => answer.Html.QuerySelector(".buy-serials output")!.TextContent;
    }

    [Fact]
    public async Task Who_may_not_sees_no_page_and_no_button()
    {
        var lab = await BuyLab.OfAsync(shop);
        var order = await lab.SentAsync();
        using var accountant = new PageSession(shop.Http.BaseAddress!);
        (await accountant.LoginAsync("accountant")).Is(302);
        var page = (await accountant.GetAsync("/admin/purchasing/orders/" + order)).Is(200);
        page.Html.QuerySelector("form[action='?handler=Act']").ShouldBeNull();
        page.Html.QuerySelector("a[href$='/receive']").ShouldBeNull();
        (await accountant.GetAsync($"/admin/purchasing/orders/{order}/receive")).Status.ShouldBe(403);
        (await accountant.GetAsync("/admin/purchasing/orders/form/new")).Status.ShouldBe(403);
        using var clerk = new PageSession(shop.Http.BaseAddress!);
        (await clerk.LoginAsync("stock.clerk")).Is(302);
        (await clerk.GetAsync("/admin/purchasing/bills")).Status.ShouldBe(403);
        (await clerk.GetAsync($"/admin/purchasing/orders/{order}/receive")).Is(200);
        (await clerk.GetAsync($"/admin/purchasing/orders/{BuyLab.NewId()}")).Status.ShouldBe(404);
    }

    private async Task<(string Path, PageAnswer Page)> FollowAsync(PageSession browser, PageAnswer answer)
    {
        var path = new Uri(shop.Http.BaseAddress!, answer.Is(302).Location!).AbsolutePath;
        return (path, (await browser.GetAsync(path)).Is(200));
    }
}
