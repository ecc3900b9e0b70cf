using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Inventory;

/// <summary>The screens for moves between places and for how goods of a category are kept.</summary>
public sealed class MovePageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Goods_of_a_lot_are_moved_to_a_bin_into_quarantine_and_out_of_it(string language)
    {
        var (store, variant, owner) = (await shop.StoreAsync(), (await shop.VariantsAsync(language.Length, 1))[0], await shop.Http.TokenAsync("owner"));
        var bin = await shop.BinAsync(store, "MV-" + language.Length, owner);
        var lot = await shop.LotAsync(variant, "MOVE-1");
        await shop.ReceiveAsync(store, variant, 10, 100, lot);
        var (floor, quarantine) = (await shop.PlaceAsync(store, "floor"), await shop.PlaceAsync(store, "quarantine"));
        using var browser = await LoginAsync("manager");
        var path = $"{language}/admin/stock/moves/new?item={variant}";
        (await browser.GetAsync($"{language}/admin/stock/items/{variant}")).Is(200).Html.QuerySelector($"a[href='{path}']").ShouldNotBeNull();
        (await browser.GetAsync(language + "/admin/stock/places")).Is(200).Html.QuerySelector("a[href$='/admin/stock/moves/new']").ShouldNotBeNull();

        var form = (await browser.GetAsync(path)).Is(200);
        form.Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
        (await browser.FillAsync(form, path, "#move", ("to", floor.ToString()), ("quantity", "4"))).Is(400).Html.QuerySelector("#f-to-fault").ShouldNotBeNull();
        (await browser.FillAsync(form, path, "#move", ("to", bin.ToString()), ("quantity", ""))).Is(400).Html.QuerySelector("#f-quantity-fault").ShouldNotBeNull();
        (await browser.FillAsync(form, path, "#move", ("to", bin.ToString()), ("quantity", "11"))).Is(409).Html.QuerySelector("#f-quantity-fault").ShouldNotBeNull();
        (await browser.FillAsync(form, path, "#move", ("heap", "nowhere"), ("to", bin.ToString()), ("quantity", "1"))).Is(400).Html.QuerySelector("#f-heap-fault").ShouldNotBeNull();
        (await browser.FillAsync(form, path, "#move", ("to", bin.ToString()), ("quantity", "4"))).Is(302).Location.ShouldEndWith("/admin/stock/items/" + variant);
        (await browser.FillAsync(form, path, "#move", ("to", bin.ToString()), ("quantity", "4"))).Is(302);
        (await ThereAsync(bin.Value), await ThereAsync(floor)).ShouldBe((4_000, 6_000));

        await MoveAsync($"{bin}/{lot}", quarantine, "3");
        (await ThereAsync(bin.Value), await ThereAsync(quarantine)).ShouldBe((1_000, 3_000));
        await MoveAsync($"{quarantine}/{lot}", bin.Value, "2");
        (await ThereAsync(bin.Value), await ThereAsync(quarantine)).ShouldBe((3_000, 1_000));
        await shop.StockIsWellAsync();

        async Task MoveAsync(string heap, Guid to, string much) => (await browser.FillAsync((await browser.GetAsync(path)).Is(200), path, "#move", ("heap", heap), ("to", to.ToString()), ("quantity", much))).Is(302);

        Task<long> ThereAsync(Guid place) => shop.ScalarAsync<long>($"select coalesce(sum(on_hand), 0)::bigint from inventory.balance where location_id = '{place}' and variant_id = '{variant}' and lot_id = '{lot}'");
    }

    [Fact]
    public async Task An_item_is_found_by_its_code_and_only_who_may_moves_it_and_only_in_their_store()
    {
        var (other, variants) = (await shop.StoreAsync(1), await shop.VariantsAsync(20, 2));
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variants[0]}'");
        await shop.ReceiveAsync(other, variants[0], 5, 50);
        using var owner = await LoginAsync("owner");
        (await owner.GetAsync("/admin/stock/moves/new")).Is(200).Html.QuerySelector("#find").ShouldNotBeNull();
        (await owner.GetAsync("/admin/stock/moves/new?code=no-such-thing")).Is(400).Html.QuerySelector("#f-code-fault").ShouldNotBeNull();
        var page = (await owner.GetAsync("/admin/stock/moves/new?code=" + sku)).Is(200);
        ((IHtmlSelectElement)page.Html.QuerySelector("#f-heap")!).Options.Length.ShouldBe(1);
        (await owner.GetAsync("/admin/stock/moves/new?item=" + variants[1])).Is(200).Html.QuerySelector("#move").ShouldBeNull();
        (await owner.GetAsync("/admin/stock/moves/new?item=" + ActsLab.NewId())).Is(404);
        using var manager = await LoginAsync("manager");
        (await manager.GetAsync("/admin/stock/moves/new?item=" + variants[0])).Is(200).Html.QuerySelector("#move").ShouldBeNull("it lies in another store");
        using var cashier = await LoginAsync("cashier");
        (await cashier.GetAsync("/admin/stock/moves/new")).Is(403);
    }

    [Theory]
    [InlineData("", "rice")]
    [InlineData("/bn", "dairy")]
    public async Task A_category_says_how_new_goods_are_kept_and_those_below_take_it_over(string language, string near)
    {
        var category = await shop.ScalarAsync<Guid>($"select coalesce(parent_id, id) from catalog.category order by slug = '{near}' desc, parent_id is not null desc, slug limit 1");
        using var browser = await LoginAsync("owner");
        var path = language + "/admin/stock/policies";
        var page = (await browser.GetAsync(path)).Is(200);
        page.Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
        var form = $"#c-{category} form";
        (await browser.FillAsync(page, path, form, ("tracking", "Sideways"))).Is(400).Html.QuerySelector($"#c-{category}[open] .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, path, form, ("tracking", "Lot"), ("valuation", "Fifo"))).Is(302);
        (await shop.ScalarAsync<string>($"select tracking || ' ' || valuation from inventory.category_policy where category_id = '{category}'")).ShouldBe("lot fifo");
        (await browser.FillAsync(page, path, form, ("tracking", "None"))).Is(412);
        var after = (await browser.GetAsync(path)).Is(200);
        foreach (var below in (await shop.ScalarAsync<string>($"select coalesce(string_agg(id::text, ' '), '') from catalog.category where parent_id = '{category}'")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            ((IHtmlSelectElement)after.Html.QuerySelector($"#c-{below} select[name=tracking]")!).Value.ShouldBe("Lot");
        }

        using var manager = await LoginAsync("manager");
        (await manager.GetAsync(path)).Is(200).Html.QuerySelector("fieldset:not([disabled])").ShouldBeNull("it holds for all stores, and a manager has one");
        (await manager.FillAsync((await manager.GetAsync(path)).Is(200), path, form, ("tracking", "None"))).Is(403);
    }

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
