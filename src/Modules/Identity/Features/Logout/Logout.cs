using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary>Ends the session one asks with.</summary>
internal sealed class Logout(UnitOfWork work, Sessions sessions)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<Logout, Nothing>("/auth/logout", (use, request) => use.RunAsync(request.Caller, request.Stop))
        .WithName(nameof(Logout)).WithTags("Login").WithSummary("Log out")
        .WithDescription("Ends the session of the access token. The token is refused from now on, on every host.")
        .ForSignedIn();

    public Task<Result<Nothing>> RunAsync(Caller caller, CancellationToken cancellationToken) => work.RunAsync<Nothing>(async stop =>
    {
        if (caller is { Id: { } user, SessionId: { } session })
        {
            await sessions.EndAsync(UserId.From(user), SessionId.From(session), "logged out", stop);
        }

        return Nothing.Value;
    }, cancellationToken);
}
