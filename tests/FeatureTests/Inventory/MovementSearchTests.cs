using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>Movements are found by what moved: words of its name, its SKU, or a barcode.</summary>
public sealed class MovementSearchTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Movements_are_found_by_name_sku_and_barcode_with_all_other_filters()
    {
        var (owner, store, other, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), await shop.VariantsAsync(10, 2));
        await shop.ReceiveAsync(store, variants[0], 9, 90);
        await shop.ReceiveAsync(other, variants[0], 5, 50);
        await shop.ReceiveAsync(store, variants[1], 7, 70);
        await shop.SellAsync(store, variants[0], 2);
        await shop.SellAsync(store, variants[0], 1);
        var (sku, barcode) = (await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variants[0]}'"), await BarcodeAsync(variants[0]));
        var name = await shop.ScalarAsync<string>($"select name ->> 'bn' from inventory.item where id = '{variants[0]}'");
        var all = await FindAsync($"item={variants[0]}");
        all.Count.ShouldBe(4);
        foreach (var words in (string[])[sku, sku.ToLowerInvariant(), barcode, " " + sku + " "])
        {
            (await FindAsync("q=" + Uri.EscapeDataString(words))).ShouldBe(all, words);
        }

        (await FindAsync("q=" + Uri.EscapeDataString(name))).Intersect(all).Count().ShouldBe(4);
        (await FindAsync($"q={sku}&kind=sale&store={store}")).ShouldBe(await FindAsync($"item={variants[0]}&kind=sale&store={store}"));
        (await FindAsync($"q={sku}&kind=receipt")).Count.ShouldBe(2);
        (await FindAsync($"q={sku}&document=external%2F1")).Count.ShouldBe(4);
        (await FindAsync("q=nothing-of-ours")).ShouldBeEmpty();
        (await FindAsync("q=%21%21")).ShouldBeEmpty();

        // A letter that more things have than are looked through one by one: all that moved of them, in the order of the list.
        (await shop.ScalarAsync<long>("select count(*) from inventory.item where search_text like '%a%'")).ShouldBeGreaterThan(200);
        var many = await shop.ScalarAsync<string>("select string_agg(movement.posting_id || '/' || movement.no, ' ' order by movement.recorded_at desc, movement.key desc) from inventory.movement join inventory.item on item.id = variant_id where search_text like '%a%'");
        (await FindAsync("q=a")).ShouldBe(many.Split(' '));

        async Task<List<string>> FindAsync(string query) =>
            [.. (await shop.WalkAsync("/api/v1/inventory/movements?" + query, owner, query is "q=a" ? 100 : 2)).Select(row => $"{row.GetProperty("posting").GetString()}/{row.GetProperty("no").GetInt32()}")];
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task The_page_has_a_field_for_it_and_says_where_nothing_fits(string language)
    {
        var variant = (await shop.VariantsAsync(30 + language.Length, 1))[0];
        await shop.ReceiveAsync(await shop.StoreAsync(), variant, 3, 30);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("support")).Is(302);
        var barcode = await BarcodeAsync(variant);
        var page = (await browser.GetAsync($"{language}/admin/stock/movements?q={barcode}&kind=receipt")).Is(200);
        page.Html.QuerySelector("#list-words")!.GetAttribute("value").ShouldBe(barcode);
        page.Html.QuerySelectorAll("tbody tr").Length.ShouldBe(1);
        page.Html.QuerySelector($"tbody a[href$='{variant}']").ShouldNotBeNull();
        (await browser.GetAsync($"{language}/admin/stock/movements?handler=Export&q={barcode}")).Is(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await browser.GetAsync($"{language}/admin/stock/movements?q=nothing-of-ours")).Is(200).Html.QuerySelector(".empty .empty-action a").ShouldNotBeNull("the way back to all");
    }

    [Fact]
    public async Task Lots_are_found_by_barcode_too_and_stay_with_the_product_a_link_named()
    {
        var (owner, variants) = (await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(50, 2));
        var (lot, _) = (await shop.LotAsync(variants[0], "MS-1"), await shop.LotAsync(variants[1], "MS-2"));
        var found = (await shop.Http.SendAsync("GET", "/api/v1/inventory/lots?q=" + await BarcodeAsync(variants[0]), token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("lot").GetProperty("id").GetString());
        found.ShouldBe([lot.ToString()]);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var page = (await browser.GetAsync($"/admin/stock/lots?stock=all&item={variants[0]}")).Is(200);
        page.Html.QuerySelectorAll("tbody tr").Length.ShouldBe(1);
        page.Html.QuerySelector("#list-bar select[name=item] option[selected]")!.GetAttribute("value").ShouldBe(variants[0].ToString());
    }

    private Task<string> BarcodeAsync(VariantId variant) =>
        shop.ScalarAsync<string>($"select barcode.printed from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' order by pack.position, code limit 1");
}
