using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A draft with everybody who wrote any of it.</summary>
internal sealed record KeptDraft(DraftAnswer Draft, IReadOnlyList<Guid> Writers);

/// <summary>Finds and writes drafts. Each change is the next version, and an audit line.</summary>
internal sealed class DraftDesk(UnitOfWork work, TimeProvider time)
{
    private const string Columns = """
        id, state, body::text, files::text, author, author_name, submitted_at, decided_by, decided_name, decided_at, reason, created_at, updated_at, version, writers
        """;

    public static Error Unknown { get; } = Error.NotFound("ledger.draft_unknown", "There is no such draft.");

    /// <summary>A person writes, and is known by their own login: with a key of theirs nobody would see who approves whose work.</summary>
    public static Error? NoPerson(Caller caller) => caller is { Kind: CallerKind.User, Id: not null } ? null : new Error("ledger.person_needed", "Drafts are written and approved by people who have logged in.", ErrorKind.Forbidden);

    public async Task<KeptDraft?> FindAsync(EntryId id, CancellationToken cancellationToken, bool locked = false)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from ledger.draft where id = $1{(locked ? " for update" : "")}", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>A page of drafts, those changed last first.</summary>
    public async Task<Page<DraftAnswer>> ListAsync(string? state, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"""
            select {Columns} from ledger.draft where ($1::text is null or state = $1) and ($2::timestamptz is null or (updated_at, id) < ($2, $3)) order by updated_at desc, id desc limit $4
            """, cancellationToken)).With(state, cursor is null ? null : Moment(cursor.Key), cursor?.Id ?? Guid.Empty, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => Read(row).Draft, cancellationToken);
        var next = rows.Count > limit ? new Cursor("-updated", rows[limit - 1].UpdatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), rows[limit - 1].Id.Value).ToString() : null;
        return new Page<DraftAnswer>([.. rows.Take(limit)], next);
    }

    /// <summary>The instant of a cursor's key, or null.</summary>
    public static DateTimeOffset? Moment(string key) => DateTimeOffset.TryParseExact(key, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>Writes a new draft, or the next version of one, with the audit line that tells it.</summary>
    public async Task<DraftAnswer> WriteAsync(string action, DraftAnswer? before, DraftAnswer after, IEnumerable<Guid> writers, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var draft = after with { Version = (before?.Version ?? 0) + 1, UpdatedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) };
        await using var command = (await work.CommandAsync("""
            insert into ledger.draft (id, state, body, memo, date, files, author, author_name, writers, submitted_at, decided_by, decided_name, decided_at, reason, version, created_at, updated_at)
            values ($1, $2, $3::jsonb, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            on conflict (id) do update set state = excluded.state, body = excluded.body, memo = excluded.memo, date = excluded.date, files = excluded.files, writers = excluded.writers,
                submitted_at = excluded.submitted_at, decided_by = excluded.decided_by, decided_name = excluded.decided_name, decided_at = excluded.decided_at, reason = excluded.reason,
                version = excluded.version, updated_at = excluded.updated_at
            """, cancellationToken)).With(
            draft.Id.Value, Words.Of(draft.State), JsonSerializer.Serialize(draft.Content, JsonDefaults.Options), draft.Content.Memo, draft.Content.Date, JsonSerializer.Serialize(draft.Files, JsonDefaults.Options),
            draft.Author, draft.AuthorName, writers.Distinct().ToArray(), draft.SubmittedAt, draft.DecidedBy, draft.DecidedName, draft.DecidedAt, draft.Reason, draft.Version, draft.CreatedAt, draft.UpdatedAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
        Tell(action, before, draft);
        return draft;
    }

    public async Task RemoveAsync(DraftAnswer draft, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("delete from ledger.draft where id = $1", cancellationToken)).With(draft.Id.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
        Tell("ledger.draft.remove", draft, after: null);
    }

    private void Tell(string action, DraftAnswer? before, DraftAnswer? after) =>
        work.Audit(new AuditEntry(action, "ledger.draft", (after ?? before)!.Id.ToString(), (after ?? before)!.Content.Memo, before, after));

    private static KeptDraft Read(NpgsqlDataReader row) => new(
        new DraftAnswer(
            EntryId.From(row.GetGuid(0)), Words.To<DraftState>(row.GetString(1)), row.Json<DraftBody>(2), row.Json<List<DraftFile>>(3), row.GetGuid(4), row.GetString(5), row.MomentOrNull(6),
            row.IdOrNull(7), row.TextOrNull(8), row.MomentOrNull(9), row.TextOrNull(10), row.GetFieldValue<DateTimeOffset>(11), row.GetFieldValue<DateTimeOffset>(12), row.GetInt32(13)),
        row.GetFieldValue<Guid[]>(14));
}
