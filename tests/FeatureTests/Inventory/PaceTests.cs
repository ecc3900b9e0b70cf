using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

public sealed class PaceTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_runs_low_is_over_or_does_not_sell_is_told_with_its_pace()
    {
        var (store, variants, today) = (await shop.StoreAsync(), await shop.VariantsAsync(300, 5), await LocalDay.TodayAsync());
        var (fast, slow, dead, few, back) = (variants[0], variants[1], variants[2], variants[3], variants[4]);
        await shop.ReceiveAsync(store, fast, 300, 3_000);
        await shop.ReceiveAsync(store, slow, 500, 5_000);
        await PostAsync(StockKind.Receipt, 70, [(dead, 90_000)]);
        await shop.ReceiveAsync(store, few, 4, 40);
        await shop.ReceiveAsync(store, back, 50, 500);
        for (var day = 0; day < 28; day++)
        {
            // Ten a day of one, one each second day of the other; what comes back is not sold.
            await SellAsync(day, (fast, -10_000), (slow, day % 2 == 0 ? -1_000 : 0), (back, day == 3 ? -5_000 : 0));
            await ReturnAsync(day, (back, day == 2 ? 5_000 : 0));
        }

        (await shop.ScalarAsync<int>("select inventory.sum_sales('epoch')")).ShouldBe(28);
        (await shop.ScalarAsync<int>("select inventory.sum_sales('epoch')")).ShouldBe(28);
        (await shop.ScalarAsync<long>($"select sum(sold)::bigint from inventory.sales_day where variant_id = '{fast}'")).ShouldBe(280_000);

        var token = await shop.Http.TokenAsync("owner");
        var low = await RowsAsync("low-stock");
        low.ShouldContain($"{fast} 20 10 2.0");
        low.ShouldContain($"{few} 4 0 ");
        low.ShouldNotContain(row => row.StartsWith(slow.ToString(), StringComparison.Ordinal) || row.StartsWith(dead.ToString(), StringComparison.Ordinal));
        low.ToList().FindIndex(row => row.StartsWith(fast.ToString(), StringComparison.Ordinal)).ShouldBeLessThan(low.ToList().FindIndex(row => row.StartsWith(few.ToString(), StringComparison.Ordinal)));
        (await RowsAsync("low-stock", "&days=1")).ShouldNotContain(row => row.StartsWith(fast.ToString(), StringComparison.Ordinal));
        (await RowsAsync("overstock")).ShouldBe([$"{slow} 486 0.5 972.0"]);
        var still = await RowsAsync("dead-stock");
        still[0].ShouldBe($"{dead} 90 0 ");
        still.ShouldNotContain(row => row.StartsWith(few.ToString(), StringComparison.Ordinal), "it came today, and nobody could have bought it before");
        (await RowsAsync("dead-stock", "&days=71")).ShouldBeEmpty("nothing has been there for so long");
        still.ShouldNotContain(row => row.StartsWith(slow.ToString(), StringComparison.Ordinal));

        // A page at a time it is the same.
        (await PagesAsync("low-stock", 1)).ShouldBe(low);
        (await PagesAsync("dead-stock", 1)).ShouldBe(still);

        // So is the file.
        (await shop.Http.SendAsync("GET", $"/api/v1/reports/inventory/low-stock?format=csv&store={store}", token: token)).Is(200).Text.Split("\r\n")[1].ShouldContain($"\"{fast}\"");
        (await shop.Http.SendAsync("GET", $"/api/v1/reports/inventory/low-stock?format=csv&store={store}", token: token)).Text.Split("\r\n").Length.ShouldBe(low.Count + 2);

        // A sale that is told of late changes the day it belongs to.
        await SellAsync(20, (slow, -6_000));
        (await shop.ScalarAsync<int>("select inventory.sum_sales(now() - interval '1 minute')")).ShouldBe(28);
        (await shop.ScalarAsync<long>($"select sum(sold)::bigint from inventory.sales_day where variant_id = '{slow}'")).ShouldBe(20_000);

        async Task SellAsync(int ago, params (Contracts.Catalog.VariantId Variant, long Quantity)[] lines) => await PostAsync(StockKind.Sale, ago, lines);
        async Task ReturnAsync(int ago, params (Contracts.Catalog.VariantId Variant, long Quantity)[] lines) => await PostAsync(StockKind.SaleReturn, ago, lines);
        async Task PostAsync(StockKind kind, int ago, (Contracts.Catalog.VariantId Variant, long Quantity)[] lines)
        {
            NewStockLine[] some = [.. lines.Where(line => line.Quantity != 0).Select(line => new NewStockLine(line.Variant, line.Quantity))];
            if (some.Length > 0)
            {
                (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, kind, some) with { Date = new BusinessDate(today.AddDays(-ago)) }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
            }
        }

        Task<IReadOnlyList<string>> RowsAsync(string name, string more = "") => PagesAsync(name, 500, more);
        async Task<IReadOnlyList<string>> PagesAsync(string name, int limit, string more = "")
        {
            var (rows, cursor) = (new List<string>(), "");
            do
            {
                var page = (await shop.Http.SendAsync("GET", $"/api/v1/reports/inventory/{name}?limit={limit}&store={store}{more}{cursor}", token: token)).Is(200).Json;
                rows.AddRange(page.GetProperty("items").EnumerateArray().Select(row =>
                    $"{row.GetProperty("item").GetProperty("id").GetString()} {row.GetProperty("available").GetProperty("value").GetString()} {row.GetProperty("soldPerDay").GetProperty("value").GetString()} {(row.TryGetProperty("daysLeft", out var left) ? left.ToString() : "")}"));
                cursor = page.TryGetProperty("nextCursor", out var next) && next.GetString() is { } text ? "&cursor=" + Uri.EscapeDataString(text) : "";
            }
            while (cursor.Length > 0);
            return rows;
        }
    }

    [Fact]
    public async Task Days_on_which_nothing_was_there_from_first_to_last_are_known_and_left_out()
    {
        var (owner, store, item, steady) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(1), (await shop.VariantsAsync(310, 1))[0], (await shop.VariantsAsync(311, 1))[0]);
        var zone = await shop.ScalarAsync<string>($"select time_zone from stores.store where id = '{store}'");
        var last = await shop.ScalarAsync<DateOnly>($"select ((now() - interval '1 hour') at time zone '{zone}' - time '04:00')::date - 1");

        // Five come and go; four come and go before their business day is over at four in the morning; one comes and goes within a day.
        await MoveAsync(StockKind.Receipt, item, 5, 20, "10:00");
        await MoveAsync(StockKind.Receipt, steady, 5, 20, "10:00");
        await MoveAsync(StockKind.Sale, item, -5, 18, "12:00");
        await MoveAsync(StockKind.Sale, steady, -1, 18, "12:00");
        await MoveAsync(StockKind.Receipt, item, 4, 12, "15:00");
        await MoveAsync(StockKind.Sale, item, -4, 11, "27:59");
        await MoveAsync(StockKind.Receipt, item, 1, 7, "23:00");
        await MoveAsync(StockKind.Sale, item, -1, 7, "26:00");
        // The job may have run by itself meanwhile, when less was written.
        await shop.ExecuteAsync($"delete from inventory.out_until; delete from inventory.sales_day where store_id = '{store}' and is_out");
        await shop.Services.RunJobAsync("inventory.sum_sales");
        (await OutsAsync(item)).ShouldBe("17 16 15 14 13 10 9 8 6 5 4 3 2 1 0");
        (await OutsAsync(steady)).ShouldBe("");
        (await shop.ScalarAsync<long>($"select sum(sold)::bigint from inventory.sales_day where variant_id = '{item}'")).ShouldBe(10_000);

        // A till tells late that it has sold two on one of them.
        (await shop.StockAsync(stock => stock.PostAsync(
            StockLab.Posting(store, StockKind.Sale, new NewStockLine(item, -2_000)) with { Date = new BusinessDate(last.AddDays(-9)), Way = StockWay.Happened }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        await shop.Services.RunJobAsync("inventory.sum_sales");
        (await OutsAsync(item)).ShouldBe("17 16 15 14 13 10 8 6 5 4 3 2 1 0");

        // The last 28 days are those up to today: 12 sold on those that are left.
        var row = (await shop.WalkAsync($"/api/v1/reports/inventory/low-stock?store={store}", owner, 500)).Single(line => line.GetProperty("item").GetProperty("id").GetGuid() == item.Value);
        row.GetProperty("soldPerDay").GetProperty("value").GetString().ShouldBe("0.857", "12 on 14 days of 28");

        async Task MoveAsync(StockKind kind, Contracts.Catalog.VariantId variant, int pieces, int ago, string at)
        {
            var posting = StockLab.Posting(store, kind, new NewStockLine(variant, pieces * 1_000)) with { Date = new BusinessDate(last.AddDays(-ago)) };
            (await shop.StockAsync(stock => stock.PostAsync(posting, CancellationToken.None))).IsSuccess.ShouldBeTrue();
            await shop.ExecuteAsync($"""
                alter table inventory.movement disable trigger user;
                update inventory.movement set recorded_at = (date '{last.AddDays(-ago):yyyy-MM-dd}' + interval '{at}') at time zone '{zone}' where posting_id = '{posting.Id}';
                alter table inventory.movement enable trigger user
                """);
        }

        Task<string> OutsAsync(Contracts.Catalog.VariantId variant) =>
            shop.ScalarAsync<string>($"select coalesce(string_agg((date '{last:yyyy-MM-dd}' - day)::text, ' ' order by day), '') from inventory.sales_day where variant_id = '{variant}' and is_out");
    }

    [Fact]
    public async Task Who_works_in_one_store_is_told_of_that_one()
    {
        var (manager, other) = (await shop.Http.TokenAsync("manager"), await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'"));
        foreach (var name in (string[])["low-stock", "overstock", "dead-stock"])
        {
            (await shop.Http.SendAsync("GET", $"/api/v1/reports/inventory/{name}", token: manager)).Is(200);
            (await shop.Http.SendAsync("GET", $"/api/v1/reports/inventory/{name}?store={other}", token: manager)).Is(403);
            (await shop.Http.SendAsync("GET", $"/api/v1/reports/inventory/{name}")).Is(401);
            (await shop.Http.SendAsync("GET", $"/api/v1/reports/inventory/{name}?days=0&cursor=x&nothing=1", token: manager)).Is(400).Text.ShouldContain("cursor.invalid");
        }
    }
}
