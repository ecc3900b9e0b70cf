using System.Globalization;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Customers;

/// <summary>Customers as staff see them, their groups, and what other modules ask.</summary>
public sealed class CustomerTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static int _codes;

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_registers_is_a_customer_and_follows_their_account()
    {
        var email = $"reg{Next()}@example.com";
        (await shop.Http.SendAsync("POST", "/api/v1/auth/register", new { email, name = "Bela Sen", password = "megh-brishti-rod", language = "bn" })).Status.ShouldBeLessThan(300);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/email/confirm", new { token = await shop.TicketToAsync(email) })).Status.ShouldBeLessThan(300);
        var (owner, id) = (await shop.Http.TokenAsync("owner"), await shop.ScalarAsync<Guid>($"select id from identity.user_account where email_folded = '{email}'"));
        await Eventually.IsAsync(async () => (await shop.Http.SendAsync("GET", $"/api/v1/customers/{id}", token: owner)).Status == 200);

        var token = (await shop.Http.LoginAsync(email, "megh-brishti-rod")).Is(200)["accessToken"];
        var me = (await shop.Http.SendAsync("GET", "/api/v1/me", token: token)).Is(200);
        (await shop.Http.SendAsync("PUT", "/api/v1/me", new { name = "Bela Roy", language = "en", email }, token, ("If-Match", me.Headers.ETag!.ToString()))).Is(200);
        await Eventually.IsAsync(async () => (await shop.Http.SendAsync("GET", $"/api/v1/customers/{id}", token: owner)).Is(200).Json.GetProperty("customer").GetProperty("name").GetString() == "Bela Roy");
        (await shop.Http.SendAsync("GET", $"/api/v1/customers?q={email}", token: owner)).Is(200).Json.GetProperty("items")[0].GetProperty("language").GetString().ShouldBe("en");
    }

    [Fact]
    public async Task A_customer_is_edited_found_by_telephone_and_read_in_few_statements()
    {
        var (owner, id) = (await shop.Http.TokenAsync("owner"), await PersonAsync());
        var group = await GroupAsync(owner);
        await JoinAsync(owner, group, id);
        var read = (await shop.Http.SendAsync("GET", $"/api/v1/customers/{id}", token: owner)).Is(200);
        var number = "0171" + Next().ToString("0000000", CultureInfo.InvariantCulture);
        var body = new { phone = number, taxNumber = "BIN-1", isTaxExempt = true, orderBlock = "Never pays", cashBlock = (string?)null, groups = new[] { group } };
        var tag = read.Headers.ETag!.ToString();
        (await shop.Http.SendAsync("PUT", $"/api/v1/customers/{id}", body, owner)).Is(428);
        var saved = (await shop.Http.SendAsync("PUT", $"/api/v1/customers/{id}", body, owner, ("If-Match", tag))).Is(200);
        saved.Json.GetProperty("customer").GetProperty("phone").GetString().ShouldBe("+880" + number[1..]);
        (await shop.Http.SendAsync("PUT", $"/api/v1/customers/{id}", body with { taxNumber = "BIN-2" }, owner, ("If-Match", tag))).Is(412);
        (await shop.Http.SendAsync("PUT", $"/api/v1/customers/{id}", body, owner, ("If-Match", saved.Headers.ETag!.ToString()))).Is(200).Headers.ETag.ShouldBe(saved.Headers.ETag);

        foreach (var words in (string[])[number, $"%2B880{number[1..]}", $"{number[..5]}-{number[5..]}"])
        {
            var found = (await shop.Http.SendAsync("GET", $"/api/v1/customers?q={words}", token: owner)).Is(200);
            found.Json.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetGuid()).ShouldBe([id], words);
        }

        foreach (var (filter, isThere) in ((string, bool)[])[($"group={group}", true), ("exempt=yes", true), ("exempt=no", false), ("blocked=orders", true), ("blocked=cash", false), ("blocked=none", false), ($"group={Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}", false)])
        {
            var found = (await shop.Http.SendAsync("GET", $"/api/v1/customers?limit=200&{filter}", token: owner)).Is(200);
            found.Json.GetProperty("items").EnumerateArray().Any(one => one.GetProperty("id").GetGuid() == id).ShouldBe(isThere, filter);
            // One for the list, whatever is filtered.
            Statements(found).ShouldBe(1, filter);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/customers?format=csv", token: owner)).Is(200).Text.ShouldContain(number[1..]);
        Statements((await shop.Http.SendAsync("GET", $"/api/v1/customers/{id}", token: owner)).Is(200)).ShouldBe(3);
        await using var scope = shop.Services.CreateAsyncScope();
        var known = (await scope.ServiceProvider.GetRequiredService<ICustomers>().FindAsync(UserId.From(id), Stop))!;
        (known.Phone, known.IsTaxExempt, known.OrderBlock, known.CashBlock).ShouldBe(("+880" + number[1..], true, "Never pays", null));
    }

    [Fact]
    public async Task Pages_of_customers_go_on_where_they_ended_in_every_order()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var group = await GroupAsync(owner);
        for (var i = 0; i < 5; i++)
        {
            await JoinAsync(owner, group, await PersonAsync($"Same Name {i % 2}"));
        }

        foreach (var sort in (string[])["name", "-name", "created", "-created"])
        {
            var (seen, address) = (new List<Guid>(), $"/api/v1/customers?group={group}&limit=2&sort={sort}");
            for (string? cursor = ""; cursor is not null;)
            {
                var page = (await shop.Http.SendAsync("GET", address + (cursor.Length > 0 ? $"&cursor={cursor}" : ""), token: owner)).Is(200).Json;
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetGuid()));
                cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            }

            seen.Count.ShouldBe(5, sort);
            seen.ShouldBeUnique(sort);
        }
    }

    [Theory]
    [InlineData("phone", "\"12\"", "customer.phone")]
    [InlineData("taxNumber", "\"a\\nb\"", "text.control_characters")]
    [InlineData("isTaxExempt", "true", "customer.tax_number")]
    [InlineData("orderBlock", "\"TOOLONG\"", "text.too_long")]
    [InlineData("cashBlock", "\"TOOLONG\"", "text.too_long")]
    [InlineData("groups", "[\"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001\"]", "group.unknown")]
    [InlineData("groups", "[\"x\"]", "body.type")]
    public async Task A_field_of_a_customer_that_is_wrong_is_named_and_changes_nothing(string field, string value, string code)
    {
        var (owner, id) = (await shop.Http.TokenAsync("owner"), await CustomerAsync());
        var refused = await shop.Http.SendAsync("PUT", $"/api/v1/customers/{id}", $"{{\"{field}\":{value.Replace("TOOLONG", new string('a', 201), StringComparison.Ordinal)}}}", owner, ("If-Match", "\"1\""));
        refused.Is(400).Codes.ShouldBe([code], refused.Text);

        (await shop.ScalarAsync<int>($"select version from customers.customer where id = '{id}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Notes_are_read_with_who_wrote_them_and_are_sealed_where_they_lie()
    {
        var (support, id) = (await shop.Http.TokenAsync("support"), await CustomerAsync());
        (await shop.Http.SendAsync("POST", $"/api/v1/customers/{id}/notes", new { text = "" }, support)).Is(400);
        (await shop.Http.SendAsync("POST", $"/api/v1/customers/{id}/notes", new { text = "Rings the bell twice" }, support)).Is(200);
        (await shop.Http.SendAsync("POST", $"/api/v1/customers/{Guid.Empty}/notes", new { text = "x" }, support)).Is(404);
        var note = (await shop.Http.SendAsync("GET", $"/api/v1/customers/{id}", token: support)).Is(200).Json.GetProperty("notes")[0];
        (note.GetProperty("text").GetString(), note.GetProperty("by").GetString()).ShouldBe(("Rings the bell twice", "Mitu Das"));
        (await shop.ScalarAsync<string>("select string_agg(to_jsonb(note)::text, '') || (select string_agg(to_jsonb(audit)::text, '') from platform.audit) from customers.note")).ShouldNotContain("bell");
        // Under another customer's id it opens nothing: it is bound to whom it is about.
        var other = await CustomerAsync();
        await using var scope = shop.Services.CreateAsyncScope();
        var seal = scope.ServiceProvider.GetRequiredService<Modules.Customers.Data.PersonalSeal>();
        var (key, text) = (await shop.ScalarAsync<string>($"select key from customers.customer where id = '{id}'"), await shop.ScalarAsync<string>($"select sealed from customers.note where customer_id = '{id}' limit 1"));
        seal.Open(UserId.From(id), key, text).ShouldBe("Rings the bell twice");
        Should.Throw<InvalidOperationException>(() => seal.Open(UserId.From(other), key, text));
    }

    [Fact]
    public async Task Only_who_may_sees_and_edits_customers()
    {
        var id = await CustomerAsync();
        foreach (var (method, path, body) in ((string, string, object?)[])
                 [
                     ("GET", "/customers", null), ("GET", $"/customers/{id}", null), ("PUT", $"/customers/{id}", new { }), ("POST", $"/customers/{id}/notes", new { text = "x" }), ("GET", "/customer-groups", null),
                     ("POST", "/customer-groups", new { code = "x", name = new { en = "x" } }),
                 ])
        {
            (await shop.Http.SendAsync(method, "/api/v1" + path, body)).Is(401, path);
            foreach (var role in (string[])["customer", "cashier", "manager"])
            {
                // A manager of one store is none of the company's.
                (await shop.Http.SendAsync(method, "/api/v1" + path, body, await shop.Http.TokenAsync(role), ("If-Match", "\"1\""))).Status.ShouldBe(path == "/customer-groups" && method == "GET" && role == "manager" ? 200 : 403, $"{method} {path} {role}");
            }
        }

        var support = await shop.Http.TokenAsync("support");
        (await shop.Http.SendAsync("GET", "/api/v1/customers", token: support)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/customer-groups", new { code = $"s{Next()}", name = new { en = "x" } }, support)).Is(403);
    }

    [Fact]
    public async Task Groups_are_made_once_named_anew_and_removed_while_nobody_uses_them()
    {
        var (owner, id, code) = (await shop.Http.TokenAsync("owner"), Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), $"g{Next()}");
        var body = new { id, code, name = new { en = "Gold", bn = "স্বর্ণ" } };
        var made = (await shop.Http.SendAsync("POST", "/api/v1/customer-groups", body, owner)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/customer-groups", body, owner)).Is(201)["id"].ShouldBe(made["id"]);
        (await shop.Http.SendAsync("POST", "/api/v1/customer-groups", body with { code = code + "x" }, owner)).Is(422).Code.ShouldBe("customer.contradiction");
        (await shop.Http.SendAsync("POST", "/api/v1/customer-groups", new { code, name = body.name }, owner)).Is(409).Code.ShouldBe("group.code_taken");
        (await shop.Http.SendAsync("POST", "/api/v1/customer-groups", new { code = "a b", name = new { } }, owner)).Is(400).Codes.ShouldBe(["group.code", "text.required"], ignoreOrder: true);
        var path = $"/api/v1/customer-groups/{id}";
        (await shop.Http.SendAsync("PUT", path, new { code, name = new { en = "Golden" } }, owner, ("If-Match", "\"7\""))).Is(412);
        (await shop.Http.SendAsync("PUT", path, new { code, name = new { en = "Golden" } }, owner, ("If-Match", "\"1\""))).Is(200)["version"].ShouldBe("2");

        var people = new[] { await PersonAsync(), await PersonAsync() };
        (await shop.Http.SendAsync("POST", path + "/members", new { add = people }, owner)).Is(200)["added"].ShouldBe("2");
        (await shop.Http.SendAsync("POST", path + "/members", new { add = people }, owner)).Is(200)["added"].ShouldBe("0");
        (await shop.Http.SendAsync("POST", path + "/members", new { add = people, remove = people[..1] }, owner)).Is(400).Codes.ShouldBe(["group.members"]);
        (await shop.Http.SendAsync("POST", path + "/members", new { }, owner)).Is(400);
        (await shop.Http.SendAsync("POST", path + "/members", new { add = new[] { await PersonAsync(), Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001") } }, owner)).Is(400).Codes.ShouldBe(["customer.unknown"]);
        (await shop.Http.SendAsync("GET", path, token: owner)).Is(200)["members"].ShouldBe("2");
        (await shop.Http.SendAsync("DELETE", path, token: owner)).Is(409).Code.ShouldBe("group.used");
        (await shop.Http.SendAsync("POST", path + "/members", new { remove = people }, owner)).Is(200)["removed"].ShouldBe("2");
        (await shop.Http.SendAsync("DELETE", path, token: owner)).Is(204);
        (await shop.Http.SendAsync("GET", path, token: owner)).Is(404);
    }

    [Fact]
    public async Task A_group_that_another_module_uses_is_not_removed()
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, await shop.Cluster.CopyAsync(), services => services.AddSingleton<ICustomerGroupUse>(new Used()));
        using var client = http;
        var owner = await http.TokenAsync("owner");
        var made = (await http.SendAsync("POST", "/api/v1/customer-groups", new { code = "kept", name = new { en = "Kept" } }, owner)).Is(201);
        (await http.SendAsync("DELETE", $"/api/v1/customer-groups/{made["id"]}", token: owner)).Is(409).Code.ShouldBe("group.used");
        await app.StopAsync(Stop);
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Terms_come_from_memory_and_change_at_once_on_every_host()
    {
        var (owner, id) = (await shop.Http.TokenAsync("owner"), await CustomerAsync());
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString);
        using var client = http;
        async Task<CustomerTerms> TermsAsync(IServiceProvider services)
        {
            await using var scope = services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<ICustomers>().TermsAsync(UserId.From(id), Stop);
        }

        (await TermsAsync(shop.Services)).Groups.ShouldBeEmpty();
        (await TermsAsync(app.Services)).ShouldBeSameAs(await TermsAsync(app.Services));
        var group = await GroupAsync(owner);
        await JoinAsync(owner, group, id);
        (await TermsAsync(shop.Services)).Groups.Single().Value.ShouldBe(group);
        await Eventually.IsAsync(async () => (await TermsAsync(app.Services)).Groups.Count == 1);
        (await shop.Http.SendAsync("PUT", $"/api/v1/customers/{id}", new { isTaxExempt = true, taxNumber = "B" }, owner, ("If-Match", "\"1\""))).Is(200);
        (await TermsAsync(shop.Services)).IsTaxExempt.ShouldBeTrue();
        await Eventually.IsAsync(async () => (await TermsAsync(app.Services)).IsTaxExempt);
        await app.StopAsync(Stop);
        await app.DisposeAsync();
    }

    private static int Statements(Answer answer) => int.Parse(answer.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture);

    private static int Next() => Interlocked.Increment(ref _codes);

    /// <summary>An account that is no customer yet.</summary>
    private async Task<Guid> PersonAsync(string name = "Somebody")
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await shop.ScalarAsync<Guid>($"""
            insert into identity.user_account (id, email, email_folded, name, language, status, version, created_at, updated_at, email_confirmed_at)
            values ('{id}', 'p{id:N}@example.com', 'p{id:N}@example.com', '{name}', 'en', 'active', 1, now(), now(), now()) returning id
            """);
        return id;
    }

    /// <summary>An account that is a customer, at version 1.</summary>
    private async Task<Guid> CustomerAsync()
    {
        var id = await PersonAsync();
        await using var scope = shop.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UnitOfWork>().RunAsync<int>(async stop =>
            (await scope.ServiceProvider.GetRequiredService<Modules.Customers.Data.Profiles>().EnsureAsync([UserId.From(id)], stop)).Count, Stop);
        return id;
    }

    private async Task<Guid> GroupAsync(string owner) => Guid.Parse((await shop.Http.SendAsync("POST", "/api/v1/customer-groups", new { code = $"t{Next()}", name = new { en = "Test" } }, owner)).Is(201)["id"]);

    private async Task JoinAsync(string owner, Guid group, Guid customer) => (await shop.Http.SendAsync("POST", $"/api/v1/customer-groups/{group}/members", new { add = new[] { customer } }, owner)).Is(200);

    private sealed class Used : ICustomerGroupUse
    {
        public Task<bool> IsUsedAsync(CustomerGroupId group, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
