using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Ledger.Features;

/// <summary>What is looked for in the journal. What is null does not matter.</summary>
/// <param name="From">First business date.</param>
/// <param name="To">Last business date.</param>
/// <param name="Since">Recorded at or after.</param>
/// <param name="Accounts">With a line on one of these accounts.</param>
/// <param name="Subaccount">With a line on this sub-account.</param>
/// <param name="Store">With a line of this store.</param>
/// <param name="Series">Of this series.</param>
/// <param name="Year">Of this fiscal year.</param>
/// <param name="Number">With this number.</param>
/// <param name="DocumentType">Of documents of this type.</param>
/// <param name="DocumentId">Of this document.</param>
/// <param name="Kind">Of this kind.</param>
/// <param name="Least">With a line of at least so much, in minor units of the currency of the books.</param>
/// <param name="Most">With a line of at most so much.</param>
/// <param name="Words">With this text in the memo.</param>
/// <param name="PostedBy">Written by this user or API key.</param>
internal sealed record EntryFilter(
    DateOnly? From = null, DateOnly? To = null, DateTimeOffset? Since = null, IReadOnlyList<AccountId>? Accounts = null, SubaccountId? Subaccount = null, StoreId? Store = null,
    string? Series = null, int? Year = null, long? Number = null, string? DocumentType = null, string? DocumentId = null, string? Kind = null,
    long? Least = null, long? Most = null, string? Words = null, Guid? PostedBy = null);

/// <summary>Finds entries, each list in one statement.</summary>
internal sealed class EntryQuery(UnitOfWork work, ChartStore charts, DocumentTypes documents)
{
    /// <summary>The orders there are.</summary>
    public static string[] Sorts { get; } = ["-date", "date", "-recorded", "recorded"];

    private const string Columns = """
        entry.id, entry.kind, entry.series, entry.year, seal.number, entry.business_date, entry.recorded_at, entry.document_type, entry.document_id, entry.memo,
        array(select line.currency || ' ' || sum(line.amount) from ledger.line where line.entry_key = entry.key group by line.currency order by line.currency), entry.rule, entry.posted_by, entry.key
        """;

    private const string OneSql = $"""
        select {Columns}, entry.attachments, encode(entry.hash, 'hex'), seal.sequence, encode(seal.chain, 'hex'), entry.reverses, reversal.id, entry.corrects,
            array(select mending.id from ledger.entry mending where mending.corrects = entry.id order by mending.key),
            array(select other.id from ledger.entry other where other.link_id = entry.link_id and other.id <> entry.id order by other.key), entry.hold_id
        from ledger.entry left join ledger.seal on seal.entry_key = entry.key left join ledger.entry reversal on reversal.reverses = entry.id
        where entry.id = any ($1)
        """;

    private const string LinesSql = """
        select line.entry_key, line.no, line.debit, line.debit_sub, line.credit, line.credit_sub, line.amount, line.currency, line.store_id, line.memo
        from ledger.line join ledger.entry on entry.key = line.entry_key where entry.id = any ($1) order by line.entry_key, line.no
        """;

    /// <summary>Entries with all there is of them, in the order of their ids as given; those that are not there are left out.</summary>
    public async Task<IReadOnlyList<EntryAnswer>> FindAsync(IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
    {
        var chart = await charts.GetAsync(cancellationToken);
        var wanted = ids.Select(id => id.Value).ToArray();
        ILookup<long, EntryLine> lines;
        await using (var command = (await work.CommandAsync(LinesSql, cancellationToken)).With([wanted]))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            lines = (await reader.ListAsync(row => (Key: row.GetInt64(0), Line: Line(row, chart)), cancellationToken)).ToLookup(row => row.Key, row => row.Line);
        }

        await using var heads = (await work.CommandAsync(OneSql, cancellationToken)).With([wanted]);
        await using var found = await heads.ExecuteReaderAsync(cancellationToken);
        var answers = (await found.ListAsync(row => Whole(Row(row), row, [.. lines[row.GetInt64(13)]]), cancellationToken)).ToDictionary(answer => answer.Id);
        return [.. ids.Where(answers.ContainsKey).Select(id => answers[id])];
    }

