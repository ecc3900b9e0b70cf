using System.ComponentModel;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Asked = Aisle.Contracts.Orders.PlaceOrder;

namespace Aisle.Modules.Orders.Features;

/// <summary>Placing an order and paying for it.</summary>
internal static class CheckoutRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<PlaceOrder, Asked, PlacedOrder>("/orders/checkout", async (use, body, request) =>
            {
                var placed = await use.RunAsync(request.Http.CartKey(), body, request.Stop);
                request.Location = placed.IsSuccess ? $"/api/v1/orders/{placed.Value.Order.Order.Id}" : null;
                return placed;
            }, StatusCodes.Status201Created)
            .WithName("PlaceOrder").WithTags("Orders").WithSummary("Place an order").WithDescription("Makes an order of the cart at the quote that was shown. The same id with the same content answers the same order. The answer holds the secret of its link, for `Order-Token`.")
            .WithProblems(409).WithExample(new PlacedOrder(OrdersExamples.Order, "CfDJ8Example")).OpenToEveryone(identify: true);
        api.MapPost<PayOrder, Contracts.Orders.PayOrder, PaymentStep>("/orders/{id}/payments", async (use, body, request) =>
            {
                var id = request.Id<OrderId>();
                return id.IsFailure ? id.Errors.ToArray()
                    : await use.RunAsync(request.Http.OrderKey(id.Value), body, new Uri(request.Http.RequestServices.GetRequiredService<PublicAddress>().RootFor(request.Http.Request)), request.Http.Address(), request.Stop);
            }, isKeyed: false)
            .WithName("PayOrder").WithTags("Orders").WithSummary("Begin to pay an order").WithDescription("By its customer, or with `Order-Token`. Answers where the shopper pays, where it is not done at once. The same id answers how it stands.")
            .WithProblems(409).WithExample(OrdersExamples.Step).OpenToEveryone(identify: true);
        api.MapGet("/orders/{id}/payment-options", async ([Description("Id of the order.")] string id, HttpContext context, PayOrder use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                var order = reader.Problems.Take(TypedId.Parse<OrderId>(id, "id"));
                if (reader.Problems.Any)
                {
                    return reader.Problems.Errors.ToProblem();
                }

                var options = await use.OptionsAsync(context.OrderKey(order), cancellationToken);
                context.Response.Headers.CacheControl = "no-store";
                return options.IsSuccess ? Results.Json<IReadOnlyList<PaymentOption>>(options.Value, JsonDefaults.Options) : options.Errors.ToProblem();
            })
            .WithName("ListPaymentOptions").WithTags("Orders").WithSummary("List the ways to pay an order").WithDescription("For what is due of it. One that cannot take the amount says why.")
            .WithQuery([]).Produces<IReadOnlyList<PaymentOption>>().WithProblems(404, 409).WithExample(new[] { OrdersExamples.Option }).OpenToEveryone(identify: true);
    }
}
