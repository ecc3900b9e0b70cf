using Aisle.Kernel;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.Platform.Mail;

/// <summary>Registers mail.</summary>
public static class MailServices
{
    /// <summary>Everything to queue mails and to send them.</summary>
    /// <param name="services">The services; messaging is among them.</param>
    /// <param name="options">How they are sent.</param>
    /// <param name="folder">Where they are written when there is no server.</param>
    /// <param name="isSender">Whether this process sends those that wait; only then it needs the server's password.</param>
    public static IServiceCollection AddMail(this IServiceCollection services, MailOptions options, string folder, bool isSender)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services
            .AddSingleton(options)
            .AddSingleton<IMailTransport>(provider => options.HasHost
                ? new SmtpMailTransport(options, provider.GetRequiredService<TimeProvider>())
                : new FileMailTransport(folder, options))
            .AddScoped<Mailer>()
            .AddSingleton<MailStates>()
            .AddOutsideSubscriber<MailQueued, MailSender>(MailSender.Name, isHandledHere: isSender);
    }
}

/// <summary>Sends what was queued, and forgets what it said.</summary>
internal sealed partial class MailSender(IMailTransport transport, ILogger<MailSender> logger) : IOutsideSubscriber<MailQueued>
{
    public const string Name = "platform.mailer";

    public async Task HandleAsync(MailQueued happened, Guid messageId, CancellationToken cancellationToken)
    {
        var letter = EmailAddress.Parse(happened.To).Bind(to => Letter.Create(to, happened.Subject, happened.Text, happened.Html));
        if (letter.IsFailure)
        {
            throw new PermanentFaultException($"The mail {happened.Id} cannot be sent: {letter.FirstError.Code}.");
        }

        await transport.SendAsync(new OutgoingMail(happened.Id, happened.At, letter.Value), cancellationToken);
        LogSent(logger, happened.Id, letter.Value.To.Masked, transport.Place);
    }

    /// <summary>A link that opens an account must not lie in the inbox for a week.</summary>
    public MailQueued Kept(MailQueued happened) => happened.Erased();

    [LoggerMessage(1401, LogLevel.Information, "Mail {Id} to {Recipient} went to {Place}")]
    private static partial void LogSent(ILogger logger, Guid id, string recipient, string place);
}
