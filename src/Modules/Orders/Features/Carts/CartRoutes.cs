using Aisle.Contracts.Orders;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Orders.Features;

/// <summary>A coupon that is entered.</summary>
/// <param name="Code">As it is written, 1 to 40 characters.</param>
internal sealed record CouponBody(string Code);

/// <summary><c>/api/v1/cart</c>: the caller's cart, by login or by the header <c>Cart-Token</c>.</summary>
internal static class CartRoutes
{
    private const string Whose = " It is the caller's own, or that of the secret in `Cart-Token`; a guest's first change answers the secret.";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/cart", async (HttpContext context, CartStore carts, ShowCart show, CancellationToken cancellationToken) =>
            {
                var (reader, key) = (QueryReader.Strict(context.Request, []), context.CartKey());
                if (reader.Problems.Any)
                {
                    return reader.Problems.Errors.ToProblem();
                }

                var shown = await show.RunAsync(await carts.FindAsync(key, cancellationToken), key.Customer, cancellationToken);
                context.Response.Headers.CacheControl = "no-store";
                return shown.IsSuccess ? Results.Json(shown.Value, JsonDefaults.Options) : shown.Errors.ToProblem();
            })
            .WithName("ReadCart").WithTags("Cart").WithSummary("Read the cart").WithDescription("Priced as it stands, with what of it can be had." + Whose)
            .WithQuery([]).Produces<CartView>().WithProblems(409).WithExample(OrdersExamples.Cart).OpenToEveryone(identify: true);
        Declare(api.MapPost<ChangeCart, CartItem, CartAnswer>("/cart/add", (use, body, request) => use.PutAsync(request.Http.CartKey(), body, adds: true, request.Stop)), "AddToCart", "Put something into the cart", "On top of what is in it.");
        Declare(api.MapPost<ChangeCart, CartItem, CartAnswer>("/cart/set", (use, body, request) => use.PutAsync(request.Http.CartKey(), body, adds: false, request.Stop)), "SetCartLine", "Set how much of something is in the cart", "Zero takes it out.");
        Declare(api.MapDelete<ChangeCart, CartAnswer>("/cart", (use, request) => use.EmptyAsync(request.Http.CartKey(), request.Stop)), "EmptyCart", "Take everything out of the cart", "How it is to be brought stays chosen.");
        Declare(api.MapPost<ChangeCart, CouponBody, CartAnswer>("/cart/coupons", (use, body, request) => use.CouponAsync(request.Http.CartKey(), body.Code, isTaken: false, request.Stop)), "EnterCoupon", "Enter a coupon", "What it does, or why it does nothing, is told in the cart.");
        Declare(api.MapDelete<ChangeCart, CartAnswer>("/cart/coupons/{code}", (use, request) => use.CouponAsync(request.Http.CartKey(), request.Route("code"), isTaken: true, request.Stop)), "RemoveCoupon", "Take a coupon away", "");
        Declare(api.MapPost<ChangeCart, DeliveryChoice, CartAnswer>("/cart/delivery", (use, body, request) => use.DeliverAsync(request.Http.CartKey(), body, request.Stop)), "ChooseDelivery", "Say how the cart gets to the customer",
            "To an address, with a slot where its zone needs one; or fetched in a store.");
    }

    private static void Declare(RouteHandlerBuilder route, string name, string summary, string description) =>
        route.WithName(name).WithTags("Cart").WithSummary(summary).WithDescription((description + Whose).Trim()).WithProblems(409).WithExample(new CartAnswer(OrdersExamples.Cart, Token: null)).OpenToEveryone(identify: true);
}
