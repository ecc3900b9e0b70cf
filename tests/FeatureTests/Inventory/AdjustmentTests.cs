using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

public sealed class AdjustmentTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Waste_leaves_at_cost_and_what_is_found_comes_in_and_each_has_the_next_number()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(0, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100);
        var lost = await shop.BookAsync("stock_loss");
        var waste = (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variant, 3))).Is(201);
        waste.StateOf("adjustment").ShouldBe("posted");
        waste.AmountOf("adjustment", "value").ShouldBe(-30);
        (await shop.BookAsync("stock_loss")).ShouldBe(lost + 30_00);
        var found = (await shop.AdjustAsync(store, owner, "found", new { item = variant.Value, quantity = ActsLab.Pieces(2), unitCost = new { amount = "12.50", currency = "BDT" } })).Is(201);
        found.AmountOf("adjustment", "value").ShouldBe(25);
        (await shop.AdjustAsync(store, owner, "other", ActsLab.Line(variant, -1))).Is(201).AmountOf("adjustment", "value").ShouldBeLessThan(0);
        (await shop.OnHandAsync(store, variant)).ShouldBe(8_000);
        var numbers = new[] { waste, found }.Select(one => one.Json.GetProperty("adjustment").GetProperty("number").GetString()!).ToList();
        numbers.ShouldAllBe(number => number.StartsWith("AD-S1-20", StringComparison.Ordinal));
        (int.Parse(numbers[1][^6..], null) - int.Parse(numbers[0][^6..], null)).ShouldBe(1);

        var read = (await shop.Http.SendAsync("GET", waste.Headers.Location!.ToString(), token: owner)).Is(200);
        read.Json.GetProperty("lines")[0].GetProperty("quantity").GetProperty("value").GetString().ShouldBe("-3");
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/adjustments?reason=found&limit=1", token: owner)).Is(200).Text.ShouldContain(numbers[1]);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/adjustments?format=csv", token: owner)).Is(200).Text.ShouldContain(numbers[0]);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/adjustments?cursor=AAAA", token: owner)).Is(400).Codes.ShouldContain("cursor.invalid");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Pages_of_the_list_hold_each_adjustment_once()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(1), (await shop.VariantsAsync(2, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100);
        for (var i = 0; i < 5; i++)
        {
            (await shop.AdjustAsync(store, owner, "sample", ActsLab.Line(variant, 1))).Is(201);
        }

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/adjustments?store={store}&limit=2{cursor}", token: owner)).Is(200).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("number").GetString()!));
            cursor = page.TryGetProperty("nextCursor", out var next) ? "&cursor=" + next.GetString() : "";
        }
        while (cursor.Length > 0);
        seen.Count.ShouldBeGreaterThanOrEqualTo(5);
        seen.ShouldBe(seen.Distinct().OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_found_is_measured_by_what_it_costs_even_where_its_finder_says_that_it_is_worth_nothing()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(1), (await shop.VariantsAsync(30, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100);
        object Found(int pieces, string cost) => new { item = variant.Value, quantity = ActsLab.Pieces(pieces), unitCost = new { amount = cost, currency = "BDT" } };
        var many = (await shop.AdjustAsync(store, owner, "found", Found(100_000, "0.00"))).Is(201);
        (many.StateOf("adjustment"), many.AmountOf("adjustment", "value")).ShouldBe(("waiting", 0m));
        (await shop.OnHandAsync(store, variant)).ShouldBe(10_000);
        (await shop.AdjustAsync(store, owner, "found", Found(1, "1000000.00"))).Is(201).StateOf("adjustment").ShouldBe("waiting", "so it is where more is said than it costs");
        (await shop.AdjustAsync(store, owner, "found", Found(1, "0.00"))).Is(201).StateOf("adjustment").ShouldBe("posted");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Above_the_limit_somebody_else_decides_and_only_then_the_stock_changes()
    {
        var (owner, manager, clerk, accountant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("stock_clerk"), await shop.Http.TokenAsync("accountant"));
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(1, 1))[0]);
        await shop.ReceiveAsync(store, variant, 100, 100_000);
        var made = (await shop.AdjustAsync(store, manager, "theft", ActsLab.Line(variant, 6))).Is(201);
        made.StateOf("adjustment").ShouldBe("waiting");
        (await shop.OnHandAsync(store, variant)).ShouldBe(100_000);
        var path = made.Headers.Location!.ToString()["/api/v1/inventory/".Length..];
        (await shop.PostAsync(path + "/approve", null, manager)).Is(409).Code.ShouldBe("inventory.own");
        (await shop.PostAsync(path + "/approve", null, clerk)).Is(403);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => shop.PostAsync(path + "/approve", null, accountant))));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "inventory.adjustment_state");
        (await shop.OnHandAsync(store, variant)).ShouldBe(94_000);

        var other = (await shop.AdjustAsync(store, manager, "damage", ActsLab.Line(variant, 50))).Is(201);
        var second = other.Headers.Location!.ToString()["/api/v1/inventory/".Length..];
        (await shop.PostAsync(second + "/reject", new { note = "Count it first" }, owner)).Is(200).StateOf("adjustment").ShouldBe("rejected");
        (await shop.PostAsync(second + "/approve", null, owner)).Is(409).Code.ShouldBe("inventory.adjustment_state");
        (await shop.OnHandAsync(store, variant)).ShouldBe(94_000);

        // What is gone by the time of the approval cannot be written off.
        var third = (await shop.AdjustAsync(store, manager, "waste", ActsLab.Line(variant, 94))).Is(201);
        (await shop.AdjustAsync(store, owner, "sample", ActsLab.Line(variant, 1))).Is(201);
        (await shop.PostAsync(third.Headers.Location!.ToString()["/api/v1/inventory/".Length..] + "/approve", null, owner)).Is(409).Code.ShouldBe("inventory.short");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task The_same_again_answers_the_same_and_other_content_is_an_error()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(3, 1))[0]);
        await shop.ReceiveAsync(store, variant, 50, 50);
        var id = ActsLab.NewId();
        object Body(int pieces) => new { id, storeId = store.Value, reason = "waste", lines = new[] { ActsLab.Line(variant, pieces) } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => shop.PostAsync("adjustments", Body(2), owner))));
        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Json.GetProperty("adjustment").GetProperty("number").GetString()).Distinct().Count().ShouldBe(1);
        (await shop.PostAsync("adjustments", Body(3), owner)).Is(422).Code.ShouldBe("inventory.contradiction");
        (await shop.OnHandAsync(store, variant)).ShouldBe(48_000);
    }

    [Fact]
    public async Task Numbers_have_no_gap_however_many_come_at_once_and_whatever_fails()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(2), (await shop.VariantsAsync(4, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variant, 1)))));
        answers.Count(answer => answer.Status == 201).ShouldBe(10);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Code == "inventory.short");
        (await shop.ScalarAsync<string>($"select string_agg(right(number, 6)::integer::text, ',' order by number) from inventory.adjustment where store_id = '{store}'")).ShouldBe("1,2,3,4,5,6,7,8,9,10");
        (await shop.OnHandAsync(store, variant)).ShouldBe(0);
    }

    [Fact]
    public async Task Packs_and_units_convert_exactly_or_not_at_all()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync());
        var pack = await shop.ScalarAsync<Guid>("select pack.id from catalog.pack join catalog.variant on variant.id = variant_id join catalog.product on product.id = product_id where sell_by = 'piece' and units_thousandths > 1000 and status = 'active' order by product.created_at desc, sku desc, pack.position limit 1");
        var variant = VariantId.From(await shop.ScalarAsync<Guid>($"select variant_id from catalog.pack where id = '{pack}'"));
        var (unit, units) = (await shop.ScalarAsync<string>($"select unit from catalog.pack where id = '{pack}'"), await shop.ScalarAsync<long>($"select units_thousandths from catalog.pack where id = '{pack}'"));
        (await shop.AdjustAsync(store, owner, "found", new { item = variant.Value, pack, quantity = ActsLab.Of(2, unit) })).Is(201);
        (await shop.OnHandAsync(store, variant)).ShouldBe(2 * units);
        (await shop.AdjustAsync(store, owner, "waste", new { item = variant.Value, pack, quantity = ActsLab.Of(0.001m, unit) })).Codes.ShouldContain("inventory.quantity_whole");
        (await shop.AdjustAsync(store, owner, "waste", new { item = variant.Value, pack, quantity = ActsLab.Of(1, "kg") })).Is(400).Codes.ShouldBe(["quantity.conversion"]);
        (await shop.AdjustAsync(store, owner, "waste", new { item = (await shop.VariantsAsync(5, 2)).First(other => other != variant).Value, pack, quantity = ActsLab.Of(1, unit) })).Is(400).Codes.ShouldBe(["inventory.pack_unknown"]);

        var weighed = await shop.ScalarAsync<Guid>("select variant.id from catalog.variant join catalog.product on product.id = product_id where sell_by = 'weight' and status = 'active' order by product.created_at, sku limit 1");
        (await shop.AdjustAsync(store, owner, "found", new { item = weighed, quantity = ActsLab.Of(1250, "g") })).Is(201);
        (await shop.OnHandAsync(store, VariantId.From(weighed))).ShouldBe(1_250);
        (await shop.AdjustAsync(store, owner, "waste", new { item = weighed, quantity = ActsLab.Of(0.5m, "g") })).Is(400).Codes.ShouldBe(["quantity.conversion"]);
        (await shop.AdjustAsync(store, owner, "waste", new { item = weighed, quantity = ActsLab.Of(1, "l") })).Is(400).Codes.ShouldBe(["quantity.conversion"]);
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_line_and_nothing_is_written()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync());
        var variants = await shop.VariantsAsync(6, 3);
        await shop.ReceiveAsync(store, variants[0], 5, 5);
        await shop.ReceiveAsync(store, variants[1], 5, 5);
        await shop.ExecuteAsync($"update inventory.item set status = 'archived' where id = '{variants[1]}'");
        var lot = (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(variants[0], "L1", LedgerLab.Day.Date)], CancellationToken.None))).Value[0];
        await shop.ReceiveAsync(store, variants[2], 1, 1);
        await shop.ExecuteAsync($"update inventory.item set tracking = 'lot' where id = '{variants[2]}'");
        var before = await StateAsync();
        var answer = (await shop.AdjustAsync(store, owner, "other",
            ActsLab.Line(LedgerLab.Id<VariantId>(), 1), ActsLab.Line(variants[0], 0), ActsLab.Line(variants[0], 1_000_000_001), new { item = variants[0].Value, quantity = ActsLab.Of(1, "kg") }, ActsLab.Line(variants[0], 0.5m),
            ActsLab.Line(variants[0], 1, location: LedgerLab.Id<LocationId>()), ActsLab.Line(variants[1], 1, lot), new { code = "no such code", quantity = ActsLab.Pieces(1) })).Is(400);
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("field").GetString()} {error.GetProperty("code").GetString()}").ShouldBe(
        [
            "lines[0].item inventory.item_unknown", "lines[1].quantity inventory.quantity_zero", "lines[2].quantity inventory.quantity_range", "lines[3].quantity quantity.conversion", "lines[4].quantity inventory.quantity_whole",
            "lines[5].location inventory.location_unknown", "lines[6].lot inventory.lot_unknown", "lines[7].code inventory.item_unknown",
        ]);
        (await shop.AdjustAsync(store, owner, "found", ActsLab.Line(variants[1], 1))).Is(409).Code.ShouldBe("inventory.item_archived");
        (await shop.AdjustAsync(store, owner, "found", ActsLab.Line(variants[2], 1))).Is(400).Codes.ShouldBe(["inventory.lot_needed"]);
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variants[0], -1))).Is(400).Codes.ShouldBe(["inventory.quantity_sign"]);
        (await shop.AdjustAsync(store, owner, "transfer_loss", ActsLab.Line(variants[0], 1))).Is(400).Codes.ShouldBe(["inventory.reason"]);
        (await shop.AdjustAsync(store, owner, "waste", new { item = variants[0].Value, quantity = ActsLab.Pieces(1), unitCost = new { amount = "1.00", currency = "BDT" } })).Is(400).Codes.ShouldBe(["inventory.value_out"]);
        (await shop.AdjustAsync(store, owner, "found", new { item = variants[0].Value, quantity = ActsLab.Pieces(1), unitCost = new { amount = "1.00", currency = "EUR" } })).Is(400).Codes.ShouldBe(["inventory.currency"]);
        (await shop.AdjustAsync(store, owner, "waste")).Is(400).Codes.ShouldBe(["inventory.lines"]);
        (await shop.AdjustAsync(LedgerLab.Id<Contracts.Stores.StoreId>(), owner, "waste", ActsLab.Line(variants[0], 1))).Is(400).Codes.ShouldBe(["inventory.store_unknown"]);
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variants[0], 6))).Is(409).Code.ShouldBe("inventory.short");
        (await StateAsync()).ShouldBe(before);
        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variants[1], 1))).Is(201);

        Task<string> StateAsync() => shop.ScalarAsync<string>("select concat_ws(' ', (select count(*) from inventory.movement), (select count(*) from inventory.adjustment), (select coalesce(sum(last), 0) from platform.document_number))");
    }

    [Fact]
    public async Task Who_works_in_one_store_adjusts_and_sees_that_store_alone()
    {
        var (owner, manager, cashier, customer) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("cashier"), await shop.Http.TokenAsync("customer"));
        var (here, elsewhere, variant) = (await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(9, 1))[0]);
        await shop.ReceiveAsync(here, variant, 5, 5);
        await shop.ReceiveAsync(elsewhere, variant, 5, 5);
        (await shop.AdjustAsync(here, manager, "waste", ActsLab.Line(variant, 1))).Is(201);
        (await shop.AdjustAsync(elsewhere, manager, "waste", ActsLab.Line(variant, 1))).Is(403);
        (await shop.AdjustAsync(here, cashier, "waste", ActsLab.Line(variant, 1))).Is(403);
        (await shop.AdjustAsync(here, customer, "waste", ActsLab.Line(variant, 1))).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/inventory/adjustments", new { })).Is(401);
        var theirs = (await shop.AdjustAsync(elsewhere, owner, "waste", ActsLab.Line(variant, 1))).Is(201);
        var path = theirs.Headers.Location!.ToString();
        (await shop.Http.SendAsync("GET", path, token: owner)).Is(200);
        (await shop.Http.SendAsync("GET", path, token: manager)).Is(404).Code.ShouldBe("inventory.adjustment_unknown");
        (await shop.Http.SendAsync("GET", path, token: customer)).Is(403);
        (await shop.Http.SendAsync("GET", path)).Is(401);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/adjustments", token: manager)).Is(200).Text.ShouldNotContain(elsewhere.ToString());
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/adjustments", token: owner)).Is(200).Text.ShouldContain(elsewhere.ToString());
        (await shop.Http.SendAsync("POST", path + "/approve", token: manager)).Is(403);
    }

    [Fact]
    public async Task Goods_are_moved_between_places_and_what_lies_in_quarantine_is_not_sold()
    {
        var (owner, manager, cashier, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("cashier"), await shop.StoreAsync(), (await shop.VariantsAsync(10, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100);
        var bin = ActsLab.NewId();
        await shop.ExecuteAsync($"insert into inventory.location (id, store_id, code, kind, updated_at) values ('{bin}', '{store}', 'A-{bin.ToString()[^4..].ToUpperInvariant()}', 'bin', now())");
        Task<Answer> MoveAsync(string token, string kind, object line, Guid? id = null) => shop.PostAsync("moves", new { id, storeId = store.Value, kind, lines = new[] { line } }, token);
        (await MoveAsync(manager, "move", new { item = variant.Value, quantity = ActsLab.Pieces(4), to = bin })).Is(200);
        var id = ActsLab.NewId();
        (await MoveAsync(manager, "quarantine", new { item = variant.Value, quantity = ActsLab.Pieces(3), from = bin }, id)).Is(200);
        (await MoveAsync(manager, "quarantine", new { item = variant.Value, quantity = ActsLab.Pieces(3), from = bin }, id)).Is(200);
        (await MoveAsync(manager, "quarantine", new { item = variant.Value, quantity = ActsLab.Pieces(1), from = bin }, id)).Is(422).Code.ShouldBe("inventory.contradiction");
        var level = await shop.LevelAsync(store, variant);
        (level.OnHand, level.Available).ShouldBe((10_000, 7_000));
        (await MoveAsync(manager, "release", new { item = variant.Value, quantity = ActsLab.Pieces(4) })).Is(409).Code.ShouldBe("inventory.short");
        (await MoveAsync(manager, "release", new { item = variant.Value, quantity = ActsLab.Pieces(2) })).Is(200);
        (await shop.LevelAsync(store, variant)).Available.ShouldBe(9_000);
        (await MoveAsync(manager, "move", new { item = variant.Value, quantity = ActsLab.Pieces(1), from = bin, to = bin })).Is(400).Codes.ShouldBe(["inventory.move_place"]);
        (await MoveAsync(manager, "throw", new { item = variant.Value, quantity = ActsLab.Pieces(1), to = bin })).Is(400).Codes.ShouldBe(["inventory.move_kind"]);
        (await MoveAsync(manager, "move", new { item = variant.Value, quantity = ActsLab.Pieces(1), from = bin, to = ActsLab.NewId() })).Codes.ShouldBe(["inventory.location_unknown"]);
        (await MoveAsync(cashier, "move", new { item = variant.Value, quantity = ActsLab.Pieces(1), to = bin })).Is(403);
        (await shop.PostAsync("moves", new { storeId = (await shop.StoreAsync(1)).Value, kind = "move", lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1), to = bin } } }, manager)).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/inventory/moves", new { })).Is(401);
        await shop.StockIsWellAsync();
    }
}
