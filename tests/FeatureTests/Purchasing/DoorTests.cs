using System.Text.Json;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>Goods at the door, by the form: what GS1 text says, lots, prices, and what is archived.</summary>
public sealed class DoorTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Form = "main form[method=post]";

    [Fact]
    public async Task What_gs1_text_says_of_count_lot_and_expiry_is_received()
    {
        var lab = await BuyLab.OfAsync(shop);
        var gtin = await GtinAsync(lab);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("stock.clerk")).Is(302);
        var (door, page) = await OpenAsync(browser, await lab.SentAsync(40));

        page = await ScanAsync($"(01){gtin}(10)L2311(17)270331(37)12");
        Row(page, 0).ShouldBe(("12", "L2311", "2027-03-31"));
        page.Html.QuerySelector(".scan-said")!.TextContent.ShouldContain("L2311");
        // The same lot counts where it stands; a plain barcode says nothing of a lot; the next lot has a row of its own.
        page = await ScanAsync($"01{gtin}10L2311\u001D3712");
        Row(page, 0).ShouldBe(("24", "L2311", "2027-03-31"));
        page = await ScanAsync($"(01){gtin}(15)270401(10)L2312(37)4");
        Row(page, 1).ShouldBe(("4", "L2312", "2027-04-01"));
        page = await ScanAsync($"(01){gtin}(10)L2312");
        (Row(page, 0).Quantity, Row(page, 1).Quantity).ShouldBe(("24", "5"));
        (await browser.FillAsync(page, door + "?handler=Take", Form)).Is(302);
        (await shop.ScalarAsync<string>($"""
            select string_agg(lot.code || ' ' || lot.expires_on || ' ' || on_hand / 1000, ', ' order by lot.code) from inventory.balance join inventory.lot on lot.id = lot_id where balance.variant_id = '{lab.Variants[0]}'
            """)).ShouldBe("L2311 2027-03-31 24, L2312 2027-04-01 5");
        await lab.AllIsWellAsync();

        async Task<PageAnswer> ScanAsync(string text) => (await browser.FillAsync(page, door + "?handler=Scan", Form, ("scan", text))).Is(200);
    }

    [Fact]
    public async Task A_draft_may_be_below_the_suppliers_minimum_and_is_not_approved_before_it_has_grown()
    {
        var lab = await BuyLab.OfAsync(shop);
        await shop.ScalarAsync<int>($"update purchasing.supplier set minimum_order = 300_00 where id = '{lab.Supplier}' returning 1");
        var draft = (await lab.SendAsync("/purchase-orders", lab.Order(packs: 2, price: 100))).Is(201).Json.GetProperty("order").GetProperty("id").GetString();
        (await lab.SendAsync($"/purchase-orders/{draft}/approve", new { })).Is(409).Code.ShouldBe("purchase.order_minimum");
        var enough = (await lab.SendAsync("/purchase-orders", lab.Order(packs: 3, price: 100))).Is(201).Json.GetProperty("order").GetProperty("id").GetString();
        (await lab.SendAsync($"/purchase-orders/{enough}/approve", new { })).Is(200);
    }

    [Fact]
    public async Task A_suppliers_code_is_first_that_of_the_supplier_whose_order_it_is()
    {
        var (lab, other) = (await BuyLab.OfAsync(shop), await BuyLab.OfAsync(shop));
        (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = lab.Variants[0].Value, supplierCode = "Q100", price = BuyLab.Taka(5) })).Is(200);
        (await lab.SendAsync($"/suppliers/{other.Supplier}/items", new { variantId = other.Variants[1].Value, supplierCode = "Q100", price = BuyLab.Taka(5) })).Is(200);
        var door = $"/admin/purchasing/orders/{await lab.SentAsync()}/receive";
        using var owner = new PageSession(shop.Http.BaseAddress!);
        (await owner.LoginAsync("owner")).Is(302);
        var page = (await owner.FillAsync((await owner.GetAsync(door)).Is(200), door + "?handler=Scan", Form, ("scan", "q100"))).Is(200);
        page.Html.QuerySelector(".scan-said")!.TextContent.ShouldNotContain("not in this order");
        page.Html.QuerySelector("[name='quantity[0]']")!.GetAttribute("value").ShouldBe("1");
    }

    [Fact]
    public async Task Goods_under_a_code_that_other_lots_have_are_taken_in_and_told_of()
    {
        var lab = await BuyLab.OfAsync(shop);
        await shop.LotAsync(lab.Variants[0], "L-0");
        var first = await TakeAsync("lc-77", "2031-05-31");
        first.GetProperty("warnings").GetArrayLength().ShouldBe(0);
        (await TakeAsync("lc-77", "2031-05-31")).GetProperty("warnings").GetArrayLength().ShouldBe(0, "more of the same lot");
        var warning = (await TakeAsync("LC-77", "2031-05-03")).GetProperty("warnings")[0];
        (warning.GetProperty("code").GetString(), warning.GetProperty("field").GetString()).ShouldBe(("receipt.lot_same_code", "lines[0].lot"));
        warning.GetProperty("others")[0].GetProperty("expiresOn").GetString().ShouldBe("2031-05-31");

        using var owner = new PageSession(shop.Http.BaseAddress!);
        (await owner.LoginAsync("owner")).Is(302);
        var receipt = await shop.ScalarAsync<Guid>($"select receipt_id from purchasing.receipt_line where lot_code = 'LC-77' and variant_id = '{lab.Variants[0]}'");
        var page = (await owner.GetAsync($"/admin/purchasing/receipts/{receipt}")).Is(200).Html;
        page.QuerySelector(".alert-warning a[href^='/admin/stock/lots/']").ShouldNotBeNull().TextContent.ShouldContain("lc-77");

        // What comes of a lot that was recalled goes into quarantine, and whoever holds the box is told.
        var lot = await shop.ScalarAsync<Guid>($"select id from inventory.lot where variant_id = '{lab.Variants[0]}' and code = 'lc-77'");
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "Glass" }, lab.Owner)).Is(200);
        var recalled = await TakeAsync("lc-77", "2031-05-31");
        recalled.GetProperty("warnings").EnumerateArray().Select(one => one.GetProperty("code").GetString()).ShouldBe(["receipt.lot_recalled", "receipt.lot_same_code"]);
        (await owner.GetAsync($"/bn/admin/purchasing/receipts/{recalled.GetProperty("receipt").GetProperty("id").GetString()}")).Is(200).Html.QuerySelectorAll(".alert-warning").Length.ShouldBe(2);

        async Task<JsonElement> TakeAsync(string lot, string expiresOn) => (await lab.SendAsync("/goods-receipts", new
        {
            supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 5, lot, expiresOn, price = BuyLab.Taka(10) } },
        })).Is(201).Json;
    }

    [Fact]
    public async Task The_weight_that_gs1_text_says_is_received()
    {
        var lab = await BuyLab.OfAsync(shop);
        var variant = await shop.ScalarAsync<Guid>("select variant.id from catalog.variant join catalog.product on product.id = product_id where sell_by = 'weight' and status = 'active' and not archived order by product.created_at, sku limit 1");
        var pack = await shop.ScalarAsync<Guid>($"select id from catalog.pack where variant_id = '{variant}' limit 1");
        if (await shop.ScalarAsync<long>($"select count(*) from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' and code ~ '^[0-9]{{12,14}}$'") == 0)
        {
            await shop.ExecuteAsync($"insert into catalog.barcode (pack_id, code, printed, kind) values ('{pack}', '09520999999990', '9520999999990', 'gtin')");
        }

        var gtin = await shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' and code ~ '^[0-9]{{12,14}}$' limit 1");
        var id = (await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = variant, packs = 20.5m, price = BuyLab.Taka(90) } } })).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        (await lab.SendAsync($"/purchase-orders/{id}/approve", new { })).Is(200);
        (await lab.SendAsync($"/purchase-orders/{id}/send", new { })).Is(200);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("stock.clerk")).Is(302);
        var (door, page) = await OpenAsync(browser, id);
        page = (await browser.FillAsync(page, door + "?handler=Scan", Form, ("scan", $"(01){gtin}(3102)001250(10)W1"))).Is(200);
        Row(page, 0).ShouldBe(("12.5", "W1", ""));
    }

    [Fact]
    public async Task A_lot_that_is_missing_marks_its_row_and_a_line_comes_in_two_lots_without_script()
    {
        var lab = await BuyLab.OfAsync(shop);
        await shop.LotAsync(lab.Variants[1], "D-0");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("stock.clerk")).Is(302);
        var (door, page) = await OpenAsync(browser, await SentAsync(lab, 0, 1));
        var refused = (await browser.FillAsync(page, door + "?handler=Take", Form, ("quantity[0]", "2"), ("quantity[1]", "5"))).Is(400);
        refused.Html.QuerySelectorAll("input.is-invalid").Select(field => field.GetAttribute("name")).ShouldBe(["lot[1]"]);
        refused.Html.QuerySelector(".buy-row .invalid-feedback")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive);

        // What was typed stays when the rest is filled in, and when a row is added.
        page = (await browser.FillAsync(page, door + "?handler=All", Form, ("quantity[1]", "3"), ("lot[1]", "D-1"))).Is(200);
        (Row(page, 0).Quantity, Row(page, 1)).ShouldBe(("10", ("3", "D-1", "")));
        page.Html.QuerySelectorAll("button[name=another][formaction='?handler=Lot']").Length.ShouldBe(2);
        page = (await browser.FillAsync(page, door + "?handler=Lot", Form, ("another", "1"), ("price[1]", "7.50"))).Is(200);
        page.Html.QuerySelectorAll(".buy-row").Length.ShouldBe(3);
        (Row(page, 1), Row(page, 2)).ShouldBe((("3", "D-1", ""), ("", "", "")));
        var receipt = await browser.FillAsync(page, door + "?handler=Take", Form, ("quantity[2]", "4"), ("lot[2]", "D-2"), ("expires[2]", "2027-05-31"));
        receipt.Is(302);
        // Of the price that the delivery note says, and of the one of the order.
        (await shop.ScalarAsync<string>($"select string_agg(order_line || ' ' || coalesce(lot_code, '-') || ' ' || quantity / 1000 || ' ' || value, ', ' order by no) from purchasing.receipt_line where variant_id = any ('{{{lab.Variants[0]},{lab.Variants[1]}}}')"))
            .ShouldBe("1 - 10 10000, 2 D-1 3 2250, 2 D-2 4 3000");
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task What_is_archived_is_ordered_no_more_and_the_door_names_its_line()
    {
        var lab = await BuyLab.OfAsync(shop);
        foreach (var variant in lab.Variants)
        {
            (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = variant.Value, price = BuyLab.Taka(5) })).Is(200);
        }

        var (draft, approved, sent) = (await DraftAsync(lab, 0, 1), await DraftAsync(lab, 0, 1), await SentAsync(lab, 0, 1));
        (await lab.SendAsync($"/purchase-orders/{approved}/approve", new { })).Is(200);
        await shop.ExecuteAsync($"update catalog.product set status = 'archived' where id = (select product_id from catalog.variant where id = '{lab.Variants[1]}')");
        await shop.ExecuteAsync($"update inventory.item set status = 'archived' where id = '{lab.Variants[1]}'");

        Archived(await lab.SendAsync("/purchase-orders", Body(lab, 0, 1)));
        Archived(await shop.Http.SendAsync("PUT", $"/api/v1/purchase-orders/{draft}", Body(lab, 0, 1), lab.Owner, ("If-Match", "\"1\"")));
        Archived(await lab.SendAsync($"/purchase-orders/{draft}/approve", new { }));
        Archived(await lab.SendAsync($"/purchase-orders/{approved}/send", new { }));
        (await lab.SendAsync("/purchase-orders", Body(lab, 0, 2))).Is(201);

        // No supplier gets it anew; what stands in a list can still be mended.
        var other = await BuyLab.OfAsync(shop);
        (await lab.SendAsync($"/suppliers/{other.Supplier}/items", new { variantId = lab.Variants[1].Value, price = BuyLab.Taka(5) })).Is(409).Code.ShouldBe("purchase.item_archived");
        (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = lab.Variants[1].Value, price = BuyLab.Taka(6) })).Is(200);

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var form = (await browser.GetAsync("/admin/purchasing/orders/form/new?supplier=" + lab.Supplier)).Is(200);
        form.Html.QuerySelectorAll("input[type=hidden][name^=variant]").Select(field => field.GetAttribute("value")).ShouldBe([lab.Variants[0].ToString(), lab.Variants[2].ToString()], ignoreOrder: true);

        var (door, page) = await OpenAsync(browser, sent);
        page.Html.QuerySelectorAll(".buy-row .buy-archived").Length.ShouldBe(1);
        var refused = (await browser.FillAsync(page, door + "?handler=Take", Form, ("quantity[0]", "2"), ("quantity[1]", "5"))).Is(409);
        refused.Html.QuerySelectorAll("input.is-invalid").Select(field => field.GetAttribute("name")).ShouldBe(["quantity[1]"]);
        (await browser.FillAsync(page, door + "?handler=Take", Form, ("quantity[0]", "2"), ("wrong[1]", "5"))).Is(302);

        static void Archived(Answer answer)
        {
            answer.Is(409).Codes.ShouldBe(["purchase.item_archived"]);
            answer.Text.ShouldContain("\"lines[1].variantId\"");
        }
    }

    [Fact]
    public async Task There_is_no_half_of_a_piece()
    {
        var lab = await BuyLab.OfAsync(shop);
        await lab.ArriveAsync((0, 5, 10), (1, 5, 10));
        object Line(int variant, decimal quantity, decimal damaged = 0) => new { variantId = lab.Variants[variant].Value, quantity, damaged, price = BuyLab.Taka(5) };
        object Came(params object[] lines) => new { supplierId = lab.Supplier, storeId = lab.Store, lines };
        Half(await lab.SendAsync("/goods-receipts", Came(Line(0, 1), Line(1, 0.5m))), "lines[1].quantity");
        Half(await lab.SendAsync("/goods-receipts", Came(Line(0, 1), Line(1, 1, damaged: 0.5m))), "lines[1].damaged");
        Half(await lab.SendAsync($"/purchase-orders/{await lab.SentAsync()}/receive", lab.Came(0.5m)), "lines[0].quantity");
        Half(await lab.SendAsync("/supplier-returns", new { supplierId = lab.Supplier, storeId = lab.Store, agreed = BuyLab.Taka(5), lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1m }, new { variantId = lab.Variants[1].Value, quantity = 0.25m } } }), "lines[1].quantity");
        Half(await lab.SendAsync("/purchase-orders", lab.Order(packs: 2, packUnits: 0.5m)), "lines[0].packUnits");
        Half(await lab.SendAsync("/purchase-orders", lab.Order(packs: 0.5m)), "lines[0].packs");
        // Half a case is whole pieces.
        (await lab.SendAsync("/purchase-orders", lab.Order(packs: 0.5m, packUnits: 12))).Is(201);

        static void Half(Answer answer, string field)
        {
            answer.Is(400).Codes.ShouldBe(["inventory.quantity_whole"]);
            answer.Text.ShouldContain($"\"{field}\"");
        }
    }

    [Fact]
    public async Task A_lot_goes_back_from_where_it_lies_and_is_found_by_its_code()
    {
        var lab = await BuyLab.OfAsync(shop);
        var (variant, store) = (lab.Variants[0], StoreId.From(lab.Store));
        await shop.LotAsync(variant, "R-0");
        foreach (var (lot, expires, quantity) in ((string, string, int)[])[("R-1", "2027-03-31", 6), ("R-2", "2027-03-31", 4), ("R-2", "2027-04-30", 3)])
        {
            (await lab.SendAsync("/goods-receipts", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = variant.Value, quantity, lot, expiresOn = expires, price = BuyLab.Taka(10) } } })).Is(201);
        }

        var recalled = await shop.ScalarAsync<Guid>($"select id from inventory.lot where variant_id = '{variant}' and code = 'R-1'");
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{recalled}/recall", new { reason = "Glass" }, lab.Owner)).Is(200);
        // A count finds one more of it on the floor.
        var more = new NewStockLine(variant, 1_000, Value: null, LocationId.From(await shop.PlaceAsync(store, "floor")), LotId.From(recalled));
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Count, more), CancellationToken.None))).IsSuccess.ShouldBeTrue();

        Unknown(await BackAsync(1, "R-9"));
        Unknown(await BackAsync(1, "R-1", "2027-04-30"));
        // Two lots have this code, and it is not said which.
        Unknown(await BackAsync(1, "R-2"));
        (await BackAsync(1, "R-0")).Is(409).Codes.ShouldBe(["inventory.short"]);
        (await BackAsync(8, "R-1")).Is(409).Codes.ShouldBe(["inventory.short"]);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.lot where variant_id = '{variant}'")).ShouldBe(4);

        var back = (await BackAsync(2, "R-1")).Is(201);
        back.Json.GetProperty("lines")[0].GetProperty("expiresOn").GetString().ShouldBe("2027-03-31");
        (await LiesAsync()).ShouldBe("floor R-1 1, quarantine R-1 4, floor R-2 4, floor R-2 3");
        (await BackAsync(5, "R-1", "2027-03-31")).Is(201);
        (await BackAsync(2, "R-2", "2027-04-30")).Is(201);
        (await LiesAsync()).ShouldBe("floor R-2 4, floor R-2 1");
        await shop.StockIsWellAsync();
        await lab.AllIsWellAsync();

        Task<Answer> BackAsync(decimal quantity, string lot, string? expiresOn = null) =>
            lab.SendAsync("/supplier-returns", new { supplierId = lab.Supplier, storeId = lab.Store, agreed = BuyLab.Taka(5), lines = new[] { new { variantId = variant.Value, quantity, lot, expiresOn } } });

        Task<string> LiesAsync() => shop.ScalarAsync<string>($"""
            select string_agg(location.kind || ' ' || lot.code || ' ' || on_hand / 1000, ', ' order by lot.code, lot.expires_on, location.kind) from inventory.balance
                join inventory.lot on lot.id = lot_id join inventory.location on location.id = location_id where balance.variant_id = '{variant}' and on_hand <> 0
            """);

        static void Unknown(Answer answer)
        {
            answer.Is(400).Codes.ShouldBe(["inventory.lot_unknown"]);
            answer.Text.ShouldContain("\"lines[0].lot\"");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Units_days_and_prices_are_written_as_they_are_read_and_documents_lead_to_each_other(string language)
    {
        var lab = await BuyLab.OfAsync(shop);
        var isBangla = language.Length > 0;
        foreach (var (price, from) in ((decimal, string)[])[(10, "2020-01-01"), (11, "2021-02-01"), (12, "2090-03-01")])
        {
            (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = lab.Variants[0].Value, price = BuyLab.Taka(price), from })).Is(200);
        }

        var (order, receipt) = (await lab.SentAsync(40), BuyLab.NewId());
        (await lab.SendAsync($"/purchase-orders/{order}/receive", new { id = receipt, note = "Came late", lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 40 } } })).Is(201);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var root = language + "/admin/purchasing";
        foreach (var path in (string[])[$"/orders/{order}", $"/receipts/{receipt}", $"/orders/{order}/receive"])
        {
            var text = (await browser.GetAsync(root + path)).Is(200).Html.QuerySelector("main")!.TextContent;
            text.ShouldContain(isBangla ? "৪০ পিস" : "40 pieces", Case.Sensitive, path);
            text.ShouldNotContain("purchasing.", Case.Sensitive, path);
            text.ShouldNotMatch("(40|৪০) pc\\b", path);
        }

        var paper = (await browser.GetAsync($"{root}/orders/{order}/paper")).Is(200).Html;
        paper.QuerySelector(".paper-lines tbody tr")!.TextContent.ShouldContain(isBangla ? "৪০ × ১ পিস" : "40 × 1 piece");
        paper.QuerySelector(".paper-lines tfoot")!.TextContent.ShouldContain(isBangla ? "৪,০০০.০০" : "4,000.00");
        paper.QuerySelector(".paper-facts")!.TextContent.ShouldNotMatch("[0-9]{4}-[0-9]{2}");
        if (isBangla)
        {
            paper.QuerySelector(".paper-facts")!.TextContent.ShouldNotMatch("[0-9]");
        }

        var supplier = (await browser.GetAsync($"{root}/suppliers/{lab.Supplier}")).Is(200).Html;
        supplier.QuerySelectorAll("details.prices li").Length.ShouldBe(3);
        supplier.QuerySelector("details.prices summary")!.TextContent.ShouldContain(isBangla ? "১১" : "11");
        supplier.QuerySelector("details.prices")!.TextContent.ShouldNotContain("purchasing.", Case.Sensitive);
        foreach (var list in (string[])["orders", "receipts", "bills"])
        {
            var link = supplier.QuerySelector($"a[href$='/purchasing/{list}?supplier={lab.Supplier}']").ShouldNotBeNull(list);
            (await browser.GetAsync(link.GetAttribute("href")!)).Is(200);
        }

        var came = (await browser.GetAsync($"{root}/receipts/{receipt}")).Is(200).Html;
        came.QuerySelector($"main a[href$='/purchasing/orders/{order}']").ShouldNotBeNull();
        came.QuerySelector("main")!.TextContent.ShouldContain("Came late");
        came.QuerySelector("main .numbers")!.TextContent.ShouldContain("S1");
    }

    private static object Body(BuyLab lab, params int[] variants) =>
        new { supplierId = lab.Supplier, storeId = lab.Store, lines = variants.Select(variant => new { variantId = lab.Variants[variant].Value, packs = 10, price = BuyLab.Taka(10) }) };

    private static async Task<string> DraftAsync(BuyLab lab, params int[] variants) => (await lab.SendAsync("/purchase-orders", Body(lab, variants))).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;

    private static async Task<string> SentAsync(BuyLab lab, params int[] variants)
    {
        var id = await DraftAsync(lab, variants);
        (await lab.SendAsync($"/purchase-orders/{id}/approve", new { })).Is(200);
        (await lab.SendAsync($"/purchase-orders/{id}/send", new { })).Is(200);
        return id;
    }

    private static async Task<(string Door, PageAnswer Page)> OpenAsync(PageSession browser, string order) =>
        ($"/admin/purchasing/orders/{order}/receive", (await browser.GetAsync($"/admin/purchasing/orders/{order}/receive")).Is(200));

    private static (string Quantity, string Lot, string Expires) Row(PageAnswer page, int index)
    {
        string Of(string field) => page.Html.QuerySelector($"input[name='{field}[{index}]']")!.GetAttribute("value") ?? "";
        return (Of("quantity"), Of("lot"), Of("expires"));
    }

    private Task<string> GtinAsync(BuyLab lab) =>
        shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{lab.Variants[0]}' and pack.units_thousandths = 1000 and code ~ '^[0-9]{{12,14}}$' limit 1");
}
