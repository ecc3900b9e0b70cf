using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Purchasing;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

public sealed class AdviceTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Path = "/api/v1/inventory/reorder-advice";

    [Fact]
    public async Task Advice_is_made_of_sales_stock_and_suppliers_and_explains_itself()
    {
        var (store, owner, items) = (await shop.StoreAsync(), await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(100, 4));
        var (cheap, dear) = (await shop.SupplierAsync("CHEAP"), await shop.SupplierAsync("DEAR"));
        foreach (var item in items)
        {
            await shop.ReceiveAsync(store, item, 6, 60);
            await shop.SoldAsync(store, item, 10);
        }

        // A unit is 10 at one and 9 at the other; the second is theirs alone; the third nobody sells; of the fourth there is enough on its way.
        await shop.OffersAsync(dear, items[0], 10, 100);
        await shop.OffersAsync(cheap, items[0], 12, 108);
        await shop.OffersAsync(dear, items[1], 24, 240, minimum: 7);
        await shop.OffersAsync(cheap, items[3], 1, 5);
        var sent = (await shop.Http.SendAsync("POST", "/api/v1/purchase-orders", new { id = BuyLab.NewId(), supplierId = cheap, storeId = store.Value, lines = new[] { new { variantId = items[3].Value, packs = 104 } } }, owner)).Is(201).Json.GetProperty("order").GetProperty("id").GetString();

        // 10 a day for 4 + 7 days are 110, of which 6 are there; what is always the same needs no safety.
        var rows = await RowsAsync($"?store={store}");
        Of(rows, items[0]).ShouldBe("CHEAP 9 108 972.00 10 6 0 0 110 True");
        Of(rows, items[1]).ShouldBe("DEAR 7 168 1680.00 10 6 0 0 110 True");
        Of(rows, items[2]).ShouldBe("- 64 64 - 10 6 0 0 70 False");
        rows.ShouldNotContain(row => row.GetProperty("item").GetProperty("id").GetGuid() == items[3].Value, "it stands in a draft");
        var words = rows.Single(row => row.GetProperty("item").GetProperty("id").GetGuid() == items[0].Value).GetProperty("explanation");
        words.GetProperty("en").GetString().ShouldBe("Sells 10 a day, 6 on hand, 4 days lead and 7 to the next order, up to 110, packs of 12.");
        words.GetProperty("bn").GetString().ShouldBe("দিনে ১০ বিক্রি হয়, হাতে ৬, পৌঁছাতে ৪ দিন ও পরের অর্ডারে ৭ দিন, মোট ১১০ পর্যন্ত, প্যাকে ১২।");

        // Of one supplier it is at their price; pages are the same rows in the same order, and so are the files.
        Of(await RowsAsync($"?store={store}&supplier={dear}"), items[0]).ShouldBe("DEAR 11 110 1100.00 10 6 0 0 110 True");
        (await shop.WalkAsync($"{Path}?store={store}", owner, 1)).ConvertAll(row => row.GetRawText()).ShouldBe(rows.ConvertAll(row => row.GetRawText()));
        (await shop.Http.SendAsync("GET", $"{Path}?store={store}&format=csv", token: owner)).Is(200).Text.Split("\r\n").Length.ShouldBe(rows.Count + 2);
        (await shop.Http.SendAsync("GET", $"{Path}?store={store}&format=xlsx", token: owner)).Is(200).Text.ShouldStartWith("PK");

        // Sent it is on order, received it is there.
        foreach (var act in (string[])["approve", "send"])
        {
            (await shop.Http.SendAsync("POST", $"/api/v1/purchase-orders/{sent}/{act}", new { }, owner)).Is(200);
        }

        await shop.SoldAsync(store, items[3], 20);
        Of(await RowsAsync($"?store={store}"), items[3]).ShouldBe("CHEAP 110 110 550.00 20 6 104 0 220 False");

        // Urgent is what does not last: 110 are on their way, and 80 will be sold until an order of today is here.
        (await RowsAsync($"?store={store}&urgent=true")).ShouldNotContain(row => row.GetProperty("item").GetProperty("id").GetGuid() == items[3].Value);
        (await RowsAsync($"?store={await shop.StoreAsync(1)}")).ShouldBeEmpty();

        async Task<List<JsonElement>> RowsAsync(string query) => await shop.WalkAsync(Path + query, owner, 500);
    }

    [Fact]
    public async Task Last_years_season_and_the_low_level_are_in_it()
    {
        var (store, items) = (await shop.StoreAsync(), await shop.VariantsAsync(120, 2));
        await shop.ReceiveAsync(store, items[0], 6, 60);
        await shop.ReceiveAsync(store, items[1], 3, 30);
        await shop.SoldAsync(store, items[0], 10);
        // A year ago 10 a day for eight weeks, then 20 a day for four, on the same days of the week.
        await shop.ExecuteAsync($"""
            insert into inventory.sales_day (store_id, variant_id, day, sold)
            select '{store}', '{items[0]}', date '{await LocalDay.TodayAsync():yyyy-MM-dd}' - ago, case when ago > 364 then 10000 else 20000 end from generate_series(337, 420) ago
            """);
        var rows = await shop.WalkAsync($"{Path}?store={store}", await shop.Http.TokenAsync("owner"), 500);
        var season = rows.Single(row => row.GetProperty("item").GetProperty("id").GetGuid() == items[0].Value);
        season.GetProperty("season").GetDecimal().ShouldBe(2);
        season.GetProperty("upTo").GetProperty("value").GetString().ShouldBe("140", "10 × 2 × 7 days: nobody sells it to us");
        season.GetProperty("explanation").GetProperty("en").GetString()!.ShouldContain("Sells 10 a day, 2 times that at this time of the year");
        var low = rows.Single(row => row.GetProperty("item").GetProperty("id").GetGuid() == items[1].Value);
        low.GetProperty("explanation").GetProperty("en").GetString().ShouldBe("Nothing sold in 56 days, 3 on hand, never to fall to 5, up to 6, nobody sells it to us.");
        low.GetProperty("packs").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Days_without_stock_are_left_out_and_the_advice_says_how_many()
    {
        var (store, item, supplier) = (await shop.StoreAsync(), (await shop.VariantsAsync(125, 1))[0], await shop.SupplierAsync("OUTS"));
        await shop.ReceiveAsync(store, item, 6, 60);
        await shop.OffersAsync(supplier, item, 12, 108);
        // Ten a day until two weeks ago, and nothing there since.
        await shop.SoldAsync(store, item, 10);
        await shop.ExecuteAsync($"update inventory.sales_day set sold = 0, is_out = true where variant_id = '{item}' and day >= date '{await LocalDay.TodayAsync():yyyy-MM-dd}' - 14");
        var row = (await shop.WalkAsync($"{Path}?store={store}&supplier={supplier}", await shop.Http.TokenAsync("owner"), 500)).Single();
        row.GetProperty("perDay").GetProperty("value").GetString().ShouldBe("10");
        row.GetProperty("outDays").GetInt32().ShouldBe(14);
        row.GetProperty("packs").GetInt64().ShouldBe(9, "110, less 6 that are there, in packs of 12");
        var words = row.GetProperty("explanation");
        words.GetProperty("en").GetString().ShouldBe("Sells 10 a day, 14 of 56 days out of stock left out, 6 on hand, 4 days lead and 7 to the next order, up to 110, packs of 12.");
        words.GetProperty("bn").GetString()!.ShouldContain("৫৬ দিনের মধ্যে যে ১৪ দিন মজুদ ছিল না তা বাদ");
        (await shop.Http.SendAsync("GET", $"{Path}?store={store}&supplier={supplier}&format=csv", token: await shop.Http.TokenAsync("owner"))).Is(200).Text.ShouldContain("14 of 56 days");
    }

    [Fact]
    public async Task Drafts_are_made_one_a_supplier_and_once_however_often_and_at_once_they_are_asked_for()
    {
        var (store, owner, items) = (await shop.StoreAsync(), await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(140, 3));
        var (one, two) = (await shop.SupplierAsync("DRONE"), await shop.SupplierAsync("DRTWO", minimum: 500));
        await shop.OffersAsync(one, items[0], 12, 120);
        await shop.OffersAsync(one, items[1], 1, 10, minimum: 3);
        await shop.OffersAsync(two, items[2], 1, 100);
        var before = await CountAsync();

        // All or none: a line has too few packs.
        var id = BuyLab.NewId();
        (await DraftAsync(id, (items[0], one, 2), (items[1], one, 2))).Is(400).Text.ShouldContain("\"field\":\"lines[1].packs\"");
        (await DraftAsync(id, (items[0], one, 0))).Is(400).Text.ShouldContain("inventory.packs");
        (await DraftAsync(id, (items[0], one, 1), (items[0], one, 1))).Is(400).Text.ShouldContain("inventory.line_twice");
        (await DraftAsync(id)).Is(400).Text.ShouldContain("inventory.lines");
        (await DraftAsync(id, (items[2], one, 1))).Is(400).Text.ShouldContain("purchase.price_needed");
        (await DraftAsync(id, (items[2], BuyLab.NewId(), 1))).Is(400).Text.ShouldContain("\"field\":\"lines[0].supplierId\"");
        (await CountAsync()).ShouldBe(before);

        // Eight at once with one id. What is below a supplier's minimum is drafted too: whoever approves it looks at that.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DraftAsync(id, (items[0], one, 2), (items[2], two, 4), (items[1], one, 3))));
        answers.Select(answer => answer.Is(200).Text).Distinct().Count().ShouldBe(1);
        (await CountAsync()).ShouldBe(before + 2);
        var orders = answers[0].Json.GetProperty("orders").EnumerateArray().Select(order => $"{order.GetProperty("supplier").GetString()} {order.GetProperty("lines").GetInt32()} {order.GetProperty("total").GetProperty("amount").GetString()}").ToList();
        orders.ShouldBe(["Supplier DRONE 2 270.00", "Supplier DRTWO 1 400.00"]);
        (await DraftAsync(id, (items[0], one, 2))).Is(422).Code.ShouldBe("inventory.contradiction");
        (await shop.ScalarAsync<string>($"select string_agg(state || ' ' || author_id::text, ',') from purchasing.purchase_order where supplier_id = '{two}'")).ShouldStartWith("draft ");
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'inventory.advice.draft' and subject_id = '{id}'")).ShouldBe(1);

        Task<long> CountAsync() => shop.ScalarAsync<long>("select count(*) from purchasing.purchase_order");
        Task<Answer> DraftAsync(Guid key, params (VariantId Variant, Guid Supplier, long Packs)[] lines) => shop.Http.SendAsync(
            "POST", Path + "/drafts", new { id = key, storeId = store.Value, lines = lines.Select(line => new { variantId = line.Variant.Value, supplierId = line.Supplier, packs = line.Packs }) }, owner);
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_who_works_in_one_store_sees_that_one()
    {
        var elsewhere = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'");
        var here = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        var body = new { id = BuyLab.NewId(), storeId = here, lines = new[] { new { variantId = BuyLab.NewId(), supplierId = BuyLab.NewId(), packs = 1 } } };
        await shop.RefusesAsync("GET", Path, null, "cashier", "support", "rider");
        await shop.RefusesAsync("POST", Path + "/drafts", body, "cashier", "support", "accountant");
        var clerk = await shop.Http.TokenAsync("stock.clerk");
        (await shop.Http.SendAsync("GET", Path, token: clerk)).Is(200);
        (await shop.Http.SendAsync("GET", $"{Path}?store={elsewhere}", token: clerk)).Is(403);
        (await shop.Http.SendAsync("POST", Path + "/drafts", body with { storeId = elsewhere }, clerk)).Is(403);
        (await shop.Http.SendAsync("POST", Path + "/drafts", body, clerk)).Is(400);
        (await shop.Http.SendAsync("GET", $"{Path}?limit=0&cursor=x&urgent=maybe&nothing=1", token: clerk)).Is(400).Text.ShouldContain("cursor.invalid");
        (await shop.Http.SendAsync("GET", Path, token: await shop.Http.TokenAsync("accountant"))).Is(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Drafts_are_made_by_the_page_of_what_is_ticked_as_it_was_typed(string language)
    {
        var (store, items) = (await shop.StoreAsync(), await shop.VariantsAsync(language.Length == 0 ? 160 : 170, 3));
        var supplier = await shop.SupplierAsync("PAGE" + language.Length);
        foreach (var item in items)
        {
            await shop.ReceiveAsync(store, item, 6, 60);
            await shop.SoldAsync(store, item, 10);
            await shop.OffersAsync(supplier, item, 12, 108, minimum: 2);
        }

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("stock.clerk")).Is(302);
        var path = $"{language}/admin/stock/reorder?supplier={supplier}";
        var page = (await browser.GetAsync(path)).Is(200);
        page.Html.QuerySelector("main")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        page.Html.QuerySelectorAll(".advice-row input[name=pick][checked]").Length.ShouldBe(3);
        (await browser.GetAsync(path + "&handler=Export&format=csv")).Is(200).Text.Split("\r\n").Length.ShouldBe(5);

        // Two of them, one with another number, which is too few at first.
        var fields = PageSession.Fields(page, "#reorder").Where(field => field is not { Key: "pick", Value: "2" }).ToList();
        List<KeyValuePair<string, string>> With(string packs) => [.. fields.Select(field => field.Key == "packs[0]" ? KeyValuePair.Create(field.Key, packs) : field)];
        var wrong = (await browser.PostAsync(path, With("1"))).Is(400);
        wrong.Html.QuerySelectorAll(".advice-row .invalid-feedback").Length.ShouldBe(1);
        wrong.Html.QuerySelectorAll("input[name=pick][checked]").Length.ShouldBe(2);
        (await browser.PostAsync(path, With("many"))).Is(400).Html.QuerySelector("#packs-0")!.GetAttribute("value").ShouldBe("many");
        (await browser.PostAsync(path, [.. fields.Where(field => field.Key != "pick")])).Is(400);
        (await browser.PostAsync(path, With("১১"))).Is(302);
        (await browser.PostAsync(path, With("১১"))).Is(302).Location!.ShouldContain("/admin/purchasing/orders");
        (await shop.ScalarAsync<string>($"select count(*) || ' ' || sum(total) from purchasing.purchase_order where supplier_id = '{supplier}'")).ShouldBe("1 216000", "20 packs of 108");

        // What is left, all of it as advised, and twice the same.
        page = (await browser.GetAsync(path)).Is(200);
        page.Html.QuerySelectorAll(".advice-row").Length.ShouldBe(1);
        var all = PageSession.Fields(page, "#reorder").Where(field => field.Key is "key" || field.Key.StartsWith("__", StringComparison.Ordinal)).ToList();
        (await browser.PostAsync(path + "&handler=All", all)).Is(302);
        (await browser.PostAsync(path + "&handler=All", all)).Is(302);
        (await shop.ScalarAsync<long>($"select count(*) from purchasing.purchase_order where supplier_id = '{supplier}'")).ShouldBe(2);
        (await browser.GetAsync(path)).Is(200).Html.QuerySelector(".empty-title").ShouldNotBeNull();

        using var accountant = new PageSession(shop.Http.BaseAddress!);
        (await accountant.LoginAsync("accountant")).Is(302);
        (await accountant.GetAsync("/admin/stock/reorder?store=x&supplier=1&cursor=a&urgent=7&category=%00")).Is(200).Html.QuerySelector("input[name=pick]").ShouldBeNull();
        using var cashier = new PageSession(shop.Http.BaseAddress!);
        (await cashier.LoginAsync("cashier")).Is(302);
        (await cashier.GetAsync("/admin/stock/reorder")).Is(403);
    }

    private static string Of(List<JsonElement> rows, VariantId item)
    {
        var row = rows.Single(row => row.GetProperty("item").GetProperty("id").GetGuid() == item.Value);
        string Value(string name) => row.GetProperty(name).GetProperty("value").GetString()!;
        var supplier = row.TryGetProperty("supplier", out var known) && known.ValueKind == JsonValueKind.Object ? known.GetProperty("code").GetString() : "-";
        var cost = row.TryGetProperty("cost", out var money) && money.ValueKind == JsonValueKind.Object ? money.GetProperty("amount").GetString() : "-";
        return $"{supplier} {row.GetProperty("packs").GetInt64()} {Value("quantity")} {cost} {Value("perDay")} {Value("available")} {Value("onOrder")} {Value("inDrafts")} {Value("upTo")} {row.GetProperty("isUrgent").GetBoolean()}";
    }
}
