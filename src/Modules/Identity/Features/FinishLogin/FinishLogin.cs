using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of <see cref="FinishLogin"/>.</summary>
/// <param name="Challenge">The challenge of the first step.</param>
/// <param name="Code">Six digits of the authenticator app, or a recovery code.</param>
internal sealed record FinishLoginBody(string Challenge, string Code);

/// <summary>The second step of a login: a code of the authenticator app, or a recovery code instead.</summary>
internal sealed class FinishLogin(UnitOfWork work, Tickets tickets, SecondFactors factors, Sessions sessions)
{
    /// <summary>The one answer to every code that is no good.</summary>
    public static Error WrongCode { get; } = new("login.code", "The code is wrong or was used already; after five wrong ones log in again.", ErrorKind.Unauthenticated);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost<FinishLogin, FinishLoginBody, LoginAnswer>("/auth/login/second-factor", async (use, body, request) =>
            await LoginAnswers.OfAsync(await use.RunAsync(body.Challenge, body.Code, SessionKind.Token, Device.Of(request.Http), request.Stop), request))
        .WithName(nameof(FinishLogin)).WithTags("Login").WithSummary("Log in: the second step")
        .WithDescription("A code of the authenticator app, good once, or one of the recovery codes. Five attempts for a challenge.")
        .WithExample(LoginAnswers.Example).WithProblems(401).OpenToEveryone();

    public async Task<Result<LoginOutcome>> RunAsync(string challenge, string code, SessionKind kind, Device device, CancellationToken cancellationToken)
    {
        if (await tickets.AttemptAsync(challenge, TicketPurpose.SecondFactor, cancellationToken) is not { User: { } user, Payload: var forKind } ||
            !string.Equals(forKind, kind.ToString(), StringComparison.Ordinal))
        {
            return WrongCode;
        }

        return await work.RunAsync<LoginOutcome>(async stop =>
        {
            if (await factors.UseAsync(user, code, stop) is not { } name || !await tickets.UseAttemptedAsync(challenge, stop))
            {
                return WrongCode;
            }

            return new LoginOutcome(await sessions.OpenAsync(user, name, kind, "second_factor", device, stop), Challenge: null);
        }, cancellationToken);
    }
}
