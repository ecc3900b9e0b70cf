using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Data;

/// <summary>Writes entries and holds, each in one round trip.</summary>
internal sealed class JournalWriter(UnitOfWork work)
{
    /// <summary>SQLSTATE of the faults that a caller can act on; the message is their code.</summary>
    private const string FaultState = "LG000";

    private const string PostSql = """
        select ledger.post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
        """;

    private const string HoldSql = "select ledger.hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

    /// <summary>Posts entries in the unit of work; answers those that were there already with the same content.</summary>
    public async Task<Result<IReadOnlySet<EntryId>>> PostAsync(Posting posting, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync(PostSql, cancellationToken);
        return await PostAsync(command, [posting], at, cancellationToken);
    }

    /// <summary>The same by a command of <paramref name="database"/>, for what several callers post: all of it or nothing.</summary>
    public static async Task<Result<IReadOnlySet<EntryId>>> PostAsync(NpgsqlDataSource database, IReadOnlyList<Posting> postings, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PostSql);
        return await PostAsync(command, postings, at, cancellationToken);
    }

    /// <summary>The same as a statement of the commit.</summary>
    public static NpgsqlBatchCommand WithCommit(Posting posting, DateTimeOffset at)
    {
        var command = new NpgsqlBatchCommand(PostSql);
        Fill(command.Parameters, [posting], at);
        return command;
    }

    /// <summary>Writes a hold; answers the hash of one that was there already, or nothing.</summary>
    public async Task<Result<byte[]>> HoldAsync(NewHold hold, IReadOnlyList<ResolvedLine> lines, byte[] hash, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(HoldSql, cancellationToken)).With(hold.Id.Value, hold.Document.Type, hold.Document.Id, hold.Memo, hold.ExpiresAt.ToUniversalTime(), hash, by, at);
        Lines(command.Parameters, lines);
        return await RefusableAsync<byte[]>(async () => await command.ExecuteScalarAsync(cancellationToken) as byte[] ?? []);
    }

    /// <summary>Ends a hold; answers its state before.</summary>
    public async Task<Result<HoldState>> VoidAsync(HoldId hold, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select ledger.void_hold($1, $2, $3)", cancellationToken)).With(hold.Value, at, by);
        return await RefusableAsync<HoldState>(async () =>
            await command.ExecuteScalarAsync(cancellationToken) is string was ? Words.To<HoldState>(was) : LedgerErrors.HoldUnknown);
    }

    /// <summary>Runs what the database may refuse, and answers its reason.</summary>
    public static async Task<Result<T>> RefusableAsync<T>(Func<Task<Result<T>>> run)
    {
        try
        {
            return await run();
        }
        catch (PostgresException fault) when (Refusal(fault) is { } refused)
        {
            return refused;
        }
    }

    /// <summary>What a caller is told of a fault of the database; null of one that is nobody's doing.</summary>
    public static Error? Refusal(PostgresException fault) =>
        string.Equals(fault.SqlState, FaultState, StringComparison.Ordinal) ? LedgerErrors.Refused(fault.MessageText, fault.Hint)
        : string.Equals(fault.SqlState, PostgresErrorCodes.NumericValueOutOfRange, StringComparison.Ordinal) ? Error.Validation("ledger.balance_range", "A balance would grow beyond what the books can count.")
        : string.Equals(fault.ConstraintName, "entry_reverses", StringComparison.Ordinal) ? Error.Conflict("ledger.reversed", "The entry has been reversed already.") : null;

    private static Task<Result<IReadOnlySet<EntryId>>> PostAsync(NpgsqlCommand command, IReadOnlyList<Posting> postings, DateTimeOffset at, CancellationToken cancellationToken)
    {
        Fill(command.Parameters, postings, at);
        return RefusableAsync<IReadOnlySet<EntryId>>(async () =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return (await reader.ListAsync(row => EntryId.From(row.GetGuid(0)), cancellationToken)).ToHashSet();
        });
    }

    private static void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<Posting> postings, DateTimeOffset at)
    {
        var entries = postings.Count == 1 ? postings[0].Entries : [.. postings.SelectMany(posting => posting.Entries)];
        var lines = entries.SelectMany(entry => entry.Lines).ToList();
        Ids(parameters, entries, entry => entry.Entry.Id.Value);
        Add(parameters, entries, entry => Words.Of(entry.Entry.Kind));
        Add(parameters, entries, entry => entry.Entry.Series);
        Add(parameters, entries, entry => entry.Year);
        Add(parameters, entries, entry => entry.Entry.Date.Date);
        Add(parameters, entries, entry => entry.Entry.Document.Type);
        Add(parameters, entries, entry => entry.Entry.Document.Id);
        Add(parameters, entries, entry => entry.Entry.Memo);
        Ids(parameters, entries, entry => entry.Entry.Reverses?.Value);
        Ids(parameters, entries, entry => entry.Entry.Corrects?.Value);
        Ids(parameters, entries, entry => entry.Entry.Hold?.Value);
        Add(parameters, entries, entry => entry.Entry.Rule);
        Add(parameters, entries, entry => entry.Entry.Attachments.Count == 0 ? null : string.Join(' ', entry.Entry.Attachments));
        Add(parameters, entries, entry => entry.Hash);
        Ids(parameters, [.. postings.SelectMany(posting => Enumerable.Repeat(posting.Link, posting.Entries.Count))], link => link);
        Ids(parameters, [.. postings.SelectMany(posting => Enumerable.Repeat(posting.By, posting.Entries.Count))], by => by);
        parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. entries.SelectMany((entry, index) => Enumerable.Repeat(index + 1, entry.Lines.Count))] });
        Lines(parameters, lines);
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = lines.Exists(line => line.DebitSub is not null || line.CreditSub is not null) || entries.Any(entry => entry.Entry.Hold is not null) });
    }

    private static void Lines(NpgsqlParameterCollection parameters, IReadOnlyList<ResolvedLine> lines)
    {
        Add(parameters, lines, line => line.No);
        Ids(parameters, lines, line => line.Debit.Value);
        Ids(parameters, lines, line => line.DebitSub?.Value);
        Ids(parameters, lines, line => line.Credit.Value);
        Ids(parameters, lines, line => line.CreditSub?.Value);
        Add(parameters, lines, line => line.Amount);
        Add(parameters, lines, line => line.Currency);
        Ids(parameters, lines, line => line.StoreId);
        Add(parameters, lines, line => line.Memo);
    }

    private static void Ids<TRow>(NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, Guid?> value) => Add(parameters, rows, value);

    /// <summary>A column of values. One of nulls only is no column: it need not be sent, nor read.</summary>
    private static void Add<TRow, TValue>(NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        var isEmpty = true;
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = value(rows[index]);
            isEmpty &= values[index] is null;
        }

        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = isEmpty ? null : values });
    }
}

/// <summary>What one caller posts in one call: all of it or nothing.</summary>
/// <param name="Entries">The entries, at least one.</param>
/// <param name="By">Who posts; null for the system.</param>
internal sealed record Posting(IReadOnlyList<ResolvedEntry> Entries, Guid? By)
{
    /// <summary>What its entries have in common; null for one that stands alone.</summary>
    public Guid? Link => Entries.Count > 1 ? Entries[0].Entry.Id.Value : null;
}
