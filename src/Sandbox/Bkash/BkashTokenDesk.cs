using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Aisle.Sandbox.Bkash;

/// <summary>
/// Grants the tokens of bKash's simulator, no more than twice an hour as bKash does, and looks at those that come. A token carries its end under a seal, so that
/// one which a shop has kept is still good after the simulator was started anew, as bKash's are after the shop was.
/// </summary>
internal sealed class BkashTokenDesk(TimeProvider time)
{
    private const int MostAnHour = 2;
    private const int Seconds = 3600;
    private const int SealSize = 16;
    private const string Access = "access";
    private const string Refresh = "refresh";
    private static readonly byte[] _key = Encoding.UTF8.GetBytes(SandboxKeys.BkashAppSecret);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly List<DateTimeOffset> _granted = [];

    /// <summary>How many tokens were given out.</summary>
    public int Granted { get; private set; }

    public async Task<IResult> GrantAsync(HttpContext context, bool isRefresh)
    {
        Dictionary<string, string>? body;
        try
        {
            body = await context.Request.ReadFromJsonAsync<Dictionary<string, string>>(context.RequestAborted);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Results.Json(new { statusCode = "2025", statusMessage = "Invalid Request Body" });
        }

        if (context.Request.Headers["username"] != SandboxKeys.BkashUsername || context.Request.Headers["password"] != SandboxKeys.BkashPassword || body?.GetValueOrDefault("app_key") != SandboxKeys.BkashAppKey || body.GetValueOrDefault("app_secret") != SandboxKeys.BkashAppSecret)
        {
            return Results.Json(new { statusCode = "2001", statusMessage = "Invalid App Key" });
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            _granted.RemoveAll(at => at <= now.AddHours(-1));
            if (_granted.Count >= MostAnHour)
            {
                return Results.Json(new { message = "Too Many Requests" }, statusCode: StatusCodes.Status429TooManyRequests);
            }

            if (isRefresh && !(body.GetValueOrDefault("refresh_token") is { } last && IsGood(Refresh, last, now) && _revoked.Add(last)))
            {
                return Results.Json(new { statusCode = "2079", statusMessage = "Invalid app token" });
            }

            _granted.Add(now);
            Granted++;
            _revoked.RemoveWhere(old => !IsSealed(Access, old, now) && !IsSealed(Refresh, old, now));
            return Results.Json(new { statusCode = "0000", statusMessage = "Successful", id_token = New(Access, now.AddSeconds(Seconds)), token_type = "Bearer", expires_in = Seconds, refresh_token = New(Refresh, now.AddDays(28)) });
        }
    }

    /// <summary>The answer to a call without a good token; null where it is good.</summary>
    public IResult? Refuse(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString();
        token = token.StartsWith("Bearer ", StringComparison.Ordinal) ? token["Bearer ".Length..] : token;
        lock (_lock)
        {
            if (context.Has(FaultKinds.TokenExpired))
            {
                _revoked.Add(token);
            }

            return context.Request.Headers["X-APP-Key"] != SandboxKeys.BkashAppKey ? Results.Json(new { message = "Unauthorized" }, statusCode: StatusCodes.Status401Unauthorized)
                : !IsGood(Access, token, time.GetUtcNow()) ? Results.Json(new { message = "The incoming token has expired" }, statusCode: StatusCodes.Status401Unauthorized)
                : null;
        }
    }

    private bool IsGood(string kind, string token, DateTimeOffset now) => IsSealed(kind, token, now) && !_revoked.Contains(token);

    private static string New(string kind, DateTimeOffset ends)
    {
        var facts = new byte[20];
        BinaryPrimitives.WriteInt64BigEndian(facts, ends.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(facts.AsSpan(8));
        return "eyJ" + Base64Url.EncodeToString([.. facts, .. SealOf(kind, facts)]);
    }

    private static bool IsSealed(string kind, string token, DateTimeOffset now)
    {
        var whole = token.StartsWith("eyJ", StringComparison.Ordinal) && Base64Url.IsValid(token.AsSpan(3)) ? Base64Url.DecodeFromChars(token.AsSpan(3)) : [];
        return whole.Length == 20 + SealSize && CryptographicOperations.FixedTimeEquals(SealOf(kind, whole[..20]), whole.AsSpan(20)) && BinaryPrimitives.ReadInt64BigEndian(whole) > now.ToUnixTimeMilliseconds();
    }

    private static byte[] SealOf(string kind, byte[] facts) => HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes(kind), .. facts])[..SealSize];
}