    /// <summary>An entry; null where there is none.</summary>
    public async Task<EntryAnswer?> OneAsync(EntryId id, CancellationToken cancellationToken) => await FindAsync([id], cancellationToken) is [var found] ? found : null;

    /// <summary>The heads of entries, without lines, by id.</summary>
    public async Task<IReadOnlyDictionary<EntryId, EntryRow>> HeadsAsync(IReadOnlyCollection<EntryId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<EntryId, EntryRow>();
        }

        await using var command = (await work.CommandAsync($"select {Columns} from ledger.entry left join ledger.seal on seal.entry_key = entry.key where entry.id = any ($1)", cancellationToken))
            .With([ids.Select(id => id.Value).ToArray()]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(Row, cancellationToken)).ToDictionary(row => row.Id);
    }

    /// <summary>The series there are, read off the index of numbers: as many steps as there are series, however long the journal is.</summary>
    public async Task<IReadOnlyList<string>> SeriesAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("""
            with recursive step as (
                (select series from ledger.seal where number is not null order by series limit 1)
                union all
                select (select seal.series from ledger.seal where seal.number is not null and seal.series > step.series order by seal.series limit 1) from step where step.series is not null)
            select series from step where series is not null
            """, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => row.GetString(0), cancellationToken);
    }

    /// <summary>A page of entries.</summary>
    public async Task<Page<EntryRow>> ListAsync(EntryFilter filter, string sort, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = Conditions(command, filter);
        var (isBack, isByDate) = (sort.StartsWith('-'), sort.EndsWith("date", StringComparison.Ordinal));
        var after = isBack ? "<" : ">";
        if (cursor is not null && Position(cursor.Key) is var (day, key))
        {
            command.With(key);
            var place = Parameter(command);
            if (isByDate)
            {
                command.With(day);
                conditions.Add($"(entry.business_date, entry.key) {after} ({Parameter(command)}, {place})");
            }
            else
            {
                conditions.Add($"entry.key {after} {place}");
            }
        }

        command.With(limit + 1);
        var direction = isBack ? " desc" : "";
        command.CommandText = $"""
            select {Columns} from ledger.entry left join ledger.seal on seal.entry_key = entry.key
            {(conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions))}
            order by {(isByDate ? $"entry.business_date{direction}, " : "")}entry.key{direction} limit {Parameter(command)}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (Row: Row(row), Key: row.GetInt64(13)), cancellationToken);
        var next = rows.Count > limit
            ? new Cursor(sort, string.Create(CultureInfo.InvariantCulture, $"{rows[limit - 1].Row.Date:yyyy-MM-dd} {rows[limit - 1].Key}"), rows[limit - 1].Row.Id.Value).ToString()
            : null;
        return new Page<EntryRow>([.. rows.Take(limit).Select(row => row.Row)], next);
    }

    /// <summary>Whether the key of a cursor is one of ours.</summary>
    public static (DateOnly Day, long Key)? Position(string key)
    {
        var parts = key.Split(' ');
        return parts is [var day, var number] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? (date, at) : null;
    }

    /// <summary>The accounts of lines by their names.</summary>
    public static LineAccount Account(Chart chart, AccountId id, SubaccountId? sub) => chart.Find(id) is { } account ? new LineAccount(account.Code, account.Name, sub) : new LineAccount(id.ToString(), LocalText.Empty, sub);

    private static List<string> Conditions(NpgsqlCommand command, EntryFilter filter)
    {
        var conditions = new List<string>();
        void Add(object? value, string condition)
        {
            if (value is not null)
            {
                command.With(SqlValue.Of(value));
                conditions.Add(condition.Replace("$?", Parameter(command), StringComparison.Ordinal));
            }
        }

        Add(filter.From, "entry.business_date >= $?");
        Add(filter.To, "entry.business_date <= $?");
        Add(filter.Since, "entry.recorded_at >= $?");
        Add(filter.Accounts?.Select(account => account.Value).ToArray(), "exists (select from ledger.line where line.entry_key = entry.key and (line.debit = any ($?) or line.credit = any ($?)))");
        Add(filter.Subaccount?.Value, "exists (select from ledger.line where line.entry_key = entry.key and (line.debit_sub = $? or line.credit_sub = $?))");
        Add(filter.Store?.Value, "exists (select from ledger.line where line.entry_key = entry.key and line.store_id = $?)");
        Add(filter.Series, "entry.series = $?");
        Add(filter.Year, "entry.year = $?");
        Add(filter.Number, "seal.number = $?");
        Add(filter.DocumentType, "entry.document_type = $?");
        Add(filter.DocumentId, "entry.document_id = $?");
        Add(filter.Kind, "entry.kind = $?");
        if (filter.Least is not null || filter.Most is not null)
        {
            command.With(filter.Least ?? 0L);
            var least = Parameter(command);
            Add(filter.Most ?? long.MaxValue, $"exists (select from ledger.line where line.entry_key = entry.key and line.amount between {least} and $?)");
        }

        Add(filter.Words is { Length: > 0 } words ? $"%{Sql.Literal(words)}%" : null, "entry.memo ilike $?");
        Add(filter.PostedBy, "entry.posted_by = $?");
        return conditions;
    }

    private static string Parameter(NpgsqlCommand command) => string.Create(CultureInfo.InvariantCulture, $"${command.Parameters.Count}");

    private EntryRow Row(NpgsqlDataReader row) => new(
        EntryId.From(row.GetGuid(0)), Words.To<EntryKind>(row.GetString(1)), row.GetString(2), row.GetInt32(3), row.WholeOrNull(4), row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateTimeOffset>(6),
        Document(row.GetString(7), row.GetString(8)), row.GetString(9), [.. row.GetFieldValue<string[]>(10).Select(Total)], row.TextOrNull(11), row.IdOrNull(12));

    private static EntryAnswer Whole(EntryRow head, NpgsqlDataReader row, IReadOnlyList<EntryLine> lines) => new(
        head.Id, head.Kind, head.Series, head.Year, head.Number, head.Date, head.RecordedAt, head.Document, head.Memo, head.Totals, head.Rule, head.PostedBy,
        lines, row.GetFieldValue<string[]>(14), row.GetString(15), row.WholeOrNull(16), row.TextOrNull(17), Entry(row, 18), Entry(row, 19), Entry(row, 20),
        [.. row.GetFieldValue<Guid[]>(21).Select(EntryId.From)], [.. row.GetFieldValue<Guid[]>(22).Select(EntryId.From)], row.IdOrNull(23) is { } hold ? HoldId.From(hold) : null);

    private static EntryId? Entry(NpgsqlDataReader row, int column) => row.IdOrNull(column) is { } id ? EntryId.From(id) : null;

    private static EntryLine Line(NpgsqlDataReader row, Chart chart) => new(
        row.GetInt16(1), Account(chart, AccountId.From(row.GetGuid(2)), Sub(row, 3)), Account(chart, AccountId.From(row.GetGuid(4)), Sub(row, 5)),
        new Money(row.GetInt64(6), ChartStore.Unit(row.GetString(7))), row.IdOrNull(8) is { } store ? StoreId.From(store) : null, row.TextOrNull(9));

    private static SubaccountId? Sub(NpgsqlDataReader row, int column) => row.IdOrNull(column) is { } id ? SubaccountId.From(id) : null;

    private static Money Total(string text)
    {
        var parts = text.Split(' ');
        return new Money(long.Parse(parts[1], CultureInfo.InvariantCulture), ChartStore.Unit(parts[0]));
    }

    private EntryDocument Document(string type, string id) =>
        new(type, id, documents.Find(type)?.Page is { } page ? string.Format(CultureInfo.InvariantCulture, page, Uri.EscapeDataString(id)) : null);
}
