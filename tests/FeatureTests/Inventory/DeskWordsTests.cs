using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What the desk says of counts, and what it finds by words.</summary>
public sealed class DeskWordsTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Who_counts_blindly_sees_which_lines_to_count_again_and_not_what_should_be_there(string language)
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(700 + language.Length, 2));
        var (right, wrong) = (await SkuAsync(variants[0]), await SkuAsync(variants[1]));
        await shop.ReceiveAsync(store, variants[0], 5, 50);
        await shop.ReceiveAsync(store, variants[1], 7_913, 791_300);
        var count = (await shop.PostAsync("counts", new { storeId = store.Value, scope = "items", items = variants.Select(variant => variant.Value), blind = true, tolerance = 0 }, owner)).Is(201)["id"];
        using var browser = await LoginAsync();
        var path = $"{language}/admin/stock/counts/{count}";
        await ScanAsync("", right, "5");
        await ScanAsync("", wrong, "3");
        var blind = (await browser.GetAsync(path)).Is(200);
        blind.Html.QuerySelectorAll("tbody tr").Length.ShouldBe(2);
        blind.Html.QuerySelector("tbody .badge").ShouldBeNull();

        var told = (await browser.FillAsync(blind, path, "#close")).Is(409);
        told.Html.QuerySelectorAll("tbody tr").Select(row => row.TextContent.Contains(wrong, StringComparison.Ordinal)).ShouldBe([true]);
        told.Html.QuerySelector("tbody .badge").ShouldNotBeNull();
        told.Html.QuerySelector("#again a")!.GetAttribute("href").ShouldEndWith("?again=true");
        told.Html.QuerySelector("main")!.TextContent.ShouldNotContain("7913");
        told.Html.QuerySelector("main")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        await ScanAsync("?again=true", wrong, "7913");
        (await browser.GetAsync(path + "?again=true")).Is(200).Html.QuerySelector("tbody .badge").ShouldBeNull();
        (await browser.FillAsync((await browser.GetAsync(path)).Is(200), path, "#close")).Is(302);

        async Task ScanAsync(string query, string sku, string pieces) => (await browser.FillAsync((await browser.GetAsync(path + query)).Is(200), path + query, "#scan", ("code", sku), ("quantity", pieces), ("mode", "Set"))).Is(302);
    }

    [Fact]
    public async Task One_thing_is_counted_as_one_and_the_floor_has_a_name_in_both_languages()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(720, 2));
        var skus = new[] { await SkuAsync(variants[0]), await SkuAsync(variants[1]) };
        await shop.ReceiveAsync(store, variants[0], 50, 500);
        await shop.ReceiveAsync(store, variants[1], 50, 500);
        using var browser = await LoginAsync();
        (await TitleAsync(skus[0])).ShouldStartWith("1 label, ");
        (await TitleAsync(skus[0] + "%20" + skus[1])).ShouldStartWith("2 labels, ");

        var count = (await shop.PostAsync("counts", new { storeId = store.Value, scope = "items", items = variants.Select(variant => variant.Value), tolerance = 0 }, owner)).Is(201)["id"];
        await CloseAsync(0, "1 line should be counted again.");
        await CloseAsync(1, "2 lines should be counted again.");
        foreach (var (language, floor) in ((string, string)[])[("", "Floor"), ("/bn", "বিক্রয় তলা")])
        {
            foreach (var path in (string[])[$"/admin/stock/counts/{count}", $"/admin/stock/movements?item={variants[0]}&cols=at&cols=place", $"/admin/stock/items/{variants[0]}"])
            {
                var page = (await browser.GetAsync(language + path)).Is(200).Html.QuerySelector("main")!.TextContent;
                page.ShouldContain(floor, Case.Sensitive, path);
                page.ShouldNotContain("FLOOR", Case.Sensitive, path);
            }

            (await browser.GetAsync(language + "/admin/stock/counts/new")).Is(200).Html.QuerySelector("select[name=location]")!.TextContent.ShouldNotContain("FLOOR", Case.Sensitive);
        }

        async Task<string> TitleAsync(string items) => (await browser.GetAsync("/admin/stock/labels/print?items=" + items)).Is(200).Html.QuerySelector("h1")!.TextContent;
        async Task CloseAsync(int index, string said)
        {
            (await shop.PostAsync($"counts/{count}/scans", new { scans = new[] { new { id = ActsLab.NewId(), item = variants[index].Value, quantity = ActsLab.Pieces(1), at = TimeProvider.System.GetUtcNow() } }, sentAt = TimeProvider.System.GetUtcNow() }, owner)).Is(200);
            (await shop.PostAsync($"counts/{count}/close", new { }, owner)).Is(409).Text.ShouldContain(said);
        }
    }

    [Fact]
    public async Task Lots_are_found_by_what_they_are_of()
    {
        var (owner, variants) = (await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(710, 2));
        var (lot, other) = (await shop.LotAsync(variants[0], "WRD-1"), await shop.LotAsync(variants[1], "WRD-2"));
        var sku = await SkuAsync(variants[0]);
        var name = await shop.ScalarAsync<string>($"select name ->> 'bn' from inventory.item where id = '{variants[0]}'");
        (await FindAsync(sku.ToLowerInvariant())).ShouldContain(lot.ToString());
        (await FindAsync(sku)).ShouldNotContain(other.ToString());
        (await FindAsync(name)).ShouldContain(lot.ToString());
        (await FindAsync("wrd-2")).ShouldContain(other.ToString());
        using var browser = await LoginAsync();
        (await browser.GetAsync("/admin/stock/lots?stock=all&q=" + Uri.EscapeDataString(sku))).Is(200).Html.QuerySelector($"a[href$='{lot}']").ShouldNotBeNull();

        async Task<string> FindAsync(string words) => (await shop.Http.SendAsync("GET", "/api/v1/inventory/lots?limit=200&q=" + Uri.EscapeDataString(words), token: owner)).Is(200).Text;
    }

    [Fact]
    public async Task Labels_say_that_a_receipt_is_unknown()
    {
        var receipt = await shop.ReceiveAsync(await shop.StoreAsync(), (await shop.VariantsAsync(720, 1))[0], 4, 40);
        using var browser = await LoginAsync();
        foreach (var unknown in (string[])["GR-S1-2026-999999", LedgerLab.Id<StockPostingId>().ToString()])
        {
            (await browser.GetAsync("/admin/stock/labels/print?receipt=" + unknown)).Is(200).Html.QuerySelector(".labels-fault")!.TextContent.ShouldContain(unknown);
        }

        (await browser.GetAsync("/admin/stock/labels/print?receipt=" + receipt.Id)).Is(200).Html.QuerySelector(".labels-fault").ShouldBeNull();
        (await browser.GetAsync("/admin/stock/labels?receipt=GR-S1-2026-999999")).Is(200).Html.QuerySelector("#labels input[name=receipt]")!.GetAttribute("value").ShouldBe("GR-S1-2026-999999");
    }

    private Task<string> SkuAsync(Contracts.Catalog.VariantId variant) => shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variant}'");

    private async Task<PageSession> LoginAsync()
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        return browser;
    }
}
