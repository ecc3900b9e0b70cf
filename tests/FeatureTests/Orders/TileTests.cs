using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>The first page of the admin says what is to be done about orders and money, to each what they may do.</summary>
public sealed class OrderTileTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_to_be_done_is_counted_for_who_may_do_it()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        (await TilesOfAsync("owner")).ShouldContainKeyAndValue("/admin/orders/picking", "0");
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0], 2);
        await shopper.FetchAsync();
        (await shopper.PayAsync((await shopper.PlaceAsync()).Is(201), "cash")).Is(200);
        (await TilesOfAsync("owner")).ShouldSatisfyAllConditions(
            tiles => tiles["/admin/orders/picking"].ShouldBe("1"), tiles => tiles["/admin/orders/board"].ShouldBe("0"), tiles => tiles["/admin/orders?state=attention"].ShouldBe("0"), tiles => tiles["/admin/payments/refunds"].ShouldBe("0"));

        (await lab.PickAndPackAsync(shopper.Id)).Is(200);
        (await TilesOfAsync("owner")).ShouldSatisfyAllConditions(tiles => tiles["/admin/orders/picking"].ShouldBe("0"), tiles => tiles["/admin/orders/board"].ShouldBe("1"));
        (await TilesOfAsync("rider")).Keys.Where(path => path.StartsWith("/admin/orders", StringComparison.Ordinal)).ShouldBe(["/admin/orders/board"], "who brings it sees what is to be brought");
        (await TilesOfAsync("support")).Keys.ShouldBe(["/admin/orders?state=attention", "/admin/orders/returns", "/admin/payments?state=unknown", "/admin/payments/refunds"], ignoreOrder: true, "who answers customers sees what they ask about");

        var due = (await lab.OrderAsync(shopper.Id)).GetProperty("sums").GetProperty("due");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        var back = OrdersLab.NewId();
        (await lab.PostAsync($"/orders/{shopper.Id}/returns", new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = 1 } } })).Is(200);
        (await TilesOfAsync("support"))["/admin/orders/returns"].ShouldBe("1");
        (await lab.PostAsync($"/sale-returns/{back}/receipt", new { })).Is(200);
        (await TilesOfAsync("owner")).ShouldSatisfyAllConditions(tiles => tiles["/admin/orders/returns"].ShouldBe("0"), tiles => tiles["/admin/payments/refunds"].ShouldBe("1", "cash is handed out by somebody"));
    }

    private async Task<Dictionary<string, string>> TilesOfAsync(string role)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return (await browser.GetAsync("/admin")).Is(200).Html.QuerySelectorAll("a.tile")
            .Where(tile => tile.GetAttribute("href") is { } path && (path.StartsWith("/admin/orders", StringComparison.Ordinal) || path.StartsWith("/admin/payments", StringComparison.Ordinal)))
            .ToDictionary(tile => tile.GetAttribute("href")!, tile => tile.QuerySelector(".tile-value")!.TextContent, StringComparer.Ordinal);
    }
}
