using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>The screens of the stock.</summary>
public sealed class PageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly string[] _lists = ["/admin/stock", "/admin/stock/movements", "/admin/stock/lots", "/admin/stock/reservations", "/admin/stock/places"];

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task Every_page_shows_what_there_is_and_says_when_there_is_nothing(string language)
    {
        using var browser = await LoginAsync("owner");
        foreach (var path in _lists)
        {
            var empty = (await browser.GetAsync($"{language}{path}?q=zzzz&item={LedgerLab.Id<LotId>()}&state=negative&kind=revaluation")).Is(200);
            empty.Text.ShouldNotContain("inventory.", Case.Sensitive, $"a text is missing on {path}");
            if (path is not "/admin/stock/places")
            {
                empty.Html.QuerySelector(".empty-title").ShouldNotBeNull(path);
            }
        }

        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(language.Length == 0 ? 0 : 1, 1))[0]);
        var lot = await shop.LotAsync(variant, "PG" + language.Length);
        await shop.ReceiveAsync(store, variant, 12, 120, lot);
        var sale = await shop.SellAsync(store, variant, 2);
        await shop.StockAsync(stock => stock.ReserveAsync(StockLab.Reservation(store, null, (variant, 1)), CancellationToken.None));
        foreach (var path in _lists)
        {
            var page = (await browser.GetAsync(language + path)).Is(200);
            page.Text.ShouldNotContain("inventory.", Case.Sensitive, $"a text is missing on {path}");
            page.Html.QuerySelector("main table tbody tr, main details.change").ShouldNotBeNull(path);
            var file = (await browser.GetAsync(language + path + "?handler=Export")).Is(200).Text;
            file.Split('\n').Length.ShouldBeGreaterThan(2, path);
        }

        var card = (await browser.GetAsync($"{language}/admin/stock/items/{variant}?days=7")).Is(200);
        card.Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        card.Html.QuerySelectorAll("svg.curve .curve-line").Length.ShouldBe(2);
        card.Html.QuerySelector($"a[href$='/admin/books/entries/{sale.Id}']").ShouldNotBeNull("the way to the entry in the books");
        card.Html.QuerySelector($"a[href$='/admin/stock/lots/{lot}']").ShouldNotBeNull();
        var one = (await browser.GetAsync($"{language}/admin/stock/lots/{lot}")).Is(200);
        one.Text.ShouldNotContain("inventory.", Case.Sensitive, "a text is missing");
        one.Html.QuerySelectorAll("#recall, #hold").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Bad_addresses_are_answered_with_the_list_or_with_nothing_here()
    {
        using var browser = await LoginAsync("owner");
        foreach (var path in _lists)
        {
            (await browser.GetAsync($"{path}?store=x&category=1&state=maybe&sort=size&cursor=%22&kind=gift&from=yesterday&to=0001-01-01&expiresWithin=-9&stock=2&item=%00&document=a&cols=x")).Is(200);
            (await browser.GetAsync($"{path}?to=9999-12-31&from=9999-12-31")).Is(200);
            (await browser.GetAsync($"{path}?handler=Export&store=x&cursor=a")).Is(200);
        }

        foreach (var path in (string[])["items/x", $"items/{LedgerLab.Id<LotId>()}", "lots/x", $"lots/{LedgerLab.Id<LotId>()}"])
        {
            (await browser.GetAsync("/admin/stock/" + path)).Is(404);
        }
    }

    [Fact]
    public async Task A_lot_is_recalled_and_set_free_by_its_page_on_the_version_that_was_seen()
    {
        using var browser = await LoginAsync("owner");
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(10, 1))[0]);
        var lot = await shop.LotAsync(variant, "RCL");
        await shop.ReceiveAsync(store, variant, 3, 30, lot);
        var path = $"/admin/stock/lots/{lot}";
        var page = (await browser.GetAsync(path)).Is(200);
        (await browser.FillAsync(page, path, "#recall", ("reason", " "))).Is(400).Html.QuerySelector("details[open] .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, path, "#recall", ("reason", "Glass"))).Is(302);
        (await browser.FillAsync(page, path, "#hold", ("reason", "Too late"))).Is(412);
        page = (await browser.GetAsync(path)).Is(200);
        page.Text.ShouldContain("Glass");
        page.Text.ShouldContain("Quarantine");
        (await browser.FillAsync(page, path, "#free", ("reason", "Found nothing"))).Is(302);
        (await browser.GetAsync(path)).Is(200).Html.QuerySelector("#hold").ShouldNotBeNull();

        using var reader = await LoginAsync("cashier");
        var seen = (await reader.GetAsync(path)).Is(200);
        seen.Html.QuerySelector("main form[method=post]").ShouldBeNull();
        (await browser.PostAsync(path, [])).Status.ShouldBe(400, "a form without its token");
    }

    [Fact]
    public async Task How_an_item_is_kept_is_changed_on_its_card()
    {
        using var browser = await LoginAsync("owner");
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(20, 1))[0]);
        await shop.ReceiveAsync(store, variant, 3, 30);
        var path = $"/admin/stock/items/{variant}";
        var page = (await browser.GetAsync(path)).Is(200);
        (await browser.FillAsync(page, path, "#keep", ("lowAt", "many"))).Is(400).Html.QuerySelector("#keep .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, path, "#keep", ("tracking", "Lot"))).Is(409).Html.QuerySelector("#keep .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, path, "#keep", ("valuation", "Fifo"), ("lowAt", "২"))).Is(302);
        (await browser.FillAsync(page, path, "#keep", ("valuation", "Average"))).Is(412);
        (await shop.ScalarAsync<string>($"select valuation || ' ' || low_at from inventory.item where id = '{variant}'")).ShouldBe("fifo 2000");

        using var reader = await LoginAsync("cashier");
        (await reader.GetAsync(path)).Is(200).Html.QuerySelector("#keep button[type=submit]").ShouldBeNull();
    }

    [Fact]
    public async Task Bins_are_made_named_and_closed_and_reservations_given_up_by_forms()
    {
        using var browser = await LoginAsync("owner");
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(30, 1))[0]);
        var path = $"/admin/stock/places?store={store}";
        var page = (await browser.GetAsync(path)).Is(200);
        (await browser.FillAsync(page, path, "#add", ("code", "no good"))).Is(400).Html.QuerySelector("#add .invalid-feedback").ShouldNotBeNull();
        (await browser.FillAsync(page, path, "#add", ("code", "pg-7"), ("name", "Rack"), ("position", "১"))).Is(302);
        (await browser.FillAsync(page, path, "#add", ("code", "PG-7"))).Is(409);
        var id = await shop.ScalarAsync<Guid>("select id from inventory.location where code = 'PG-7'");
        page = (await browser.GetAsync(path)).Is(200);
        (await browser.FillAsync(page, path, $"#p-{id} form", ("name", "Rack seven"))).Is(302);
        page = (await browser.GetAsync(path + "&q=seven")).Is(200);
        page.Html.QuerySelector($"#p-{id}").ShouldNotBeNull();
        await shop.ReceiveAsync(store, variant, 1, 1, location: LocationId.From(id));
        (await browser.PostAsync(page.Html.QuerySelector($"#p-{id} button[formaction]")!.GetAttribute("formaction")!, PageSession.Fields(page, $"#p-{id} form"))).Is(409).Text.ShouldContain("There is something in this place");
        await shop.SellAsync(store, variant, 1);
        (await browser.PostAsync(page.Html.QuerySelector($"#p-{id} button[formaction]")!.GetAttribute("formaction")!, PageSession.Fields(page, $"#p-{id} form"))).Is(302);
        (await browser.GetAsync(path)).Is(200).Html.QuerySelector($"#p-{id}").ShouldBeNull();

        await shop.ReceiveAsync(store, variant, 5, 5);
        var promise = StockLab.Reservation(store, null, (variant, 2));
        await shop.StockAsync(stock => stock.ReserveAsync(promise, CancellationToken.None));
        var list = (await browser.GetAsync("/admin/stock/reservations")).Is(200);
        var token = PageSession.Fields(list, ".list-form").First(field => field.Key.StartsWith("__", StringComparison.Ordinal));
        (await browser.PostAsync("/admin/stock/reservations?handler=Release", [token, KeyValuePair.Create("ids", promise.Id.ToString())])).Is(302);
        (await shop.LevelAsync(store, variant)).Reserved.ShouldBe(0);
        (await browser.PostAsync("/admin/stock/reservations?handler=Release", [token, KeyValuePair.Create("ids", LedgerLab.Id<ReservationId>().ToString())])).Is(404);
    }

    [Fact]
    public async Task Who_works_in_one_store_sees_it_alone_and_who_may_not_sees_nothing()
    {
        var elsewhere = StoreId.From(await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'"));
        var variant = (await shop.VariantsAsync(40, 1))[0];
        await shop.ReceiveAsync(elsewhere, variant, 71_377, 770);
        using var cashier = await LoginAsync("cashier");
        foreach (var path in _lists)
        {
            (await cashier.GetAsync($"{path}?store={elsewhere}")).Is(200).Text.ShouldNotContain("S2 ", Case.Sensitive, path);
            (await cashier.GetAsync($"{path}?handler=Export&store={elsewhere}")).Is(200).Text.ShouldNotContain(elsewhere.ToString(), Case.Sensitive, path);
        }

        using var owner = await LoginAsync("owner");
        (await owner.GetAsync($"/admin/stock/items/{variant}")).Is(200).Text.ShouldContain("71,377");
        (await cashier.GetAsync($"/admin/stock/items/{variant}")).Is(200).Text.ShouldNotContain("71,377");
        using var rider = await LoginAsync("rider");
        using var nobody = new PageSession(shop.Http.BaseAddress!);
        foreach (var path in _lists.Append($"/admin/stock/items/{variant}"))
        {
            (await rider.GetAsync(path)).Is(403);
            (await nobody.GetAsync(path)).Is(302).Location!.ShouldContain("/login");
        }
    }

    private async Task<PageSession> LoginAsync(string role)
    {
        var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }
}
