using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

public sealed class MarkdownTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Ladders = "/api/v1/inventory/markdown-ladders";

    [Fact]
    public async Task What_gets_old_is_marked_down_by_the_ladder_of_its_category_or_the_nearest_above_it()
    {
        var (store, owner, items) = (await shop.StoreAsync(), await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(300, 3));
        var today = await LocalDay.TodayAsync();
        await Task.WhenAll(items.Select((item, index) => PriceAsync(item.Value, 9_995 + index)));
        var (near, far, past) = (await LotAsync(0, "NEAR", 1), await LotAsync(0, "FAR", 9), await LotAsync(0, "PAST", -1));
        var (mid, own) = (await LotAsync(1, "MID", 3), await LotAsync(2, "OWN", 3));
        (await shop.Http.SendAsync("PUT", $"{Ladders}/all", Steps((7, 10), (3, 30), (1, 50.55m)), owner, ("If-Match", "\"0\""))).Is(200);
        var (first, category) = (await CategoryAsync(0), await CategoryAsync(1));
        await shop.ExecuteAsync($"update inventory.item set category_id = case when id = '{items[2]}' then '{category}' else '{first}' end::uuid where id in ('{items[0]}', '{items[1]}', '{items[2]}')");
        var above = await shop.ScalarAsync<Guid>($"select parent_id from catalog.category where id = '{category}'");
        (await ListAsync()).ShouldBe(["NEAR 1 50.55 99.95 49.43", "MID 3 30 99.96 69.97", "OWN 3 30 99.97 69.98"]);

        // A ladder above the category, one of its own, and one that takes nothing off.
        (await shop.Http.SendAsync("PUT", $"{Ladders}/{above}", Steps((30, 5)), owner, ("If-Match", "\"0\""))).Is(200);
        (await ListAsync()).ShouldContain("OWN 3 5 99.97 94.97");
        (await shop.Http.SendAsync("PUT", $"{Ladders}/{category}", Steps(), owner, ("If-Match", "\"0\""))).Is(200);
        (await ListAsync()).ShouldNotContain(row => row.StartsWith("OWN", StringComparison.Ordinal));
        (await shop.Http.SendAsync("DELETE", $"{Ladders}/{category}", token: owner, headers: ("If-Match", "\"7\""))).Is(412);
        (await shop.Http.SendAsync("DELETE", $"{Ladders}/{category}", token: owner, headers: ("If-Match", "\"1\""))).Is(204);
        (await shop.Http.SendAsync("DELETE", $"{Ladders}/{category}", token: owner, headers: ("If-Match", "\"1\""))).Is(404).Code.ShouldBe("inventory.ladder_unknown");

        (await ListAsync()).ShouldContain("OWN 3 5 99.97 94.97");

        // The till asks for a lot; what is not marked down is left out.
        var told = await shop.StockAsync(stock => stock.MarkdownsAsync([near, far, past, own], store, CancellationToken.None));
        told.Select(one => $"{one.Lot} {one.DaysLeft} {one.Percent:0.##} {one.Price} {one.MarkedDown}").ShouldBe([$"{near} 1 50.55 99.95 BDT 49.43 BDT", $"{own} 3 5 99.97 BDT 94.97 BDT"]);
        (await shop.StockAsync(async stock => await stock.MarkdownsAsync([near], await shop.StoreAsync(1), CancellationToken.None))).ShouldBeEmpty();

        // Pages are the same rows; so is the file.
        (await shop.WalkAsync($"/api/v1/inventory/markdowns?store={store}", owner, 1)).Count.ShouldBe(3);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/markdowns?store={store}&format=csv", token: owner)).Is(200).Text.Split("\r\n").Length.ShouldBe(5);
        (await shop.WalkAsync($"/api/v1/inventory/markdowns?store={store}&category={category}", owner, 50)).Count.ShouldBe(1);

        // What is held, or lies in quarantine, is not sold at any price.
        await shop.ExecuteAsync($"update inventory.lot set state = 'held' where id = '{near}'");
        (await ListAsync()).ShouldNotContain(row => row.StartsWith("NEAR", StringComparison.Ordinal));

        async Task<LotId> LotAsync(int item, string code, int days)
        {
            var lot = (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(items[item], code, today.AddDays(days))], CancellationToken.None))).Value[0];
            await shop.ExecuteAsync($"update inventory.item set tracking = 'lot' where id = '{items[item]}'");
            await shop.ReceiveAsync(store, items[item], 4, 40, lot);
            return lot;
        }

        async Task<List<string>> ListAsync() => (await shop.WalkAsync($"/api/v1/inventory/markdowns?store={store}", owner, 50)).ConvertAll(row =>
            $"{row.GetProperty("lot").GetProperty("code").GetString()} {row.GetProperty("daysLeft").GetInt32()} {row.GetProperty("percent").GetDecimal():0.##} {row.GetProperty("price").GetProperty("amount").GetString()} {row.GetProperty("markedDown").GetProperty("amount").GetString()}");
    }

    [Fact]
    public async Task A_ladder_is_edited_on_the_version_that_was_read_and_by_those_who_may()
    {
        var (owner, rice) = (await shop.Http.TokenAsync("owner"), await shop.ScalarAsync<Guid>("select id from catalog.category where slug = 'rice'"));
        await shop.RefusesAsync("PUT", $"{Ladders}/{rice}", Steps((1, 10)), "manager", "cashier", "stock.clerk");
        await shop.RefusesAsync("DELETE", $"{Ladders}/{rice}", null, "manager", "stock.clerk");
        await shop.RefusesAsync("GET", Ladders, null, "rider");
        await shop.RefusesAsync("GET", "/api/v1/inventory/markdowns", null, "rider");
        (await shop.Http.SendAsync("GET", Ladders, token: await shop.Http.TokenAsync("cashier"))).Is(200);
        var elsewhere = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'");
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/markdowns?store={elsewhere}", token: await shop.Http.TokenAsync("cashier"))).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/markdowns?cursor=x&limit=0&any=1", token: owner)).Is(400).Text.ShouldContain("cursor.invalid");

        (await PutAsync($"{rice}", Steps((-1, 10), (366, 100), (3, 0.005m), (3, 5)), 0)).Is(400).Codes.Order().ShouldBe(["inventory.ladder_days", "inventory.ladder_days", "inventory.ladder_percent", "inventory.ladder_percent", "inventory.ladder_twice"]);
        (await PutAsync($"{rice}", Steps([.. Enumerable.Range(0, 21).Select(day => (day, 5m))]), 0)).Is(400).Codes.ShouldBe(["inventory.ladder_steps"]);
        (await PutAsync(Guid.Empty.ToString(), Steps((1, 1)), 0)).Is(404);
        (await PutAsync("none", Steps((1, 1)), 0)).Is(404);
        // Eight at once make one of it.
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(percent => PutAsync($"{rice}", Steps((1, percent), (5, 1)), 0)));
        answers.Select(answer => answer.Status).Order().ShouldBe([200, 412, 412, 412, 412, 412, 412, 412]);
        (await PutAsync($"{rice}", Steps((2, 20)), 1)).Is(200);
        (await PutAsync($"{rice}", Steps((2, 30)), 1)).Is(412);
        (await shop.ScalarAsync<string>("select string_agg(action, ' ' order by id) from platform.audit where subject_type = 'inventory.ladder' and subject_name = 'rice'")).ShouldBe("inventory.ladder.save inventory.ladder.save");

        Task<Answer> PutAsync(string category, object body, int version) => shop.Http.SendAsync("PUT", $"{Ladders}/{category}", body, owner, ("If-Match", $"\"{version}\""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task The_ladder_and_the_labels_are_made_by_pages(string language)
    {
        // In a store where no other test counts what is listed.
        var (store, item, today) = (await shop.StoreAsync(1), (await shop.VariantsAsync(language.Length == 0 ? 320 : 330, 1))[0], await LocalDay.TodayAsync());
        await PriceAsync(item.Value, 12_000);
        var lot = (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(item, "PAGE", today)], CancellationToken.None))).Value[0];
        await shop.ExecuteAsync($"update inventory.item set tracking = 'lot' where id = '{item}'");
        await shop.ReceiveAsync(store, item, 4, 40, lot);
        var category = await CategoryAsync(2 + language.Length);
        await shop.ExecuteAsync($"update inventory.item set category_id = '{category}' where id = '{item}'");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var path = $"{language}/admin/stock/markdowns/ladder?category={category}";
        var page = (await browser.GetAsync(path)).Is(200);
        page.Html.QuerySelector("main")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await browser.FillAsync(page, path, "#ladder", ("days[1]", "3"), ("percent[1]", "x"))).Is(400).Html.QuerySelectorAll("#ladder .invalid-feedback").Length.ShouldBe(1);
        (await browser.FillAsync(page, path, "#ladder", ("days[0]", "০"), ("percent[0]", "২৫"), ("days[2]", "4"), ("percent[2]", "10"))).Is(302);
        (await browser.FillAsync(page, path, "#ladder", ("days[0]", "1"), ("percent[0]", "5"))).Is(412);
        (await browser.GetAsync(path)).Is(200).Html.QuerySelector("input[name='days[0]']")!.GetAttribute("value").ShouldBe("4");

        var list = (await browser.GetAsync($"{language}/admin/stock/markdowns?store={store}&category={category}")).Is(200);
        list.Html.QuerySelector("main")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        list.Html.QuerySelector("main tbody")!.TextContent.ShouldContain(language.Length == 0 ? "৳\u00A090" : "৳\u00A0৯০");
        (await browser.GetAsync($"{language}/admin/stock/markdowns?handler=Export&store={store}")).Is(200).Text.ShouldContain("\"90.00\"");
        var token = PageSession.Fields(list, ".list-form").First(field => field.Key.StartsWith("__", StringComparison.Ordinal));
        var print = (await browser.PostAsync($"{language}/admin/stock/markdowns?handler=Labels", [token, KeyValuePair.Create("ids", $"{store}/{lot}")])).Is(302).Location!;
        var sheet = (await browser.GetAsync(print)).Is(200);
        sheet.Html.QuerySelectorAll(".label-of-markdown").Length.ShouldBe(1);
        sheet.Html.QuerySelector(".label-price b")!.TextContent.ShouldContain(language.Length == 0 ? "90" : "৯০");
        sheet.Html.QuerySelector(".label-price s")!.TextContent.ShouldContain(language.Length == 0 ? "120" : "১২০");
        (await browser.PostAsync($"{language}/admin/stock/markdowns?handler=Labels", [token, KeyValuePair.Create("ids", "x/y")])).Is(404);

        page = (await browser.GetAsync(path)).Is(200);
        (await browser.PostAsync(page.Html.QuerySelector("#ladder button[formaction]")!.GetAttribute("formaction")!, PageSession.Fields(page, "#ladder"))).Is(302);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.markdown_ladder where category_id = '{category}'")).ShouldBe(0);
        (await browser.GetAsync($"{language}/admin/stock/markdowns/ladder?category={Guid.Empty}")).Is(404);
        (await browser.GetAsync($"{language}/admin/stock/markdowns?store=x&category=1&cursor=a&cols=z")).Is(200);

        using var manager = new PageSession(shop.Http.BaseAddress!);
        (await manager.LoginAsync("manager")).Is(302);
        (await manager.GetAsync("/admin/stock/markdowns")).Is(200).Html.QuerySelector("a[href$='/ladder']").ShouldBeNull();
        using var rider = new PageSession(shop.Http.BaseAddress!);
        (await rider.LoginAsync("rider")).Is(302);
        (await rider.GetAsync("/admin/stock/markdowns")).Is(403);
        (await rider.GetAsync(path)).Is(403);
    }

    private static object Steps(params (int Days, decimal Percent)[] steps) => new { steps = steps.Select(step => new { daysLeft = step.Days, percent = step.Percent }) };

    /// <summary>A category below one of its own, that no other test has: each of another department.</summary>
    private Task<Guid> CategoryAsync(int index) => shop.ScalarAsync<Guid>($"""
        select (array_agg(category.id order by slug))[1] from catalog.category where parent_id is not null and slug <> 'rice' and exists (select from catalog.product where category_id = category.id and status = 'active')
        group by parent_id order by parent_id offset {index} limit 1
        """);

    /// <summary>One costs so much in every store from the beginning of time, and nothing else.</summary>
    private Task PriceAsync(Guid variant, long minor) => shop.ExecuteAsync($"update catalog.price set amount_minor = {minor} where pack_id = (select id from catalog.pack where variant_id = '{variant}' order by position, id limit 1)");
}
