using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Identity;

/// <summary>Access and refresh tokens: expired, tampered, foreign, replayed.</summary>
public sealed class TokenTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_token_carries_who_it_is_and_our_published_key_verifies_it()
    {
        var token = await shop.Http.TokenAsync("manager");
        var keys = (await shop.JsonAsync("/.well-known/jwks.json")).GetProperty("keys").EnumerateArray().ToList();

        keys.Exists(key => key.TryGetProperty("d", out _)).ShouldBeFalse("private numbers stay here");
        var jwk = keys.Single(key => key.GetProperty("kid").GetString() == Header(token)["kid"]!.ToString());
        using var key = Es256Key.FromNumbers(Base64Url.DecodeFromChars(jwk.GetProperty("x").GetString()), Base64Url.DecodeFromChars(jwk.GetProperty("y").GetString()));
        var parts = token.Split('.');
        key.Verifies(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])).ShouldBeTrue();
        key.Id.ShouldBe(jwk.GetProperty("kid").GetString());
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims.Select(claim => claim.Key).ShouldBe(["iss", "aud", "sub", "sid", "jti", "iat", "exp"], ignoreOrder: true);
        claims["iss"]!.ToString().ShouldBe("http://shop.example");
    }

    [Fact]
    public async Task A_token_that_is_not_ours_opens_nothing()
    {
        var token = await shop.Http.TokenAsync("owner");
        var parts = token.Split('.');
        using var foreign = Es256Key.Create();
        var claims = Base64Url.DecodeFromChars(parts[1]);
        var none = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"none","kid":"{{Header(token)["kid"]}}","typ":"JWT"}"""));
        var asOwner = JsonNode.Parse(claims)!.AsObject();
        asOwner["sub"] = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001";

        (await MeAsync(token)).Is(200);
        foreach (var bad in (string[])
            [
                Jwt.Write(foreign, claims), $"{none}.{parts[1]}.", $"{none}.{parts[1]}.{parts[2]}", $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(asOwner.ToJsonString()))}.{parts[2]}",
                $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}", token[..^1], token + "A", "", "null", "undefined", new string('a', 10_000), "aisle_" + new string('a', 43),
            ])
        {
            var answer = (await MeAsync(bad)).Is(401);
            answer.Code.ShouldBe("request.unauthenticated");
            answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
            answer.Text.ShouldNotContain("signature", Case.Insensitive, "it does not say what is wrong");
        }

        (await shop.Http.SendAsync("GET", "/api/v1/me", headers: ("Authorization", $"Basic {Convert.ToBase64String("owner:x"u8)}"))).Is(401);
        (await shop.Http.SendAsync("GET", "/api/v1/me", headers: ("Cookie", $"aisle={parts[2][..43]}"))).Is(401);
    }

    [Fact]
    public async Task A_token_ends_after_ten_minutes_and_half_a_minute_of_skew()
    {
        var clock = new ShiftClock();
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString, services => services.AddSingleton<TimeProvider>(clock));
        await using var _ = app;
        using var __ = http;
        var login = (await http.LoginAsync("manager@demo.example")).Is(200);

        clock.Advance(TimeSpan.FromMinutes(10));
        (await http.SendAsync("GET", "/api/v1/me", token: login["accessToken"])).Is(200);
        clock.Advance(TimeSpan.FromSeconds(31));
        (await http.SendAsync("GET", "/api/v1/me", token: login["accessToken"])).Is(401);

        // Nor is its owner taken for a guest where guests are welcome.
        (await http.SendAsync("GET", "/api/v1/cart", token: login["accessToken"])).Is(401).Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        (await http.SendAsync("POST", "/api/v1/orders/checkout", new { }, login["accessToken"])).Is(401);
        (await http.SendAsync("GET", "/api/v1/cart")).Is(200);
        var next = (await http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = login["refreshToken"] })).Is(200);
        (await http.SendAsync("GET", "/api/v1/me", token: next["accessToken"])).Is(200);
        clock.Advance(TimeSpan.FromDays(31));
        (await http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = next["refreshToken"] })).Is(401);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_twice_ends_the_session_of_both()
    {
        var first = (await shop.Http.LoginAsync("support@demo.example")).Is(200);
        var second = (await RefreshAsync(first["refreshToken"])).Is(200);
        (await MeAsync(second["accessToken"])).Is(200);

        (await RefreshAsync(first["refreshToken"])).Is(401).Code.ShouldBe("refresh.invalid");

        (await MeAsync(second["accessToken"])).Is(401);
        (await RefreshAsync(second["refreshToken"])).Is(401);
        (await shop.ScalarAsync<long>("select count(*) from identity.session where ended_why = 'refresh token used twice'")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_key_does_not_save_one_who_brings_a_used_token()
    {
        var first = (await shop.Http.LoginAsync("rider@demo.example")).Is(200);
        var second = (await RefreshAsync(first["refreshToken"])).Is(200);

        (await shop.Http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = first["refreshToken"] }, headers: ("Idempotency-Key", "thief-0001"))).Is(401);

        (await MeAsync(second["accessToken"])).Is(401);
    }

    [Fact]
    public async Task Who_lost_the_answer_asks_again_with_the_same_key()
    {
        var first = (await shop.Http.LoginAsync("rider@demo.example")).Is(200);
        var key = ("Idempotency-Key", Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString());
        var second = (await shop.Http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = first["refreshToken"] }, headers: key)).Is(200);

        var again = (await shop.Http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = first["refreshToken"] }, headers: key)).Is(200);

        again["refreshToken"].ShouldBe(second["refreshToken"]);
        (await RefreshAsync(again["refreshToken"])).Is(200);
    }

    [Fact]
    public async Task Of_many_who_refresh_at_once_one_gets_the_next_token()
    {
        var first = (await shop.Http.LoginAsync("accountant@demo.example")).Is(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => RefreshAsync(first["refreshToken"])));

        answers.Count(answer => answer.Status == 200).ShouldBe(1, string.Join('\n', answers.Select(answer => answer.Text)));
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Status == 401);
    }

    [Fact]
    public async Task A_session_that_was_ended_is_ended_on_every_host()
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString);
        await using var _ = app;
        using var __ = http;
        var token = await shop.Http.TokenAsync("admin");
        (await http.SendAsync("GET", "/api/v1/me", token: token)).Is(200);

        (await shop.Http.SendAsync("POST", "/api/v1/auth/logout", token: token)).Is(204);

        await Eventually.IsAsync(async () => (await http.SendAsync("GET", "/api/v1/me", token: token)).Status == 401);
    }

    [Fact]
    public async Task The_first_key_of_a_shop_is_known_to_everybody_who_asks_at_once()
    {
        var database = await shop.Cluster.CopyAsync();
        var hosts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ShopHost.StartAsync(shop.Cluster, database)));

        var answers = await Task.WhenAll(((string[])["owner", "admin", "manager", "cashier", "support", "customer"]).Select(async (role, index) =>
            await hosts[index % 2].Http.SendAsync("GET", "/api/v1/me", token: await hosts[(index + 1) % 2].Http.TokenAsync(role))));

        answers.ShouldAllBe(answer => answer.Status == 200);
        foreach (var (app, http) in hosts)
        {
            http.Dispose();
            await app.StopAsync(TestContext.Current.CancellationToken);
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_key_that_leaked_is_taken_away_with_all_its_tokens()
    {
        var token = await shop.Http.TokenAsync("stock_clerk");
        (await MeAsync(token)).Is(200);
        var keys = shop.Services.GetRequiredService<Aisle.Modules.Identity.Data.SigningKeys>();

        (await keys.RotateAsync(force: true, TestContext.Current.CancellationToken)).ShouldBeTrue();

        await Eventually.IsAsync(async () => (await MeAsync(token)).Status == 401);
        (await MeAsync(await shop.Http.TokenAsync("stock_clerk"))).Is(200);
    }

    [Fact]
    public async Task The_next_key_is_published_before_it_signs_and_the_old_one_stays_for_its_tokens()
    {
        var clock = new ShiftClock();
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, await shop.Cluster.CopyAsync(), services => services.AddSingleton<TimeProvider>(clock));
        await using var _ = app;
        using var __ = http;
        var keys = app.Services.GetRequiredService<Aisle.Modules.Identity.Data.SigningKeys>();
        var first = await http.TokenAsync("owner");

        (await keys.RotateAsync(force: false, TestContext.Current.CancellationToken)).ShouldBeFalse("it is not time yet");
        clock.Advance(TimeSpan.FromDays(28.5));
        (await keys.RotateAsync(force: false, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await Eventually.IsAsync(async () => (await keys.AllAsync(TestContext.Current.CancellationToken)).Count == 2);
        var last = await http.TokenAsync("owner");
        Header(last)["kid"]!.ToString().ShouldBe(Header(first)["kid"]!.ToString(), "the new one is only published");
        clock.Advance(TimeSpan.FromDays(1.5) + TimeSpan.FromMinutes(1));
        (await http.SendAsync("GET", "/api/v1/me", token: await http.TokenAsync("owner"))).Is(200);
        Header(await http.TokenAsync("owner"))["kid"]!.ToString().ShouldNotBe(Header(first)["kid"]!.ToString());
    }

    private Task<Answer> MeAsync(string token) => shop.Http.SendAsync("GET", "/api/v1/me", token: token);

    private Task<Answer> RefreshAsync(string token) => shop.Http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = token });

    private static JsonObject Header(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!.AsObject();
}
