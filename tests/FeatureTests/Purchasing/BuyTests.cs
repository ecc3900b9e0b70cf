using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

public sealed class BuyTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_ordered_comes_is_billed_and_paid_in_stock_and_in_the_books()
    {
        var lab = await BuyLab.OfAsync(shop);
        var before = await lab.OnHandAsync();
        var made = (await lab.SendAsync("/purchase-orders", lab.Order(packs: 5, price: 1_200, packUnits: 12))).Is(201);
        var order = made.Json.GetProperty("order");
        order.GetProperty("number").GetString()!.ShouldMatch(@"^PO-S1-\d{4}-\d{6}$");
        BuyLab.Amount(order.GetProperty("total")).ShouldBe(6_000);
        var path = $"/purchase-orders/{order.GetProperty("id").GetString()}";
        (await lab.SendAsync(path + "/approve", new { })).Is(200);
        (await lab.SendAsync(path + "/send", new { })).Is(200).Json.GetProperty("order").GetProperty("sentHow").GetString().ShouldBe("hand");

        // 24 of 60 come, then 30 with 6 damaged, then the rest.
        var receipts = new List<Guid>();
        foreach (var (came, damaged, state) in ((decimal, decimal, string)[])[(24, 0, "partReceived"), (30, 6, "partReceived"), (6, 0, "received")])
        {
            receipts.Add(BuyLab.NewId());
            (await lab.SendAsync(path + "/receive", lab.Came(came, receipts[^1], damaged: damaged))).Is(201);
            (await lab.GetAsync(path)).Is(200).Json.GetProperty("order").GetProperty("state").GetString().ShouldBe(state);
        }

        (await lab.OnHandAsync()).ShouldBe(before + 60);
        (await shop.ScalarAsync<long>($"select sum(line.amount)::bigint from ledger.line join ledger.entry on entry.key = line.entry_key where entry.document_type = 'goods_receipt' and entry.document_id = any (array['{string.Join("','", receipts)}'])")).ShouldBe(6_000_00);
        (await lab.SendAsync(path + "/close", new { note = "All here" })).Is(200);

        // One bill of all three, within the tolerance; VAT on top.
        var lines = receipts.Zip((decimal[])[24, 30, 6], (receipt, units) => new { receiptId = receipt, line = 1, quantity = units, net = BuyLab.Taka(units * 100 + (units == 30 ? 10 : 0)) }).ToArray();
        var bill = (await lab.SendAsync("/supplier-bills", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = "INV-1", billedOn = BuyLab.Day, lines, vat = BuyLab.Taka(300), total = BuyLab.Taka(6_310) })).Is(201).Json;
        bill.GetProperty("isWithin").GetBoolean().ShouldBeTrue();
        BuyLab.Amount(bill.GetProperty("lines")[1].GetProperty("difference")).ShouldBe(10);
        bill.GetProperty("bill").GetProperty("dueOn").GetString().ShouldBe(DateOnly.ParseExact(BuyLab.Day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        var billId = bill.GetProperty("bill").GetProperty("id").GetString()!;
        (await lab.SendAsync("/supplier-payments", lab.Payment(billId, 1))).Is(400).Codes.ShouldBe(["payment.bill_open"]);
        (await lab.SendAsync($"/supplier-bills/{billId}/post")).Is(200);
        (await lab.SendAsync($"/supplier-bills/{billId}/post")).Is(409).Code.ShouldBe("bill.state");
        (await lab.OwedInBooksAsync()).ShouldBe(6_310_00);

        (await lab.SendAsync("/supplier-payments", lab.Payment(billId, 310, tender: "cash"))).Is(201)["number"].ShouldStartWith("SP-S1-");
        (await lab.SendAsync("/supplier-payments", lab.Payment(billId, 6_000.01m))).Is(409).Code.ShouldBe("payment.over");
        (await lab.SendAsync("/supplier-payments", lab.Payment(billId, 6_000))).Is(201);
        (await lab.OwedInBooksAsync()).ShouldBe(0);
        var standing = (await lab.GetAsync($"/suppliers/{lab.Supplier}/statement")).Is(200).Json;
        BuyLab.Amount(standing.GetProperty("owed")).ShouldBe(0);
        standing.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("document").GetProperty("type").GetString()} {BuyLab.Amount(line.GetProperty("amount")):0} {BuyLab.Amount(line.GetProperty("balance")):0}").ShouldBe(
            ["supplier_payment -6000 0", "supplier_payment -310 6000", "supplier_bill 6310 6310"], "one line of each document, the newest first");
        (await lab.GetAsync($"/supplier-bills/{billId}")).Is(200).Json.GetProperty("settled").GetArrayLength().ShouldBe(2);
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task A_receipt_sent_twice_at_once_is_taken_once_and_two_add_up()
    {
        var lab = await BuyLab.OfAsync(shop);
        var (order, id, before) = (await lab.SentAsync(packs: 100), BuyLab.NewId(), await lab.OnHandAsync());
        var path = $"/purchase-orders/{order}/receive";
        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lab.SendAsync(path, lab.Came(10, id))));
        same.ShouldAllBe(answer => answer.Status == 201);
        same.Select(answer => answer.Text).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await lab.OnHandAsync()).ShouldBe(before + 10);
        (await lab.SendAsync(path, lab.Came(11, id))).Is(422).Code.ShouldBe("purchase.contradiction");

        var different = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => lab.SendAsync(path, lab.Came(10))));
        different.ShouldAllBe(answer => answer.Status == 201);
        (await lab.OnHandAsync()).ShouldBe(before + 100);
        (await lab.GetAsync($"/purchase-orders/{order}")).Json.GetProperty("order").GetProperty("state").GetString().ShouldBe("received");
        // The same without an order.
        var body = new { id = BuyLab.NewId(), supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[1].Value, quantity = 3, price = BuyLab.Taka(7) } } };
        var twins = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => lab.SendAsync("/goods-receipts", body)));
        twins.ShouldAllBe(answer => answer.Status == 201);
        twins.Select(answer => answer.Text).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        // Numbers have no gap, however many take them at once.
        (await shop.ScalarAsync<bool>("select bool_and(last = (select count(*) from purchasing.receipt where store_id = number.store_id)) from platform.document_number number where series = 'GR'")).ShouldBeTrue();
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task Serial_numbers_and_lots_come_with_the_goods_and_a_fault_names_its_line()
    {
        var lab = await BuyLab.OfAsync(shop);
        var numbered = (await shop.VariantsAsync(300, 1))[0];
        (await shop.Http.SendAsync("PUT", $"/api/v1/inventory/items/{numbered}", new { tracking = "serial", valuation = "average" }, lab.Owner, ("If-Match", "\"1\""))).Is(200);

        (await CameAsync(["SN1"], "L-1")).Is(400).Codes.ShouldBe(["inventory.serial_needed"]);
        (await CameAsync(["SN1", "SN1"], "L-1")).Is(400).Text.ShouldContain("\"lines[0].serials\"");
        (await CameAsync(["SN1", "SN2"], "কখ")).Is(400).Text.ShouldContain("\"lines[2].lot\"");
        (await CameAsync(["SN1", "SN2"], "L-1")).Is(201);
        (await shop.ScalarAsync<string>($"select string_agg(code || ' ' || state, ', ' order by code) from inventory.serial where variant_id = '{numbered}'")).ShouldBe("SN1 stock, SN2 stock");
        // Two lines of one lot are of one lot.
        (await shop.ScalarAsync<long>($"select count(*) from inventory.lot where variant_id = '{lab.Variants[1]}' and code = 'L-1'")).ShouldBe(1);
        (await shop.ScalarAsync<long>($"select (sum(on_hand) / 1000)::bigint from inventory.balance join inventory.lot on lot.id = lot_id where balance.variant_id = '{lab.Variants[1]}' and code = 'L-1'")).ShouldBe(7);
        (await CameAsync(["SN2", "SN3"], "L-1")).Is(409).Codes.ShouldBe(["inventory.serial_there"]);

        // And they go back by them.
        (await BackAsync(null)).Is(400).Text.ShouldContain("\"lines[0].serials\"");
        (await BackAsync(["SN2", "SN2"])).Is(400).Codes.ShouldBe(["inventory.serial_twice"]);
        (await BackAsync(["SN9"])).Is(409).Text.ShouldContain("\"lines[0].serials\"");
        (await BackAsync(["SN2"])).Is(201);
        (await BackAsync(["SN2"])).Is(409).Codes.ShouldBe(["inventory.serial_unknown"]);
        (await shop.ScalarAsync<string>($"select string_agg(code || ' ' || state, ', ' order by code) from inventory.serial where variant_id = '{numbered}'")).ShouldBe("SN1 stock, SN2 returned");
        await lab.AllIsWellAsync();

        Task<Answer> BackAsync(string[]? serials) =>
            lab.SendAsync("/supplier-returns", new { id = BuyLab.NewId(), supplierId = lab.Supplier, storeId = lab.Store, agreed = BuyLab.Taka(5), lines = new[] { new { variantId = numbered.Value, quantity = 1, serials } } });

        Task<Answer> CameAsync(string[] serials, string lot) => lab.SendAsync("/goods-receipts", new
        {
            id = BuyLab.NewId(), supplierId = lab.Supplier, storeId = lab.Store,
            lines = new object[]
            {
                new { variantId = numbered.Value, quantity = 2, price = BuyLab.Taka(5), serials }, new { variantId = lab.Variants[1].Value, quantity = 3, price = BuyLab.Taka(7), lot = "L-1" },
                new { variantId = lab.Variants[1].Value, quantity = 4, price = BuyLab.Taka(7), lot },
            },
        });
    }

    [Fact]
    public async Task However_many_pay_at_once_no_more_is_paid_than_is_owed()
    {
        var lab = await BuyLab.OfAsync(shop);
        var bill = await lab.OwedAsync(quantity: 10, price: 100);
        var paid = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lab.SendAsync("/supplier-payments", lab.Payment(bill, 300))));
        paid.Count(answer => answer.Status == 201).ShouldBe(3);
        paid.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Code == "payment.over");
        (await lab.OwedInBooksAsync()).ShouldBe(100_00);
        var id = BuyLab.NewId();
        var same = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => lab.SendAsync("/supplier-payments", lab.Payment(bill, 100, id))));
        same.ShouldAllBe(answer => answer.Status == 201);
        (await lab.OwedInBooksAsync()).ShouldBe(0);
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 99, id))).Is(422).Code.ShouldBe("purchase.contradiction");
        await lab.AllIsWellAsync();
    }
}
