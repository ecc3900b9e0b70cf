using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>What costs more than the limit is decided by who approves orders, whichever paper it comes in or goes out with.</summary>
public sealed class LimitTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Goods_above_the_limit_come_in_by_an_order_or_by_who_approves_orders()
    {
        var (lab, clerk, manager) = (await BuyLab.OfAsync(shop), await shop.Http.TokenAsync("stock_clerk"), await shop.Http.TokenAsync("manager"));
        (await ArriveAsync(1_000, 900_000, clerk)).Is(403).Codes.ShouldBe(["purchase.receipt_limit"]);
        (await ArriveAsync(500.001m, 100, clerk)).Is(400, "pieces are whole");
        (await ArriveAsync(501, 100, clerk)).Is(403).Codes.ShouldBe(["purchase.receipt_limit"]);
        (await shop.ScalarAsync<long>($"select count(*) from purchasing.receipt where supplier_id = '{lab.Supplier}'")).ShouldBe(0);
        (await ArriveAsync(500, 100, clerk)).Is(201);
        (await ArriveAsync(501, 100, manager)).Is(201);

        // An order that was approved carries what it says, and no more than that and the limit.
        var order = await lab.SentAsync(packs: 1_000, price: 40);
        (await lab.SendAsync($"/purchase-orders/{order}/receive", lab.Came(1_000, price: 60_000), clerk)).Is(403).Codes.ShouldBe(["purchase.receipt_limit"]);
        (await lab.SendAsync($"/purchase-orders/{order}/receive", lab.Came(9_000, acceptOver: true), clerk)).Is(403).Codes.ShouldBe(["purchase.receipt_limit"]);
        (await lab.SendAsync($"/purchase-orders/{order}/receive", lab.Came(600), clerk)).Is(201);
        (await lab.SendAsync($"/purchase-orders/{order}/receive", lab.Came(1_700, acceptOver: true), clerk)).Is(403);
        (await lab.SendAsync($"/purchase-orders/{order}/receive", lab.Came(1_600, acceptOver: true), clerk)).Is(201);
        await lab.AllIsWellAsync();

        Task<Answer> ArriveAsync(decimal quantity, decimal price, string token) =>
            lab.SendAsync("/goods-receipts", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[0].Value, quantity, price = BuyLab.Taka(price) } } }, token);
    }

    [Fact]
    public async Task What_a_currency_is_worth_that_nobody_used_yet_is_not_one_clerk_s_to_say()
    {
        var (lab, clerk) = (await ForeignLab.OfAsync(shop, "OMR"), await shop.Http.TokenAsync("stock_clerk"));
        (await shop.Http.SendAsync("POST", "/api/v1/goods-receipts", lab.Came(BuyLab.NewId(), 1, 1, "0.0001"), clerk)).Is(403).Codes.ShouldBe(["purchase.receipt_limit"]);
        await lab.ArriveAsync(1, 1, "300");
        (await shop.Http.SendAsync("POST", "/api/v1/goods-receipts", lab.Came(BuyLab.NewId(), 1, 166, "300"), clerk)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/goods-receipts", lab.Came(BuyLab.NewId(), 1, 167, "260"), clerk)).Is(403, "at the highest rate, and not at the one that is said").Codes.ShouldBe(["purchase.receipt_limit"]);
    }

    [Fact]
    public async Task Only_what_came_from_a_supplier_goes_back_there_and_above_the_limit_by_who_approves_orders()
    {
        var (lab, other) = (await BuyLab.OfAsync(shop), await BuyLab.OfAsync(shop));
        var (clerk, manager) = (await shop.Http.TokenAsync("stock_clerk"), await shop.Http.TokenAsync("manager"));
        await lab.ArriveAsync((0, 1_000, 900), (1, 10, 10));
        await other.ArriveAsync((0, 5, 10));
        var stranger = (await other.SendAsync("/supplier-returns", new { supplierId = other.Supplier, storeId = lab.Store, agreed = BuyLab.Taka(5), lines = new[] { new { variantId = other.Variants[0].Value, quantity = 1 }, new { variantId = lab.Variants[1].Value, quantity = 1 } } })).Is(400);
        stranger.Codes.ShouldBe(["purchase.return_not_supplied"]);
        stranger.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("lines[1].variantId");

        // What it is worth counts, and what is agreed does, whichever is more.
        var before = await lab.OnHandAsync();
        (await BackAsync(0, 900, 0, clerk)).Is(403).Codes.ShouldBe(["purchase.return_limit"]);
        (await BackAsync(1, 1, 1_000_000, clerk)).Is(403).Codes.ShouldBe(["purchase.return_limit"]);
        (await lab.OnHandAsync()).ShouldBe(before, "nothing has left");
        (await shop.ScalarAsync<long>($"select count(*) from purchasing.supplier_return where supplier_id = '{lab.Supplier}'")).ShouldBe(0);
        (await BackAsync(1, 1, 10, clerk)).Is(201);
        (await BackAsync(0, 900, 0, manager)).Is(201);
        await lab.AllIsWellAsync();

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("stock_clerk")).Is(302);
        var path = "/bn/admin/purchasing/returns/form/new";
        var form = (await browser.GetAsync(path + "?supplier=" + lab.Supplier)).Is(200);
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{lab.Variants[1].Value}'");
        var refused = (await browser.FillAsync(form, path, "main form[method=post]", ("variant[0]", sku), ("quantity[0]", "1"), ("agreed", "1000000"))).Is(403);
        refused.Html.QuerySelector("#faults")!.TextContent.ShouldContain("ক্রয়াদেশ অনুমোদনকারী");
        var theirs = (await browser.GetAsync(path + "?supplier=" + other.Supplier)).Is(200);
        (await browser.FillAsync(theirs, path, "main form[method=post]", ("variant[0]", sku), ("quantity[0]", "1"), ("agreed", "1"))).Is(400).Html.QuerySelector(".buy-row .invalid-feedback").ShouldNotBeNull();

        Task<Answer> BackAsync(int variant, decimal quantity, decimal agreed, string token) =>
            lab.SendAsync("/supplier-returns", new { supplierId = lab.Supplier, storeId = lab.Store, agreed = BuyLab.Taka(agreed), lines = new[] { new { variantId = lab.Variants[variant].Value, quantity } } }, token);
    }
}
