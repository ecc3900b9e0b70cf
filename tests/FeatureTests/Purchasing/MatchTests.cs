using System.Text.Json;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>A bill is held against what came and against what was ordered, with its VAT and its day.</summary>
public sealed class MatchTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("", "Ordered at", "1,200")]
    [InlineData("/bn", "ফরমায়েশের দামে", "১,২০০")]
    public async Task A_price_that_only_the_door_has_said_is_accepted_by_somebody_before_it_is_owed(string language, string words, string ordered)
    {
        var (lab, accountant) = (await BuyLab.OfAsync(shop), await shop.Http.TokenAsync("accountant"));
        var order = await lab.SentAsync(packs: 2, price: 600);
        var receipt = BuyLab.NewId();
        (await lab.SendAsync($"/purchase-orders/{order}/receive", lab.Came(2, receipt, price: 60_000))).Is(201);
        var bill = (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 2, 120_000), accountant)).Is(201).Json;
        bill.GetProperty("isWithin").GetBoolean().ShouldBeFalse();
        var line = bill.GetProperty("lines")[0];
        Differs(line).ShouldBe(["ordered"]);
        (BuyLab.Amount(line.GetProperty("orderedAmount")), BuyLab.Amount(line.GetProperty("difference"))).ShouldBe((1_200, 0));
        var path = $"/supplier-bills/{bill.GetProperty("bill").GetProperty("id").GetString()}";
        (await lab.SendAsync(path + "/post", token: accountant)).Is(409).Code.ShouldBe("bill.differs");

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("accountant")).Is(302);
        var page = (await browser.GetAsync($"{language}/admin/purchasing/bills/{path.Split('/')[^1]}")).Is(200);
        page.Html.QuerySelector(".alert-warning").ShouldNotBeNull();
        var why = page.Html.QuerySelector(".bill-why")!.TextContent;
        why.ShouldContain(words);
        why.ShouldContain(ordered);
        page.Html.QuerySelector("main")!.TextContent.ShouldNotContain("purchasing.");

        (await lab.SendAsync(path + "/accept", new { }, await shop.Http.TokenAsync("manager"))).Is(200);
        (await lab.SendAsync(path + "/post", token: accountant)).Is(200).Json.GetProperty("lines")[0].GetProperty("isWithin").GetBoolean().ShouldBeFalse("it stays told");
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task A_line_is_held_against_each_of_quantity_receipt_and_order()
    {
        var lab = await BuyLab.OfAsync(shop);
        var receipt = BuyLab.NewId();
        (await lab.SendAsync($"/purchase-orders/{await lab.SentAsync(packs: 10, price: 100)}/receive", lab.Came(10, receipt, price: 110))).Is(201);
        foreach (var (quantity, net, differs) in ((decimal, decimal, string[])[])
            [
                (10, 1_100, ["ordered"]), (10, 1_000, ["received"]), (10, 1_050, ["received", "ordered"]), (12, 1_200, ["quantity", "received"]), (5, 550, ["ordered"]), (5, 500, ["received"]),
            ])
        {
            Differs((await lab.SendAsync("/supplier-bills", lab.Bill(receipt, quantity, net))).Is(201).Json.GetProperty("lines")[0]).ShouldBe(differs, $"{quantity} for {net}");
        }

        // At the order's price, however it is divided, nothing is different, and without an order there is none to differ from.
        var whole = await lab.ReceivedAsync(quantity: 3, price: 33.33m);
        var even = (await lab.SendAsync("/supplier-bills", lab.Bill(whole, 3, 99.99m))).Is(201).Json;
        even.GetProperty("isWithin").GetBoolean().ShouldBeTrue();
        even.GetProperty("lines")[0].TryGetProperty("orderedAmount", out var none).ShouldBeFalse(none.ToString());
        var loose = await lab.ArriveAsync((1, 4, 25));
        (await lab.SendAsync("/supplier-bills", lab.Bill(loose, 4, 100))).Is(201).Json.GetProperty("isWithin").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "VAT is")]
    [InlineData("/bn", "ভ্যাট")]
    public async Task More_vat_than_any_rate_of_the_day_makes_is_accepted_by_somebody(string language, string words)
    {
        var (lab, accountant) = (await BuyLab.OfAsync(shop), await shop.Http.TokenAsync("accountant"));
        var receipt = await lab.ReceivedAsync(quantity: 10, price: 900);
        var highest = await shop.ScalarAsync<decimal>("select max(percent) from stores.tax_rate where valid_from <= current_date - 1 and (valid_to is null or valid_to >= current_date - 1)");
        highest.ShouldBeGreaterThan(0);
        async Task<JsonElement> EnterAsync(decimal vat) => (await lab.SendAsync("/supplier-bills", lab.Bill(receipt, 10, 9_000, vat), accountant)).Is(201).Json;
        var most = 9_000 * highest / 100;
        foreach (var fine in (decimal[])[0, most, most + 20])
        {
            var within = await EnterAsync(fine);
            (within.GetProperty("isWithin").GetBoolean(), within.GetProperty("isVatWithin").GetBoolean(), BuyLab.Amount(within.GetProperty("mostVat"))).ShouldBe((true, true, most), $"{fine}");
        }

        var bill = await EnterAsync(500_000);
        (bill.GetProperty("isWithin").GetBoolean(), bill.GetProperty("isVatWithin").GetBoolean(), bill.GetProperty("lines")[0].GetProperty("isWithin").GetBoolean()).ShouldBe((false, false, true));
        var path = $"/supplier-bills/{bill.GetProperty("bill").GetProperty("id").GetString()}";
        (await lab.SendAsync(path + "/post", token: accountant)).Is(409).Code.ShouldBe("bill.differs");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("manager")).Is(302);
        (await browser.GetAsync($"{language}/admin/purchasing/bills/{path.Split('/')[^1]}")).Is(200).Html.QuerySelector(".alert-warning")!.TextContent.ShouldContain(words);
        (await lab.SendAsync(path + "/accept", new { }, await shop.Http.TokenAsync("manager"))).Is(200).Json.GetProperty("isAccepted").GetBoolean().ShouldBeTrue();
        (await lab.SendAsync(path + "/post", token: accountant)).Is(200);
        await lab.AllIsWellAsync();
    }

    [Fact]
    public async Task A_bill_is_of_today_or_of_the_year_before_its_goods()
    {
        var lab = await BuyLab.OfAsync(shop);
        var receipt = await lab.ReceivedAsync();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var (day, isFine) in ((DateOnly, bool)[])[(today.AddDays(2), false), (today.AddDays(-1), true), (today.AddYears(-1).AddDays(3), true), (today.AddYears(-1).AddDays(-2), false), (new DateOnly(1999, 1, 1), false)])
        {
            var answer = await lab.SendAsync("/supplier-bills", Dated(day));
            answer.Is(isFine ? 201 : 400, $"{day}");
            if (!isFine)
            {
                answer.Codes.ShouldBe(["purchase.bill_day"]);
            }
        }

        // Goods of long ago are billed as of then.
        await shop.ExecuteAsync($"alter table purchasing.receipt disable trigger user; update purchasing.receipt set business_date = business_date - 700 where id = '{receipt}'; alter table purchasing.receipt enable trigger user");
        (await lab.SendAsync("/supplier-bills", Dated(today.AddDays(-700)))).Is(201);

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("accountant")).Is(302);
        var path = $"/admin/purchasing/receipts/{receipt}/bill";
        (await browser.FillAsync((await browser.GetAsync(path)).Is(200), path, "main form[method=post]", ("supplierNumber", "LATER"), ("billedOn", Iso(today.AddDays(2))), ("total", "1000"))).Is(400).Html.QuerySelector("#f-billedOn-fault").ShouldNotBeNull();

        object Dated(DateOnly day) => new
        {
            supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = $"D-{day:yyyyMMdd}", billedOn = Iso(day), vat = BuyLab.Taka(0), total = BuyLab.Taka(1_000), lines = new[] { new { receiptId = receipt, line = 1, quantity = 10, net = BuyLab.Taka(1_000) } },
        };

        static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string[] Differs(JsonElement line) => [.. line.GetProperty("differs").EnumerateArray().Select(one => one.GetString()!)];
}
