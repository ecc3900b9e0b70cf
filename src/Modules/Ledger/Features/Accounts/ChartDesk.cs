using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// Changes of the chart, one at a time and alone against posting: whoever changes it holds the gate that every posting shares,
/// and reads what is there once the gate is theirs. Each change is sealed and audited, and empties the memory of every host.
/// </summary>
internal sealed class ChartDesk(UnitOfWork work, OpenBooks books, SealBell bell, CallerContext caller, TimeProvider time)
{
    /// <summary>Opens the books where they are not, before the transaction.</summary>
    public async Task<Error?> OpenAsync(CancellationToken cancellationToken) => await books.ChartAsync(cancellationToken) is { IsFailure: true } closed ? closed.FirstError : null;

    /// <summary>The chart, with nobody posting or changing it until the transaction ends.</summary>
    public async Task<Chart> LockAsync(CancellationToken cancellationToken)
    {
        await using (var alone = await work.CommandAsync("select pg_advisory_xact_lock(ledger.gate())", cancellationToken))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        return await ChartStore.LoadAsync(work, cancellationToken);
    }

    /// <summary>Writes a new account.</summary>
    public async Task AddAsync(Account account, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        foreach (var command in OpenBooks.Commands(account, time.GetUtcNow(), caller.Caller.Writer()))
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        Tell("ledger.account.add", before: null, account);
    }

    /// <summary>Writes accounts as they are now, each as its next version. Roles are taken away from all before any is given.</summary>
    public async Task ChangeAsync(string action, IReadOnlyList<(Account Before, Account After)> changes, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from ledger.account_role where account_id = any ($1)").With(changes.Select(change => change.After.Id.Value).ToArray()));
        foreach (var (_, after) in changes)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("update ledger.account set name = $2::jsonb, dimensions = $3::jsonb, closed_at = $4, version = $5, updated_at = $6 where id = $1").With(
                after.Id.Value, JsonSerializer.Serialize(after.Name, JsonDefaults.Options), JsonSerializer.Serialize(after.Dimensions, JsonDefaults.Options), after.ClosedAt, after.Version, time.GetUtcNow()));
            foreach (var role in after.Roles)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into ledger.account_role (role, key, store_id, account_id) values ($1, $2, $3, $4)")
                    .With(role.Role, role.Key, role.StoreId?.Value ?? Guid.Empty, after.Id.Value));
            }

            batch.BatchCommands.Add(Tail.Command("account", after.Id.Value, after.Version, Canonical.Account(after), time.GetUtcNow(), caller.Caller.Writer()));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (before, after) in changes)
        {
            Tell(action, before, after);
        }
    }

    private void Tell(string action, Account? before, Account after)
    {
        work.Audit(new AuditEntry(action, "ledger.account", after.Code, $"{after.Code} {after.Name.In("en")}", before, after, after.StoreId?.Value));
        work.Changed(LedgerModule.Tag);
        work.AfterCommit(bell.Ring);
    }
}
