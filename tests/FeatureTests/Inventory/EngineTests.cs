using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What the engine of the stock decides under its locks, and what it lets nobody do.</summary>
public sealed class EngineTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_receipt_beside_a_switch_to_lots_comes_in_with_a_lot_or_before_it()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync());
        var variants = await shop.VariantsAsync(0, 40);
        // Half of them were there before, so that there is a row to wait for.
        foreach (var variant in variants.Where((_, index) => index % 2 == 0))
        {
            await shop.ReceiveAsync(store, variant, 1, 10);
            await shop.SellAsync(store, variant, 1);
        }

        // Who comes first is found out: the receipts wait a little longer after each time that they won, and less after each that they lost.
        var (switched, head) = (0, 0);
        foreach (var variant in variants)
        {
            var version = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: owner)).Is(200).Json.GetProperty("item").GetProperty("version").GetInt32();
            var keep = Task.Run(() => shop.Http.SendAsync("PUT", $"/api/v1/inventory/items/{variant}", new { tracking = "lot", valuation = "average" }, owner, ("If-Match", $"\"{version}\"")));
            await Task.Delay(head, TestContext.Current.CancellationToken);
            var received = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => PostAsync(store, StockKind.Receipt, new NewStockLine(variant, 1_000, LedgerLab.Taka(10_00))))));
            var isSwitched = (await keep).Status == 200;
            (switched, head) = isSwitched ? (switched + 1, Math.Max(0, head - 2)) : (switched, head + 2);
            received.ShouldAllBe(answer => answer.IsSuccess || answer.FirstError.Code == "inventory.lot_needed");
            if (isSwitched)
            {
                received.ShouldAllBe(answer => answer.IsFailure, "it was kept by lots, and came without one");
                (await shop.OnHandsAsync(store, variant)).ShouldBe(0);
            }
        }

        switched.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_is_between_two_stores_or_counted_before_keeps_its_way_of_being_kept()
    {
        var (owner, one, two, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), await shop.VariantsAsync(40, 2));
        await shop.ReceiveAsync(one, variants[0], 3, 30);
        var path = await SendAsync(owner, one, two, variants[0], 3);
        (await KeepAsync(owner, variants[0], "lot")).Is(409).Code.ShouldBe("inventory.tracking_stock");
        (await shop.PostAsync(path + "/receive", new { storeId = two.Value }, owner)).Is(200);
        (await KeepAsync(owner, variants[0], "lot")).Is(409).Code.ShouldBe("inventory.tracking_stock");

        // Counted without a lot while it had none, and kept by lots since.
        var count = (await shop.PostAsync("counts", new { storeId = one.Value, scope = "items", items = new[] { variants[1].Value } }, owner)).Is(201)["id"];
        await Task.Delay(20, TestContext.Current.CancellationToken);
        (await ScanAsync(owner, count, variants[1], 5, "set")).Is(200);
        (await KeepAsync(owner, variants[1], "lot")).Is(200);
        (await shop.PostAsync($"counts/{count}/close", new { withoutRecount = true }, owner)).Is(400).Codes.ShouldBe(["inventory.lot_needed"]);
        (await shop.OnHandsAsync(one, variants[1])).ShouldBe(0);
        (await shop.PostAsync($"counts/{count}/cancel", null, owner)).Is(200);
    }

    [Fact]
    public async Task The_first_goods_of_a_lot_that_is_recalled_at_that_moment_lie_in_quarantine()
    {
        var (owner, store, other) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        foreach (var (variant, index) in (await shop.VariantsAsync(50, 30)).Select((variant, index) => (variant, index)))
        {
            var lot = await shop.LotAsync(variant, "FIRST" + index);
            if (index % 2 == 0)
            {
                // It is there, in another store alone.
                await shop.ReceiveAsync(other, variant, 1, 10, lot);
            }

            var receive = Enumerable.Range(0, 2).Select(_ => Task.Run(() => PostAsync(store, StockKind.Receipt, new NewStockLine(variant, 1_000, LedgerLab.Taka(10_00), Lot: lot)))).ToList();
            var recall = Task.Run(() => shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "Glass" }, owner));
            (await Task.WhenAll(receive)).ShouldAllBe(answer => answer.IsSuccess);
            (await recall).Is(200);
            (await shop.ScalarAsync<long>($"select coalesce(sum(on_hand), 0)::bigint from inventory.balance join inventory.location on location.id = location_id where lot_id = '{lot}' and kind <> 'quarantine'")).ShouldBe(0);
            (await shop.LevelAsync(store, variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(2_000), level => level.Available.ShouldBe(0));
        }

        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Whatever_comes_back_of_a_recalled_lot_goes_into_quarantine_and_stays_there()
    {
        var (owner, one, two, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(80, 1))[0]);
        var lot = await shop.LotAsync(variant, "BACK");
        await shop.ReceiveAsync(one, variant, 5, 50, lot);
        var path = await SendAsync(owner, one, two, variant, 2);
        await shop.SellAsync(one, variant, 3);
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/recall", new { reason = "Glass" }, owner)).Is(200);
        (await PostAsync(one, StockKind.SaleReturn, new NewStockLine(variant, 1_000, Lot: lot))).IsSuccess.ShouldBeTrue();
        (await PostAsync(one, StockKind.SaleReturn, new NewStockLine(variant, 1_000, Lot: lot, Location: LocationId.From(await shop.PlaceAsync(one, "floor"))))).IsSuccess.ShouldBeTrue();
        (await shop.PostAsync(path + "/receive", new { storeId = two.Value }, owner)).Is(200);
        (await shop.ScalarAsync<string>($"select string_agg(kind || ' ' || on_hand, ',' order by kind, on_hand) from inventory.balance join inventory.location on location.id = location_id where lot_id = '{lot}' and on_hand <> 0"))
            .ShouldBe("quarantine 2000,quarantine 2000");
        (await shop.PostAsync("moves", new { storeId = one.Value, kind = "release", lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1), lot = lot.Value } } }, owner)).Is(409).Code.ShouldBe("inventory.lot_unsellable");
        (await shop.Http.SendAsync("POST", $"/api/v1/inventory/lots/{lot}/free", new { reason = "Looked at" }, owner)).Is(200);
        (await shop.PostAsync("moves", new { storeId = one.Value, kind = "release", lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1), lot = lot.Value } } }, owner)).Is(200);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task What_is_promised_to_others_is_not_sold_because_expired_goods_lie_beside_it()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(81, 1))[0]);
        var (old, good) = (await shop.LotAsync(variant, "OLD", -3), await shop.LotAsync(variant, "GOOD", 30));
        await shop.ReceiveAsync(store, variant, 5, 50, old);
        await shop.ReceiveAsync(store, variant, 3, 30, good);
        var promised = StockLab.Reservation(store, null, (variant, 3));
        (await shop.StockAsync(stock => stock.ReserveAsync(promised, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await PostAsync(store, StockKind.Sale, new NewStockLine(variant, -1_000))).FirstError.Code.ShouldBe("inventory.reserved");
        // What is expired is promised to nobody, and goes back.
        (await PostAsync(store, StockKind.SupplierReturn, new NewStockLine(variant, -5_000, Lot: old))).IsSuccess.ShouldBeTrue();
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -3_000)) with { Reservation = promised.Id }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task What_lies_in_quarantine_is_not_sold_by_naming_it_and_goes_back_though_more_is_promised_than_is_there()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(82, 1))[0]);
        var quarantine = LocationId.From(await shop.PlaceAsync(store, "quarantine"));
        await shop.ReceiveAsync(store, variant, 2, 20);
        await shop.ReceiveAsync(store, variant, 4, 40, location: quarantine);
        (await PostAsync(store, StockKind.Sale, new NewStockLine(variant, -1_000, Location: quarantine))).FirstError.ShouldSatisfyAllConditions(error => error.Code.ShouldBe("inventory.location_unsellable"), error => error.Field.ShouldBe("lines[0]"));
        (await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, (variant, 2)), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Adjustment, new NewStockLine(variant, -1_000)) with { Way = StockWay.Physical }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await PostAsync(store, StockKind.SupplierReturn, new NewStockLine(variant, -4_000, Location: quarantine))).IsSuccess.ShouldBeTrue();
        (await PostAsync(store, StockKind.SupplierReturn, new NewStockLine(variant, -1_000))).FirstError.Code.ShouldBe("inventory.reserved");
    }

    [Fact]
    public async Task Nothing_that_is_not_there_is_worth_more_or_less()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(83, 1))[0]);
        var came = await shop.ReceiveAsync(store, variant, 2, 20);
        (await PutRightAsync(new NewStockLine(variant, 2_000))).FirstError.Code.ShouldBe("inventory.value_needed");
        (await PostAsync(store, StockKind.Revaluation, new NewStockLine(variant, 2_000, LedgerLab.Taka(5)))).FirstError.Code.ShouldBe("inventory.cost");
        // All that it is worth can go, and no more; what is beyond is what was sold for less.
        (await PutRightAsync(new NewStockLine(variant, 2_000, LedgerLab.Taka(-20_01)))).Value.Value.Minor.ShouldBe(-20_00);
        await shop.SellAsync(store, variant, 2);
        (await PutRightAsync(new NewStockLine(variant, 2_000, LedgerLab.Taka(5_00)))).Value.Value.Minor.ShouldBe(0);
        (await shop.LevelAsync(store, variant)).Value.Minor.ShouldBe(0);
        await shop.StockIsWellAsync();

        Task<Result<StockPosting>> PutRightAsync(NewStockLine line) =>
            shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Revaluation, line) with { Cost = new StockCost(came.Id, StockCostSide.Charge) }, CancellationToken.None));
    }

    [Theory]
    [InlineData(84, 0, "average")]
    [InlineData(85, 7, "average")]
    [InlineData(86, -4, "average")]
    [InlineData(87, 7, "fifo")]
    public async Task What_never_arrived_is_lost_at_what_it_was_sent_for_and_changes_nothing_where_it_was_awaited(int skip, int there, string valuation)
    {
        var (owner, one, two, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(skip, 1))[0]);
        await shop.ReceiveAsync(one, variant, 10, 100);
        await shop.ExecuteAsync($"select inventory.keep_item('{variant}', 1, 'none', '{valuation}', 5000, gen_random_uuid(), now())");
        if (there > 0)
        {
            await shop.ReceiveAsync(two, variant, there, there * 30);
        }
        else if (there < 0)
        {
            await shop.ReceiveAsync(two, variant, 1, 30);
            (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(two, StockKind.Sale, new NewStockLine(variant, (there - 1) * 1_000)) with { Way = StockWay.Happened }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        }

        var path = await SendAsync(owner, one, two, variant, 4);
        var before = (Stock: await StockAsync(), Loss: await shop.BookAsync("stock_loss"), Goods: await shop.BookAsync("inventory"), Sold: await shop.BookAsync("cogs"));
        (await shop.PostAsync(path + "/close", null, owner)).Is(200).AmountOf("transfer", "lost").ShouldBe(40);
        ((await StockAsync()), await shop.BookAsync("stock_loss") - before.Loss, await shop.BookAsync("inventory"), await shop.BookAsync("cogs")).ShouldBe((before.Stock, 40_00, before.Goods, before.Sold));
        (await shop.ScalarAsync<long>($"select adjustment.value from inventory.adjustment join inventory.adjustment_line on adjustment_id = id where variant_id = '{variant}' and reason = 'transfer_loss'")).ShouldBe(-40_00);
        await shop.StockIsWellAsync();

        async Task<(long, long)> StockAsync() => (await shop.StockAsync(stock => stock.LevelsAsync([variant], two, CancellationToken.None))).Select(level => (level.OnHand, level.Value.Minor)).SingleOrDefault();
    }

    [Fact]
    public async Task Half_a_piece_does_not_arrive()
    {
        var (owner, one, two, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(88, 1))[0]);
        await shop.ReceiveAsync(one, variant, 3, 30);
        var path = await SendAsync(owner, one, two, variant, 3);
        (await shop.PostAsync(path + "/receive", new { storeId = two.Value, lines = new[] { new { line = 1, quantity = ActsLab.Pieces(0.5m) } } }, owner)).Is(400).Codes.ShouldBe(["inventory.quantity_whole"]);
        (await shop.PostAsync(path + "/receive", new { storeId = two.Value }, owner)).Is(200);
    }

    [Fact]
    public async Task What_was_only_added_up_in_a_count_is_counted_again_where_it_differs()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(89, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100);
        var count = (await shop.PostAsync("counts", new { storeId = store.Value, scope = "items", items = new[] { variant.Value } }, owner)).Is(201)["id"];
        await Task.Delay(20, TestContext.Current.CancellationToken);
        (await ScanAsync(owner, count, variant, 4, "add")).Is(200);
        (await ScanAsync(owner, count, variant, 3, "add")).Is(200);
        (await shop.PostAsync($"counts/{count}/close", new { }, owner)).Is(409).Code.ShouldBe("inventory.count_recount");
        // Counted anew it is believed.
        (await ScanAsync(owner, count, variant, 7, "set")).Is(200);
        (await shop.PostAsync($"counts/{count}/close", new { }, owner)).Is(200)["state"].ShouldBe("posted");
        (await shop.OnHandAsync(store, variant)).ShouldBe(7_000);
    }

    [Fact]
    public async Task Goods_are_moved_to_another_place_and_told_once()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(90, 1))[0]);
        var floor = await shop.PlaceAsync(store, "floor");
        await shop.ReceiveAsync(store, variant, 3, 30);
        (await shop.PostAsync("moves", new { storeId = store.Value, kind = "move", lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1), from = floor } } }, owner)).Is(400).Codes.ShouldBe(["inventory.move_place"]);
        var body = new { id = ActsLab.NewId(), storeId = store.Value, kind = "quarantine", lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1) } } };
        (await shop.PostAsync("moves", body, owner)).Is(200);
        (await shop.PostAsync("moves", body, owner)).Is(200);
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'inventory.stock.move' and subject_id = '{body.id}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Documents_of_a_store_that_was_closed_say_so()
    {
        var (owner, admin, one) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("admin"), await shop.StoreAsync());
        var (last, variant) = (StoreId.From(await shop.ScalarAsync<Guid>("select id from stores.store where status = 'active' order by position desc, code desc limit 1")), (await shop.VariantsAsync(91, 1))[0]);
        await shop.ReceiveAsync(one, variant, 3, 30);
        await shop.ReceiveAsync(last, variant, 10, 100_000);
        var (sent, draft) = (await SendAsync(owner, one, last, variant, 2), await WriteAsync(owner, last, one, variant, 1));
        var waiting = (await shop.AdjustAsync(last, owner, "waste", ActsLab.Line(variant, 9))).Is(201).Json.GetProperty("adjustment").GetProperty("id").GetString();
        var count = (await shop.PostAsync("counts", new { storeId = last.Value, scope = "items", items = new[] { variant.Value } }, owner)).Is(201)["id"];
        var version = await shop.ScalarAsync<int>($"select version from stores.store where id = '{last}'");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/stores/{last}", token: owner, headers: ("If-Match", $"\"{version}\""))).Is(204);
        foreach (var path in (string[])[sent + "/close", draft + "/send", draft + "/cancel", $"adjustments/{waiting}/approve", $"counts/{count}/cancel"])
        {
            (await shop.PostAsync(path, null, admin)).Is(409, path).Code.ShouldBe("inventory.store_closed", path);
        }
    }

    private Task<Result<StockPosting>> PostAsync(StoreId store, StockKind kind, params NewStockLine[] lines) => shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, kind, lines), CancellationToken.None));

    private async Task<Answer> KeepAsync(string token, VariantId variant, string tracking)
    {
        var version = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: token)).Is(200).Json.GetProperty("item").GetProperty("version").GetInt32();
        return await shop.Http.SendAsync("PUT", $"/api/v1/inventory/items/{variant}", new { tracking, valuation = "average" }, token, ("If-Match", $"\"{version}\""));
    }

    private async Task<string> WriteAsync(string token, StoreId from, StoreId to, VariantId variant, int pieces) =>
        (await shop.PostAsync("transfers", new { fromStoreId = from.Value, toStoreId = to.Value, lines = new[] { ActsLab.Line(variant, pieces) } }, token)).Is(201).Headers.Location!.ToString()["/api/v1/inventory/".Length..];

    private async Task<string> SendAsync(string token, StoreId from, StoreId to, VariantId variant, int pieces)
    {
        var path = await WriteAsync(token, from, to, variant, pieces);
        (await shop.PostAsync(path + "/send", null, token)).Is(200);
        return path;
    }

    private Task<Answer> ScanAsync(string token, string count, VariantId variant, int pieces, string mode) =>
        shop.PostAsync($"counts/{count}/scans", new { scans = new[] { new { id = ActsLab.NewId(), item = variant.Value, quantity = ActsLab.Pieces(pieces), at = TimeProvider.System.GetUtcNow(), mode } }, sentAt = TimeProvider.System.GetUtcNow() }, token);
}
