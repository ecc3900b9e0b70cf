using Aisle.FeatureTests.Support;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Identity;

/// <summary>Who may do what: every route from every side, and the rules of giving rights.</summary>
public sealed class RightsTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Every_route_of_the_api_refuses_who_is_nobody_and_who_lacks_the_right_and_nothing_happens()
    {
        var customer = await shop.Http.TokenAsync("customer");
        var before = await StateAsync();
        var tried = 0;
        foreach (var endpoint in shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var access = endpoint.Metadata.GetMetadata<RouteAccessAttribute>()!;
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{id}", "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001", StringComparison.Ordinal);
            if (access.Kind == AccessKind.Everyone || !path.StartsWith("/api/", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                tried++;
                var type = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json";
                (await shop.Http.SendAsync(method, path, Body())).Status.ShouldBe(401, $"{method} {path} by nobody");
                (await shop.Http.SendAsync(method, path, Body(), "nonsense")).Status.ShouldBe(401, $"{method} {path} by nonsense");
                if (access.Kind == AccessKind.Permission)
                {
                    (await shop.Http.SendAsync(method, path, Body(), customer)).Is(403).Code.ShouldBe("request.forbidden", $"{method} {path} by a customer");
                }

                StringContent? Body() => method is "GET" or "DELETE" ? null : new("{}", System.Text.Encoding.UTF8, type);
            }
        }

        tried.ShouldBeGreaterThan(20);
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_matrix_says_what_each_role_holds()
    {
        var answer = (await shop.Http.SendAsync("GET", "/api/v1/roles", token: await shop.Http.TokenAsync("support"))).Is(200);

        var roles = answer.Json.GetProperty("roles").EnumerateArray().ToDictionary(role => role.GetProperty("code").GetString()!, role => role.GetProperty("permissions").GetArrayLength());
        roles.Keys.Take(BuiltInRoles.All.Count).ShouldBe(BuiltInRoles.All, "the built-in ones come first");
        var all = answer.Json.GetProperty("permissions").EnumerateArray().ToList();
        roles["owner"].ShouldBe(all.Count);
        roles["admin"].ShouldBe(all.Count);
        roles["customer"].ShouldBe(0);
        all.Exists(permission => string.IsNullOrWhiteSpace(permission.GetProperty("label").GetProperty("bn").GetString())).ShouldBeFalse();
    }

    [Fact]
    public async Task One_who_was_invited_sets_a_password_and_has_the_rights_of_their_role_in_their_store()
    {
        var (admin, store) = (await shop.Http.TokenAsync("admin"), await StoreAsync());
        var invite = new { email = "new.manager@example.com", name = "New Manager", roles = new[] { new { role = "manager", store } } };

        var made = (await shop.Http.SendAsync("POST", "/api/v1/users", invite, admin)).Is(201);
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/users/{made["id"]}");
        (await shop.Http.SendAsync("POST", "/api/v1/users", invite, admin)).Is(409).Code.ShouldBe("email.taken");
        var ticket = await shop.TicketToAsync("new.manager@example.com");
        (await shop.Http.SendAsync("POST", "/api/v1/auth/welcome", new { token = ticket, password = "megh-brishti-rod", email = "thief@example.com" })).Is(204);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/welcome", new { token = ticket, password = "megh-brishti-rod" })).Is(400);
        (await shop.Http.LoginAsync("thief@example.com", "megh-brishti-rod")).Is(401);
        var token = (await shop.Http.LoginAsync("new.manager@example.com", "megh-brishti-rod")).Is(200)["accessToken"];
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: token)).Is(200).Json.GetProperty("roles")[0].GetString().ShouldBe("manager");
    }

    [Fact]
    public async Task A_right_that_was_taken_is_gone_at_once_and_a_disabled_user_is_out()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var user = await InviteAsync(owner, "temp.support@example.com", "support");
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: user.Token)).Is(200);

        var detail = (await shop.Http.SendAsync("GET", $"/api/v1/users/{user.Id}", token: owner)).Is(200);
        detail = (await SaveAsync(owner, user.Id, detail.Headers.ETag!.ToString(), "active", [])).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: user.Token)).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: user.Token)).Is(200);
        (await SaveAsync(owner, user.Id, "\"1\"", "disabled", [])).Is(412);
        (await SaveAsync(owner, user.Id, detail.Headers.ETag!.ToString(), "disabled", [])).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: user.Token)).Is(401);
        (await shop.Http.LoginAsync("temp.support@example.com", "megh-brishti-rod")).Is(401);
    }

    [Fact]
    public async Task Nobody_gives_or_takes_or_uses_rights_they_do_not_hold()
    {
        var owner = await shop.Http.TokenAsync("owner");
        // Somebody who may change users, but holds little else.
        var role = (await shop.Http.SendAsync("POST", "/api/v1/roles", new { code = "people_clerk", name = new { en = "People clerk" }, permissions = new[] { "identity.user.read", "identity.user.edit", "identity.role.edit" } }, owner)).Is(201);
        var clerk = await InviteAsync(owner, "people.clerk@example.com", "people_clerk");
        var admin = (await shop.Http.SendAsync("GET", "/api/v1/users?q=admin@demo", token: owner)).Is(200).Json.GetProperty("items")[0];
        var (adminId, adminTag) = (admin.GetProperty("id").GetString()!, $"\"{admin.GetProperty("version").GetInt32()}\"");
        var before = await StateAsync();

        (await shop.Http.SendAsync("POST", "/api/v1/users", new { email = "x@example.com", name = "X", roles = new[] { new { role = "admin" } } }, clerk.Token)).Is(403).Code.ShouldBe("role.beyond_own");
        var clerkTag = (await shop.Http.SendAsync("GET", $"/api/v1/users/{clerk.Id}", token: clerk.Token)).Is(200).Headers.ETag!.ToString();
        (await SaveAsync(clerk.Token, clerk.Id, clerkTag, "active", ["people_clerk", "owner"])).Is(403).Code.ShouldBe("role.beyond_own");
        (await SaveAsync(clerk.Token, adminId, adminTag, "disabled", ["admin"])).Is(403).Code.ShouldBe("role.beyond_own");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/users/{adminId}/sessions", token: clerk.Token)).Is(403);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/users/{adminId}/second-factor", token: clerk.Token)).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/roles", new { code = "mighty", name = new { en = "Mighty" }, permissions = new[] { "catalog.price.edit" } }, clerk.Token)).Is(403).Code.ShouldBe("role.beyond_own");
        (await shop.Http.SendAsync("PUT", $"/api/v1/roles/{role["id"]}", new { code = "people_clerk", name = new { en = "People clerk" }, permissions = new[] { "identity.user.read", "identity.user.edit", "identity.role.edit", "identity.key.edit" } }, clerk.Token, ("If-Match", "\"1\""))).Is(403);
        (await StateAsync()).ShouldBe(before);

        var adminToken = await shop.Http.TokenAsync("admin");
        (await shop.Http.SendAsync("POST", "/api/v1/users", new { email = "y@example.com", name = "Y", roles = new[] { new { role = "owner" } } }, adminToken)).Is(403).Code.ShouldBe("role.beyond_own", "only owners make owners");
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_owner_is_always_left_also_when_two_leave_at_once()
    {
        await using var host = await OwnHost.StartAsync(shop, TimeProvider.System);
        var owner = await host.Http.TokenAsync("owner");
        (await host.Http.SendAsync("POST", "/api/v1/users", new { email = "second.owner@example.com", name = "Second", roles = new[] { new { role = "owner" } } }, owner)).Is(201);
        (await host.Http.SendAsync("POST", "/api/v1/auth/welcome", new { token = await shop.TicketToAsync("second.owner@example.com"), password = "megh-brishti-rod" })).Is(204);
        var second = (await host.Http.LoginAsync("second.owner@example.com", "megh-brishti-rod")).Is(200)["accessToken"];
        var owners = (await host.Http.SendAsync("GET", "/api/v1/users?role=owner", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        owners.Count.ShouldBe(2);

        var answers = await Task.WhenAll(owners.Select(one => host.Http.SendAsync(
            "PUT", $"/api/v1/users/{one.GetProperty("id").GetString()}", new { name = one.GetProperty("name").GetString(), language = "en", status = "disabled", roles = new[] { new { role = "owner" } } },
            one.GetProperty("email").GetString()!.StartsWith("second", StringComparison.Ordinal) ? owner : second, ("If-Match", $"\"{one.GetProperty("version").GetInt32()}\""))));

        answers.Count(answer => answer.Status == 200).ShouldBe(1, string.Join('\n', answers.Select(answer => answer.Text)));
        answers.Single(answer => answer.Status != 200).Status.ShouldBeOneOf(401, 403, 409);
    }

    [Fact]
    public async Task A_role_of_the_shops_own_counts_at_once_and_cannot_be_removed_while_somebody_has_it()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var role = (await shop.Http.SendAsync("POST", "/api/v1/roles", new { code = "reader", name = new { en = "Reader", bn = "পাঠক" }, permissions = Array.Empty<string>() }, owner)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/roles", new { code = "reader", name = new { en = "Reader" }, permissions = new[] { "no.such.right" } }, owner)).Is(400).Codes.ShouldBe(["permission.unknown"]);
        (await shop.Http.SendAsync("POST", "/api/v1/roles", new { code = "reader", name = new { en = "Reader" }, permissions = Array.Empty<string>() }, owner)).Is(409);
        (await shop.Http.SendAsync("POST", "/api/v1/roles", new { code = "Bad Code", name = new { }, permissions = Array.Empty<string>() }, owner)).Is(400).Codes.ShouldBe(["role.code", "text.required"], ignoreOrder: true);
        var user = await InviteAsync(owner, "reader@example.com", "reader");
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: user.Token)).Is(403);

        (await shop.Http.SendAsync("PUT", $"/api/v1/roles/{role["id"]}", new { code = "reader", name = new { en = "Reader" }, permissions = new[] { "identity.user.read" } }, owner, ("If-Match", "\"1\""))).Is(200);

        (await shop.Http.SendAsync("GET", "/api/v1/users", token: user.Token)).Is(200);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/roles/{role["id"]}", token: owner)).Is(409).Code.ShouldBe("role.in_use");
        var manager = (await shop.Http.SendAsync("GET", "/api/v1/roles", token: owner)).Is(200).Json.GetProperty("roles").EnumerateArray().First(one => one.GetProperty("code").GetString() == "manager");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/roles/{manager.GetProperty("id").GetString()}", token: owner)).Is(409).Code.ShouldBe("role.built_in");
    }

    [Fact]
    public async Task An_api_key_is_shown_once_does_what_it_may_and_ends()
    {
        var owner = await shop.Http.TokenAsync("owner");
        (await shop.Http.SendAsync("POST", "/api/v1/api-keys", new { name = "", permissions = new[] { "nothing" }, expiresAt = "2001-01-01T00:00:00Z" }, owner)).Is(400)
            .Codes.ShouldBe(["text.required", "permission.unknown", "key.expired"], ignoreOrder: true);
        var made = (await shop.Http.SendAsync("POST", "/api/v1/api-keys", new { name = "Labels", permissions = new[] { "identity.user.read" } }, owner)).Is(201);
        var (id, secret) = (made.Json.GetProperty("key").GetProperty("id").GetString(), made["secret"]);
        secret.ShouldStartWith("aisle_");

        (await shop.Http.SendAsync("GET", "/api/v1/users", token: secret)).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/api-keys", token: secret)).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: secret)).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A'))).Is(401);
        (await shop.Http.SendAsync("GET", "/api/v1/api-keys", token: owner)).Is(200).Text.ShouldNotContain(secret[12..]);
        var stored = await shop.ScalarAsync<string>("select string_agg(api_key::text, ' ') from identity.api_key");
        stored.ShouldNotContain(secret[12..]);

        var next = (await shop.Http.SendAsync("POST", $"/api/v1/api-keys/{id}/rotate", token: owner)).Is(200)["secret"];
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: next)).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: secret)).Is(200, "for a day both are good");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/api-keys/{id}", token: owner)).Is(204);
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: next)).Is(401);
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: secret)).Is(401);
        (await shop.ScalarAsync<string>("select string_agg(coalesce(after::text, ''), ' ') from platform.audit where subject_type = 'identity.key'")).ShouldNotContain(secret[12..]);
    }

    private async Task<(string Id, string Token)> InviteAsync(string by, string email, string role)
    {
        var made = (await shop.Http.SendAsync("POST", "/api/v1/users", new { email, name = "Somebody", roles = new[] { new { role } } }, by)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/welcome", new { token = await shop.TicketToAsync(email), password = "megh-brishti-rod" })).Is(204);
        return (made["id"], (await shop.Http.LoginAsync(email, "megh-brishti-rod")).Is(200)["accessToken"]);
    }

    private Task<Answer> SaveAsync(string by, string id, string tag, string status, string[] roles) => shop.Http.SendAsync(
        "PUT", $"/api/v1/users/{id}", new { name = "Somebody", language = "en", status, roles = roles.Select(role => new { role }) }, by, ("If-Match", tag));

    private async Task<string> StoreAsync() => (await shop.JsonAsync("/api/v1/stores")).GetProperty("items")[0].GetProperty("id").GetString()!;

    private Task<string> StateAsync() => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from identity.user_account), (select sum(version) from identity.user_account), (select count(*) from identity.user_role), (select sum(version) from identity.role),
            (select count(*) from identity.api_key), (select count(*) from identity.session where ended_at is not null), (select count(*) from identity.ticket), (select count(*) from catalog.product), (select sum(version) from catalog.product))
        """);
}
