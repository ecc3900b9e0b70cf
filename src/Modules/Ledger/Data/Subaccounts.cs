using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Data;

/// <summary>Sub-accounts with their bounds and balances.</summary>
internal sealed class Subaccounts(UnitOfWork work)
{
    private const string FindSql = """
        select sub.id, account.code, sub.owner, sub.currency, coalesce(balance.balance, 0), coalesce(balance.held, 0), sub.floor, sub.ceiling, sub.closed_at, sub.version
        from ledger.subaccount sub join ledger.account on account.id = sub.account_id left join ledger.subaccount_balance balance on balance.id = sub.id
        where sub.id = any ($1)
        """;

    public async Task<SubaccountRecord?> FindAsync(SubaccountId id, CancellationToken cancellationToken) => await FindAsync([id], cancellationToken) is [var found] ? found : null;

    public async Task<IReadOnlyList<SubaccountRecord>> FindAsync(IReadOnlyCollection<SubaccountId> ids, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(FindSql, cancellationToken)).With(ids.Select(id => id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(Read, cancellationToken);
    }

    public async Task<Result<SubaccountId>> OpenAsync(NewSubaccount wanted, Account account, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        if (!IsSound(wanted))
        {
            return Unsound;
        }

        await using var insert = (await work.CommandAsync("""
            insert into ledger.subaccount (id, account_id, owner, currency, floor, ceiling, updated_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing
            """, cancellationToken)).With(wanted.Id.Value, account.Id.Value, wanted.Owner, account.Currency.Code, wanted.Floor, wanted.Ceiling, at);
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            var there = await FindAsync(wanted.Id, cancellationToken);
            return string.Equals(there!.Owner, wanted.Owner, StringComparison.Ordinal) && string.Equals(there.Account, account.Code, StringComparison.Ordinal)
                && there.Floor == wanted.Floor && there.Ceiling == wanted.Ceiling ? wanted.Id : LedgerErrors.Contradiction("id");
        }

        if (wanted.Floor is not null || wanted.Ceiling is not null)
        {
            var made = await BoundAsync(wanted.Id, wanted.Floor, wanted.Ceiling, cancellationToken);
            if (made.IsFailure)
            {
                return made.Errors.ToArray();
            }
        }

        await Tail.AddAsync(work, "subaccount", wanted.Id.Value, 1, Canonical.Subaccount(wanted.Id, account.Id, wanted.Owner, account.Currency.Code, wanted.Floor, wanted.Ceiling, closed: null, 1), at, by, cancellationToken);
        return wanted.Id;
    }

    /// <summary>Opens new ones below one account: three statements, however many.</summary>
    public async Task<Result<int>> OpenAllAsync(IReadOnlyList<NewSubaccount> wanted, Account account, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        if (wanted.Any(one => !IsSound(one)))
        {
            return Unsound;
        }

        var (ids, floors, ceilings) = (wanted.Select(one => one.Id.Value).ToArray(), wanted.Select(one => one.Floor).ToArray(), wanted.Select(one => one.Ceiling).ToArray());
        var hashes = wanted.Select(one => Canonical.Subaccount(one.Id, account.Id, one.Owner, account.Currency.Code, one.Floor, one.Ceiling, closed: null, 1)).ToArray();
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into ledger.subaccount (id, account_id, owner, currency, floor, ceiling, updated_at)
            select given.id, $2, given.owner, $3, given.floor, given.ceiling, $4 from unnest($1, $5, $6, $7) given (id, owner, floor, ceiling) on conflict (id) do nothing
            """).With(ids, account.Id.Value, account.Currency.Code, at, wanted.Select(one => one.Owner).ToArray(), floors, ceilings));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into ledger.subaccount_balance (id, floor, ceiling) select * from unnest($1, $2, $3) given (id, floor, ceiling) where floor is not null or ceiling is not null on conflict (id) do nothing
            """).With(ids, floors, ceilings));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into ledger.tail (kind, subject, version, hash, recorded_at, by) select 'subaccount', given.id, 1, given.hash, $3, $4 from unnest($1, $2) given (id, hash)
            """).With(ids, hashes, at, by));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[0].RecordsAffected == wanted.Count ? wanted.Count : LedgerErrors.Contradiction("id");
    }

    public async Task<Result<SubaccountRecord>> ChangeAsync(SubaccountId id, long? floor, long? ceiling, bool isClosed, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        await using var locked = (await work.CommandAsync("select account_id, floor is not null or ceiling is not null from ledger.subaccount where id = $1 for update", cancellationToken)).With(id.Value);
        AccountId account;
        bool wasBounded;
        await using (var reader = await locked.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return LedgerErrors.SubaccountUnknown;
            }

            (account, wasBounded) = (AccountId.From(reader.GetGuid(0)), reader.GetBoolean(1));
        }

        var isBounded = floor is not null || ceiling is not null;
        if (ceiling < floor || isBounded != wasBounded)
        {
            // One without bounds has no balance to be held to, and one with them must not lose its own.
            return Error.Validation("ledger.bounds", "A sub-account with bounds keeps at least one, one without gets none, and a ceiling is not below its floor.", "floor");
        }

        await using var update = (await work.CommandAsync("""
            update ledger.subaccount set floor = $2, ceiling = $3, closed_at = case when $4 then coalesce(closed_at, $5) end, version = version + 1, updated_at = $5 where id = $1
            returning owner, currency, closed_at, version
            """, cancellationToken)).With(id.Value, floor, ceiling, isClosed, at);
        byte[] hash;
        int version;
        await using (var reader = await update.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            version = reader.GetInt32(3);
            hash = Canonical.Subaccount(id, account, reader.GetString(0), reader.GetString(1), floor, ceiling, reader.MomentOrNull(2), version);
        }

        if (isBounded)
        {
            var bound = await BoundAsync(id, floor, ceiling, cancellationToken);
            if (bound.IsFailure)
            {
                return bound.Errors.ToArray();
            }
        }

        await Tail.AddAsync(work, "subaccount", id.Value, version, hash, at, by, cancellationToken);
        return (await FindAsync(id, cancellationToken))!;
    }

    private static Error Unsound { get; } = Error.Validation("ledger.subaccount", "A sub-account has an owner of 1 to 200 characters and a ceiling that is not below its floor.");

    private static bool IsSound(NewSubaccount wanted) => wanted.Owner.Length is > 0 and <= 200 && UnicodeText.IsOneLine(wanted.Owner) && !(wanted.Ceiling < wanted.Floor);

    private async Task<Result<Guid>> BoundAsync(SubaccountId id, long? floor, long? ceiling, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            insert into ledger.subaccount_balance (id, floor, ceiling) values ($1, $2, $3) on conflict (id) do update set floor = excluded.floor, ceiling = excluded.ceiling
            """, cancellationToken)).With(id.Value, floor, ceiling);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return id.Value;
        }
        catch (PostgresException fault) when (string.Equals(fault.SqlState, PostgresErrorCodes.CheckViolation, StringComparison.Ordinal))
        {
            return Error.Conflict("ledger.bound_broken", "The balance is outside of this bound now.");
        }
    }

    private static SubaccountRecord Read(NpgsqlDataReader row)
    {
        var unit = ChartStore.Unit(row.GetString(3));
        return new SubaccountRecord(
            SubaccountId.From(row.GetGuid(0)), row.GetString(1), row.GetString(2), new Money(row.GetInt64(4), unit), new Money(row.GetInt64(5), unit),
            row.WholeOrNull(6), row.WholeOrNull(7), !row.IsDBNull(8), row.GetInt32(9));
    }
}
