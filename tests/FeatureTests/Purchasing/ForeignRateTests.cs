using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Purchasing;

public sealed class ForeignRateTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly string[] _wrong = ["0", "-1", "abc", "", "1e3", "0.000000001", "1000000000.00000001", "1000000001", "99999999999999999999999", "১২০"];

    [Fact]
    public async Task A_rate_is_needed_until_one_was_used_and_no_other_than_a_rate_is_taken()
    {
        var lab = await ForeignLab.OfAsync(shop, "NOK");
        (await lab.SendAsync("/goods-receipts", lab.Came(BuyLab.NewId(), 1, 10, rate: null))).Is(400).Codes.ShouldBe(["purchase.rate_needed"]);
        (await lab.SendAsync("/supplier-returns", Return(lab, rate: null))).Is(400).Codes.ShouldBe(["purchase.return_not_supplied", "purchase.rate_needed"]);
        (await lab.SendAsync("/supplier-credits", Credit(lab, rate: null))).Is(400).Codes.ShouldBe(["purchase.rate_needed"]);
        foreach (var rate in _wrong)
        {
            var answer = (await lab.SendAsync("/goods-receipts", lab.Came(BuyLab.NewId(), 1, 10, rate))).Is(400, rate);
            answer.Codes.ShouldBe(["purchase.rate"], rate);
            (await lab.SendAsync("/supplier-returns", Return(lab, rate))).Is(400, rate).Codes.ShouldBe(["purchase.return_not_supplied", "purchase.rate"]);
            (await lab.SendAsync("/supplier-credits", Credit(lab, rate))).Is(400, rate).Codes.ShouldBe(["purchase.rate"]);
        }

        (await lab.SendAsync("/goods-receipts", new { supplierId = lab.Supplier, storeId = lab.Store, rate = 12, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1, price = lab.Of(1) } } })).Status.ShouldBe(400);
        (await shop.ScalarAsync<long>($"select count(*) from purchasing.receipt where supplier_id = '{lab.Supplier}'")).ShouldBe(0);
        (await shop.ScalarAsync<long>($"select count(*) from purchasing.credit where supplier_id = '{lab.Supplier}'")).ShouldBe(0);

        // What was used last is what is meant where nothing is said, whatever kind of document it was.
        var receipt = await lab.ArriveAsync(4, 10, "11.5");
        foreach (var rate in _wrong)
        {
            (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 1, 10, rate))).Is(400, rate).Codes.ShouldBe(["purchase.rate"]);
        }

        var bill = await lab.BilledAsync(receipt, 1, 10, rate: null);
        Rate(await lab.GetAsync($"/supplier-bills/{bill}")).ShouldBe("11.5");
        foreach (var rate in _wrong)
        {
            (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 1, rate))).Is(400, rate).Codes.ShouldBe(["purchase.rate"]);
        }

        await lab.PayAsync(bill, 1, "11.75");
        var next = await lab.BilledAsync(receipt, 1, 10, rate: null);
        Rate(await lab.GetAsync($"/supplier-bills/{next}")).ShouldBe("11.75");
        var draft = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 1, 10, "12"))).Is(201).Json.GetProperty("bill").GetProperty("id").GetString();
        (await lab.SendAsync($"/supplier-bills/{draft}/cancel", new { })).Is(200);
        Rate(await lab.GetAsync($"/supplier-bills/{await lab.BilledAsync(receipt, 1, 10, rate: null)}")).ShouldBe("11.75", "a cancelled bill has used none");

        // What is worth more than the books take is refused, as is what is worth nothing there.
        (await lab.SendAsync("/goods-receipts", lab.Came(BuyLab.NewId(), 1, 1_000_000_000_000m, "1000000000"))).Is(400).Codes.ShouldBe(["purchase.amount"]);
        (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 1, 10, "0.00000001"))).Is(400).Codes.ShouldBe(["purchase.amount"]);
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 1, "0.00000001"))).Is(400).Codes.ShouldBe(["purchase.amount"]);
        var huge = await lab.ArriveAsync(1, 1_000_000_000_000m, "0.00000001");
        var little = (await lab.SendAsync("/supplier-bills", lab.Bill(huge, 1, 10, "1000000000"))).Is(201).Json.GetProperty("bill").GetProperty("id").GetString();
        (await lab.SendAsync($"/supplier-bills/{little}/accept", new { })).Is(200);
        (await lab.SendAsync($"/supplier-bills/{little}/post")).Is(400).Codes.ShouldBe(["purchase.amount"]);
        // Amounts are in the supplier's currency and no other.
        (await lab.SendAsync("/supplier-payments", new { supplierId = lab.Supplier, storeId = lab.Store, tender = "bank", rate = "11", confirmRate = true, settles = new[] { new { billId = bill, amount = BuyLab.Taka(1) } } })).Is(400).Codes.ShouldBe(["purchase.currency"]);
    }

    [Fact]
    public async Task A_currency_is_one_there_is_and_stays_once_it_was_used()
    {
        var owner = await shop.Http.TokenAsync("owner");
        foreach (var wrong in (string[])["PTS", "usd", "XXX", "", "EURO"])
        {
            (await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code = "WRONG", name = "Wrong", currency = wrong }, owner)).Is(400).Codes.ShouldBe(["currency.unknown"], wrong);
        }

        (await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code = "WRONG", name = "Wrong", currency = "USD", minimumOrder = BuyLab.Taka(5) }, owner)).Is(400).Codes.ShouldBe(["purchase.currency"]);
        var made = (await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code = "CHANGE", name = "Change" }, owner)).Is(201);
        made["currency"].ShouldBe("BDT");
        var path = $"/api/v1/suppliers/{made["id"]}";
        (await EditAsync(1, "PLN")).Is(200)["currency"].ShouldBe("PLN");
        (await EditAsync(2, currency: null)).Is(200)["currency"].ShouldBe("PLN", "what is left out stays");
        ForeignLab.Text((await shop.Http.SendAsync("PUT", path, new { code = "CHANGE", name = "Change", currency = "CZK", minimumOrder = new { amount = "7.00", currency = "CZK" } }, owner, ("If-Match", "\"2\""))).Is(200).Json.GetProperty("minimumOrder")).ShouldBe("7.00 CZK");
        (await EditAsync(3, "PLN")).Is(200);

        // A price holds it, and so does any document.
        var item = new { variantId = (await shop.VariantsAsync(0, 1))[0].Value, price = new { amount = "2.50", currency = "PLN" } };
        (await shop.Http.SendAsync("POST", path + "/items", item, owner)).Is(200);
        (await EditAsync(4, "CZK")).Is(409).Codes.ShouldBe(["supplier.currency_used"]);
        (await shop.Http.SendAsync("DELETE", $"{path}/items/{item.variantId}", token: owner)).Is(204);
        (await EditAsync(4, "CZK")).Is(200);

        var lab = await ForeignLab.OfAsync(shop, "PLN");
        (await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[0].Value, packs = 1, price = lab.Of(1) } } })).Is(201);
        (await shop.Http.SendAsync("PUT", $"/api/v1/suppliers/{lab.Supplier}", new { code = "F-X", name = "X", currency = "EUR" }, owner, ("If-Match", "\"1\""))).Is(409).Codes.ShouldBe(["supplier.currency_used"]);
        (await shop.Http.SendAsync("PUT", $"/api/v1/suppliers/{lab.Supplier}", new { code = "F-X", name = "X", currency = "PLN" }, owner, ("If-Match", "\"1\""))).Is(200);

        // Who changes it while others order there: either all orders are in the old currency and it stays, or all are in the new one.
        for (var round = 0; round < 4; round++)
        {
            var raced = await ForeignLab.OfAsync(shop, "DKK");
            var order = new { supplierId = raced.Supplier, storeId = raced.Store, lines = new[] { new { variantId = raced.Variants[0].Value, packs = 1, price = raced.Of(1) } } };
            var answers = await Task.WhenAll(
                raced.SendAsync("/purchase-orders", order), raced.SendAsync("/purchase-orders", order),
                shop.Http.SendAsync("PUT", $"/api/v1/suppliers/{raced.Supplier}", new { code = $"RACE{round}", name = "Race", currency = "ISK" }, owner, ("If-Match", "\"1\"")), raced.SendAsync("/purchase-orders", order));
            answers.SelectMany(answer => answer.Status < 300 ? [] : answer.Codes).Except(["supplier.currency_used", "purchase.currency"]).ShouldBeEmpty();
            (await shop.ScalarAsync<long>($"select count(*) from purchasing.purchase_order orders join purchasing.supplier on supplier.id = supplier_id where supplier_id = '{raced.Supplier}' and orders.currency <> supplier.currency")).ShouldBe(0);
        }

        Task<Answer> EditAsync(int version, string? currency) => shop.Http.SendAsync("PUT", path, new { code = "CHANGE", name = "Change", currency }, owner, ("If-Match", $"\"{version}\""));
    }

    [Fact]
    public async Task Suppliers_in_the_company_s_currency_are_as_they_were()
    {
        var lab = await BuyLab.OfAsync(shop);
        var receipt = await lab.ReceivedAsync();
        foreach (var rate in (string[])["2", "0", "1.00000001"])
        {
            (await lab.SendAsync("/goods-receipts", new { supplierId = lab.Supplier, storeId = lab.Store, rate, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1, price = BuyLab.Taka(1) } } })).Is(400).Codes.ShouldBe(["purchase.rate"]);
        }

        var bill = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 10, 1_010, 50))).Is(201).Json.GetProperty("bill").GetProperty("id").GetString()!;
        (await lab.SendAsync($"/supplier-bills/{bill}/post")).Is(200);
        var paid = (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 60))).Is(201);
        var credit = (await lab.SendAsync("/supplier-credits", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = "SAME-1", net = BuyLab.Taka(10), vat = BuyLab.Taka(0), settles = new[] { new { billId = bill, amount = BuyLab.Taka(4) } } })).Is(201);
        foreach (var text in (string[])
            [
                (await lab.GetAsync($"/goods-receipts/{receipt}")).Is(200).Text, (await lab.GetAsync($"/supplier-bills/{bill}")).Is(200).Text, paid.Text, credit.Text, (await lab.GetAsync($"/suppliers/{lab.Supplier}/statement")).Is(200).Text,
            ])
        {
            text.ShouldNotContain("\"rate\"", Case.Sensitive);
            text.ShouldNotContain("booked", Case.Insensitive);
            text.ShouldNotContain("exchange", Case.Insensitive);
        }

        (await MovedAsync(bill)).ShouldBe("goods_received<payable 100000; price_variance<payable 1000; vat_input<payable 5000");
        (await MovedAsync(paid["id"])).ShouldBe("payable<bank 6000");
        (await MovedAsync(credit.Json.GetProperty("credit").GetProperty("id").GetString()!)).ShouldBe("payable<price_variance 1000");
        await lab.AllIsWellAsync();

        Task<string> MovedAsync(string document) => shop.ScalarAsync<string>($"""
            select string_agg(format('%s<%s %s', (select min(role) from ledger.account_role where account_id = line.debit), (select min(role) from ledger.account_role where account_id = line.credit), line.amount), '; ' order by line.no)
            from ledger.entry join ledger.line on line.entry_key = entry.key where entry.document_id = '{document}'
            """);
    }

    [Fact]
    public async Task The_cheapest_offer_is_found_at_the_last_rate_and_who_has_none_comes_last()
    {
        var item = (await shop.VariantsAsync(200, 1))[0];
        var (taka, cheap, unknown) = (await BuyLab.OfAsync(shop), await ForeignLab.OfAsync(shop, "JPY"), await ForeignLab.OfAsync(shop, "TRY"));
        await PriceAsync(taka.Supplier, new { amount = "95.00", currency = "BDT" });
        await PriceAsync(unknown.Supplier, new { amount = "0.01", currency = "TRY" });
        (await FirstAsync()).ShouldBe(taka.Supplier);
        await PriceAsync(cheap.Supplier, new { amount = "100", currency = "JPY" });
        (await FirstAsync()).ShouldBe(taka.Supplier, "nobody knows what a yen is worth");
        await cheap.ArriveAsync(1, 100, "0.9");
        (await FirstAsync()).ShouldBe(cheap.Supplier);
        (await OfferAsync(null)).PackPrice.ShouldBe(new Money(100, Currency.Get("JPY")));
        await cheap.ArriveAsync(1, 100, "0.9500001");
        (await FirstAsync()).ShouldBe(taka.Supplier);
        (await OfferAsync(SupplierId.From(unknown.Supplier))).PackPrice.ShouldBe(new Money(1, Currency.Get("TRY")));
        await unknown.ArriveAsync(1, 1, "9000");
        (await FirstAsync()).ShouldBe(unknown.Supplier);

        async Task PriceAsync(Guid supplier, object price) => (await shop.Http.SendAsync("POST", $"/api/v1/suppliers/{supplier}/items", new { variantId = item.Value, price, from = "2020-01-01" }, taka.Owner)).Is(200);

        async Task<Guid> FirstAsync() => (await OfferAsync(null)).Supplier.Id.Value;

        async Task<SupplierOffer> OfferAsync(SupplierId? supplier)
        {
            await using var scope = shop.Services.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<IPurchasing>().OffersAsync([item], supplier, CancellationToken.None)).Single();
        }
    }

    [Fact]
    public async Task An_order_is_held_against_the_limit_at_the_highest_rate_of_a_year()
    {
        var lab = await ForeignLab.OfAsync(shop, "MYR");
        (await ApproveAsync(1)).Is(409).Code.ShouldBe("purchase.own_approval", "no rate is known");
        await lab.ArriveAsync(1, 1, "25");
        (await ApproveAsync(2_000)).Is(200);
        (await ApproveAsync(2_000.01m)).Is(409).Code.ShouldBe("purchase.own_approval");
        // One low rate makes no order small; it counts alone when the others are older than a year.
        await lab.ArriveAsync(1, 1, "0.0001");
        (await ApproveAsync(2_000.01m)).Is(409).Code.ShouldBe("purchase.own_approval");
        await shop.ExecuteAsync($"alter table purchasing.receipt disable trigger user; update purchasing.receipt set created_at = created_at - interval '366 days' where supplier_id = '{lab.Supplier}' and rate = 25; alter table purchasing.receipt enable trigger user");
        (await ApproveAsync(2_000.01m)).Is(200);
        await shop.ExecuteAsync($"alter table purchasing.receipt disable trigger user; update purchasing.receipt set created_at = created_at - interval '400 days' where supplier_id = '{lab.Supplier}'; alter table purchasing.receipt enable trigger user");
        (await ApproveAsync(2_000.01m)).Is(200, "the last one, where none is of this year");

        async Task<Answer> ApproveAsync(decimal price)
        {
            var order = (await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[0].Value, packs = 1, price = lab.Of(price) } } })).Is(201).Json.GetProperty("order").GetProperty("id").GetString();
            return await lab.SendAsync($"/purchase-orders/{order}/approve", new { });
        }
    }

    private static object Return(ForeignLab lab, string? rate) => new { supplierId = lab.Supplier, storeId = lab.Store, agreed = lab.Of(1), rate, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1 } } };

    private static object Credit(ForeignLab lab, string? rate) => new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = "R-1", net = lab.Of(1), vat = lab.Of(0), rate };

    private static string Rate(Answer answer) => answer.Is(200).Json.GetProperty("bill").GetProperty("rate").GetString()!;
}
