using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Identity;

/// <summary>Passkeys, with an authenticator in software that speaks WebAuthn.</summary>
public sealed class PasskeyTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_passkey_logs_in_alone_and_without_a_code()
    {
        using var device = new Authenticator();
        var token = await shop.Http.TokenAsync("manager");
        await AddAsync(device, token, "Phone");
        var list = (await shop.Http.SendAsync("GET", "/api/v1/me/passkeys", token: token)).Is(200).Json.GetProperty("passkeys");
        list[0].GetProperty("name").GetString().ShouldBe("Phone");

        var login = (await LoginAsync(device)).Is(200);

        (await shop.Http.SendAsync("GET", "/api/v1/me", token: login["accessToken"])).Is(200)["email"].ShouldBe("manager@demo.example");
        (await LoginAsync(device)).Is(200);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/me/passkeys/{list[0].GetProperty("id").GetString()}", token: await shop.Http.TokenAsync("owner"))).Is(404);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/me/passkeys/{list[0].GetProperty("id").GetString()}", token: token)).Is(204);
        (await LoginAsync(device)).Is(401).Code.ShouldBe("login.passkey");
    }

    [Fact]
    public async Task An_answer_is_taken_once_and_by_whom_it_was_asked_of()
    {
        using var device = new Authenticator();
        var (cashier, rider) = (await shop.Http.TokenAsync("cashier"), await shop.Http.TokenAsync("rider"));
        var offer = (await shop.Http.SendAsync("POST", "/api/v1/me/passkeys/options", token: cashier)).Is(200);
        var body = new JsonObject { ["ticket"] = offer["ticket"], ["credential"] = device.Create(offer.Json.GetProperty("options")) };

        (await shop.Http.SendAsync("POST", "/api/v1/me/passkeys", body, rider)).Is(400);
        (await shop.Http.SendAsync("POST", "/api/v1/me/passkeys", body, cashier)).Is(204);
        (await shop.Http.SendAsync("POST", "/api/v1/me/passkeys", body, cashier)).Is(400);

        var ask = (await shop.Http.SendAsync("POST", "/api/v1/auth/passkey/options")).Is(200);
        var answer = new JsonObject { ["ticket"] = ask["ticket"], ["credential"] = device.Get(ask.Json.GetProperty("options")) };
        (await shop.Http.SendAsync("POST", "/api/v1/auth/passkey", answer)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/passkey", answer)).Is(401);
        var other = (await shop.Http.SendAsync("POST", "/api/v1/auth/passkey/options")).Is(200);
        answer["ticket"] = other["ticket"];
        (await shop.Http.SendAsync("POST", "/api/v1/auth/passkey", answer)).Is(401, "the challenge is of another ticket");
    }

    [Fact]
    public async Task A_page_of_somebody_else_a_lazy_device_a_copied_device_and_a_changed_answer_are_refused()
    {
        using var device = new Authenticator();
        await AddAsync(device, await shop.Http.TokenAsync("accountant"), "Key");

        device.Origin = "http://shop.example.evil.example";
        (await LoginAsync(device)).Is(401);
        device.Origin = "https://shop.example";
        (await LoginAsync(device)).Is(401);
        device.Origin = "http://shop.example";
        device.Verifies = false;
        (await LoginAsync(device)).Is(401);
        device.Verifies = true;
        (await LoginAsync(device)).Is(200);
        device.Count = 0;
        (await LoginAsync(device)).Is(401, "its counter went back: there are two of it");
        device.Count = 10;
        (await LoginAsync(device, credential => credential["response"]!["signature"] = "AAAA")).Is(401);
        (await LoginAsync(device, credential => credential["response"]!["userHandle"] = "AAAA")).Is(401);
        (await LoginAsync(device, credential => credential.Clear())).Is(401);
        (await LoginAsync(device)).Is(200);
    }

    [Fact]
    public async Task The_last_way_into_an_account_cannot_be_removed()
    {
        using var device = new Authenticator();
        var token = await shop.Http.TokenAsync("stock_clerk");
        await AddAsync(device, token, "Only");
        var id = (await shop.Http.SendAsync("GET", "/api/v1/me/passkeys", token: token)).Is(200).Json.GetProperty("passkeys")[0].GetProperty("id").GetString();
        await using (var connection = new Npgsql.NpgsqlConnection(shop.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand("update identity.user_account set password_hash = null where email = 'stock.clerk@demo.example'", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await shop.Http.LoginAsync("stock.clerk@demo.example")).Is(401);
        (await LoginAsync(device)).Is(200);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/me/passkeys/{id}", token: token)).Is(409).Code.ShouldBe("passkey.last");
        (await LoginAsync(device)).Is(200);
    }

    private async Task AddAsync(Authenticator device, string token, string name)
    {
        var offer = (await shop.Http.SendAsync("POST", "/api/v1/me/passkeys/options", token: token)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/me/passkeys", new JsonObject { ["ticket"] = offer["ticket"], ["credential"] = device.Create(offer.Json.GetProperty("options")), ["name"] = name }, token)).Is(204);
    }

    private async Task<Answer> LoginAsync(Authenticator device, Action<JsonObject>? change = null)
    {
        var ask = (await shop.Http.SendAsync("POST", "/api/v1/auth/passkey/options")).Is(200);
        var credential = device.Get(ask.Json.GetProperty("options"));
        change?.Invoke(credential);
        return await shop.Http.SendAsync("POST", "/api/v1/auth/passkey", new JsonObject { ["ticket"] = ask["ticket"], ["credential"] = credential });
    }
}
