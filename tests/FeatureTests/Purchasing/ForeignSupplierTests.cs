using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;
using static Aisle.FeatureTests.Purchasing.ForeignLab;

namespace Aisle.FeatureTests.Purchasing;

public sealed class ForeignSupplierTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_ordered_in_dollars_comes_is_billed_and_paid_at_a_rate_each_and_ends_at_nothing()
    {
        var lab = await OfAsync(shop, "USD");
        var order = (await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[0].Value, packs = 10, price = lab.Of(12.35m) } } })).Is(201).Json.GetProperty("order");
        Text(order.GetProperty("total")).ShouldBe("123.50 USD");
        var path = $"/purchase-orders/{order.GetProperty("id").GetString()}";
        (await lab.SendAsync(path + "/approve", new { })).Is(409).Code.ShouldBe("purchase.own_approval", "nobody can tell what it is worth");
        (await shop.Http.SendAsync("POST", "/api/v1" + path + "/approve", new { }, await shop.Http.TokenAsync("manager"))).Is(200);
        (await lab.SendAsync(path + "/send", new { })).Is(200);

        var receipt = BuyLab.NewId();
        var came = (await lab.SendAsync(path + "/receive", new { id = receipt, rate = "120.10", lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 10 } } })).Is(201).Json;
        var head = came.GetProperty("receipt");
        (Text(head.GetProperty("value")), Text(head.GetProperty("amount")), head.GetProperty("rate").GetString()).ShouldBe(("14832.35 BDT", "123.50 USD", "120.1"));
        var line = came.GetProperty("lines")[0];
        (Text(line.GetProperty("price")), Text(line.GetProperty("value")), Text(line.GetProperty("amount")), Text(line.GetProperty("open"))).ShouldBe(("12.35 USD", "14832.35 BDT", "123.50 USD", "123.50 USD"));
        (await lab.MovedAsync(receipt)).ShouldBe("inventory<goods_received 1483235");

        // 0.75 more is asked, which is within the 100 taka that a line may differ by; the rate has gone up by 1.45.
        var entered = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 10, 124.25m, "121.55", vat: 6.25m))).Is(201).Json;
        entered.GetProperty("isWithin").GetBoolean().ShouldBeTrue();
        Text(entered.GetProperty("lines")[0].GetProperty("difference")).ShouldBe("0.75 USD");
        var bill = entered.GetProperty("bill").GetProperty("id").GetString()!;
        var posted = (await lab.SendAsync($"/supplier-bills/{bill}/post")).Is(200).Json;
        var booked = posted.GetProperty("bill");
        (booked.GetProperty("rate").GetString(), Text(booked.GetProperty("bookedNet")), Text(booked.GetProperty("bookedVat")), Text(booked.GetProperty("bookedTotal")), Text(booked.GetProperty("bookedOwed")), Text(booked.GetProperty("owed")))
            .ShouldBe(("121.55", "15102.59 BDT", "759.69 BDT", "15862.28 BDT", "15862.28 BDT", "130.50 USD"));
        (Text(posted.GetProperty("priceDifference")), Text(posted.GetProperty("exchangeDifference"))).ShouldBe(("91.16 BDT", "179.08 BDT"));
        (await lab.MovedAsync(bill)).ShouldBe("goods_received<payable 1483235; price_variance<payable 9116; vat_input<payable 75969; exchange_difference<payable 17908");
        (await lab.OwedInBooksAsync()).ShouldBe(15_862_28);

        var first = (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 50, "122"))).Is(201).Json;
        (Text(first.GetProperty("amount")), Text(first.GetProperty("paid")), Text(first.GetProperty("settled"))).ShouldBe(("50.00 USD", "6100.00 BDT", "6077.50 BDT"));
        (await lab.MovedAsync(first.GetProperty("id").GetString()!)).ShouldBe("payable<bank 607750; exchange_difference<bank 2250");
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 80.51m, "121"))).Is(409).Code.ShouldBe("payment.over");
        var standing = (await lab.GetAsync($"/suppliers/{lab.Supplier}/statement")).Is(200).Json;
        (Text(standing.GetProperty("owed")), Text(standing.GetProperty("booked"))).ShouldBe(("80.50 USD", "9784.78 BDT"));
        standing.GetProperty("lines").EnumerateArray().Select(one => $"{Text(one.GetProperty("amount"))}, {Text(one.GetProperty("balance"))}, {Text(one.GetProperty("booked"))}, {Text(one.GetProperty("bookedBalance"))}")
            .ShouldBe(["-50.00 USD, 80.50 USD, -6077.50 BDT, 9784.78 BDT", "130.50 USD, 130.50 USD, 15862.28 BDT, 15862.28 BDT"]);

        (await lab.MovedAsync(await lab.PayAsync(bill, 80.50m, "121"))).ShouldBe("payable<bank 974050; payable<exchange_difference 4428");
        (await lab.OwedInBooksAsync()).ShouldBe(0);
        (await lab.ExchangeAsync()).ShouldBe(179_08 + 22_50 - 44_28);
        var read = (await lab.GetAsync($"/supplier-bills/{bill}")).Is(200).Json;
        (Text(read.GetProperty("bill").GetProperty("owed")), Text(read.GetProperty("bill").GetProperty("bookedOwed"))).ShouldBe(("0.00 USD", "0.00 BDT"));
        read.GetProperty("settled").EnumerateArray().Select(one => Text(one.GetProperty("booked"))).ShouldBe(["6077.50 BDT", "9784.78 BDT"]);
        await WellAsync();
    }

    [Fact]
    public async Task Parts_that_round_badly_end_at_nothing_however_they_are_paid()
    {
        var lab = await OfAsync(shop, "SEK");
        var bill = await lab.OwedAsync(10, "0.33333333");
        foreach (var (part, owed) in ((decimal, long)[])[(3.33m, 2_22), (3.33m, 1_11), (3.33m, 0), (0.01m, 0)])
        {
            (await lab.SendAsync("/supplier-payments", lab.Payment(bill, part, "0.4"))).Status.ShouldBe(part == 0.01m ? 400 : 201, "nothing is paid in the books");
            (await lab.OwedInBooksAsync()).ShouldBe(owed);
        }

        await lab.PayAsync(bill, 0.01m, "1");
        (await lab.OwedInBooksAsync()).ShouldBe(0);

        // Many at once, each a part of three bills: never more than is owed, and nothing is left in the end.
        var bills = new List<string>();
        foreach (var price in (decimal[])[7.77m, 100.01m, 3.5m])
        {
            bills.Add(await lab.OwedAsync(price, "11.3771"));
        }

        var random = new Random(7);
        var paid = await Task.WhenAll(Enumerable.Range(0, 24).Select(step => lab.SendAsync("/supplier-payments", lab.Payment(bills[step % 3], random.Next(1, 400) / 100m, $"{10 + step}.{step}7"))));
        paid.ShouldAllBe(answer => answer.Status == 201 || answer.Code == "payment.over");
        foreach (var one in bills)
        {
            var rest = Amount((await lab.GetAsync($"/supplier-bills/{one}")).Json.GetProperty("bill").GetProperty("owed"));
            if (rest > 0)
            {
                await lab.PayAsync(one, rest, rate: null);
            }
        }

        (await lab.OwedInBooksAsync()).ShouldBe(0);
        await WellAsync();
    }

    [Fact]
    public async Task Goods_go_back_and_their_credit_note_is_used_at_another_rate()
    {
        var lab = await OfAsync(shop, "EUR");
        var bill = await lab.BilledAsync(await lab.ArriveAsync(10, 10, "120"), 10, 100, "121");
        (await lab.OwedInBooksAsync()).ShouldBe(12_100_00);
        var sent = (await lab.SendAsync("/supplier-returns", new { supplierId = lab.Supplier, storeId = lab.Store, agreed = lab.Of(20), rate = "122", lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 2 } } })).Is(201).Json.GetProperty("return");
        (Text(sent.GetProperty("agreed")), Text(sent.GetProperty("booked")), sent.GetProperty("worth").GetProperty("currency").GetString()).ShouldBe(("20.00 EUR", "2440.00 BDT", "BDT"));
        await WellAsync();

        object Credit(string paper, decimal net, string? rate, object? settles = null, string? returned = null, decimal vat = 0) =>
            new { id = BuyLab.NewId(), supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = paper, net = lab.Of(net), vat = lab.Of(vat), rate, returnId = returned, settles };
        var credit = (await lab.SendAsync("/supplier-credits", Credit("C-1", 20, "123", returned: sent.GetProperty("id").GetString(), vat: 1))).Is(201).Json.GetProperty("credit");
        (Text(credit.GetProperty("total")), Text(credit.GetProperty("bookedTotal")), Text(credit.GetProperty("bookedLeft")), credit.GetProperty("rate").GetString()).ShouldBe(("21.00 EUR", "2583.00 BDT", "2583.00 BDT", "123"));
        var id = credit.GetProperty("id").GetString()!;
        (await lab.MovedAsync(id)).ShouldBe("payable<goods_received 244000; payable<vat_input 12300; payable<exchange_difference 2000");
        (await lab.OwedInBooksAsync()).ShouldBe(9_517_00);
        await WellAsync();

        // 15 of 21 are 1845 of the note, and 1815 of the bill, which is booked lower.
        (await lab.SendAsync($"/supplier-credits/{id}/apply", new { settles = new[] { new { billId = bill, amount = lab.Of(15) } } })).Is(200);
        (await lab.MovedAsync(id)).ShouldEndWith("; exchange_difference<payable 3000");
        (await lab.SendAsync($"/supplier-credits/{id}/apply", new { settles = new[] { new { billId = bill, amount = lab.Of(6.01m) } } })).Is(409).Code.ShouldBe("credit.over");
        var used = (await lab.SendAsync($"/supplier-credits/{id}/apply", new { settles = new[] { new { billId = bill, amount = lab.Of(6) } } })).Is(200).Json;
        (Text(used.GetProperty("credit").GetProperty("left")), Text(used.GetProperty("credit").GetProperty("bookedLeft")), Text(used.GetProperty("settled")[0].GetProperty("booked"))).ShouldBe(("0.00 EUR", "0.00 BDT", "2541.00 BDT"));
        (await lab.OwedInBooksAsync()).ShouldBe(9_559_00);
        await WellAsync();

        // An allowance set against the bill at once, in one entry; then the rest is paid.
        var allowed = (await lab.SendAsync("/supplier-credits", Credit("C-2", 9, "119.5", new[] { new { billId = bill, amount = lab.Of(4) } }))).Is(201).Json.GetProperty("credit");
        (await lab.MovedAsync(allowed.GetProperty("id").GetString()!)).ShouldBe("payable<price_variance 107550; payable<exchange_difference 600");
        (await lab.OwedInBooksAsync()).ShouldBe(9_559_00 - 1_075_50 - 6_00);
        (await lab.SendAsync($"/supplier-credits/{allowed.GetProperty("id").GetString()}/apply", new { settles = new[] { new { billId = bill, amount = lab.Of(5) } } })).Is(200);
        await lab.PayAsync(bill, 70, "120");
        (await lab.OwedInBooksAsync()).ShouldBe(0);
        BuyLab.Amount((await lab.GetAsync($"/suppliers/{lab.Supplier}/statement")).Json.GetProperty("booked")).ShouldBe(0);
        await WellAsync();
    }

    [Fact]
    public async Task Only_the_difference_in_price_is_taken_into_stock_and_a_price_put_right_is_billed_so()
    {
        var lab = await OfAsync(shop, "GBP");
        var dear = await lab.ArriveAsync(10, 10, "150");
        var bill = await lab.BilledAsync(dear, 10, 110, "160");
        (await lab.MovedAsync(bill)).ShouldBe("goods_received<payable 1500000; price_variance<payable 160000; exchange_difference<payable 100000");
        var taken = (await lab.SendAsync($"/supplier-bills/{bill}/into-stock")).Is(200).Json;
        Text(taken.GetProperty("costs")[0].GetProperty("amount")).ShouldBe("1600.00 BDT");

        // 2.00 a unit were forgotten when it came: 3000 taka for ten, at the rate of the receipt.
        var cheap = await lab.ArriveAsync(10, 8, "150");
        (await lab.SendAsync($"/goods-receipts/{cheap}/costs", new { kind = "price", lines = new[] { new { line = 1, amount = BuyLab.Taka(3_000) } } })).Is(201);
        Text((await lab.GetAsync($"/goods-receipts/{cheap}")).Is(200).Json.GetProperty("lines")[0].GetProperty("open")).ShouldBe("100.00 GBP");
        var right = (await lab.SendAsync("/supplier-bills", lab.Bill(cheap, 10, 100, "150"))).Is(201).Json;
        right.GetProperty("isWithin").GetBoolean().ShouldBeTrue();
        Text(right.GetProperty("lines")[0].GetProperty("difference")).ShouldBe("0.00 GBP");
        var id = right.GetProperty("bill").GetProperty("id").GetString()!;
        (await lab.SendAsync($"/supplier-bills/{id}/post")).Is(200);
        (await lab.MovedAsync(id)).ShouldBe("goods_received<payable 1500000");

        // All of its price taken back, and it costs nothing any more.
        var free = await lab.ArriveAsync(3, 0.33m, "149.99");
        var worth = BuyLab.Amount((await lab.GetAsync($"/goods-receipts/{free}")).Json.GetProperty("receipt").GetProperty("value"));
        (await lab.SendAsync($"/goods-receipts/{free}/costs", new { kind = "price", lines = new[] { new { line = 1, amount = BuyLab.Taka(-worth) } } })).Is(201);
        Text((await lab.GetAsync($"/goods-receipts/{free}")).Json.GetProperty("lines")[0].GetProperty("open")).ShouldBe("0.00 GBP");
        (await lab.SendAsync($"/goods-receipts/{free}/costs", new { kind = "freight", amount = BuyLab.Taka(7), spread = "quantity" })).Is(201);
        await WellAsync();
    }

    [Fact]
    public async Task What_lines_of_a_bill_ask_more_leaves_the_price_difference_whole()
    {
        var lab = await OfAsync(shop, "NZD");
        var came = (await lab.SendAsync("/goods-receipts", new { supplierId = lab.Supplier, storeId = lab.Store, rate = "96.5", lines = lab.Variants.Select(variant => new { variantId = variant.Value, quantity = 3, price = lab.Of(3.33m) }).ToArray() })).Is(201).Json.GetProperty("receipt").GetProperty("id").GetString();
        var lines = Enumerable.Range(1, 3).Select(line => new { receiptId = came, line, quantity = 3, net = lab.Of(10.00m) }).ToArray();
        var bill = (await lab.SendAsync("/supplier-bills", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = "N-1", billedOn = BuyLab.Day, rate = "97.77777", vat = lab.Of(0), total = lab.Of(30), lines })).Is(201).Json.GetProperty("bill").GetProperty("id").GetString()!;
        (await lab.SendAsync($"/supplier-bills/{bill}/post")).Is(200);
        // 0.01 more a line are 0.98 each; the rest of 2933.33 beyond the 2892.10 that came is by the rate.
        (await lab.MovedAsync(bill)).ShouldBe("goods_received<payable 289210; price_variance<payable 294; exchange_difference<payable 3829");
        var taken = (await lab.SendAsync($"/supplier-bills/{bill}/into-stock")).Is(200).Json.GetProperty("costs")[0];
        Text(taken.GetProperty("amount")).ShouldBe("2.94 BDT");
        await WellAsync();
    }

    [Fact]
    public async Task Every_falsification_of_what_is_booked_is_found_and_named()
    {
        var lab = await OfAsync(shop, "INR");
        var bill = await lab.BilledAsync(await lab.ArriveAsync(4, 25, "1.4"), 4, 100, "1.45");
        await lab.PayAsync(bill, 40, "1.5");
        var credit = (await lab.SendAsync("/supplier-credits", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = "I-1", net = lab.Of(30), vat = lab.Of(0), rate = "1.3", settles = new[] { new { billId = bill, amount = lab.Of(10) } } })).Is(201).Json.GetProperty("credit").GetProperty("id").GetString();
        await WellAsync();
        var theirs = $"supplier_id = '{lab.Supplier}'";
        foreach (var (table, change, back, where, names) in ((string, string, string, string, string[])[])
            [
                ("bill", "booked_net = booked_net + 1, booked_total = booked_total + 1", "booked_net = booked_net - 1, booked_total = booked_total - 1", theirs, ["purchasing.payables"]),
                ("bill", "booked_settled = booked_settled + 1", "booked_settled = booked_settled - 1", theirs, ["purchasing.settlements"]),
                ("payment", "settled = settled + 1", "settled = settled - 1", theirs, ["purchasing.payables", "purchasing.settlements"]),
                ("credit", "booked_net = booked_net + 1, booked_total = booked_total + 1", "booked_net = booked_net - 1, booked_total = booked_total - 1", theirs, ["purchasing.payables"]),
                ("credit", "booked_used = booked_used + 1", "booked_used = booked_used - 1", theirs, ["purchasing.settlements"]),
                ("settlement", "booked_source = booked_source + 1", "booked_source = booked_source - 1", $"source_id = '{credit}'", ["purchasing.payables", "purchasing.settlements"]),
                ("receipt", "amount = amount + 1", "amount = amount - 1", theirs, ["purchasing.receipts"]),
                ("receipt_line", "billed_amount = billed_amount - 1", "billed_amount = billed_amount + 1", $"receipt_id in (select id from purchasing.receipt where {theirs})", ["purchasing.receipts"]),
            ])
        {
            await FalsifyAsync(table, change, where);
            (await ProofAsync()).Results.Where(result => !result.Ok).Select(result => result.Name).ShouldBe(names, ignoreOrder: true, $"{table}: {change}");
            await FalsifyAsync(table, back, where);
        }

        await WellAsync();

        Task FalsifyAsync(string table, string change, string where) =>
            shop.ExecuteAsync($"alter table purchasing.{table} disable trigger user; update purchasing.{table} set {change} where {where}; alter table purchasing.{table} enable trigger user");
    }

    [Fact]
    public async Task Yen_have_no_minor_unit_and_dinars_three_digits()
    {
        var yen = await OfAsync(shop, "JPY");
        var receipt = await yen.ArriveAsync(3, 1_001, "0.81250001");
        Text((await yen.GetAsync($"/goods-receipts/{receipt}")).Json.GetProperty("receipt").GetProperty("value")).ShouldBe("2439.94 BDT");
        (await yen.SendAsync("/goods-receipts", new { supplierId = yen.Supplier, storeId = yen.Store, rate = "0.8", lines = new[] { new { variantId = yen.Variants[0].Value, quantity = 1, price = new { amount = "1.5", currency = "JPY" } } } })).Status.ShouldBe(400);
        var bill = await yen.BilledAsync(receipt, 3, 3_003, "0.82");
        (await yen.MovedAsync(bill)).ShouldBe("goods_received<payable 243994; exchange_difference<payable 2252");
        await yen.PayAsync(bill, 1, "0.8");
        await yen.PayAsync(bill, 3_002, "0.83");
        (await yen.OwedInBooksAsync()).ShouldBe(0);

        var dinar = await OfAsync(shop, "KWD");
        var came = await dinar.ArriveAsync(3, 1.255m, "398.755");
        Text((await dinar.GetAsync($"/goods-receipts/{came}")).Json.GetProperty("receipt").GetProperty("amount")).ShouldBe("3.765 KWD");
        Text((await dinar.GetAsync($"/goods-receipts/{came}")).Json.GetProperty("receipt").GetProperty("value")).ShouldBe("1501.31 BDT");
        var owed = await dinar.BilledAsync(came, 3, 3.765m, rate: null);
        (await dinar.MovedAsync(owed)).ShouldBe("goods_received<payable 150131");
        await dinar.PayAsync(owed, 0.001m, rate: null);
        await dinar.PayAsync(owed, 3.764m, "400");
        (await dinar.OwedInBooksAsync()).ShouldBe(0);
        await WellAsync();
    }

    [Fact]
    public async Task The_worth_of_lines_is_that_of_the_receipt_to_the_last_poisha()
    {
        var lab = await OfAsync(shop, "CHF");
        foreach (var rate in (string[])["0.01", "0.00333333", "137.77777777"])
        {
            var made = (await lab.SendAsync("/goods-receipts", new { supplierId = lab.Supplier, storeId = lab.Store, rate, confirmRate = true, lines = lab.Variants.Select(variant => new { variantId = variant.Value, quantity = 1, price = lab.Of(3.35m) }).ToArray() })).Is(201).Json;
            made.GetProperty("lines").EnumerateArray().Sum(line => Amount(line.GetProperty("value"))).ShouldBe(Amount(made.GetProperty("receipt").GetProperty("value")));
            Amount(made.GetProperty("receipt").GetProperty("value")).ShouldBe(decimal.Round(10.05m * decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture), 2, MidpointRounding.ToEven));
        }

        await WellAsync();
    }

    private async Task WellAsync() => (await ProofAsync()).Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty();

    private Task<VerifyRun> ProofAsync() => shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None);
}
