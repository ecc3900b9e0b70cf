using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Aisle.Sandbox.Bkash;

/// <summary>Grants the tokens of bKash's simulator, no more than twice an hour as bKash does, and looks at those that come.</summary>
internal sealed class BkashTokenDesk(TimeProvider time)
{
    private const int MostAnHour = 2;
    private const int Seconds = 3600;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refresh = new(StringComparer.Ordinal);
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

            if (isRefresh && !_refresh.Remove(body.GetValueOrDefault("refresh_token") ?? ""))
            {
                return Results.Json(new { statusCode = "2079", statusMessage = "Invalid app token" });
            }

            _granted.Add(now);
            Granted++;
            foreach (var old in _tokens.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToList())
            {
                _tokens.Remove(old);
            }

            var (token, refresh) = ("eyJ" + PaymentBook.NewId(60), "eyJ" + PaymentBook.NewId(60));
            _tokens[token] = now.AddSeconds(Seconds);
            _refresh.Clear();
            _refresh.Add(refresh);
            return Results.Json(new { statusCode = "0000", statusMessage = "Successful", id_token = token, token_type = "Bearer", expires_in = Seconds, refresh_token = refresh });
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
                _tokens.Remove(token);
            }

            return context.Request.Headers["X-APP-Key"] != SandboxKeys.BkashAppKey ? Results.Json(new { message = "Unauthorized" }, statusCode: StatusCodes.Status401Unauthorized)
                : !_tokens.TryGetValue(token, out var ends) || ends <= time.GetUtcNow() ? Results.Json(new { message = "The incoming token has expired" }, statusCode: StatusCodes.Status401Unauthorized)
                : null;
        }
    }
}
