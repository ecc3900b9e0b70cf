using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Platform.Security;

namespace Aisle.Storefront.Features;

/// <summary>The cart a browser carries: its secret in one cookie, and how much is in it in another, so that pages kept for everybody can show it.</summary>
internal static class Carrier
{
    private const string TokenCookie = "aisle-cart";
    private const string PiecesCookie = "aisle-pieces";
    private const string OrderedCookie = "aisle-ordered";
    private const string PayingCookie = "aisle-paying";
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

    /// <summary>The cart that was ordered last, for a day: whoever comes back to it is shown what it became, where it was theirs.</summary>
    public static CartId? OrderedCart(this HttpContext context) => TypedId.TryParse<CartId>(context.Request.Cookies[OrderedCookie], out var cart) ? cart : null;

    /// <summary>Keeps which cart was ordered last.</summary>
    public static void CarryOrdered(this HttpContext context, CartId cart) => context.Response.Cookies.Append(OrderedCookie, cart.ToString(), Options(context, isHidden: true, TimeSpan.FromDays(1)));

    /// <summary>Keeps the key of an order whose shopper goes away to pay it, for a day: who comes back from there is not told it anew.</summary>
    public static void CarryPaying(this HttpContext context, OrderId order, string? key)
    {
        if (key is { Length: > 0 })
        {
            context.Response.Cookies.Append(PayingCookie, $"{order}.{key}", Options(context, isHidden: true, TimeSpan.FromDays(1)));
        }
    }

    /// <summary>The key of an order that this browser went away to pay; null where it was another one.</summary>
    public static string? PayingKey(this HttpContext context, OrderId order) => context.Request.Cookies[PayingCookie] is { } kept && kept.StartsWith($"{order}.", StringComparison.Ordinal) ? kept[(order.ToString().Length + 1)..] : null;

    private static CookieOptions Options(HttpContext context, bool isHidden, TimeSpan? life = null) => new()
    {
        HttpOnly = isHidden, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax, MaxAge = life ?? _life, IsEssential = true, Path = "/",
    };
}
