using System.Runtime.CompilerServices;
using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Rules;
using Aisle.Platform.Database;
using Aisle.Platform.Verify;
using Npgsql;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>
/// The journal as it stands in the database, some thousand links a step. The canonical forms are made anew of the rows; with
/// <paramref name="forms"/> they are handed out, for an export.
/// </summary>
internal sealed class DatabaseJournal(Proof proof, IJournalForms? forms = null) : IJournalSource
{
    private const int Step = 4_000;

    private const string SealSql = "select sequence, kind, subject, version, hash, series, year, number, recorded_at, by, link, entry_key, chain from ledger.seal where sequence > $1 order by sequence limit $2";

    private const string TailSql = "select ordinal, kind, subject, version, hash, series, year, null::bigint, recorded_at, by, link, entry_key, null::bytea from ledger.tail where ordinal > $1 order by ordinal limit $2";

    private const string EntrySql = """
        select key, id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, reverses, corrects, hold_id, link_id, rule, attachments, posted_by, hash
        from ledger.entry where key = any ($1)
        """;

    private const string LineSql = """
        select entry_key, no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, memo, business_date from ledger.line where entry_key = any ($1) order by entry_key, no
        """;

    private const string HoldSql = """
        select id, document_type, document_id, memo, expires_at, state, entry_id, created_by, created_at, ended_at, hash, version from ledger.hold where id = any ($1)
        """;

    private const string HoldLineSql = "select hold_id, no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, memo from ledger.hold_line where hold_id = any ($1) order by hold_id, no";

    private const string SubaccountSql = "select id, account_id, owner, currency, floor, ceiling, closed_at, version from ledger.subaccount";

    private const string ReopeningSql = $"select {Reopening.Columns} from ledger.reopening";

    private const string RuleSql = "select id, document, version, valid_from, body::text, hash, recorded_at, by from ledger.rule order by document, version";

    private readonly Dictionary<(Guid, int), RuleRow> _rules = [];
    private Surroundings _around = new();

    public async Task<Surroundings> SurroundingsAsync(CancellationToken cancellationToken)
    {
        _around = new Surroundings();
        Chart chart;
        await using (var batch = proof.Batch())
        {
            chart = await ChartStore.ReadAsync(batch, cancellationToken);
        }

        if (chart.Book is { } book)
        {
            Add("book", Tail.Book, book.Version, Canonical.BookForm(book));
        }

        foreach (var account in chart.Accounts)
        {
            _around.Accounts.TryAdd(account.Id.Value, new AccountFacts(account.Code, account.Currency.Code, account.NormalSide == Side.Debit));
            Add("account", account.Id.Value, account.Version, Canonical.AccountForm(account));
        }

        foreach (var period in chart.Periods)
        {
            _around.Periods.TryAdd(period.Id.Value, new PeriodFacts(period.StartsOn, period.EndsOn));
            Add("period", period.Id.Value, period.Version, Canonical.PeriodForm(period));
        }

        foreach (var reopening in await proof.ListAsync(ReopeningSql, Reopening.Read, cancellationToken))
        {
            Add("reopening", reopening.Id, reopening.Version, Canonical.ReopeningForm(reopening));
        }

        foreach (var rule in await proof.ListAsync(RuleSql, Rule, cancellationToken))
        {
            _rules.TryAdd((rule.Id, rule.Version), rule);
            Add("rule", rule.Id, rule.Version, CanonicalJson.Of(rule.Body));
        }

        await using var command = proof.Command(SubaccountSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            AddSubaccount(reader);
        }

        return _around;
    }

