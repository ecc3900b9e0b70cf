using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>A ticket from a mail.</summary>
/// <param name="Token">The token of the link.</param>
internal sealed record TicketBody(string Token);

/// <summary>Confirms the address a link was sent to: of a new account, or a new address of one there is.</summary>
internal sealed class ConfirmEmail(UnitOfWork work, IdentityDb db, Tickets tickets, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<ConfirmEmail, TicketBody, Nothing>("/auth/email/confirm", (use, body, request) => use.RunAsync(body.Token, request.Stop))
        .WithName(nameof(ConfirmEmail)).WithTags("Login").WithSummary("Confirm an e-mail address")
        .WithDescription("Takes the token of the link in the mail, which is good once and for two days.")
        .OpenToEveryone();

    public Task<Result<Nothing>> RunAsync(string token, CancellationToken cancellationToken) => work.RunAsync<Nothing>(async stop =>
    {
        if (await tickets.UseAsync(token, TicketPurpose.ConfirmEmail, stop) is not { User: { } id, Payload: var text } || !EmailAddress.Parse(text).TryGet(out var email))
        {
            return Tickets.Invalid;
        }

        await EmailRules.LockAsync(work, email.Folded, stop);
        var user = await db.Users.AsTracking().SingleAsync(row => row.Id == id, stop);
        var folded = email.Folded;
        if (await db.Users.AnyAsync(row => row.EmailFolded == folded && row.Id != id, stop))
        {
            return Error.Conflict("email.taken", "Another account has this address by now.");
        }

        var isNew = user.EmailConfirmedAt is null;
        work.Audit(new AuditEntry("identity.user.confirm_email", "identity.user", id.ToString(), user.Name, new { email = user.Email }, new { email = email.Value }));
        user.Confirm(email, time.GetUtcNow());
        work.Publish(isNew ? new UserRegistered(id, user.Name, user.Language) : new UserChanged(id));
        return Nothing.Value;
    }, cancellationToken);
}
