using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

/// <summary>Serial numbers: each piece is one, in one place or gone, and what became of it is told.</summary>
public sealed class SerialTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_piece_comes_is_moved_sent_sold_and_comes_back_and_its_past_says_so()
    {
        var (owner, one, two) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var variant = await shop.NumberedAsync(0);
        (await PostAsync(one, StockKind.Receipt, "GR-1", Line(variant, 3, "A1", "A2", "A3"))).IsSuccess.ShouldBeTrue();
        (await shop.PostAsync("moves", new { storeId = one.Value, kind = "quarantine", lines = new[] { Said(variant, 1, "A3") } }, owner)).Is(200);
        (await PostAsync(one, StockKind.Sale, "S-0", Line(variant, -1, "A3"))).Errors.Single().ShouldSatisfyAllConditions(error => error.Code.ShouldBe("inventory.serial_held"), error => error.Field.ShouldBe("lines[0]"));
        (await shop.PostAsync("moves", new { storeId = one.Value, kind = "release", lines = new[] { Said(variant, 1, "A3") } }, owner)).Is(200);

        // Two of them go to the other store; one arrives, and the other one is lost on its way.
        var path = (await shop.PostAsync("transfers", new { fromStoreId = one.Value, toStoreId = two.Value, lines = new[] { Said(variant, 2, "A2..A3") } }, owner)).Is(201).Headers.Location!.ToString()["/api/v1/inventory/".Length..];
        (await shop.PostAsync(path + "/send", null, owner)).Is(200).Json.GetProperty("lines")[0].GetProperty("parts")[0].GetProperty("serials").EnumerateArray().Select(code => code.GetString()).ShouldBe(["A2", "A3"]);
        (await StateAsync(owner, variant)).ShouldBe("A1 stock, A2 way, A3 way");
        (await PostAsync(two, StockKind.Sale, "S-0", Line(variant, -1, "A2"))).FirstError.Code.ShouldBe("inventory.serial_unknown");
        (await ReceiveAsync(new { line = 1, quantity = ActsLab.Pieces(1) })).Is(400).Codes.ShouldBe(["inventory.serial_needed"]);
        (await ReceiveAsync(new { line = 1, quantity = ActsLab.Pieces(1), serials = new[] { "A1" } })).Is(400).Codes.ShouldBe(["inventory.serial_unknown"]);
        (await ReceiveAsync(new { line = 1, quantity = ActsLab.Pieces(1), serials = new[] { "A3" } })).Is(200).StateOf("transfer").ShouldBe("sent");
        (await shop.PostAsync(path + "/close", null, owner)).Is(200).StateOf("transfer").ShouldBe("closed");
        (await StateAsync(owner, variant)).ShouldBe("A1 stock, A2 gone, A3 stock");

        (await PostAsync(two, StockKind.Sale, "TICKET-7", Line(variant, -1, "A3"))).IsSuccess.ShouldBeTrue();
        (await PostAsync(two, StockKind.SaleReturn, "RETURN-7", Line(variant, 1, "A3"))).IsSuccess.ShouldBeTrue();
        (await PostAsync(two, StockKind.SupplierReturn, "SR-1", Line(variant, -1, "A3"))).IsSuccess.ShouldBeTrue();
        (await StateAsync(owner, variant)).ShouldBe("A1 stock, A2 gone, A3 returned");
        var row = (await ListAsync(owner, $"?item={variant}&q=a3")).Single();
        var past = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/serials/{row.GetProperty("id").GetString()}", token: owner)).Is(200).Json.GetProperty("moves").EnumerateArray().ToList();
        past.Select(move => $"{move.GetProperty("kind").GetString()} {move.GetProperty("came").GetBoolean()}").ShouldBe(
            ["supplierReturn False", "saleReturn True", "sale False", "transferIn True", "transferOut False", "move True", "move False", "move True", "move False", "receipt True"]);
        past[2].GetProperty("document").GetProperty("id").GetString().ShouldBe("TICKET-7");
        past[^1].GetProperty("document").GetProperty("id").GetString().ShouldBe("GR-1");
        await shop.StockIsWellAsync();

        Task<Answer> ReceiveAsync(object line) => shop.PostAsync(path + "/receive", new { storeId = two.Value, lines = new[] { line } }, owner);
    }

    [Fact]
    public async Task What_is_wrong_with_serial_numbers_is_told_with_its_line()
    {
        var (owner, store, other) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var (variant, plain) = (await shop.NumberedAsync(1), (await shop.VariantsAsync(2, 1))[0]);
        (await PostAsync(store, StockKind.Receipt, "1", new NewStockLine(plain, 1_000, LedgerLab.Taka(1)), new NewStockLine(variant, 1_000, LedgerLab.Taka(1)))).Errors.Select(error => (error.Code, error.Field)).ShouldBe([("inventory.serial_needed", "lines[1]")]);
        (await PostAsync(store, StockKind.Receipt, "1", Line(variant, 2, "B1"))).FirstError.Code.ShouldBe("inventory.serial_needed");
        (await PostAsync(store, StockKind.Receipt, "1", Line(plain, 1, "B1"))).FirstError.Code.ShouldBe("inventory.serial_untracked");
        (await PostAsync(store, StockKind.Receipt, "1", Line(variant, 2, "B1", "B1"))).FirstError.Code.ShouldBe("inventory.serial_twice");
        (await PostAsync(store, StockKind.Receipt, "1", Line(variant, 1, "B 1"))).FirstError.Code.ShouldBe("inventory.serial_code");
        (await PostAsync(store, StockKind.Receipt, "1", Line(variant, 1, new string('x', 21)))).FirstError.Code.ShouldBe("inventory.serial_code");
        (await PostAsync(store, StockKind.Receipt, "1", Line(variant, 2, "B1", "B2"))).IsSuccess.ShouldBeTrue();
        (await PostAsync(other, StockKind.Receipt, "1", Line(variant, 2, "B3", "B2"))).Errors.Select(error => (error.Code, error.Field)).ShouldBe([("inventory.serial_there", "lines[0]")]);
        (await PostAsync(store, StockKind.Sale, "1", new NewStockLine(variant, -1_000))).FirstError.Code.ShouldBe("inventory.serial_needed");
        (await PostAsync(other, StockKind.Sale, "1", Line(variant, -1, "B1"))).FirstError.Code.ShouldBe("inventory.serial_unknown");
        (await PostAsync(store, StockKind.Sale, "1", Line(variant, -1, "B1"), Line(variant, -1, "B1"))).Errors.Select(error => (error.Code, error.Field)).ShouldBe([("inventory.serial_unknown", "lines[1]")]);
        (await shop.RefusalAsync($"delete from inventory.serial where variant_id = '{variant}'")).ShouldBe("inventory.append_only");
        (await shop.RefusalAsync($"update inventory.serial_move set count = 1 where variant_id = '{variant}'")).ShouldBe("inventory.append_only");

        // By the forms of people: a range, and what is no range.
        (await shop.AdjustAsync(store, owner, "found", Said(variant, 3, "C08..C10"))).Is(201).Json.GetProperty("lines")[0].GetProperty("serials").EnumerateArray().Select(code => code.GetString()).ShouldBe(["C08", "C09", "C10"]);
        foreach (var bad in (string[])["C10..C08", "C1..C10", "C..D", "C0001..C9999"])
        {
            (await shop.AdjustAsync(store, owner, "found", Said(variant, 3, bad))).Is(400, bad).Codes.ShouldContain("inventory.serial_range", bad);
        }

        (await shop.AdjustAsync(store, owner, "waste", ActsLab.Line(variant, 1))).Is(400).Codes.ShouldBe(["inventory.serial_needed"]);
        (await shop.AdjustAsync(store, owner, "waste", Said(variant, 1, "C09"))).Is(201);
        (await StateAsync(owner, variant)).ShouldBe("B1 stock, B2 stock, C08 stock, C09 gone, C10 stock");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task The_same_number_comes_in_once_and_is_sold_once_however_many_try_at_once()
    {
        var (one, two, variant) = (await shop.StoreAsync(), await shop.StoreAsync(1), await shop.NumberedAsync(3));
        for (var round = 0; round < 10; round++)
        {
            var (first, second) = ($"R{round}", $"Q{round}");
            var came = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(() => PostAsync(index % 2 == 0 ? one : two, StockKind.Receipt, "1", index % 3 == 0 ? Line(variant, 2, first, second) : Line(variant, 2, second, first)))));
            came.Count(answer => answer.IsSuccess).ShouldBe(1);
            came.Where(answer => answer.IsFailure).ShouldAllBe(answer => answer.FirstError.Code == "inventory.serial_there");
            var sold = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(() => PostAsync(index % 2 == 0 ? one : two, StockKind.Sale, "2", Line(variant, -1, first)))));
            sold.Count(answer => answer.IsSuccess).ShouldBe(1);
            sold.Where(answer => answer.IsFailure).ShouldAllBe(answer => answer.FirstError.Code == "inventory.serial_unknown");
        }

        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task An_adjustment_that_waits_takes_the_pieces_it_names_when_it_is_approved()
    {
        var (owner, admin, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("admin"), await shop.StoreAsync(), await shop.NumberedAsync(4));
        (await PostAsync(store, StockKind.Receipt, "1", new NewStockLine(variant, 2_000, LedgerLab.Taka(100_000_00), Serials: ["W1", "W2"]))).IsSuccess.ShouldBeTrue();
        var waiting = (await shop.AdjustAsync(store, owner, "theft", Said(variant, 1, "W2"))).Is(201);
        waiting.StateOf("adjustment").ShouldBe("waiting");
        (await StateAsync(owner, variant)).ShouldBe("W1 stock, W2 stock");
        (await shop.PostAsync($"adjustments/{waiting.Json.GetProperty("adjustment").GetProperty("id").GetString()}/approve", null, admin)).Is(200);
        (await StateAsync(owner, variant)).ShouldBe("W1 stock, W2 gone");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Serial_numbers_are_listed_by_number_item_store_and_state_and_seen_by_who_works_there()
    {
        var (owner, manager, one, two) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.StoreAsync(), await shop.StoreAsync(1));
        var variant = await shop.NumberedAsync(5);
        (await PostAsync(one, StockKind.Receipt, "1", new NewStockLine(variant, 3_000, LedgerLab.Taka(3), Serials: ["L1", "L2", "L3"]))).IsSuccess.ShouldBeTrue();
        (await PostAsync(two, StockKind.Receipt, "1", new NewStockLine(variant, 2_000, LedgerLab.Taka(3), Serials: ["L4", "M1"]))).IsSuccess.ShouldBeTrue();
        (await PostAsync(one, StockKind.Sale, "2", Line(variant, -1, "L2"))).IsSuccess.ShouldBeTrue();
        (await CodesAsync(owner, "")).ShouldBe(["L1", "L2", "L3", "L4", "M1"]);
        (await CodesAsync(owner, "&q=l")).ShouldBe(["L1", "L2", "L3", "L4"]);
        (await CodesAsync(owner, "&q=%25")).ShouldBeEmpty();
        (await CodesAsync(owner, "&state=sold")).ShouldBe(["L2"]);
        (await CodesAsync(owner, $"&state=stock&store={two}")).ShouldBe(["L4", "M1"]);
        (await shop.WalkAsync($"/api/v1/inventory/serials?item={variant}", owner, 2)).Select(row => row.GetProperty("code").GetString()).ShouldBe(["L1", "L2", "L3", "L4", "M1"]);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/serials?item={variant}&format=csv", token: owner)).Is(200).Text.Split('\n').Length.ShouldBeGreaterThan(5);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/serials?state=lost&limit=0&cursor=1", token: owner)).Is(400).Codes.Count().ShouldBe(3);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/serials/x", token: owner)).Is(400);

        // The manager works in the first store.
        (await CodesAsync(manager, "")).ShouldBe(["L1", "L2", "L3"]);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/serials?store={two}", token: manager)).Is(403);
        var foreign = (await ListAsync(owner, $"?item={variant}&q=M1")).Single().GetProperty("id").GetString();
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/serials/{foreign}", token: manager)).Is(404).Code.ShouldBe("inventory.serial_unknown");
        await shop.RefusesAsync("GET", "/api/v1/inventory/serials", null, "customer");
        await shop.RefusesAsync("GET", $"/api/v1/inventory/serials/{foreign}", null, "customer");

        async Task<List<string?>> CodesAsync(string token, string query) => [.. (await ListAsync(token, $"?item={variant}{query}")).Select(row => row.GetProperty("code").GetString())];
    }

    private static NewStockLine Line(VariantId variant, int pieces, params string[] serials) => new(variant, pieces * 1_000, pieces > 0 ? LedgerLab.Taka(pieces * 10_00) : null, Serials: serials);

    private static object Said(VariantId variant, int pieces, params string[] serials) => new { item = variant.Value, quantity = ActsLab.Pieces(pieces), serials };

    private Task<Result<StockPosting>> PostAsync(StoreId store, StockKind kind, string document, params NewStockLine[] lines) =>
        shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, kind, lines) with { Document = new DocumentRef("external", document) }, CancellationToken.None));

    private async Task<List<JsonElement>> ListAsync(string token, string query) => [.. (await shop.Http.SendAsync("GET", "/api/v1/inventory/serials" + query, token: token)).Is(200).Json.GetProperty("items").EnumerateArray()];

    private async Task<string> StateAsync(string token, VariantId variant) => string.Join(", ", (await ListAsync(token, $"?item={variant}")).Select(row => $"{row.GetProperty("code").GetString()} {row.GetProperty("state").GetString()}"));
}