    public async IAsyncEnumerable<LinkFacts> LinksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (sql, isTail) in ((string, bool)[])[(SealSql, false), (TailSql, true)])
        {
            for (var after = 0L; ;)
            {
                var rows = await proof.ListAsync(sql, Link, cancellationToken, after, Step);
                if (rows.Count == 0)
                {
                    break;
                }

                after = rows[^1].Place;
                foreach (var link in await FillAsync(rows, isTail, cancellationToken))
                {
                    yield return link;
                }
            }
        }
    }

    private void Add(string kind, Guid id, int version, ReadOnlySpan<byte> form)
    {
        _around.Add(id, new StateFacts(kind, version, System.Security.Cryptography.SHA256.HashData(form)));
        forms?.State(kind, id, version, form);
    }

    private void AddSubaccount(NpgsqlDataReader row)
    {
        var (id, account, currency, floor, ceiling) = (row.GetGuid(0), row.GetGuid(1), row.GetString(3), row.WholeOrNull(4), row.WholeOrNull(5));
        _around.Subaccounts.TryAdd(id, new SubaccountFacts(account, string.Intern(currency), floor, ceiling));
        Add("subaccount", id, row.GetInt32(7), Canonical.SubaccountForm(SubaccountId.From(id), AccountId.From(account), row.GetString(2), currency, floor, ceiling, row.MomentOrNull(6), row.GetInt32(7)));
    }

    private async Task<List<LinkFacts>> FillAsync(List<LinkRow> rows, bool isTail, CancellationToken cancellationToken)
    {
        var keys = rows.Where(row => row.EntryKey is not null).Select(row => row.EntryKey!.Value).Distinct().ToArray();
        var holds = rows.Where(row => row.Seal.Kind == "hold").Select(row => row.Seal.Subject).Distinct().ToArray();
        await using var batch = proof.Batch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EntrySql).With(keys));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LineSql).With(keys));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(HoldSql).With(holds));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(HoldLineSql).With(holds));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var entries = (await reader.ListAsync(Entry, cancellationToken)).ToLookup(entry => entry.Key);
        await reader.NextResultAsync(cancellationToken);
        var lines = await LinesAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var held = (await reader.ListAsync(Hold, cancellationToken)).ToLookup(hold => hold.Id);
        await reader.NextResultAsync(cancellationToken);
        var promised = (await reader.ListAsync(row => (Hold: row.GetGuid(0), Line: Line(row)), cancellationToken)).ToLookup(line => line.Hold, line => line.Line);

        var links = new List<LinkFacts>(rows.Count);
        foreach (var row in rows)
        {
            var seal = isTail ? row.Seal with { Sequence = 0 } : row.Seal;
            var link = new LinkFacts(seal, row.Chain, null, null, []);
            links.Add(row.Seal.Kind switch
            {
                "entry" => WithEntry(link, [.. row.EntryKey is { } key ? entries[key] : []], row.EntryKey is { } of ? lines.GetValueOrDefault(of) ?? [] : []),
                "hold" => WithHold(link, [.. held[seal.Subject]], promised),
                "rule" when _rules.TryGetValue((seal.Subject, seal.Version), out var rule) => WithRule(link, rule),
                _ => link with { State = _around.Find(seal), Faults = row.EntryKey is null ? [] : [$"{link.Name} names the rows of an entry."] },
            });
        }

        return links;
    }

    private LinkFacts WithEntry(LinkFacts link, List<EntryRow> rows, List<(ResolvedLine Line, DateOnly Date)> lines)
    {
        if (rows is not [var row, ..])
        {
            return link;
        }

        var form = Canonical.EntryForm(row.Entry, row.Year, [.. lines.Select(line => line.Line)]);
        var hash = System.Security.Cryptography.SHA256.HashData(form);
        forms?.Entry(link, form);
        var faults = new List<string>();
        if (rows.Count > 1)
        {
            faults.Add("is there twice.");
        }

        if (!row.Hash.AsSpan().SequenceEqual(hash))
        {
            faults.Add("carries another hash than that of its rows.");
        }

        if (row.RecordedAt != link.Seal.RecordedAt || row.By != link.Seal.By || row.Link != link.Seal.Link)
        {
            faults.Add("says another instant, author or call than was sealed.");
        }

        foreach (var (line, date) in lines.Where(line => line.Date != row.Entry.Date.Date))
        {
            faults.Add(FormattableString.Invariant($"line {line.No} is of {date:yyyy-MM-dd}, and the entry of {row.Entry.Date.Date:yyyy-MM-dd}."));
        }

        return link with
        {
            Entry = new EntryFacts(
                row.Entry.Id.Value, row.Entry.Series, row.Year, row.Entry.Date.Date, hash,
                [.. lines.Select(line => new LineFacts(line.Line.No, line.Line.Debit.Value, line.Line.DebitSub?.Value, line.Line.Credit.Value, line.Line.CreditSub?.Value, line.Line.Amount, line.Line.Currency))], faults),
        };
    }

    /// <summary>A rule is sealed by its body; its row says some of that again, to be looked for.</summary>
    private LinkFacts WithRule(LinkFacts link, RuleRow row)
    {
        var (state, faults) = (_around.Find(link.Seal)!, new List<string>());
        if (!row.Hash.AsSpan().SequenceEqual(state.Hash))
        {
            faults.Add($"{link.Name} carries another hash than that of its body.");
        }

        if (WrittenRule.Read(row.Body) is not { IsSuccess: true, Value.Rule: var said } || said.Document != row.Document || said.Version != row.Version || said.ValidFrom != row.ValidFrom)
        {
            faults.Add($"{link.Name} is kept as version {row.Version} of {row.Document} from {row.ValidFrom:yyyy-MM-dd}, and its body says something else.");
        }

        if (row.RecordedAt != link.Seal.RecordedAt || row.By != link.Seal.By)
        {
            faults.Add($"{link.Name} says another instant or author than was sealed.");
        }

        return link with { State = state, Faults = faults };
    }

    private LinkFacts WithHold(LinkFacts link, List<HoldRow> rows, ILookup<Guid, ResolvedLine> promised)
    {
        if (rows is not [var row, ..])
        {
            return link;
        }

        List<ResolvedLine> lines = [.. promised[row.Id]];
        var said = Canonical.HoldForm(HoldId.From(row.Id), row.Document, row.Memo, row.ExpiresAt, lines);
        var content = System.Security.Cryptography.SHA256.HashData(said);
        var state = Canonical.HoldStateForm(HoldId.From(row.Id), content, Words.To<HoldState>(row.State), row.Entry is { } entry ? EntryId.From(entry) : null, row.EndedAt, row.Version);
        if (row.Version == link.Seal.Version)
        {
            forms?.Hold(link, said, state);
        }

        var faults = new List<string>();
        if (rows.Count > 1)
        {
            faults.Add($"{link.Name} is there twice.");
        }

        if (!row.Hash.AsSpan().SequenceEqual(content))
        {
            faults.Add($"{link.Name} carries another hash than that of its rows.");
        }

        if (link.Seal.Version == 1 && (row.CreatedAt != link.Seal.RecordedAt || row.CreatedBy != link.Seal.By))
        {
            faults.Add($"{link.Name} says another instant or author than was sealed.");
        }

        if (lines.Where((line, index) => line.No != index + 1).Any())
        {
            faults.Add($"{link.Name}: its lines are not numbered from 1 without a gap.");
        }

        return link with { State = new StateFacts("hold", row.Version, System.Security.Cryptography.SHA256.HashData(state)), Faults = faults };
    }

    private static async Task<Dictionary<long, List<(ResolvedLine, DateOnly)>>> LinesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<long, List<(ResolvedLine, DateOnly)>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = reader.GetInt64(0);
            if (!lines.TryGetValue(key, out var of))
            {
                lines.Add(key, of = new List<(ResolvedLine, DateOnly)>(4));
            }

            of.Add((Line(reader), reader.GetFieldValue<DateOnly>(10)));
        }

        return lines;
    }

    private static LinkRow Link(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new Seal(
            row.GetInt64(0), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetFieldValue<byte[]>(4), row.TextOrNull(5), row.IsDBNull(6) ? null : row.GetInt32(6), row.WholeOrNull(7),
            row.GetFieldValue<DateTimeOffset>(8), row.IdOrNull(9), row.IdOrNull(10)),
        row.WholeOrNull(11), row.IsDBNull(12) ? null : row.GetFieldValue<byte[]>(12));

    private static EntryRow Entry(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new NewEntry(EntryId.From(row.GetGuid(1)), row.GetString(3), new BusinessDate(row.GetFieldValue<DateOnly>(5)), new DocumentRef(row.GetString(7), row.GetString(8)), row.GetString(9), [])
        {
            Kind = Words.To<EntryKind>(row.GetString(2)),
            Reverses = row.IdOrNull(10) is { } reverses ? EntryId.From(reverses) : null,
            Corrects = row.IdOrNull(11) is { } corrects ? EntryId.From(corrects) : null,
            Hold = row.IdOrNull(12) is { } hold ? HoldId.From(hold) : null,
            Rule = row.TextOrNull(14),
            Attachments = row.GetFieldValue<string[]>(15),
        },
        row.GetInt32(4), row.GetFieldValue<DateTimeOffset>(6), row.IdOrNull(16), row.IdOrNull(13), row.GetFieldValue<byte[]>(17));

    private static ResolvedLine Line(NpgsqlDataReader row) => new(
        row.GetInt16(1), AccountId.From(row.GetGuid(2)), row.IsDBNull(3) ? null : SubaccountId.From(row.GetGuid(3)),
        AccountId.From(row.GetGuid(4)), row.IsDBNull(5) ? null : SubaccountId.From(row.GetGuid(5)),
        row.GetInt64(6), row.GetString(7), row.IdOrNull(8), row.TextOrNull(9));

    private static HoldRow Hold(NpgsqlDataReader row) => new(
        row.GetGuid(0), new DocumentRef(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetString(5), row.IdOrNull(6), row.IdOrNull(7),
        row.GetFieldValue<DateTimeOffset>(8), row.MomentOrNull(9), row.GetFieldValue<byte[]>(10), row.GetInt32(11));

    private static RuleRow Rule(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetFieldValue<DateOnly>(3), JsonElement.Parse(row.GetString(4)), row.GetFieldValue<byte[]>(5), row.GetFieldValue<DateTimeOffset>(6), row.IdOrNull(7));

    private sealed record LinkRow(long Place, Seal Seal, long? EntryKey, byte[]? Chain);

    private sealed record EntryRow(long Key, NewEntry Entry, int Year, DateTimeOffset RecordedAt, Guid? By, Guid? Link, byte[] Hash);

    private sealed record RuleRow(Guid Id, string Document, int Version, DateOnly ValidFrom, JsonElement Body, byte[] Hash, DateTimeOffset RecordedAt, Guid? By);

    private sealed record HoldRow(
        Guid Id, DocumentRef Document, string Memo, DateTimeOffset ExpiresAt, string State, Guid? Entry, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, byte[] Hash, int Version);
}

/// <summary>Takes the canonical forms as they are made of the rows.</summary>
internal interface IJournalForms
{
    /// <summary>Of a state that stands beside the journal.</summary>
    void State(string kind, Guid id, int version, ReadOnlySpan<byte> form);

    /// <summary>Of the entry of a link.</summary>
    void Entry(LinkFacts link, ReadOnlySpan<byte> form);

    /// <summary>Of the hold of a link: what the caller said, and its state now.</summary>
    void Hold(LinkFacts link, ReadOnlySpan<byte> said, ReadOnlySpan<byte> state);
}
