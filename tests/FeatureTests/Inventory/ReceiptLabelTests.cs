using Aisle.FeatureTests.Purchasing;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Inventory;

/// <summary>Labels of what came with a receipt, by the number that stands on its paper.</summary>
public sealed class ReceiptLabelTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Print = "/admin/stock/labels/print";

    [Fact]
    public async Task A_receipt_is_named_by_its_number_and_has_a_label_of_each_product_lot_or_piece()
    {
        var lab = await BuyLab.OfAsync(shop);
        await shop.LotAsync(lab.Variants[1], "OLD");
        var id = BuyLab.NewId();
        (await lab.SendAsync("/goods-receipts", new
        {
            id, supplierId = lab.Supplier, storeId = lab.Store, lines = new object[]
            {
                new { variantId = lab.Variants[0].Value, quantity = 3, price = BuyLab.Taka(10) },
                new { variantId = lab.Variants[1].Value, quantity = 4, price = BuyLab.Taka(10), lot = "RL-1", expiresOn = "2031-01-31" },
                new { variantId = lab.Variants[1].Value, quantity = 2, price = BuyLab.Taka(10), lot = "RL-2", expiresOn = "2031-02-28" },
                new { variantId = lab.Variants[2].Value, quantity = 0, damaged = 1, price = BuyLab.Taka(10) },
            },
        })).Is(201);
        var number = await NumberAsync(id);
        using var browser = await LoginAsync("owner");

        (await PrintAsync(number)).ShouldBe((2, ""), "what was refused has none");
        (await PrintAsync(number.ToLowerInvariant())).ShouldBe((2, ""));
        (await PrintAsync($"{number}&copies=3")).ShouldBe((6, ""));
        (await PrintAsync($"{number}&pieces=true")).ShouldBe((9, ""));
        (await PrintAsync($"{number}&kind=lot")).ShouldBe((2, "RL-1 RL-2"), "and not the lot that came before");
        (await PrintAsync($"{number}&kind=lot&pieces=true")).ShouldBe((6, "RL-1 RL-1 RL-1 RL-1 RL-2 RL-2"));
        (await PrintAsync("GR-S1-1999-000001")).ShouldBe((0, ""));
        (await browser.GetAsync($"{Print}?receipt=GR-S1-1999-000001")).Is(200).Html.QuerySelector(".labels-fault")!.TextContent.ShouldContain("GR-S1-1999-000001");

        // The receipt's page leads there, and the form says what it is of.
        var link = (await browser.GetAsync($"/bn/admin/purchasing/receipts/{id}")).Is(200).Html.QuerySelector(".head-acts a[href*='/stock/labels']")!.GetAttribute("href")!;
        var form = (await browser.GetAsync(link)).Is(200);
        form.Html.QuerySelector("#labels input[name=receipt]")!.GetAttribute("value").ShouldBe(number);
        form.Html.QuerySelector("main")!.TextContent.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        var query = string.Join('&', PageSession.Fields(form, "#labels").Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        var sheet = (await browser.GetAsync($"{Print}?{query}&pieces=true")).Is(200);
        sheet.Html.QuerySelectorAll(".label").Length.ShouldBe(9);
        sheet.Html.QuerySelector(".labels-bar button[data-print]").ShouldNotBeNull();
        (await browser.GetAsync(sheet.Html.QuerySelector(".labels-bar a")!.GetAttribute("href")!)).Is(200).Html.QuerySelector("input[name=pieces][checked]").ShouldNotBeNull();

        async Task<(int Labels, string Lots)> PrintAsync(string receipt)
        {
            var page = (await browser.GetAsync($"{Print}?receipt={receipt}")).Is(200);
            return (page.Html.QuerySelectorAll(".label").Length, string.Join(' ', page.Html.QuerySelectorAll(".label-facts b:first-of-type").Select(lot => lot.TextContent).Where(text => text.StartsWith("RL", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public async Task What_came_into_another_store_has_its_prices_and_is_unknown_to_who_does_not_work_there()
    {
        var lab = await BuyLab.OfAsync(shop);
        var elsewhere = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'");
        var number = await NumberAsync(await lab.ArriveAsync(elsewhere, (0, 2, 10)));
        using var owner = await LoginAsync("owner");
        (await owner.GetAsync($"{Print}?receipt={number}&store={lab.Store}")).Is(200).Html.QuerySelectorAll(".label").Length.ShouldBe(1);
        using var cashier = await LoginAsync("cashier");
        var refused = (await cashier.GetAsync($"{Print}?receipt={number}&store={elsewhere}")).Is(200);
        refused.Html.QuerySelector(".label").ShouldBeNull();
        refused.Html.QuerySelector(".labels-fault")!.TextContent.ShouldContain(number);
    }

    private Task<string> NumberAsync(Guid receipt) => shop.ScalarAsync<string>($"select number from purchasing.receipt where id = '{receipt}'");

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
