using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Platform.Security;

namespace Aisle.Storefront.Features;

/// <summary>The cart a browser carries: its secret in one cookie, and how much is in it in another, so that pages kept for everybody can show it.</summary>
internal static class Carrier
{
    private const string TokenCookie = "aisle-cart";
    private const string PiecesCookie = "aisle-pieces";
    private static readonly TimeSpan _life = TimeSpan.FromDays(30);

    public static UserId? Customer(this HttpContext context) => context.Caller() is { Kind: CallerKind.User, Id: { } id } ? UserId.From(id) : null;

    public static CartKey CartKey(this HttpContext context) => new(context.Customer(), context.Request.Cookies[TokenCookie]);

    /// <summary>Keeps a new cart's secret, and tells the browser how much is in it.</summary>
    public static void Carry(this HttpContext context, string? token, int pieces)
    {
        if (token is not null)
        {
            context.Response.Cookies.Append(TokenCookie, token, Options(context, isHidden: true));
        }

        // A shopper who has logged in carries their account, and no secret beside it.
        if (context.Customer() is not null && context.Request.Cookies.ContainsKey(TokenCookie))
        {
            context.Response.Cookies.Delete(TokenCookie, Options(context, isHidden: true));
        }

        context.Response.Cookies.Append(PiecesCookie, pieces.ToString(CultureInfo.InvariantCulture), Options(context, isHidden: false));
    }

    private static CookieOptions Options(HttpContext context, bool isHidden) => new()
    {
        HttpOnly = isHidden, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax, MaxAge = _life, IsEssential = true, Path = "/",
    };
}
