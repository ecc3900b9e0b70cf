using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Platform.Mail;

/// <summary>How far a mail has come.</summary>
public enum MailState
{
    /// <summary>It waits to be sent.</summary>
    Queued,

    /// <summary>It was tried and could not be sent; it is tried again.</summary>
    Retrying,

    /// <summary>The server has taken it, or it lies in the folder of mails.</summary>
    Sent,

    /// <summary>It was given up: it lies among the dead letters.</summary>
    Failed,

    /// <summary>It was given up, and somebody has decided that it is not to be sent.</summary>
    Discarded,
}

/// <summary>How a mail stands.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Fault">Why it was not sent, or null.</param>
public sealed record MailStatus(MailState State, int Attempts, string? Fault);

/// <summary>Asks the queue of mails how mails stand, and says nothing of what they say.</summary>
public sealed class MailStates(NpgsqlDataSource database)
{
    // What is discarded is emptied altogether; what was sent keeps a shell.
    private const string Sql = """
        select key, attempts, case when dead_at is not null then 'Failed' when handled_at is not null then case when body = '{}' then 'Discarded' else 'Sent' end when attempts > 0 then 'Retrying' else 'Queued' end, fault
        from platform.inbox where subscriber = 'platform.mailer' and key = any ($1)
        union all
        select key, 0, 'Queued', null from platform.outbox where name = 'platform.mail_queued.v1' and key = any ($1)
        """;

    /// <summary>How the mails of these ids (<see cref="Mailer.Send"/>) stand: each of them has an answer. One the queue has forgotten was sent long ago. One statement.</summary>
    public async Task<IReadOnlyDictionary<Guid, MailStatus>> OfAsync(IReadOnlyCollection<Guid> mails, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mails);
        var found = new Dictionary<string, MailStatus>(StringComparer.Ordinal);
        if (mails.Count > 0)
        {
            await using var command = database.CreateCommand(Sql).With(mails.Select(MailQueued.KeyOf).ToArray());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                found[reader.GetString(0)] = new MailStatus(Enum.Parse<MailState>(reader.GetString(2)), reader.GetInt32(1), reader.IsDBNull(3) ? null : reader.GetString(3));
            }
        }

        return mails.Distinct().ToDictionary(mail => mail, mail => found.GetValueOrDefault(MailQueued.KeyOf(mail)) ?? new MailStatus(MailState.Sent, 0, Fault: null));
    }
}
