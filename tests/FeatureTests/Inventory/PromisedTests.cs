using System.Text.Json;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What is promised beyond what can be sold: marked, listed, told of, and proved to be nowhere else.</summary>
public sealed class PromisedTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Goods_that_are_damaged_after_they_were_promised_are_marked_until_it_fits_again()
    {
        var (owner, store, other, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(0, 1))[0]);
        await shop.ReceiveAsync(store, variant, 18, 180);
        await shop.ReceiveAsync(other, variant, 76, 760);
        var promised = StockLab.Reservation(store, time: null, (variant, 18));
        (await shop.StockAsync(stock => stock.ReserveAsync(promised, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await SinceAsync()).ShouldBe(0, "all of it is there");

        (await shop.AdjustAsync(store, owner, "damage", ActsLab.Line(variant, 10))).Is(201);
        (await SinceAsync()).ShouldBe(1);
        await shop.StockIsWellAsync();
        var row = (await shop.Http.SendAsync("GET", "/api/v1/inventory/stock?state=promised", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Single();
        (Text(row, "available"), Text(row, "beyond"), row.GetProperty("state").GetString(), row.TryGetProperty("shortSince", out _)).ShouldBe(("-10", "10", "promised", true));
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock?state=low&store={store}", token: owner)).Is(200).Text.ShouldContain(variant.ToString());
        var stores = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: owner)).Is(200).Json.GetProperty("stores").EnumerateArray().ToDictionary(one => one.GetProperty("store").GetString()!);
        (Text(stores[store.ToString()], "beyond"), stores[other.ToString()].TryGetProperty("beyond", out _)).ShouldBe(("10", false));

        // It is told of once, and stands on the first page, in the list and on the card, which does not take it off what the other store has.
        (await TellAsync()).ShouldBeGreaterThan(0);
        (await TellAsync()).ShouldBe(0);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.alert where kind = 'promised' and variant_id = '{variant}' and store_id = '{store}'")).ShouldBe(1);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        (await browser.GetAsync("/admin")).Is(200).Html.QuerySelector("a.tile[href='/admin/stock?state=promised'] .tile-value")!.TextContent.ShouldBe("1");
        (await browser.GetAsync("/admin/stock?state=promised")).Is(200).Html.QuerySelector("main tbody")!.TextContent.ShouldContain("Promised beyond stock");
        (await browser.GetAsync("/admin/stock?handler=Export&state=promised")).Is(200).Text.ShouldContain("\"promised\",\"10\"");
        var card = (await browser.GetAsync($"/admin/stock/items/{variant}")).Is(200).Html;
        card.QuerySelectorAll("dl.numbers dd")[2].TextContent.ShouldBe("76", "what this store lacks is not taken off what the other one has");
        card.QuerySelector("#beyond dd")!.TextContent.ShouldBe("10");
        card.QuerySelector("[aria-labelledby=stores] .badge")!.TextContent.ShouldBe("10 promised beyond stock");
        (await browser.GetAsync($"/bn/admin/stock/items/{variant}")).Is(200).Html.QuerySelector("#beyond")!.TextContent.ShouldContain("১০");

        // Less is promised, but still too much; then what was missing comes.
        var since = await shop.ScalarAsync<DateTime>($"select short_since from inventory.stock where variant_id = '{variant}' and store_id = '{store}'");
        (await shop.AdjustAsync(store, owner, "damage", ActsLab.Line(variant, 1))).Is(201);
        (await shop.ScalarAsync<DateTime>($"select short_since from inventory.stock where variant_id = '{variant}' and store_id = '{store}'")).ShouldBe(since, "it is short since then");
        await shop.ReceiveAsync(store, variant, 11, 110);
        (await SinceAsync()).ShouldBe(0);
        (await TellAsync()).ShouldBe(0);
        (await shop.ScalarAsync<long>("select count(*) from inventory.alert where kind = 'promised'")).ShouldBe(0);

        // So it is where the promise is given up.
        (await shop.AdjustAsync(store, owner, "damage", ActsLab.Line(variant, 2))).Is(201);
        (await SinceAsync()).ShouldBe(1);
        (await shop.StockAsync(stock => stock.ReleaseAsync(promised.Id, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await SinceAsync()).ShouldBe(0);
        await shop.StockIsWellAsync();

        Task<long> SinceAsync() => shop.ScalarAsync<long>($"select count(*) from inventory.stock where variant_id = '{variant}' and short_since is not null");
    }

    [Fact]
    public async Task A_recall_and_an_expiry_take_away_what_was_promised_and_are_found_too()
    {
        var (owner, store, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.VariantsAsync(10, 2));
        var (recalled, held) = (await shop.LotAsync(variants[0], "GONE-1"), await shop.LotAsync(variants[1], "HELD-1"));
        await shop.ReceiveAsync(store, variants[0], 5, 50, recalled);
        await shop.ReceiveAsync(store, variants[1], 5, 50, held);
        var promised = StockLab.Reservation(store, time: null, (variants[0], 4), (variants[1], 3));
        (await shop.StockAsync(stock => stock.ReserveAsync(promised, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.PostAsync($"lots/{recalled}/recall", new { reason = "Glass" }, owner)).Is(200);
        (await shop.PostAsync($"lots/{held}/hold", new { reason = "Smell" }, owner)).Is(200);
        var found = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock?state=promised&store={store}", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray()
            .ToDictionary(row => row.GetProperty("item").GetProperty("id").GetString()!);
        (Text(found[variants[0].ToString()], "beyond"), found[variants[0].ToString()].TryGetProperty("shortSince", out _)).ShouldBe(("4", true), "what is in quarantine does not lie there to be sold");
        (Text(found[variants[1].ToString()], "beyond"), found[variants[1].ToString()].TryGetProperty("shortSince", out _)).ShouldBe(("3", false), "what is held lies there, and is not sold");
        (await shop.StockAsync(stock => stock.ReleaseAsync(promised.Id, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Verify_is_red_where_it_is_so_and_not_said_and_where_it_is_said_and_not_so()
    {
        var (store, variants) = (await shop.StoreAsync(2), await shop.VariantsAsync(20, 2));
        await shop.ReceiveAsync(store, variants[0], 3, 30);
        await shop.ReceiveAsync(store, variants[1], 3, 30);
        // The database itself refuses both, until it is kept from it.
        await Should.ThrowAsync<Npgsql.PostgresException>(() => shop.ExecuteAsync($"""
            alter table inventory.stock disable trigger mark_short;
            update inventory.stock set reserved = 9000 where store_id = '{store}' and variant_id = '{variants[0]}'
            """));
        await shop.ExecuteAsync($"""
            alter table inventory.stock disable trigger mark_short;
            alter table inventory.stock drop constraint stock_short_said;
            update inventory.stock set reserved = 9000 where store_id = '{store}' and variant_id = '{variants[0]}';
            update inventory.stock set short_since = now() where store_id = '{store}' and variant_id = '{variants[1]}'
            """);
        try
        {
            var run = await shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "inventory.reserved", told: null, CancellationToken.None);
            run.Results.Single().Faults.Count.ShouldBe(2);
        }
        finally
        {
            await shop.ExecuteAsync($"""
                update inventory.stock set short_since = null, reserved = 0 where store_id = '{store}';
                alter table inventory.stock add constraint stock_short_said check ((short_since is not null) = (reserved > greatest(sellable, 0)));
                alter table inventory.stock enable trigger mark_short
                """);
        }
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetProperty("value").GetString()!;

    private async Task<int> TellAsync()
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TellAlerts>().RunAsync(CancellationToken.None);
    }
}
