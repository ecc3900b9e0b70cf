using System.Text.Json;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;

namespace Aisle.FeatureTests.Inventory;

/// <summary>A lot that is followed: whatever came of it is told of.</summary>
public sealed class LotSumsTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task All_that_came_of_a_lot_is_there_on_its_way_sold_or_gone()
    {
        var (owner, one, two, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(600, 1))[0]);
        var lot = await shop.LotAsync(variant, "SUMS");
        await shop.ReceiveAsync(one, variant, 30, 300, lot);
        (await shop.AdjustAsync(one, owner, "found", ActsLab.Line(variant, 1, lot))).Is(201);
        (await shop.AdjustAsync(one, owner, "waste", ActsLab.Line(variant, 2, lot))).Is(201);
        var sale = StockLab.Posting(one, StockKind.Sale, new NewStockLine(variant, -4_000, Lot: lot)) with { Document = new DocumentRef("external", "TICKET-SUMS") };
        (await shop.StockAsync(stock => stock.PostAsync(sale, CancellationToken.None))).Errors.ShouldBeEmpty();
        var (lost, open) = (await SendAsync(5), await SendAsync(6));
        (await shop.PostAsync($"transfers/{lost}/receive", new { id = ActsLab.NewId(), storeId = two.Value, lines = new[] { new { line = 1, quantity = ActsLab.Pieces(2) } } }, owner)).Is(200);
        (await shop.PostAsync($"transfers/{lost}/close", null, owner)).Is(200);
        (await shop.PostAsync($"transfers/{open}/receive", new { id = ActsLab.NewId(), storeId = two.Value, lines = new[] { new { line = 1, quantity = ActsLab.Pieces(1) } } }, owner)).Is(200);
        var count = (await shop.PostAsync("counts", new { storeId = two.Value, scope = "items", items = new[] { variant.Value }, tolerance = 0 }, owner)).Is(201)["id"];
        (await shop.PostAsync($"counts/{count}/scans", new { scans = new[] { new { id = ActsLab.NewId(), item = variant.Value, lot = lot.Value, quantity = ActsLab.Pieces(2), at = new DateTimeOffset(await shop.ScalarAsync<DateTime>("select clock_timestamp()"), TimeSpan.Zero) } } }, owner)).Is(200);
        (await shop.PostAsync($"counts/{count}/close", new { withoutRecount = true }, owner)).Is(200);

        var followed = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}", token: owner)).Is(200).Json;
        Sums(followed).ShouldBe("came 31, there 16, onTheWay 5, sold 4, gone 6, sentOn 0");
        followed.GetProperty("onTheWay").EnumerateArray().Select(way => (way.GetProperty("from").GetString(), way.GetProperty("to").GetString(), way.GetProperty("quantity").GetProperty("value").GetString())).ShouldBe([(one.ToString(), two.ToString(), "5")]);
        followed.GetProperty("gone").EnumerateArray().Select(move => (move.GetProperty("document").GetProperty("type").GetString(), move.GetProperty("quantity").GetProperty("value").GetString()))
            .ShouldBe([("stock_count", "-1"), ("stock_transfer", "-3"), ("stock_adjustment", "-2")], ignoreOrder: true);

        // Who sees one store: what is on its way to or from it, and what has arrived elsewhere is gone from here.
        Sums((await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}?store={one}", token: owner)).Is(200).Json).ShouldBe("came 31, there 14, onTheWay 5, sold 4, gone 5, sentOn 3");
        Sums((await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}?store={two}", token: owner)).Is(200).Json).ShouldBe("came 8, there 2, onTheWay 5, sold 0, gone 1, sentOn 0");

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        foreach (var language in (string[])["", "/bn"])
        {
            var page = (await browser.GetAsync($"{language}/admin/stock/lots/{lot}")).Is(200);
            page.Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
            page.Html.QuerySelectorAll("#sums [data-sum]").Length.ShouldBe(5);
            page.Html.QuerySelector($"section[aria-labelledby=places] a[href$='/admin/stock/transfers/{open}']").ShouldNotBeNull();
            page.Html.QuerySelectorAll("section[aria-labelledby=gone] tbody tr").Length.ShouldBe(3);
        }

        async Task<string> SendAsync(int pieces)
        {
            var written = (await shop.PostAsync("transfers", new { fromStoreId = one.Value, toStoreId = two.Value, lines = new[] { ActsLab.Line(variant, pieces, lot) } }, owner)).Is(201).Json.GetProperty("transfer").GetProperty("id").GetString()!;
            (await shop.PostAsync($"transfers/{written}/send", null, owner)).Is(200);
            return written;
        }
    }

    [Fact]
    public async Task Who_ordered_of_a_lot_is_named_with_the_order_to_who_may_read_orders()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var variant = (await shop.VariantsAsync(610, 1))[0];
        var lot = await shop.LotAsync(variant, "BOUGHT");
        await shop.ReceiveAsync(lab.Store, variant, 8, 80, lot);
        var shopper = new Shopper(lab);
        await shopper.FetchAsync();
        await shopper.AddAsync(new Goods(variant, await shop.ScalarAsync<Guid>($"select id from catalog.pack where variant_id = '{variant}' order by position limit 1")));
        (await shopper.PayAsync((await shopper.PlaceAsync(name: "Rahima Khatun")).Is(201), "cash")).Is(200);
        (await lab.PickAndPackAsync(shopper.Id)).Is(200);
        var number = (await lab.OrderAsync(shopper.Id)).GetProperty("order").GetProperty("number").GetString()!;

        var sold = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/lots/{lot}", token: lab.Owner)).Is(200).Json.GetProperty("sold")[0];
        (sold.GetProperty("buyer").GetProperty("name").GetString(), sold.GetProperty("buyer").GetProperty("number").GetString()).ShouldBe(("Rahima Khatun", number));
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var page = (await browser.GetAsync($"/admin/stock/lots/{lot}")).Is(200);
        page.Html.QuerySelector($"section[aria-labelledby=sold] a[href$='/admin/orders/{shopper.Id}']")!.TextContent.ShouldBe(number);
        page.Text.ShouldContain("Rahima Khatun");
    }

    private static string Sums(JsonElement followed)
    {
        var sums = followed.GetProperty("sums");
        return string.Join(", ", ((string[])["came", "there", "onTheWay", "sold", "gone", "sentOn"]).Select(name => $"{name} {sums.GetProperty(name).GetProperty("value").GetString()}"));
    }
}
