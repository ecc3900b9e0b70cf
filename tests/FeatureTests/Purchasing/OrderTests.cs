using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Purchasing.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Purchasing;

public sealed class OrderTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly string[] _acts = ["approve", "send", "close", "cancel", "receive"];

    [Fact]
    public async Task Each_state_allows_its_acts_and_refuses_all_others_and_changes_nothing_then()
    {
        var lab = await BuyLab.OfAsync(shop);
        foreach (var (way, state, allowed) in ((string[], PurchaseOrderState, string[])[])
            [
                ([], PurchaseOrderState.Draft, ["approve", "cancel"]), (["approve"], PurchaseOrderState.Approved, ["send", "cancel"]), (["approve", "send"], PurchaseOrderState.Sent, ["receive", "cancel"]),
                (["approve", "send", "part"], PurchaseOrderState.PartReceived, ["receive", "close"]), (["approve", "send", "receive"], PurchaseOrderState.Received, ["receive", "close"]),
                (["approve", "send", "part", "close"], PurchaseOrderState.Closed, []), (["cancel"], PurchaseOrderState.Cancelled, []),
            ])
        {
            foreach (var act in _acts)
            {
                var id = (await lab.SendAsync("/purchase-orders", lab.Order())).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
                foreach (var step in way)
                {
                    (await DoAsync(lab, id, step)).Status.ShouldBeInRange(200, 201, step);
                }

                var before = (await lab.GetAsync($"/purchase-orders/{id}")).Is(200);
                before.Json.GetProperty("order").GetProperty("state").GetString().ShouldBe(char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..]);
                var done = await DoAsync(lab, id, act == "receive" && state is PurchaseOrderState.Received ? "over" : act);
                if (allowed.Contains(act))
                {
                    done.Status.ShouldBeInRange(200, 201, $"{act} when {state}: {done.Text}");
                }
                else
                {
                    done.Is(409, $"{act} when {state}").Code.ShouldBe("purchase.state");
                    (await lab.GetAsync($"/purchase-orders/{id}")).Text.ShouldBe(before.Text);
                }
            }
        }

        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task Only_a_draft_is_edited_and_only_on_the_version_that_was_read()
    {
        var lab = await BuyLab.OfAsync(shop);
        var id = (await lab.SendAsync("/purchase-orders", lab.Order(packs: 2))).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        var path = $"/api/v1/purchase-orders/{id}";
        (await shop.Http.SendAsync("PUT", path, lab.Order(packs: 3, id: Guid.Parse(id)), lab.Owner)).Is(428);
        (await shop.Http.SendAsync("PUT", path, lab.Order(packs: 3, id: Guid.Parse(id)), lab.Owner, ("If-Match", "\"1\""))).Is(200).Json.GetProperty("order").GetProperty("version").GetInt32().ShouldBe(2);
        (await shop.Http.SendAsync("PUT", path, lab.Order(packs: 4, id: Guid.Parse(id)), lab.Owner, ("If-Match", "\"1\""))).Is(412).Code.ShouldBe("version.outdated");
        (await DoAsync(lab, id, "approve")).Is(200);
        (await shop.Http.SendAsync("PUT", path, lab.Order(packs: 4, id: Guid.Parse(id)), lab.Owner, ("If-Match", "\"3\""))).Is(409).Code.ShouldBe("purchase.state");
        BuyLab.Amount((await lab.GetAsync($"/purchase-orders/{id}")).Json.GetProperty("order").GetProperty("total")).ShouldBe(300);
    }

    [Fact]
    public async Task A_large_order_is_approved_by_somebody_other_than_its_author()
    {
        var lab = await BuyLab.OfAsync(shop);
        var id = (await lab.SendAsync("/purchase-orders", lab.Order(packs: 1_000, price: 51))).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        (await DoAsync(lab, id, "approve")).Is(409).Code.ShouldBe("purchase.own_approval");
        (await lab.SendAsync($"/purchase-orders/{id}/approve", new { note = "Agreed" }, await shop.Http.TokenAsync("stock_clerk"))).Is(403);
        (await lab.SendAsync($"/purchase-orders/{id}/approve", new { note = "Agreed" }, await shop.Http.TokenAsync("manager"))).Is(200);
    }

    [Fact]
    public async Task An_order_is_mailed_to_its_supplier()
    {
        var lab = await BuyLab.OfAsync(shop, "rice.mill@example.com");
        var id = (await lab.SendAsync("/purchase-orders", lab.Order(packs: 7))).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        (await DoAsync(lab, id, "approve")).Is(200);
        var sent = (await DoAsync(lab, id, "send")).Is(200).Json.GetProperty("order");
        sent.GetProperty("sentHow").GetString().ShouldBe("mail");
        (await shop.MailToAsync("rice.mill@example.com")).ShouldContain(sent.GetProperty("number").GetString()!);
    }

    [Fact]
    public async Task Prices_of_the_list_hold_by_day_and_bad_lines_are_all_told()
    {
        var lab = await BuyLab.OfAsync(shop);
        var items = $"/suppliers/{lab.Supplier}/items";
        var variant = lab.Variants[0].Value;
        (await lab.SendAsync(items, new { variantId = variant, packUnits = 24, minimum = 2, price = BuyLab.Taka(240), from = "2020-01-01" })).Is(200);
        (await lab.SendAsync(items, new { variantId = variant, packUnits = 24, minimum = 2, price = BuyLab.Taka(999), from = "2099-01-01" })).Is(200);
        var listed = (await lab.GetAsync(items)).Is(200).Json.GetProperty("items")[0];
        BuyLab.Amount(listed.GetProperty("price")).ShouldBe(240);
        listed.GetProperty("prices").GetArrayLength().ShouldBe(2);
        var order = (await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = variant, packs = 3 } } })).Is(201).Json;
        BuyLab.Amount(order.GetProperty("order").GetProperty("total")).ShouldBe(720);
        order.GetProperty("lines")[0].GetProperty("quantity").GetDecimal().ShouldBe(72);

        var bad = await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new object[] { new { variantId = variant, packs = 1 }, new { variantId = BuyLab.NewId(), packs = 1 }, new { variantId = lab.Variants[1].Value, packs = 1 }, new { variantId = variant, packs = -1, taxClass = "none" } } });
        bad.Is(400).Codes.ShouldBe(["purchase.minimum", "purchase.item_unknown", "purchase.price_needed", "purchase.quantity", "tax_class.unknown"]);
        (await lab.SendAsync($"/suppliers/{lab.Supplier}/archive")).Is(200);
        (await lab.SendAsync("/purchase-orders", lab.Order())).Is(400).Codes.ShouldContain("supplier.archived");
    }

    [Fact]
    public async Task What_is_too_much_or_has_expired_is_taken_only_when_somebody_says_so()
    {
        var lab = await BuyLab.OfAsync(shop);
        var path = $"/purchase-orders/{await lab.SentAsync(packs: 100)}/receive";
        (await lab.SendAsync(path, lab.Came(106))).Is(409).Code.ShouldBe("receipt.over");
        (await lab.SendAsync(path, lab.Came(105))).Is(201);
        (await lab.SendAsync(path, lab.Came(20))).Is(409).Code.ShouldBe("receipt.over");
        (await lab.SendAsync(path, lab.Came(20, acceptOver: true))).Is(201);
        object Old(bool accept) => new { acceptOver = true, acceptExpired = accept, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1, lot = "L-1", expiresOn = "2020-01-01" } } };
        (await lab.SendAsync(path, Old(accept: false))).Is(400).Codes.ShouldBe(["receipt.expired"]);
        (await lab.SendAsync(path, Old(accept: true))).Is(201);
        (await lab.SendAsync(path, new { lines = new[] { new { variantId = lab.Variants[2].Value, quantity = 1 } } })).Is(400).Codes.ShouldBe(["receipt.order_line"]);
        // A price that differs is what the goods are worth.
        var other = await lab.SentAsync(packs: 4, price: 10);
        BuyLab.Amount((await lab.SendAsync($"/purchase-orders/{other}/receive", lab.Came(4, price: 11))).Is(201).Json.GetProperty("receipt").GetProperty("value")).ShouldBe(44);
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task Who_works_in_one_store_sees_and_orders_for_that_store_alone()
    {
        var lab = await BuyLab.OfAsync(shop);
        var (manager, accountant) = (await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("accountant"));
        var elsewhere = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'");
        var theirs = (await lab.SendAsync("/purchase-orders", lab.Order(store: elsewhere))).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        (await lab.SendAsync("/purchase-orders", lab.Order(store: elsewhere), manager)).Is(403);
        (await lab.SendAsync("/purchase-orders", lab.Order(), manager)).Is(201);
        (await lab.SendAsync("/purchase-orders", lab.Order(), accountant)).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/purchase-orders", lab.Order())).Is(401);
        (await lab.GetAsync($"/purchase-orders/{theirs}", manager)).Is(404);
        (await lab.GetAsync("/purchase-orders?limit=200", manager)).Is(200).Text.ShouldNotContain(theirs);
        (await lab.GetAsync("/purchase-orders?limit=200")).Is(200).Text.ShouldContain(theirs);
        (await lab.SendAsync($"/purchase-orders/{theirs}/cancel", new { }, manager)).Is(403);
        // Nor what came of it, and what was billed, returned and credited.
        (await lab.SendAsync($"/purchase-orders/{theirs}/approve", new { })).Is(200);
        (await lab.SendAsync($"/purchase-orders/{theirs}/send", new { })).Is(200);
        (await lab.SendAsync($"/purchase-orders/{theirs}/receive", lab.Came(1), manager)).Is(403);
        var receipt = (await lab.SendAsync($"/purchase-orders/{theirs}/receive", lab.Came(10))).Is(201).Json.GetProperty("receipt").GetProperty("id").GetString();
        object Billed(Guid store) => new { supplierId = lab.Supplier, storeId = store, supplierNumber = "THEIRS", billedOn = BuyLab.Day, vat = BuyLab.Taka(0), total = BuyLab.Taka(1_000), lines = new[] { new { receiptId = receipt, line = 1, quantity = 10, net = BuyLab.Taka(1_000) } } };
        (await lab.SendAsync("/supplier-bills", Billed(lab.Store))).Is(400).Codes.ShouldBe(["bill.receipt_line"]);
        var bill = (await lab.SendAsync("/supplier-bills", Billed(elsewhere))).Is(201).Json.GetProperty("bill").GetProperty("id").GetString();
        var back = (await lab.SendAsync("/supplier-returns", new { supplierId = lab.Supplier, storeId = elsewhere, agreed = BuyLab.Taka(100), lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1 } } })).Is(201).Json.GetProperty("return").GetProperty("id").GetString();
        var credit = (await lab.SendAsync("/supplier-credits", new { supplierId = lab.Supplier, storeId = elsewhere, supplierNumber = "THEIRS", net = BuyLab.Taka(100), vat = BuyLab.Taka(0), returnId = back })).Is(201).Json.GetProperty("credit").GetProperty("id").GetString();
        foreach (var path in (string[])[$"goods-receipts/{receipt}", $"goods-receipts/{receipt}/costs", $"supplier-bills/{bill}", $"supplier-returns/{back}", $"supplier-credits/{credit}"])
        {
            (await lab.GetAsync("/" + path, manager)).Is(404);
            (await lab.GetAsync("/" + path)).Is(200);
            (await lab.GetAsync($"/{path.Split('/')[0]}?limit=200", manager)).Is(200).Text.ShouldNotContain(path.Split('/')[1]);
        }

        foreach (var act in (string[])[$"supplier-bills/{bill}/accept", $"goods-receipts/{receipt}/costs", $"supplier-bills/{bill}/into-stock"])
        {
            (await lab.SendAsync("/" + act, act.EndsWith("costs", StringComparison.Ordinal) ? new { kind = "freight", amount = BuyLab.Taka(1) } : new { }, manager)).Is(403, act);
        }

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("manager")).Is(302);
        foreach (var page in (string[])[$"orders/{theirs}", $"orders/{theirs}/paper", $"orders/{theirs}/receive", $"receipts/{receipt}", $"receipts/{receipt}/cost", $"bills/{bill}", $"returns/{back}", $"credits/{credit}"])
        {
            (await browser.GetAsync("/admin/purchasing/" + page)).Status.ShouldBe(404, page);
        }

        (await lab.SendAsync("/suppliers", new { code = "MINE", name = "Mine" }, manager)).Is(403);
        (await lab.GetAsync($"/suppliers/{lab.Supplier}/statement", manager)).Is(403);
        (await lab.GetAsync($"/suppliers/{lab.Supplier}/statement", accountant)).Is(200);
    }

    [Fact]
    public async Task What_is_refused_at_the_door_is_written_down_and_the_order_stays_as_it_is()
    {
        var lab = await BuyLab.OfAsync(shop);
        var path = $"/purchase-orders/{await lab.SentAsync(packs: 5)}";
        (await lab.SendAsync(path + "/receive", lab.Came(0, damaged: 5))).Is(201).Json.GetProperty("lines")[0].GetProperty("damaged").GetDecimal().ShouldBe(5);
        var order = (await lab.GetAsync(path)).Is(200).Json;
        order.GetProperty("order").GetProperty("state").GetString().ShouldBe("sent");
        order.GetProperty("acts")[3].GetProperty("act").GetString().ShouldBe("refuse");
        order.GetProperty("receipts").GetArrayLength().ShouldBe(1);
        (await lab.SendAsync(path + "/cancel", new { })).Is(200);
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task A_price_that_holds_from_now_holds_after_midnight_too_where_a_store_is_still_open_for_the_day_before()
    {
        var clock = new ShiftClock();
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, await shop.Cluster.CopyAsync(), services => services.AddSingleton<TimeProvider>(clock));
        await using var _ = app;
        using var __ = http;
        // One o'clock at night in Dhaka, before the shop's day ends.
        var now = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(((19 - now.Hour + 24) % 24) + 24) - TimeSpan.FromMinutes(now.Minute));
        var owner = await http.TokenAsync("owner");
        var store = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        var variant = (await shop.VariantsAsync(0, 1))[0].Value;
        var supplier = (await http.SendAsync("POST", "/api/v1/suppliers", new { code = "NIGHT", name = "Night" }, owner)).Is(201)["id"];
        (await http.SendAsync("POST", $"/api/v1/suppliers/{supplier}/items", new { variantId = variant, price = BuyLab.Taka(7) }, owner)).Is(200);
        var order = (await http.SendAsync("POST", "/api/v1/purchase-orders", new { supplierId = supplier, storeId = store, lines = new[] { new { variantId = variant, packs = 2 } } }, owner)).Is(201).Json.GetProperty("order");
        BuyLab.Amount(order.GetProperty("total")).ShouldBe(14);
        order.GetProperty("orderedOn").GetString().ShouldBe(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Of_those_who_receive_and_cancel_at_once_one_is_done_and_the_other_refused()
    {
        var lab = await BuyLab.OfAsync(shop);
        foreach (var _ in Enumerable.Range(0, 4))
        {
            var path = $"/purchase-orders/{await lab.SentAsync()}";
            var answers = await Task.WhenAll(lab.SendAsync(path + "/cancel", new { }), lab.SendAsync(path + "/receive", lab.Came(10)));
            answers.Count(answer => answer.Status < 300).ShouldBe(1);
            answers.Single(answer => answer.Status >= 300).Code.ShouldBe("purchase.state");
        }

        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task What_a_supplier_sells_goes_on_by_cursor_and_is_found_by_a_part_of_it()
    {
        var lab = await BuyLab.OfAsync(shop);
        foreach (var variant in lab.Variants)
        {
            (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = variant.Value, supplierCode = $"X-{variant.Value.ToString()[^8..]}", price = BuyLab.Taka(5) })).Is(200);
        }

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await lab.GetAsync($"/suppliers/{lab.Supplier}/items?limit=2{cursor}")).Is(200).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("variantId").GetString()!));
            cursor = page.TryGetProperty("nextCursor", out var next) ? "&cursor=" + next.GetString() : "";
        }
        while (cursor.Length > 0);
        seen.ShouldBe(lab.Variants.Select(variant => variant.Value.ToString()), ignoreOrder: true);
        (await lab.GetAsync($"/suppliers/{lab.Supplier}/items?q=x-{lab.Variants[1].Value.ToString()[^8..]}")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await lab.GetAsync($"/suppliers/{lab.Supplier}/items?cursor=AAAA")).Is(400).Codes.ShouldBe(["cursor.invalid"]);
    }

    [Fact]
    public async Task Documents_are_found_by_their_own_words_and_by_their_suppliers()
    {
        var lab = await BuyLab.OfAsync(shop);
        await lab.OwedAsync();
        var name = (await lab.GetAsync($"/suppliers/{lab.Supplier}")).Is(200)["name"];
        foreach (var list in (string[])["purchase-orders", "goods-receipts", "supplier-bills"])
        {
            (await lab.GetAsync($"/{list}?q={Uri.EscapeDataString(name)}&supplier={lab.Supplier}")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1, list);
            var number = (await lab.GetAsync($"/{list}?supplier={lab.Supplier}")).Json.GetProperty("items")[0].GetProperty("number").GetString();
            (await lab.GetAsync($"/{list}?q={number!.ToLowerInvariant()}")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1, list);
            (await lab.GetAsync($"/{list}?q=%25&supplier={lab.Supplier}")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0, list);
        }

        foreach (var (from, words) in ((string, string)[])[("supplier", "(r.code || ' ' || r.name || ' ' || r.contact || ' ' || r.phone)"), ("bill", "(r.number || ' ' || r.supplier_number)"), ("credit", "(r.number || ' ' || r.supplier_number)")])
        {
            // That the index can serve them, whatever the planner likes for a few rows.
            (await PlanAsync($"select r.id from purchasing.{from} r where {words} ilike '%padma%'")).ShouldContain("_words");
        }
    }

    private async Task<string> PlanAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand("set enable_seqscan = off; explain " + sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan.Add(reader.GetString(0));
        }

        return string.Join('\n', plan);
    }

    [Fact]
    public async Task Lists_go_on_by_cursor_in_every_order_and_come_as_a_file()
    {
        var lab = await BuyLab.OfAsync(shop);
        for (var i = 0; i < 5; i++)
        {
            (await lab.SendAsync("/purchase-orders", lab.Order())).Is(201);
        }

        foreach (var sort in (string[])["created", "-created", "number", "-expected"])
        {
            var (seen, cursor) = (new List<string>(), "");
            do
            {
                var page = (await lab.GetAsync($"/purchase-orders?supplier={lab.Supplier}&limit=2&sort={sort}{cursor}")).Is(200).Json;
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetString()!));
                cursor = page.TryGetProperty("nextCursor", out var next) ? "&cursor=" + next.GetString() : "";
            }
            while (cursor.Length > 0);
            seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(5, sort);
            seen.Count.ShouldBe(5, sort);
        }

        (await lab.GetAsync($"/purchase-orders?supplier={lab.Supplier}&format=csv")).Is(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(6);
        (await lab.GetAsync("/suppliers?format=csv&sort=-code")).Is(200).Text.ShouldContain("payment_days");
        (await lab.GetAsync("/purchase-orders?cursor=AAAA")).Is(400).Codes.ShouldContain("cursor.invalid");
    }

    private static Task<Answer> DoAsync(BuyLab lab, string id, string act) => act switch
    {
        "part" => lab.SendAsync($"/purchase-orders/{id}/receive", lab.Came(4)),
        "receive" => lab.SendAsync($"/purchase-orders/{id}/receive", lab.Came(10, acceptOver: true)),
        "over" => lab.SendAsync($"/purchase-orders/{id}/receive", lab.Came(1, acceptOver: true)),
        _ => lab.SendAsync($"/purchase-orders/{id}/{act}", new { }),
    };
}
