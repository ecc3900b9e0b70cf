using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>The stock, its movements and its past, as the desk reads them.</summary>
public sealed class ReadingTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task The_list_says_what_each_store_has_and_filters_and_sorts_it()
    {
        var (owner, one, two) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var variants = await shop.VariantsAsync(0, 5);
        await shop.ReceiveAsync(one, variants[0], 100, 1_000);
        await shop.ReceiveAsync(two, variants[0], 3, 30);
        await shop.ReceiveAsync(one, variants[1], 4, 80);
        await shop.ReceiveAsync(one, variants[2], 1, 5);
        await shop.SellAsync(one, variants[2], 1);
        await shop.ReceiveAsync(one, variants[3], 1, 7);
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(one, StockKind.Sale, new NewStockLine(variants[3], -3_000)) with { Way = StockWay.Happened }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(one, null, (variants[0], 10)), CancellationToken.None));

        var mine = (await ListAsync($"store={one}")).Where(row => variants.Any(variant => variant.ToString() == Of(row))).ToDictionary(Of);
        var first = mine[variants[0].ToString()];
        (Value(first, "onHand"), Value(first, "reserved"), Value(first, "available"), first.GetProperty("value").GetProperty("amount").GetString(), first.GetProperty("state").GetString()).ShouldBe(("100", "10", "90", "1000.00", "inStock"));
        mine[variants[1].ToString()].GetProperty("state").GetString().ShouldBe("low");
        mine[variants[2].ToString()].GetProperty("state").GetString().ShouldBe("out");
        mine[variants[3].ToString()].GetProperty("state").GetString().ShouldBe("negative");
        foreach (var (state, expected) in ((string, int[])[])[("inStock", [0, 1]), ("low", [1]), ("out", [2, 3]), ("negative", [3])])
        {
            (await ListAsync($"store={one}&state={state}")).Select(Of).Intersect(variants.Select(variant => variant.ToString())).ShouldBe(expected.Select(index => variants[index].ToString()), ignoreOrder: true, customMessage: state);
        }

        var item = first.GetProperty("item");
        var name = item.GetProperty("name").GetProperty("en").GetString()!;
        (await ListAsync("q=" + Uri.EscapeDataString(item.GetProperty("sku").GetString()!))).Select(Of).ShouldContain(variants[0].ToString());
        (await ListAsync("q=" + Uri.EscapeDataString(name.ToUpperInvariant()))).Select(Of).ShouldContain(variants[0].ToString());
        (await ListAsync("q=nothingiscalledthis")).ShouldBeEmpty();
        (await ListAsync($"q={Uri.EscapeDataString(name)}&store={two}")).Select(row => row.GetProperty("store").GetString()).ShouldAllBe(store => store == two.ToString());
        var category = first.GetProperty("category").GetString()!;
        (await ListAsync("category=" + category)).Select(Of).ShouldContain(variants[0].ToString());
        var above = await shop.ScalarAsync<Guid>($"select coalesce(parent_id, id) from catalog.category where id = '{category}'");
        (await ListAsync("category=" + above)).Select(Of).ShouldContain(variants[0].ToString());

        (await ListAsync("category=" + LedgerLab.Id<CategoryId>())).ShouldBeEmpty();

        foreach (var sort in (string[])["name", "-name", "sku", "-sku", "onHand", "-onHand", "value", "-value"])
        {
            var whole = (await ListAsync("sort=" + sort)).Select(Key).ToList();
            whole.Distinct().Count().ShouldBe(whole.Count);
            (await shop.WalkAsync("/api/v1/inventory/stock?sort=" + sort, owner, 2)).Select(Key).ShouldBe(whole, sort);
            (await shop.WalkAsync($"/api/v1/inventory/stock?sort={(sort[0] == '-' ? sort[1..] : "-" + sort)}", owner, 3)).Select(Key).Reverse().ShouldBe(whole, sort);
        }

        (await ListAsync("sort=onHand")).Select(row => decimal.Parse(Value(row, "onHand"), CultureInfo.InvariantCulture)).ShouldBeInOrder();

        async Task<List<JsonElement>> ListAsync(string query) => [.. (await shop.Http.SendAsync("GET", "/api/v1/inventory/stock?limit=200&" + query, token: owner)).Is(200).Json.GetProperty("items").EnumerateArray()];
        static string Of(JsonElement row) => row.GetProperty("item").GetProperty("id").GetString()!;
        static string Key(JsonElement row) => row.GetProperty("store").GetString() + Of(row);
    }

    [Fact]
    public async Task A_page_after_another_misses_nothing_and_repeats_nothing_while_others_come_in()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(10, 6));
        foreach (var variant in variants.Take(4))
        {
            await shop.ReceiveAsync(store, variant, 1, 1);
        }

        var first = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/movements?store={store}&limit=3", token: owner)).Is(200).Json;
        await shop.ReceiveAsync(store, variants[4], 1, 1);
        await shop.ReceiveAsync(store, variants[0], 1, 1);
        var second = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/movements?store={store}&limit=3&cursor={first.GetProperty("nextCursor").GetString()}", token: owner)).Is(200).Json;
        var seen = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(row => row.GetProperty("item").GetProperty("id").GetString()).ToList();
        seen.Take(4).ShouldBe(variants.Take(4).Reverse().Select(variant => variant.ToString()));
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock?cursor={first.GetProperty("nextCursor").GetString()}", token: owner)).Is(400).Codes.ShouldContain("cursor.invalid");
    }

    [Fact]
    public async Task An_item_is_told_with_its_places_and_lots_and_as_it_was_at_any_instant()
    {
        var (owner, one, two) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var variant = (await shop.VariantsAsync(20, 1))[0];
        var never = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: owner)).Is(200).Json;
        (Value(never, "onHand"), never.GetProperty("stores").GetArrayLength()).ShouldBe(("0", 0));
        var lot = await shop.LotAsync(variant, "AT1");
        var bin = await shop.BinAsync(one, "AT-1", owner);
        var marks = new List<(DateTimeOffset At, string One, string Two, string Value)> { (await NowAsync(), "0", "0", "0.00") };
        await shop.ReceiveAsync(one, variant, 10, 100, lot, bin);
        marks.Add((await NowAsync(), "10", "0", "100.00"));
        await shop.ReceiveAsync(two, variant, 6, 120, lot);
        marks.Add((await NowAsync(), "10", "6", "220.00"));
        await shop.SellAsync(one, variant, 4);
        marks.Add((await NowAsync(), "6", "6", "180.00"));

        foreach (var (at, first, second, value) in marks)
        {
            var then = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}?at={at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}", token: owner)).Is(200).Json;
            (Of(then, one), Of(then, two), then.GetProperty("value").GetProperty("amount").GetString()).ShouldBe((first, second, value));
            Value(then, "onHand").ShouldBe((decimal.Parse(first, CultureInfo.InvariantCulture) + decimal.Parse(second, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        }

        var now = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: owner)).Is(200);
        now.Headers.ETag.ShouldNotBeNull();
        var place = now.Json.GetProperty("stores").EnumerateArray().Single(row => row.GetProperty("store").GetString() == one.ToString()).GetProperty("places").EnumerateArray().Single();
        (place.GetProperty("code").GetString(), place.GetProperty("kind").GetString(), place.GetProperty("lot").GetProperty("code").GetString(), Value(place, "onHand")).ShouldBe(("AT-1", "bin", "AT1", "6"));
        var only = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}?store={two}", token: owner)).Is(200).Json;
        (Value(only, "onHand"), only.GetProperty("stores").GetArrayLength()).ShouldBe(("6", 1));
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{LedgerLab.Id<VariantId>()}", token: owner)).Is(404).Code.ShouldBe("inventory.item_unknown");
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}?at=yesterday", token: owner)).Is(400).Codes.ShouldBe(["query.moment"]);

        static string Of(JsonElement item, StoreId store) => Value(item.GetProperty("stores").EnumerateArray().Single(row => row.GetProperty("store").GetString() == store.ToString()), "onHand");
        async Task<DateTimeOffset> NowAsync() => new(await shop.ScalarAsync<DateTime>("select clock_timestamp()"));
    }

    [Fact]
    public async Task Movements_are_found_by_everything_that_is_known_of_them()
    {
        var (owner, one, two) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var (variant, other) = ((await shop.VariantsAsync(30, 1))[0], (await shop.VariantsAsync(31, 1))[0]);
        var lot = await shop.LotAsync(variant, "MV1");
        await shop.ReceiveAsync(one, variant, 10, 100, lot);
        await shop.ReceiveAsync(two, variant, 10, 100, lot);
        await shop.ReceiveAsync(one, other, 10, 100);
        var between = new DateTimeOffset(await shop.ScalarAsync<DateTime>("select clock_timestamp()"));
        var sale = StockLab.Posting(one, StockKind.Sale, new NewStockLine(variant, -2_000), new NewStockLine(other, -1_000)) with { Document = new DocumentRef("external", "MV/77") };
        (await shop.StockAsync(stock => stock.PostAsync(sale, CancellationToken.None))).IsSuccess.ShouldBeTrue();

        (await CountAsync($"item={variant}")).ShouldBe(3);
        (await CountAsync($"item={variant}&store={two}")).ShouldBe(1);
        (await CountAsync($"lot={lot}")).ShouldBe(3);
        (await CountAsync($"lot={lot}&kind=sale")).ShouldBe(1);
        (await CountAsync($"item={variant}&kind=receipt")).ShouldBe(2);
        (await CountAsync($"kind=receipt&store={two}")).ShouldBeGreaterThanOrEqualTo(1);
        (await CountAsync("kind=transferOut")).ShouldBe(0);
        (await CountAsync("document=external%2FMV%2F77")).ShouldBe(2);
        (await CountAsync($"document=external%2FMV%2F77&store={two}")).ShouldBe(0);
        (await CountAsync("document=external%2Fnone")).ShouldBe(0);
        (await CountAsync($"item={variant}&from={between.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}")).ShouldBe(1);
        (await CountAsync($"item={variant}&to={between.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}")).ShouldBe(2);
        var row = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/movements?item={variant}&limit=1", token: owner)).Is(200).Json.GetProperty("items")[0];
        (Value(row, "quantity"), Value(row, "stockAfter"), row.GetProperty("value").GetProperty("amount").GetString(), row.GetProperty("entry").GetString(), row.GetProperty("document").GetProperty("id").GetString(), row.GetProperty("lot").GetProperty("code").GetString())
            .ShouldBe(("-2", "8", "-20.00", sale.Id.ToString(), "MV/77", "MV1"));
        (await shop.ScalarAsync<long>($"select count(*) from ledger.entry where id = '{sale.Id}'")).ShouldBe(1);
        var walked = await shop.WalkAsync($"/api/v1/inventory/movements?store={one}", owner, 2);
        walked.Select(one => one.GetProperty("posting").GetString() + one.GetProperty("no")).ShouldBe((await shop.WalkAsync($"/api/v1/inventory/movements?store={one}", owner, 200)).Select(one => one.GetProperty("posting").GetString() + one.GetProperty("no")));
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/movements?document=sale", token: owner)).Is(400).Codes.ShouldBe(["query.document"]);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/movements?item=1&kind=gift&from=x&limit=0&cursor=!&what=1", token: owner)).Is(400).Codes.Count().ShouldBe(6);

        async Task<int> CountAsync(string query) => (await shop.Http.SendAsync("GET", "/api/v1/inventory/movements?limit=200&" + query, token: owner)).Is(200).Json.GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task Who_works_in_one_store_sees_that_store_alone()
    {
        var (here, elsewhere) = (StoreId.From(await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'")), StoreId.From(await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'")));
        var variant = (await shop.VariantsAsync(40, 1))[0];
        var lot = await shop.LotAsync(variant, "SC1");
        await shop.ReceiveAsync(here, variant, 2, 20, lot);
        await shop.ReceiveAsync(elsewhere, variant, 7, 70, lot);
        var reserved = StockLab.Reservation(elsewhere, null, (variant, 1));
        await shop.StockAsync(stock => stock.ReserveAsync(reserved, CancellationToken.None));
        var cashier = await shop.Http.TokenAsync("cashier");
        string[] lists = ["stock", "movements", "lots", "reservations", "locations"];
        foreach (var list in lists)
        {
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{list}?limit=200", token: cashier)).Is(200).Text.ShouldNotContain(elsewhere.ToString());
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{list}?store={elsewhere}", token: cashier)).Is(403).Code.ShouldBe("request.forbidden");
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{list}?store={here}", token: cashier)).Is(200);
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{list}")).Is(401);
            (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{list}", token: await shop.Http.TokenAsync("rider"))).Is(403);
        }

        var item = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: cashier)).Is(200);
        (Value(item.Json, "onHand"), item.Json.GetProperty("value").GetProperty("amount").GetString()).ShouldBe(("2", "20.00"));
        item.Text.ShouldNotContain(elsewhere.ToString());
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}?at=2030-01-01T00:00:00Z", token: cashier)).Is(200).Text.ShouldNotContain(elsewhere.ToString());
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}?store={elsewhere}", token: cashier)).Is(403);
        var followed = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}", token: cashier)).Is(200);
        Value(followed.Json.GetProperty("line"), "onHand").ShouldBe("2");
        followed.Text.ShouldNotContain(elsewhere.ToString());
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}?store={elsewhere}", token: cashier)).Is(403);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/reservations/{reserved.Id}", token: cashier)).Is(403);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/reservations/{reserved.Id}", token: await shop.Http.TokenAsync("owner"))).Is(200);
        foreach (var path in (string[])[$"stock/{variant}", $"lots/{lot}", $"reservations/{reserved.Id}", "scan?code=1", $"policies/{LedgerLab.Id<CategoryId>()}"])
        {
            await shop.RefusesAsync("GET", "/api/v1/inventory/" + path, body: null, "rider", "customer");
        }
    }

    private static string Value(JsonElement row, string name) => row.GetProperty(name).GetProperty("value").GetString()!;
}
