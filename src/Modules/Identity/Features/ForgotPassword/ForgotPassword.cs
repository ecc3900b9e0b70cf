using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of <see cref="ForgotPassword"/>.</summary>
/// <param name="Email">E-mail address of the account.</param>
internal sealed record ForgotPasswordBody(string Email);

/// <summary>Sends a link to set a new password, if there is such an account. The answer does not tell.</summary>
internal sealed class ForgotPassword(UnitOfWork work, IdentityDb db, Tickets tickets, AccountMails mails, LoginGuard guard, CallerContext scope)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<ForgotPassword, ForgotPasswordBody, Nothing>("/auth/password/forgot", (use, body, request) => use.RunAsync(body.Email, request.Stop))
        .WithName(nameof(ForgotPassword)).WithTags("Login").WithSummary("Ask for a new password")
        .WithDescription("Sends a link that is good once and for an hour, if there is an account with this address. The answer does not tell whether there is.")
        .WithProblems(429).OpenToEveryone();

    public async Task<Result<Nothing>> RunAsync(string email, CancellationToken cancellationToken)
    {
        var address = EmailAddress.Parse(email, "email");
        if (address.IsFailure)
        {
            return address.Errors.ToArray();
        }

        var folded = address.Value.Folded;
        if (!await guard.HasRoomAsync("forgot " + folded, scope.Address, cancellationToken))
        {
            return LoginGuard.TooMany;
        }

        return await work.RunAsync<Nothing>(async stop =>
        {
            if (await db.Users.SingleOrDefaultAsync(row => row.EmailFolded == folded && row.Status == Domain.UserStatus.Active, stop) is { } user)
            {
                mails.ResetPassword(user.Email, user.Name, user.Language, await tickets.IssueAsync(user.Id, TicketPurpose.ResetPassword, user.Email, stop));
            }

            return Nothing.Value;
        }, cancellationToken);
    }
}
