using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Purchasing;

public sealed class BillTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_bill_beyond_the_tolerance_is_accepted_by_somebody_who_may_before_it_is_posted()
    {
        var lab = await BuyLab.OfAsync(shop);
        var accountant = await shop.Http.TokenAsync("accountant");
        var bill = (await lab.SendAsync("/supplier-bills", lab.Bill(await lab.ReceivedAsync(), 12, 1_200), accountant)).Is(201).Json;
        bill.GetProperty("isWithin").GetBoolean().ShouldBeFalse();
        BuyLab.Amount(bill.GetProperty("lines")[0].GetProperty("difference")).ShouldBe(200);
        var path = $"/supplier-bills/{bill.GetProperty("bill").GetProperty("id").GetString()}";
        (await lab.SendAsync(path + "/post", token: accountant)).Is(409).Code.ShouldBe("bill.differs");
        (await lab.SendAsync(path + "/accept", new { }, accountant)).Is(403);
        (await lab.SendAsync(path + "/accept", new { note = "Samples" }, await shop.Http.TokenAsync("manager"))).Is(200).Json.GetProperty("isAccepted").GetBoolean().ShouldBeTrue();
        (await lab.SendAsync(path + "/post", token: accountant)).Is(200);
        (await lab.OwedInBooksAsync()).ShouldBe(1_200_00);
        (await shop.ScalarAsync<long>($"select received_value from purchasing.bill where supplier_id = '{lab.Supplier}'")).ShouldBe(1_000_00);
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task What_is_billed_twice_at_once_is_matched_once()
    {
        var lab = await BuyLab.OfAsync(shop);
        var receipt = await lab.ReceivedAsync();
        var bills = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            bills.Add((await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 10, 1_000))).Is(201).Json.GetProperty("bill").GetProperty("id").GetString()!);
        }

        var posted = await Task.WhenAll(bills.Select(bill => lab.SendAsync($"/supplier-bills/{bill}/post")));
        posted.Count(answer => answer.Status == 200).ShouldBe(1);
        posted.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "bill.differs");
        (await lab.OwedInBooksAsync()).ShouldBe(1_000_00);
        // The same paper is taken once, unless it was cancelled.
        (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 1, 100, number: "TWICE"))).Is(201);
        (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 1, 100, number: "TWICE"))).Is(409).Code.ShouldBe("bill.known");
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task Bad_bills_and_payments_are_told_and_nothing_is_written()
    {
        var lab = await BuyLab.OfAsync(shop);
        var (receipt, other) = (await lab.ReceivedAsync(), await BuyLab.OfAsync(shop));
        (await lab.SendAsync("/supplier-bills", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = " ", billedOn = BuyLab.Day, dueOn = "2020-11-19", vat = BuyLab.Taka(0), total = BuyLab.Taka(1), lines = Array.Empty<object>() })).Is(400)
            .Codes.ShouldBe(["bill.due", "text.required", "purchase.lines"], ignoreOrder: true);
        (await other.SendAsync("/supplier-bills", other.Bill(receipt, 10, 1_000))).Is(400).Codes.ShouldBe(["bill.receipt_line"]);
        (await lab.SendAsync("/supplier-bills", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = "X", billedOn = BuyLab.Day, vat = BuyLab.Taka(5), total = BuyLab.Taka(1_000), lines = new[] { new { receiptId = receipt, line = 1, quantity = 10, net = BuyLab.Taka(1_000) } } })).Is(400)
            .Codes.ShouldBe(["bill.total"]);
        var bill = await lab.OwedAsync();
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 1, tender: "shells"))).Is(400).Codes.ShouldBe(["payment.tender"]);
        (await other.SendAsync("/supplier-payments", other.Payment(bill, 1))).Is(400).Codes.ShouldBe(["payment.bill_unknown"]);
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 0))).Is(400).Codes.ShouldBe(["purchase.amount"]);
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 1), await shop.Http.TokenAsync("manager"))).Is(403);
        (await lab.OwedInBooksAsync()).ShouldBe(1_000_00);
    }

    [Fact]
    public async Task Goods_go_back_and_their_credit_note_lowers_what_is_owed()
    {
        var lab = await BuyLab.OfAsync(shop);
        var bill = await lab.OwedAsync(quantity: 10, price: 100, vat: 50);
        var before = await lab.OnHandAsync();
        var back = new { id = BuyLab.NewId(), supplierId = lab.Supplier, storeId = lab.Store, agreed = BuyLab.Taka(210), note = "Torn", lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 2 } } };
        var twice = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lab.SendAsync("/supplier-returns", back)));
        twice.ShouldAllBe(answer => answer.Status == 201 && answer.Text == twice[0].Text);
        (await lab.GetAsync($"/supplier-returns/{back.id}")).Is(200).Text.ShouldBe(twice[0].Text);
        (await lab.GetAsync($"/supplier-returns?supplier={lab.Supplier}&credited=no")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await lab.OnHandAsync()).ShouldBe(before - 2);
        await lab.AllIsWellAsync();

        object Credit(decimal net, Guid? id = null, decimal settle = 0, string paper = "CN-1") => new
        {
            id = id ?? BuyLab.NewId(), supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = paper, net = BuyLab.Taka(net), vat = BuyLab.Taka(10), returnId = back.id, settles = settle == 0 ? null : new[] { new { billId = bill, amount = BuyLab.Taka(settle) } },
        };
        (await lab.SendAsync("/supplier-credits", Credit(200, settle: 211))).Is(409).Code.ShouldBe("credit.over");
        var entered = Credit(200, BuyLab.NewId(), settle: 100);
        var same = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lab.SendAsync("/supplier-credits", entered)));
        same.ShouldAllBe(answer => answer.Status == 201 && answer.Text == same[0].Text);
        var credit = same[0].Json.GetProperty("credit");
        BuyLab.Amount(credit.GetProperty("left")).ShouldBe(110);
        same[0].Json.GetProperty("settled").GetArrayLength().ShouldBe(1);
        (await lab.SendAsync("/supplier-credits", Credit(200))).Is(409).Codes.ShouldBe(["credit.known"]);
        (await lab.SendAsync("/supplier-credits", Credit(200, paper: " cn - 1"))).Is(409).Codes.ShouldBe(["credit.known"], "the same paper, typed in another way");
        (await lab.SendAsync("/supplier-credits", Credit(200, paper: "CN-2"))).Is(409).Code.ShouldBe("credit.return_credited");
        (await lab.OwedInBooksAsync()).ShouldBe(840_00);

        // What is left is used at once by several, and never more than there is.
        var used = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => lab.SendAsync($"/supplier-credits/{credit.GetProperty("id").GetString()}/apply", new { settles = new[] { new { billId = bill, amount = BuyLab.Taka(50) } } })));
        used.Count(answer => answer.Status == 200).ShouldBe(2);
        used.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "credit.over");
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 850.01m))).Is(409).Code.ShouldBe("payment.over");
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 850))).Is(201);
        (await lab.OwedInBooksAsync()).ShouldBe(-10_00);
        BuyLab.Amount((await lab.GetAsync($"/suppliers/{lab.Supplier}/statement")).Json.GetProperty("owed")).ShouldBe(-10);
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task Every_falsification_is_found_by_its_check_and_named()
    {
        var lab = await BuyLab.OfAsync(shop);
        var bill = await lab.OwedAsync();
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 400))).Is(201);
        await lab.ReceivedAsync();
        await lab.AllIsWellAsync();
        foreach (var (wrong, right, names) in ((string, string, string[])[])
            [
                ($"update purchasing.bill set paid = paid + 1 where id = '{bill}'", $"update purchasing.bill set paid = paid - 1 where id = '{bill}'", ["purchasing.settlements"]),
                ($"update purchasing.bill set net = net + 1, total = total + 1 where id = '{bill}'", $"update purchasing.bill set net = net - 1, total = total - 1 where id = '{bill}'", ["purchasing.payables"]),
                ($"update purchasing.payment set amount = amount + 1 where supplier_id = '{lab.Supplier}'", $"update purchasing.payment set amount = amount - 1 where supplier_id = '{lab.Supplier}'", ["purchasing.payables", "purchasing.settlements"]),
                ("update purchasing.order_line set received = received + 1 where received > 0", "update purchasing.order_line set received = received - 1 where received > 1", ["purchasing.receipts"]),
                ("update purchasing.receipt_line set billed_value = billed_value - 1 where billed_value > 0", "update purchasing.receipt_line set billed_value = billed_value + 1 where billed_value > 0", ["purchasing.goods_received", "purchasing.receipts"]),
                ("update purchasing.receipt set value = value + 1", "update purchasing.receipt set value = value - 1", ["purchasing.receipts"]),
            ])
        {
            await FalsifyAsync(wrong);
            (await RedAsync()).ShouldBe(names, ignoreOrder: true, wrong);
            await FalsifyAsync(right);
        }

        await lab.AllIsWellAsync();
    }

    private async Task<IReadOnlyList<string>> RedAsync() =>
        [.. (await shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None)).Results.Where(result => !result.Ok).Select(result => result.Name)];

    private Task FalsifyAsync(string sql)
    {
        var table = sql.Split(' ')[1];
        return shop.ExecuteAsync($"alter table {table} disable trigger user; {sql}; alter table {table} enable trigger user");
    }
}
