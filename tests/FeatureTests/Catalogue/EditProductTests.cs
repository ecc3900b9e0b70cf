using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

public sealed class EditProductTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_new_product_is_in_list_search_and_page_at_once_also_on_another_host()
    {
        var token = await shop.Http.TokenAsync("admin");
        var (other, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString);
        await using var _ = other;
        using var __ = http;
        (await http.GetStringAsync("/c/rice", TestContext.Current.CancellationToken)).ShouldNotContain("Zafrani Quuxrice");

        var made = (await shop.Http.SendAsync("POST", "/api/v1/products", await shop.ProductAsync("NEW-1", "Zafrani Quuxrice"), token)).Is(201);

        made["slug"].ShouldBe("zafrani-quuxrice");
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/products/{made["id"]}/edit");
        made.Headers.ETag!.ToString().ShouldBe("\"1\"");
        foreach (var host in (HttpClient[])[shop.Http, http])
        {
            (await host.GetStringAsync("/api/v1/products?q=quuxrice", TestContext.Current.CancellationToken)).ShouldContain("zafrani-quuxrice");
            await Goods.EventuallyAsync(async () => (await host.GetAsync("/p/zafrani-quuxrice", TestContext.Current.CancellationToken)).IsSuccessStatusCode, "the page is there");
            await Goods.EventuallyAsync(async () => (await host.GetStringAsync("/c/rice?sort=newest", TestContext.Current.CancellationToken)).Contains("Zafrani Quuxrice", StringComparison.Ordinal), "the category shows it");
        }

        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'catalog.product.add' and subject_id = '{made["id"]}' and actor_kind = 'user' and after ->> 'slug' = 'zafrani-quuxrice'")).ShouldBe(1);
        (await shop.ScalarAsync<long>($"select count(*) from platform.outbox where name = 'catalog.product_changed.v1' and key = 'product/{made["id"]}'")).ShouldBeLessThanOrEqualTo(1);
        made.Statements().ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public async Task An_edit_names_its_version_and_of_two_at_once_one_wins()
    {
        var token = await shop.Http.TokenAsync("admin");
        var body = await shop.ProductAsync("EDIT-1", "Edited thing");
        var made = (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(201);
        var path = $"/api/v1/products/{made["id"]}";
        body["name"]!["en"] = "Edited thing two";

        (await shop.Http.SendAsync("PUT", path, body, token)).Is(428);
        var saved = (await shop.Http.SendAsync("PUT", path, body, token, made.Match())).Is(200);
        saved["version"].ShouldBe("2");
        saved["slug"].ShouldBe("edited-thing", "an address that is out there stays");
        saved.Json.GetProperty("variants")[0].GetProperty("id").GetString().ShouldBe(made.Json.GetProperty("variants")[0].GetProperty("id").GetString());
        saved.Statements().ShouldBeLessThanOrEqualTo(12);
        (await shop.Http.SendAsync("PUT", path, body, token, made.Match())).Is(412);
        (await shop.Http.SendAsync("PUT", path, body, token, saved.Match())).Is(200)["version"].ShouldBe("2", "saying what is known changes nothing");
        (await shop.JsonAsync($"/api/v1/products?q=EDIT-1")).GetProperty("items")[0].GetProperty("name").GetProperty("en").GetString().ShouldBe("Edited thing two");

        var both = await Task.WhenAll(Enumerable.Range(0, 6).Select(number =>
        {
            var mine = (JsonObject)body.DeepClone();
            mine["keywords"] = $"word{number}";
            return shop.Http.SendAsync("PUT", path, mine, token, saved.Match());
        }));
        both.Count(answer => answer.Status == 200).ShouldBe(1);
        both.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Status == 412 || answer.Status == 409);
        (await shop.ScalarAsync<int>($"select version from catalog.product where id = '{made["id"]}'")).ShouldBe(3);
    }

    [Fact]
    public async Task Variants_packs_and_barcodes_are_kept_moved_and_archived()
    {
        var token = await shop.Http.TokenAsync("admin");
        var body = await shop.ProductAsync("VAR-1", "Thing with sizes");
        body["variants"]!.AsArray().Add(new JsonObject { ["sku"] = "VAR-2", ["name"] = new JsonObject { ["en"] = "5 kg" }, ["packs"] = new JsonArray(new JsonObject { ["unit"] = "pc", ["units"] = 1, ["barcodes"] = new JsonArray(Goods.Code()) }) });
        var made = (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(201);
        var path = $"/api/v1/products/{made["id"]}";
        var first = body["variants"]![0]!;
        var (piece, carton) = (first["packs"]![0]!["barcodes"]![0]!.GetValue<string>(), first["packs"]![1]!["barcodes"]![0]!.GetValue<string>());

        // The two barcodes of the first variant change places; the second variant is left out.
        first["packs"]![0]!["barcodes"] = new JsonArray(carton);
        first["packs"]![1]!["barcodes"] = new JsonArray(piece);
        body["variants"]!.AsArray().RemoveAt(1);
        var saved = (await shop.Http.SendAsync("PUT", path, body, token, made.Match())).Is(200);

        (await shop.JsonAsync($"/api/v1/products/by-barcode/{piece}")).GetProperty("units").GetDecimal().ShouldBe(12);
        (await shop.JsonAsync($"/api/v1/products/by-barcode/{carton}")).GetProperty("units").GetDecimal().ShouldBe(1);
        var variants = saved.Json.GetProperty("variants");
        variants.GetArrayLength().ShouldBe(2);
        variants[1].GetProperty("archived").GetBoolean().ShouldBeTrue();
        (await shop.JsonAsync($"/api/v1/products/{made["id"]}")).GetProperty("variants").GetArrayLength().ShouldBe(1);

        first["packs"]!.AsArray().RemoveAt(1);
        var refused = (await shop.Http.SendAsync("PUT", path, body, token, saved.Match())).Is(409);
        refused.Codes.ShouldContain("pack.in_use");
        first["packs"]!.AsArray().Add(new JsonObject { ["id"] = variants[0].GetProperty("packs")[1].GetProperty("id").GetString(), ["unit"] = "case", ["units"] = 24 });
        (await shop.Http.SendAsync("PUT", path, body, token, saved.Match())).Is(409).Codes.ShouldContain("pack.fixed");
    }

    [Fact]
    public async Task Every_fault_is_told_at_once_and_nothing_happens()
    {
        var token = await shop.Http.TokenAsync("admin");
        var taken = await shop.ScalarAsync<string>("select printed from catalog.barcode where kind = 'gtin' order by code limit 1");
        var slug = await shop.ScalarAsync<string>("select slug from catalog.product order by slug limit 1");
        var sku = await shop.ScalarAsync<string>("select sku from catalog.variant order by sku limit 1");
        var before = await shop.StateAsync();

        var answer = (await shop.Http.SendAsync("POST", "/api/v1/products", new
        {
            name = new { en = new string('n', 201) }, slug, status = "active", categoryId = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff", brandId = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6ffffe", taxClass = "nonsense",
            minimumAge = 200, popularity = -1, keywords = "a\nb", attributes = new Dictionary<string, string> { ["Bad Name"] = "x" },
            variants = new object[]
            {
                new { sku, netContent = new { value = "0", unit = "kg" }, packs = new object[] { new { unit = "barrel", units = 1 }, new { unit = "pc", units = 1.0001, barcodes = new[] { "9520000000009", taken } } } },
                new { sku = "", packs = new object[] { new { unit = "case", units = 6, barcodes = new[] { "internal:", "item:12a" } } } },
            },
        }, token)).Is(400);

        answer.Codes.ShouldBe(
            [
                "text.too_long", "slug.taken", "category.unknown", "brand.unknown", "tax_class.unknown", "number.range", "number.range", "text.control_characters", "attributes.name", "sku.taken",
                "variant.net_content", "pack.unit", "pack.unit", "gtin.check_digit", "barcode.taken", "text.required", "barcode.format", "barcode.item_code",
            ], ignoreOrder: true);
        (await shop.StateAsync()).ShouldBe(before);
        (await shop.Http.SendAsync("POST", "/api/v1/products", new { nonsense = 1, status = "sold", variants = "none" }, token)).Is(400).Codes
            .ShouldBe(["body.unknown", "body.type", "body.type", "body.required", "body.required"], ignoreOrder: true);
        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Only_who_may_edit_the_whole_catalogue_edits_it()
    {
        var made = (await shop.Http.SendAsync("POST", "/api/v1/products", await shop.ProductAsync("RIGHT-1", "Right thing"), await shop.Http.TokenAsync("owner"))).Is(201);
        var id = made["id"];
        var body = await shop.ProductAsync("RIGHT-2", "Wrong thing");
        var before = await shop.StateAsync();
        foreach (var (method, path, content) in ((string, string, object?)[])
            [
                ("POST", "/api/v1/products", body), ("POST", "/api/v1/products/bulk", new JsonObject { ["items"] = new JsonArray(body.DeepClone()) }), ("PUT", $"/api/v1/products/{id}", body), ("DELETE", $"/api/v1/products/{id}", null),
            ])
        {
            (await shop.Http.SendAsync(method, path, content, token: null, made.Match())).Is(401);
            // The manager of one store holds the right there, and the catalogue is everybody's.
            foreach (var role in (string[])["manager", "stock_clerk", "cashier", "accountant", "support", "customer"])
            {
                (await shop.Http.SendAsync(method, path, content, await TokenAsync(role), made.Match())).Is(403);
            }
        }

        (await shop.StateAsync()).ShouldBe(before);
        (await shop.Http.SendAsync("GET", $"/api/v1/products/{id}/edit", token: null)).Is(401);
        (await shop.Http.SendAsync("GET", $"/api/v1/products/{id}/edit", token: await TokenAsync("cashier"))).Is(403);
        (await shop.Http.SendAsync("GET", $"/api/v1/products/{id}/edit", token: await TokenAsync("stock_clerk"))).Is(200).Headers.ETag!.ToString().ShouldBe("\"1\"");
        (await shop.Http.SendAsync("PUT", $"/api/v1/products/{id}", body, await shop.Http.TokenAsync("owner"), made.Match())).Is(200);
    }

    [Fact]
    public async Task One_idempotency_key_makes_one_product()
    {
        var token = await shop.Http.TokenAsync("admin");
        var body = await shop.ProductAsync("ONCE-1", "Made once");
        var key = ("Idempotency-Key", "make-one-product-0001");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shop.Http.SendAsync("POST", "/api/v1/products", body, token, key)));
        var again = (await shop.Http.SendAsync("POST", "/api/v1/products", body, token, key)).Is(201);

        answers.ShouldAllBe(answer => answer.Status == 201 || answer.Code == "idempotency.in_flight");
        answers.Where(answer => answer.Status == 201).ShouldAllBe(answer => answer["id"] == again["id"]);
        again.Statements().ShouldBeLessThanOrEqualTo(12);
        (await shop.ScalarAsync<long>("select count(*) from catalog.variant where sku = 'ONCE-1'")).ShouldBe(1);
        (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(409).Codes.ShouldContain("sku.taken");
    }

    [Fact]
    public async Task A_draft_is_seen_by_nobody_and_deleted_and_what_was_on_sale_is_archived()
    {
        var token = await shop.Http.TokenAsync("admin");
        var body = await shop.ProductAsync("LIFE-1", "Qwzdraft thing", "draft");
        var draft = (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(201);
        await shop.JsonAsync($"/api/v1/products/{draft["id"]}", 404);
        (await shop.Http.SendAsync("GET", "/api/v1/products/all?status=draft&q=LIFE-1", token: token)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/products/{draft["id"]}", token: token)).Is(200)["outcome"].ShouldBe("deleted");
        (await shop.ScalarAsync<long>("select count(*) from catalog.variant where sku = 'LIFE-1'")).ShouldBe(0);

        body["status"] = "active";
        var live = (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(201);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/products/{live["id"]}", token: token)).Is(200)["outcome"].ShouldBe("archived");
        await shop.JsonAsync($"/api/v1/products/{live["id"]}", 404);
        (await shop.JsonAsync("/api/v1/products?q=qwzdraft")).GetProperty("items").GetArrayLength().ShouldBe(0);
        var archived = (await shop.Http.SendAsync("GET", $"/api/v1/products/{live["id"]}/edit", token: token)).Is(200);
        body["status"] = "draft";
        (await shop.Http.SendAsync("PUT", $"/api/v1/products/{live["id"]}", body, token, archived.Match())).Is(409).Codes.ShouldContain("product.status");
        body["status"] = "active";
        (await shop.Http.SendAsync("PUT", $"/api/v1/products/{live["id"]}", body, token, archived.Match())).Is(200);
        await shop.JsonAsync($"/api/v1/products/{live["id"]}");
    }

    [Fact]
    public async Task Hostile_texts_are_only_text_or_refused()
    {
        var token = await shop.Http.TokenAsync("admin");
        const string nasty = "<script>alert(1)</script>'; drop table catalog.product; -- \u202Eevil";
        var body = await shop.ProductAsync("NASTY-1", nasty);
        (body["keywords"], body["attributes"]!["origin"]) = (nasty, nasty);
        var made = (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(201);
        made.Json.GetProperty("name").GetProperty("en").GetString().ShouldBe(nasty);
        (await shop.Http.GetStringAsync($"/p/{made["slug"]}", TestContext.Current.CancellationToken)).ShouldNotContain("<script>alert");

        var before = await shop.StateAsync();
        body["variants"]![0]!["sku"] = "NASTY-2";
        body["keywords"] = "a\0b";
        (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(400).Codes.ShouldContain("body.malformed");
        (await shop.Http.SendAsync("POST", "/api/v1/products", body.ToJsonString().Replace("a\\u0000b", "\\ud800", StringComparison.Ordinal), token)).Is(400);
        body["keywords"] = new string('x', 10 * 1024 * 1024);
        try
        {
            (await shop.Http.SendAsync("POST", "/api/v1/products", body, token)).Is(413);
        }
        catch (HttpRequestException)
        {
            // The host may close the door before all of it is sent.
        }

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Many_products_are_written_each_by_itself_and_twice_changes_nothing()
    {
        var token = await shop.Http.TokenAsync("admin");
        var items = new JsonArray();
        for (var i = 0; i < 500; i++)
        {
            items.Add(await shop.ProductAsync(i == 7 ? "" : $"BULK-{i}", $"Bulk thing {i}"));
        }

        items[9]!["name"] = new JsonObject();

        items[11]!["variants"]![0]!["sku"] = "BULK-10";
        var started = TimeProvider.System.GetTimestamp();
        var answer = (await shop.Http.SendAsync("POST", "/api/v1/products/bulk", new JsonObject { ["items"] = items.DeepClone() }, token)).Is(200);
        var took = TimeProvider.System.GetElapsedTime(started);

        (answer["created"], answer["refused"]).ShouldBe(("497", "3"));
        var results = answer.Json.GetProperty("results").EnumerateArray().ToList();
        results[7].GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).ShouldContain("variants[0].sku");
        results[11].GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("sku.taken");
        answer.Statements().ShouldBeLessThanOrEqualTo(16);
        TestContext.Current.TestOutputHelper!.WriteLine($"500 products: {took.TotalMilliseconds} ms, {answer.Statements()} statements");

        var before = await shop.StateAsync();
        items.RemoveAt(11);
        var again = (await shop.Http.SendAsync("POST", "/api/v1/products/bulk", new JsonObject { ["items"] = items.DeepClone() }, token)).Is(200);
        (again["unchanged"], again["created"], again["updated"]).ShouldBe(("497", "0", "0"));
        (await shop.StateAsync()).ShouldBe(before);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(number => shop.Http.SendAsync("POST", "/api/v1/products/bulk", new JsonObject { ["items"] = Changed(items, number) }, token)));
        both.ShouldAllBe(one => one.Status == 200);
        (await shop.Http.SendAsync("POST", "/api/v1/products/bulk", new JsonObject { ["items"] = new JsonArray() }, token)).Is(400);
    }

    private static JsonArray Changed(JsonArray items, int number) =>
        [.. items.Take(40).Select(item =>
        {
            var changed = item!.DeepClone();
            changed["keywords"] = $"changed{number}";
            return changed;
        })];

    private Task<string> TokenAsync(string role) => shop.Http.TokenAsync(role);
}
