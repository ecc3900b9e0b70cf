using Aisle.FeatureTests.Purchasing;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>A number too large for any stock is a fault of its line and field, with a code and words of its own, wherever it is sent or typed.</summary>
public sealed class LargeQuantityTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Huge = "9999999999999999";
    private const string Large = "999999999999";

    [Fact]
    public async Task Sent_as_json_it_is_told_with_its_code_and_line()
    {
        var (owner, store, to, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(0, 1))[0]);
        await shop.ReceiveAsync(store, variant, 5, 5);
        var lab = await BuyLab.OfAsync(shop);
        var order = await lab.SentAsync();
        var count = (await shop.PostAsync("counts", new { storeId = store.Value, scope = "items", items = new[] { variant.Value } }, owner)).Is(201)["id"];
        var now = await shop.ScalarAsync<DateTime>("select now()");
        foreach (var (value, code) in ((string, string)[])[(Huge, "quantity.range"), (Large, "inventory.quantity_range")])
        {
            var lines = new object[] { ActsLab.Line(variant, 1), new { item = variant.Value, quantity = new { value, unit = "pc" } } };
            Told(await shop.AdjustAsync(store, owner, "found", lines), $"lines[1].quantity {code}");
            Told(await shop.PostAsync("transfers", new { fromStoreId = store.Value, toStoreId = to.Value, lines }, owner), $"lines[1].quantity {code}");
            Told(await shop.PostAsync($"counts/{count}/scans", new { scans = new[] { new { id = ActsLab.NewId(), item = variant.Value, quantity = new { value, unit = "pc" }, at = now } } }, owner), $"scans[0].quantity {code}");
            var came = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
            Told(await lab.SendAsync($"/purchase-orders/{order}/receive", lab.Came(came)), "lines[0].quantity purchase.quantity_range");
            Told(await lab.SendAsync("/goods-receipts", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[0].Value, quantity = 1, damaged = came, price = BuyLab.Taka(1) } } }), "lines[0].damaged purchase.quantity_range");
        }

        // What is no number at all, or of too many digits behind the point, has its own codes too.
        foreach (var (value, code) in ((string, string)[])[("1.2345", "quantity.precision"), ("much", "quantity.format")])
        {
            Told(await shop.AdjustAsync(store, owner, "found", new { item = variant.Value, quantity = new { value, unit = "pc" } }), $"lines[0].quantity {code}");
        }

        Told(await shop.AdjustAsync(store, owner, "found", new { item = variant.Value, quantity = new { value = "1", unit = "none" } }), "lines[0].quantity body.type");
        await shop.StockIsWellAsync();

        static void Told(Answer answer, string fault) => answer.Is(400).Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("field").GetString()} {error.GetProperty("code").GetString()}").ShouldBe([fault]);
    }

    [Theory]
    [InlineData("", "too large", "1,000,000,000")]
    [InlineData("/bn", "অতিরিক্ত বড়", "১,০০,০০,০০,০০০")]
    public async Task Typed_into_a_form_it_is_told_at_its_field_in_words(string language, string huge, string large)
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(100 + language.Length, 1))[0]);
        await shop.ReceiveAsync(store, variant, 5, 5);
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variant}'");
        var lab = await BuyLab.OfAsync(shop);
        var door = $"{language}/admin/purchasing/orders/{await lab.SentAsync()}/receive";
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        foreach (var (value, words) in ((string, string)[])[(Huge, huge), (Large, large)])
        {
            foreach (var (path, form) in ((string, string)[])[("/admin/stock/adjustments/new", "#adjust"), ("/admin/stock/transfers/new", "#transfer")])
            {
                var page = (await browser.GetAsync(language + path)).Is(200);
                var refused = (await browser.FillAsync(page, language + path, form, ("lines[0].code", sku), ("lines[0].quantity", "1"), ("lines[1].code", sku), ("lines[1].quantity", value))).Is(400);
                refused.Html.QuerySelectorAll("input.is-invalid").Select(field => field.GetAttribute("name")).ShouldBe(["lines[1].quantity"], path);
                refused.Html.QuerySelector("#f-lines-1-quantity-fault")!.TextContent.ShouldContain(words);
            }

            var count = (await browser.FillAsync((await browser.GetAsync(language + "/admin/stock/counts/new")).Is(200), language + "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", sku), ("storeId", store.ToString()))).Is(302).Location!;
            var scanned = (await browser.FillAsync((await browser.GetAsync(count)).Is(200), count, "#scan", ("code", sku), ("quantity", value), ("mode", "Set"))).Is(400);
            scanned.Html.QuerySelector("#f-quantity.is-invalid").ShouldNotBeNull();
            scanned.Html.QuerySelector("#scan .invalid-feedback")!.TextContent.ShouldContain(words);
            var came = (await browser.FillAsync((await browser.GetAsync(door)).Is(200), door + "?handler=Take", "main form[method=post]", ("quantity[0]", value))).Is(400);
            came.Html.QuerySelector("#f-quantity-0-fault")!.TextContent.ShouldContain(large);
        }

        await shop.StockIsWellAsync();
    }
}
