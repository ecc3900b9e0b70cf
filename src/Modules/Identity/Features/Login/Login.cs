using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of <see cref="Login"/>.</summary>
/// <param name="Email">E-mail address.</param>
/// <param name="Password">Password.</param>
internal sealed record LoginBody(string Email, string Password);

/// <summary>How far a login has come.</summary>
/// <param name="Session">The open session, or null where a second step is asked for.</param>
/// <param name="Challenge">The ticket of the second step.</param>
internal sealed record LoginOutcome(OpenedSession? Session, string? Challenge);

/// <summary>
/// A login by e-mail address and password. Whatever is wrong, the answer is the same and takes the same work: the password is
/// hashed also where there is nobody to compare it with.
/// </summary>
internal sealed class Login(UnitOfWork work, ApartDatabase database, Passwords passwords, LoginGuard guard, Tickets tickets, Sessions sessions, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>The one answer to every login that fails.</summary>
    public static Error Failed { get; } = new("login.failed", "The e-mail address or password is wrong, or the account is locked for a while.", ErrorKind.Unauthenticated);

    /// <summary>The password was right, so its owner may be told what is missing.</summary>
    public static Error Unconfirmed { get; } = new("login.unconfirmed", "Confirm your e-mail address first: we have sent you the link again.", ErrorKind.Forbidden);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost<Login, LoginBody, LoginAnswer>("/auth/login", async (use, body, request) =>
            await LoginAnswers.OfAsync(await use.RunAsync(body.Email, body.Password, SessionKind.Token, Device.Of(request.Http), request.Stop), request))
        .WithName(nameof(Login)).WithTags("Login").WithSummary("Log in")
        .WithDescription("By e-mail address and password. `status` is `done` with an access token (ten minutes) and a refresh token, or `secondFactor` with a challenge to be answered within five minutes. Five attempts a minute for an account from one address.")
        .WithExample(LoginAnswers.Example).WithProblems(401, 403, 429).OpenToEveryone();

    public async Task<Result<LoginOutcome>> RunAsync(string email, string password, SessionKind kind, Device device, CancellationToken cancellationToken)
    {
        var folded = EmailAddress.Parse(email).TryGet(out var address) ? address.Folded : email.Trim().ToLowerInvariant();
        if (!await guard.HasRoomAsync(folded, device.Address, cancellationToken))
        {
            return LoginGuard.TooMany;
        }

        var known = await FindAsync(folded, cancellationToken);
        var isRight = await passwords.VerifyAsync(known?.Hash, password, cancellationToken);
        if (known is null || known.IsDisabled || known.LockedUntil > time.GetUtcNow())
        {
            return Failed;
        }

        if (!isRight)
        {
            await FailAsync(known, cancellationToken);
            return Failed;
        }

        if (!known.IsConfirmed)
        {
            await RemindAsync(known, cancellationToken);
            return Unconfirmed;
        }

        await guard.SucceededAsync(known.Id.Value, cancellationToken);
        return await work.RunAsync<LoginOutcome>(async stop => known.HasSecondFactor
            ? new LoginOutcome(Session: null, await tickets.IssueAsync(known.Id, TicketPurpose.SecondFactor, kind.ToString(), stop))
            : new LoginOutcome(await sessions.OpenAsync(known.Id, known.Name, kind, "password", device, stop), Challenge: null), cancellationToken);
    }

    private async Task FailAsync(Known known, CancellationToken cancellationToken)
    {
        if (await guard.FailedAsync(known.Id.Value, cancellationToken))
        {
            await ApartAsync((mail, _, _) =>
            {
                mail.Locked(known.Email, known.Name, known.Language);
                return Task.CompletedTask;
            }, cancellationToken);
        }
    }

    private Task RemindAsync(Known known, CancellationToken cancellationToken) => ApartAsync(async (mail, ticket, stop) =>
        mail.ConfirmEmail(known.Email, known.Name, known.Language, await ticket.IssueAsync(known.Id, TicketPurpose.ConfirmEmail, known.Email, stop)), cancellationToken);

    /// <summary>In a scope and transaction of its own: the login fails and takes its own with it, but the mail must go.</summary>
    private async Task ApartAsync(Func<AccountMails, Tickets, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        await using var apart = ApartDatabase.CreateScope(scopes);
        var services = apart.ServiceProvider;
        await services.GetRequiredService<UnitOfWork>().RunAsync<Nothing>(async stop =>
        {
            await act(services.GetRequiredService<AccountMails>(), services.GetRequiredService<Tickets>(), stop);
            return Nothing.Value;
        }, cancellationToken);
    }

    private async Task<Known?> FindAsync(string folded, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("""
            select id, name, email, language, password_hash, status = 'disabled', email_confirmed_at is not null, totp_since is not null, locked_until
            from identity.user_account where email_folded = $1
            """).With(folded);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Known(
                UserId.From(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.TextOrNull(4),
                reader.GetBoolean(5), reader.GetBoolean(6), reader.GetBoolean(7), reader.MomentOrNull(8))
            : null;
    }

    private sealed record Known(
        UserId Id, string Name, string Email, string Language, string? Hash, bool IsDisabled, bool IsConfirmed, bool HasSecondFactor, DateTimeOffset? LockedUntil);
}
