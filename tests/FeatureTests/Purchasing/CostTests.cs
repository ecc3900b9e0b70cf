using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Purchasing;

public sealed class CostTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Freight_is_in_the_value_of_what_is_still_here_and_a_cost_of_what_is_sold()
    {
        var lab = await EmptyAsync(3);
        var receipt = await lab.ArriveAsync((0, 4, 50), (1, 1, 100), (2, 3, 0));
        await SellAsync(lab, lab.Variants[0], 3_000);
        var body = new { id = BuyLab.NewId(), kind = "freight", amount = BuyLab.Taka(10), note = "Slip 7" };
        var same = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => lab.SendAsync($"/goods-receipts/{receipt}/costs", body)));
        same.ShouldAllBe(answer => answer.Status == 201);
        same.Select(answer => answer.Text).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        var cost = same[0].Json.GetProperty("cost");
        cost.GetProperty("number").GetString()!.ShouldMatch(@"^LC-S1-\d{4}-\d{6}$");
        // 200 and 100 of value: 6.67 and 3.33; of the first a quarter is left.
        same[0].Json.GetProperty("lines").EnumerateArray().Select(line => (BuyLab.Amount(line.GetProperty("amount")), BuyLab.Amount(line.GetProperty("kept")))).ShouldBe([(6.67m, 1.67m), (3.33m, 3.33m)]);
        (BuyLab.Amount(cost.GetProperty("kept")), BuyLab.Amount(cost.GetProperty("sold"))).ShouldBe((5m, 5m));
        (await ValueAsync(lab, 0)).ShouldBe(51_67);
        (await ValueAsync(lab, 1)).ShouldBe(103_33);
        (await BookedAsync(receipt)).ShouldBe("cogs<accrued 500; inventory<accrued 500");
        // The entry says which one it mends; the receipt is as it was.
        (await shop.ScalarAsync<Guid>($"select corrects from ledger.entry where id = '{body.id}'")).ShouldBe(receipt);

        // By quantity, and taken back again; no more than was written.
        (await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { kind = "duty", spread = "quantity", amount = BuyLab.Taka(0.08m) })).Is(201).Json.GetProperty("lines").GetArrayLength().ShouldBe(3);
        (await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { kind = "duty", spread = "quantity", amount = BuyLab.Taka(-0.08m) })).Is(201);
        (await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { kind = "freight", amount = BuyLab.Taka(-10.01m) })).Is(400).Codes.ShouldContain("cost.below");
        (await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { body.id, kind = "freight", amount = BuyLab.Taka(11) })).Is(422).Code.ShouldBe("purchase.contradiction");
        (await ValueAsync(lab, 0)).ShouldBe(51_67);
        (await lab.GetAsync($"/goods-receipts/{receipt}/costs")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(3);
        await WellAsync();
    }

    [Fact]
    public async Task A_price_that_is_put_right_is_billed_so_and_is_no_difference()
    {
        var lab = await EmptyAsync(1);
        var receipt = await lab.ArriveAsync((0, 10, 100));
        await SellAsync(lab, lab.Variants[0], 4_000);
        (await lab.SendAsync($"/goods-receipts/{receipt}/costs", Price(120))).Is(201);
        (await ValueAsync(lab, 0)).ShouldBe(672_00);
        var bill = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 3, 336))).Is(201).Json;
        bill.GetProperty("isWithin").GetBoolean().ShouldBeTrue();
        (await PostAsync(lab, bill)).Is(200);
        // What is billed has its price; what is not billed either, as one line has one price.
        (await lab.SendAsync($"/goods-receipts/{receipt}/costs", Price(1))).Is(400).Codes.ShouldBe(["cost.billed"]);
        var rest = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 7, 784))).Is(201).Json;
        BuyLab.Amount(rest.GetProperty("lines")[0].GetProperty("difference")).ShouldBe(0);
        (await PostAsync(lab, rest)).Is(200);
        (await BookedAsync(receipt)).ShouldBe("cogs<goods_received 4800; inventory<goods_received 7200");
        await WellAsync();

        static object Price(decimal more) => new { kind = "price", lines = new[] { new { line = 1, amount = BuyLab.Taka(more) } } };
    }

    [Fact]
    public async Task What_a_bill_asks_more_is_taken_into_stock_once_however_many_ask()
    {
        var lab = await EmptyAsync(1);
        var receipt = await lab.ArriveAsync((0, 10, 100));
        var bill = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 12, 1_320))).Is(201).Json;
        var path = $"/supplier-bills/{bill.GetProperty("bill").GetProperty("id").GetString()}";
        (await lab.SendAsync(path + "/into-stock")).Is(409).Code.ShouldBe("bill.state");
        (await lab.SendAsync(path + "/accept", new { })).Is(200);
        // 320 more are asked: 220 for two that never came, and 100 for the ten that did.
        BuyLab.Amount((await lab.SendAsync(path + "/post")).Is(200).Json.GetProperty("priceDifference")).ShouldBe(100);
        await SellAsync(lab, lab.Variants[0], 5_000);
        (await lab.SendAsync(path + "/into-stock", token: await shop.Http.TokenAsync("stock_clerk"))).Is(403);
        var taken = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => lab.SendAsync(path + "/into-stock")));
        taken.ShouldAllBe(answer => answer.Status == 200 && answer.Json.GetProperty("costs").GetArrayLength() == 1);
        (await ValueAsync(lab, 0)).ShouldBe(550_00);
        (await BookedAsync(receipt)).ShouldBe("cogs<price_variance 5000; inventory<price_variance 5000");
        (await lab.SendAsync(path + "/cancel", new { })).Is(409);
        var fine = await lab.OwedAsync();
        (await lab.SendAsync($"/supplier-bills/{fine}/into-stock")).Is(409).Code.ShouldBe("cost.no_difference");
        await WellAsync();
    }

    [Fact]
    public async Task First_in_first_out_puts_it_on_the_layers_of_the_receipt_and_nothing_below_zero()
    {
        var lab = await EmptyAsync(2);
        await shop.ExecuteAsync($"update inventory.item set valuation = 'fifo' where id = '{lab.Variants[0]}'");
        var first = await lab.ArriveAsync((0, 10, 10));
        var second = await lab.ArriveAsync((0, 10, 20));
        await SellAsync(lab, lab.Variants[0], 6_000);
        // Six of the first ten are gone, and all of the second are here.
        (await CostAsync(first, 10)).ShouldBe((4m, 6m));
        (await CostAsync(second, 10)).ShouldBe((10m, 0m));
        (await ValueAsync(lab, 0)).ShouldBe(254_00);
        await SellAsync(lab, lab.Variants[0], 4_000);
        (await ValueAsync(lab, 0)).ShouldBe(210_00);
        (await CostAsync(first, 10)).ShouldBe((0m, 10m));

        // An average that is worth less than is taken back goes to zero and no further.
        var cheap = await lab.ArriveAsync((1, 10, 10));
        (await CostAsync(cheap, 50)).ShouldBe((50m, 0m));
        await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(StoreId.From(lab.Store), StockKind.Sale, new NewStockLine(lab.Variants[1], -10_000)), CancellationToken.None));
        await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(StoreId.From(lab.Store), StockKind.Receipt, new NewStockLine(lab.Variants[1], 10_000, Ledger.LedgerLab.Taka(20_00))), CancellationToken.None));
        (await CostAsync(cheap, -50)).ShouldBe((-20m, -30m));
        (await ValueAsync(lab, 1)).ShouldBe(0);
        await WellAsync();

        async Task<(decimal, decimal)> CostAsync(Guid receipt, decimal amount)
        {
            var cost = (await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { kind = "clearing", amount = BuyLab.Taka(amount) })).Is(201).Json.GetProperty("cost");
            return (BuyLab.Amount(cost.GetProperty("kept")), BuyLab.Amount(cost.GetProperty("sold")));
        }
    }

    [Fact]
    public async Task Bad_costs_are_all_told_and_who_may_not_writes_none()
    {
        var lab = await EmptyAsync(2);
        var receipt = await lab.ArriveAsync((0, 10, 10), (1, 1, 0));
        var path = $"/goods-receipts/{receipt}/costs";
        (await lab.SendAsync(path, new { kind = "bribe", spread = "sideways" })).Is(400).Codes.ShouldBe(["cost.kind", "cost.spread", "body.required"]);
        (await lab.SendAsync(path, new { kind = "freight", amount = BuyLab.Taka(0) })).Is(400).Codes.ShouldBe(["cost.zero"]);
        (await lab.SendAsync(path, new { kind = "freight", amount = new { amount = "1.00", currency = "USD" } })).Is(400).Codes.ShouldContain("purchase.currency");
        (await lab.SendAsync(path, new { kind = "price", spread = "value", amount = BuyLab.Taka(1) })).Is(400).Codes.ShouldContain("cost.spread");
        (await lab.SendAsync(path, Hand("price", (1, -100.01m)))).Is(400).Codes.ShouldBe(["cost.value"]);
        (await lab.SendAsync(path, Hand("freight", (1, 1), (1, 2), (3, 1)))).Is(400).Codes.ShouldBe(["cost.line_unknown", "cost.line_unknown"]);
        (await lab.SendAsync(path, new { kind = "freight", amount = BuyLab.Taka(3), lines = new[] { new { line = 1, amount = BuyLab.Taka(2) } } })).Is(400).Codes.ShouldBe(["cost.sum"]);
        (await lab.SendAsync($"/goods-receipts/{await lab.ArriveAsync((1, 1, 0))}/costs", new { kind = "freight", amount = BuyLab.Taka(3) })).Is(400).Codes.ShouldBe(["cost.nothing"]);
        (await lab.SendAsync($"/goods-receipts/{BuyLab.NewId()}/costs", new { kind = "freight", amount = BuyLab.Taka(3) })).Is(404).Code.ShouldBe("receipt.unknown");
        (await shop.ScalarAsync<long>($"select count(*) from purchasing.cost where receipt_id = '{receipt}'")).ShouldBe(0);

        var elsewhere = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'");
        var theirs = await lab.ArriveAsync(elsewhere, (0, 10, 10));
        var (manager, clerk) = (await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("stock_clerk"));
        foreach (var (where, who, status) in ((Guid, string?, int)[])[(receipt, clerk, 403), (theirs, manager, 403), (receipt, manager, 201), (theirs, lab.Owner, 201)])
        {
            (await lab.SendAsync($"/goods-receipts/{where}/costs", Hand("freight", (1, 1)), who)).Status.ShouldBe(status);
        }

        (await shop.Http.SendAsync("POST", $"/api/v1{path}", Hand("freight", (1, 1)))).Is(401);
        (await lab.GetAsync($"/goods-receipts/{theirs}/costs", manager)).Is(404);
        (await lab.GetAsync(path, clerk)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);

        static object Hand(string kind, params (int Line, decimal Amount)[] lines) => new { kind, lines = lines.Select(line => new { line = line.Line, amount = BuyLab.Taka(line.Amount) }) };
    }

    [Fact]
    public async Task A_late_cost_is_posted_today_and_a_closed_period_stays_as_it_is()
    {
        var clock = new ShiftClock();
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, await shop.Cluster.CopyAsync(), services => services.AddSingleton<TimeProvider>(clock));
        await using var _ = app;
        using var __ = http;
        var owner = await http.TokenAsync("owner");
        var supplier = (await http.SendAsync("POST", "/api/v1/suppliers", new { code = "LATE", name = "Late" }, owner)).Is(201)["id"];
        var store = (await http.SendAsync("GET", "/api/v1/stores", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().First(one => one.GetProperty("code").GetString() == "S1").GetProperty("id").GetString();
        var came = (await http.SendAsync("POST", "/api/v1/goods-receipts", new
        {
            supplierId = supplier, storeId = store, lines = new[] { new { variantId = (await shop.VariantsAsync(0, 1))[0].Value, quantity = 5, price = BuyLab.Taka(10) } },
        }, owner)).Is(201).Json.GetProperty("receipt");
        var (receipt, month) = (came.GetProperty("id").GetString(), came.GetProperty("date").GetString()![..7]);

        clock.Advance(TimeSpan.FromDays(40));
        owner = await http.TokenAsync("owner");
        (await http.SendAsync("POST", $"/api/v1/ledger/periods/{month}/close", token: owner)).Is(200);
        var written = (await http.SendAsync("POST", $"/api/v1/goods-receipts/{receipt}/costs", new { kind = "freight", amount = BuyLab.Taka(7) }, owner)).Is(201).Json.GetProperty("cost");
        var today = written.GetProperty("date").GetString()!;
        today[..7].ShouldNotBe(month);
        (await http.SendAsync("GET", $"/api/v1/ledger/entries/{written.GetProperty("id").GetString()}", token: owner)).Is(200).Text.ShouldContain(receipt!);
        (await http.SendAsync("GET", $"/api/v1/ledger/entries/{receipt}", token: owner)).Is(200).Json.GetProperty("correctedBy").GetArrayLength().ShouldBe(1);
        // Where today's own month is closed, nothing is written at all.
        (await http.SendAsync("POST", $"/api/v1/ledger/periods/{today[..7]}/close", token: owner)).Is(200);
        await Eventually.IsAsync(async () => (await http.SendAsync("POST", $"/api/v1/goods-receipts/{receipt}/costs", new { kind = "freight", amount = BuyLab.Taka(8) }, owner)).Code == "ledger.period_closed");
        (await http.SendAsync("GET", $"/api/v1/goods-receipts/{receipt}/costs", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Count(one => BuyLab.Amount(one.GetProperty("cost").GetProperty("amount")) != 8).ShouldBe(1);
        (await app.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None)).Results.SelectMany(result => result.Faults).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_costs_beside_any_sales_and_bills_keep_every_invariant(int seed)
    {
        var lab = await EmptyAsync(3);
        await shop.ExecuteAsync($"update inventory.item set valuation = 'fifo' where id = '{lab.Variants[0]}'");
        var receipts = new List<Guid>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            receipts.Add(await lab.ArriveAsync((0, 7, 33.33m), (1, 11, 9.99m), (2, 3, 0.01m), (1, 5, 7)));
        }

        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async worker =>
        {
            var random = new Random((seed * 100) + worker);
            var codes = new List<string>();
            for (var step = 0; step < 12; step++)
            {
                var receipt = receipts[random.Next(receipts.Count)];
                var amount = BuyLab.Taka((random.Next(400) - 100) / 100m);
                var answer = random.Next(6) switch
                {
                    0 => await SoldAsync(lab, random),
                    1 => await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { kind = "freight", spread = "value", amount }),
                    2 => await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { kind = "duty", spread = "quantity", amount }),
                    3 => await lab.SendAsync($"/goods-receipts/{receipt}/costs", new { kind = "price", lines = new[] { new { line = random.Next(1, 5), amount } } }),
                    4 => await BilledAsync(lab, receipt, random),
                    _ => await lab.SendAsync("/supplier-returns", new { supplierId = lab.Supplier, storeId = lab.Store, agreed = BuyLab.Taka(1), lines = new[] { new { variantId = lab.Variants[random.Next(3)].Value, quantity = 1 } } }),
                };
                if (answer is { Status: >= 300 })
                {
                    codes.AddRange(answer.Codes);
                    answer.Status.ShouldBeLessThan(500, answer.Text);
                }
            }

            return codes;
        }));
        statuses.SelectMany(codes => codes).Distinct(StringComparer.Ordinal).Except(["cost.below", "cost.zero", "cost.billed", "cost.value", "inventory.short", "inventory.reserved", "bill.differs", "cost.no_difference", "bill.state"]).ShouldBeEmpty();
        (await shop.ScalarAsync<long>("select count(*) from purchasing.cost")).ShouldBeGreaterThan(10);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.stock where value < 0 and variant_id in ({string.Join(',', lab.Variants.Select(variant => $"'{variant}'"))})")).ShouldBe(0);
        await WellAsync();
    }

    private async Task<Answer?> SoldAsync(BuyLab lab, Random random)
    {
        await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(StoreId.From(lab.Store), StockKind.Sale, new NewStockLine(lab.Variants[random.Next(3)], -random.Next(1, 3_000))), CancellationToken.None));
        return null;
    }

    private static async Task<Answer> BilledAsync(BuyLab lab, Guid receipt, Random random)
    {
        var bill = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 1, random.Next(20, 60)))).Is(201).Json.GetProperty("bill").GetProperty("id").GetString();
        await lab.SendAsync($"/supplier-bills/{bill}/accept", new { });
        var posted = await lab.SendAsync($"/supplier-bills/{bill}/post");
        return posted.Status == 200 ? await lab.SendAsync($"/supplier-bills/{bill}/into-stock") : posted;
    }

    /// <summary>A supplier and things of which nothing is in the store.</summary>
    private async Task<BuyLab> EmptyAsync(int count)
    {
        var lab = await BuyLab.OfAsync(shop);
        foreach (var variant in lab.Variants.Take(count))
        {
            var levels = await shop.StockAsync(stock => stock.LevelsAsync([variant], StoreId.From(lab.Store), CancellationToken.None));
            if (levels is [{ OnHand: > 0 } level])
            {
                (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(StoreId.From(lab.Store), StockKind.Adjustment, new NewStockLine(variant, -level.OnHand)) with { Way = StockWay.Happened }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
            }
        }

        return lab;
    }

    private async Task SellAsync(BuyLab lab, VariantId variant, long thousandths) =>
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(StoreId.From(lab.Store), StockKind.Sale, new NewStockLine(variant, -thousandths)), CancellationToken.None))).IsSuccess.ShouldBeTrue();

    private async Task<long> ValueAsync(BuyLab lab, int variant) => (await shop.LevelAsync(StoreId.From(lab.Store), lab.Variants[variant])).Value.Minor;

    private static Task<Answer> PostAsync(BuyLab lab, System.Text.Json.JsonElement bill) => lab.SendAsync($"/supplier-bills/{bill.GetProperty("bill").GetProperty("id").GetString()}/post");

    /// <summary>What costs of a receipt have moved in the books: debit, credit and minor units.</summary>
    private Task<string> BookedAsync(Guid receipt) => shop.ScalarAsync<string>($"""
        select string_agg(format('%s<%s %s', debit, credit, amount), '; ' order by debit, credit) from (
            select (select min(role) from ledger.account_role where account_id = line.debit) as debit, (select min(role) from ledger.account_role where account_id = line.credit) as credit, sum(line.amount)::bigint as amount
            from purchasing.cost join ledger.entry on entry.document_type = 'goods_cost' and entry.document_id = cost.id::text join ledger.line on line.entry_key = entry.key where cost.receipt_id = '{receipt}' group by 1, 2) moved
        """);

    private async Task WellAsync()
    {
        var run = await shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None);
        run.Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty();
    }
}
