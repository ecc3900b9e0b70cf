using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>One code of a lot on goods that expire on several days: nobody guesses which of them is meant.</summary>
public sealed class LotCodeTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly DateOnly _first = LedgerLab.Day.Date.AddDays(30);
    private static readonly DateOnly _second = LedgerLab.Day.Date.AddDays(60);

    [Fact]
    public async Task A_count_takes_the_lot_of_the_last_day_on_the_label_and_refuses_a_code_that_several_have()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync());
        var (variant, gtin, first, second) = await TwinsAsync(store, 0);
        var path = (await shop.PostAsync("counts", new { storeId = store.Value, scope = "items", items = new[] { variant.Value }, tolerance = 100 }, owner)).Is(201).Headers.Location!.ToString()["/api/v1/inventory/".Length..];
        (await SendAsync(Scan($"(01){gtin}(17){_first:yyMMdd}(10)A3", 4))).Is(200);
        (await LinesAsync()).ShouldBe([$"{first} {_first:yyyy-MM-dd} 4"]);

        var unclear = (await SendAsync(Scan($"(01){gtin}(17){_second:yyMMdd}(10)A3", 9), Scan($"(01){gtin}(10)A3", 5), Scan(gtin, 5, "A3"))).Is(400);
        unclear.Codes.ShouldBe(["inventory.lot_ambiguous", "inventory.lot_ambiguous"]);
        unclear.Text.ShouldContain("scans[1].expiresOn");
        unclear.Text.ShouldContain("scans[2].expiresOn");
        unclear.Text.ShouldContain($"{_first:yyyy-MM-dd}, {_second:yyyy-MM-dd}");
        (await SendAsync(Scan(gtin, 5, "A3", _first.AddDays(1)))).Is(400).Codes.ShouldBe(["inventory.lot_unknown"]);
        // What the label says of its lot is not said of another one.
        (await SendAsync(Scan($"(01){gtin}(17){_first:yyMMdd}(10)A3", 5, "A4"))).Is(400).Codes.ShouldBe(["inventory.lot_unknown"]);
        (await LinesAsync()).Count.ShouldBe(1, "nothing was taken");

        (await SendAsync(Scan(gtin, 9, "A3", _second))).Is(200);
        (await LinesAsync()).ShouldBe([$"{first} {_first:yyyy-MM-dd} 4", $"{second} {_second:yyyy-MM-dd} 9"], ignoreOrder: true);
        (await shop.PostAsync(path + "/close", new { }, owner)).Is(200);
        (await OnHandAsync(first), await OnHandAsync(second)).ShouldBe((4_000L, 9_000L));
        await shop.StockIsWellAsync();

        Task<Answer> SendAsync(params object[] scans) => shop.PostAsync(path + "/scans", new { scans, sentAt = TimeProvider.System.GetUtcNow() }, owner);

        async Task<List<string>> LinesAsync() => [.. (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray()
            .Select(line => $"{line.GetProperty("lot").GetProperty("id").GetString()} {line.GetProperty("lot").GetProperty("expiresOn").GetString()} {line.GetProperty("counted").GetProperty("value").GetString()}")];
    }

    [Fact]
    public async Task The_screen_of_a_count_asks_for_the_last_day_and_tells_the_lots_apart()
    {
        var store = await shop.StoreAsync(1);
        var (variant, gtin, first, _) = await TwinsAsync(store, 10);
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variant}'");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var made = (await browser.FillAsync((await browser.GetAsync("/admin/stock/counts/new")).Is(200), "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", sku), ("storeId", store.ToString()))).Is(302).Location!;
        var unclear = (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#scan", ("code", $"(01){gtin}(10)A3"), ("quantity", "4"), ("mode", "Set"))).Is(400);
        var more = unclear.Html.QuerySelector("#scan details[open]")!.TextContent;
        more.ShouldContain(_first.ToString("d MMM yyyy", CultureInfo.GetCultureInfo("en-BD")));
        more.ShouldContain(_second.ToString("d MMM yyyy", CultureInfo.GetCultureInfo("en-BD")));
        more.ShouldContain("Say the last day");
        unclear.Html.QuerySelector("input[name=lotCode]")!.GetAttribute("value").ShouldBe("A3");
        (await browser.FillAsync(unclear, made, "#scan", ("code", gtin), ("quantity", "4"), ("expiresOn", $"{_first:yyyy-MM-dd}"), ("mode", "Set"))).Is(302);

        // A label that says the day is asked for nothing but how many there are.
        var asked = (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#scan", ("code", $"(01){gtin}(17){_second:yyMMdd}(10)A3"))).Is(200);
        asked.Html.QuerySelector("input[name=expiresOn]")!.GetAttribute("value").ShouldBe($"{_second:yyyy-MM-dd}");
        (await browser.FillAsync(asked, made, "#scan", ("quantity", "10"), ("mode", "Set"))).Is(302);
        var lines = (await browser.GetAsync(made)).Is(200).Html.QuerySelector("section[aria-labelledby=lines] tbody")!.TextContent;
        lines.ShouldContain("A3, " + _first.ToString("d MMM yyyy", CultureInfo.GetCultureInfo("en-BD")));
        lines.ShouldContain("A3, " + _second.ToString("d MMM yyyy", CultureInfo.GetCultureInfo("en-BD")));
        (await browser.GetAsync("/bn" + made)).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await shop.ScalarAsync<long>($"select count(*) from inventory.count_scan where lot_id = '{first}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Adjustments_transfers_and_the_reading_of_a_code_do_not_guess_either()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(2));
        var (variant, gtin, first, second) = await TwinsAsync(store, 20);
        object Line(string code, DateOnly? day = null) => new { item = variant.Value, quantity = ActsLab.Pieces(2), lotCode = code, expiresOn = day };
        foreach (var reason in (string[])["waste", "found"])
        {
            var unclear = (await shop.AdjustAsync(store, owner, reason, Line("A3", _first), Line("A3"))).Is(400);
            (unclear.Codes.Single(), unclear.Text.Contains("lines[1].expiresOn", StringComparison.Ordinal), unclear.Text.Contains($"{_first:yyyy-MM-dd}, {_second:yyyy-MM-dd}", StringComparison.Ordinal)).ShouldBe(("inventory.lot_ambiguous", true, true));
        }

        var done = (await shop.AdjustAsync(store, owner, "waste", Line("A3", _first))).Is(201);
        done.Json.GetProperty("lines")[0].GetProperty("lot").GetProperty("expiresOn").GetString().ShouldBe($"{_first:yyyy-MM-dd}");
        (await OnHandAsync(first), await OnHandAsync(second)).ShouldBe((8_000L, 10_000L));

        var both = (await shop.Http.SendAsync("GET", "/api/v1/inventory/scan?code=" + Uri.EscapeDataString($"(01){gtin}(10)A3"), token: owner)).Is(200).Json;
        (both.TryGetProperty("lot", out _), both.GetProperty("lots").GetArrayLength()).ShouldBe((false, 2));
        var one = (await shop.Http.SendAsync("GET", "/api/v1/inventory/scan?code=" + Uri.EscapeDataString($"(01){gtin}(17){_second:yyMMdd}(10)A3"), token: owner)).Is(200).Json;
        (one.GetProperty("lot").GetProperty("id").GetString(), one.TryGetProperty("lots", out _)).ShouldBe((second.ToString(), false));

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var form = (await browser.GetAsync("/admin/stock/transfers/new")).Is(200);
        (await browser.FillAsync(form, "/admin/stock/transfers/new", "#transfer", ("fromStoreId", store.ToString()), ("toStoreId", (await shop.StoreAsync()).ToString()), ("lines[0].code", $"(01){gtin}(10)A3"), ("lines[0].quantity", "1"))).Is(400)
            .Html.QuerySelector("#transfer .invalid-feedback")!.TextContent.ShouldContain("Several lots");
        await shop.StockIsWellAsync();
    }

    /// <summary>An item with two lots of one code, ten pieces of each.</summary>
    private async Task<(VariantId Variant, string Gtin, LotId First, LotId Second)> TwinsAsync(StoreId store, int skip)
    {
        var variant = (await shop.VariantsAsync(skip, 1))[0];
        var (first, second) = (await shop.LotAsync(variant, "A3", 30), await shop.LotAsync(variant, "A3", 60));
        await shop.ReceiveAsync(store, variant, 10, 100, first);
        await shop.ReceiveAsync(store, variant, 10, 100, second);
        return (variant, await shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' and code ~ '^[0-9]{{12,14}}$' limit 1"), first, second);
    }

    private Task<long> OnHandAsync(LotId lot) => shop.ScalarAsync<long>($"select coalesce(sum(on_hand), 0)::bigint from inventory.balance where lot_id = '{lot}'");

    private static object Scan(string code, decimal pieces, string? lot = null, DateOnly? day = null) =>
        new { id = ActsLab.NewId(), code, lotCode = lot, expiresOn = day, quantity = ActsLab.Pieces(pieces), at = TimeProvider.System.GetUtcNow() };
}
