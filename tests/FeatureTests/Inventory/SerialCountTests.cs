using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

/// <summary>Counting piece by piece: what was seen, found, moved and missing, each at the instant of its scan.</summary>
public sealed class SerialCountTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_found_missing_and_elsewhere_in_the_store_is_put_right_in_stock_and_books()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(200));
        var bin = await shop.BinAsync(store, "SC-A", owner);
        await ReceiveAsync(store, variant, "A1", "A2", "A3", "A4", "A5");
        await PostAsync(store, StockKind.Receipt, new NewStockLine(variant, 2_000, LedgerLab.Taka(7_01), bin, Serials: ["B1", "B2"]));
        await SellAsync(store, variant, "A5");
        var (stock, before) = (await shop.BookAsync("inventory"), await ValueAsync(store, variant));
        var path = await StartAsync(owner, store, variant);

        // On the floor: one that is there, one that the ledger has in the bin, one that was sold, one that nobody knows. Two are not seen.
        // The bin is not looked at.
        (await SendAsync(owner, path, await ScanAsync(variant, "A1"), await ScanAsync(variant, "A2"), await ScanAsync(variant, "B2"), await ScanAsync(variant, "A5"), await ScanAsync(variant, "NEW"))).Is(200);
        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 5 4 1: A1 seen, A2 seen, A3 missing, A4 missing, A5 found, B2 moved SC-A, NEW found", "SC-A 0 1 -1: B2 left FLOOR"], ignoreOrder: true);
        (await StateAsync(variant)).ShouldBe("A1 FLOOR, A2 FLOOR, A3 FLOOR, A4 FLOOR, A5 sold, B1 SC-A, B2 SC-A", "nothing is done before the end");
        (await shop.PostAsync(path + "/close", new { }, owner)).Is(409).Code.ShouldBe("inventory.count_recount");
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200)["state"].ShouldBe("posted");
        (await StateAsync(variant)).ShouldBe("A1 FLOOR, A2 FLOOR, A3 gone, A4 gone, A5 FLOOR, B1 SC-A, B2 FLOOR, NEW FLOOR");
        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 5 4 1: A1 seen, A2 seen, A3 missing, A4 missing, A5 found, B2 moved SC-A, NEW found", "SC-A 0 1 -1: B2 left FLOOR"], ignoreOrder: true);
        (await LinesAsync(owner, path, "?off=true")).Count.ShouldBe(2);
        (await shop.OnHandAsync(store, variant)).ShouldBe(6_000);

        // What was moved is a move, and worth what it was.
        var past = await shop.ScalarAsync<string>($"select string_agg(moved.kind || ' ' || moved.count, ', ' order by moved.key desc) from inventory.serial_move moved where variant_id = '{variant}' and code = 'B2'");
        past.ShouldBe("move 1, move -1, receipt 1");
        var after = await ValueAsync(store, variant);
        (await shop.BookAsync("inventory")).ShouldBe(stock + after - before);
        (await shop.PostAsync(path + "/close", new { }, owner)).Is(409).Code.ShouldBe("inventory.count_state");
        (await shop.RefusalAsync($"delete from inventory.count_serial where variant_id = '{variant}'")).ShouldBe("inventory.append_only");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task What_is_only_in_another_place_changes_no_value()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(201));
        var bin = await shop.BinAsync(store, "SC-B", owner);
        await PostAsync(store, StockKind.Receipt, new NewStockLine(variant, 3_000, LedgerLab.Taka(10_00), Serials: ["V1", "V2", "V3"]));
        var stock = await shop.BookAsync("inventory");
        var path = await StartAsync(owner, store, variant);
        (await SendAsync(owner, path, await ScanAsync(variant, "V1", bin), await ScanAsync(variant, "V2"), await ScanAsync(variant, "V3"))).Is(200);
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200).Json.GetProperty("value").GetProperty("amount").GetString().ShouldBe("0.00");
        (await StateAsync(variant)).ShouldBe("V1 SC-B, V2 FLOOR, V3 FLOOR");
        (await shop.BookAsync("inventory")).ShouldBe(stock);
        (await ValueAsync(store, variant)).ShouldBe(10_00);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_piece_of_another_store_or_on_its_way_keeps_the_count_open_until_it_is_here()
    {
        var (owner, one, two, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), await shop.NumberedAsync(202));
        await ReceiveAsync(one, variant, "E1", "E2");
        await ReceiveAsync(two, variant, "E3", "E4");
        var first = await TransferAsync("E4");
        (await shop.PostAsync(first + "/send", null, owner)).Is(200);
        var path = await StartAsync(owner, one, variant);
        foreach (var serial in (string[])["E1", "E3", "E4", "E5"])
        {
            (await SendAsync(owner, path, await ScanAsync(variant, serial))).Is(200);
        }

        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 4 2 2: E1 seen, E2 missing, E3 elsewhere, E4 elsewhere, E5 found"]);
        var refused = await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner);
        refused.Is(409).Codes.Distinct().ShouldBe(["inventory.serial_elsewhere"]);
        refused.Text.ShouldContain("piece E3");
        refused.Text.ShouldContain("piece E4");
        (await StateAsync(variant)).ShouldBe("E1 FLOOR, E2 FLOOR, E3 FLOOR, E4 way", "nothing half done");
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/" + path, token: owner)).Is(200)["state"].ShouldBe("open");

        // One is sent and received as it should have been; the other one is received too.
        var second = await TransferAsync("E3");
        (await shop.PostAsync(second + "/send", null, owner)).Is(200);
        (await shop.PostAsync(second + "/receive", new { storeId = one.Value }, owner)).Is(200);
        // With the word before it: an id may hold those letters too.
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(409).Text.ShouldNotContain("piece E3");
        (await shop.PostAsync(first + "/receive", new { storeId = one.Value }, owner)).Is(200);
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200)["state"].ShouldBe("posted");
        (await StateAsync(variant)).ShouldBe("E1 FLOOR, E2 gone, E3 FLOOR, E4 FLOOR, E5 FLOOR");
        (await shop.OnHandAsync(one, variant)).ShouldBe(4_000);

        // One that was given up on its way is gone, until it is seen.
        var third = (await shop.PostAsync("transfers", new { fromStoreId = one.Value, toStoreId = two.Value, lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1), serials = new[] { "E1" } } } }, owner)).Is(201)
            .Headers.Location!.ToString()["/api/v1/inventory/".Length..];
        (await shop.PostAsync(third + "/send", null, owner)).Is(200);
        var last = await StartAsync(owner, one, variant);
        (await SendAsync(owner, last, await ScanAsync(variant, "E1"), await ScanAsync(variant, "E3"), await ScanAsync(variant, "E4"), await ScanAsync(variant, "E5"))).Is(200);
        (await shop.PostAsync(last + "/close", new { withoutRecount = true }, owner)).Is(409).Codes.ShouldBe(["inventory.serial_elsewhere"]);
        (await shop.PostAsync(third + "/close", null, owner)).Is(200);
        (await StateAsync(variant)).ShouldBe("E1 gone, E2 gone, E3 FLOOR, E4 FLOOR, E5 FLOOR");
        (await shop.PostAsync(last + "/close", new { withoutRecount = true }, owner)).Is(200);
        (await StateAsync(variant)).ShouldBe("E1 FLOOR, E2 gone, E3 FLOOR, E4 FLOOR, E5 FLOOR");
        await shop.StockIsWellAsync();

        async Task<string> TransferAsync(string serial) =>
            (await shop.PostAsync("transfers", new { fromStoreId = two.Value, toStoreId = one.Value, lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1), serials = new[] { serial } } } }, owner)).Is(201)
                .Headers.Location!.ToString()["/api/v1/inventory/".Length..];
    }

    [Fact]
    public async Task What_is_sold_or_moved_while_it_is_counted_is_taken_once()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(203));
        var bin = await shop.BinAsync(store, "SC-C", owner);
        await ReceiveAsync(store, variant, "S1", "S2", "S3", "S4", "S5", "S6");
        await SellAsync(store, variant, "S6");
        var path = await StartAsync(owner, store, variant);

        // Sold after its scan; not seen, and sold or moved since; not seen and still there; sold by mistake and seen, then brought back by its paper.
        (await SendAsync(owner, path, await ScanAsync(variant, "S1"), await ScanAsync(variant, "S6"))).Is(200);
        await SellAsync(store, variant, "S1");
        await SellAsync(store, variant, "S2");
        (await shop.PostAsync("moves", new { storeId = store.Value, kind = "move", lines = new[] { new { item = variant.Value, quantity = ActsLab.Pieces(1), to = bin.Value, serials = new[] { "S3" } } } }, owner)).Is(200);
        await PostAsync(store, StockKind.SaleReturn, new NewStockLine(variant, 1_000, LedgerLab.Taka(10_00), Serials: ["S6"]));
        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 2 4 -2: S1 seen, S4 missing, S5 missing, S6 seen"]);

        // One that came meanwhile is not looked for, and one that is seen after all is there.
        await ReceiveAsync(store, variant, "S7");
        (await SendAsync(owner, path, await ScanAsync(variant, "S4", at: await StartedAsync(path)))).Is(200);
        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 3 4 -1: S1 seen, S4 seen, S5 missing, S6 seen"]);
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200);
        (await StateAsync(variant)).ShouldBe("S1 sold, S2 sold, S3 SC-C, S4 FLOOR, S5 gone, S6 FLOOR, S7 FLOOR");
        (await shop.OnHandAsync(store, variant)).ShouldBe(4_000);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_count_that_waits_is_judged_again_when_it_is_approved()
    {
        var (owner, accountant, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("accountant"), await shop.StoreAsync(), await shop.NumberedAsync(204));
        await PostAsync(store, StockKind.Receipt, new NewStockLine(variant, 3_000, LedgerLab.Taka(300_000_00), Serials: ["W1", "W2", "W3"]));
        var path = await StartAsync(owner, store, variant);
        (await SendAsync(owner, path, await ScanAsync(variant, "W1"))).Is(200);
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200)["state"].ShouldBe("waiting");
        await SellAsync(store, variant, "W2");
        (await shop.PostAsync(path + "/approve", null, accountant)).Is(200)["state"].ShouldBe("posted");
        (await StateAsync(variant)).ShouldBe("W1 FLOOR, W2 sold, W3 gone");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_piece_scanned_again_is_one_and_a_piece_scanned_at_two_places_is_where_it_was_seen_last()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(205));
        var bin = await shop.BinAsync(store, "SC-D", owner);
        await ReceiveAsync(store, variant, "T1", "T2");
        var path = await StartAsync(owner, store, variant);
        var (early, first) = (await ScanAsync(variant, "T2"), await ScanAsync(variant, "T1"));
        (await SendAsync(owner, path, first)).Is(200)["again"].ShouldBe("0");
        (await SendAsync(owner, path, first)).Is(200)["again"].ShouldBe("0", "the same scan sent again");
        (await SendAsync(owner, path, await ScanAsync(variant, "T1"))).Is(200)["again"].ShouldBe("1");
        (await SendAsync(owner, path, new Dictionary<string, object>(first, StringComparer.Ordinal) { ["serial"] = "T2" })).Is(422).Code.ShouldBe("inventory.contradiction");
        (await shop.ScalarAsync<long>($"select count(*) from inventory.count_scan where variant_id = '{variant}'")).ShouldBe(2);

        // Seen on the floor first and then in the bin, whichever scan arrives last.
        (await SendAsync(owner, path, await ScanAsync(variant, "T2", bin))).Is(200);
        (await SendAsync(owner, path, early)).Is(200)["again"].ShouldBe("0");
        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 1 2 -1: T1 seen, T2 left SC-D", "SC-D 1 0 1: T2 moved FLOOR"], ignoreOrder: true);
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200);
        (await StateAsync(variant)).ShouldBe("T1 FLOOR, T2 SC-D");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Two_people_who_scan_the_same_pieces_at_once_count_each_once()
    {
        var (owner, cashier, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("cashier"), await shop.StoreAsync(), await shop.NumberedAsync(206));
        var serials = Enumerable.Range(1, 12).Select(number => $"P{number:00}").ToArray();
        await ReceiveAsync(store, variant, serials[..8]);
        var path = await StartAsync(owner, store, variant);
        var sent = await Task.WhenAll(((string[])[owner, cashier]).SelectMany(token => serials[4..].Select(serial => Task.Run(async () =>
        {
            // Each is sent twice, as after a connection that broke.
            var scan = await ScanAsync(variant, serial);
            return new[] { await SendAsync(token, path, scan), await SendAsync(token, path, scan) };
        }))));
        sent.SelectMany(answers => answers).ShouldAllBe(answer => answer.Status == 200);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.count_scan where variant_id = '{variant}'")).ShouldBe(16);
        var closed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => shop.PostAsync(path + "/close", new { withoutRecount = true }, owner))));
        closed.Count(answer => answer.Status == 200).ShouldBe(1);
        (await StateAsync(variant)).ShouldBe(string.Join(", ", serials.Select((serial, index) => $"{serial} {(index < 4 ? "gone" : "FLOOR")}")));
        (await shop.OnHandAsync(store, variant)).ShouldBe(8_000);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Sales_go_on_through_a_count_and_no_piece_is_there_twice_or_taken_twice()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(207));
        var serials = Enumerable.Range(1, 40).Select(number => $"K{number:00}").ToArray();
        await ReceiveAsync(store, variant, serials);
        var path = await StartAsync(owner, store, variant);

        // The last ten were stolen; each other one is scanned and then sold, or sold at once, or scanned alone.
        var shelf = serials[..30];
        await Task.WhenAll(shelf.Select((serial, index) => Task.Run(async () =>
        {
            if (index % 3 != 1)
            {
                (await SendAsync(owner, path, await ScanAsync(variant, serial))).Is(200);
            }

            if (index % 3 != 2)
            {
                await SellAsync(store, variant, serial);
            }
        })));
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200);
        (await StateAsync(variant)).ShouldBe(string.Join(", ", serials.Select((serial, index) => $"{serial} {(index >= 30 ? "gone" : index % 3 == 2 ? "FLOOR" : "sold")}")));
        (await shop.OnHandAsync(store, variant)).ShouldBe(10_000);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task What_was_not_scanned_at_all_is_listed_and_missing_only_where_that_is_asked_for()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(208));
        var bin = await shop.BinAsync(store, "SC-E", owner);
        await ReceiveAsync(store, variant, "Z1", "Z2");
        await PostAsync(store, StockKind.Receipt, new NewStockLine(variant, 3_000, LedgerLab.Taka(30_00), bin, Serials: ["Z3", "Z4", "Z5"]));
        var path = await StartAsync(owner, store, variant);
        (await SendAsync(owner, path, await ScanAsync(variant, "Z1"), await ScanAsync(variant, "Z2"), await ScanAsync(variant, "Z5"))).Is(200);
        var missed = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/uncounted", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Single();
        missed.GetProperty("location").GetProperty("code").GetString().ShouldBe("SC-E");
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200);
        (await StateAsync(variant)).ShouldBe("Z1 FLOOR, Z2 FLOOR, Z3 SC-E, Z4 SC-E, Z5 FLOOR");
        var again = await StartAsync(owner, store, variant);
        (await SendAsync(owner, again, await ScanAsync(variant, "Z1"), await ScanAsync(variant, "Z2"), await ScanAsync(variant, "Z5"))).Is(200);
        (await shop.PostAsync(again + "/close", new { zeroUncounted = true, withoutRecount = true }, owner)).Is(200);
        (await StateAsync(variant)).ShouldBe("Z1 FLOOR, Z2 FLOOR, Z3 gone, Z4 gone, Z5 FLOOR");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_blind_count_tells_what_was_scanned_and_nothing_else()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(209));
        await ReceiveAsync(store, variant, "XYD1", "XYD2");
        await PostAsync(store, StockKind.Receipt, new NewStockLine(variant, 1_000, LedgerLab.Taka(10_00), await shop.BinAsync(store, "SC-F", owner), Serials: ["XYD3"]));
        var path = await StartAsync(owner, store, variant, blind: true);
        (await SendAsync(owner, path, await ScanAsync(variant, "XYD1"), await ScanAsync(variant, "XYD3"), await ScanAsync(variant, "XYD4"))).Is(200);
        var lines = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines", token: owner)).Is(200);
        lines.Text.ShouldNotContain("XYD2");
        lines.Text.ShouldNotContain("\"expected\"");
        lines.Json.GetProperty("items").EnumerateArray().Single().GetProperty("serials").EnumerateArray().Select(piece => piece.GetRawText()).ShouldBe(["{\"code\":\"XYD1\"}", "{\"code\":\"XYD3\"}", "{\"code\":\"XYD4\"}"]);
        (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines?off=true", token: owner)).Is(200).Text.ShouldBe(lines.Text, "that a line differs is an expectation too");
        (await shop.PostAsync(path + "/close", new { withoutRecount = true }, owner)).Is(200);
        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 3 2 1: XYD1 seen, XYD2 missing, XYD3 moved SC-F, XYD4 found", "SC-F 0 1 -1: XYD3 left FLOOR"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_wrong_with_a_scan_is_told_with_its_field_and_a_label_says_product_and_number()
    {
        var (owner, store, variant, plain) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.NumberedAsync(210), (await shop.VariantsAsync(211, 1))[0]);
        var path = await StartAsync(owner, store, variant, plain);
        (await SendAsync(owner, path, await ScanAsync(variant, null), await ScanAsync(variant, "G1", pieces: 2), await ScanAsync(variant, "G 1"), await ScanAsync(variant, "G1..G2"), await ScanAsync(plain, "G1"))).Is(400)
            .Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString() + " " + error.GetProperty("code").GetString()).ShouldBe(
            ["scans[0].serial inventory.serial_needed", "scans[1].serial inventory.serial_needed", "scans[2].serial inventory.serial_code", "scans[4].serial inventory.serial_untracked"]);
        var code = await shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variant}' and code ~ '^[0-9]{{12,14}}$' limit 1");
        var other = await shop.ScalarAsync<string>($"select lpad(code, 14, '0') from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{plain}' and code ~ '^[0-9]{{12,14}}$' limit 1");
        (await SendAsync(owner, path, await ByCodeAsync($"01{code}21G7"), await ByCodeAsync($"(01){code}(10)LOT(21)G8"), await ByCodeAsync($"]d201{other}21X1", 4))).Is(200);
        (await SendAsync(owner, path, await ByCodeAsync("(10)LOT(21)G9"), await ByCodeAsync($"(01){code}(21)"), await ByCodeAsync($"(01){code}"))).Is(400).Codes.ShouldBe(["gs1.no_item", "gs1.value"], ignoreOrder: true);
        (await LinesAsync(owner, path)).ShouldBe(["FLOOR 2 0 2: G7 found, G8 found", "FLOOR 4 0 4"], ignoreOrder: true);

        async Task<Dictionary<string, object>> ByCodeAsync(string text, int pieces = 1)
        {
            var scan = await ScanAsync(variant, null, pieces: pieces);
            scan.Remove("item");
            scan["code"] = text;
            return scan;
        }
    }

    private async Task ReceiveAsync(StoreId store, VariantId variant, params string[] serials) => await PostAsync(store, StockKind.Receipt, new NewStockLine(variant, serials.Length * 1_000, LedgerLab.Taka(serials.Length * 10_00), Serials: serials));

    private async Task SellAsync(StoreId store, VariantId variant, string serial) => await PostAsync(store, StockKind.Sale, new NewStockLine(variant, -1_000, Serials: [serial]));

    private async Task PostAsync(StoreId store, StockKind kind, NewStockLine line) =>
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, kind, line) with { Document = new DocumentRef("external", "1") }, CancellationToken.None))).Errors.ShouldBeEmpty();

    private async Task<string> StartAsync(string token, StoreId store, VariantId variant, VariantId? other = null, bool blind = false) =>
        (await shop.PostAsync("counts", new { storeId = store.Value, scope = "items", items = other is { } two ? new[] { variant.Value, two.Value } : [variant.Value], tolerance = 0, blind }, token)).Is(201).Headers.Location!.ToString()["/api/v1/inventory/".Length..];

    private async Task<Dictionary<string, object>> ScanAsync(VariantId item, string? serial, LocationId? place = null, decimal pieces = 1, DateTimeOffset? at = null)
    {
        var now = at ?? new DateTimeOffset(await shop.ScalarAsync<DateTime>("select clock_timestamp()"), TimeSpan.Zero);
        var scan = new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = ActsLab.NewId(), ["item"] = item.Value, ["quantity"] = ActsLab.Pieces(pieces), ["at"] = now };
        if (serial is not null)
        {
            scan["serial"] = serial;
        }

        if (place is { } there)
        {
            scan["location"] = there.Value;
        }

        return scan;
    }

    private Task<Answer> SendAsync(string token, string path, params object[] scans) => shop.PostAsync(path + "/scans", new { scans }, token);

    private async Task<DateTimeOffset> StartedAsync(string path) => new(await shop.ScalarAsync<DateTime>($"select started_at from inventory.stock_count where id = '{path.Split('/')[1]}'"), TimeSpan.Zero);

    /// <summary>Each line as a text: place, counted, expected, difference, and what is said of each serial number.</summary>
    private async Task<List<string>> LinesAsync(string token, string path, string query = "")
    {
        static string Value(JsonElement line, string name) => line.GetProperty(name).GetProperty("value").GetString()!;
        static string Piece(JsonElement piece) =>
            $"{piece.GetProperty("code").GetString()} {piece.GetProperty("state").GetString()}{(piece.TryGetProperty("other", out var other) && other.ValueKind == JsonValueKind.Object ? " " + other.GetProperty("code").GetString() : "")}";
        var lines = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/{path}/lines{query}", token: token)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        return lines.ConvertAll(line => $"{line.GetProperty("location").GetProperty("code").GetString()} {Value(line, "counted")} {Value(line, "expected")} {Value(line, "difference")}"
            + (line.TryGetProperty("serials", out var serials) && serials.ValueKind == JsonValueKind.Array ? ": " + string.Join(", ", serials.EnumerateArray().Select(Piece)) : ""));
    }

    private Task<string> StateAsync(VariantId variant) => shop.ScalarAsync<string>(
        $"select string_agg(serial.code || ' ' || coalesce(location.code, state), ', ' order by serial.code collate \"C\") from inventory.serial left join inventory.location on location.id = location_id where variant_id = '{variant}'");

    private Task<long> ValueAsync(StoreId store, VariantId variant) => shop.ScalarAsync<long>($"select value from inventory.stock where store_id = '{store}' and variant_id = '{variant}'");
}
