using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

/// <summary>Lots: listed, followed, held, recalled, set free.</summary>
public sealed class LotTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Lots_are_found_by_their_last_day_their_code_and_how_they_stand()
    {
        var (owner, one, two) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var variant = (await shop.VariantsAsync(0, 1))[0];
        var (gone, soon, late, never) = (await shop.LotAsync(variant, "FND-GONE", -2), await shop.LotAsync(variant, "FND-SOON", 3), await shop.LotAsync(variant, "FND-LATE", 90), await shop.LotAsync(variant, "FND-NEVER", days: null));
        await shop.ReceiveAsync(one, variant, 5, 50, soon);
        await shop.ReceiveAsync(two, variant, 2, 20, soon);
        await shop.ReceiveAsync(two, variant, 4, 40, late);

        (await FindAsync("")).ShouldBe([gone, soon, late, never]);
        (await FindAsync("&sort=-expires")).ShouldBe([never, late, soon, gone]);
        (await FindAsync("&sort=created")).ShouldBe([gone, soon, late, never]);
        (await FindAsync("&expiresWithin=0")).ShouldBe([gone]);
        (await FindAsync("&expiresWithin=7")).ShouldBe([gone, soon]);
        (await FindAsync("&inStock=true")).ShouldBe([soon, late]);
        (await FindAsync($"&inStock=true&store={one}")).ShouldBe([soon]);
        (await FindAsync("&q=fnd-so")).ShouldBe([soon]);
        (await FindAsync("&q=%25")).ShouldBeEmpty();
        (await FindAsync("&state=held")).ShouldBeEmpty();
        foreach (var sort in (string[])["expires", "-expires", "created", "-created"])
        {
            (await shop.WalkAsync($"/api/v1/inventory/lots?item={variant}&sort={sort}", owner, 1)).Select(Of).ShouldBe(await FindAsync("&sort=" + sort), sort);
        }

        var line = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots?item={variant}&q=FND-SOON", token: owner)).Is(200).Json.GetProperty("items")[0];
        (line.GetProperty("onHand").GetProperty("value").GetString(), line.GetProperty("isExpired").GetBoolean()).ShouldBe(("7", false));
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/lots?state=lost&expiresWithin=x&inStock=maybe&sort=size&cursor=1", token: owner)).Is(400).Codes.Count().ShouldBe(5);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{LedgerLab.Id<LotId>()}", token: owner)).Is(404).Code.ShouldBe("inventory.lot_unknown");

        async Task<List<LotId>> FindAsync(string query) => [.. (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots?item={variant}{query}", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Select(Of)];
        static LotId Of(JsonElement row) => LotId.From(row.GetProperty("lot").GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_recall_is_one_act_that_says_where_it_was_and_who_bought_of_it()
    {
        var (owner, one, two) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var variant = (await shop.VariantsAsync(10, 1))[0];
        var (lot, other) = (await shop.LotAsync(variant, "RC1", 10), await shop.LotAsync(variant, "RC2", 20));
        var bin = await shop.BinAsync(one, "RC-1", owner);
        await shop.ReceiveAsync(one, variant, 6, 60, lot);
        await shop.ReceiveAsync(one, variant, 4, 40, lot, bin);
        await shop.ReceiveAsync(two, variant, 5, 50, lot);
        await shop.ReceiveAsync(two, variant, 9, 90, other);
        var sale = StockLab.Posting(one, StockKind.Sale, new NewStockLine(variant, -3_000)) with { Document = new DocumentRef("external", "TICKET-9") };
        (await shop.StockAsync(stock => stock.PostAsync(sale, CancellationToken.None))).IsSuccess.ShouldBeTrue();

        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = " " }, owner)).Is(400).Codes.ShouldBe(["text.required"]);
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = new string('x', 201) }, owner)).Is(400).Codes.ShouldBe(["inventory.reason"]);
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{LedgerLab.Id<LotId>()}/recall", new { reason = "x" }, owner)).Is(404).Code.ShouldBe("inventory.lot_unknown");
        var recalled = (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "Listeria" }, owner)).Is(200).Json;
        recalled.GetProperty("was").EnumerateArray().Select(place => (place.GetProperty("store").GetString(), place.GetProperty("code").GetString(), place.GetProperty("onHand").GetProperty("value").GetString()))
            .ShouldBe([(one.ToString(), "FLOOR", "6"), (one.ToString(), "RC-1", "1"), (two.ToString(), "FLOOR", "5")], ignoreOrder: true);
        recalled.GetProperty("line").GetProperty("lot").GetProperty("state").GetString().ShouldBe("recalled");
        (await shop.LevelAsync(one, variant)).Available.ShouldBe(0);
        (await shop.LevelAsync(one, variant)).OnHand.ShouldBe(7_000);
        (await shop.LevelAsync(two, variant)).Available.ShouldBe(9_000);
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(one, StockKind.Sale, new NewStockLine(variant, -1_000)), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.short");
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(two, StockKind.Sale, new NewStockLine(variant, -1_000, Lot: lot)), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.lot_unsellable");

        var followed = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}", token: owner)).Is(200).Json;
        followed.GetProperty("places").EnumerateArray().Select(place => (place.GetProperty("kind").GetString(), place.GetProperty("onHand").GetProperty("value").GetString())).ShouldBe([("quarantine", "7"), ("quarantine", "5")], ignoreOrder: true);
        followed.GetProperty("sold").EnumerateArray().Select(move => (move.GetProperty("document").GetProperty("id").GetString(), move.GetProperty("quantity").GetProperty("value").GetString())).ShouldBe([("TICKET-9", "-3")]);
        followed.GetProperty("came").GetArrayLength().ShouldBe(2);
        followed.GetProperty("history")[0].GetProperty("reason").GetString().ShouldBe("Listeria");
        (await shop.ScalarAsync<long>($"select count(*) from inventory.posting where document_type = 'lot_recall' and document_id = '{lot}'")).ShouldBe(2);
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'inventory.lot.recall' and subject_id = '{lot}'")).ShouldBe(1);

        // What came of it since goes where the rest is when it is recalled again.
        await shop.ReceiveAsync(one, variant, 2, 20, lot);
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "More of it" }, owner)).Is(200);
        (await shop.ScalarAsync<long>($"select sum(on_hand)::bigint from inventory.balance join inventory.location on location.id = location_id where lot_id = '{lot}' and kind <> 'quarantine'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_lot_that_is_held_is_not_sold_until_it_is_free()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(20, 1))[0]);
        var lot = await shop.LotAsync(variant, "HLD");
        await shop.ReceiveAsync(store, variant, 5, 50, lot);
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/hold", new { reason = "Seal" }, owner)).Is(200);
        ((await shop.LevelAsync(store, variant)).OnHand, (await shop.LevelAsync(store, variant)).Available).ShouldBe((5_000, 0));
        (await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, (variant, 1)), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.short");
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/free", new { reason = "Looked at" }, owner)).Is(200).Json.GetProperty("line").GetProperty("lot").GetProperty("state").GetString().ShouldBe("good");
        (await shop.LevelAsync(store, variant)).Available.ShouldBe(5_000);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}", token: owner)).Is(200).Json.GetProperty("history").EnumerateArray().Select(stood => stood.GetProperty("state").GetString()).ShouldBe(["good", "held"]);
        (await shop.RefusalAsync($"update inventory.lot_state set reason = '' where lot_id = '{lot}'")).ShouldBe("inventory.append_only");
        foreach (var act in (string[])["hold", "recall", "free"])
        {
            await shop.RefusesAsync("POST", $"/api/v1/inventory/lots/{lot}/{act}", new { reason = "x" }, "cashier", "manager", "customer");
        }
    }

    [Fact]
    public async Task The_same_recall_sent_again_is_done_once()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(21, 1))[0]);
        var lot = await shop.LotAsync(variant, "TWICE");
        await shop.ReceiveAsync(store, variant, 5, 50, lot);
        var first = (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "x" }, owner, ("Idempotency-Key", "recall-twice-1"))).Is(200).Text;
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "x" }, owner, ("Idempotency-Key", "recall-twice-1"))).Is(200).Text.ShouldBe(first);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.lot_state where lot_id = '{lot}'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_recall_takes_all_lots_of_the_code_whatever_their_last_day_and_however_it_is_spelled()
    {
        var (owner, one, two, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), await shop.VariantsAsync(40, 2));
        var (first, second, small, other) = (await shop.LotAsync(variants[0], "A3", 10), await shop.LotAsync(variants[0], "A3", 40), await shop.LotAsync(variants[0], "a3", 10), await shop.LotAsync(variants[0], "A33", 10));
        var elsewhere = await shop.LotAsync(variants[1], "A3", 10);
        foreach (var lot in (LotId[])[first, second, small, other])
        {
            await shop.ReceiveAsync(one, variants[0], 5, 50, lot);
        }

        await shop.ReceiveAsync(two, variants[0], 3, 30, second);
        await shop.ReceiveAsync(one, variants[1], 5, 50, elsewhere);
        var followed = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{first}", token: owner)).Is(200).Json;
        followed.GetProperty("twins").EnumerateArray().Select(IdOf).ShouldBe([small.ToString(), second.ToString()]);
        followed.GetProperty("line").GetProperty("sameCode").GetInt32().ShouldBe(2);

        // The page says beforehand which those are; holding and setting free are about the one lot alone.
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var page = (await browser.GetAsync($"/admin/stock/lots/{first}")).Is(200);
        page.Html.QuerySelectorAll("[aria-labelledby=twins] a").Select(link => link.GetAttribute("href")).ShouldBe([$"/admin/stock/lots/{small}", $"/admin/stock/lots/{second}"]);
        page.Html.QuerySelector("#recall")!.TextContent.ShouldContain("a3, ");
        (await browser.GetAsync($"/admin/stock/lots?item={variants[0]}")).Is(200).Html.QuerySelectorAll("main tbody tr").Count(row => row.TextContent.Contains("Code of several lots", StringComparison.Ordinal)).ShouldBe(3);
        (await shop.PostAsync($"lots/{small}/hold", new { reason = "Seal" }, owner)).Is(200).Json.GetProperty("also").GetArrayLength().ShouldBe(0);
        (await StatesAsync()).ShouldBe("good good held good good");

        (await browser.FillAsync((await browser.GetAsync($"/admin/stock/lots/{first}")).Is(200), $"/admin/stock/lots/{first}", "#recall", ("reason", "Listeria"))).Is(302);
        (await StatesAsync()).ShouldBe("recalled recalled recalled good good");
        (await shop.ScalarAsync<long>($"select coalesce(sum(balance.on_hand), 0)::bigint from inventory.balance join inventory.location on location.id = location_id where lot_id in ('{first}', '{second}', '{small}') and kind <> 'quarantine'")).ShouldBe(0);
        ((await shop.LevelAsync(one, variants[0])).Available, (await shop.LevelAsync(two, variants[0])).Available).ShouldBe((5_000, 0));
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'inventory.lot.recall' and subject_id in ('{first}', '{second}', '{small}')")).ShouldBe(3);
        (await browser.GetAsync($"/bn/admin/stock/lots/{first}")).Is(200).Text.ShouldNotContain("inventory.lot", Case.Sensitive, "a text is missing");

        // Goods that come under the code afterwards are recalled too, whatever day is read on them.
        var later = await shop.LotAsync(variants[0], "A3", 90);
        await shop.ReceiveAsync(one, variants[0], 4, 40, later);
        (await shop.ScalarAsync<string>($"select lot.state || ' ' || lot.reason || ' ' || told.reason from inventory.lot join inventory.lot_state told on told.lot_id = lot.id where lot.id = '{later}'")).ShouldBe("recalled Listeria Listeria");
        (await shop.LevelAsync(one, variants[0])).Available.ShouldBe(5_000);

        // What came of another one of them since is gathered with the one that is recalled again, and the answer says so; what has nothing new is not spoken of.
        await shop.ReceiveAsync(two, variants[0], 2, 20, second);
        (await shop.PostAsync($"lots/{second}/free", new { reason = "A mistake" }, owner)).Is(200);
        await shop.ReceiveAsync(two, variants[0], 4, 40, second);
        var again = (await shop.PostAsync($"lots/{first}/recall", new { reason = "None of a mistake" }, owner)).Is(200).Json;
        again.GetProperty("also").EnumerateArray().Select(also => IdOf(also.GetProperty("line"))).ShouldBe([second.ToString()]);
        again.GetProperty("also")[0].GetProperty("was").EnumerateArray().Select(place => (place.GetProperty("kind").GetString(), place.GetProperty("onHand").GetProperty("value").GetString()))
            .ShouldBe([("quarantine", "5"), ("floor", "4"), ("quarantine", "5")], ignoreOrder: true);
        await shop.StockIsWellAsync();

        Task<string> StatesAsync() => shop.ScalarAsync<string>($"select string_agg(state, ' ' order by array_position(array['{first}', '{second}', '{small}', '{other}', '{elsewhere}']::uuid[], id)) from inventory.lot where id in ('{first}', '{second}', '{small}', '{other}', '{elsewhere}')");
        static string IdOf(JsonElement line) => line.GetProperty("lot").GetProperty("id").GetString()!;
    }

    [Fact]
    public async Task Goods_that_come_of_a_code_that_other_lots_have_are_taken_in_with_a_warning()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(42, 1))[0]);
        var known = await shop.LotAsync(variant, "W1", 10);
        await shop.ReceiveAsync(store, variant, 5, 50, known);
        object Found(string code, DateOnly day) => new { item = variant.Value, quantity = ActsLab.Pieces(1), lotCode = code, expiresOn = day };
        (await shop.AdjustAsync(store, owner, "found", Found("W1", LedgerLab.Day.Date.AddDays(10)))).Is(201).Json.GetProperty("warnings").GetArrayLength().ShouldBe(0, "it is that lot");
        (await shop.PostAsync($"lots/{known}/recall", new { reason = "Glass" }, owner)).Is(200);
        var made = (await shop.AdjustAsync(store, owner, "found", Found("W2", LedgerLab.Day.Date.AddDays(9)), Found("w1", LedgerLab.Day.Date.AddDays(10)))).Is(201);
        var warning = made.Json.GetProperty("warnings").EnumerateArray().Single();
        (warning.GetProperty("code").GetString(), warning.GetProperty("field").GetString()).ShouldBe(("inventory.lot_same_code", "lines[1].lot"));
        warning.GetProperty("others").EnumerateArray().Select(lot => (lot.GetProperty("id").GetString(), lot.GetProperty("state").GetString())).ShouldBe([(known.ToString(), "recalled")]);
        warning.GetProperty("message").GetString()!.ShouldContain("(recalled)");
        (await shop.AdjustAsync(store, owner, "waste", new { item = variant.Value, quantity = ActsLab.Pieces(1), lotCode = "w1" })).Is(201).Json.GetProperty("warnings").GetArrayLength().ShouldBe(0, "what goes is no news");

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var path = made.Headers.Location!.ToString().Replace("/api/v1/inventory", "/admin/stock", StringComparison.Ordinal);
        (await browser.GetAsync(path)).Is(200).Html.QuerySelector(".alert-warning a")!.GetAttribute("href").ShouldBe($"/admin/stock/lots/{known}");
        (await browser.GetAsync("/bn" + path)).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
    }

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(32)]
    public async Task From_a_recall_on_nothing_of_it_is_sold_however_many_sell_at_that_moment(int skip)
    {
        var (owner, one, two) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var variant = (await shop.VariantsAsync(skip, 1))[0];
        var lot = await shop.LotAsync(variant, "RACE" + skip);
        foreach (var store in (StoreId[])[one, two])
        {
            await shop.ReceiveAsync(store, variant, 500, 5_000, lot);
        }

        var (recalled, sold, after, ended) = (0, 0, 0, 0);
        var sellers = Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var sale = 0; sale < 40; sale++)
            {
                var isOver = Volatile.Read(ref recalled) == 1;
                var answer = await shop.StockAsync(stock => stock.PostAsync(
                    StockLab.Posting(worker % 2 == 0 ? one : two, StockKind.Sale, worker % 4 < 2 ? new NewStockLine(variant, -1_000) : new NewStockLine(variant, -1_000, Lot: lot)), CancellationToken.None));
                (answer.IsSuccess || answer.FirstError.Code is "inventory.short" or "inventory.lot_unsellable").ShouldBeTrue(answer.ToString());
                Interlocked.Add(ref sold, answer.IsSuccess ? 1 : 0);
                // One that began after the recall was answered.
                Interlocked.Add(ref after, answer.IsSuccess && isOver ? 1 : 0);
                Interlocked.Add(ref ended, isOver ? 1 : 0);
            }
        })).ToList();
        while (Volatile.Read(ref sold) < 40)
        {
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "Glass" }, owner)).Is(200);
        Volatile.Write(ref recalled, 1);
        await Task.WhenAll(sellers);
        sold.ShouldBeInRange(40, 639);
        ended.ShouldBeGreaterThan(0, "nobody tried after the recall");
        after.ShouldBe(0);
        (await shop.ScalarAsync<long>($"select sum(balance.on_hand)::bigint from inventory.balance join inventory.location on location.id = location_id where lot_id = '{lot}' and kind = 'quarantine'")).ShouldBe((1_000 - sold) * 1_000L);
        (await shop.ScalarAsync<long>($"select coalesce(sum(balance.on_hand), 0)::bigint from inventory.balance join inventory.location on location.id = location_id where lot_id = '{lot}' and kind <> 'quarantine'")).ShouldBe(0);
        await shop.StockIsWellAsync();
    }
}
