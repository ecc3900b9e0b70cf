using System.Diagnostics;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Identity;

/// <summary>Guessing passwords.</summary>
public sealed class BruteForceTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Five_attempts_a_minute_for_an_account_from_one_address_whoever_asks_and_whatever_comes_at_once()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock, ("Aisle:Identity:AttemptsPerMinute", "5"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => host.Http.LoginAsync("owner@demo.example", "a wrong password")));
        answers.Count(answer => answer.Status == 401).ShouldBe(5);
        answers.Count(answer => answer.Status == 429).ShouldBe(25);
        answers.First(answer => answer.Status == 429).Headers.RetryAfter.ShouldNotBeNull();
        (await host.Http.LoginAsync("owner@demo.example")).Is(429);
        (await host.Http.LoginAsync("nobody@example.net")).Is(401);
        for (var i = 0; i < 4; i++)
        {
            (await host.Http.LoginAsync("nobody@example.net")).Is(401);
        }

        (await host.Http.LoginAsync("nobody@example.net")).Is(429).Code.ShouldBe("login.too_many", "the same for one there is not");
        (await host.Http.LoginAsync("manager@demo.example")).Is(200);
        clock.Advance(TimeSpan.FromSeconds(61));
        (await host.Http.LoginAsync("owner@demo.example")).Is(200);
    }

    [Fact]
    public async Task A_key_does_not_take_an_attempt_back()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock, ("Aisle:Identity:AttemptsPerMinute", "5"));

        for (var i = 0; i < 5; i++)
        {
            (await host.Http.SendAsync("POST", "/api/v1/auth/login", new { email = "owner@demo.example", password = $"wrong {i}" }, headers: ("Idempotency-Key", $"guess-{i}-aaaa"))).Is(401);
        }

        (await host.Http.LoginAsync("owner@demo.example")).Is(429);
    }

    [Fact]
    public async Task Ten_wrong_passwords_in_a_row_lock_the_account_for_a_while_and_tell_its_owner()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        for (var i = 0; i < 9; i++)
        {
            (await host.Http.LoginAsync("rider@demo.example", "a wrong password")).Is(401);
        }

        (await host.Http.LoginAsync("rider@demo.example")).Is(200);
        for (var i = 0; i < 10; i++)
        {
            (await host.Http.LoginAsync("rider@demo.example", "a wrong password")).Is(401);
        }

        var locked = (await host.Http.LoginAsync("rider@demo.example")).Is(401);
        locked.Code.ShouldBe("login.failed", "a guesser is not told that it was right");
        (await shop.MailToAsync("rider@demo.example")).ShouldContain("locked for some minutes");
        clock.Advance(TimeSpan.FromMinutes(15.1));
        (await host.Http.LoginAsync("rider@demo.example")).Is(200);
    }

    [Fact]
    public async Task An_unknown_address_takes_as_long_as_a_wrong_password()
    {
        await using var host = await OwnHost.StartAsync(shop, TimeProvider.System, ("Aisle:Identity:HashRounds", "60000"));
        // The hashes of the demo staff have fewer rounds, so a password is set here that has as many as nobody's.
        var token = await host.Http.TokenAsync("owner");
        (await host.Http.SendAsync("POST", "/api/v1/me/password", new { current = Cluster.DemoPassword, password = "megh-brishti-rod" }, token)).Is(204);
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < 12; i++)
        {
            known.Add(await TimeAsync(host.Http, "owner@demo.example"));
            unknown.Add(await TimeAsync(host.Http, $"nobody{i}@example.net"));
        }

        var ratio = Median(known) / Median(unknown);
        ratio.ShouldBeInRange(0.6, 1.67, $"known {Median(known):0.0} ms, unknown {Median(unknown):0.0} ms");
    }

    private static async Task<double> TimeAsync(HttpClient http, string email)
    {
        var watch = Stopwatch.StartNew();
        (await http.LoginAsync(email, "a wrong password")).Is(401);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
