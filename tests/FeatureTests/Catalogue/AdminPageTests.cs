using System.Globalization;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>The admin pages of the catalogue, as browsers and attackers use them.</summary>
public sealed class AdminPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task Each_page_is_for_who_holds_its_right_and_readers_get_no_forms()
    {
        var id = await shop.AddProductAsync("RIGHT-1");
        using var anonymous = shop.Browser();
        using var customer = await shop.LoggedInAsync("customer");
        using var clerk = await shop.LoggedInAsync("stock_clerk");
        using var manager = await shop.LoggedInAsync("manager");
        using var owner = await shop.LoggedInAsync("owner");
        var brand = await shop.ScalarAsync<Guid>("select id from catalog.brand limit 1");
        var category = await shop.ScalarAsync<Guid>("select id from catalog.category limit 1");
        foreach (var path in (string[])
            ["/admin/products", $"/admin/products/{id}", $"/admin/products/{id}/images", $"/admin/products/{id}/prices", "/admin/categories", $"/admin/categories/{category}", "/admin/brands", $"/admin/brands/{brand}"])
        {
            (await anonymous.GetAsync(path)).Is(302).Location.ShouldStartWith("/login");
            (await customer.GetAsync(path)).Is(403);
            Acts((await owner.GetAsync(path)).Is(200)).ShouldNotBeEmpty(path);
            Acts((await clerk.GetAsync(path)).Is(200)).ShouldBeEmpty(path);
        }

        foreach (var path in (string[])["/admin/products/new", "/admin/categories/new", "/admin/brands/new", "/admin/products/no-id", "/admin/brands/no-id", "/admin/categories/0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff"])
        {
            (await clerk.GetAsync(path)).Is(404);
        }

        // Imports are the company's: a manager of one store is neither led there nor let in.
        (await manager.GetAsync("/admin")).Is(200).Html.QuerySelector("#nav a[href='/admin/imports']").ShouldBeNull();
        (await manager.GetAsync("/admin/imports")).Is(403);
        (await manager.GetAsync($"/admin/products/{id}/history")).Is(403);
        (await owner.GetAsync($"/admin/products/{id}/history")).Is(200).Text.ShouldContain("Made a product");

        // Everybody may keep a view of a list they see.
        static IEnumerable<AngleSharp.Dom.IElement> Acts(PageAnswer page) =>
            page.Html.QuerySelectorAll("main form[method=post] button[type=submit], .head-acts .btn-primary").Where(button => button.Closest(".views") is null);
    }

    [Fact]
    public async Task A_form_without_its_token_or_of_somebody_who_may_not_does_nothing()
    {
        var id = await shop.AddProductAsync("TOKEN-1");
        using var owner = await shop.LoggedInAsync("owner");
        using var manager = await shop.LoggedInAsync("manager");
        var category = await shop.ScalarAsync<Guid>("select id from catalog.category where slug = 'rice'");
        var pack = await shop.PackIdAsync("TOKEN-1");
        var before = await shop.StateAsync();
        var token = (await manager.GetAsync($"/admin/products/{id}/prices")).Is(200).Html.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        foreach (var (path, fields) in ((string, (string, string)[])[])
            [
                ("/admin/products?handler=Archive", [("ids", id)]), ("/admin/products?handler=Publish", [("ids", id)]), ("/admin/products?handler=MoveTo", [("ids", id), ("category", $"{category}")]),
                ($"/admin/products/{id}", [("name.en", "Stolen"), ("version", "1"), ("variants[0].sku", "STOLEN")]), ($"/admin/products/{id}?handler=Remove", []),
                ("/admin/products/new", [("name.en", "Stolen"), ("categoryId", $"{category}"), ("variants[0].sku", "STOLEN")]), ("/admin/categories", [("move", $"up:{category}")]),
                ("/admin/categories?handler=Place", [("id", $"{category}"), ("parent", ""), ("index", "0")]), ("/admin/categories/new", [("name.en", "Stolen")]), ($"/admin/categories/{category}?handler=Remove", []),
                ("/admin/brands/new", [("name.en", "Stolen")]), ($"/admin/products/{id}/images?handler=Remove", [("file", "x")]), ($"/admin/products/{id}/prices", [("packId", pack), ("amount", "1"), ("storeId", "")]),
            ])
        {
            var pairs = fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)).ToList();
            (await owner.PostAsync(path, pairs)).Is(400);
            (await manager.PostAsync(path, [.. pairs, KeyValuePair.Create("__RequestVerificationToken", token)])).Status.ShouldBeOneOf([403, 404], path);
        }

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_choice_that_cannot_be_read_is_a_fault_and_never_the_widest_one()
    {
        var id = await shop.AddProductAsync("CHOICE-1");
        using var owner = await shop.LoggedInAsync("owner");
        var category = await shop.ScalarAsync<Guid>("select id from catalog.category where slug = 'rice'");
        var before = await shop.StateAsync();

        foreach (var (path, field) in ((string, string)[])
            [
                ($"/admin/products/{id}/prices", "storeId"), ($"/admin/products/{id}/prices", "channel"), ($"/admin/products/{id}/prices", "from"), ($"/admin/categories/{category}", "parentId"),
                ($"/admin/products/{id}", "status"), ($"/admin/products/{id}", "brandId"), ($"/admin/products/{id}", "sellBy"), ($"/admin/products/{id}", "variants[0].netUnit"),
            ])
        {
            var page = (await owner.GetAsync(path)).Is(200);
            var refused = await owner.PostAsync(path, PageSession.With(PageSession.Fields(page), (field, "garbage"), ("amount", "5"), ("variants[0].net", "1")));
            refused.Is(400).Html.QuerySelector("#faults").ShouldNotBeNull($"{path} {field}");
        }

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Whatever_is_typed_is_shown_as_text_on_every_page()
    {
        using var browser = await shop.LoggedInAsync("owner");
        var brand = (await browser.PostAsync("/admin/brands/new", PageSession.With(PageSession.Fields((await browser.GetAsync("/admin/brands/new")).Is(200)), ("name.en", "Brand " + Evil)))).Is(302);
        _ = brand;
        (await browser.PostAsync("/admin/categories/new", PageSession.With(PageSession.Fields((await browser.GetAsync("/admin/categories/new")).Is(200)), ("name.en", "Category " + Evil)))).Is(302);
        var (brandId, categoryId) = (await shop.ScalarAsync<Guid>("select id from catalog.brand where name ->> 'en' like 'Brand \"%'"), await shop.ScalarAsync<Guid>("select id from catalog.category where name ->> 'en' like 'Category \"%'"));
        var form = (await browser.GetAsync("/admin/products/new")).Is(200);
        var made = (await browser.PostAsync("/admin/products/new", PageSession.With(PageSession.Fields(form),
            ("name.en", "Name " + Evil), ("name.bn", "নাম " + Evil), ("description.en", "Words " + Evil), ("description.bn", Evil), ("keywords", Evil), ("categoryId", $"{categoryId}"), ("brandId", $"{brandId}"), ("status", "active"),
            ("slug", "evil-thing"), ("attributes[0].key", "origin"), ("attributes[0].value", Evil), ("variants[0].sku", "EVIL" + Evil), ("variants[0].name.en", "Variant " + Evil)))).Is(302);
        var id = made.Location!.Split('/')[^1];
        await shop.SetPriceAsync(id, "EVIL" + Evil, "10");

        foreach (var path in (string[])
            [
                "/admin/products?q=evil-thing", $"/admin/products?category={categoryId}&cols=name&cols=slug&cols=brand", $"/admin/products/{id}", $"/admin/products/{id}/images", $"/admin/products/{id}/prices", $"/admin/products/{id}/history",
                "/admin/categories", $"/admin/categories/{categoryId}", "/admin/brands?q=brand", $"/admin/brands/{brandId}", "/admin/search?q=name", "/admin", "/p/evil-thing", "/bn/p/evil-thing", "/search?q=evil-thing",
                $"/admin/products?q={Uri.EscapeDataString(Evil)}&sort={Uri.EscapeDataString(Evil)}&brand={Uri.EscapeDataString(Evil)}",
            ])
        {
            var page = (await browser.GetAsync(path)).Is(200);
            page.Html.QuerySelectorAll("script:not([type='application/ld+json'])").ShouldAllBe(script => script.GetAttribute("src")!.StartsWith("/assets/", StringComparison.Ordinal), path);
            page.Html.QuerySelectorAll("[onerror]").ShouldBeEmpty(path);
        }

        (await browser.GetAsync("/admin/products?q=evil-thing")).Html.QuerySelector("#list tbody a")!.TextContent.ShouldBe("Name " + Evil);
        (await browser.GetAsync($"/admin/products/{id}")).Html.QuerySelector<IHtmlInputElement>("#f-variants-0-sku")!.Value.ShouldBe("EVIL" + Evil);
    }

    [Fact]
    public async Task A_price_is_set_now_and_for_later_and_taken_back_and_only_in_ones_own_store()
    {
        var id = await shop.AddProductAsync("PRICE-P1");
        var pack = await shop.PackIdAsync("PRICE-P1");
        using var owner = await shop.LoggedInAsync("owner");
        using var manager = await shop.LoggedInAsync("manager");
        var path = $"/admin/products/{id}/prices";
        (await shop.SetPriceAsync(id, "PRICE-P1", "১২০.৫০")).Is(302);
        var page = (await owner.GetAsync(path)).Is(200);
        page.Html.QuerySelector(".price-now")!.TextContent.ShouldContain("120.50");
        page.Html.QuerySelectorAll(".time-line .piece-present").Length.ShouldBe(1);

        // By the store's clock: six hours before Greenwich.
        (await owner.PostAsync(path, PageSession.With(PageSession.Fields(page, "form#set"), ("packId", pack), ("amount", "99"), ("from", "2099-01-01T00:00")))).Is(302);
        (await shop.ScalarAsync<DateTime>($"select valid_from from catalog.price where pack_id = '{pack}' and amount_minor = 9900")).ShouldBe(new DateTime(2098, 12, 31, 18, 0, 0, DateTimeKind.Utc));
        var later = (await owner.GetAsync(path)).Is(200);
        later.Html.QuerySelectorAll(".price-future").Length.ShouldBe(1);
        later.Html.QuerySelectorAll(".time-line .piece-future").Length.ShouldBe(1);

        var refused = (await owner.PostAsync(path, PageSession.With(PageSession.Fields(later, "form#set"), ("packId", pack), ("amount", "ten"), ("to", "soon")))).Is(400);
        refused.Html.QuerySelector("#f-amount-fault").ShouldNotBeNull();
        refused.Html.QuerySelector("#f-to-fault").ShouldNotBeNull();
        refused.Html.QuerySelector<IHtmlInputElement>("#f-amount")!.Value.ShouldBe("ten");
        (await owner.PostAsync(path, PageSession.With(PageSession.Fields(later, "form#set"), ("packId", pack), ("amount", "5"), ("from", "2001-01-01T00:00")))).Is(400).Html.QuerySelector("#f-from-fault")!.TextContent.ShouldContain("now or later");

        // A manager sets prices of the own store, is offered no other, and gets no further by asking for one.
        var offered = (await manager.GetAsync(path)).Is(200);
        var stores = offered.Html.QuerySelector<IHtmlSelectElement>("#f-storeId")!.Options.Select(option => option.Value).ToList();
        stores.Count.ShouldBe(1);
        offered.Html.QuerySelectorAll(".price-future form").ShouldBeEmpty();
        (await manager.PostAsync(path, PageSession.With(PageSession.Fields(offered, "form#set"), ("packId", pack), ("amount", "77")))).Is(302);
        (await shop.ScalarAsync<Guid>($"select store_id from catalog.price where pack_id = '{pack}' and amount_minor = 7700")).ToString().ShouldBe(stores[0]);
        var other = await shop.ScalarAsync<Guid>($"select id from stores.store where id <> '{stores[0]}' limit 1");
        foreach (var store in (string[])["", $"{other}"])
        {
            (await manager.PostAsync(path, PageSession.With(PageSession.Fields(offered, "form#set"), ("packId", pack), ("amount", "66"), ("storeId", store)))).Is(403);
        }

        var future = later.Html.QuerySelector<IHtmlInputElement>(".price-future input[name=price]")!.Value;
        (await manager.PostAsync(path + "?handler=Remove", [.. PageSession.Fields(offered, "form#set").Where(pair => pair.Key is "__RequestVerificationToken"), KeyValuePair.Create("price", future)])).Is(403);
        (await owner.PostAsync(path + "?handler=Remove", PageSession.Fields(later, ".price-future form"))).Is(302);
        (await shop.ScalarAsync<long>($"select count(*) from catalog.price where pack_id = '{pack}' and valid_from > now()")).ShouldBe(0);
        (await shop.ScalarAsync<long>("select count(*) from catalog.price where amount_minor = 6600 and pack_id = '" + pack + "'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_tree_is_put_in_order_by_buttons_and_by_drops()
    {
        using var browser = await shop.LoggedInAsync("owner");
        async Task<string> MakeAsync(string name, string parent = "")
        {
            (await browser.PostAsync("/admin/categories/new", PageSession.With(PageSession.Fields((await browser.GetAsync("/admin/categories/new?parent=" + parent)).Is(200)), ("name.en", name), ("name.bn", "গাছ " + name)))).Is(302);
            return (await shop.ScalarAsync<Guid>($"select id from catalog.category where name ->> 'en' = '{name}'")).ToString();
        }

        var top = await MakeAsync("Tree top");
        var (a, b, c) = (await MakeAsync("Tree a", top), await MakeAsync("Tree b", top), await MakeAsync("Tree c", top));
        Task<string> TreeAsync() => shop.ScalarAsync<string>("select string_agg(coalesce(parent.name ->> 'en', '-') || '/' || (category.name ->> 'en'), ', ' order by parent.name ->> 'en' nulls first, category.position) from catalog.category left join catalog.category parent on parent.id = category.parent_id where category.name ->> 'en' like 'Tree _'");
        async Task<PageAnswer> MoveAsync(string what) => await browser.PostAsync("/admin/categories", PageSession.With(PageSession.Fields((await browser.GetAsync("/admin/categories")).Is(200), "form#tree"), ("move", what)));

        (await MoveAsync("up:" + b)).Is(302);
        (await TreeAsync()).ShouldBe("Tree top/Tree b, Tree top/Tree a, Tree top/Tree c");
        (await MoveAsync("down:" + b)).Is(302);
        (await MoveAsync("in:" + c)).Is(302);
        (await TreeAsync()).ShouldBe("Tree b/Tree c, Tree top/Tree a, Tree top/Tree b");
        (await MoveAsync("out:" + c)).Is(302);
        (await TreeAsync()).ShouldBe("Tree top/Tree a, Tree top/Tree b, Tree top/Tree c");
        (await MoveAsync("down:" + c)).Is(409);

        // A drop is answered with the tree alone, also where it is refused.
        async Task<PageAnswer> DropAsync(string id, string parent, string index) => (await browser.PostAsync("/admin/categories?handler=Place",
            PageSession.With(PageSession.Fields((await browser.GetAsync("/admin/categories")).Is(200), "form#tree"), ("id", id), ("parent", parent), ("index", index)), ("HX-Request", "true"))).Is(200);
        var dropped = await DropAsync(c, top, "0");
        dropped.Html.QuerySelector(".tree-said")!.TextContent.ShouldContain("Tree c");
        dropped.Html.QuerySelector("#nav").ShouldBeNull();
        (await TreeAsync()).ShouldBe("Tree top/Tree c, Tree top/Tree a, Tree top/Tree b");
        (await DropAsync(top, a, "0")).Html.QuerySelector(".tree-said")!.TextContent.ShouldContain("below itself");
        (await TreeAsync()).ShouldBe("Tree top/Tree c, Tree top/Tree a, Tree top/Tree b");

        (await browser.PostAsync($"/admin/categories/{top}?handler=Remove", PageSession.Fields((await browser.GetAsync($"/admin/categories/{top}")).Is(200), "form#remove"))).Is(409).Html.QuerySelector("#faults")!.TextContent.ShouldContain("move them first");
        (await browser.PostAsync($"/admin/categories/{a}?handler=Remove", PageSession.Fields((await browser.GetAsync($"/admin/categories/{a}")).Is(200), "form#remove"))).Is(302);
        (await TreeAsync()).ShouldBe("Tree top/Tree c, Tree top/Tree b");
    }

    [Fact]
    public async Task A_file_is_tried_imported_and_its_report_shown_and_downloaded()
    {
        using var browser = await shop.LoggedInAsync("owner");
        var page = (await browser.GetAsync("/admin/imports")).Is(200);
        const string file = "sku,name.en,category.path,price,barcodes\nPI-1,Page import one,Uploaded > Pages,10.00,\nPI-2,Page import two,Uploaded > Pages,20.00,9520990000019\n";
        async Task<PageAnswer> SendAsync(string content, string? dryRun, string profile = "aisle")
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent(PageSession.Fields(page).Single(pair => pair.Key is "__RequestVerificationToken").Value), "__RequestVerificationToken" }, { new StringContent(profile), "profile" },
                { new StringContent(content), "file", "goods.csv" },
            };
            if (dryRun is not null)
            {
                form.Add(new StringContent(dryRun), "dryRun");
            }

            return await browser.SendAsync(HttpMethod.Post, "/admin/imports", form);
        }

        var before = await shop.StateAsync();
        (await SendAsync("<html></html>", null)).Is(400).Html.QuerySelector("#f-file-fault").ShouldNotBeNull();
        (await SendAsync(file, null, "/etc/passwd")).Is(400);
        (await shop.StateAsync()).ShouldBe(before);

        var tried = await EndAsync((await SendAsync(file, "true")).Is(302).Location!);
        tried.Text.ShouldContain("nothing is changed");
        tried.Html.QuerySelector("#import tbody tr")!.TextContent.ShouldContain("barcodes");
        tried.Html.QuerySelector("#import")!.HasAttribute("hx-get").ShouldBeFalse("it is over");
        (await shop.ScalarAsync<long>("select count(*) from catalog.variant where sku like 'PI-%'")).ShouldBe(0);
        var done = await EndAsync((await SendAsync(file, null)).Is(302).Location!);
        (await shop.ScalarAsync<long>("select count(*) from catalog.variant where sku like 'PI-%'")).ShouldBe(1);
        var report = (await browser.GetAsync(done.Html.QuerySelector("a[download]")!.GetAttribute("href")!)).Is(200);
        report.Text.ShouldContain("\"3\",\"barcodes\",\"gtin.check_digit\"");

        async Task<PageAnswer> EndAsync(string path)
        {
            PageAnswer? shown = null;
            await Goods.EventuallyAsync(async () => (shown = (await browser.GetAsync(path)).Is(200)).Html.QuerySelector("#import form") is null, "the import ends", 60);
            return shown!;
        }
    }

    [Fact]
    public async Task Tiles_and_the_global_search_show_what_the_caller_may_see()
    {
        await shop.AddProductAsync("HITS-1");
        using var owner = await shop.LoggedInAsync("owner");
        using var rider = await shop.LoggedInAsync("rider");
        var dashboard = (await owner.GetAsync("/admin")).Is(200);
        dashboard.Html.QuerySelector("a[href='/admin/products?status=active']")!.TextContent.ShouldContain((await shop.ScalarAsync<long>("select count(*) from catalog.product where status = 'active'")).ToString("N0", CultureInfo.InvariantCulture));
        (await owner.GetAsync("/admin/search?q=HITS-1")).Is(200).Html.QuerySelectorAll(".hit").Select(hit => hit.GetAttribute("href")).ShouldContain(link => link!.StartsWith("/admin/products/", StringComparison.Ordinal));
        (await owner.GetAsync("/admin/search?q=rice")).Is(200).Html.QuerySelectorAll(".hit").Select(hit => hit.GetAttribute("href")).ShouldContain(link => link!.StartsWith("/admin/categories/", StringComparison.Ordinal));
        (await rider.GetAsync("/admin/search?q=HITS-1")).Html.QuerySelectorAll(".hit").ShouldBeEmpty();
    }
}
