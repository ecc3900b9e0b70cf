using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>Orders that are changed before they are picked.</summary>
public sealed class OrderEditTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_shopper_changes_what_they_ordered_until_it_is_picked()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(3, 10);
        var (shopper, token) = await PlacedAsync(lab, (goods[0], 2), (goods[1], 3));
        object lines = new[] { new { packId = goods[0].Pack, quantity = 5 }, new { packId = goods[2].Pack, quantity = 1 } };
        var quote = (await TryAsync(shopper, token, await VersionAsync(lab, shopper), lines)).Is(200);
        quote.Json.GetProperty("cart").GetProperty("lines").GetArrayLength().ShouldBe(2);
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(2_000, "a quote changes nothing");

        var edited = (await EditAsync(shopper, token, await VersionAsync(lab, shopper), lines, quote.Json.GetProperty("cart").GetProperty("quoteHash").GetString())).Is(200);
        edited.Json.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("quantity").GetDecimal()).ShouldBe([5m, 1m]);
        OrdersLab.Minor(edited.Json.GetProperty("sums").GetProperty("total")).ShouldBe(OrdersLab.Minor(quote.Json.GetProperty("cart").GetProperty("totals").GetProperty("total")));
        foreach (var (one, reserved) in new[] { (goods[0], 5_000), (goods[1], 0), (goods[2], 1_000) })
        {
            (await shop.LevelAsync(lab.Store, one.Variant)).Reserved.ShouldBe(reserved);
        }

        (await lab.Shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/payments", new { id = OrdersLab.NewId(), method = "cash" }, null, ("Order-Token", token))).Is(200);
        (await lab.PickAndPackAsync(shopper.Id)).Is(200);
        (await TryAsync(shopper, token, await VersionAsync(lab, shopper), lines)).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(409), answer => answer.Code.ShouldBe("order.state"));
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).ShouldSatisfyAllConditions(level => level.OnHand.ShouldBe(5_000), level => level.Reserved.ShouldBe(0));
    }

    [Fact]
    public async Task An_order_that_holds_the_last_pieces_keeps_them_through_an_edit_and_gets_no_more()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 4);
        var (shopper, token) = await PlacedAsync(lab, (goods[0], 4));
        var version = await VersionAsync(lab, shopper);
        object more = new[] { new { packId = goods[0].Pack, quantity = 5 } }, fewer = new[] { new { packId = goods[0].Pack, quantity = 3 } };
        var quote = (await TryAsync(shopper, token, version, more)).Is(200).Json.GetProperty("cart");
        quote.GetProperty("messages").EnumerateArray().ShouldContain(message => message.GetProperty("code").GetString() == "cart.short");
        (await EditAsync(shopper, token, version, more, quote.GetProperty("quoteHash").GetString())).Code.ShouldBe("order.short");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(4_000, "what failed has lost nothing");
        quote = (await TryAsync(shopper, token, version, fewer)).Is(200).Json.GetProperty("cart");
        quote.GetProperty("canBePlaced").GetBoolean().ShouldBeTrue(quote.ToString());
        (await EditAsync(shopper, token, version, fewer, quote.GetProperty("quoteHash").GetString())).Is(200);
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(3_000);
    }

    [Fact]
    public async Task What_was_paid_too_much_goes_back_and_what_is_too_little_is_asked_for()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 10);
        var (shopper, token) = await PlacedAsync(lab, (goods[0], 2), (goods[1], 2));
        var attempt = OrdersLab.NewId();
        (await lab.Shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/payments", new { id = attempt, method = "bank" }, null, ("Order-Token", token))).Is(200);
        var paid = OrdersLab.Minor((await lab.OrderAsync(shopper.Id)).GetProperty("sums").GetProperty("due"));
        (await lab.PostAsync($"/payments/{attempt}/collect", new { amount = Taka(paid), reference = "FT-1" })).Status.ShouldBeOneOf(200, 201);
        (await lab.OrderAsync(shopper.Id)).GetProperty("order").GetProperty("state").GetString().ShouldBe("paid");

        var less = await EditedAsync(lab, shopper, token, (goods[0], 2));
        var total = OrdersLab.Minor(less.GetProperty("sums").GetProperty("total"));
        OrdersLab.Minor(less.GetProperty("sums").GetProperty("refunding")).ShouldBe(paid - total);
        less.GetProperty("order").GetProperty("state").GetString().ShouldBe("paid");

        // What goes back must have gone before it is known what is still to be paid.
        object again = new[] { new { packId = goods[0].Pack, quantity = 2 }, new { packId = goods[1].Pack, quantity = 1 } };
        var hash = (await TryAsync(shopper, token, await VersionAsync(lab, shopper), again)).Is(200).Json.GetProperty("cart").GetProperty("quoteHash").GetString();
        (await EditAsync(shopper, token, await VersionAsync(lab, shopper), again, hash)).Code.ShouldBe("order.money_going");
        var refund = await shop.ScalarAsync<Guid>($"select id from payments.refund where intent_id = '{shopper.Id}'");
        (await lab.PostAsync($"/refunds/{refund}/decide", new { decision = "done", note = "transferred", reference = "FT-2" })).Is(200);

        var more = await EditedAsync(lab, shopper, token, (goods[0], 2), (goods[1], 1));
        more.GetProperty("order").GetProperty("state").GetString().ShouldBe("awaitingPayment");
        var due = OrdersLab.Minor(more.GetProperty("sums").GetProperty("due"));
        due.ShouldBeGreaterThan(0);

        // So much is asked for, and when it is paid the order goes on.
        var rest = OrdersLab.NewId();
        var begun = (await lab.Shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/payments", new { id = rest, method = "bank" }, null, ("Order-Token", token))).Is(200);
        OrdersLab.Minor(begun.Json.GetProperty("attempt").GetProperty("amount")).ShouldBe(due);
        (await lab.PostAsync($"/payments/{rest}/collect", new { amount = Taka(due), reference = "FT-3" })).Status.ShouldBeOneOf(200, 201);
        var whole = await lab.OrderAsync(shopper.Id);
        (whole.GetProperty("order").GetProperty("state").GetString(), OrdersLab.Minor(whole.GetProperty("sums").GetProperty("due"))).ShouldBe(("paid", 0));
        whole.GetProperty("order").TryGetProperty("attention", out _).ShouldBeFalse();
        (await lab.PickAndPackAsync(shopper.Id)).Is(200);
    }

    [Fact]
    public async Task An_edit_is_refused_where_it_was_not_shown_what_it_costs_or_the_order_is_another_or_anothers()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 10);
        var (shopper, token) = await PlacedAsync(lab, (goods[0], 2));
        var version = await VersionAsync(lab, shopper);
        object lines = new[] { new { packId = goods[0].Pack, quantity = 1 } };
        var hash = (await TryAsync(shopper, token, version, lines)).Is(200).Json.GetProperty("cart").GetProperty("quoteHash").GetString();
        (await EditAsync(shopper, token, version, lines, "AAAAAAAAAAAAAAAAAAAAAA")).Code.ShouldBe("order.quote_changed");
        (await EditAsync(shopper, token, version + 1, lines, hash)).Code.ShouldBe("order.changed");
        (await EditAsync(shopper, token[..^4] + "AAAA", version, lines, hash)).Status.ShouldBe(404);
        (await EditAsync(shopper, token, version, Array.Empty<object>(), hash)).Codes.ShouldBe(["order.lines"]);
        (await EditAsync(shopper, token, version, new[] { new { packId = goods[0].Pack, quantity = 1 }, new { packId = goods[0].Pack, quantity = 2 } }, hash)).Codes.ShouldBe(["order.lines"]);
        (await EditAsync(shopper, token, version, new[] { new { packId = OrdersLab.NewId(), quantity = 1 } }, hash)).Codes.ShouldBe(["cart.unknown_pack"]);
        (await EditAsync(shopper, token, version, new[] { new { packId = goods[0].Pack, quantity = 1.5 } }, hash)).Codes.ShouldBe(["cart.quantity"]);
        (await lab.OrderAsync(shopper.Id)).GetProperty("version").GetInt32().ShouldBe(version);
        // Eight tabs change it at once: one does.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EditAsync(shopper, token, version, lines, hash)));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "order.changed");
        (await shop.LevelAsync(lab.Store, goods[0].Variant)).Reserved.ShouldBe(1_000);
    }

    [Fact]
    public async Task A_shopper_changes_it_on_its_page_with_what_is_in_their_cart_and_without_script()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(3, 20);
        var (shopper, token) = await PlacedAsync(lab, (goods[0], 2), (goods[1], 1));
        using var browser = new PageSession(shop.Http.BaseAddress!);
        await browser.GetAsync("/");
        foreach (var (one, many) in new[] { (goods[0], "1"), (goods[2], "2") })
        {
            (await browser.PostAsync("/cart?handler=add", [KeyValuePair.Create("pack", one.Pack.ToString()), KeyValuePair.Create("quantity", many)], ("Sec-Fetch-Site", "same-origin"))).Is(302);
        }

        var address = $"/orders/{shopper.Id}/change";
        (await browser.GetAsync(address)).Is(404);
        var page = (await browser.GetAsync($"{address}?key={Uri.EscapeDataString(token)}")).Is(200);
        page.Html.QuerySelectorAll("input[name=pack]").Length.ShouldBe(2);
        var bad = await browser.PostAsync(address + "?handler=show", PageSession.With(PageSession.Fields(page, Form), ($"quantity-{goods[0].Pack}", "many")));
        bad.Status.ShouldBe(400);
        bad.Html.QuerySelectorAll("[role=alert]").Length.ShouldBeGreaterThan(0);
        (await browser.PostAsync(address + "?handler=show", PageSession.With(PageSession.Fields(page, Form), ($"quantity-{goods[0].Pack}", "0"), ($"quantity-{goods[1].Pack}", "0")))).Status.ShouldBe(400, "nothing of it would be left");

        var with = (await browser.PostAsync(address + "?handler=show", [.. PageSession.Fields(page, Form), KeyValuePair.Create("add", "cart")])).Is(200);
        goods.Select(one => with.Html.QuerySelector($"input[name='quantity-{one.Pack}']")!.GetAttribute("value")).ShouldBe(["3", "1", "2"]);
        (await browser.PostAsync(address, PageSession.Fields(with, Form))).Is(302);
        (await lab.OrderAsync(shopper.Id)).GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("quantity").GetDecimal()).ShouldBe([3m, 1m, 2m]);
        (await browser.GetAsync("/cart")).Html.QuerySelectorAll(".cart-line").Length.ShouldBe(0, "it is in the order now");

        // What is in a cart that was not put in stays there.
        (await browser.PostAsync("/cart?handler=add", [KeyValuePair.Create("pack", goods[0].Pack.ToString())], ("Sec-Fetch-Site", "same-origin"))).Is(302);
        var again = (await browser.GetAsync($"{address}?key={Uri.EscapeDataString(token)}")).Is(200);
        (await browser.PostAsync(address, PageSession.Fields(again, Form))).Is(302);
        (await browser.GetAsync("/cart")).Html.QuerySelectorAll(".cart-line").Length.ShouldBe(1);
    }

    [Fact]
    public async Task Staff_change_it_on_its_page_and_others_do_not_see_it()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(2, 20);
        var (shopper, _) = await PlacedAsync(lab, (goods[0], 2));
        var code = await shop.ScalarAsync<string>($"select printed from catalog.barcode where pack_id = '{goods[1].Pack}' limit 1");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        var address = $"/admin/orders/{shopper.Id}/edit";
        (await browser.LoginAsync("owner")).Is(302);
        var page = (await browser.GetAsync(address)).Is(200);
        var added = (await browser.PostAsync(address + "?handler=Show", PageSession.With(PageSession.Fields(page, Form), ("sought", code)))).Is(200);
        added.Html.QuerySelectorAll("input[name=pack]").Length.ShouldBe(2);
        (await browser.PostAsync(address + "?handler=Change", PageSession.Fields(added, Form))).Is(302);
        (await lab.OrderAsync(shopper.Id)).GetProperty("lines").GetArrayLength().ShouldBe(2);
        using var cashier = new PageSession(shop.Http.BaseAddress!);
        (await cashier.LoginAsync("cashier")).Is(302);
        (await cashier.GetAsync(address)).Status.ShouldBeOneOf(403, 404);
    }

    private const string Form = "main form[action*=handler]";

    private static object Taka(long minor) => new { amount = (minor / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), currency = "BDT" };

    private static async Task<(Shopper Shopper, string Token)> PlacedAsync(OrdersLab lab, params (Goods Goods, decimal Quantity)[] lines)
    {
        var shopper = new Shopper(lab);
        foreach (var (goods, quantity) in lines)
        {
            await shopper.AddAsync(goods, quantity);
        }

        await shopper.FetchAsync();
        return (shopper, (await shopper.PlaceAsync()).Is(201)["token"]);
    }

    private static async Task<int> VersionAsync(OrdersLab lab, Shopper shopper) => (await lab.OrderAsync(shopper.Id)).GetProperty("version").GetInt32();

    private static async Task<System.Text.Json.JsonElement> EditedAsync(OrdersLab lab, Shopper shopper, string token, params (Goods Goods, decimal Quantity)[] wanted)
    {
        object lines = wanted.Select(one => new { packId = one.Goods.Pack, quantity = one.Quantity }).ToArray();
        var version = await VersionAsync(lab, shopper);
        var hash = (await TryAsync(lab, shopper, token, version, lines)).Is(200).Json.GetProperty("cart").GetProperty("quoteHash").GetString();
        return (await lab.Shop.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}", new { version, lines, quoteHash = hash }, null, ("Order-Token", token))).Is(200).Json;
    }

    private static Task<Answer> TryAsync(OrdersLab lab, Shopper shopper, string token, int version, object lines) => lab.Shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/edit-quotes", new { version, lines }, null, ("Order-Token", token));

    private Task<Answer> TryAsync(Shopper shopper, string token, int version, object lines) => shop.Http.SendAsync("POST", $"/api/v1/orders/{shopper.Id}/edit-quotes", new { version, lines }, null, ("Order-Token", token));

    private Task<Answer> EditAsync(Shopper shopper, string token, int version, object lines, string? hash) => shop.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}", new { version, lines, quoteHash = hash }, null, ("Order-Token", token));
}
