using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
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
        var id = await ProductAsync("RIGHT-1");
        using var anonymous = Browser();
        using var customer = await LoggedInAsync("customer");
        using var clerk = await LoggedInAsync("stock_clerk");
        using var manager = await LoggedInAsync("manager");
        using var owner = await LoggedInAsync("owner");
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
        var id = await ProductAsync("TOKEN-1");
        using var owner = await LoggedInAsync("owner");
        using var manager = await LoggedInAsync("manager");
        var category = await shop.ScalarAsync<Guid>("select id from catalog.category where slug = 'rice'");
        var pack = await PackAsync("TOKEN-1");
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
        var id = await ProductAsync("CHOICE-1");
        using var owner = await LoggedInAsync("owner");
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
    public async Task A_product_is_made_changed_and_removed_without_a_script()
    {
        using var browser = await LoggedInAsync("owner");
        var form = (await browser.GetAsync("/admin/products/new")).Is(200);
        var category = await shop.ScalarAsync<Guid>("select id from catalog.category where slug = 'rice'");
        var (one, two) = (Goods.Code(), Goods.Code());

        var made = await browser.PostAsync("/admin/products/new", PageSession.With(PageSession.Fields(form),
            ("name.en", "Zqpage rice"), ("name.bn", "পাতার চাল"), ("categoryId", $"{category}"), ("status", "active"), ("attributes[0].key", "origin"), ("attributes[0].value", "BD"),
            ("variants[0].sku", "PAGE-1"), ("variants[0].net", "১.৫"), ("variants[0].netUnit", "kg"), ("variants[0].packs[0].barcodes", $"{one}\r\n{two}"), ("variants[0].packs[1].units", "১২")));

        var id = made.Is(302).Location!.Split('/')[^1];
        var page = (await browser.GetAsync($"/admin/products/{id}")).Is(200);
        page.Html.QuerySelector("[role=status].alert")!.TextContent.ShouldContain("Zqpage rice");
        (await shop.ScalarAsync<string>($"select string_agg(units_thousandths || unit, ' ' order by pack.position) from catalog.pack join catalog.variant on variant.id = variant_id where sku = 'PAGE-1'")).ShouldBe("1000pc 12000case");
        (await shop.ScalarAsync<long>($"select count(*) from catalog.barcode join catalog.pack on pack.id = pack_id join catalog.variant on variant.id = variant_id where sku = 'PAGE-1'")).ShouldBe(2);
        (await shop.ScalarAsync<long>("select net_thousandths from catalog.variant where sku = 'PAGE-1'")).ShouldBe(1500);

        // Saving what is shown says what is known; a second variant comes from the spare row.
        (await browser.PostAsync($"/admin/products/{id}", PageSession.Fields(page))).Is(302);
        (await shop.ScalarAsync<int>($"select version from catalog.product where id = '{id}'")).ShouldBe(1);
        (await browser.PostAsync($"/admin/products/{id}", PageSession.With(PageSession.Fields(page), ("variants[1].sku", "PAGE-2"), ("attributes[0].value", "IN")))).Is(302);
        var edit = (await shop.Http.SendAsync("GET", $"/api/v1/products/{id}/edit", token: await shop.Http.TokenAsync("owner"))).Is(200);
        edit.Json.GetProperty("variants").EnumerateArray().Select(variant => variant.GetProperty("sku").GetString()).ShouldBe(["PAGE-1", "PAGE-2"]);
        edit.Json.GetProperty("attributes").GetProperty("origin").GetString().ShouldBe("IN");
        (await shop.JsonAsync("/api/v1/products?q=zqpage")).GetProperty("items")[0].GetProperty("name").GetProperty("bn").GetString().ShouldBe("পাতার চাল");

        (await browser.PostAsync($"/admin/products/{id}?handler=Remove", PageSession.Fields((await browser.GetAsync($"/admin/products/{id}")).Is(200), "form#remove"))).Is(302);
        (await shop.ScalarAsync<string>($"select status from catalog.product where id = '{id}'")).ShouldBe("archived");
        (await browser.GetAsync($"/admin/products/{id}")).Is(200).Html.QuerySelector("button[form=remove]").ShouldBeNull("it is archived already");
    }

    [Fact]
    public async Task All_faults_stand_at_once_beside_their_fields_and_nothing_typed_is_lost()
    {
        using var browser = await LoggedInAsync("owner");
        var form = (await browser.GetAsync("/admin/products/new")).Is(200);
        var before = await shop.StateAsync();

        var refused = (await browser.PostAsync("/admin/products/new", PageSession.With(PageSession.Fields(form),
            ("description.en", "Kept as it was typed"), ("slug", "Not A Slug"), ("minimumAge", "old"), ("popularity", "-5"), ("attributes[0].key", "Origin!"), ("attributes[0].value", "BD"),
            ("variants[0].sku", ""), ("variants[0].net", "heavy"), ("variants[0].packs[0].barcodes", "4006381333932 12"), ("variants[0].packs[1].units", "x")))).Is(400);

        foreach (var (field, text) in ((string, string)[])
            [
                ("name-en", "must be filled in"), ("slug", "lower-case"), ("minimumAge", "whole number"), ("popularity", "0 to 1000000"), ("variants-0-sku", "must be filled in"), ("variants-0-net", "digits"),
                ("variants-0-packs-0-barcodes", "but should be 1"), ("variants-0-packs-1-units", "above zero"),
            ])
        {
            refused.Html.QuerySelector($"#f-{field}-fault").ShouldNotBeNull(field).TextContent.ShouldContain(text);
            refused.Html.QuerySelector($"#f-{field}")!.GetAttribute("aria-invalid").ShouldBe("true");
        }

        refused.Html.QuerySelector("#f-variants-0-name-en")!.HasAttribute("aria-invalid").ShouldBeFalse("nothing is wrong with it");
        refused.Html.QuerySelectorAll("#faults li").Length.ShouldBeGreaterThanOrEqualTo(9);
        var kept = PageSession.Fields(refused).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        (kept["description.en"], kept["slug"], kept["minimumAge"], kept["popularity"], kept["attributes[0].key"]).ShouldBe(("Kept as it was typed", "Not A Slug", "old", "-5", "Origin!"));
        (kept["variants[0].net"], kept["variants[0].packs[0].barcodes"], kept["variants[0].packs[1].units"]).ShouldBe(("heavy", "4006381333932 12", "x"));
        (await shop.StateAsync()).ShouldBe(before);

        // What only the database knows is told beside its field too, in the language of the page.
        await ProductAsync("TAKEN-1");
        var taken = (await browser.PostAsync("/bn/admin/products/new", PageSession.With(PageSession.Fields(form), ("name.en", "Taken"), ("variants[0].sku", "TAKEN-1")))).Is(400);
        taken.Html.QuerySelector("#f-variants-0-sku-fault")!.TextContent.ShouldContain("এসকেইউ");
        taken.Html.QuerySelector("#f-categoryId-fault")!.TextContent.ShouldContain("বিভাগ");
    }

    [Fact]
    public async Task Two_who_edit_one_product_are_shown_both_versions_and_nothing_is_lost()
    {
        var id = await ProductAsync("BOTH-1");
        using var one = await LoggedInAsync("owner");
        using var other = await LoggedInAsync("admin");
        var (mine, theirs) = ((await one.GetAsync($"/admin/products/{id}")).Is(200), (await other.GetAsync($"/admin/products/{id}")).Is(200));

        (await other.PostAsync($"/admin/products/{id}", PageSession.With(PageSession.Fields(theirs), ("name.en", "Their name")))).Is(302);
        var conflict = (await one.PostAsync($"/admin/products/{id}", PageSession.With(PageSession.Fields(mine), ("name.en", "My name"), ("keywords", "typed at length")))).Is(412);

        conflict.Html.QuerySelector(".conflict")!.TextContent.ShouldContain("Their name");
        conflict.Html.QuerySelector(".conflict")!.TextContent.ShouldContain("My name");
        conflict.Html.QuerySelectorAll(".conflict .differs").Length.ShouldBe(2);
        (await NameAsync(id)).ShouldBe("Their name");
        (await one.PostAsync($"/admin/products/{id}", PageSession.Fields(conflict))).Is(302);
        (await NameAsync(id)).ShouldBe("My name");
        (await shop.ScalarAsync<string>($"select keywords from catalog.product where id = '{id}'")).ShouldBe("typed at length");

        var brand = (await shop.Http.SendAsync("POST", "/api/v1/brands", new { name = new { en = "Both brand" } }, await shop.Http.TokenAsync("owner"))).Is(201)["id"];
        var (myBrand, theirBrand) = ((await one.GetAsync($"/admin/brands/{brand}")).Is(200), (await other.GetAsync($"/admin/brands/{brand}")).Is(200));
        (await other.PostAsync($"/admin/brands/{brand}", PageSession.With(PageSession.Fields(theirBrand), ("name.en", "Their brand")))).Is(302);
        (await one.PostAsync($"/admin/brands/{brand}", PageSession.With(PageSession.Fields(myBrand), ("name.en", "My brand")))).Is(412).Html.QuerySelector(".conflict")!.TextContent.ShouldContain("Their brand");
    }

    [Fact]
    public async Task Whatever_is_typed_is_shown_as_text_on_every_page()
    {
        using var browser = await LoggedInAsync("owner");
        var brand = (await browser.PostAsync("/admin/brands/new", PageSession.With(PageSession.Fields((await browser.GetAsync("/admin/brands/new")).Is(200)), ("name.en", "Brand " + Evil)))).Is(302);
        _ = brand;
        (await browser.PostAsync("/admin/categories/new", PageSession.With(PageSession.Fields((await browser.GetAsync("/admin/categories/new")).Is(200)), ("name.en", "Category " + Evil)))).Is(302);
        var (brandId, categoryId) = (await shop.ScalarAsync<Guid>("select id from catalog.brand where name ->> 'en' like 'Brand \"%'"), await shop.ScalarAsync<Guid>("select id from catalog.category where name ->> 'en' like 'Category \"%'"));
        var form = (await browser.GetAsync("/admin/products/new")).Is(200);
        var made = (await browser.PostAsync("/admin/products/new", PageSession.With(PageSession.Fields(form),
            ("name.en", "Name " + Evil), ("name.bn", "নাম " + Evil), ("description.en", "Words " + Evil), ("description.bn", Evil), ("keywords", Evil), ("categoryId", $"{categoryId}"), ("brandId", $"{brandId}"), ("status", "active"),
            ("slug", "evil-thing"), ("attributes[0].key", "origin"), ("attributes[0].value", Evil), ("variants[0].sku", "EVIL" + Evil), ("variants[0].name.en", "Variant " + Evil)))).Is(302);
        var id = made.Location!.Split('/')[^1];
        await SetPriceAsync(id, "EVIL" + Evil, "10");

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
    public async Task An_upload_that_lies_is_refused_nothing_is_kept_and_the_good_ones_beside_it_are()
    {
        var id = await ProductAsync("PICS-1");
        using var browser = await LoggedInAsync("owner");
        using var manager = await LoggedInAsync("manager");
        var path = $"/admin/products/{id}/images";
        var page = (await browser.GetAsync(path)).Is(200);
        byte[] html = Encoding.UTF8.GetBytes("<html><script>alert(1)</script></html>");
        var (before, kept) = (await shop.StateAsync(), Files());

        var lie = await UploadAsync(browser, page, path, ("cat.png", "image/png", html));
        lie.Is(400).Html.QuerySelector("#faults")!.TextContent.ShouldContain("no picture");
        (await UploadAsync(browser, page, path)).Is(400).Html.QuerySelector("#faults")!.TextContent.ShouldContain("Choose a file");
        (await UploadAsync(manager, (await manager.GetAsync($"/admin/products/{id}/prices")).Is(200), path, ("a.png", "image/png", Goods.Png(71, 5, 5)))).Is(403);
        ((await shop.StateAsync()), Files()).ShouldBe((before, kept));

        (await UploadAsync(browser, page, path, ("a.png", "image/png", Goods.Png(71, 5, 5)), ("evil.png", "image/png", html), ("../../b.html", "text/html", Goods.Png(72, 5, 5)))).Is(302);
        var shown = (await browser.GetAsync(path)).Is(200);
        shown.Html.QuerySelector("[role=status].alert")!.TextContent.ShouldContain("2 pictures");
        shown.Html.QuerySelector(".alert-warning")!.TextContent.ShouldContain("no picture");
        var files = shown.Html.QuerySelectorAll<IHtmlImageElement>(".picture img").Select(image => image.GetAttribute("src")!).ToList();
        files.Count.ShouldBe(2);
        files.ShouldAllBe(file => file.EndsWith(".png", StringComparison.Ordinal));

        // The second one comes first, then the first one goes.
        var order = PageSession.Fields(shown, ".picture:nth-child(2) form");
        (await browser.PostAsync(path + "?handler=Order", [.. order, KeyValuePair.Create("to", "0")])).Is(302);
        (await browser.PostAsync(path + "?handler=Order", [.. order, KeyValuePair.Create("to", "1")])).Is(412);
        var turned = (await browser.GetAsync(path)).Is(200);
        turned.Html.QuerySelectorAll<IHtmlImageElement>(".picture img").Select(image => image.GetAttribute("src")!).ShouldBe([files[1], files[0]]);
        (await browser.PostAsync(path + "?handler=Remove", PageSession.Fields(turned, ".picture:first-child form:last-child"))).Is(302);
        (await shop.ScalarAsync<string>($"select string_agg(file, ' ') from catalog.image where product_id = '{id}'")).ShouldBe(files[0].Split('/')[^1]);
    }

    [Fact]
    public async Task An_act_on_many_does_what_it_can_and_says_what_it_could_not()
    {
        var (good, empty, draft) = (await ProductAsync("ZQMANY-1", "draft"), await ProductAsync("ZQMANY-2", "draft"), await ProductAsync("ZQMANY-3", "draft"));
        using var browser = await LoggedInAsync("owner");
        var page = (await browser.GetAsync("/admin/products?q=ZQMANY-&sort=name")).Is(200);
        page.Html.QuerySelectorAll("#list tbody tr").Length.ShouldBe(3);
        // A product all of whose variants are archived cannot be put on sale.
        var edit = (await browser.GetAsync($"/admin/products/{empty}")).Is(200);
        (await browser.PostAsync($"/admin/products/{empty}", PageSession.With(PageSession.Fields(edit), ("variants[0].archived", "true")))).Is(302);
        List<KeyValuePair<string, string>> Chosen(params string[] ids) => [.. PageSession.Fields(page, ".list-form").Where(pair => pair.Key is not "ids"), .. ids.Select(one => KeyValuePair.Create("ids", one))];

        var done = await browser.PostAsync("/admin/products?handler=Publish", Chosen(good, empty, "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff", "no id"), ("Referer", shop.Http.BaseAddress + "admin/products?q=ZQMANY-&sort=name"));

        done.Is(302).Location.ShouldBe("/admin/products?q=ZQMANY-&sort=name", "the list is shown as it was left");
        var after = (await browser.GetAsync(done.Location!)).Is(200);
        after.Html.QuerySelector("[role=status].alert")!.TextContent.ShouldContain("1 products are on sale");
        after.Html.QuerySelectorAll(".alert-warning li").Select(item => item.TextContent).ShouldBe(["thing-zqmany-2: A product on sale has at least one variant that is still sold.", ": There is no such product any more."], ignoreOrder: true);
        (await StatusesAsync()).ShouldBe("active draft draft");

        (await browser.PostAsync("/admin/products?handler=Archive", Chosen(good, draft))).Is(302);
        (await StatusesAsync()).ShouldBe("archived draft archived");
        (await browser.PostAsync("/admin/products?handler=Archive", Chosen())).Is(400).Html.QuerySelector("#faults")!.TextContent.ShouldContain("at least one");

        var ask = (await browser.PostAsync("/admin/products?handler=Move", Chosen(good, draft))).Is(200);
        var category = await shop.ScalarAsync<Guid>("select id from catalog.category where slug <> 'rice' order by slug limit 1");
        (await browser.PostAsync("/admin/products?handler=MoveTo", PageSession.With(PageSession.Fields(ask, "form[action$=MoveTo]"), ("category", $"{category}")))).Is(302);
        (await shop.ScalarAsync<long>($"select count(*) from catalog.product where category_id = '{category}' and id in ('{good}', '{draft}')")).ShouldBe(2);
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where subject_id = '{good}' and action = 'catalog.product.update'")).ShouldBe(3);

        Task<string> StatusesAsync() => shop.ScalarAsync<string>($"select string_agg(status, ' ' order by slug) from catalog.product where id in ('{good}', '{empty}', '{draft}')");
    }

    [Fact]
    public async Task The_list_is_searched_filtered_sorted_paged_and_exported_in_few_statements()
    {
        using var browser = await LoggedInAsync("owner");
        var code = Goods.Code();
        var id = await ProductAsync("LIST-1");
        (await browser.PostAsync($"/admin/products/{id}", PageSession.With(PageSession.Fields((await browser.GetAsync($"/admin/products/{id}")).Is(200)), ("variants[0].packs[0].barcodes", code), ("name.en", "=cmd|List thing")))).Is(302);
        await browser.GetAsync("/admin/products");
        foreach (var query in (string[])["?q=LIST-1", $"?q={code}", $"?q={code.TrimStart('0')}", "?q=thing%20list-1", "?without=price&q=list", "?without=picture&q=LIST-1&sort=-name", "?status=active&q=LIST-1&sort=updated"])
        {
            var found = (await browser.GetAsync("/admin/products" + query)).Is(200);
            found.Html.QuerySelectorAll("#list tbody a").Select(link => link.TextContent).ShouldContain("=cmd|List thing", query);
            int.Parse(found.Response.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(6, query);
        }

        (await browser.GetAsync("/admin/products?q=nothing%20of%20this%20kind")).Is(200).Html.QuerySelector(".empty-title").ShouldNotBeNull();
        foreach (var sort in (string[])["name", "-name", "updated", "-updated"])
        {
            var (seen, next) = (new List<string>(), (string?)("/admin/products?q=a&sort=" + sort));
            for (var page = 0; page < 3 && next is not null; page++)
            {
                var shown = (await browser.GetAsync(next)).Is(200);
                seen.AddRange(shown.Html.QuerySelectorAll<IHtmlInputElement>("input[name=ids]").Select(box => box.Value));
                next = shown.Html.QuerySelectorAll<IHtmlAnchorElement>(".list-pages a").Select(link => link.GetAttribute("href")).LastOrDefault();
            }

            seen.Count.ShouldBe(150, sort);
            seen.Distinct().Count().ShouldBe(150, sort);
            (await shop.ScalarAsync<string>($"select string_agg(id::text, ' ' order by place) from (select id, row_number() over (order by {(sort.EndsWith("name", StringComparison.Ordinal) ? "left(lower(coalesce(name ->> 'en', search_name)), 120)" : "updated_at")} {(sort[0] is '-' ? "desc" : "")}, id {(sort[0] is '-' ? "desc" : "")}) place from catalog.product where ' ' || left(search_text, 240) like '% a%' limit 150) x"))
                .ShouldBe(string.Join(' ', seen), sort);
        }

        var file = (await browser.GetAsync("/admin/products?handler=Export&status=active&sort=name")).Is(200);
        file.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe((int)await shop.ScalarAsync<long>("select count(*) from catalog.product where status = 'active'") + 1);
        lines.Single(line => line.Contains("\"LIST-1\"", StringComparison.Ordinal)).ShouldContain("\"'=cmd|List thing\"", Case.Sensitive, "no spreadsheet runs it");
        (await browser.GetAsync("/admin/products?handler=Export&q=LIST-1")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await browser.GetAsync("/admin/brands?handler=Export")).Is(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe((int)await shop.ScalarAsync<long>("select count(*) from catalog.brand") + 1);
    }

    [Fact]
    public async Task A_price_is_set_now_and_for_later_and_taken_back_and_only_in_ones_own_store()
    {
        var id = await ProductAsync("PRICE-P1");
        var pack = await PackAsync("PRICE-P1");
        using var owner = await LoggedInAsync("owner");
        using var manager = await LoggedInAsync("manager");
        var path = $"/admin/products/{id}/prices";
        (await SetPriceAsync(id, "PRICE-P1", "১২০.৫০")).Is(302);
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
        using var browser = await LoggedInAsync("owner");
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
        using var browser = await LoggedInAsync("owner");
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
        await ProductAsync("HITS-1");
        using var owner = await LoggedInAsync("owner");
        using var rider = await LoggedInAsync("rider");
        var dashboard = (await owner.GetAsync("/admin")).Is(200);
        dashboard.Html.QuerySelector("a[href='/admin/products?status=active']")!.TextContent.ShouldContain((await shop.ScalarAsync<long>("select count(*) from catalog.product where status = 'active'")).ToString("N0", CultureInfo.InvariantCulture));
        (await owner.GetAsync("/admin/search?q=HITS-1")).Is(200).Html.QuerySelectorAll(".hit").Select(hit => hit.GetAttribute("href")).ShouldContain(link => link!.StartsWith("/admin/products/", StringComparison.Ordinal));
        (await owner.GetAsync("/admin/search?q=rice")).Is(200).Html.QuerySelectorAll(".hit").Select(hit => hit.GetAttribute("href")).ShouldContain(link => link!.StartsWith("/admin/categories/", StringComparison.Ordinal));
        (await rider.GetAsync("/admin/search?q=HITS-1")).Html.QuerySelectorAll(".hit").ShouldBeEmpty();
    }

    private PageSession Browser() => new(shop.Http.BaseAddress!);

    private async Task<PageSession> LoggedInAsync(string role)
    {
        var browser = Browser();
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }

    private async Task<string> ProductAsync(string sku, string status = "active") =>
        (await shop.Http.SendAsync("POST", "/api/v1/products", await shop.ProductAsync(sku, $"Thing {sku}", status), await shop.Http.TokenAsync("owner"))).Is(201)["id"];

    private async Task<string> PackAsync(string sku) =>
        (await shop.ScalarAsync<Guid>($"select pack.id from catalog.pack join catalog.variant on variant.id = variant_id where sku = '{sku}' and pack.position = 0")).ToString();

    private Task<string> NameAsync(string id) => shop.ScalarAsync<string>($"select name ->> 'en' from catalog.product where id = '{id}'");

    private async Task<PageAnswer> SetPriceAsync(string product, string sku, string amount)
    {
        using var browser = await LoggedInAsync("owner");
        var path = $"/admin/products/{product}/prices";
        return await browser.PostAsync(path, PageSession.With(PageSession.Fields((await browser.GetAsync(path)).Is(200), "form#set"), ("packId", await PackAsync(sku)), ("amount", amount)));
    }

    private static async Task<PageAnswer> UploadAsync(PageSession browser, PageAnswer page, string path, params (string Name, string Type, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent { { new StringContent(page.Html.QuerySelector<IHtmlInputElement>("main input[name=__RequestVerificationToken]")!.Value), "__RequestVerificationToken" } };
        foreach (var (name, type, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue(type);
            form.Add(part, "files", name);
        }

        return await browser.SendAsync(HttpMethod.Post, path + "?handler=Upload", form);
    }

    private int Files() => Directory.GetFiles(shop.Cluster.Files, "*", SearchOption.AllDirectories).Length;
}
