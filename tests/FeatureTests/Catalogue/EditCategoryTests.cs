using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

public sealed class EditCategoryTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_renamed_category_shows_its_name_in_tree_list_and_search_also_on_another_host()
    {
        var token = await shop.Http.TokenAsync("admin");
        var (other, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString);
        await using var _ = other;
        using var __ = http;
        var made = (await shop.Http.SendAsync("POST", "/api/v1/categories", new { name = new { en = "Lampwick", bn = "সলতে" }, color = "#aabbcc" }, token)).Is(201);
        made["slug"].ShouldBe("lampwick");
        var product = await shop.ProductAsync("WICK-1", "Plain wick");
        product["categoryId"] = made["id"];
        (await shop.Http.SendAsync("POST", "/api/v1/products", product, token)).Is(201);
        await Goods.EventuallyAsync(async () => (await http.GetStringAsync("/api/v1/categories", TestContext.Current.CancellationToken)).Contains("Lampwick", StringComparison.Ordinal), "the other host shows it");

        var path = $"/api/v1/categories/{made["id"]}";
        (await shop.Http.SendAsync("PUT", path, new { name = new { en = "Zbrushlight" } }, token)).Is(428);
        var saved = (await shop.Http.SendAsync("PUT", path, new { name = new { en = "Zbrushlight" } }, token, made.Match())).Is(200);
        (saved["slug"], saved["version"], saved["products"]).ShouldBe(("lampwick", "2", "1"));
        (await shop.Http.SendAsync("PUT", path, new { name = new { en = "Other" } }, token, made.Match())).Is(412);

        foreach (var host in (HttpClient[])[shop.Http, http])
        {
            await Goods.EventuallyAsync(async () => (await host.GetStringAsync("/api/v1/categories", TestContext.Current.CancellationToken)).Contains("Zbrushlight", StringComparison.Ordinal), "the tree follows");
            (await host.GetStringAsync("/api/v1/products?q=zbrushlight", TestContext.Current.CancellationToken)).ShouldContain("plain-wick");
            (await host.GetStringAsync("/api/v1/products?category=lampwick", TestContext.Current.CancellationToken)).ShouldContain("Zbrushlight");
        }

        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'catalog.category.update' and subject_id = '{made["id"]}'")).ShouldBe(1);
        (await shop.Http.SendAsync("DELETE", path, token: token)).Is(409).Code.ShouldBe("category.in_use");
    }

    [Fact]
    public async Task A_tree_has_no_circle_and_is_not_too_deep_also_when_two_move_at_once()
    {
        var token = await shop.Http.TokenAsync("admin");
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add((await shop.Http.SendAsync("POST", "/api/v1/categories", new { name = new { en = "Level" }, parentId = ids.LastOrDefault() }, token)).Is(201)["id"]);
        }

        (await shop.Http.SendAsync("POST", "/api/v1/categories", new { name = new { en = "Too deep" }, parentId = ids[^1] }, token)).Is(400).Codes.ShouldBe(["category.too_deep"]);
        (await shop.Http.SendAsync("POST", $"/api/v1/categories/{ids[0]}/move", new { parentId = ids[3], index = 0 }, token)).Is(409).Codes.ShouldBe(["category.circle"]);
        (await shop.Http.SendAsync("POST", "/api/v1/categories", new { name = new { }, parentId = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff", slug = "A B", color = "red", position = -1, icon = "<i>" }, token)).Is(400).Codes
            .ShouldBe(["slug.format", "text.required", "number.range", "category.color", "category.icon", "category.parent_unknown"], ignoreOrder: true);

        var (left, right) = ((await AddAsync("Left")), await AddAsync("Right"));
        var both = await Task.WhenAll(
            shop.Http.SendAsync("POST", $"/api/v1/categories/{left}/move", new { parentId = right, index = 0 }, token),
            shop.Http.SendAsync("POST", $"/api/v1/categories/{right}/move", new { parentId = left, index = 0 }, token));
        both.Select(answer => answer.Status).Order().ShouldBe([200, 409]);
        (await shop.Http.SendAsync("GET", "/api/v1/categories/all", token: token)).Is(200).Json.GetProperty("items").GetArrayLength()
            .ShouldBe((int)await shop.ScalarAsync<long>("select count(*) from catalog.category"), "what hangs in a circle is not reached");

        async Task<string> AddAsync(string name) => (await shop.Http.SendAsync("POST", "/api/v1/categories", new { name = new { en = name } }, token)).Is(201)["id"];
    }

    [Fact]
    public async Task A_category_is_dragged_to_its_place_and_takes_what_lies_below_along()
    {
        var token = await shop.Http.TokenAsync("admin");
        var parent = (await shop.Http.SendAsync("POST", "/api/v1/categories", new { name = new { en = "Shelf" } }, token)).Is(201)["id"];
        var ids = new List<string>();
        foreach (var name in (string[])["One", "Two", "Three"])
        {
            ids.Add((await shop.Http.SendAsync("POST", "/api/v1/categories", new { name = new { en = "Shelf " + name }, parentId = parent }, token)).Is(201)["id"]);
        }

        (await shop.Http.SendAsync("POST", $"/api/v1/categories/{ids[2]}/move", new { parentId = parent, index = 0 }, token)).Is(200)["position"].ShouldBe("0");
        (await shop.ScalarAsync<string>($"select string_agg(name ->> 'en', ',' order by position, slug) from catalog.category where parent_id = '{parent}'")).ShouldBe("Shelf Three,Shelf One,Shelf Two");

        var product = await shop.ProductAsync("DRAG-1", "Dragged thing");
        product["categoryId"] = ids[0];
        (await shop.Http.SendAsync("POST", "/api/v1/products", product, token)).Is(201);
        (await shop.Http.SendAsync("POST", $"/api/v1/categories/{ids[0]}/move", new { index = 99 }, token)).Is(200);
        (await shop.ScalarAsync<int>("select cardinality(category_path) from catalog.listing where slug = 'dragged-thing'")).ShouldBe(1);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/categories/{parent}", token: token)).Is(409);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/categories/{ids[2]}", token: token)).Is(204);
    }

    [Fact]
    public async Task Brands_are_made_renamed_and_deleted_while_nobody_uses_them()
    {
        var token = await shop.Http.TokenAsync("admin");
        var made = (await shop.Http.SendAsync("POST", "/api/v1/brands", new { name = new { en = "Quillmark" }, country = "BD" }, token)).Is(201);
        var twin = (await shop.Http.SendAsync("POST", "/api/v1/brands", new { name = new { en = "Quillmark" } }, token)).Is(201);
        twin["slug"].ShouldStartWith("quillmark-");
        (await shop.Http.SendAsync("POST", "/api/v1/brands", new { name = new { en = "Quillmark" }, slug = "quillmark", country = "bd" }, token)).Is(400).Codes.ShouldBe(["brand.country", "slug.taken"], ignoreOrder: true);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/brands/{twin["id"]}", token: token)).Is(204);

        var product = await shop.ProductAsync("BRAND-1", "Branded thing");
        product["brandId"] = made["id"];
        (await shop.Http.SendAsync("POST", "/api/v1/products", product, token)).Is(201);
        var saved = (await shop.Http.SendAsync("PUT", $"/api/v1/brands/{made["id"]}", new { name = new { en = "Vexmark", bn = "ভেক্সমার্ক" }, country = "IN" }, token, made.Match())).Is(200);
        saved["version"].ShouldBe("2");
        (await shop.Http.GetStringAsync("/api/v1/products?q=vexmark", TestContext.Current.CancellationToken)).ShouldContain("branded-thing");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/brands/{made["id"]}", token: token)).Is(409).Code.ShouldBe("brand.in_use");
        (await shop.Http.SendAsync("GET", "/api/v1/brands/all?q=vexm", token: token)).Is(200).Json.GetProperty("items")[0].GetProperty("products").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Renaming_what_thousands_of_products_show_is_quick_and_they_follow()
    {
        var token = await shop.Http.TokenAsync("admin");
        var brand = await shop.ScalarAsync<Guid>("select id from catalog.brand order by slug limit 1");
        await shop.ScalarAsync<long>($"""
            with changed as (update catalog.product set brand_id = '{brand}' where id in (select id from catalog.product where status = 'active' order by id limit 1500) returning id)
            select count(*) from changed
            """);
        await shop.ScalarAsync<int>($"select catalog.refresh_listing(array_agg(id), now()) from catalog.product where brand_id = '{brand}'");
        var before = (await shop.Http.SendAsync("GET", $"/api/v1/brands/{brand}", token: token)).Is(200);
        var started = TimeProvider.System.GetTimestamp();

        var saved = (await shop.Http.SendAsync("PUT", $"/api/v1/brands/{brand}", new { name = new { en = "Hugebrandname" } }, token, before.Match())).Is(200);

        var took = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.TestOutputHelper!.WriteLine($"renamed in {took.TotalMilliseconds} ms, {saved.Statements()} statements");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        await Goods.EventuallyAsync(async () => await shop.ScalarAsync<long>("select count(*) from catalog.stale_listing") == 0 &&
            await shop.ScalarAsync<long>("select count(*) from catalog.listing where card like '%Hugebrandname%'") >= 1500, "all cards follow", 20);
    }

    [Fact]
    public async Task Only_who_may_edit_the_whole_catalogue_edits_its_shelves()
    {
        var (category, brand) = (await shop.ScalarAsync<Guid>("select id from catalog.category where slug = 'rice'"), await shop.ScalarAsync<Guid>("select id from catalog.brand limit 1"));
        var before = await shop.StateAsync();
        foreach (var (method, path, content) in ((string, string, object?)[])
            [
                ("POST", "/api/v1/categories", new { name = new { en = "No" } }), ("PUT", $"/api/v1/categories/{category}", new { name = new { en = "No" } }), ("DELETE", $"/api/v1/categories/{category}", null),
                ("POST", $"/api/v1/categories/{category}/move", new { index = 0 }), ("POST", "/api/v1/brands", new { name = new { en = "No" } }), ("PUT", $"/api/v1/brands/{brand}", new { name = new { en = "No" } }),
                ("DELETE", $"/api/v1/brands/{brand}", null),
            ])
        {
            (await shop.Http.SendAsync(method, path, content, token: null, ("If-Match", "\"1\""))).Is(401);
            foreach (var role in (string[])["manager", "stock_clerk", "customer"])
            {
                (await shop.Http.SendAsync(method, path, content, await shop.Http.TokenAsync(role), ("If-Match", "\"1\""))).Is(403);
            }
        }

        (await shop.StateAsync()).ShouldBe(before);
        (await shop.Http.SendAsync("GET", "/api/v1/categories/all", token: await shop.Http.TokenAsync("cashier"))).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/brands/all", token: await shop.Http.TokenAsync("manager"))).Is(200);
    }
}
