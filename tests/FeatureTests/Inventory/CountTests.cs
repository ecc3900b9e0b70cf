using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

public sealed class CountTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Sales_go_on_through_a_whole_count_and_the_stock_is_right_at_its_end()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(40, 12));
        // What really lies on the shelf; some of it was stolen, some of it nobody has booked.
        var shelf = variants.Select((_, index) => 200L + (index % 3 == 0 ? -7 : index % 3 == 1 ? 5 : 0)).ToArray();
        await Task.WhenAll(variants.Select(variant => shop.ReceiveAsync(store, variant, 200, 2_000)));
        var path = await StartAsync(owner, store, new { scope = "items", items = variants.Select(variant => variant.Value), tolerance = 100 });
        var hands = variants.Select(_ => new SemaphoreSlim(1)).ToArray();
        using var over = new CancellationTokenSource();
        var sold = 0;
        var sellers = Enumerable.Range(0, 4).Select(seller => Task.Run(async () =>
        {
            var random = new Random(seller);
            while (!over.IsCancellationRequested)
            {
                var index = random.Next(variants.Length);
                await hands[index].WaitAsync();
                var pieces = random.Next(1, 3);
                if (shelf[index] >= pieces + 10)
                {
                    var sale = StockLab.Posting(store, random.Next(6) == 0 ? StockKind.SaleReturn : StockKind.Sale, new NewStockLine(variants[index], 0));
                    var sign = sale.Kind == StockKind.Sale ? -1 : 1;
                    (await shop.StockAsync(stock => stock.PostAsync(sale with { Way = StockWay.Happened, Lines = [new NewStockLine(variants[index], sign * pieces * 1_000)] }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
                    shelf[index] += sign * pieces;
                    Interlocked.Increment(ref sold);
                }

                hands[index].Release();
            }
        })).ToList();

        // Two people count, item by item, while nobody has a hand on that one; what they scanned is sent late and in any order.
        var scans = new List<object>();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(person => Task.Run(async () =>
        {
            foreach (var index in Enumerable.Range(0, variants.Length).Where(index => index % 2 == person))
            {
                await hands[index].WaitAsync();
                var scan = Scan(variants[index], shelf[index], await NowAsync());
                hands[index].Release();
                lock (scans)
                {
                    scans.Add(scan);
                }

                await Task.Delay(60, TestContext.Current.CancellationToken);
            }
        })));
        scans.Reverse();
        foreach (var batch in scans.Chunk(5))
        {
            (await SendAsync(owner, path, batch)).Is(200);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        (await shop.PostAsync(path + "/close", new { }, owner)).Is(200)["state"].ShouldBe("posted");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await over.CancelAsync();
        await Task.WhenAll(sellers);
        sold.ShouldBeGreaterThan(20);
        for (var index = 0; index < variants.Length; index++)
        {
            (await shop.OnHandAsync(store, variants[index])).ShouldBe(shelf[index] * 1_000, $"item {index} after {sold} sales");
        }

        var lines = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines?limit=200", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        lines.Select(line => Difference(line)).Order().ShouldBe([-7, -7, -7, -7, 0, 0, 0, 0, 5, 5, 5, 5]);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines?off=true&limit=5", token: owner)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(5);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Scans_count_by_their_instants_whatever_their_order_and_a_scan_sent_twice_is_one()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(60, 2));
        await shop.ReceiveAsync(store, variants[0], 10, 10);
        await shop.ReceiveAsync(store, variants[1], 10, 10);
        var path = await StartAsync(owner, store, new { scope = "items", items = variants.Select(variant => variant.Value), tolerance = 100 });
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 5; i++)
        {
            times.Add(await NowAsync());
        }

        // Sent: on top at 4, set at 2, on top at 1 (which the set takes the place of), on top at 3.
        (await SendAsync(owner, path, Scan(variants[0], 4, times[4], "add"), Scan(variants[0], 2, times[2]))).Is(200)["taken"].ShouldBe("2");
        var third = Scan(variants[0], 3, times[3], "add");
        (await SendAsync(owner, path, Scan(variants[0], 1, times[1], "add"), third)).Is(200);
        (await SendAsync(owner, path, third)).Is(200);
        (await CountedAsync(0)).ShouldBe(9);
        (await SendAsync(owner, path, Changed(third, 5))).Is(422).Code.ShouldBe("inventory.contradiction");
        (await SendAsync(owner, path, third, third)).Is(400).Codes.ShouldBe(["inventory.scan_twice"]);

        // Counted again: the later one holds.
        (await SendAsync(owner, path, Scan(variants[0], 12, await NowAsync()))).Is(200);
        (await CountedAsync(0)).ShouldBe(12);

        // Bit by bit, with a sale in between: nobody can say which bit saw it, so it is counted again.
        (await SendAsync(owner, path, Scan(variants[1], 6, await NowAsync()))).Is(200);
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variants[1], -1_000)), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await SendAsync(owner, path, Scan(variants[1], 3, await NowAsync(), "add"))).Is(200);
        (await LineAsync(1)).GetProperty("recount").GetBoolean().ShouldBeTrue();
        (await shop.PostAsync(path + "/close", new { }, owner)).Is(409).Code.ShouldBe("inventory.count_recount");
        (await SendAsync(owner, path, Scan(variants[1], 9, await NowAsync()))).Is(200);
        (await LineAsync(1)).GetProperty("recount").GetBoolean().ShouldBeFalse();
        (await shop.PostAsync(path + "/close", new { }, owner)).Is(200)["state"].ShouldBe("posted");
        (await shop.OnHandAsync(store, variants[0])).ShouldBe(12_000);
        (await shop.OnHandAsync(store, variants[1])).ShouldBe(9_000);
        (await SendAsync(owner, path, third)).Is(409).Code.ShouldBe("inventory.count_state");

        async Task<JsonElement> LineAsync(int index) =>
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Single(line => line.GetProperty("item").GetProperty("id").GetGuid() == variants[index].Value).Clone();
        async Task<decimal> CountedAsync(int index) => decimal.Parse((await LineAsync(index)).GetProperty("counted").GetProperty("value").GetString()!, null);
    }

    [Fact]
    public async Task A_device_whose_clock_is_wrong_says_so_and_its_instants_are_put_right()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(62, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 10);
        var path = await StartAsync(owner, store, new { scope = "items", items = new[] { variant.Value } });
        var now = await NowAsync();
        var (early, late) = (Scan(variant, 10, now.AddHours(-1)), Scan(variant, 10, now.AddHours(1)));
        (await SendAsync(owner, path, early)).Is(400).Codes.ShouldBe(["inventory.scan_early"]);
        (await SendAsync(owner, path, late)).Is(400).Codes.ShouldBe(["inventory.scan_future"]);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        (await shop.PostAsync(path + "/scans", new { scans = new[] { late }, sentAt = now.AddHours(1).AddMilliseconds(10) }, owner)).Is(200);
        (await shop.PostAsync(path + "/scans", new { scans = new[] { late }, sentAt = now.AddHours(1).AddMilliseconds(25) }, owner)).Is(200);
        (await shop.ScalarAsync<bool>($"select at between started_at and now() from inventory.count_scan join inventory.stock_count on stock_count.id = count_id where variant_id = '{variant}'")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_not_counted_is_listed_and_written_off_only_where_that_is_asked_for()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(2), await shop.VariantsAsync(63, 3));
        foreach (var variant in variants)
        {
            await shop.ReceiveAsync(store, variant, 10, 10);
        }

        var path = await StartAsync(owner, store, new { scope = "all", blind = true });
        (await SendAsync(owner, path, Scan(variants[0], 10, await NowAsync()))).Is(200);
        var missed = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/uncounted", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        missed.Select(line => line.GetProperty("item").GetProperty("id").GetGuid()).ShouldBe([variants[1].Value, variants[2].Value], ignoreOrder: true);
        missed.Any(line => line.TryGetProperty("onHand", out _)).ShouldBeFalse();
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines", token: owner)).Is(200).Json.GetProperty("items")[0].TryGetProperty("expected", out _).ShouldBeFalse("a blind count says nothing");
        (await shop.PostAsync(path + "/close", new { zeroUncounted = true }, owner)).Is(200)["state"].ShouldBe("posted");
        (await shop.StockAsync(stock => stock.LevelsAsync(variants, store, CancellationToken.None))).Select(level => level.OnHand).ShouldBe([10_000, 0, 0], ignoreOrder: true);

        var next = await StartAsync(owner, store, new { scope = "all" });
        (await shop.PostAsync(next + "/close", new { }, owner)).Is(409).Code.ShouldBe("inventory.count_empty");
        (await SendAsync(owner, next, Scan(variants[1], 2, await NowAsync()))).Is(200);
        (await shop.PostAsync(next + "/close", new { withoutRecount = true }, owner)).Is(200)["state"].ShouldBe("posted");
        (await shop.OnHandAsync(store, variants[0])).ShouldBe(10_000);
        (await shop.OnHandAsync(store, variants[1])).ShouldBe(2_000);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Large_differences_wait_for_somebody_who_has_not_counted_and_sales_go_on_meanwhile()
    {
        var (owner, manager, accountant, clerk) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("accountant"), await shop.Http.TokenAsync("stock_clerk"));
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(67, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100_000);
        var path = await StartAsync(clerk, store, new { scope = "items", items = new[] { variant.Value } });
        (await SendAsync(manager, path, Scan(variant, 4, await NowAsync()))).Is(200);
        (await shop.PostAsync(path + "/approve", null, accountant)).Is(409).Code.ShouldBe("inventory.count_state");
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, clerk)).Is(200)["state"].ShouldBe("waiting");
        (await shop.OnHandAsync(store, variant)).ShouldBe(10_000);
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -3_000)), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.PostAsync(path + "/approve", null, manager)).Is(409).Code.ShouldBe("inventory.own");
        (await shop.PostAsync(path + "/approve", null, clerk)).Is(403);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => shop.PostAsync(path + "/approve", null, accountant))));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "inventory.count_state");
        (await shop.OnHandAsync(store, variant)).ShouldBe(1_000);
        (await shop.PostAsync(path + "/cancel", null, owner)).Is(409).Code.ShouldBe("inventory.count_state");

        var given = await StartAsync(owner, store, new { scope = "items", items = new[] { variant.Value } });
        (await SendAsync(owner, given, Scan(variant, 9, await NowAsync()))).Is(200);
        (await shop.PostAsync(given + "/cancel", null, owner)).Is(200)["state"].ShouldBe("cancelled");
        (await shop.OnHandAsync(store, variant)).ShouldBe(1_000);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/counts?state=cancelled&format=csv", token: owner)).Is(200).Text.ShouldContain("CT-S1");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Who_decides_about_a_count_is_told_what_its_differences_are_worth_before_and_after()
    {
        var (clerk, accountant, store, variants) = (await shop.Http.TokenAsync("stock_clerk"), await shop.Http.TokenAsync("accountant"), await shop.StoreAsync(), await shop.VariantsAsync(90, 2));
        await shop.ReceiveAsync(store, variants[0], 10, 100_000);
        await shop.ReceiveAsync(store, variants[1], 10, 1_000);
        var path = await StartAsync(clerk, store, new { scope = "items", items = variants.Select(variant => variant.Value) });
        (await SendAsync(clerk, path, Scan(variants[0], 4, await NowAsync()), Scan(variants[1], 12, await NowAsync()))).Is(200);
        (await LinesAsync()).ShouldBe(["-", "-"], ignoreOrder: true, "an open count says no values");
        var closed = (await shop.PostAsync(path + "/close", new { withoutRecount = true }, clerk)).Is(200).Json;
        (closed.GetProperty("state").GetString(), closed.GetProperty("value").GetProperty("amount").GetString()).ShouldBe(("waiting", "-59800.00"));
        (await LinesAsync()).ShouldBe(["-60000.00", "200.00"], ignoreOrder: true);

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("accountant")).Is(302);
        var page = (await browser.GetAsync("/admin/stock/" + path)).Is(200).Html;
        page.QuerySelector("#expected")!.TextContent.ShouldContain("59,800");
        page.QuerySelector("section[aria-labelledby=lines] thead")!.TextContent.ShouldContain("at cost now");
        page.QuerySelector("section[aria-labelledby=lines] tbody")!.TextContent.ShouldContain("60,000");
        (await browser.GetAsync("/admin/stock/counts?state=waiting")).Is(200).Html.QuerySelector("main tbody")!.TextContent.ShouldContain("59,800 expected");
        (await browser.GetAsync("/bn/admin/stock/" + path)).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");

        // What it came to is what the goods cost when it is approved: dearer ones have come meanwhile.
        await shop.ReceiveAsync(store, variants[0], 10, 300_000);
        (await LinesAsync()).ShouldBe(["-120000.00", "200.00"], ignoreOrder: true);
        var posted = (await shop.PostAsync(path + "/approve", null, accountant)).Is(200).Json;
        (posted.GetProperty("state").GetString(), posted.GetProperty("value").GetProperty("amount").GetString()).ShouldBe(("posted", "-119800.00"));
        (await LinesAsync()).ShouldBe(["-120000.00", "200.00"], ignoreOrder: true);
        (await browser.GetAsync("/admin/stock/" + path)).Is(200).Html.QuerySelector("#expected").ShouldBeNull();

        async Task<List<string>> LinesAsync() => [.. (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines", token: accountant)).Is(200).Json.GetProperty("items").EnumerateArray()
            .Select(line => line.TryGetProperty("value", out var value) ? value.GetProperty("amount").GetString()! : "-")];
    }

    [Fact]
    public async Task Places_lots_and_codes_are_told_apart()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(68, 2));
        var lot = (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(variants[0], "B7", LedgerLab.Day.Date.AddDays(9))], CancellationToken.None))).Value[0];
        var quarantine = LocationId.From(await shop.PlaceAsync(store, "quarantine"));
        await shop.ReceiveAsync(store, variants[0], 10, 10, lot);
        await shop.ReceiveAsync(store, variants[1], 4, 4);
        await shop.ReceiveAsync(store, variants[1], 6, 6, null, quarantine);
        var category = await shop.ScalarAsync<Guid>($"select category_id from inventory.item where id = '{variants[0]}'");
        var path = await StartAsync(owner, store, new { scope = "category", category, tolerance = 100 });
        var sku = await shop.ScalarAsync<string>($"select sku from inventory.item where id = '{variants[0]}'");
        (await SendAsync(owner, path, Scan(variants[0], 8, await NowAsync()))).Is(400).Codes.ShouldBe(["inventory.lot_needed"]);
        (await SendAsync(owner, path, new { id = ActsLab.NewId(), code = sku, lotCode = "NONE", quantity = ActsLab.Pieces(8), at = await NowAsync() })).Is(400).Codes.ShouldBe(["inventory.lot_unknown"]);
        (await SendAsync(owner, path, new { id = ActsLab.NewId(), code = sku, lotCode = "B7", quantity = ActsLab.Pieces(8), at = await NowAsync() })).Is(200);
        (await shop.PostAsync(path + "/close", new { }, owner)).Is(200);
        (await shop.ScalarAsync<long>($"select on_hand from inventory.balance where lot_id = '{lot}'")).ShouldBe(8_000);

        var place = await StartAsync(owner, store, new { scope = "place", location = quarantine.Value, tolerance = 100 });
        (await SendAsync(owner, place, Scan(variants[1], 5, await NowAsync()))).Is(200);
        (await SendAsync(owner, place, new { id = ActsLab.NewId(), item = variants[1].Value, location = await shop.PlaceAsync(store, "floor"), quantity = ActsLab.Pieces(8), at = await NowAsync() })).Is(400).Codes.ShouldBe(["inventory.count_outside"]);
        (await shop.PostAsync(place + "/close", new { }, owner)).Is(200);
        var level = await shop.LevelAsync(store, variants[1]);
        (level.OnHand, level.Available).ShouldBe((9_000, 4_000));
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_scan_and_nothing_is_taken()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(72, 2));
        await shop.ReceiveAsync(store, variants[1], 1, 1);
        (await shop.PostAsync("counts", new { storeId = store.Value, scope = "category", location = ActsLab.NewId(), tolerance = 101 }, owner)).Is(400).Codes
            .ShouldBe(["inventory.tolerance", "inventory.count_scope", "inventory.count_scope", "inventory.location_unknown"]);
        (await shop.PostAsync("counts", new { storeId = store.Value, scope = "items", items = new[] { ActsLab.NewId() } }, owner)).Is(400).Codes.ShouldBe(["inventory.item_unknown"]);
        (await shop.PostAsync("counts", new { storeId = ActsLab.NewId(), scope = "all" }, owner)).Is(400).Codes.ShouldBe(["inventory.store_unknown"]);
        var path = await StartAsync(owner, store, new { scope = "items", items = new[] { variants[0].Value } });
        var now = await NowAsync();
        (await SendAsync(owner, path,
            Scan(LedgerLab.Id<VariantId>(), 1, now), Scan(variants[0], -1, now), Scan(variants[0], 1_000_000_001, now), new { id = ActsLab.NewId(), item = variants[0].Value, quantity = ActsLab.Of(1, "kg"), at = now })).Is(400)
            .Codes.ShouldBe(["inventory.item_unknown", "inventory.quantity_sign", "inventory.quantity_range", "quantity.conversion"]);
        (await SendAsync(owner, path, Scan(variants[0], 0, now), Scan(variants[1], 1, now))).Is(400).Codes.ShouldBe(["inventory.count_outside"]);
        (await SendAsync(owner, path)).Is(400).Codes.ShouldBe(["inventory.lines"]);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.count_scan where variant_id = any (array['{variants[0]}', '{variants[1]}']::uuid[])")).ShouldBe(0);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/counts/{ActsLab.NewId()}", token: owner)).Is(404).Code.ShouldBe("inventory.count_unknown");
        (await shop.PostAsync($"counts/{ActsLab.NewId()}/close", new { }, owner)).Is(404).Code.ShouldBe("inventory.count_unknown");
    }

    [Fact]
    public async Task Who_works_in_one_store_counts_there_alone()
    {
        var (owner, cashier, support, customer) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("cashier"), await shop.Http.TokenAsync("support"), await shop.Http.TokenAsync("customer"));
        var (here, elsewhere, variant) = (await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(74, 1))[0]);
        await shop.ReceiveAsync(here, variant, 1, 1);
        object Body(StoreId store) => new { storeId = store.Value, scope = "all" };
        (await shop.PostAsync("counts", Body(elsewhere), cashier)).Is(403);
        (await shop.PostAsync("counts", Body(here), support)).Is(403);
        (await shop.PostAsync("counts", Body(here), customer)).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/inventory/counts", Body(here))).Is(401);
        var mine = await StartAsync(cashier, here, new { scope = "all" });
        (await SendAsync(cashier, mine, Scan(variant, 1, await NowAsync()))).Is(200);
        (await SendAsync(support, mine, Scan(variant, 1, await NowAsync()))).Is(403);
        (await shop.PostAsync(mine + "/approve", null, cashier)).Is(403);
        (await shop.PostAsync(mine + "/close", new { withoutRecount = true }, cashier)).Is(200);
        var theirs = await StartAsync(owner, elsewhere, new { scope = "all" });
        (await SendAsync(cashier, theirs, Scan(variant, 1, await NowAsync()))).Is(403);
        (await shop.PostAsync(theirs + "/close", new { }, cashier)).Is(403);
        (await shop.PostAsync(theirs + "/cancel", null, cashier)).Is(403);
        foreach (var part in (string[])["", "/lines", "/uncounted"])
        {
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{theirs}{part}", token: cashier)).Is(404);
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{theirs}{part}", token: owner)).Is(200);
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{theirs}{part}", token: customer)).Is(403);
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{theirs}{part}")).Is(401);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/inventory/counts", token: cashier)).Is(200).Text.ShouldNotContain(elsewhere.ToString());
    }

    private static Dictionary<string, object> Scan(VariantId item, decimal pieces, DateTimeOffset at, string mode = "set") =>
        new(StringComparer.Ordinal) { ["id"] = ActsLab.NewId(), ["item"] = item.Value, ["quantity"] = ActsLab.Pieces(pieces), ["at"] = at, ["mode"] = mode };

    private static Dictionary<string, object> Changed(Dictionary<string, object> scan, decimal pieces) => new(scan, StringComparer.Ordinal) { ["quantity"] = ActsLab.Pieces(pieces) };

    private static decimal Difference(JsonElement line) => decimal.Parse(line.GetProperty("difference").GetProperty("value").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The instant, by the clock of movements.</summary>
    private async Task<DateTimeOffset> NowAsync() => new(await shop.ScalarAsync<DateTime>("select clock_timestamp()"), TimeSpan.Zero);

    private async Task<string> StartAsync(string token, StoreId store, object scope)
    {
        var body = JsonSerializer.SerializeToNode(scope)!.AsObject();
        body["storeId"] = store.Value;
        return (await shop.PostAsync("counts", body, token)).Is(201).Headers.Location!.ToString()["/api/v1/inventory/".Length..];
    }

    private Task<Answer> SendAsync(string token, string path, params object[] scans) => shop.PostAsync(path + "/scans", new { scans }, token);
}
