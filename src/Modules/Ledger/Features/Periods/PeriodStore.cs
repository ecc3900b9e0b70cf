using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Months with their state. One that nobody has closed yet has no row.</summary>
internal sealed class PeriodStore(UnitOfWork work, TimeProvider time)
{
    private const string YearSql = """
        select month::date, coalesce(period.state, 'open'),
               (select count(*) from ledger.entry where business_date >= month::date and business_date < (month + interval '1 month')::date),
               reopening.reason, reopening.asked_name, reopening.asked_by, reopening.asked_at
        from generate_series($1::date::timestamp, $2::date::timestamp, interval '1 month') month
        left join ledger.period on period.starts_on = month::date
        left join ledger.reopening on reopening.period_id = period.id and reopening.state = 'asked'
        order by month
        """;

    /// <summary>The months of a fiscal year, with whether its result has been carried into equity.</summary>
    public async Task<FiscalYearRecord> YearAsync(Book book, int year, CancellationToken cancellationToken)
    {
        var (from, to) = (book.StartOf(year), book.EndOf(year));
        await using var command = (await work.CommandAsync(YearSql, cancellationToken)).With(from, to);
        List<PeriodRecord> months;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            months = await reader.ListAsync(row => new PeriodRecord(
                Month.Text(row.GetFieldValue<DateOnly>(0)), year, row.GetFieldValue<DateOnly>(0), Month.Last(row.GetFieldValue<DateOnly>(0)), row.GetString(1), row.GetInt64(2),
                row.TextOrNull(3) is { } reason ? new ReopeningRecord(reason, row.GetString(4), row.GetGuid(5), row.GetFieldValue<DateTimeOffset>(6)) : null), cancellationToken);
        }

        return new FiscalYearRecord(year, from, to, await IsYearClosedAsync(from, to, cancellationToken), months);
    }

    /// <summary>Whether an entry that closes the year stands and was not taken back.</summary>
    public async Task<bool> IsYearClosedAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select exists (select from ledger.entry where kind = 'closing' and business_date >= $1 and business_date <= $2
                and not exists (select from ledger.entry reversal where reversal.reverses = entry.id))
            """, cancellationToken)).With(from, to);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>
    /// Waits until nobody posts, and keeps everybody from posting until the commit: what is then decided about a period holds for
    /// every entry. Gives up after some seconds, because sales must go on.
    /// </summary>
    public async Task<Error?> AloneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = await work.CommandAsync("set local lock_timeout = '5s'; select pg_advisory_xact_lock(ledger.gate()); set local lock_timeout = 0", cancellationToken);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (Npgsql.PostgresException fault) when (string.Equals(fault.SqlState, Npgsql.PostgresErrorCodes.LockNotAvailable, StringComparison.Ordinal))
        {
            return new Error("ledger.busy", "Somebody has been posting for several seconds; try again in a moment.", ErrorKind.Unavailable);
        }
    }

    /// <summary>The month, to be changed; null where nobody has closed it yet.</summary>
    public async Task<Period?> LockAsync(DateOnly first, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select id, ends_on, state = 'closed', version from ledger.period where starts_on = $1 for update", cancellationToken)).With(first);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Period(PeriodId.From(reader.GetGuid(0)), first, reader.GetFieldValue<DateOnly>(1), reader.GetBoolean(2), reader.GetInt32(3)) : null;
    }

    /// <summary>Writes a state of a month, to be sealed.</summary>
    public async Task WriteAsync(Period period, Guid? by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using (var command = (await work.CommandAsync("""
            insert into ledger.period (id, starts_on, ends_on, state, version, updated_at) values ($1, $2, $3, $4, $5, $6)
            on conflict (id) do update set state = excluded.state, version = excluded.version, updated_at = excluded.updated_at
            """, cancellationToken)).With(period.Id.Value, period.StartsOn, period.EndsOn, period.IsClosed ? "closed" : "open", period.Version, now))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await Tail.AddAsync(work, "period", period.Id.Value, period.Version, Canonical.Period(period), now, by, cancellationToken);
        work.Changed(LedgerModule.Tag);
    }
}
