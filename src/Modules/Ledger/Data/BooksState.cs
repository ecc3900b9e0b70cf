using System.Data.Common;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
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
}
