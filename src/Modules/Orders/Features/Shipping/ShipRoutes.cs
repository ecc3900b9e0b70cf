using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Orders.Features;

/// <summary>Packing and handing over, over HTTP.</summary>
internal static class ShipRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        Act<PackOrder, PackOrderBody>(api, "shipments", "PackOrder", "Pack what was picked", "The goods leave the stock, the invoice is written; what was paid too much goes back by itself.", Permissions.OrderPick, (use, id, body, request) => use.RunAsync(id, body, request.Caller, request.Stop));
        Act<ShipOrder, SendBody>(api, "send", "SendOrder", "Send what is packed", "It is out for delivery.", Permissions.OrderShip, (use, id, body, request) => use.SendAsync(id, body, request.Caller, request.Stop));
        Act<ShipOrder, DeliverBody>(api, "deliver", "DeliverOrder", "Say that an order was handed over", "With the cash that was taken for it. Said twice it counts once; said again in other words it is refused.", Permissions.OrderShip, (use, id, body, request) => use.DeliverAsync(id, body, request.Caller, request.Stop));
        Act<ShipOrder, ComeBackBody>(api, "come-back", "OrderCameBack", "Say that nobody took an order", "It is packed and waits to be sent again, or to be returned.", Permissions.OrderShip, (use, id, body, request) => use.ComeBackAsync(id, body, request.Caller, request.Stop));
        api.MapPost<PickDesk, OrderStateAnswer>("/orders/{id}/put-back", async (use, request) =>
            {
                var id = request.Id<OrderId>();
                return id.IsFailure ? id.Errors.ToArray() : (await use.PutBackAsync(id.Value, request.Caller, request.Stop)).Map(state => new OrderStateAnswer(state));
            })
            .WithName("PutOrderBack").WithTags("Picking").WithSummary("Give the picking of an order up").WithDescription("Its goods go back to where they were, and it waits to be picked again.")
            .WithProblems(404, 409).WithExample(new OrderStateAnswer(OrderState.Paid)).Requires(Permissions.OrderPick);
    }

    private static void Act<TUse, TBody>(IEndpointRouteBuilder api, string what, string name, string summary, string description, Permission permission, Func<TUse, OrderId, TBody, WriteRequest, Task<Result<OrderView>>> act)
        where TUse : notnull where TBody : class =>
        api.MapPost<TUse, TBody, OrderView>("/orders/{id}/" + what, async (use, body, request) =>
            {
                var id = request.Id<OrderId>();
                return id.IsFailure ? id.Errors.ToArray() : await act(use, id.Value, body, request);
            })
            .WithName(name).WithTags("Orders").WithSummary(summary).WithDescription(description).WithProblems(404, 409).WithExample(OrdersExamples.Order).Requires(permission);
}

/// <summary>Where an order is.</summary>
/// <param name="State">Its state.</param>
internal sealed record OrderStateAnswer(OrderState State);
