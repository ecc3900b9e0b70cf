using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Identity.Data;

/// <summary>Finds who asks: the API by its Authorization header, a page by its cookie.</summary>
internal sealed class CallerSource(AccessTokens tokens, Callers callers) : ICallerSource
{
    private const string Bearer = "Bearer ";

    public async ValueTask<Caller> OfApiAsync(HttpContext context)
    {
        // One header with one scheme; anything else is nobody.
        if (context.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return Caller.Anonymous;
        }

        var token = header[Bearer.Length..].Trim();
        if (SecretToken.IsWellFormed(token, ApiKey.Prefix))
        {
            return await callers.OfKeyAsync(token, context.RequestAborted);
        }

        return await tokens.ReadAsync(token, context.RequestAborted) is { } session
            ? await callers.OfSessionAsync(session, context.RequestAborted)
            : Caller.Anonymous;
    }

    public ValueTask<Caller> OfPageAsync(HttpContext context) =>
        SessionCookie.Read(context) is { } secret ? callers.OfCookieAsync(secret, context.RequestAborted) : ValueTask.FromResult(Caller.Anonymous);
}

/// <summary>The cookie of a page session: a secret and nothing else.</summary>
internal static class SessionCookie
{
    /// <summary>With TLS the browser itself sees to it that no other host and no plain connection sets it (RFC 6265bis, 4.1.3.2).</summary>
    private const string SecureName = "__Host-aisle";

    private const string PlainName = "aisle";

    public static string? Read(HttpContext context)
    {
        var secret = context.Request.Cookies[context.Request.IsHttps ? SecureName : PlainName];
        return SecretToken.IsWellFormed(secret) ? secret : null;
    }

    public static void Write(HttpContext context, string secret, TimeSpan life) => context.Response.Cookies.Append(NameFor(context), secret, Options(context, life));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(NameFor(context), Options(context, life: null));

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? SecureName : PlainName;

    private static CookieOptions Options(HttpContext context, TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
