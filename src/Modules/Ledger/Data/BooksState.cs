using System.Data.Common;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Data;

/// <summary>Balances as somebody else's connection sees them.</summary>
internal sealed class BooksState : IBooksState
{
    public async Task<IReadOnlyDictionary<SubaccountId, Money>> BalancesAsync(DbConnection connection, IReadOnlyCollection<SubaccountId> subaccounts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select sub.id, sub.currency, coalesce(balance.balance, 0) from ledger.subaccount sub left join ledger.subaccount_balance balance on balance.id = sub.id where sub.id = any ($1)
            """, (NpgsqlConnection)connection).With(subaccounts.Select(id => id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var balances = new Dictionary<SubaccountId, Money>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // One that is there twice is for the books' own proof to tell.
            balances.TryAdd(SubaccountId.From(reader.GetGuid(0)), new Money(reader.GetInt64(2), ChartStore.Unit(reader.GetString(1))));
        }

        return balances;
    }

    public async Task<Money?> AccountBalanceAsync(DbConnection connection, AccountRef account, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection);
        var chart = await ChartStore.ReadAsync(batch, cancellationToken);
        return chart.Find(account, store: null) is { } found ? await SubaccountLines.AccountBalanceAsync((NpgsqlConnection)connection, found, cancellationToken) : null;
    }

    public async Task<IReadOnlyDictionary<SubaccountId, Money>> SumsAsync(DbConnection connection, IReadOnlyCollection<SubaccountId> subaccounts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select sub.id, sub.currency, (case when account.normal_side = 'debit' then 1 else -1 end
                * (coalesce((select sum(amount) from ledger.line where debit_sub = sub.id), 0) - coalesce((select sum(amount) from ledger.line where credit_sub = sub.id), 0)))::bigint
            from ledger.subaccount sub join ledger.account on account.id = sub.account_id where sub.id = any ($1)
            """, (NpgsqlConnection)connection).With(subaccounts.Select(id => id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sums = new Dictionary<SubaccountId, Money>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sums.TryAdd(SubaccountId.From(reader.GetGuid(0)), new Money(reader.GetInt64(2), ChartStore.Unit(reader.GetString(1))));
        }

        return sums;
    }

    public Task<Money?> DocumentsBalanceAsync(DbConnection connection, AccountRef account, IReadOnlyCollection<string> documentTypes, CancellationToken cancellationToken) =>
        LeftAsync(connection, account, "entry.document_type = any ($2)", documentTypes.ToArray(), cancellationToken);

    public Task<Money?> EntriesBalanceAsync(DbConnection connection, AccountRef account, IReadOnlyCollection<EntryId> entries, CancellationToken cancellationToken) =>
        LeftAsync(connection, account, "entry.id = any ($2)", entries.Select(id => id.Value).ToArray(), cancellationToken);

    /// <summary>What some entries have left in an account.</summary>
    private static async Task<Money?> LeftAsync(DbConnection connection, AccountRef account, string which, SqlValue values, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection);
        if ((await ChartStore.ReadAsync(batch, cancellationToken)).Find(account, store: null) is not { } found)
        {
            return null;
        }

        await using var command = new NpgsqlCommand($"""
            select coalesce(sum(case when line.debit = $1 then line.amount else 0 end - case when line.credit = $1 then line.amount else 0 end), 0)::bigint
            from ledger.entry join ledger.line on line.entry_key = entry.key where {which} and (line.debit = $1 or line.credit = $1)
            """, (NpgsqlConnection)connection) { CommandTimeout = 0 }.With(found.Id.Value, values);
        var debit = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return new Money(found.NormalSide == Side.Debit ? debit : -debit, found.Currency);
    }
}
