using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;

namespace Aisle.Modules.Payments.Providers.Bkash;

/// <summary>
/// The tokens of accounts with bKash: granted once, shared by all who call, renewed before they end. bKash blocks an app key
/// for an hour after more than two grants and refreshes within an hour, so those are counted and a third is not sent.
/// </summary>
internal sealed class BkashTokens(IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    private const int MostAnHour = 2;

    /// <summary>An hour's token is renewed after 55 minutes.</summary>
    private static readonly TimeSpan _before = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Address, string AppKey), Keeper> _keepers = new();

    /// <summary>A token that is good for a while.</summary>
    /// <param name="options">Whose.</param>
    /// <param name="refused">A token that bKash has refused though its time was not over; another one is fetched.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<string>> GetAsync(BkashOptions options, string? refused, CancellationToken cancellationToken)
    {
        var keeper = _keepers.GetOrAdd((options.Address, options.AppKey), _ => new Keeper());
        await keeper.Turn.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var held = keeper.Token is { } token && token != refused ? token : null;
            if (held is not null && now < keeper.EndsAt - _before)
            {
                return held;
            }

            keeper.Asked.RemoveAll(at => at <= now.AddHours(-1));
            if (keeper.Asked.Count >= MostAnHour)
            {
                return held is not null && now < keeper.EndsAt ? held : PaymentErrors.Busy;
            }

            keeper.Asked.Add(now);
            var renewed = await FetchAsync(options, keeper, now, cancellationToken);
            // The rest of the old token's time is better than nothing.
            return renewed.IsFailure && held is not null && now < keeper.EndsAt ? held : renewed;
        }
        finally
        {
            keeper.Turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var keeper in _keepers.Values)
        {
            keeper.Turn.Dispose();
        }
    }

    private async Task<Result<string>> FetchAsync(BkashOptions options, Keeper keeper, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["app_key"] = options.AppKey, ["app_secret"] = options.AppSecret };
        if (keeper.Refresh is { } refresh)
        {
            body["refresh_token"] = refresh;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, options.Address + (keeper.Refresh is null ? options.Paths.Grant : options.Paths.Refresh)) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("username", options.Username);
        request.Headers.TryAddWithoutValidation("password", options.Password);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        var answer = await clients.CreateClient(ProviderNames.Bkash).AskAsync(request, cancellationToken);
        // A refresh token that was refused is tried once: the next call grants.
        keeper.Refresh = null;
        if (answer.Fault is { } fault)
        {
            return fault;
        }

        if (WireJson.Parse(answer.Body) is not { } json || json.Text("id_token") is not { Length: > 0 } token)
        {
            return PaymentErrors.Account;
        }

        keeper.Token = token;
        keeper.Refresh = json.Text("refresh_token") is { Length: > 0 } next ? next : null;
        keeper.EndsAt = now.AddSeconds(int.TryParse(json.Text("expires_in"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 3600);
        return token;
    }

    private sealed class Keeper
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public string? Token { get; set; }

        public string? Refresh { get; set; }

        public DateTimeOffset EndsAt { get; set; }

        public List<DateTimeOffset> Asked { get; } = [];
    }
}
