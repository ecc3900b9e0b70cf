using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Identity.Features;

/// <summary>What a login answers.</summary>
/// <param name="Status"><c>done</c>, or <c>secondFactor</c> where a code is asked for.</param>
/// <param name="AccessToken">For <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds it is good for.</param>
/// <param name="RefreshToken">Gets the next pair, once.</param>
/// <param name="Challenge">To be sent with the code.</param>
internal sealed record LoginAnswer(string Status, string? AccessToken = null, int? ExpiresIn = null, string? RefreshToken = null, string? Challenge = null);

/// <summary>Turns an opened session into tokens.</summary>
internal static class LoginAnswers
{
    public static LoginAnswer Example { get; } = new("done", "eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIuLi4ifQ.MEUC...", (int)AccessTokens.Life.TotalSeconds, "0pGyPvVxOiZ3w2nXrcyvwzvKOAkmTtIuc3vZ2cDC7C4");

    public static async Task<Result<LoginAnswer>> OfAsync(Result<LoginOutcome> outcome, WriteRequest request)
    {
        if (outcome.IsFailure)
        {
            return outcome.Errors.ToArray();
        }

        return outcome.Value.Session is { } session
            ? await OfAsync(session, request)
            : new LoginAnswer("secondFactor", Challenge: outcome.Value.Challenge);
    }

    public static async Task<LoginAnswer> OfAsync(OpenedSession session, WriteRequest request)
    {
        var tokens = request.Http.RequestServices.GetRequiredService<AccessTokens>();
        return new LoginAnswer("done", await tokens.WriteAsync(session.User, session.Id, request.Stop), (int)AccessTokens.Life.TotalSeconds, session.Secret);
    }
}
