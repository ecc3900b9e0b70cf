using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Aisle.Contracts.Identity;
using Aisle.Host;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Identity;

/// <summary>Knowing who asks, and logging in, in the real host with its real database in this process.</summary>
internal static class IdentityBench
{
    private const string Email = "owner@demo.example";
    private const string Password = "rosogolla-42-doi";
    private const double CheckBudget = 20;

    /// <summary>Fewer than are remembered, so that none is forgotten on the way.</summary>
    private const int FreshTokens = 10_000;

    public static async Task<int> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Prepare();
        await using var host = await InnerHost.StartAsync(cancellationToken);
        await AddStaffAsync(host, cancellationToken);
        await ChecksAsync(host, duration, cancellationToken);
        await LoginsAsync(host, duration, cancellationToken);
        return 0;
    }

    /// <summary>An access token of an owner, for benches that ask over HTTP.</summary>
    public static async Task<string> TokenAsync(InnerHost host, CancellationToken cancellationToken)
    {
        await AddStaffAsync(host, cancellationToken);
        using var http = new HttpClient { BaseAddress = host.Address };
        return (await LoginAsync(http, cancellationToken)).GetProperty("accessToken").GetString()!;
    }

    private static async Task AddStaffAsync(InnerHost host, CancellationToken cancellationToken)
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IIdentitySetup>().AddDemoStaffAsync(Password, cancellationToken);
    }

    /// <summary>One after the other on one thread: what a request pays before anything else is done for it.</summary>
    private static async Task ChecksAsync(InnerHost host, TimeSpan duration, CancellationToken cancellationToken)
    {
        var app = host.App;
        using var http = new HttpClient { BaseAddress = host.Address };
        var login = await LoginAsync(http, cancellationToken);
        var token = login.GetProperty("accessToken").GetString()!;
        var source = app.Services.GetRequiredService<ICallerSource>();
        if ((await source.OfApiAsync(ContextOf(token))).Kind != CallerKind.User)
        {
            throw new InvalidOperationException("The token of a login is not known.");
        }

        var (user, session) = Claims(token);
        var tokens = app.Services.GetRequiredService<AccessTokens>();
        var fresh = new Queue<string>();
        for (var i = 0; i < FreshTokens; i++)
        {
            fresh.Enqueue(await tokens.WriteAsync(user, session, cancellationToken));
        }

        using var key = Es256Key.Create();
        var data = new byte[token.LastIndexOf('.')];
        var signature = key.Sign(data);
        var known = ContextOf(token);
        await RoundAsync(() => source.OfApiAsync(known), TimeSpan.FromSeconds(1));

        var verify = await RoundAsync(() => key.Verifies(data, signature) ? ValueTask.FromResult(Caller.Anonymous) : throw new InvalidOperationException("A good signature was refused."), duration);
        var again = await RoundAsync(() => source.OfApiAsync(known), duration);
        var first = await RoundAsync(() => source.OfApiAsync(ContextOf(fresh.Dequeue())), duration, () => fresh.Count > 0);

        var table = Table("Who asks: microseconds of one processor for a request", "", "µs", "budget", "");
        Row(table, "a bare ES256 signature", N(verify, "0.0"), "", "the limit of a token nobody has seen");
        Row(table, "token, first time", N(first, "0.0"), "", $"{N(first / verify, "0.00")} of the bare signature");
        Row(table, "token, every other time", N(again, "0.00"), N(CheckBudget, "0"), again < CheckBudget ? "met" : "not met");
        AnsiConsole.Write(table);
        Line("identity", "token/first", first, verify, "us");
        Line("identity", "token/again", again, verify, "us");
    }

    /// <summary>Over sockets. What a login costs is its password hash, so hashes alone are the limit.</summary>
    private static async Task LoginsAsync(InnerHost host, TimeSpan duration, CancellationToken cancellationToken)
    {
        var app = host.App;
        var passwords = app.Services.GetRequiredService<Passwords>();
        var hash = await passwords.HashAsync(Password, cancellationToken);
        using var http = new HttpClient { BaseAddress = host.Address };
        await LoginAsync(http, cancellationToken);
        var table = Table("Logins beside bare password hashes, in turns", "connections", "logins/s", "p50 ms", "p99 ms", "hashes/s", "p50 ms", "ratio");
        var lines = new List<Action>();
        foreach (var connections in (int[])[1, 16])
        {
            var (ours, times) = await ManyAsync(() => LoginAsync(http, cancellationToken), connections, duration);
            var (limit, hashes) = await ManyAsync(() => passwords.VerifyAsync(hash, Password, cancellationToken), connections, duration);
            Row(table, N(connections, "0"), N(ours, "0.0"), N(times.Percentile(0.5), "0.0"), N(times.Percentile(0.99), "0.0"), N(limit, "0.0"), N(hashes.Percentile(0.5), "0.0"), N(ours / limit, "0.00"));
            lines.Add(() => Line("identity", $"login/{connections}", ours, limit, "logins/s"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
    }

    /// <summary>Microseconds of one call, the median of five rounds.</summary>
    private static async Task<double> RoundAsync(Func<ValueTask<Caller>> call, TimeSpan duration, Func<bool>? isLeft = null)
    {
        var rounds = new List<double>();
        for (var round = 0; round < 5 && isLeft?.Invoke() != false; round++)
        {
            var (calls, started) = (0, Stopwatch.GetTimestamp());
            while (Stopwatch.GetElapsedTime(started) < duration / 5 && isLeft?.Invoke() != false)
            {
                for (var i = 0; i < 20 && isLeft?.Invoke() != false; i++, calls++)
                {
                    await call();
                }
            }

            rounds.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / calls);
        }

        return rounds.Order().ElementAt(rounds.Count / 2);
    }

    private static async Task<(double PerSecond, Latencies Times)> ManyAsync<T>(Func<Task<T>> call, int connections, TimeSpan duration)
    {
        var (all, started) = (new Latencies(), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                await call();
                lock (all)
                {
                    all.Add(Stopwatch.GetTimestamp() - begun);
                }
            }
        })));
        return (all.Count / Stopwatch.GetElapsedTime(started).TotalSeconds, all);
    }

    private static async Task<JsonElement> LoginAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/auth/login", new { email = Email, password = Password }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    private static DefaultHttpContext ContextOf(string token) => new() { Request = { Headers = { Authorization = "Bearer " + token } } };

    private static (UserId User, SessionId Session) Claims(string token)
    {
        var part = token.Split('.')[1];
        var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(part)).RootElement;
        return (UserId.From(claims.GetProperty("sub").GetGuid()), SessionId.From(claims.GetProperty("sid").GetGuid()));
    }
}
