namespace Aisle.Platform.Mail;

/// <summary>A mail on its way.</summary>
/// <param name="Id">The same however often it is sent; its Message-ID is made of it.</param>
/// <param name="At">When it was queued.</param>
/// <param name="Letter">What it says, and to whom.</param>
public sealed record OutgoingMail(Guid Id, DateTimeOffset At, Letter Letter);

/// <summary>Hands mails to whoever delivers them.</summary>
public interface IMailTransport
{
    /// <summary>Where mails go, for the operator's eyes: a server, or a folder.</summary>
    string Place { get; }

    /// <summary>
    /// Hands a mail over. When it returns, the other side has it for good; a kill before that may send it twice, with the
    /// same Message-ID.
    /// </summary>
    /// <exception cref="Messaging.PermanentFaultException">The recipient is refused for good.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}

/// <summary>A mail could not be handed over this time. Its message names no address in full, as it goes to logs.</summary>
internal sealed class MailException(string message) : Exception(message);
