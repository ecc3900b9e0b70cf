using System.Text.Json;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Features;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Identity;

/// <summary>Accounts as the shop's pages see them: each call goes to the use case of its name.</summary>
internal sealed class AccountsFacade(IHttpContextAccessor http, IdentityOptions options, Callers callers) : IAccounts
{
    private HttpContext Context => http.HttpContext!;

    private Caller Caller => Context.Caller();

    public async Task<Result<LoginStep>> LoginAsync(string email, string password, CancellationToken cancellationToken) =>
        await StepAsync(await Use<Login>().RunAsync(email, password, SessionKind.Page, Device.Of(Context), cancellationToken), cancellationToken);

    public async Task<Result<LoginStep>> FinishLoginAsync(string challenge, string code, CancellationToken cancellationToken) =>
        await StepAsync(await Use<FinishLogin>().RunAsync(challenge, code, SessionKind.Page, Device.Of(Context), cancellationToken), cancellationToken);

    public async Task<Result<PasskeyAsk>> AskForPasskeyAsync(CancellationToken cancellationToken) =>
        (await Use<PasskeyLogin>().OfferAsync(Context, cancellationToken)).Map(asked => new PasskeyAsk(asked.Ticket, asked.Options));

    public async Task<Result<LoginStep>> LoginByPasskeyAsync(string ticket, JsonElement credential, CancellationToken cancellationToken) =>
        await StepAsync(await Use<PasskeyLogin>().RunAsync(new PasskeyLoginBody(ticket, credential), SessionKind.Page, Context, cancellationToken), cancellationToken);

    public async Task LogoutAsync(CancellationToken cancellationToken)
    {
        await Use<Logout>().RunAsync(Caller, cancellationToken);
        SessionCookie.Delete(Context);
    }

    public async Task<Result> RegisterAsync(string email, string name, string password, string language, CancellationToken cancellationToken) =>
        (await Use<Register>().RunAsync(new RegisterBody(email, name, password, language), cancellationToken)).WithoutValue();

    public async Task<Result> ConfirmEmailAsync(string token, CancellationToken cancellationToken) =>
        (await Use<ConfirmEmail>().RunAsync(token, cancellationToken)).WithoutValue();

    public async Task<Result> ForgotPasswordAsync(string email, CancellationToken cancellationToken) =>
        (await Use<ForgotPassword>().RunAsync(email, cancellationToken)).WithoutValue();

    public async Task<Result> ResetPasswordAsync(string token, string password, CancellationToken cancellationToken) =>
        (await Use<ResetPassword>().RunAsync(token, password, TicketPurpose.ResetPassword, cancellationToken)).WithoutValue();

    public async Task<Invitation?> InvitationAsync(string? token, CancellationToken cancellationToken) => await Use<Welcome>().FindAsync(token, cancellationToken) is { } user
        ? new Invitation(user.Name, string.Equals(user.Email, FirstOwner.Placeholder, StringComparison.Ordinal) ? null : user.Email)
        : null;

    public async Task<Result> AcceptInvitationAsync(string token, string password, string? name, string? email, CancellationToken cancellationToken) =>
        (await Use<Welcome>().RunAsync(new WelcomeBody(token, password, name, email), cancellationToken)).WithoutValue();

    public async Task<AccountView> ViewAsync(CancellationToken cancellationToken)
    {
        var user = UserId.From(Caller.Id!.Value);
        var me = await Use<GetMe>().RunAsync(Caller, cancellationToken);
        return new AccountView(
            me.Name, me.Email, me.Language, me.HasPassword, me.HasSecondFactor, me.RecoveryCodes, me.Permissions.Count > 0, me.Version,
            await Use<ListSessions>().RunAsync(user, Caller.SessionId, cancellationToken), await Use<ListPasskeys>().RunAsync(user, cancellationToken));
    }

    public async Task<Result> SaveAsync(string name, string language, string email, int version, CancellationToken cancellationToken) =>
        (await Use<SaveMe>().RunAsync(Caller, new SaveMeBody(name, language, email), version, request: null)).WithoutValue();

    public async Task<Result> ChangePasswordAsync(string? current, string password, CancellationToken cancellationToken) =>
        (await Use<ChangePassword>().RunAsync(Caller, new ChangePasswordBody(password, current), cancellationToken)).WithoutValue();

    public async Task<Result> EndSessionAsync(SessionId? session, CancellationToken cancellationToken) => (session is { } one
        ? await Use<EndSession>().RunAsync(Caller, one, cancellationToken)
        : await Use<EndSession>().OthersAsync(Caller, cancellationToken)).WithoutValue();

    public Task<Result<SecondFactorOffer>> OfferSecondFactorAsync(CancellationToken cancellationToken) => Use<SecondFactorUse>().OfferAsync(Caller, cancellationToken);

    public async Task<Result<IReadOnlyList<string>>> ConfirmSecondFactorAsync(string code, CancellationToken cancellationToken) =>
        (await Use<SecondFactorUse>().ConfirmAsync(Caller, code, cancellationToken)).Map(answer => answer.RecoveryCodes);

    public async Task<Result<IReadOnlyList<string>>> RenewRecoveryCodesAsync(CancellationToken cancellationToken) =>
        (await Use<SecondFactorUse>().RenewAsync(Caller, cancellationToken)).Map(answer => answer.RecoveryCodes);

    public async Task<Result> RemoveSecondFactorAsync(CancellationToken cancellationToken) => (await Use<SecondFactorUse>().RemoveAsync(Caller, cancellationToken)).WithoutValue();

    public async Task<Result<PasskeyAsk>> OfferPasskeyAsync(CancellationToken cancellationToken) =>
        (await Use<AddPasskey>().OfferAsync(Caller, Context, cancellationToken)).Map(asked => new PasskeyAsk(asked.Ticket, asked.Options));

    public async Task<Result> AddPasskeyAsync(string ticket, JsonElement credential, string? name, CancellationToken cancellationToken) =>
        (await Use<AddPasskey>().RunAsync(Caller, new AddPasskeyBody(ticket, credential, name), Context, cancellationToken)).WithoutValue();

    public async Task<Result> RemovePasskeyAsync(string id, CancellationToken cancellationToken) => (await Use<ListPasskeys>().RemoveAsync(Caller, id, cancellationToken)).WithoutValue();

    private T Use<T>() where T : notnull => Context.RequestServices.GetRequiredService<T>();

    /// <summary>An opened session becomes the cookie of this answer: always a new one, so that nobody can have set it before.</summary>
    private async Task<Result<LoginStep>> StepAsync(Result<LoginOutcome> outcome, CancellationToken cancellationToken)
    {
        if (!outcome.TryGet(out var login))
        {
            return outcome.Errors.ToArray();
        }

        if (login.Session is not { } session)
        {
            return new LoginStep(login.Challenge, IsStaff: false);
        }

        SessionCookie.Write(Context, session.Secret, TimeSpan.FromDays(options.SessionDays));
        var caller = await callers.OfSessionAsync(session.Id, cancellationToken);
        return new LoginStep(Challenge: null, caller.Rights.Permissions is { Count: > 0 });
    }
}
