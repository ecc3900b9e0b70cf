using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary>Ends one of one's own sessions, or all others. Its tokens and cookie are refused from now on, on every host.</summary>
internal sealed class EndSession(UnitOfWork work, Sessions sessions)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapDelete<EndSession, Nothing>("/me/sessions/{id}", (use, request) => request.Id<SessionId>() is { IsSuccess: true } id
                ? use.RunAsync(request.Caller, id.Value, request.Stop) : Task.FromResult<Result<Nothing>>(request.Id<SessionId>().Errors.ToArray()))
            .WithName(nameof(EndSession)).WithTags("Account").WithSummary("End one of one's sessions").WithDescription("Its tokens and cookie are refused from now on.")
            .WithProblems(404).ForSignedIn();
        api.MapDelete<EndSession, Nothing>("/me/sessions", (use, request) => use.OthersAsync(request.Caller, request.Stop))
            .WithName("EndOtherSessions").WithTags("Account").WithSummary("End all one's other sessions").WithDescription("All but the one that asks.")
            .ForSignedIn();
    }

    public Task<Result<Nothing>> RunAsync(Caller caller, SessionId session, CancellationToken cancellationToken) => work.RunAsync<Nothing>(async stop =>
        await sessions.EndAsync(UserId.From(caller.Id!.Value), session, "ended by its user", stop)
            ? Nothing.Value
            : Error.NotFound("session.unknown", "There is no such session."), cancellationToken);

    public Task<Result<Nothing>> OthersAsync(Caller caller, CancellationToken cancellationToken) => work.RunAsync<Nothing>(async stop =>
    {
        await sessions.EndAllAsync(UserId.From(caller.Id!.Value), caller.SessionId is { } own ? SessionId.From(own) : null, "ended by its user", stop);
        return Nothing.Value;
    }, cancellationToken);
}
