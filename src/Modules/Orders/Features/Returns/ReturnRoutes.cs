using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Orders.Features;

/// <summary>Returns over HTTP.</summary>
internal static class ReturnRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<ReturnDesk, AskReturn, OrderView>("/orders/{id}/returns", async (use, body, request) =>
            {
                var id = request.Id<OrderId>();
                if (id.IsFailure)
                {
                    return id.Errors.ToArray();
                }

                var asked = await use.AskAsync(request.Http.OrderKey(id.Value), body, request.Stop);
                return asked.IsFailure && asked.FirstError == Domain.OrderErrors.Unknown ? await use.AskAsync(id.Value, body, request.Caller, request.Stop) : asked;
            })
            .WithName("AskReturn").WithTags("Returns").WithSummary("Ask to send something back").WithDescription("By the order's customer within the days the shop allows, or written down by staff whenever it comes.")
            .WithProblems(404, 409).WithExample(OrdersExamples.Order).OpenToEveryone(identify: true);
        Act<DecideReturnBody>(api, "decision", "DecideReturn", "Decide on a return", "Approved goods are awaited; of refused ones the customer is told why.", (use, id, body, request) => use.DecideAsync(id, body, request.Caller, request.Stop));
        Act<ReceiveReturnBody>(api, "receipt", "ReceiveReturn", "Take in what came back", "It is restocked or thrown away, credited and refunded.", (use, id, body, request) => use.ReceiveAsync(id, body, request.Caller, request.Stop));
    }

    private static void Act<TBody>(IEndpointRouteBuilder api, string what, string name, string summary, string description, Func<ReturnDesk, SaleReturnId, TBody, WriteRequest, Task<Result<OrderView>>> act) where TBody : class =>
        api.MapPost<ReturnDesk, TBody, OrderView>("/sale-returns/{id}/" + what, async (use, body, request) =>
            {
                var id = request.Id<SaleReturnId>();
                return id.IsFailure ? id.Errors.ToArray() : await act(use, id.Value, body, request);
            })
            .WithName(name).WithTags("Returns").WithSummary(summary).WithDescription(description).WithProblems(404, 409).WithExample(OrdersExamples.Order).Requires(Permissions.ReturnDecide);
}
