using Aisle.Contracts.Ledger;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Ledger.Data;

/// <summary>What holds promise.</summary>
internal sealed class Holds(UnitOfWork work)
{
    private const string LinesSql = "select no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, memo from ledger.hold_line where hold_id = $1 order by no";

    /// <summary>The lines of a hold; none where there is no such hold.</summary>
    public async Task<IReadOnlyList<ResolvedLine>> LinesAsync(HoldId hold, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(LinesSql, cancellationToken)).With(hold.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new ResolvedLine(
            row.GetInt16(0), AccountId.From(row.GetGuid(1)), row.IsDBNull(2) ? null : SubaccountId.From(row.GetGuid(2)),
            AccountId.From(row.GetGuid(3)), row.IsDBNull(4) ? null : SubaccountId.From(row.GetGuid(4)),
            row.GetInt64(5), row.GetString(6), row.IsDBNull(7) ? null : row.GetGuid(7), row.TextOrNull(8)), cancellationToken);
    }
}
