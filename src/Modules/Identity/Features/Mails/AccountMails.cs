using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Mail;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Identity.Features;

/// <summary>The mails of this module, in the language of who gets them. They leave with the commit of the unit of work.</summary>
internal sealed class AccountMails(Mailer mailer, Texts texts, PublicAddress address)
{
    public void ConfirmEmail(string email, string name, string language, string ticket) =>
        Send("confirm", email, language, name, address.Link("/account/confirm?token=" + ticket, language));

    /// <summary>To one who registers again, so that the page need not tell a stranger that there is such an account.</summary>
    public void AlreadyRegistered(string email, string name, string language) =>
        Send("again", email, language, name, address.Link("/login", language), address.Link("/account/forgot", language));

    public void ResetPassword(string email, string name, string language, string ticket) =>
        Send("reset", email, language, name, address.Link("/account/reset?token=" + ticket, language));

    public void Invite(string email, string name, string language, string ticket) =>
        Send("invite", email, language, name, address.Link("/account/welcome?token=" + ticket, language));

    public void PasswordChanged(string email, string name, string language) =>
        Send("changed", email, language, name, address.Link("/account/forgot", language));

    public void Locked(string email, string name, string language) =>
        Send("locked", email, language, name, address.Link("/account/forgot", language));

    private void Send(string which, string email, string language, params object[] values)
    {
        var known = texts.Languages.Contains(language, StringComparer.Ordinal) ? language : PageLanguage.Default;
        var letter = EmailAddress.Parse(email).Bind(to => Letter.Create(to, texts.In(known, $"identity.mail.{which}_subject"), texts.In(known, $"identity.mail.{which}_text", values)));
        if (letter.TryGet(out var ready))
        {
            mailer.Send(ready);
            return;
        }

        // Address and name were checked when they were taken, so this is our own text.
        throw new InvalidOperationException($"The mail '{which}' cannot be written: {letter.FirstError.Message}");
    }
}
