using System.Globalization;
using System.Text.Json;
using AngleSharp.Dom;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>What the pages show of an order that was picked with something missing, something else and something weighed.</summary>
public sealed class PickedOrderTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Its_lines_add_up_to_its_goods_and_say_what_became_of_them()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (id, key, wave) = await PickedAsync(lab);
        AddUp(await lab.OrderAsync(id));
        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        AddUp(packed);
        long Owed(int no) => OrdersLab.Minor(packed.GetProperty("lines").EnumerateArray().Single(line => line.GetProperty("no").GetInt32() == no).GetProperty("owed"));
        var invoiced = packed.GetProperty("shipments")[0].GetProperty("lines").EnumerateArray().ToDictionary(line => line.GetProperty("no").GetInt32(), line => OrdersLab.Minor(line.GetProperty("amount")));
        (Owed(1), Owed(2), Owed(3), Owed(4)).ShouldBe((0, 0, invoiced[3], invoiced[4]));
        OrdersLab.Minor(packed.GetProperty("lines")[0].GetProperty("amount")).ShouldBeGreaterThan(0, "what was ordered is still told");
        OrdersLab.Minor(packed.GetProperty("now").GetProperty("total")).ShouldBe(OrdersLab.Minor(packed.GetProperty("sums").GetProperty("total")));

        using var guest = new PageSession(shop.Http.BaseAddress!);
        var page = (await guest.GetAsync($"/orders/{id}?key={key}")).Is(200).Html;
        page.QuerySelectorAll(".order-lines > li > strong").Sum(Taka).ShouldBe(Taka(page.QuerySelector(".totals dd")!) - page.QuerySelectorAll(".totals-off dd").Sum(Taka));
        var lines = page.QuerySelectorAll(".order-lines > li").Select(line => line.TextContent).ToList();
        lines[0].ShouldContain("0 of 2");
        lines[1].ShouldContain("Replaced by");
        lines[3].ShouldContain("Instead of");

        using var staff = new PageSession(shop.Http.BaseAddress!);
        (await staff.LoginAsync("owner")).Is(302);
        var rows = (await staff.GetAsync($"/admin/orders/{id}")).Is(200).Html.QuerySelectorAll("td[data-label=Amount]");
        rows[0].QuerySelector("s").ShouldNotBeNull();
        rows.Sum(row => decimal.Parse(Numeric(row.TextContent.Split('৳')[^1]), CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(1, 4).Sum(Owed) / 100m);
        wave.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Its_papers_say_what_is_in_the_parcel_in_the_words_of_the_language()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var (id, _, wave) = await PickedAsync(lab, isSplit: true);
        (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId(), isLast = false })).Is(200);
        (await lab.PostAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = id, no = 3, quantity = 1.04m })).Is(200);
        var packed = (await lab.PostAsync($"/orders/{id}/shipments", new { id = OrdersLab.NewId() })).Is(200).Json;
        var parcels = packed.GetProperty("shipments").EnumerateArray().Select(shipment => shipment.GetProperty("id").GetGuid()).ToList();

        using var staff = new PageSession(shop.Http.BaseAddress!);
        (await staff.LoginAsync("owner")).Is(302);
        var rows = (await staff.GetAsync($"/admin/orders/{id}/slip")).Is(200).Html.QuerySelectorAll(".paper-lines tbody tr");
        rows.Length.ShouldBe(4);
        foreach (var gone in rows.Take(2))
        {
            gone.QuerySelector("s").ShouldNotBeNull();
            gone.TextContent.ShouldContain("not sent");
        }

        rows[3].TextContent.ShouldContain("instead of");
        rows.ShouldAllBe(row => !row.TextContent.Contains('□'));
        var (weighed, instead) = ((await SlipAsync(parcels[1])).ShouldHaveSingleItem(), (await SlipAsync(parcels[0])).ShouldHaveSingleItem());
        weighed.ShouldContain("1.04");
        instead.ShouldContain("instead of");
        (await staff.GetAsync($"/admin/orders/{id}/slip?shipment={OrdersLab.NewId()}")).Is(404);

        foreach (var path in (string[])[$"/bn/admin/orders/shipments/{parcels[1]}", $"/bn/admin/orders/{id}/slip"])
        {
            (await staff.GetAsync(path)).Is(200).Html.QuerySelector(".paper-lines tbody")!.TextContent.ShouldSatisfyAllConditions(text => text.ShouldContain("কেজি"), text => text.ShouldNotContain(" kg", Case.Sensitive));
        }

        var invoice = (await staff.GetAsync($"/bn/admin/orders/shipments/{parcels[0]}")).Is(200).Html;
        invoice.QuerySelector(".paper > .paper-table > .paper-lines").ShouldNotBeNull("it is moved in its own box");
        invoice.QuerySelector(".paper-parties")!.TextContent.Where(char.IsAsciiDigit).ShouldBeEmpty();

        async Task<List<string>> SlipAsync(Guid parcel) => [.. (await staff.GetAsync($"/admin/orders/{id}/slip?shipment={parcel}")).Is(200).Html.QuerySelectorAll(".paper-lines tbody tr").Select(row => row.TextContent)];
    }

    [Fact]
    public async Task A_guest_goes_from_an_order_to_its_exchange_and_back()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var shopper = new Shopper(lab);
        await shopper.AddAsync((await lab.GoodsAsync(1, 10))[0], 2);
        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var due = (await lab.PickAndPackAsync(shopper.Id)).Is(200).Json.GetProperty("sums").GetProperty("due");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = OrdersLab.NewId(), collected = due })).Is(200);
        var back = OrdersLab.NewId();
        (await lab.PostAsync($"/orders/{shopper.Id}/returns", new { id = back, reason = "damaged", lines = new[] { new { no = 1, quantity = 1 } }, wantsExchange = true })).Is(200);
        (await lab.PostAsync($"/sale-returns/{back}/decision", new { isApproved = true })).Is(200);
        (await lab.PostAsync($"/sale-returns/{back}/receipt", new { isExchange = true, lines = new[] { new { no = 1, wasted = 1 } } })).Is(200);

        using var guest = new PageSession(shop.Http.BaseAddress!);
        var first = (await guest.GetAsync($"/orders/{shopper.Id}?key={placed["token"]}")).Is(200);
        var there = first.Html.QuerySelector(".account-list a[href*='/orders/']:not([href*='invoices'])").ShouldNotBeNull().GetAttribute("href")!;
        there.ShouldNotContain(shopper.Id.ToString());
        var again = (await guest.GetAsync(there)).Is(200).Html.QuerySelector(".note a").ShouldNotBeNull().GetAttribute("href")!;
        again.ShouldContain(shopper.Id.ToString());
        (await guest.GetAsync(again)).Is(200);
    }

    /// <summary>An order of two that are not there, two that something else is taken for, and a kilogram that weighs more; picked, or of the split one all but what is weighed.</summary>
    private static async Task<(Guid Id, string Key, string Wave)> PickedAsync(OrdersLab lab, bool isSplit = false)
    {
        var (goods, weighed) = (await lab.GoodsAsync(3, 10), await lab.WeighedAsync(isSplit ? 6 : 5));
        var shopper = new Shopper(lab);
        foreach (var (one, quantity, substitution) in ((Goods, decimal, string)[])[(goods[0], 2, "refund"), (goods[1], 2, "similar"), (weighed, 1, "refund")])
        {
            (await shopper.SendAsync("POST", "/cart/add", new { packId = one.Pack, quantity, substitution })).Is(200);
        }

        await shopper.FetchAsync();
        var placed = (await shopper.PlaceAsync()).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var wave = (await lab.PostAsync("/picking-waves", new { storeId = lab.Store.Value, orderIds = new[] { shopper.Id } })).Is(201)["id"];
        await DoAsync("shorts", new { orderId = shopper.Id, no = 1 });
        await DoAsync("shorts", new { orderId = shopper.Id, no = 2 });
        await DoAsync("substitutes", new { orderId = shopper.Id, no = 2, packId = goods[2].Pack, quantity = 2 });
        await DoAsync("picks", new { id = OrdersLab.NewId(), orderId = shopper.Id, no = 4, quantity = 2 });
        if (!isSplit)
        {
            await DoAsync("picks", new { id = OrdersLab.NewId(), orderId = shopper.Id, no = 3, quantity = 1.04m });
        }

        return (shopper.Id, placed["token"], wave);

        async Task DoAsync(string what, object body) => (await lab.PostAsync($"/picking-waves/{wave}/{what}", body)).Is(200);
    }

    private static void AddUp(JsonElement order)
    {
        var now = order.GetProperty("now");
        order.GetProperty("lines").EnumerateArray().Sum(line => OrdersLab.Minor(line.GetProperty("owed"))).ShouldBe(OrdersLab.Minor(now.GetProperty("goods")) - OrdersLab.Minor(now.GetProperty("discount")));
    }

    private static decimal Taka(IElement shown) => decimal.Parse(Numeric(shown.TextContent), CultureInfo.InvariantCulture);

    private static string Numeric(string text) => string.Concat(text.Where(sign => char.IsAsciiDigit(sign) || sign == '.'));
}
