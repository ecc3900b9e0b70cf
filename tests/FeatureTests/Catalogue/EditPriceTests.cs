using System.Globalization;
using System.Text.Json;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

public sealed class EditPriceTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_price_holds_from_its_moment_and_ends_the_one_before()
    {
        var token = await shop.Http.TokenAsync("admin");
        var (product, pack) = await PackAsync("PRICED-1");
        var first = (await SetAsync(pack, "100.00", token)).Is(201);
        first["state"].ShouldBe("present");
        first.Statements().ShouldBeLessThanOrEqualTo(12);
        (await AmountAsync(product)).ShouldBe("100.00");
        (await shop.JsonAsync("/api/v1/products?q=PRICED-1")).GetProperty("items")[0].GetProperty("price").GetProperty("amount").GetString().ShouldBe("100.00", "the list follows at once");

        (await SetAsync(pack, "90.00", token)).Is(201);
        (await AmountAsync(product)).ShouldBe("90.00");
        var line = await LineAsync(pack, token);
        line.Select(price => price.GetProperty("state").GetString()).ShouldBe(["present", "past"]);

        // An offer for two days, in a week: the price of today goes on before and after it.
        var offer = (await SetAsync(pack, "75.00", token, Days(7), Days(9))).Is(201);
        (await LineAsync(pack, token)).Select(price => $"{price.GetProperty("amount").GetProperty("amount")} {price.GetProperty("state")}")
            .ShouldBe(["90.00 future", "75.00 future", "90.00 present", "100.00 past"]);
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'catalog.price.add' and subject_id = '{offer["id"]}'")).ShouldBe(1);

        var moved = (await shop.Http.SendAsync("PUT", $"/api/v1/prices/{offer["id"]}", new { amount = Taka("70.00"), from = Days(3), to = Days(4) }, token, offer.Match())).Is(200);
        moved["version"].ShouldBe("2");
        (await shop.Http.SendAsync("PUT", $"/api/v1/prices/{offer["id"]}", new { amount = Taka("60.00"), from = Days(3) }, token, offer.Match())).Is(412);
        (await LineAsync(pack, token)).Select(price => price.GetProperty("amount").GetProperty("amount").GetString()).ShouldBe(["90.00", "70.00", "90.00", "100.00"]);

        (await shop.Http.SendAsync("DELETE", $"/api/v1/prices/{offer["id"]}", token: token)).Is(204);
        (await LineAsync(pack, token)).Select(price => price.GetProperty("amount").GetProperty("amount").GetString()).ShouldBe(["90.00", "100.00"]);
        (await shop.ScalarAsync<bool>($"select valid_to is null from catalog.price where pack_id = '{pack}' and amount_minor = 9000")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_past_does_not_change_and_times_do_not_overlap()
    {
        var token = await shop.Http.TokenAsync("admin");
        var (_, pack) = await PackAsync("PRICED-2");
        var now = (await SetAsync(pack, "10.001", token)).Is(400);
        now.Codes.ShouldBe(["body.type"], ignoreOrder: false, customMessage: "an amount has the currency's digits");
        var first = (await SetAsync(pack, "10.00", token)).Is(201);
        (await SetAsync(pack, "20.00", token, Days(5))).Is(201);
        var before = await shop.StateAsync();

        (await SetAsync(pack, "30.00", token, Days(-1))).Is(400).Codes.ShouldBe(["price.past"]);
        (await SetAsync(pack, "30.00", token, Days(3), Days(6))).Is(409).Codes.ShouldBe(["price.overlap"]);
        (await SetAsync(pack, "30.00", token, Days(4), Days(2))).Is(400).Codes.ShouldBe(["price.period"]);
        (await shop.Http.SendAsync("PUT", $"/api/v1/prices/{first["id"]}", new { amount = Taka("9.00"), from = Days(1) }, token, ("If-Match", "\"2\""))).Is(409).Code.ShouldBe("price.begun");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/prices/{first["id"]}", token: token)).Is(409).Code.ShouldBe("price.begun");
        (await shop.Http.SendAsync("POST", "/api/v1/prices", new
        {
            packId = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff", amount = new { amount = "-1.00", currency = "USD" }, storeId = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6ffffe",
        }, token)).Is(400).Codes.ShouldBe(["price.amount", "price.currency", "store.unknown", "pack.unknown"], ignoreOrder: true);
        (await shop.StateAsync()).ShouldBe(before);

        (await SetAsync(pack, "15.00", token, Days(3))).Is(201)["to"].ShouldNotBeEmpty("until the next one begins");
    }

    [Fact]
    public async Task Of_many_who_set_a_price_at_once_each_time_has_one()
    {
        var token = await shop.Http.TokenAsync("admin");
        var (_, pack) = await PackAsync("PRICED-3");
        var from = Days(2);

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => SetAsync(pack, $"{number}.00", token, from)));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Status == 409);
        (await LineAsync(pack, token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_price_whose_time_has_come_shows_at_once_also_on_cached_pages()
    {
        var token = await shop.Http.TokenAsync("admin");
        var (_, pack) = await PackAsync("SOON");
        (await SetAsync(pack, "100.00", token)).Is(201);
        (await PageAsync()).ShouldContain("100");
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(6);
        (await SetAsync(pack, "7654.00", token, soon.ToString("O", CultureInfo.InvariantCulture))).Is(201);
        (await PageAsync()).ShouldNotContain("7,654");

        await Goods.EventuallyAsync(async () => (await PageAsync()).Contains("7,654", StringComparison.Ordinal), "The price does not show.", seconds: 14);

        TimeProvider.System.GetUtcNow().ShouldBeGreaterThan(soon);
        (await shop.ScalarAsync<long>("select price_minor from catalog.listing where slug = 'thing-soon'")).ShouldBe(765400);

        Task<string> PageAsync() => shop.Http.GetStringAsync("/p/thing-soon", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_manager_sets_the_prices_of_their_own_store_and_no_others()
    {
        var (owner, manager) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"));
        var (product, pack) = await PackAsync("PRICED-4");
        (await SetAsync(pack, "50.00", owner)).Is(201);
        var (mine, other) = (await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'"), await shop.ScalarAsync<Guid>("select id from stores.store where code <> 'S1' and kind = 'store' order by code limit 1"));
        var theirs = (await SetAsync(pack, "40.00", owner, Days(1), store: other)).Is(201);
        var before = await shop.StateAsync();

        (await SetAsync(pack, "1.00", manager)).Is(403);
        (await SetAsync(pack, "1.00", manager, store: other)).Is(403);
        (await shop.Http.SendAsync("PUT", $"/api/v1/prices/{theirs["id"]}", new { amount = Taka("1.00"), from = Days(1) }, manager, theirs.Match())).Is(403);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/prices/{theirs["id"]}", token: manager)).Is(403);
        (await SetAsync(pack, "1.00", token: null, store: mine)).Is(401);
        foreach (var role in (string[])["stock_clerk", "cashier", "accountant", "customer"])
        {
            (await SetAsync(pack, "1.00", await shop.Http.TokenAsync(role), store: mine)).Is(403);
        }

        (await shop.StateAsync()).ShouldBe(before);
        (await SetAsync(pack, "45.00", manager, store: mine)).Is(201);
        (await AmountAsync(product)).ShouldBe("50.00");
        (await AmountAsync(product, $"?store={mine}")).ShouldBe("45.00");
        (await LineAsync(pack, manager)).Select(price => price.GetProperty("amount").GetProperty("amount").GetString()!).ShouldBe(["45.00", "50.00"], ignoreOrder: true, customMessage: "the other store's plans are not theirs to see");
        (await LineAsync(pack, owner)).Count.ShouldBe(3);
    }

    private static string Days(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("O", CultureInfo.InvariantCulture);

    private static object Taka(string amount) => new { amount, currency = "BDT" };

    private Task<Answer> SetAsync(string pack, string amount, string? token, string? from = null, string? to = null, Guid? store = null) =>
        shop.Http.SendAsync("POST", "/api/v1/prices", new { packId = pack, amount = Taka(amount), from, to, storeId = store }, token);

    private async Task<IReadOnlyList<JsonElement>> LineAsync(string pack, string token) =>
        [.. (await shop.Http.SendAsync("GET", $"/api/v1/prices?pack={pack}", token: token)).Is(200).Json.GetProperty("items").EnumerateArray()];

    private async Task<string> AmountAsync(string product, string query = "") =>
        (await shop.JsonAsync($"/api/v1/products/{product}{query}")).GetProperty("variants")[0].GetProperty("packs")[0].GetProperty("price").GetProperty("amount").GetString()!;

    private async Task<(string Product, string Pack)> PackAsync(string sku)
    {
        var made = (await shop.Http.SendAsync("POST", "/api/v1/products", await shop.ProductAsync(sku, $"Thing {sku}"), await shop.Http.TokenAsync("owner"))).Is(201);
        return (made["id"], made.Json.GetProperty("variants")[0].GetProperty("packs")[0].GetProperty("id").GetString()!);
    }
}
