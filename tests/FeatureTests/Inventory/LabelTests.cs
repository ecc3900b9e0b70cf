using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

public sealed class LabelTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Print = "/admin/stock/labels/print";

    [Fact]
    public async Task Labels_are_of_what_was_named_received_or_is_in_a_category()
    {
        var (store, items, today) = (await shop.StoreAsync(), await shop.VariantsAsync(400, 3), await LocalDay.TodayAsync());
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{items[1]}'");
        var code = await shop.ScalarAsync<string>($"select barcode.printed from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{items[2]}' order by pack.position, code limit 1");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);

        // By id, by our code in small letters, and by barcode; what nobody knows is said.
        var page = await PrintAsync($"items={items[0]}%20{sku.ToLowerInvariant()}%0A{code},nothing-of-ours&copies=2");
        page.Html.QuerySelectorAll(".label-of-shelf").Length.ShouldBe(6);
        page.Html.QuerySelector(".labels-fault")!.TextContent.ShouldContain("nothing-of-ours");
        page.Html.QuerySelectorAll(".label .barcode").Length.ShouldBe(6);
        var label = page.Html.QuerySelectorAll(".label").First(one => one.QuerySelector(".label-sku")!.TextContent == sku);
        label.QuerySelector("strong[lang=en]")!.TextContent.ShouldNotBeEmpty();
        label.QuerySelector("span[lang=bn]")!.TextContent.ShouldNotBeEmpty();
        label.QuerySelector(".label-price b")!.TextContent.ShouldContain("৳");
        (await PrintAsync($"items={sku}&code=qr")).Html.QuerySelector(".label-qr .barcode")!.GetAttribute("aria-label").ShouldBe("QR");

        // A receipt: its products, and its lots with expiry and a code that reads back.
        var lot = (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(items[0], "L-77/A", today.AddDays(20))], CancellationToken.None))).Value[0];
        await shop.ExecuteAsync($"update inventory.item set tracking = 'lot' where id = '{items[0]}'");
        var receipt = await shop.ReceiveAsync(store, items[0], 4, 40, lot);
        (await PrintAsync($"receipt={receipt.Id}")).Html.QuerySelectorAll(".label-of-shelf").Length.ShouldBe(1);
        foreach (var query in (string[])[$"kind=lot&receipt={receipt.Id}", $"kind=lot&lots={lot}", $"kind=lot&items={items[0]}"])
        {
            var of = (await PrintAsync(query)).Html.QuerySelectorAll(".label-of-lot");
            of.Length.ShouldBe(1, query);
            of[0].TextContent.ShouldContain("L-77/A");
            var elements = Gs1.Parse(of[0].QuerySelector(".label-code span")!.TextContent, today);
            (elements.Value.Lot, elements.Value.ExpiresOn).ShouldBe(("L-77/A", today.AddDays(20)));
            elements.Value.Gtin.ShouldNotBeNull();
            Gs1.Parse(of[0].QuerySelector(".barcode")!.GetAttribute("aria-label"), today).Value.ShouldBe(elements.Value, "what is drawn is what is written");
        }

        // What the store has of a category; sheets have as many labels as they take.
        var category = await shop.ScalarAsync<Guid>($"select category_id from inventory.item where id = '{items[0]}'");
        (await PrintAsync($"category={category}&copies=25")).Html.QuerySelectorAll(".label-page.label-a4-24").Length.ShouldBe(2);
        (await PrintAsync($"category={category}&copies=25&sheet=roll-58")).Html.QuerySelectorAll(".label-page.label-roll-58").Length.ShouldBe(25);
        (await PrintAsync($"category={category}&copies=25&sheet=a4-40")).Html.QuerySelectorAll(".label-page.label-a4-40").Length.ShouldBe(1);
        // Not marked down, so there is no label that says so.
        (await PrintAsync($"kind=markdown&lots={lot}")).Html.QuerySelector(".label").ShouldBeNull();
        (await PrintAsync("")).Html.QuerySelector(".labels-none").ShouldNotBeNull();
        (await PrintAsync($"kind=none&sheet=a9&copies=0&category=x&receipt=y&lots=z,{Guid.Empty}&items=%00%20a%00b&store=q")).Html.QuerySelector(".label").ShouldBeNull();

        async Task<PageAnswer> PrintAsync(string query) => (await browser.GetAsync($"{Print}?store={store}&{query}")).Is(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task The_form_leads_to_the_print_and_back_with_all_that_was_chosen(string language)
    {
        var item = (await shop.VariantsAsync(410, 1))[0];
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{item}'");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("cashier")).Is(302);
        var form = (await browser.GetAsync($"{language}/admin/stock/labels?items={sku}&sheet=roll-58&copies=3&kind=lot")).Is(200);
        form.Html.QuerySelector("main")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        var query = string.Join('&', PageSession.Fields(form, "#labels").Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")).Replace("kind=lot", "kind=shelf", StringComparison.Ordinal);
        var print = (await browser.GetAsync($"{language}{Print}?{query}")).Is(200);
        print.Html.QuerySelectorAll(".label-roll-58 .label").Length.ShouldBe(3);
        print.Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        var back = (await browser.GetAsync(print.Html.QuerySelector(".labels-bar a")!.GetAttribute("href")!)).Is(200);
        back.Html.QuerySelector("#labels textarea")!.TextContent.ShouldContain(sku);
        back.Html.QuerySelector("#labels input[name=copies]")!.GetAttribute("value").ShouldBe("3");
    }

    [Fact]
    public async Task Who_works_in_one_store_prints_its_prices_and_its_receipts_alone()
    {
        var (elsewhere, item) = (Contracts.Stores.StoreId.From(await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'")), (await shop.VariantsAsync(420, 1))[0]);
        var receipt = await shop.ReceiveAsync(elsewhere, item, 4, 40);
        using var cashier = new PageSession(shop.Http.BaseAddress!);
        (await cashier.LoginAsync("cashier")).Is(302);
        (await cashier.GetAsync($"{Print}?receipt={receipt.Id}&store={elsewhere}")).Is(200).Html.QuerySelector(".label").ShouldBeNull();
        using var rider = new PageSession(shop.Http.BaseAddress!);
        (await rider.LoginAsync("rider")).Is(302);
        (await rider.GetAsync(Print)).Is(403);
        (await rider.GetAsync("/admin/stock/labels")).Is(403);
    }
}
