using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Platform.Mail;

/// <summary>
/// Sends mail from a use case: what is given to it inside of a unit of work leaves once that has committed, and never
/// otherwise.
/// </summary>
/// <param name="work">The scope's unit of work.</param>
/// <param name="time">Clock.</param>
public sealed class Mailer(UnitOfWork work, TimeProvider time)
{
    /// <summary>
    /// The name under which mails wait as messages. What such a message says may open an account: nobody is shown it.
    /// </summary>
    public const string EventName = "platform.mail_queued.v1";

    /// <summary>Queues a letter; answers the id that its Message-ID is made of.</summary>
    /// <exception cref="InvalidOperationException">Outside of a unit of work nothing would send it.</exception>
    public Guid Send(Letter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var now = time.GetUtcNow();
        var queued = new MailQueued(Guid.CreateVersion7(now), now, letter.To.Value, letter.Subject, letter.Text, letter.Html);
        work.Publish(queued);
        return queued.Id;
    }
}

/// <summary>
/// A mail that waits to be sent. Its id is given when it is queued, so that it is the same however often it is sent.
/// </summary>
[EventName(Mailer.EventName)]
internal sealed record MailQueued(Guid Id, DateTimeOffset At, string To, string Subject, string Text, string? Html) : IEvent
{
    /// <summary>One of its own: nobody waits because another one's server is down.</summary>
    public string Key => KeyOf(Id);

    /// <summary>The key of a mail.</summary>
    public static string KeyOf(Guid id) => $"mail/{id:D}";

    /// <summary>What may be remembered once it has been sent.</summary>
    public MailQueued Erased() => this with { To = MaskedTo(), Subject = "", Text = "", Html = null };

    /// <summary>Never the body, and the recipient for logs only.</summary>
    public override string ToString() => $"Mail {Id} to {MaskedTo()}";

    private string MaskedTo() => EmailAddress.Parse(To).TryGet(out var address) ? address.Masked : "***";
}
