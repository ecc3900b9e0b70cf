using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

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
internal sealed partial class MailSender(IMailTransport transport, NpgsqlDataSource database, ILogger<MailSender> logger) : IOutsideSubscriber<MailQueued>
{
    public const string Name = "platform.mailer";

    public async Task HandleAsync(MailQueued happened, Guid messageId, CancellationToken cancellationToken)
    {
        if (happened.IsErased())
        {
            // Whoever sent it was killed before it could say so.
            LogSentBefore(logger, happened.Id);
            return;
        }

        var letter = EmailAddress.Parse(happened.To).Bind(to => Letter.Create(to, happened.Subject, happened.Text, happened.Html));
        if (letter.IsFailure)
        {
            throw new PermanentFaultException($"The mail {happened.Id} cannot be sent: {letter.FirstError.Code}.");
        }

        await transport.SendAsync(new OutgoingMail(happened.Id, happened.At, letter.Value), cancellationToken);
        LogSent(logger, happened.Id, letter.Value.To.Masked, transport.Place);
        await EraseAsync(happened, messageId);
    }

    /// <summary>
    /// A link that opens an account must not lie in the inbox for a week. It is also the mark that the mail is out: from here on
    /// a kill no longer sends it twice.
    /// </summary>
    private async Task EraseAsync(MailQueued happened, Guid messageId)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
            await Inbox.ReplaceBodyAsync(Name, messageId, JsonSerializer.Serialize(happened.Erased(), EventNames.Json), connection, CancellationToken.None);
        }
        catch (NpgsqlException fault)
        {
            // It is sent: failing now would only send it again.
            LogNotErased(logger, happened.Id, fault.Message);
        }
    }

    [LoggerMessage(1401, LogLevel.Information, "Mail {Id} to {Recipient} went to {Place}")]
    private static partial void LogSent(ILogger logger, Guid id, string recipient, string place);

    [LoggerMessage(1402, LogLevel.Information, "Mail {Id} had been sent already")]
    private static partial void LogSentBefore(ILogger logger, Guid id);

    [LoggerMessage(1403, LogLevel.Warning, "The text of mail {Id} stays in the inbox for a week: {Reason}")]
    private static partial void LogNotErased(ILogger logger, Guid id, string reason);
}
