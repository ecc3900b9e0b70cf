using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

public sealed class ActPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task An_adjustment_is_made_by_a_form_and_approved_by_somebody_else(string language)
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(language.Length, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100_000);
        using var manager = await LoginAsync("manager");
        var path = language + "/admin/stock/adjustments";
        var form = (await manager.GetAsync(path + "/new")).Is(200);
        (await manager.FillAsync(form, path + "/new", "#adjust", ("lines[0].code", "no such thing"), ("lines[0].quantity", "2"))).Is(400).Html.QuerySelector(".act-row .invalid-feedback").ShouldNotBeNull();
        var made = (await manager.FillAsync(form, path + "/new", "#adjust", ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "২"))).Is(302);
        (await manager.FillAsync(form, path + "/new", "#adjust", ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "2"))).Is(302).Location.ShouldBe(made.Location);
        var own = (await manager.GetAsync(made.Location!)).Is(200);
        own.Html.QuerySelector("#approve").ShouldBeNull();
        using var accountant = await LoginAsync("accountant");
        var page = (await accountant.GetAsync(made.Location!)).Is(200);
        (await accountant.FillAsync(page, made.Location!, "#approve")).Is(302);
        (await shop.OnHandAsync(store, variant)).ShouldBe(8_000);
        (await accountant.GetAsync(made.Location!)).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await manager.GetAsync(path + "?state=posted")).Is(200).Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
        (await manager.GetAsync(path + "?handler=Export")).Is(200).Text.ShouldContain("AD-S1");
        (await accountant.GetAsync(path + "/new")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_transfer_is_written_sent_and_received_by_forms()
    {
        var (from, to, variant) = (await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(10, 1))[0]);
        await shop.ReceiveAsync(from, variant, 10, 100);
        using var browser = await LoginAsync("owner");
        var form = (await browser.GetAsync("/admin/stock/transfers/new")).Is(200);
        var made = (await browser.FillAsync(form, "/admin/stock/transfers/new", "#transfer", ("fromStoreId", from.ToString()), ("toStoreId", to.ToString()), ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "4"))).Is(302).Location!;
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#send")).Is(302);
        var page = (await browser.GetAsync(made)).Is(200);
        (await browser.FillAsync(page, made, "#receive", ("arrived[1]", "5"))).Is(400).Html.QuerySelector("#receive .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, made, "#receive", ("arrived[1]", "3"))).Is(302);
        (await shop.OnHandAsync(to, variant)).ShouldBe(3_000);
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#close")).Is(302);
        (await browser.GetAsync("/bn" + made)).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await browser.GetAsync("/admin/stock/transfers?handler=Export")).Is(200).Text.ShouldContain("TR-S1");
        using var manager = await LoginAsync("manager");
        var foreign = (await browser.FillAsync(form, "/admin/stock/transfers/new", "#transfer", ("key", ActsLab.NewId().ToString()), ("fromStoreId", to.ToString()), ("toStoreId", (await shop.StoreAsync(2)).ToString()), ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "1"))).Is(302).Location!;
        (await manager.GetAsync(foreign)).Status.ShouldBe(404);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_count_is_begun_scanned_and_closed_without_script()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(20, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 10);
        var sku = await SkuAsync(variant);
        using var browser = await LoginAsync("owner");
        var form = (await browser.GetAsync("/admin/stock/counts/new")).Is(200);
        (await browser.FillAsync(form, "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", "no-such-thing"))).Is(400);
        var made = (await browser.FillAsync(form, "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", sku), ("storeId", store.ToString()))).Is(302).Location!;
        var page = (await browser.GetAsync(made)).Is(200);
        page.Html.QuerySelector("details.change")!.TextContent.ShouldContain(sku);
        (await browser.FillAsync(page, made, "#scan", ("code", "nothing"), ("mode", "Set"))).Is(400).Html.QuerySelector("#scan .invalid-feedback").ShouldNotBeNull();
        var asked = (await browser.FillAsync(page, made, "#scan", ("code", sku))).Is(200);
        asked.Html.QuerySelector("#f-quantity[autofocus]").ShouldNotBeNull("a scanner has ended the code with Enter");
        (await browser.FillAsync(asked, made, "#scan", ("quantity", "7"), ("mode", "Set"))).Is(302);
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#scan", ("code", sku), ("quantity", "2"), ("mode", "Add"))).Is(302);
        var counted = (await browser.GetAsync(made)).Is(200);
        counted.Html.QuerySelector("tbody")!.TextContent.ShouldContain("9");
        (await browser.FillAsync(counted, made, "#close")).Is(409);
        (await browser.FillAsync(counted, made, "#close", ("withoutRecount", "true"))).Is(302);
        (await shop.OnHandAsync(store, variant)).ShouldBe(9_000);
        (await browser.GetAsync("/bn" + made + "?off=true")).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await browser.GetAsync("/bn/admin/stock/counts/new")).Is(200);
        (await browser.GetAsync("/admin/stock/counts?handler=Export")).Is(200).Text.ShouldContain("CT-S1");
        using var support = await LoginAsync("support");
        (await support.GetAsync("/admin/stock/counts/new")).Status.ShouldBe(403);
        (await support.GetAsync(made)).Is(200).Html.QuerySelector("#scan").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Who_scans_a_case_is_told_that_cases_are_counted(string language)
    {
        var store = await shop.StoreAsync();
        var said = await shop.ScalarAsync<string>("""
            select barcode.printed || ' ' || variant.sku from catalog.pack join catalog.barcode on pack_id = pack.id join catalog.variant on variant.id = pack.variant_id join catalog.product on product.id = product_id
            where units_thousandths = 12000 and sell_by = 'piece' and product.status = 'active' and barcode.kind = 'gtin' order by variant.sku limit 1
            """);
        var (code, sku) = (said.Split(' ')[0], said.Split(' ')[1]);
        using var browser = await LoginAsync("owner");
        var made = (await browser.FillAsync((await browser.GetAsync(language + "/admin/stock/counts/new")).Is(200), language + "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", sku), ("storeId", store.ToString()))).Is(302).Location!;
        var asked = (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#scan", ("code", code))).Is(200);
        asked.Html.QuerySelector("#f-code-note")!.TextContent.ShouldContain(language.Length == 0 ? "= 12 pieces" : "= ১২");
        var taken = (await browser.GetAsync((await browser.FillAsync(asked, made, "#scan", ("quantity", "2"))).Is(302).Location!)).Is(200);
        taken.Html.QuerySelector(".alert-success, [role=status]")!.TextContent.ShouldContain(language.Length == 0 ? "2 × 12 pieces" : "× ১২");

        var form = (await browser.GetAsync(language + "/admin/stock/adjustments/new")).Is(200);
        var looked = (await browser.FillAsync(form, language + "/admin/stock/adjustments/new", "main form[method=post]", ("lines[0].code", code), ("look", "true"))).Is(200);
        looked.Html.QuerySelector("main form")!.TextContent.ShouldContain(language.Length == 0 ? "= 12 pieces" : "= ১২");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Pieces_are_counted_one_after_another_by_what_a_scanner_types(string language)
    {
        var (store, variant, plain) = (await shop.StoreAsync(), await shop.NumberedAsync(30 + language.Length), (await shop.VariantsAsync(40 + language.Length, 1))[0]);
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Receipt, new NewStockLine(variant, 3_000, Serials: ["N1", "N2", "N3"])), CancellationToken.None))).Errors.ShouldBeEmpty();
        var (sku, other) = (await SkuAsync(variant), await SkuAsync(plain));
        var gtin = await shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' and code ~ '^[0-9]{{12,14}}$' limit 1");
        using var browser = await LoginAsync("owner");
        var made = (await browser.FillAsync((await browser.GetAsync(language + "/admin/stock/counts/new")).Is(200), language + "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", sku + " " + other), ("storeId", store.ToString()), ("blind", "false"))).Is(302).Location!;
        var page = (await browser.GetAsync(made)).Is(200);
        page.Html.QuerySelector("#f-serial").ShouldBeNull();

        // The barcode first, then number by number without it; each page asks for the next one.
        var asked = (await browser.FillAsync(page, made, "#scan", ("code", sku))).Is(200);
        asked.Html.QuerySelector("#f-serial[autofocus][data-camera]").ShouldNotBeNull();
        asked.Html.QuerySelector("#f-quantity").ShouldBeNull();
        var wrong = (await browser.FillAsync(asked, made, "#scan", ("serial", "N 1"))).Is(400);
        wrong.Html.QuerySelector("#f-serial-note.invalid-feedback").ShouldNotBeNull();
        wrong.Html.QuerySelector("#f-serial")!.GetAttribute("value").ShouldBe("N 1");
        var next = await FollowAsync(await browser.FillAsync(asked, made, "#scan", ("serial", "N1")));
        next.Html.QuerySelector("#f-code")!.GetAttribute("value").ShouldBe(sku);
        next.Html.QuerySelector(".pieces")!.TextContent.ShouldContain("N2");
        var again = await FollowAsync(await browser.FillAsync(next, made, "#scan", ("serial", "N1")));
        again.Html.QuerySelector(".alert-success, [role=status]")!.TextContent.ShouldContain("N1");
        next = await FollowAsync(await browser.FillAsync(again, made, "#scan", ("serial", $"]d201{gtin}21N9")));

        // GS1 text says both at once; another product's code goes on with that one, and asks how many.
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#scan", ("code", $"(01){gtin}(21)N3"))).Is(302);
        var turned = (await browser.FillAsync(next, made, "#scan", ("serial", other))).Is(200);
        turned.Html.QuerySelector("#f-quantity[autofocus]").ShouldNotBeNull();
        turned.Html.QuerySelector("#f-code")!.GetAttribute("value").ShouldBe(other);

        var done = (await browser.GetAsync(made)).Is(200);
        var pieces = done.Html.QuerySelectorAll(".pieces dl > div").Select(group => group.QuerySelector("dd")!.TextContent).ToList();
        pieces.ShouldBe(["N2", "N9", "N1, N3"], "missing, found, seen");
        done.Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
        (await browser.FillAsync(done, made, "#close", ("withoutRecount", "true"))).Is(302);
        (await browser.GetAsync(made)).Is(200).Html.QuerySelectorAll(".pieces dd").Select(codes => codes.TextContent).ShouldBe(["N2", "N9", "N1, N3"]);
        (await shop.OnHandAsync(store, variant)).ShouldBe(3_000);
        await shop.StockIsWellAsync();

        // One who counts blindly sees what was scanned.
        var blind = (await browser.FillAsync((await browser.GetAsync(language + "/admin/stock/counts/new")).Is(200), language + "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", sku), ("storeId", store.ToString()), ("blind", "true"))).Is(302).Location!;
        (await browser.FillAsync((await browser.GetAsync(blind)).Is(200), blind, "#scan", ("code", $"01{gtin}21N1"))).Is(302);
        (await browser.GetAsync(blind)).Is(200).Html.QuerySelectorAll(".pieces dd").Select(codes => codes.TextContent).ShouldBe(["N1"]);

        async Task<PageAnswer> FollowAsync(PageAnswer answer) => (await browser.GetAsync(answer.Is(302).Location!)).Is(200);
    }

    private Task<string> SkuAsync(VariantId variant) => shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variant}'");

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
