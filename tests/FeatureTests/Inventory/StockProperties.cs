using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

/// <summary>Whatever is done to the stock, in whichever order and side by side: every invariant holds.</summary>
public sealed class StockProperties(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_sequence_of_operations_keeps_every_invariant(int seed)
    {
        var (store, other) = (await shop.StoreAsync(), await shop.StoreAsync(1));
        var variants = await shop.VariantsAsync(100 + (seed * 10), 6);
        var numbered = (await shop.VariantsAsync(106 + (seed * 10), 1))[0];
        var lists = string.Join(',', variants.Take(3).Select(variant => $"'{variant}'"));
        await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, [.. variants.Select(variant => (variant, 1L))]), CancellationToken.None));
        await shop.ExecuteAsync($"update inventory.item set valuation = 'fifo' where id in ({lists}); update inventory.item set tracking = 'lot' where id = '{variants[5]}'");
        await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, (numbered, 1)), CancellationToken.None));
        await shop.ExecuteAsync($"update inventory.item set tracking = 'serial', valuation = '{(seed % 2 == 0 ? "fifo" : "average")}' where id = '{numbered}'");
        var lots = new List<LotId>();
        foreach (var days in (int[])[-5, 5, 50])
        {
            lots.Add((await shop.StockAsync(stock => stock.LotsAsync([new NewLot(variants[5], $"L{seed}{days + 10}", LedgerLab.Day.Date.AddDays(days))], CancellationToken.None))).Value[0]);
        }

        var (done, refused, moved) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random((seed * 100) + worker);
            var open = new List<NewReservation>();
            for (var step = 0; step < 60; step++)
            {
                var place = random.Next(4) == 0 ? other : store;
                var what = variants[random.Next(variants.Length)];
                var pieces = (long)random.Next(1, 5_000);
                var lot = what == variants[5] ? lots[random.Next(lots.Count)] : (LotId?)null;
                var ok = random.Next(11) switch
                {
                    0 or 1 => await PostAsync(StockLab.Posting(place, StockKind.Receipt, new NewStockLine(what, pieces, LedgerLab.Taka(random.Next(0, 100_00)), Lot: lot), new NewStockLine(what, pieces, LedgerLab.Taka(random.Next(0, 100_00)), Lot: lot))),
                    2 => await PostAsync(StockLab.Posting(place, StockKind.Sale, new NewStockLine(what, -pieces))),
                    3 => await PostAsync(StockLab.Posting(place, StockKind.Sale, new NewStockLine(what, -pieces), new NewStockLine(variants[random.Next(5)], -pieces)) with { Way = StockWay.Happened }),
                    4 => await PostAsync(StockLab.Posting(place, StockKind.SaleReturn, new NewStockLine(what, pieces, Lot: lot))),
                    5 => await PostAsync(StockLab.Posting(place, StockKind.Adjustment, new NewStockLine(what, random.Next(2) == 0 ? pieces : -pieces, Lot: lot)) with { Way = StockWay.Physical, Reason = "theft" }),
                    6 => await PostAsync(StockLab.Posting(place, StockKind.SupplierReturn, new NewStockLine(what, -pieces)) with { Agreed = LedgerLab.Taka(random.Next(0, 50_00)) }),
                    9 or 10 => await NumberedAsync(place, random),
                    7 => await ReserveAsync(StockLab.Reservation(place, TimeSpan.FromMilliseconds(random.Next(30, 3_000)), (what, 1), (variants[random.Next(variants.Length)], 1)), open),
                    _ => await EndAsync(open, random),
                };
                Interlocked.Add(ref done, ok ? 1 : 0);
                Interlocked.Add(ref refused, ok ? 0 : 1);
            }
        })));

        done.ShouldBeGreaterThan(100);
        moved.ShouldBeGreaterThan(5);
        await using var scope = shop.Services.CreateAsyncScope();
        var run = await scope.ServiceProvider.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "inventory.", told: null, CancellationToken.None);
        run.Results.SelectMany(result => result.Faults).ShouldBeEmpty($"{done} done, {refused} refused, seed {seed}");

        async Task<bool> PostAsync(NewStockPosting posting)
        {
            var answer = await shop.StockAsync(stock => stock.PostAsync(posting, CancellationToken.None));
            (answer.IsSuccess || answer.Errors.All(error => error.Code is "inventory.short" or "inventory.reserved" or "inventory.lot_unsellable" or "inventory.reservation_ended")).ShouldBeTrue(answer.ToString());
            return answer.IsSuccess;
        }

        // A few pieces that come, go and come back in two stores at once, by their numbers.
        async Task<bool> NumberedAsync(StoreId place, Random random)
        {
            var codes = Enumerable.Range(0, 10).OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(number => $"P{number:D2}").ToList();
            var kind = (StockKind[])[StockKind.Receipt, StockKind.SaleReturn, StockKind.Sale, StockKind.SupplierReturn, StockKind.Adjustment];
            var (what, comes) = (kind[random.Next(kind.Length)], random.Next(2) == 0);
            comes = what is StockKind.Receipt or StockKind.SaleReturn || (what == StockKind.Adjustment && comes);
            var line = new NewStockLine(numbered, (comes ? 1_000 : -1_000) * codes.Count, comes ? LedgerLab.Taka(random.Next(0, 100_00)) : null, Serials: codes);
            var answer = await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(place, what, line) with { Reason = "theft" }, CancellationToken.None));
            (answer.IsSuccess || answer.Errors.All(error => error.Code is "inventory.serial_there" or "inventory.serial_unknown" or "inventory.reserved" or "inventory.short")).ShouldBeTrue(answer.ToString());
            Interlocked.Add(ref moved, answer.IsSuccess ? 1 : 0);
            return answer.IsSuccess;
        }

        async Task<bool> ReserveAsync(NewReservation reservation, List<NewReservation> open)
        {
            var answer = await shop.StockAsync(stock => stock.ReserveAsync(reservation, CancellationToken.None));
            (answer.IsSuccess || answer.FirstError.Code is "inventory.short" or "inventory.expiry").ShouldBeTrue(answer.ToString());
            open.Add(reservation);
            return answer.IsSuccess;
        }

        async Task<bool> EndAsync(List<NewReservation> open, Random random)
        {
            if (open.Count == 0)
            {
                return false;
            }

            var one = open[random.Next(open.Count)];
            if (random.Next(2) == 0)
            {
                return (await shop.StockAsync(stock => stock.ReleaseAsync(one.Id, CancellationToken.None))).IsSuccess;
            }

            var sale = StockLab.Posting(one.Store, StockKind.Sale, [.. one.Lines.Select(line => new NewStockLine(line.Variant, -line.Quantity))]) with { Reservation = one.Id };
            var answer = await shop.StockAsync(stock => stock.PostAsync(sale, CancellationToken.None));
            (answer.IsSuccess || answer.Errors.All(error => error.Code is "inventory.short" or "inventory.reserved" or "inventory.reservation_ended" or "inventory.reservation_unknown")).ShouldBeTrue(answer.ToString());
            return answer.IsSuccess;
        }
    }
}
