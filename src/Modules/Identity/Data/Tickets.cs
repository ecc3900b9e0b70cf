using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Identity.Data;

/// <summary>What a ticket is for. One is good for nothing else.</summary>
internal enum TicketPurpose
{
    ConfirmEmail,
    ResetPassword,

    /// <summary>The link of the owner's first login, and of a new member of the staff.</summary>
    FirstLogin,

    /// <summary>The second step of a login whose first has succeeded.</summary>
    SecondFactor,

    /// <summary>What a new passkey answers.</summary>
    PasskeyNew,

    /// <summary>What a passkey answers at a login.</summary>
    PasskeyLogin,
}

/// <summary>A ticket that was used now.</summary>
/// <param name="User">Whose it is; null where nobody is known yet.</param>
/// <param name="Payload">What it is about.</param>
internal sealed record UsedTicket(UserId? User, string Payload);

/// <summary>Secrets that are good once and for a while.</summary>
internal sealed class Tickets(UnitOfWork work, ApartDatabase apart, TimeProvider time)
{
    /// <summary>Wrong codes after which a ticket is void.</summary>
    public const int MostAttempts = 5;

    /// <summary>The error for every ticket that is no good, whatever the reason.</summary>
    public static Error Invalid { get; } = Error.Validation("ticket.invalid", "The link or code is not valid any more; ask for a new one.", "token");

    /// <summary>How long a ticket is good.</summary>
    public static TimeSpan LifeOf(TicketPurpose purpose) => purpose switch
    {
        TicketPurpose.ConfirmEmail => TimeSpan.FromDays(2),
        TicketPurpose.ResetPassword => TimeSpan.FromHours(1),
        TicketPurpose.FirstLogin => TimeSpan.FromDays(7),
        _ => TimeSpan.FromMinutes(5),
    };

    /// <summary>Makes one. Others of the user for the same purpose are void from now on.</summary>
    public async Task<string> IssueAsync(UserId? user, TicketPurpose purpose, string payload, CancellationToken cancellationToken)
    {
        var (now, secret, word) = (time.GetUtcNow(), SecretToken.New(), WordOf(purpose));
        if (user is { } id)
        {
            await using var former = (await work.CommandAsync("update identity.ticket set used_at = $3 where user_id = $1 and purpose = $2 and used_at is null", cancellationToken))
                .With(id.Value, word, now);
            await former.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var insert = (await work.CommandAsync("insert into identity.ticket (hash, user_id, purpose, payload, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)", cancellationToken))
            .With(SecretToken.Hash(secret), user?.Value, word, payload, now, now + LifeOf(purpose));
        insert.Parameters[1].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid;
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return secret;
    }

    /// <summary>Uses a ticket up, with the commit of the unit of work. Of several who come at once, one gets it.</summary>
    public async Task<UsedTicket?> UseAsync(string? secret, TicketPurpose purpose, CancellationToken cancellationToken)
    {
        if (!SecretToken.IsWellFormed(secret))
        {
            return null;
        }

        await using var use = (await work.CommandAsync("""
            update identity.ticket set used_at = $3 where hash = $1 and purpose = $2 and used_at is null and expires_at > $3 and attempts < $4
            returning user_id, payload
            """, cancellationToken)).With(SecretToken.Hash(secret!), WordOf(purpose), time.GetUtcNow(), MostAttempts);
        return await ReadAsync(use, cancellationToken);
    }

    /// <summary>Looks at a ticket without using it.</summary>
    public async Task<UsedTicket?> PeekAsync(string? secret, TicketPurpose purpose, CancellationToken cancellationToken)
    {
        if (!SecretToken.IsWellFormed(secret))
        {
            return null;
        }

        await using var look = apart.Source.CreateCommand("select user_id, payload from identity.ticket where hash = $1 and purpose = $2 and used_at is null and expires_at > $3 and attempts < $4")
            .With(SecretToken.Hash(secret!), WordOf(purpose), time.GetUtcNow(), MostAttempts);
        return await ReadAsync(look, cancellationToken);
    }

    /// <summary>
    /// Counts an attempt on a ticket before its code is looked at, in a transaction of its own so that it stays counted. Null
    /// where it is no good, or has had too many.
    /// </summary>
    public async Task<UsedTicket?> AttemptAsync(string? secret, TicketPurpose purpose, CancellationToken cancellationToken)
    {
        if (!SecretToken.IsWellFormed(secret))
        {
            return null;
        }

        await using var attempt = apart.Source.CreateCommand("""
            update identity.ticket set attempts = attempts + 1 where hash = $1 and purpose = $2 and used_at is null and expires_at > $3 and attempts < $4
            returning user_id, payload
            """).With(SecretToken.Hash(secret!), WordOf(purpose), time.GetUtcNow(), MostAttempts);
        return await ReadAsync(attempt, cancellationToken);
    }

    /// <summary>Uses up a ticket whose attempts were counted, its last one included.</summary>
    public async Task<bool> UseAttemptedAsync(string secret, CancellationToken cancellationToken)
    {
        await using var use = (await work.CommandAsync("update identity.ticket set used_at = $2 where hash = $1 and used_at is null", cancellationToken)).With(SecretToken.Hash(secret), time.GetUtcNow());
        return await use.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<UsedTicket?> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new UsedTicket(reader.IsDBNull(0) ? null : UserId.From(reader.GetGuid(0)), reader.GetString(1))
            : null;
    }

    private static string WordOf(TicketPurpose purpose) => purpose switch
    {
        TicketPurpose.ConfirmEmail => "confirm_email",
        TicketPurpose.ResetPassword => "reset_password",
        TicketPurpose.FirstLogin => "first_login",
        TicketPurpose.SecondFactor => "second_factor",
        TicketPurpose.PasskeyNew => "passkey_new",
        TicketPurpose.PasskeyLogin => "passkey_login",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "A purpose without a word."),
    };
}
