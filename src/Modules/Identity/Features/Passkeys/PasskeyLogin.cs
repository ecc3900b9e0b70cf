using System.Text.Json;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary>A login by passkey.</summary>
/// <param name="Ticket">The ticket of the options.</param>
/// <param name="Credential">What the authenticator answered (WebAuthn JSON).</param>
internal sealed record PasskeyLoginBody(string Ticket, JsonElement Credential);

/// <summary>
/// A login by passkey alone: the device is one factor and the finger or PIN it asks for another, so no code is asked for.
/// </summary>
internal sealed class PasskeyLogin(UnitOfWork work, PasskeyStore store, Tickets tickets, Sessions sessions, LoginGuard guard, CallerContext scope, PublicAddress address, TimeProvider time)
{
    /// <summary>The one answer to every passkey that is no good.</summary>
    public static Error Failed { get; } = new("login.passkey", "This passkey cannot be used here; try again or log in another way.", ErrorKind.Unauthenticated);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<PasskeyLogin, PasskeyOptions>("/auth/passkey/options", (use, request) => use.OfferAsync(request.Http, request.Stop))
            .WithName("OfferPasskeyLogin").WithTags("Login").WithSummary("Log in by passkey: begin").WithDescription("What to ask the authenticator for. Any passkey of this shop will do: nobody is named.")
            .WithExample(AddPasskey.Example).WithProblems(429).OpenToEveryone();
        api.MapPost<PasskeyLogin, PasskeyLoginBody, LoginAnswer>("/auth/passkey", async (use, body, request) =>
                await LoginAnswers.OfAsync(await use.RunAsync(body, SessionKind.Token, request.Http, request.Stop), request))
            .WithName(nameof(PasskeyLogin)).WithTags("Login").WithSummary("Log in by passkey").WithDescription("Takes the authenticator's answer.")
            .WithExample(LoginAnswers.Example).WithProblems(401).OpenToEveryone();
    }

    public async Task<Result<PasskeyOptions>> OfferAsync(HttpContext context, CancellationToken cancellationToken)
    {
        // Each writes a row, so a stranger may not write without bound.
        if (!await guard.HasAddressRoomAsync(scope.Address, cancellationToken))
        {
            return LoginGuard.TooMany;
        }

        var made = await PasskeyHandlers.Create(store, address).MakeRequestOptionsAsync(null!, context);
        return await work.RunAsync<PasskeyOptions>(async stop =>
            new PasskeyOptions(await tickets.IssueAsync(user: null, TicketPurpose.PasskeyLogin, made.AssertionState ?? "", stop), JsonElement.Parse(made.RequestOptionsJson)), cancellationToken);
    }

    public Task<Result<LoginOutcome>> RunAsync(PasskeyLoginBody body, SessionKind kind, HttpContext context, CancellationToken cancellationToken) => work.RunAsync<LoginOutcome>(async stop =>
    {
        if (await tickets.UseAsync(body.Ticket, TicketPurpose.PasskeyLogin, stop) is not { Payload: var state })
        {
            return Failed;
        }

        var done = await PasskeyHandlers.Create(store, address).PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = body.Credential.GetRawText(), AssertionState = state });
        if (!done.Succeeded || !await IsActiveAsync(done.User.Id, done.Passkey.CredentialId, stop))
        {
            return Failed;
        }

        await store.AddOrUpdatePasskeyAsync(done.User, done.Passkey, stop);
        return new LoginOutcome(await sessions.OpenAsync(UserId.From(done.User.Id), done.User.Name, kind, "passkey", Device.Of(context), stop), Challenge: null);
    }, cancellationToken);

    private async Task<bool> IsActiveAsync(Guid user, byte[] credential, CancellationToken cancellationToken)
    {
        await using var use = (await work.CommandAsync("""
            update identity.passkey set used_at = $3 from identity.user_account account
            where credential_id = $2 and account.id = $1 and passkey.user_id = $1 and account.status = 'active'
            """, cancellationToken)).With(user, credential, time.GetUtcNow());
        return await use.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
