using System.ComponentModel;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Orders.Features;

/// <summary>Picking over HTTP.</summary>
internal static class PickRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<PickDesk, WaveBody, WaveView>("/picking-waves", async (use, body, request) =>
            {
                var begun = await use.StartAsync(body, request.Caller, request.Stop);
                request.Location = begun.IsSuccess ? $"/api/v1/picking-waves/{begun.Value.Id}" : null;
                return begun;
            }, StatusCodes.Status201Created)
            .WithName("StartPickingWave").WithTags("Picking").WithSummary("Begin to pick orders").WithDescription("Several at once, each into a box of its own. Orders that are paid, or are paid at the door.")
            .WithProblems(404, 409).WithExample(OrdersExamples.Wave).Requires(Permissions.OrderPick);
        api.MapGet("/picking-waves/{id}", async ([Description("Id of the wave.")] string id, HttpContext context, ReadWave read, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<WaveId, WaveView>(
                    context, id, wanted => read.RunAsync(wanted, cancellationToken), found => context.Caller().MayIn(Permissions.OrderPick, found.StoreId), Error.NotFound("wave.unknown", "There is no such wave.")))
            .WithName("ReadPickingWave").WithTags("Picking").WithSummary("Read a wave").WithDescription("What is to be picked, in the order of the way through the store, with the places it lies in.")
            .WithQuery([]).Produces<WaveView>().WithProblems(404).WithExample(OrdersExamples.Wave).Requires(Permissions.OrderPick);
        Act<PickBody>(api, "picks", "PickLine", "Say what was found", "By scan or by eye; what is weighed with its weight. Something else than the line asks for is refused.", (use, wave, body, request) => use.PickAsync(wave, body, request.Caller, request.Stop));
        Act<ShortBody>(api, "shorts", "PickShort", "Say that there is no more of something", "It is refunded by itself when the order is packed.", (use, wave, body, request) => use.ShortAsync(wave, body, request.Caller, request.Stop));
        Act<SubstituteBody>(api, "substitutes", "PickSubstitute", "Put something else in its place", "Where the customer agrees to that; never dearer than what it stands in for.", (use, wave, body, request) => use.SubstituteAsync(wave, body, request.Caller, request.Stop));
    }

    private static void Act<TBody>(IEndpointRouteBuilder api, string what, string name, string summary, string description, Func<PickDesk, WaveId, TBody, WriteRequest, Task<Result<WaveView>>> act) where TBody : class =>
        api.MapPost<PickDesk, TBody, WaveView>("/picking-waves/{id}/" + what, async (use, body, request) =>
            {
                var id = request.Id<WaveId>();
                return id.IsFailure ? id.Errors.ToArray() : await act(use, id.Value, body, request);
            })
            .WithName(name).WithTags("Picking").WithSummary(summary).WithDescription(description).WithProblems(404, 409).WithExample(OrdersExamples.Wave).Requires(Permissions.OrderPick);
}
