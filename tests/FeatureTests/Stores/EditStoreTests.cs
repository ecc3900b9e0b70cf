using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;
using static Aisle.FeatureTests.Stores.StoresLab;

namespace Aisle.FeatureTests.Stores;

public sealed class EditStoreTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Only_who_may_edit_a_store_changes_it()
    {
        var (first, second) = (await shop.FirstAsync(), await shop.SecondAsync());
        var (body, tag) = await shop.BodyAsync(second, await shop.Http.TokenAsync("owner"));
        var before = await shop.StateAsync();
        body["phone"] = "+8801999999999";

        foreach (var (method, path) in ((string, string)[])[("POST", "/api/v1/stores"), ("PUT", $"/api/v1/stores/{second}"), ("DELETE", $"/api/v1/stores/{second}")])
        {
            (await shop.Http.SendAsync(method, path, method == "DELETE" ? null : body, token: null, IfMatch(tag))).Is(401).Code.ShouldBe("request.unauthenticated");
            foreach (var role in (string[])["cashier", "accountant", "customer", "stock_clerk", "rider", "support"])
            {
                (await shop.Http.SendAsync(method, path, method == "DELETE" ? null : body, await shop.Http.TokenAsync(role), IfMatch(tag))).Is(403).Code.ShouldBe("request.forbidden", role);
            }

            // The manager holds the permission in the first store only: not in the second, and a new one is in none.
            (await shop.Http.SendAsync(method, path, method == "DELETE" ? null : body, await shop.Http.TokenAsync("manager"), IfMatch(tag))).Is(403).Code.ShouldBe("request.forbidden");
        }

        (await shop.StateAsync()).ShouldBe(before);
        (await shop.Http.SendAsync("GET", $"/api/v1/stores/managed/{second}", token: await shop.Http.TokenAsync("manager"))).Is(403);
        (await shop.Http.SendAsync("GET", $"/api/v1/stores/managed/{first}", token: await shop.Http.TokenAsync("cashier"))).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/stores/managed")).Is(401);
    }

    [Fact]
    public async Task A_manager_changes_their_store_and_every_host_shows_it()
    {
        await shop.ListenAsync();
        var (store, token) = (await shop.FirstAsync(), await shop.Http.TokenAsync("manager"));
        var (app, other) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString);
        await using var disposed = app;
        (await other.SendAsync("GET", $"/api/v1/stores/{store}")).Is(200);
        var (body, tag) = await shop.BodyAsync(store, token);
        body["phone"] = "+8801711111111";

        var saved = (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{store}", body, token, IfMatch(tag))).Is(200);

        saved["phone"].ShouldBe("+8801711111111");
        var version = saved.Json.GetProperty("version").GetInt32();
        saved.Headers.ETag!.Tag.ShouldBe($"\"{version}\"");
        (await shop.BodyAsync(store, token)).Tag.ShouldStartWith($"\"{version}.");
        await UntilAsync(async () => (await other.SendAsync("GET", $"/api/v1/stores/{store}"))["phone"] == "+8801711111111");
        var line = await shop.AuditAsync("stores.store.update", store.ToString());
        line.GetProperty("actor_name").GetString().ShouldBe("Rahima Khatun");
        line.GetProperty("store_id").GetGuid().ShouldBe(store);
        line.GetProperty("after").GetProperty("phone").GetString().ShouldBe("+8801711111111");
        line.GetProperty("after").EnumerateObject().Select(member => member.Name).ShouldBe(["phone", "version"], ignoreOrder: true);
        (await shop.ToldAsync("stores.store_changed.v1", $"store/{store}")).ShouldBe(1);

        // The same again changes nothing and tells nobody.
        (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{store}", body, token, IfMatch(saved.Headers.ETag.Tag))).Is(200)["version"].ShouldBe($"{version}");
        (await shop.ToldAsync("stores.store_changed.v1", $"store/{store}")).ShouldBe(1);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_edit_names_the_version_it_was_made_on()
    {
        var (store, token) = (await shop.SecondAsync(), await shop.Http.TokenAsync("admin"));
        var (body, tag) = await shop.BodyAsync(store, token);
        body["position"] = 77;
        var before = await shop.StateAsync();

        (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{store}", body, token)).Is(428).Code.ShouldBe("request.precondition_required");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/stores/{store}", body: null, token)).Is(428);
        (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{store}", body, token, IfMatch("\"999\""))).Is(412).Code.ShouldBe("version.outdated");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/stores/{store}", body: null, token, IfMatch("\"999\""))).Is(412);
        (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{store}", body, token, IfMatch("*"))).Is(400);
        // A version that only a new store has must not make one at an address that is not there.
        (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{StoresLab.NewId()}", body, token, IfMatch("\"0\""))).Is(412);
        (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{StoresLab.NewId()}", body, token, IfMatch(tag))).Is(404).Code.ShouldBe("store.unknown");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/stores/{StoresLab.NewId()}", body: null, token, IfMatch(tag))).Is(404);
        (await shop.Http.SendAsync("PUT", "/api/v1/stores/nobody", body, token, IfMatch(tag))).Is(404);

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Of_several_edits_at_once_one_happens()
    {
        await shop.ListenAsync();
        var (store, token) = (await shop.SecondAsync(), await shop.Http.TokenAsync("admin"));
        var (body, tag) = await shop.BodyAsync(store, token);
        var told = await shop.ToldAsync("stores.store_changed.v1", $"store/{store}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
        {
            var own = body.DeepClone().AsObject();
            own["position"] = 100 + number;
            return shop.Http.SendAsync("PUT", $"/api/v1/stores/{store}", own, token, IfMatch(tag));
        }));

        answers.Select(answer => answer.Status).Order().ShouldBe([200, 412, 412, 412, 412, 412, 412, 412]);
        (await shop.ToldAsync("stores.store_changed.v1", $"store/{store}")).ShouldBe(told + 1);
        (await shop.BodyAsync(store, token)).Body["position"]!.GetValue<int>().ShouldBe(answers.Single(answer => answer.Status == 200).Json.GetProperty("position").GetInt32());
    }

    [Fact]
    public async Task Every_fault_is_told_at_once_and_nothing_is_made()
    {
        var token = await shop.Http.TokenAsync("admin");
        var before = await shop.StateAsync();

        var wrong = New("s-9", "Not a slug", phone: "12", zone: "Bengal Standard Time");
        wrong["currency"] = "XXZ";
        wrong["latitude"] = 99.5;
        wrong["address"]!["country"] = "Bangladesh";
        wrong["hours"] = JsonNode.Parse("""[{"day":"monday","opens":"09:00:00","closes":"18:00:00"},{"day":"monday","opens":"10:00:00","closes":"12:00:00"}]""");
        var answer = (await shop.Http.SendAsync("POST", "/api/v1/stores", wrong, token)).Is(400);
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
            .ShouldBe(["code", "slug", "phone", "timeZone", "currency", "latitude", "longitude", "address.country", "hours[1]"], ignoreOrder: true);

        var holes = New("S9", "s-nine");
        holes["address"] = new JsonObject();
        holes["hours"] = JsonNode.Parse("""[null]""");
        (await shop.Http.SendAsync("POST", "/api/v1/stores", holes, token)).Is(400).Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("hours[0]");
        holes["hours"] = JsonNode.Parse("""[{"day":"monday"}]""");
        (await shop.Http.SendAsync("POST", "/api/v1/stores", holes, token)).Is(400).Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
            .ShouldBe(["hours[0].opens", "hours[0].closes"], ignoreOrder: true);
        holes.Remove("hours");
        (await shop.Http.SendAsync("POST", "/api/v1/stores", holes, token)).Is(400).Codes.ShouldBe(["country.format"]);
        (await shop.Http.SendAsync("POST", "/api/v1/stores", "{}", token)).Is(400).Codes.ShouldAllBe(code => code == "body.required");
        (await shop.Http.SendAsync("POST", "/api/v1/stores", New("S1", "dhanmondi"), token)).Is(400).Codes.ShouldBe(["store.code_taken", "store.slug_taken"]);

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_store_is_opened_once_closed_kept_and_opened_again()
    {
        await shop.ListenAsync();
        var token = await shop.Http.TokenAsync("admin");
        var id = StoresLab.NewId();
        var body = New("N1", "narayanganj");
        body["id"] = id;

        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.Http.SendAsync("POST", "/api/v1/stores", body, token)));
        opened.Select(answer => answer.Status).Order().ShouldBe([201, 409, 409, 409]);
        opened.Where(answer => answer.Status == 409).ShouldAllBe(answer => answer.Code == "store.exists");
        var made = opened.Single(answer => answer.Status == 201);
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/stores/{id}");
        (await shop.AuditAsync("stores.store.add", id.ToString())).GetProperty("subject_name").GetString().ShouldBe("N1 Narayanganj");
        (await shop.Http.SendAsync("GET", $"/api/v1/stores/{id}")).Is(200);

        (await shop.Http.SendAsync("DELETE", $"/api/v1/stores/{id}", body: null, token, IfMatch(made.Headers.ETag!.Tag))).Is(204);
        await UntilAsync(async () => (await shop.Http.SendAsync("GET", $"/api/v1/stores/{id}")).Status == 404);
        (await shop.Http.SendAsync("GET", "/api/v1/stores?q=Narayanganj")).Json.GetProperty("items").EnumerateArray().ShouldNotContain(store => store.GetProperty("code").GetString() == "N1");
        (await shop.Http.SendAsync("GET", "/api/v1/stores/managed?status=closed", token: token)).Json.GetProperty("items").EnumerateArray().ShouldContain(store => store.GetProperty("code").GetString() == "N1");
        (await shop.AuditAsync("stores.store.close", id.ToString())).GetProperty("after").GetProperty("status").GetString().ShouldBe("closed");
        (await shop.ScalarAsync<string>($"select body from public.told where key = 'store/{id}' order by body desc limit 1")).ShouldContain("\"isClosed\":true");

        var (now, tag) = await shop.BodyAsync(id, token);
        now["status"] = "active";
        (await shop.Http.SendAsync("PUT", $"/api/v1/stores/{id}", now, token, IfMatch(tag))).Is(200);
        await UntilAsync(async () => (await shop.Http.SendAsync("GET", $"/api/v1/stores/{id}")).Status == 200);
    }

    [Fact]
    public async Task A_key_makes_a_retry_the_same_act()
    {
        var token = await shop.Http.TokenAsync("admin");
        var key = ("Idempotency-Key", StoresLab.NewId().ToString());

        var first = (await shop.Http.SendAsync("POST", "/api/v1/stores", New("K1", "khulna"), token, key)).Is(201);
        var again = (await shop.Http.SendAsync("POST", "/api/v1/stores", New("K1", "khulna"), token, key)).Is(201);

        again.Text.ShouldBe(first.Text);
        again.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await shop.Http.SendAsync("POST", "/api/v1/stores", New("K2", "khulna-2"), token, key)).Is(422).Code.ShouldBe("idempotency.contradiction");
        (await shop.ScalarAsync<long>("select count(*) from stores.store where code in ('K1', 'K2')")).ShouldBe(1);
    }

    [Fact]
    public async Task The_list_for_management_shows_only_the_stores_one_works_in_and_pages()
    {
        var manager = (await shop.Http.SendAsync("GET", "/api/v1/stores/managed", token: await shop.Http.TokenAsync("manager"))).Is(200);
        manager.Json.GetProperty("items").EnumerateArray().Select(store => store.GetProperty("code").GetString()).ShouldBe(["S1"]);

        var (token, codes, next) = (await shop.Http.TokenAsync("owner"), new List<string>(), "");
        do
        {
            var page = (await shop.Http.SendAsync("GET", "/api/v1/stores/managed?sort=code&limit=2" + next, token: token)).Is(200).Json;
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(store => store.GetProperty("code").GetString()!));
            next = page.TryGetProperty("nextCursor", out var cursor) ? "&cursor=" + cursor.GetString() : "";
        }
        while (next.Length > 0);
        codes.ShouldBe(codes.Order(StringComparer.Ordinal).Distinct());
        codes.Count.ShouldBe((int)await shop.ScalarAsync<long>("select count(*) from stores.store"));
    }

    private static JsonObject New(string code, string slug, string phone = "", string zone = "Asia/Dhaka") => JsonNode.Parse($$"""
        {"code":"{{code}}","slug":"{{slug}}","kind":"store","name":{"en":"Narayanganj"},"address":{"country":"BD"},"phone":"{{phone}}","timeZone":"{{zone}}","currency":"BDT","dayCutOff":"04:00:00"}
        """)!.AsObject();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            (watch.Elapsed < TimeSpan.FromSeconds(10)).ShouldBeTrue("it never came");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
