using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Inventory;

/// <summary>Adjustments and transfers of goods that are kept by lots, or lie in several places.</summary>
public sealed class LottedActTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Goods_of_several_lots_do_not_go_unless_one_says_which_and_the_only_one_goes_though_it_expired()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(500, 1))[0]);
        var (gone, good) = (await shop.LotAsync(variant, "OLD", -3), await shop.LotAsync(variant, "NEW", 30));
        await shop.ReceiveAsync(store, variant, 6, 60, gone);
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variant, 2))).Is(201);
        (await LiesAsync(store, gone)).ShouldBe("FLOOR 4000");

        await shop.ReceiveAsync(store, variant, 5, 50, good);
        var refused = (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variant, 1, gone), ActsLab.Line(variant, 2))).Is(400);
        (refused.Codes.Single(), refused.Text.Contains("lines[1].lot", StringComparison.Ordinal)).ShouldBe(("inventory.lot_needed", true));
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variant, 4, gone))).Is(201);
        (await LiesAsync(store, good)).ShouldBe("FLOOR 5000");

        // A code instead of an id: that of a lot that is there, and of one that nobody knew where it comes.
        object Coded(decimal pieces, string code, DateOnly? expires = null) => new { item = variant.Value, quantity = ActsLab.Pieces(pieces), lotCode = code, expiresOn = expires };
        (await shop.AdjustAsync(store, owner, "waste", Coded(1, "NEW"))).Is(201);
        (await shop.AdjustAsync(store, owner, "waste", Coded(1, "NOBODY"))).Is(400).Codes.ShouldBe(["inventory.lot_unknown"]);
        (await shop.AdjustAsync(store, owner, "found", Coded(1, "বাংলা"))).Is(400).Codes.ShouldBe(["inventory.lot_code"]);
        (await shop.AdjustAsync(store, owner, "found", Coded(3, "FOUND-1", new DateOnly(2031, 1, 31)), Coded(2, "NEW"))).Is(201);
        (await LiesAsync(store, good)).ShouldBe("FLOOR 6000");
        (await shop.ScalarAsync<long>($"select balance.on_hand from inventory.balance join inventory.lot on lot.id = lot_id where lot.code = 'FOUND-1' and lot.expires_on = '2031-01-31' and lot.variant_id = '{variant}'")).ShouldBe(3_000);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_lot_goes_from_where_enough_of_it_lies_and_from_quarantine_only_where_it_is_written_off()
    {
        var (owner, store, to, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), await shop.VariantsAsync(510, 2));
        var (bin, lot, recalled) = (await shop.BinAsync(store, "LOT-1", owner), await shop.LotAsync(variants[0], "BIN"), await shop.LotAsync(variants[1], "BAD"));
        await shop.ReceiveAsync(store, variants[0], 2, 20, lot);
        await shop.ReceiveAsync(store, variants[0], 9, 90, lot, bin);
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variants[0], 2, lot), ActsLab.Line(variants[0], 1, lot))).Is(201);
        (await LiesAsync(store, lot)).ShouldBe("LOT-1 8000");
        (await SendAsync(variants[0], 3, lot)).Is(200);
        (await LiesAsync(store, lot)).ShouldBe("LOT-1 5000");

        await shop.ReceiveAsync(store, variants[1], 4, 40, recalled);
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{recalled}/recall", new { reason = "Glass" }, owner)).Is(200);
        (await SendAsync(variants[1], 1, recalled)).Is(409).Code.ShouldBe("inventory.short");
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variants[1], 1, recalled), ActsLab.Line(variants[1], 2))).Is(201);
        (await LiesAsync(store, recalled)).ShouldBe("QUARANTINE 1000");
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variants[1], 2, recalled))).Is(409).Code.ShouldBe("inventory.short");
        await shop.StockIsWellAsync();

        async Task<Answer> SendAsync(VariantId variant, int pieces, LotId of)
        {
            var written = (await shop.PostAsync("transfers", new { fromStoreId = store.Value, toStoreId = to.Value, lines = new[] { ActsLab.Line(variant, pieces, of) } }, owner)).Is(201);
            return await shop.PostAsync($"transfers/{written.Json.GetProperty("transfer").GetProperty("id").GetString()}/send", null, owner);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task A_form_shows_where_goods_lie_and_takes_what_was_chosen_typed_or_scanned(string language)
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(520 + language.Length, 1))[0]);
        var (gone, good, bad) = (await shop.LotAsync(variant, "F-OLD", -2), await shop.LotAsync(variant, "F-NEW", 40), await shop.LotAsync(variant, "F-BAD", 20));
        foreach (var lot in (LotId[])[gone, good, bad])
        {
            await shop.ReceiveAsync(store, variant, 5, 50, lot);
        }

        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{bad}/recall", new { reason = "Glass" }, owner)).Is(200);
        var (sku, path, quarantine) = (await shop.ScalarAsync<string>($"select sku from inventory.item where id = '{variant}'"), language + "/admin/stock/adjustments/new", await shop.PlaceAsync(store, "quarantine"));
        var gtin = await shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' and code ~ '^[0-9]{{12,14}}$' order by pack.position limit 1");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        (string, string)[] Row(string code, string quantity, params (string, string)[] more) => [("storeId", store.ToString()), ("lines[0].code", code), ("lines[0].quantity", quantity), .. more];

        // Nothing is typed but a code: the page asks which, and shows expired and recalled goods too.
        var form = (await browser.GetAsync(path)).Is(200);
        form.Html.QuerySelector("button[name=look]").ShouldNotBeNull();
        var looked = (await browser.FillAsync(form, path, "#adjust", Row(sku, "", ("look", "true")))).Is(200);
        looked.Html.QuerySelector<IHtmlSelectElement>("select[name='lines[0].heap']")!.Options.Select(option => option.Text.Split(',')[0]).ShouldBe(["–", "F-OLD", "F-BAD", "F-NEW"]);
        looked.Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
        var asked = (await browser.FillAsync(form, path, "#adjust", Row(sku, "2"))).Is(400);
        asked.Html.QuerySelector("#f-lines-0-heap-fault").ShouldNotBeNull();
        (await browser.FillAsync(asked, path, "#adjust", ("lines[0].heap", "elsewhere"))).Is(400).Html.QuerySelector("#f-lines-0-heap-fault").ShouldNotBeNull();
        (await browser.FillAsync(asked, path, "#adjust", ("lines[0].heap", $"{quarantine}/{bad}"))).Is(302);
        (await LiesAsync(store, bad)).ShouldBe("QUARANTINE 3000");

        // What a label says: an expired lot, and one that was found and is new.
        await AdjustAsync("waste", $"(01){gtin}(10)F-OLD", "4");
        (await LiesAsync(store, gone)).ShouldBe("FLOOR 1000");
        await AdjustAsync("found", $"]C101{gtin}1731063010LBL-1", "2");
        await AdjustAsync("found", sku, "1", ("lines[0].lotCode", "TYPED"), ("lines[0].expiresOn", "2031-07-31"));
        (await shop.ScalarAsync<string>($"select string_agg(lot.code || ' ' || lot.expires_on, ', ' order by lot.code) from inventory.lot where variant_id = '{variant}' and expires_on > '2031-01-01'")).ShouldBe("LBL-1 2031-06-30, TYPED 2031-07-31");
        (await browser.FillAsync(form, path, "#adjust", Row($"(01){gtin}(17)999999", "1", ("key", ActsLab.NewId().ToString())))).Is(400).Html.QuerySelector("#f-lines-0-code-fault").ShouldNotBeNull();
        (await LiesAsync(store, good)).ShouldBe("FLOOR 5000", "nobody has named it");

        // A transfer offers what may be sent: not what lies in quarantine.
        var (transfers, into) = (language + "/admin/stock/transfers/new", await shop.StoreAsync(1));
        (string, string)[] Sent(string code, params (string, string)[] more) => [("fromStoreId", store.ToString()), ("toStoreId", into.ToString()), ("lines[0].code", code), ("lines[0].quantity", "1"), .. more];
        var sheet = (await browser.GetAsync(transfers)).Is(200);
        var offered = (await browser.FillAsync(sheet, transfers, "#transfer", Sent(sku, ("look", "true")))).Is(200);
        offered.Html.QuerySelector<IHtmlSelectElement>("select[name='lines[0].heap']")!.Options.ShouldNotContain(option => option.Text.StartsWith("F-BAD", StringComparison.Ordinal));
        var made = (await browser.FillAsync(sheet, transfers, "#transfer", Sent($"(01){gtin}(10)F-NEW"))).Is(302).Location!;
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#send")).Is(302);
        (await LiesAsync(store, good)).ShouldBe("FLOOR 4000");
        (await browser.FillAsync(sheet, transfers, "#transfer", Sent($"(01){gtin}(10)NOBODY", ("key", ActsLab.NewId().ToString())))).Is(400).Html.QuerySelector("#f-lines-0-heap-fault").ShouldNotBeNull();
        await shop.StockIsWellAsync();

        async Task AdjustAsync(string reason, string code, string quantity, params (string, string)[] more) =>
            (await browser.FillAsync((await browser.GetAsync(path)).Is(200), path, "#adjust", Row(code, quantity, [("reason", reason), .. more]))).Is(302);
    }

    private Task<string> LiesAsync(StoreId store, LotId lot) => shop.ScalarAsync<string>(
        $"select string_agg(location.code || ' ' || on_hand, ', ' order by location.code) from inventory.balance join inventory.location on location.id = location_id where balance.store_id = '{store}' and lot_id = '{lot}' and on_hand <> 0");
}
