using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Database;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Aisle.Modules.Payments.Providers.Bkash;

/// <summary>
/// The tokens of accounts with bKash: a row each, sealed, shared by all hosts and renewed before they end. bKash blocks an app key
/// for an hour after more than two grants and refreshes within an hour, so those are counted in the row before they are sent, and a
/// third is not sent. Who fetches one holds the row for a while by a commit of its own; the others wait for what it brings.
/// </summary>
internal sealed class BkashTokens(IHttpClientFactory clients, NpgsqlDataSource database, IDataProtectionProvider protection, PaymentsOptions payments, TimeProvider time)
{
    private const int MostAnHour = 2;

    /// <summary>An hour's token is renewed after 55 minutes.</summary>
    private static readonly TimeSpan _before = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    private readonly IDataProtector _seal = protection.CreateProtector("Aisle.Payments.Bkash.v1");

    /// <summary>A token that is good for a while.</summary>
    /// <param name="options">Whose.</param>
    /// <param name="refused">A token that bKash has refused though its time was not over; another one is fetched.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<string>> GetAsync(BkashOptions options, string? refused, CancellationToken cancellationToken)
    {
        var account = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Address + "\n" + options.AppKey)));
        while (true)
        {
            var (held, now) = (await FindAsync(account, cancellationToken), time.GetUtcNow());
            var token = held is null || held.Token == refused ? "" : held.Token;
            if (token.Length > 0 && now < held!.EndsAt - _before)
            {
                return token;
            }

            switch (await ClaimAsync(account, held?.Sealed ?? "", now, cancellationToken))
            {
                case Turn.Mine:
                    var renewed = await FetchAsync(options, account, held?.Refresh ?? "", now, cancellationToken);
                    // The rest of the old token's time is better than nothing.
                    return renewed.IsFailure && token.Length > 0 && now < held!.EndsAt ? token : renewed;
                case Turn.Spent:
                    return token.Length > 0 && now < held!.EndsAt ? token : PaymentErrors.Busy;
                default:
                    await Task.Delay(_look, cancellationToken);
                    break;
            }
        }
    }

    private async Task<Held?> FindAsync(string account, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select token, refresh, ends_at from payments.bkash_token where account = $1").With(account);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(2) ? new Held(reader.GetString(0), Opened(reader.GetString(0)), Opened(reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2)) : null;
    }

    /// <summary>Takes the turn to fetch one in the place of the one that was seen and counts it, in one statement; whoever comes at the same moment waits for its row.</summary>
    private async Task<Turn> ClaimAsync(string account, string seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            insert into payments.bkash_token as held (account, asked, claimed_until) values ($1, array[$2], $3)
            on conflict (account) do update set asked = array(select one from unnest(held.asked) one where one > $4) || $2, claimed_until = $3
                where held.token = $6 and (held.claimed_until is null or held.claimed_until <= $2) and (select count(*) from unnest(held.asked) one where one > $4) < $5
            returning true
            """).With(account, now, now.AddSeconds(payments.TimeoutSeconds + 5), now.AddHours(-1), MostAnHour, seen);
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            return Turn.Mine;
        }

        await using var look = database.CreateCommand("select coalesce(claimed_until > $2, false) or token <> $3 from payments.bkash_token where account = $1").With(account, now, seen);
        return await look.ExecuteScalarAsync(cancellationToken) is true ? Turn.Others : Turn.Spent;
    }

    private async Task<Result<string>> FetchAsync(BkashOptions options, string account, string refresh, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["app_key"] = options.AppKey, ["app_secret"] = options.AppSecret };
        if (refresh.Length > 0)
        {
            body["refresh_token"] = refresh;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, options.Address + (refresh.Length == 0 ? options.Paths.Grant : options.Paths.Refresh)) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("username", options.Username);
        request.Headers.TryAddWithoutValidation("password", options.Password);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        WireAnswer answer;
        try
        {
            answer = await clients.CreateClient(ProviderNames.Bkash).AskAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await ExecuteAsync("update payments.bkash_token set claimed_until = null where account = $1", CancellationToken.None, account);
            throw;
        }

        var json = answer.Fault is null ? WireJson.Parse(answer.Body) : null;
        var token = json?.Text("id_token") ?? "";
        if (token.Length == 0)
        {
            // A refresh token that was refused is tried once: the next call grants.
            await ExecuteAsync("update payments.bkash_token set refresh = '', claimed_until = null where account = $1", cancellationToken, account);
            return answer.Fault ?? PaymentErrors.Account;
        }

        var seconds = int.TryParse(json!.Value.Text("expires_in"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 3600;
        await ExecuteAsync(
            "update payments.bkash_token set token = $2, refresh = $3, ends_at = $4, claimed_until = null where account = $1", cancellationToken,
            account, Sealed(token), Sealed(json.Value.Text("refresh_token")), now.AddSeconds(seconds));
        return token;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = database.CreateCommand(sql).With(values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Sealed(string text) => text.Length == 0 ? "" : _seal.Protect(text);

    /// <summary>What was sealed with keys that are gone is none.</summary>
    private string Opened(string text)
    {
        try
        {
            return text.Length == 0 ? "" : _seal.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return "";
        }
    }

    private enum Turn
    {
        /// <summary>The token is mine to fetch.</summary>
        Mine,

        /// <summary>Somebody else fetches one now, or has.</summary>
        Others,

        /// <summary>No more may be fetched within this hour.</summary>
        Spent,
    }

    private sealed record Held(string Sealed, string Token, string Refresh, DateTimeOffset EndsAt);
}
