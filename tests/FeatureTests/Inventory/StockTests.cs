using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

public sealed class StockTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Sixty_four_buyers_of_the_last_ten_get_exactly_ten()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(0, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() =>
            shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, (variant, 1)), CancellationToken.None)))));
        answers.Count(answer => answer.IsSuccess).ShouldBe(10);
        answers.Where(answer => answer.IsFailure).ShouldAllBe(answer => answer.FirstError.Code == "inventory.short" && answer.FirstError.Field == "lines[0]");

        // Who has one of the ten takes it, and each is sold once.
        var sold = await Task.WhenAll(answers.Where(answer => answer.IsSuccess).Select(answer => Task.Run(() => shop.StockAsync(stock => stock.PostAsync(
            StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -1_000)) with { Reservation = answer.Value }, CancellationToken.None)))));
        sold.ShouldAllBe(one => one.IsSuccess && one.Value.Value.Minor == -10_00);
        var level = await shop.LevelAsync(store, variant);
        (level.OnHand, level.Reserved, level.Available, level.Value.Minor).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public async Task Five_hundred_orders_of_twenty_lines_side_by_side_do_not_wait_for_each_other_in_a_circle()
    {
        var (store, variants) = (await shop.StoreAsync(), await shop.VariantsAsync(10, 60));
        await Task.WhenAll(variants.Select(variant => shop.ReceiveAsync(store, variant, 100, 1_000)));
        var orders = Enumerable.Range(0, 500).Select(order =>
        {
            var random = new Random(order);
            return StockLab.Reservation(store, null, [.. variants.OrderBy(_ => random.Next()).Take(20).Select(variant => (variant, 1L + random.Next(2)))]);
        }).ToList();
        var next = -1;
        var sold = 0;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var at && at < orders.Count)
            {
                var order = orders[at];
                var reserved = await shop.StockAsync(stock => stock.ReserveAsync(order, CancellationToken.None));
                if (reserved.IsFailure)
                {
                    reserved.Errors.ShouldAllBe(error => error.Code == "inventory.short");
                    continue;
                }

                var sale = StockLab.Posting(store, StockKind.Sale, [.. order.Lines.Select(line => new NewStockLine(line.Variant, -line.Quantity))]) with { Reservation = order.Id };
                (at % 5 == 0
                    ? (await shop.StockAsync(stock => stock.ReleaseAsync(order.Id, CancellationToken.None))).IsSuccess
                    : (await shop.StockAsync(stock => stock.PostAsync(sale, CancellationToken.None))).IsSuccess).ShouldBeTrue();
                Interlocked.Add(ref sold, at % 5 == 0 ? 0 : (int)order.Lines.Sum(line => line.Quantity));
            }
        })));
        var levels = await shop.StockAsync(stock => stock.LevelsAsync(variants, store, CancellationToken.None));
        levels.Sum(level => level.OnHand).ShouldBe((60 * 100_000) - sold);
        levels.ShouldAllBe(level => level.OnHand >= 0 && level.Reserved == 0);
        sold.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_reservation_that_expired_keeps_nothing_from_anybody()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(80, 1))[0]);
        await shop.ReceiveAsync(store, variant, 5, 50);
        var late = StockLab.Reservation(store, TimeSpan.FromMilliseconds(400), (variant, 5));
        (await shop.StockAsync(stock => stock.ReserveAsync(late, CancellationToken.None))).Value.ShouldBe(late.Id);
        (await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, (variant, 1)), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.short");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var next = StockLab.Reservation(store, null, (variant, 5));
        (await shop.StockAsync(stock => stock.ReserveAsync(next, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.ScalarAsync<string>($"select state from inventory.reservation where id = '{late.Id}'")).ShouldBe("expired");
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -5_000)) with { Reservation = late.Id }, CancellationToken.None)))
            .FirstError.Code.ShouldBe("inventory.reservation_ended");
        (await shop.StockAsync(stock => stock.ExtendAsync(late.Id, TimeProvider.System.GetUtcNow().AddHours(1), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.reservation_ended");
        (await shop.StockAsync(stock => stock.ExtendAsync(next.Id, TimeProvider.System.GetUtcNow().AddHours(1), CancellationToken.None))).Value.ShouldBe(next.Id);
        (await shop.StockAsync(stock => stock.ReleaseAsync(next.Id, CancellationToken.None))).Value.ShouldBe(ReservationState.Released);
        (await shop.StockAsync(stock => stock.ReleaseAsync(next.Id, CancellationToken.None))).Value.ShouldBe(ReservationState.Released);
        (await shop.LevelAsync(store, variant)).Available.ShouldBe(5_000);
    }

    [Fact]
    public async Task The_same_again_is_the_same_and_other_content_an_error()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(81, 1))[0]);
        var receipt = StockLab.Posting(store, StockKind.Receipt, new NewStockLine(variant, 3_000, LedgerLab.Taka(10_00)));
        var first = (await shop.StockAsync(stock => stock.PostAsync(receipt, CancellationToken.None))).Value;
        var again = (await shop.StockAsync(stock => stock.PostAsync(receipt, CancellationToken.None))).Value;
        (again.Value, again.Parts.Single()).ShouldBe((first.Value, first.Parts.Single()));
        (await shop.StockAsync(stock => stock.PostAsync(receipt with { Number = "T-2" }, CancellationToken.None))).FirstError.Code.ShouldBe("inventory.contradiction");
        var reservation = StockLab.Reservation(store, null, (variant, 1));
        (await shop.StockAsync(stock => stock.ReserveAsync(reservation, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.StockAsync(stock => stock.ReserveAsync(reservation, CancellationToken.None))).Value.ShouldBe(reservation.Id);
        (await shop.StockAsync(stock => stock.ReserveAsync(reservation with { Lines = [new ReservationLine(variant, 2_000)] }, CancellationToken.None))).FirstError.Code.ShouldBe("inventory.contradiction");
        var level = await shop.LevelAsync(store, variant);
        (level.OnHand, level.Reserved).ShouldBe((3_000, 1_000));

        var copies = StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -1_000)) with { Reservation = reservation.Id };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => shop.StockAsync(stock => stock.PostAsync(copies, CancellationToken.None)))));
        answers.ShouldAllBe(answer => answer.IsSuccess && answer.Value.Value.Minor == -3_33);
        (await shop.LevelAsync(store, variant)).OnHand.ShouldBe(2_000);
    }

    [Fact]
    public async Task What_expires_first_goes_first_and_what_has_expired_is_not_sold()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(82, 1))[0]);
        var today = LedgerLab.Day.Date;
        var late = await LotAsync("LATE", today.AddDays(30));
        var soon = await LotAsync("SOON", today.AddDays(3));
        var gone = await LotAsync("GONE", today.AddDays(-3));
        (await LotAsync("SOON", today.AddDays(3))).ShouldBe(soon);
        await shop.ExecuteAsync($"update inventory.item set tracking = 'lot' where id = '{variant}'");
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Receipt, new NewStockLine(variant, 1_000)), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.lot_needed");
        await shop.ReceiveAsync(store, variant, 10, 100, late);
        await shop.ReceiveAsync(store, variant, 4, 60, soon);
        await shop.ReceiveAsync(store, variant, 7, 70, gone);
        var level = await shop.LevelAsync(store, variant);
        (level.OnHand, level.Available).ShouldBe((21_000, 14_000));
        (await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, (variant, 15)), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.short");
        var sold = (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -6_000)), CancellationToken.None))).Value;
        sold.Parts.Select(part => (part.Lot, part.Quantity)).ShouldBe([(soon, -4_000), (late, -2_000)]);
        (await SellAsync(variant, gone)).FirstError.Code.ShouldBe("inventory.lot_unsellable");
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -9_000)), CancellationToken.None))).FirstError.Code.ShouldBe("inventory.short");
        (await SellAsync((await shop.VariantsAsync(83, 1))[0], late)).FirstError.Code.ShouldBe("inventory.lot_unknown");

        async Task<LotId> LotAsync(string code, DateOnly expires) => (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(variant, code, expires)], CancellationToken.None))).Value[0];
        Task<Result<StockPosting>> SellAsync(VariantId what, LotId lot) => shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(what, -1_000, Lot: lot)), CancellationToken.None));
    }

    [Fact]
    public async Task A_till_sells_what_was_not_there_and_the_cost_is_put_right_when_it_comes()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(84, 1))[0]);
        await shop.ReceiveAsync(store, variant, 2, 20);
        var sale = StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -5_000)) with { Way = StockWay.Happened };
        (await shop.StockAsync(stock => stock.PostAsync(sale, CancellationToken.None))).Value.Value.Minor.ShouldBe(-50_00);
        var below = await shop.LevelAsync(store, variant);
        (below.OnHand, below.Value.Minor).ShouldBe((-3_000, -30_00));

        // Three of the ten were sold before they came, at 10 each; they cost 12.
        await shop.ReceiveAsync(store, variant, 10, 120);
        var level = await shop.LevelAsync(store, variant);
        (level.OnHand, level.Value.Minor).ShouldBe((7_000, 84_00));
        (await shop.ScalarAsync<long>($"select sum(value)::bigint from inventory.movement where variant_id = '{variant}' and kind = 'revaluation'")).ShouldBe(-6_00);
    }

    [Fact]
    public async Task First_in_first_out_takes_the_cost_of_the_oldest()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(85, 1))[0]);
        await shop.ReceiveAsync(store, variant, 0 + 1, 1);
        await shop.ExecuteAsync($"update inventory.item set valuation = 'fifo' where id = '{variant}'; insert into inventory.layer (store_id, variant_id, posting_id, quantity, value) select store_id, variant_id, gen_random_uuid(), on_hand, value from inventory.stock where variant_id = '{variant}'");
        await shop.ReceiveAsync(store, variant, 3, 30);
        await shop.ReceiveAsync(store, variant, 3, 60);
        (await SellAsync(1)).ShouldBe(-1_00);
        (await SellAsync(2)).ShouldBe(-20_00);
        (await SellAsync(2)).ShouldBe(-30_00);
        (await SellAsync(2)).ShouldBe(-40_00);

        async Task<long> SellAsync(long pieces) => (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -pieces * 1_000)), CancellationToken.None))).Value.Value.Minor;
    }

    [Fact]
    public async Task The_value_of_what_moves_stands_in_the_books_in_the_same_commit()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(86, 1))[0]);
        var receipt = await shop.ReceiveAsync(store, variant, 4, 400);
        (await LinesAsync(receipt.Id)).ShouldBe("1310>2120 40000");
        var sale = (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -1_000)), CancellationToken.None))).Value;
        (await LinesAsync(sale.Id)).ShouldBe("5110>1310 10000");
        var waste = (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Adjustment, new NewStockLine(variant, -1_000)), CancellationToken.None))).Value;
        (await LinesAsync(waste.Id)).ShouldBe("5120>1310 10000");

        // In a closed period neither is written.
        var before = await shop.ScalarAsync<long>("select count(*) from inventory.movement");
        var old = StockLab.Posting(store, StockKind.Receipt, new NewStockLine(variant, 1_000, LedgerLab.Taka(1))) with { Date = new BusinessDate(new DateOnly(1950, 1, 1)) };
        (await shop.StockAsync(stock => stock.PostAsync(old, CancellationToken.None))).IsFailure.ShouldBeTrue();
        (await shop.ScalarAsync<long>("select count(*) from inventory.movement")).ShouldBe(before);

        Task<string> LinesAsync(StockPostingId id) => shop.ScalarAsync<string>($"""
            select string_agg(debit.code || '>' || credit.code || ' ' || amount, ' ') from ledger.line join ledger.entry on entry.key = line.entry_key
                join ledger.account debit on debit.id = line.debit join ledger.account credit on credit.id = line.credit where entry.id = '{id}'
            """);
    }

    [Fact]
    public async Task Nobody_changes_what_has_moved()
    {
        foreach (var table in (string[])["movement", "posting", "reservation_line", "lot_state"])
        {
            (await shop.RefusalAsync($"delete from inventory.{table}")).ShouldBe("inventory.append_only");
            (await shop.RefusalAsync($"truncate inventory.{table} cascade")).ShouldBe("inventory.append_only");
        }

        (await shop.RefusalAsync("update inventory.movement set quantity = 0")).ShouldBe("inventory.append_only");
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_line_and_nothing_is_written()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(87, 1))[0]);
        var wrong = StockLab.Posting(store, StockKind.Receipt,
            new NewStockLine(LedgerLab.Id<VariantId>(), 1_000), new NewStockLine(variant, 0), new NewStockLine(variant, -1_000), new NewStockLine(variant, 1_000_000_000_001),
            new NewStockLine(variant, 1_000, LedgerLab.Taka(-1)), new NewStockLine(variant, 1_000, new Money(1, Currency.Get("EUR"))));
        (await shop.StockAsync(stock => stock.PostAsync(wrong, CancellationToken.None))).Errors.Select(error => $"{error.Field} {error.Code}").ShouldBe(
        [
            "lines[0].variant inventory.item_unknown", "lines[1].quantity inventory.quantity_zero", "lines[2].quantity inventory.quantity_sign", "lines[3].quantity inventory.quantity_range",
            "lines[4].value inventory.value_sign", "lines[5].value inventory.currency",
        ]);
        (await shop.StockAsync(stock => stock.PostAsync(wrong with { Store = LedgerLab.Id<Contracts.Stores.StoreId>(), Lines = [] }, CancellationToken.None))).Errors.Select(error => error.Code)
            .ShouldBe(["inventory.store_unknown", "inventory.lines"]);
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Receipt, new NewStockLine(variant, 1_000, Location: LedgerLab.Id<LocationId>())), CancellationToken.None)))
            .FirstError.ShouldBe(Error.Validation("inventory.location_unknown", "There is no such open place in this store.", "lines[0]"));
        (await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, TimeSpan.FromDays(90), (variant, 0)), CancellationToken.None))).Errors.Select(error => error.Code)
            .ShouldBe(["inventory.expiry", "inventory.quantity_range"]);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.movement where variant_id = '{variant}'")).ShouldBe(0);
    }
}
