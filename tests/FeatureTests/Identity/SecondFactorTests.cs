using Aisle.FeatureTests.Support;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Identity;

/// <summary>Authenticator app and recovery codes.</summary>
public sealed class SecondFactorTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_code_is_asked_for_at_each_login_and_good_once()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        var (secret, recovery) = await EnrolAsync(host.Http, "manager@demo.example", clock);
        recovery.Count.ShouldBe(10);

        var first = (await host.Http.LoginAsync("manager@demo.example")).Is(200);
        first["status"].ShouldBe("secondFactor");
        first.Json.TryGetProperty("accessToken", out _).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(60));
        var code = Totp.Code(secret, Totp.StepOf(clock.GetUtcNow()));
        (await FinishAsync(host.Http, first["challenge"], "000000")).Is(401).Code.ShouldBe("login.code");
        var done = (await FinishAsync(host.Http, first["challenge"], code)).Is(200);
        (await host.Http.SendAsync("GET", "/api/v1/me", token: done["accessToken"])).Is(200)["hasSecondFactor"].ShouldBe("True");

        (await FinishAsync(host.Http, first["challenge"], code)).Is(401);
        var again = (await host.Http.LoginAsync("manager@demo.example")).Is(200);
        (await FinishAsync(host.Http, again["challenge"], code)).Is(401).Code.ShouldBe("login.code", "whoever looked over the shoulder has it too");
        (await FinishAsync(host.Http, again["challenge"], recovery[0].ToUpperInvariant())).Is(200);
        again = (await host.Http.LoginAsync("manager@demo.example")).Is(200);
        (await FinishAsync(host.Http, again["challenge"], recovery[0])).Is(401);
        (await FinishAsync(host.Http, again["challenge"], recovery[1])).Is(200);
    }

    [Fact]
    public async Task Five_wrong_codes_end_a_challenge_and_it_ends_by_itself()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        var (secret, _) = await EnrolAsync(host.Http, "cashier@demo.example", clock);
        clock.Advance(TimeSpan.FromSeconds(60));
        string Code() => Totp.Code(secret, Totp.StepOf(clock.GetUtcNow()));

        var challenge = (await host.Http.LoginAsync("cashier@demo.example")).Is(200)["challenge"];
        var wrong = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => FinishAsync(host.Http, challenge, "000001")));
        wrong.ShouldAllBe(answer => answer.Status == 401);
        (await FinishAsync(host.Http, challenge, Code())).Is(401);

        challenge = (await host.Http.LoginAsync("cashier@demo.example")).Is(200)["challenge"];
        clock.Advance(TimeSpan.FromMinutes(5));
        (await FinishAsync(host.Http, challenge, Code())).Is(401);
        challenge = (await host.Http.LoginAsync("cashier@demo.example")).Is(200)["challenge"];
        var both = await Task.WhenAll(FinishAsync(host.Http, challenge, Code()), FinishAsync(host.Http, challenge, Code()));
        both.Count(answer => answer.Status == 200).ShouldBe(1, "one code opens one session");
    }

    [Fact]
    public async Task It_counts_only_after_a_code_of_the_app_and_changing_it_asks_for_a_fresh_login()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        var login = (await host.Http.LoginAsync("support@demo.example")).Is(200);
        var token = login["accessToken"];

        (await host.Http.SendAsync("POST", "/api/v1/me/second-factor/confirm", new { code = "000000" }, token)).Is(409);
        var offer = (await host.Http.SendAsync("POST", "/api/v1/me/second-factor", token: token)).Is(200);
        offer["qrCode"].ShouldStartWith("<svg");
        offer["uri"].ShouldStartWith("otpauth://totp/shop.example:support%40demo.example?secret=" + offer["secret"]);
        (await host.Http.SendAsync("POST", "/api/v1/me/second-factor/confirm", new { code = "12" }, token)).Is(400);
        (await host.Http.LoginAsync("support@demo.example")).Is(200)["status"].ShouldBe("done", "nothing was confirmed");

        clock.Advance(TimeSpan.FromMinutes(16));
        token = (await host.Http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = login["refreshToken"] })).Is(200)["accessToken"];
        foreach (var (method, path) in ((string, string)[])[("POST", "/api/v1/me/second-factor"), ("POST", "/api/v1/me/recovery-codes"), ("DELETE", "/api/v1/me/second-factor"), ("POST", "/api/v1/me/passkeys/options")])
        {
            (await host.Http.SendAsync(method, path, token: token)).Is(403).Code.ShouldBe("login.again", path);
        }
    }

    private static async Task<(byte[] Secret, IReadOnlyList<string> Recovery)> EnrolAsync(HttpClient http, string email, ShiftClock clock)
    {
        var token = (await http.LoginAsync(email)).Is(200)["accessToken"];
        var offer = (await http.SendAsync("POST", "/api/v1/me/second-factor", token: token)).Is(200);
        var secret = FromBase32(offer["secret"]);
        var codes = (await http.SendAsync("POST", "/api/v1/me/second-factor/confirm", new { code = Totp.Code(secret, Totp.StepOf(clock.GetUtcNow())) }, token)).Is(200);
        return (secret, [.. codes.Json.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)]);
    }

    private static Task<Answer> FinishAsync(HttpClient http, string challenge, string code) => http.SendAsync("POST", "/api/v1/auth/login/second-factor", new { challenge, code });

    internal static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
