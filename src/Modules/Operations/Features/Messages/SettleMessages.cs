using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Operations.Features;

/// <summary>Which messages it is about.</summary>
/// <param name="Positions">Their positions, 1 to 500.</param>
internal sealed record PositionsBody(IReadOnlyList<long> Positions);

/// <summary>What was done.</summary>
/// <param name="Count">To how many messages: those that were not given up, or not any more, do not count.</param>
internal sealed record SettledAnswer(int Count);

/// <summary>Sends messages again that were given up, or discards them; each with an audit line, in one transaction.</summary>
internal sealed class SettleMessages(UnitOfWork work, DeadLetters letters)
{
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SettleMessages, PositionsBody, SettledAnswer>("/messages/dead/replay", (use, body, request) => IfAllowed(request, () => use.ReplayAsync(body.Positions, request.Stop)))
            .WithName("ReplayMessages").WithTags("Operations").WithSummary("Send messages again")
            .WithDescription("Messages that were given up are handled again, with all their attempts before them.").WithExample(new SettledAnswer(2)).Requires(Permissions.MessageReplay);
        api.MapPost<SettleMessages, PositionsBody, SettledAnswer>("/messages/dead/discard", (use, body, request) => IfAllowed(request, () => use.DiscardAsync(body.Positions, request.Stop)))
            .WithName("DiscardMessages").WithTags("Operations").WithSummary("Discard messages")
            .WithDescription("Messages that were given up are never handled, and what they said is erased. That cannot be undone.").WithExample(new SettledAnswer(1)).Requires(Permissions.MessageReplay);
    }

    public Task<Result<SettledAnswer>> ReplayAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        SettleAsync("operations.message.replay", positions, letters.ReplayAsync, cancellationToken);

    public Task<Result<SettledAnswer>> DiscardAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        SettleAsync("operations.message.discard", positions, letters.DiscardAsync, cancellationToken);

    private static async Task<Result<SettledAnswer>> IfAllowed(WriteRequest request, Func<Task<Result<SettledAnswer>>> settle) =>
        request.Caller.Rights.HasEverywhere(Permissions.MessageReplay.Name) ? await settle() : Access.Forbidden;

    private async Task<Result<SettledAnswer>> SettleAsync(
        string action, IReadOnlyList<long> positions, Func<IReadOnlyList<long>, UnitOfWork, CancellationToken, Task<IReadOnlyList<SettledLetter>>> settle, CancellationToken cancellationToken)
    {
        if (positions.Count is 0 or > Most)
        {
            return Error.Validation("message.positions", $"Name 1 to {Most} messages by their positions.", "positions");
        }

        return await work.RunAsync<SettledAnswer>(async stop =>
        {
            var settled = await settle(positions, work, stop);
            foreach (var letter in settled)
            {
                work.Audit(new AuditEntry(action, "platform.message", letter.Position.ToString(CultureInfo.InvariantCulture), $"{letter.Name} to {letter.Subscriber}"));
            }

            return new SettledAnswer(settled.Count);
        }, cancellationToken);
    }
}
