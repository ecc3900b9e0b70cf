using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Data;

/// <summary>What has happened to sub-accounts, from their own indexes: a statement costs what it shows, however long the journal is.</summary>
internal sealed class SubaccountLines(UnitOfWork work)
{
    private const string AccountBalanceSql = """
        select coalesce((select sum(debit - credit) from ledger.turnover_month where account_id = $1), 0)
            + coalesce((select sum(case when line.debit = $1 then line.amount else 0 end - case when line.credit = $1 then line.amount else 0 end)
                from ledger.tail join ledger.line on line.entry_key = tail.entry_key where line.debit = $1 or line.credit = $1), 0)
        """;

    /// <summary>Lines of one side, signed as the normal side of the account counts them.</summary>
    private const string Signed = """
        select line.business_date, line.entry_key, line.no, line.memo, case when account.normal_side = 'debit' then line.amount else -line.amount end as amount
        from ledger.line join sub on line.debit_sub = sub.id join ledger.account on account.id = sub.account_id
        {0}
        union all
        select line.business_date, line.entry_key, line.no, line.memo, case when account.normal_side = 'credit' then line.amount else -line.amount end
        from ledger.line join sub on line.credit_sub = sub.id join ledger.account on account.id = sub.account_id
        {0}
        """;

    public async Task<Money?> BalanceAtAsync(SubaccountId subaccount, BusinessDate date, CancellationToken cancellationToken)
    {
        var lines = string.Format(CultureInfo.InvariantCulture, Signed, "where line.business_date <= $2");
        await using var command = (await work.CommandAsync($"""
            with sub as (select id, account_id, currency from ledger.subaccount where id = $1)
            select sub.currency, coalesce((select sum(amount) from ({lines}) lines), 0)::bigint from sub
            """, cancellationToken)).With(subaccount.Value, date.Date);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new Money(reader.GetInt64(1), ChartStore.Unit(reader.GetString(0))) : null;
    }

    public async Task<IReadOnlyList<SubaccountLine>> FindAsync(LineQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var command = (await work.CommandAsync("", cancellationToken)).With(query.Subaccount.Value, Math.Clamp(query.Limit, 1, 1_000));
        var conditions = new List<string> { "true" };
        void Add(string condition, params ReadOnlySpan<SqlValue> values)
        {
            command.With(values);
            conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, [.. Enumerable.Range(command.Parameters.Count - values.Length + 1, values.Length)]));
        }

        if (query.From is { } from)
        {
            Add("line.business_date >= ${0}", from.Date);
        }

        if (query.To is { } to)
        {
            Add("line.business_date <= ${0}", to.Date);
        }

        var (order, beyond) = query.OldestFirst ? ("asc", '>') : ("desc", '<');
        if (query.After is { } after)
        {
            Add($"(line.business_date, line.entry_key, line.no) {beyond} (${{0}}, ${{1}}, ${{2}})", after.Date.Date, after.EntryKey, (short)after.No);
        }

        var side = $"where {string.Join(" and ", conditions)} order by line.business_date {order}, line.entry_key {order}, line.no {order} limit $2";
        // Each side by itself is read along its index as far as the page goes; the balance is that of the first line of the page.
        var picked = string.Format(CultureInfo.InvariantCulture, Signed.Replace("select line.business_date", "(select line.business_date", StringComparison.Ordinal).Replace("{0}", "{0})", StringComparison.Ordinal), side);
        var all = string.Format(CultureInfo.InvariantCulture, Signed, "where (line.business_date, line.entry_key, line.no) <= (select business_date, entry_key, no from top)");
        command.CommandText = $"""
            with sub as (select id, account_id, currency from ledger.subaccount where id = $1),
            page as materialized (select * from ({picked}) sides order by business_date {order}, entry_key {order}, no {order} limit $2),
            top as (select business_date, entry_key, no from page order by business_date {order}, entry_key {order}, no {order} limit 1),
            upto as (select coalesce(sum(amount), 0)::bigint as balance from ({all}) lines)
            select page.business_date, page.entry_key, page.no, entry.id, seal.series || '-' || seal.year || '-' || seal.number, entry.document_type, entry.document_id,
                coalesce(page.memo, entry.memo), entry.recorded_at, page.amount, sub.currency, upto.balance
            from page join ledger.entry on entry.key = page.entry_key left join ledger.seal on seal.entry_key = page.entry_key cross join sub cross join upto
            order by page.business_date {order}, page.entry_key {order}, page.no {order}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (balance, previous) = ((long?)null, 0L);
        return await reader.ListAsync(
            row =>
            {
                var (amount, unit) = (row.GetInt64(9), ChartStore.Unit(row.GetString(10)));
                balance = balance is { } known ? query.OldestFirst ? checked(known + amount) : checked(known - previous) : row.GetInt64(11);
                previous = amount;
                return new SubaccountLine(
                    new LinePlace(new BusinessDate(row.GetFieldValue<DateOnly>(0)), row.GetInt64(1), row.GetInt16(2)), EntryId.From(row.GetGuid(3)), row.TextOrNull(4),
                    new DocumentRef(row.GetString(5), row.GetString(6)), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8), new Money(amount, unit), new Money(balance.Value, unit));
            },
            cancellationToken);
    }

    /// <summary>Sums of what is sealed and the lines of the tail, in one statement: so they are of one moment.</summary>
    public async Task<Money?> AccountBalanceAsync(Account account, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync(AccountBalanceSql, cancellationToken);
        return await AccountBalanceAsync(command, account, cancellationToken);
    }

    /// <summary>The same on any connection.</summary>
    public static async Task<Money> AccountBalanceAsync(NpgsqlConnection connection, Account account, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AccountBalanceSql, connection);
        return await AccountBalanceAsync(command, account, cancellationToken);
    }

    private static async Task<Money> AccountBalanceAsync(NpgsqlCommand command, Account account, CancellationToken cancellationToken)
    {
        var debit = (long)(decimal)(await command.With(account.Id.Value).ExecuteScalarAsync(cancellationToken))!;
        return new Money(account.NormalSide == Side.Debit ? debit : -debit, account.Currency);
    }
}
