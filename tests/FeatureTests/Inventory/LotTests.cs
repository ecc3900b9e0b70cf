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
