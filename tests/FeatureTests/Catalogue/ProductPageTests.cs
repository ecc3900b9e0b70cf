using System.Globalization;
using System.Text;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>The pages of products: editor, pictures, list and acts on many.</summary>
public sealed class ProductPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_product_is_made_changed_and_removed_without_a_script()
    {
        using var browser = await shop.LoggedInAsync("owner");
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
        using var browser = await shop.LoggedInAsync("owner");
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
        await shop.AddProductAsync("TAKEN-1");
        var taken = (await browser.PostAsync("/bn/admin/products/new", PageSession.With(PageSession.Fields(form), ("name.en", "Taken"), ("variants[0].sku", "TAKEN-1")))).Is(400);
        taken.Html.QuerySelector("#f-variants-0-sku-fault")!.TextContent.ShouldContain("এসকেইউ");
        taken.Html.QuerySelector("#f-categoryId-fault")!.TextContent.ShouldContain("বিভাগ");
    }

    [Fact]
    public async Task Two_who_edit_one_product_are_shown_both_versions_and_nothing_is_lost()
    {
        var id = await shop.AddProductAsync("BOTH-1");
        using var one = await shop.LoggedInAsync("owner");
        using var other = await shop.LoggedInAsync("admin");
        var (mine, theirs) = ((await one.GetAsync($"/admin/products/{id}")).Is(200), (await other.GetAsync($"/admin/products/{id}")).Is(200));

        (await other.PostAsync($"/admin/products/{id}", PageSession.With(PageSession.Fields(theirs), ("name.en", "Their name")))).Is(302);
        var conflict = (await one.PostAsync($"/admin/products/{id}", PageSession.With(PageSession.Fields(mine), ("name.en", "My name"), ("keywords", "typed at length")))).Is(412);

        conflict.Html.QuerySelector(".conflict")!.TextContent.ShouldContain("Their name");
        conflict.Html.QuerySelector(".conflict")!.TextContent.ShouldContain("My name");
        conflict.Html.QuerySelectorAll(".conflict .differs").Length.ShouldBe(2);
        (await shop.ProductNameAsync(id)).ShouldBe("Their name");
        (await one.PostAsync($"/admin/products/{id}", PageSession.Fields(conflict))).Is(302);
        (await shop.ProductNameAsync(id)).ShouldBe("My name");
        (await shop.ScalarAsync<string>($"select keywords from catalog.product where id = '{id}'")).ShouldBe("typed at length");

        var brand = (await shop.Http.SendAsync("POST", "/api/v1/brands", new { name = new { en = "Both brand" } }, await shop.Http.TokenAsync("owner"))).Is(201)["id"];
        var (myBrand, theirBrand) = ((await one.GetAsync($"/admin/brands/{brand}")).Is(200), (await other.GetAsync($"/admin/brands/{brand}")).Is(200));
        (await other.PostAsync($"/admin/brands/{brand}", PageSession.With(PageSession.Fields(theirBrand), ("name.en", "Their brand")))).Is(302);
        (await one.PostAsync($"/admin/brands/{brand}", PageSession.With(PageSession.Fields(myBrand), ("name.en", "My brand")))).Is(412).Html.QuerySelector(".conflict")!.TextContent.ShouldContain("Their brand");
    }

    [Fact]
    public async Task An_upload_that_lies_is_refused_nothing_is_kept_and_the_good_ones_beside_it_are()
    {
        var id = await shop.AddProductAsync("PICS-1");
        using var browser = await shop.LoggedInAsync("owner");
        using var manager = await shop.LoggedInAsync("manager");
        var path = $"/admin/products/{id}/images";
        var page = (await browser.GetAsync(path)).Is(200);
        byte[] html = Encoding.UTF8.GetBytes("<html><script>alert(1)</script></html>");
        var (before, kept) = (await shop.StateAsync(), shop.FileCount());

        var lie = await GoodsPages.UploadAsync(browser, page, path, ("cat.png", "image/png", html));
        lie.Is(400).Html.QuerySelector("#faults")!.TextContent.ShouldContain("no picture");
        (await GoodsPages.UploadAsync(browser, page, path)).Is(400).Html.QuerySelector("#faults")!.TextContent.ShouldContain("Choose a file");
        (await GoodsPages.UploadAsync(manager, (await manager.GetAsync($"/admin/products/{id}/prices")).Is(200), path, ("a.png", "image/png", Goods.Png(71, 5, 5)))).Is(403);
        ((await shop.StateAsync()), shop.FileCount()).ShouldBe((before, kept));

        (await GoodsPages.UploadAsync(browser, page, path, ("a.png", "image/png", Goods.Png(71, 5, 5)), ("evil.png", "image/png", html), ("../../b.html", "text/html", Goods.Png(72, 5, 5)))).Is(302);
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
        var (good, empty, draft) = (await shop.AddProductAsync("ZQMANY-1", "draft"), await shop.AddProductAsync("ZQMANY-2", "draft"), await shop.AddProductAsync("ZQMANY-3", "draft"));
        using var browser = await shop.LoggedInAsync("owner");
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
        using var browser = await shop.LoggedInAsync("owner");
        var code = Goods.Code();
        var id = await shop.AddProductAsync("LIST-1");
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
}
