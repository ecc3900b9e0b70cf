using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>A rate far from the last one is a slip until somebody who approves orders says that it is right.</summary>
public sealed class UnusualRateTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_rate_far_from_the_last_one_is_refused_on_every_document_until_it_is_confirmed()
    {
        var lab = await ForeignLab.OfAsync(shop, "SGD");
        var clerk = await shop.Http.TokenAsync("stock_clerk");
        var receipt = await lab.ArriveAsync(4, 10, "90");
        var bill = await lab.BilledAsync(receipt, 1, 10, "90");
        foreach (var rate in (string[])["0.0001", "74.99", "108.01", "9000"])
        {
            foreach (var (path, body) in Documents(lab, receipt, bill, rate, confirm: false))
            {
                var refused = (await lab.SendAsync(path, body)).Is(409, $"{path} at {rate}");
                refused.Codes.ShouldBe(["purchase.rate_unusual"], path);
                refused.Text.ShouldContain($"The rate {rate} lies far from 90, the last one used for SGD");
                refused.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("rate");
            }
        }

        // Within the tolerance nobody asks; beyond it the word of a clerk is not enough.
        (await ClerkAsync("107", confirm: false)).Is(201);
        (await ClerkAsync("90", confirm: true)).Is(201, "there was nothing to confirm");
        (await ClerkAsync("0.0001", confirm: true)).Is(403).Codes.ShouldBe(["purchase.rate_confirm"]);
        foreach (var (path, body) in Documents(lab, receipt, bill, "150", confirm: true))
        {
            (await lab.SendAsync(path, body)).Is(201, path);
            await shop.ExecuteAsync(string.Join(';', ((string[])["receipt", "bill", "payment", "supplier_return", "credit"]).Select(table => $"alter table purchasing.{table} disable trigger user; update purchasing.{table} set created_at = created_at - interval '1 day' where rate = 150; alter table purchasing.{table} enable trigger user")));
        }

        // How far is far is a setting of the company.
        var path1 = "/api/v1/settings/purchasing.rate_tolerance_percent";
        (await shop.Http.SendAsync("PUT", path1, new { value = "2" }, lab.Owner, ("If-Match", "\"0\""))).Is(200);
        (await ClerkAsync("92", confirm: false)).Is(409).Codes.ShouldBe(["purchase.rate_unusual"]);
        (await ClerkAsync("91.7", confirm: false)).Is(201);
        (await shop.Http.SendAsync("DELETE", path1, token: lab.Owner, headers: ("If-Match", "\"1\""))).Status.ShouldBeInRange(200, 204);

        Task<Answer> ClerkAsync(string rate, bool confirm) => shop.Http.SendAsync("POST", "/api/v1/goods-receipts", Receipt(lab, rate, confirm), clerk);
    }

    [Theory]
    [InlineData("", "0.5", "lies far from 60")]
    [InlineData("/bn", "০.৫", "৬০")]
    public async Task A_form_shows_both_rates_and_asks_who_may_whether_it_is_right(string language, string typed, string said)
    {
        var lab = await ForeignLab.OfAsync(shop, language.Length == 0 ? "NZD" : "HKD");
        var receipt = await lab.ArriveAsync(4, 10, "60");
        var path = $"{language}/admin/purchasing/receipts/{receipt}/bill";
        const string Form = "main form[method=post]";
        foreach (var (who, isAsked) in (((string, bool)[])[("accountant", false), ("owner", true)]))
        {
            using var browser = new PageSession(shop.Http.BaseAddress!);
            (await browser.LoginAsync(who)).Is(302);
            var form = (await browser.GetAsync(path)).Is(200);
            form.Html.QuerySelector("input[name=confirmRate]").ShouldBeNull();
            var refused = (await browser.FillAsync(form, path, Form, ("supplierNumber", "R-1"), ("billedOn", BuyLab.Day), ("total", "40"), ("rate", typed))).Is(409);
            refused.Html.QuerySelector("#f-rate-fault")!.TextContent.ShouldContain(said);
            refused.Html.QuerySelector("#f-rate-fault")!.TextContent.ShouldContain(typed);
            refused.Html.QuerySelector("input[name=rate]")!.GetAttribute("value").ShouldBe(typed);
            (refused.Html.QuerySelector("input[name=confirmRate][type=checkbox]") is not null).ShouldBe(isAsked, who);
            refused.Html.QuerySelector("main")!.TextContent.ShouldNotContain("purchasing.");
            if (isAsked)
            {
                (await browser.FillAsync(refused, path, Form, ("total", "39"), ("confirmRate", "true"))).Is(400).Html.QuerySelector("input[name=confirmRate]")!.HasAttribute("checked").ShouldBeTrue("what was said stays");
                (await browser.FillAsync(refused, path, Form, ("confirmRate", "true"))).Is(302);
            }
        }
    }

    private static IEnumerable<(string Path, object Body)> Documents(ForeignLab lab, Guid receipt, string bill, string rate, bool confirm) =>
    [
        ("/goods-receipts", Receipt(lab, rate, confirm)),
        ("/supplier-bills", new
        {
            supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = $"U-{rate}", billedOn = BuyLab.Day, vat = lab.Of(0), total = lab.Of(10), rate, confirmRate = confirm, lines = new[] { new { receiptId = receipt, line = 1, quantity = 1, net = lab.Of(10) } },
        }),
        ("/supplier-payments", new { supplierId = lab.Supplier, storeId = lab.Store, tender = "bank", rate, confirmRate = confirm, settles = new[] { new { billId = bill, amount = lab.Of(1) } } }),
        ("/supplier-returns", new { supplierId = lab.Supplier, storeId = lab.Store, agreed = lab.Of(10), rate, confirmRate = confirm, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1 } } }),
        ("/supplier-credits", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = $"C-{rate}", net = lab.Of(1), vat = lab.Of(0), rate, confirmRate = confirm }),
    ];

    private static object Receipt(ForeignLab lab, string rate, bool confirm) =>
        new { supplierId = lab.Supplier, storeId = lab.Store, rate, confirmRate = confirm, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1, price = lab.Of(10) } } };
}
