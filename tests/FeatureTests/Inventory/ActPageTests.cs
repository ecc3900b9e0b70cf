using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

public sealed class ActPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task An_adjustment_is_made_by_a_form_and_approved_by_somebody_else(string language)
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(language.Length, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 100_000);
        using var manager = await LoginAsync("manager");
        var path = language + "/admin/stock/adjustments";
        var form = (await manager.GetAsync(path + "/new")).Is(200);
        (await manager.FillAsync(form, path + "/new", "#adjust", ("lines[0].code", "no such thing"), ("lines[0].quantity", "2"))).Is(400).Html.QuerySelector(".act-row .invalid-feedback").ShouldNotBeNull();
        var made = (await manager.FillAsync(form, path + "/new", "#adjust", ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "২"))).Is(302);
        (await manager.FillAsync(form, path + "/new", "#adjust", ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "2"))).Is(302).Location.ShouldBe(made.Location);
        var own = (await manager.GetAsync(made.Location!)).Is(200);
        own.Html.QuerySelector("#approve").ShouldBeNull();
        using var accountant = await LoginAsync("accountant");
        var page = (await accountant.GetAsync(made.Location!)).Is(200);
        (await accountant.FillAsync(page, made.Location!, "#approve")).Is(302);
        (await shop.OnHandAsync(store, variant)).ShouldBe(8_000);
        (await accountant.GetAsync(made.Location!)).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await manager.GetAsync(path + "?state=posted")).Is(200).Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
        (await manager.GetAsync(path + "?handler=Export")).Is(200).Text.ShouldContain("AD-S1");
        (await accountant.GetAsync(path + "/new")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_transfer_is_written_sent_and_received_by_forms()
    {
        var (from, to, variant) = (await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(10, 1))[0]);
        await shop.ReceiveAsync(from, variant, 10, 100);
        using var browser = await LoginAsync("owner");
        var form = (await browser.GetAsync("/admin/stock/transfers/new")).Is(200);
        var made = (await browser.FillAsync(form, "/admin/stock/transfers/new", "#transfer", ("fromStoreId", from.ToString()), ("toStoreId", to.ToString()), ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "4"))).Is(302).Location!;
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#send")).Is(302);
        var page = (await browser.GetAsync(made)).Is(200);
        (await browser.FillAsync(page, made, "#receive", ("arrived[1]", "5"))).Is(400).Html.QuerySelector("#receive .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, made, "#receive", ("arrived[1]", "3"))).Is(302);
        (await shop.OnHandAsync(to, variant)).ShouldBe(3_000);
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#close")).Is(302);
        (await browser.GetAsync("/bn" + made)).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await browser.GetAsync("/admin/stock/transfers?handler=Export")).Is(200).Text.ShouldContain("TR-S1");
        using var manager = await LoginAsync("manager");
        var foreign = (await browser.FillAsync(form, "/admin/stock/transfers/new", "#transfer", ("key", ActsLab.NewId().ToString()), ("fromStoreId", to.ToString()), ("toStoreId", (await shop.StoreAsync(2)).ToString()), ("lines[0].code", await SkuAsync(variant)), ("lines[0].quantity", "1"))).Is(302).Location!;
        (await manager.GetAsync(foreign)).Status.ShouldBe(404);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_count_is_begun_scanned_and_closed_without_script()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(20, 1))[0]);
        await shop.ReceiveAsync(store, variant, 10, 10);
        var sku = await SkuAsync(variant);
        using var browser = await LoginAsync("owner");
        var form = (await browser.GetAsync("/admin/stock/counts/new")).Is(200);
        (await browser.FillAsync(form, "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", "no-such-thing"))).Is(400);
        var made = (await browser.FillAsync(form, "/admin/stock/counts/new", "#count", ("scope", "Items"), ("items", sku), ("storeId", store.ToString()))).Is(302).Location!;
        var page = (await browser.GetAsync(made)).Is(200);
        page.Html.QuerySelector("details.change")!.TextContent.ShouldContain(sku);
        (await browser.FillAsync(page, made, "#scan", ("code", "nothing"), ("mode", "Set"))).Is(400).Html.QuerySelector("#scan .invalid-feedback").ShouldNotBeNull();
        var asked = (await browser.FillAsync(page, made, "#scan", ("code", sku))).Is(200);
        asked.Html.QuerySelector("#f-quantity[autofocus]").ShouldNotBeNull("a scanner has ended the code with Enter");
        (await browser.FillAsync(asked, made, "#scan", ("quantity", "7"), ("mode", "Set"))).Is(302);
        (await browser.FillAsync((await browser.GetAsync(made)).Is(200), made, "#scan", ("code", sku), ("quantity", "2"), ("mode", "Add"))).Is(302);
        var counted = (await browser.GetAsync(made)).Is(200);
        counted.Html.QuerySelector("tbody")!.TextContent.ShouldContain("9");
        (await browser.FillAsync(counted, made, "#close")).Is(409);
        (await browser.FillAsync(counted, made, "#close", ("withoutRecount", "true"))).Is(302);
        (await shop.OnHandAsync(store, variant)).ShouldBe(9_000);
        (await browser.GetAsync("/bn" + made + "?off=true")).Is(200).Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        (await browser.GetAsync("/bn/admin/stock/counts/new")).Is(200);
        (await browser.GetAsync("/admin/stock/counts?handler=Export")).Is(200).Text.ShouldContain("CT-S1");
        using var support = await LoginAsync("support");
        (await support.GetAsync("/admin/stock/counts/new")).Status.ShouldBe(403);
        (await support.GetAsync(made)).Is(200).Html.QuerySelector("#scan").ShouldBeNull();
    }

    private Task<string> SkuAsync(VariantId variant) => shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variant}'");

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
