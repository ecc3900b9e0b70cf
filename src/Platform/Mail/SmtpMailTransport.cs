using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Aisle.Kernel;
using Aisle.Platform.Messaging;

namespace Aisle.Platform.Mail;

/// <summary>
/// Hands mails to a server (RFC 5321), each over a connection of its own. With STARTTLS (RFC 3207) nothing is said before
/// the connection is encrypted and the server's certificate is one that this machine trusts.
/// </summary>
internal sealed partial class SmtpMailTransport(MailOptions options, TimeProvider time) : IMailTransport
{
    /// <inheritdoc/>
    public string Place => options.ToString();

    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Exception failure;
        try
        {
            // The client does not hear a cancellation at every moment: what it is still at is left to it.
            await HandOverAsync(mail, stop.Token).WaitAsync(stop.Token);
            return;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            failure = Told(fault, mail.Letter.To, limit.IsCancellationRequested);
        }

        // Without its cause: what the server says holds the whole address, and causes are logged.
        throw failure;
    }

    private Exception Told(Exception fault, EmailAddress to, bool isLate)
    {
        if (isLate)
        {
            return new MailException($"The mail server {Place} did not take the mail for {to.Masked} within {options.TimeoutSeconds} seconds.");
        }

        return fault is SmtpFailedRecipientException refused && IsPermanent(refused)
            ? new PermanentFaultException($"The mail server {Place} refuses {to.Masked} for good: {Reason(fault, to)}")
            : new MailException($"The mail server {Place} did not take the mail for {to.Masked}: {Reason(fault, to)}");
    }

    private async Task HandOverAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var message = MailMessages.Of(mail, options, isForPeople: false);
        using var client = new SmtpClient(options.Host, options.Port)
        {
            EnableSsl = options.StartTls,
            UseDefaultCredentials = false,
            Credentials = string.IsNullOrEmpty(options.User) ? null : new NetworkCredential(options.User, options.Password),
        };
        await client.SendMailAsync(message, cancellationToken);
    }

    /// <summary>
    /// The server says 5xx about the recipient (RFC 5321, section 4.2.1), and not for a rule of its own (5.7.x in RFC 3463):
    /// that one, such as not relaying for us, is mostly a setting that an operator mends.
    /// </summary>
    private static bool IsPermanent(SmtpFailedRecipientException fault) =>
        (int)fault.StatusCode is >= 500 and < 600 && fault.StatusCode is not SmtpStatusCode.MustIssueStartTlsFirst && !Policy().IsMatch(fault.Message);

    private string Reason(Exception fault, EmailAddress to)
    {
        if (fault is SmtpException { StatusCode: SmtpStatusCode.MustIssueStartTlsFirst })
        {
            // The client passes over a failed sign-in, and is then told that it has not signed in.
            return string.IsNullOrEmpty(options.User)
                ? "530 it wants somebody to sign in; set Aisle:Mail:User and Password."
                : "530 it does not accept Aisle:Mail:User with this password, or has no AUTH LOGIN.";
        }

        var parts = new List<string>();
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (!parts.Contains(cause.Message, StringComparer.Ordinal))
            {
                parts.Add(cause.Message);
            }
        }

        var code = fault is SmtpException { StatusCode: not SmtpStatusCode.GeneralFailure } said ? $"{(int)said.StatusCode} " : "";
        return code + string.Join(" ", parts).Replace(to.Value, to.Masked, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"\b5\.7\.\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Policy();
}
