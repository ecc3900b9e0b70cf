using System.Text.Json;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary>What an authenticator is asked, and the ticket its answer comes with.</summary>
/// <param name="Ticket">To be sent with the answer; five minutes.</param>
/// <param name="Options">For <c>navigator.credentials</c> (WebAuthn JSON).</param>
internal sealed record PasskeyOptions(string Ticket, JsonElement Options);

/// <summary>A new passkey.</summary>
/// <param name="Ticket">The ticket of the options.</param>
/// <param name="Credential">What the authenticator answered (WebAuthn JSON).</param>
/// <param name="Name">What its owner calls it, at most 60 characters.</param>
internal sealed record AddPasskeyBody(string Ticket, JsonElement Credential, string? Name = null);

/// <summary>Adds a passkey to one's own account, in two steps: what to ask the authenticator, and its answer.</summary>
internal sealed class AddPasskey(UnitOfWork work, PasskeyStore store, Tickets tickets, PublicAddress address, TimeProvider time)
{
    public static PasskeyOptions Example { get; } = new("0pGyPvVxOiZ3w2nXrcyvwzvKOAkmTtIuc3vZ2cDC7C4", JsonElement.Parse("""{"challenge":"mXo0…","rpId":"shop.example","userVerification":"required"}"""));

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<AddPasskey, PasskeyOptions>("/me/passkeys/options", (use, request) => use.OfferAsync(request.Caller, request.Http, request.Stop))
            .WithName("OfferPasskey").WithTags("Account").WithSummary("Begin with a new passkey").WithDescription("What to ask the authenticator for. Asks for a login of the last quarter of an hour.")
            .WithExample(Example).ForSignedIn();
        api.MapPost<AddPasskey, AddPasskeyBody, Nothing>("/me/passkeys", (use, body, request) => use.RunAsync(request.Caller, body, request.Http, request.Stop))
            .WithName(nameof(AddPasskey)).WithTags("Account").WithSummary("Add a passkey").WithDescription("Takes the authenticator's answer. From now on one can log in with it alone.")
            .ForSignedIn();
    }

    public async Task<Result<PasskeyOptions>> OfferAsync(Caller caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (!FreshLogin.IsFresh(caller, time))
        {
            return FreshLogin.Needed;
        }

        var id = UserId.From(caller.Id!.Value);
        var made = await PasskeyHandlers.Create(store, address).MakeCreationOptionsAsync(new PasskeyUserEntity { Id = id.ToString(), Name = caller.Name, DisplayName = caller.Name }, context);
        return await work.RunAsync<PasskeyOptions>(async stop =>
            new PasskeyOptions(await tickets.IssueAsync(id, TicketPurpose.PasskeyNew, made.AttestationState ?? "", stop), JsonElement.Parse(made.CreationOptionsJson)), cancellationToken);
    }

    public Task<Result<Nothing>> RunAsync(Caller caller, AddPasskeyBody body, HttpContext context, CancellationToken cancellationToken) => work.RunAsync<Nothing>(async stop =>
    {
        var name = (body.Name ?? "").Trim();
        if (name.Length > 60 || name.Any(char.IsControl))
        {
            return Error.Validation("passkey.name", "A name has at most 60 characters on one line.", "name");
        }

        if (await tickets.UseAsync(body.Ticket, TicketPurpose.PasskeyNew, stop) is not { User: { } user, Payload: var state } || user.Value != caller.Id)
        {
            return Tickets.Invalid;
        }

        var made = await PasskeyHandlers.Create(store, address).PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = body.Credential.GetRawText(), AttestationState = state });
        if (!made.Succeeded || !string.Equals(made.UserEntity.Id, user.ToString(), StringComparison.Ordinal))
        {
            return Error.Validation("passkey.invalid", "The authenticator's answer is not valid; try again.", "credential");
        }

        made.Passkey.Name = name;
        await store.AddOrUpdatePasskeyAsync(new PasskeyUser { Id = user.Value, Name = caller.Name }, made.Passkey, stop);
        work.Audit(new AuditEntry("identity.passkey.add", "identity.user", user.ToString(), caller.Name, After: new { name }));
        return Nothing.Value;
    }, cancellationToken);
}
