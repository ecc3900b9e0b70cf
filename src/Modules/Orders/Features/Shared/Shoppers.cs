using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Orders.Features;

/// <summary>Who shops, as a request of the API says it: by login, or by the secret of a cart or an order.</summary>
internal static class Shoppers
{
    public const string CartHeader = "Cart-Token";
    public const string OrderHeader = "Order-Token";

    public static UserId? Customer(this Caller caller) => caller is { Kind: CallerKind.User, Id: { } id } ? UserId.From(id) : null;

    public static CartKey CartKey(this HttpContext context) => new(context.Caller().Customer(), context.Request.Headers[CartHeader].FirstOrDefault());

    public static OrderKey OrderKey(this HttpContext context, OrderId id) => new(id, context.Caller().Customer(), context.Request.Headers[OrderHeader].FirstOrDefault());

    public static string Address(this HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
