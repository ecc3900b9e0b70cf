using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.Contracts.Identity;

/// <summary>How far a login on a page has come. Once it is done, the answer of the request sets the session's cookie.</summary>
/// <param name="Challenge">To be sent with the second step; null where the login is done.</param>
/// <param name="IsStaff">Whether the one who has logged in holds any permission.</param>
public sealed record LoginStep(string? Challenge, bool IsStaff);

/// <summary>What an authenticator is asked.</summary>
/// <param name="Ticket">To be sent with its answer.</param>
/// <param name="Options">For <c>navigator.credentials</c>.</param>
public sealed record PasskeyAsk(string Ticket, JsonElement Options);

/// <summary>Whom a link for a first login is for.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address; null where they have to give it, as the first owner has.</param>
public sealed record Invitation(string Name, string? Email);

/// <summary>An account, as its owner sees it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Language">Language of mails.</param>
/// <param name="HasPassword">Whether there is a password.</param>
/// <param name="HasSecondFactor">Whether an authenticator app is asked for.</param>
/// <param name="RecoveryCodes">Recovery codes that are left.</param>
/// <param name="IsStaff">Whether the user holds any permission.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="Sessions">Where one is logged in.</param>
/// <param name="Passkeys">Passkeys.</param>
public sealed record AccountView(
    string Name, string Email, string Language, bool HasPassword, bool HasSecondFactor, int RecoveryCodes, bool IsStaff, int Version,
    IReadOnlyList<SessionRow> Sessions, IReadOnlyList<PasskeyRow> Passkeys);

/// <summary>
/// What the pages of an account do, for the request under way: it says who asks and from where, and its answer carries the
/// cookie. The rules and errors are those of the API's routes of the same name.
/// </summary>
public interface IAccounts
{
    /// <summary>The first step of a login.</summary>
    Task<Result<LoginStep>> LoginAsync(string email, string password, CancellationToken cancellationToken);

    /// <summary>The second step of a login.</summary>
    Task<Result<LoginStep>> FinishLoginAsync(string challenge, string code, CancellationToken cancellationToken);

    /// <summary>What to ask an authenticator for a login.</summary>
    Task<Result<PasskeyAsk>> AskForPasskeyAsync(CancellationToken cancellationToken);

    /// <summary>A login by passkey.</summary>
    Task<Result<LoginStep>> LoginByPasskeyAsync(string ticket, JsonElement credential, CancellationToken cancellationToken);

    /// <summary>Ends the session and removes its cookie.</summary>
    Task LogoutAsync(CancellationToken cancellationToken);

    /// <summary>Makes an account that waits for its address to be confirmed.</summary>
    Task<Result> RegisterAsync(string email, string name, string password, string language, CancellationToken cancellationToken);

    /// <summary>Confirms an address.</summary>
    Task<Result> ConfirmEmailAsync(string token, CancellationToken cancellationToken);

    /// <summary>Sends a link for a new password, where there is such an account.</summary>
    Task<Result> ForgotPasswordAsync(string email, CancellationToken cancellationToken);

    /// <summary>Sets a password by link.</summary>
    Task<Result> ResetPasswordAsync(string token, string password, CancellationToken cancellationToken);

    /// <summary>Whom an invitation is for; null where the link is no good.</summary>
    Task<Invitation?> InvitationAsync(string? token, CancellationToken cancellationToken);

    /// <summary>Accepts an invitation.</summary>
    Task<Result> AcceptInvitationAsync(string token, string password, string? name, string? email, CancellationToken cancellationToken);

    /// <summary>One's own account.</summary>
    Task<AccountView> ViewAsync(CancellationToken cancellationToken);

    /// <summary>Changes name, language and address.</summary>
    Task<Result> SaveAsync(string name, string language, string email, int version, CancellationToken cancellationToken);

    /// <summary>Changes the password.</summary>
    Task<Result> ChangePasswordAsync(string? current, string password, CancellationToken cancellationToken);

    /// <summary>Ends a session; all others where none is named.</summary>
    Task<Result> EndSessionAsync(SessionId? session, CancellationToken cancellationToken);

    /// <summary>A new secret for an authenticator app.</summary>
    Task<Result<SecondFactorOffer>> OfferSecondFactorAsync(CancellationToken cancellationToken);

    /// <summary>Confirms the app; answers the recovery codes.</summary>
    Task<Result<IReadOnlyList<string>>> ConfirmSecondFactorAsync(string code, CancellationToken cancellationToken);

    /// <summary>New recovery codes.</summary>
    Task<Result<IReadOnlyList<string>>> RenewRecoveryCodesAsync(CancellationToken cancellationToken);

    /// <summary>Removes the app.</summary>
    Task<Result> RemoveSecondFactorAsync(CancellationToken cancellationToken);

    /// <summary>What to ask an authenticator for a new passkey.</summary>
    Task<Result<PasskeyAsk>> OfferPasskeyAsync(CancellationToken cancellationToken);

    /// <summary>Adds a passkey.</summary>
    Task<Result> AddPasskeyAsync(string ticket, JsonElement credential, string? name, CancellationToken cancellationToken);

    /// <summary>Removes a passkey.</summary>
    Task<Result> RemovePasskeyAsync(string id, CancellationToken cancellationToken);
}
