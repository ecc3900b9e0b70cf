using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Npgsql;

namespace Aisle.Modules.Wallets.Jobs;

/// <summary>Removes tries to look at cards that no longer count.</summary>
internal sealed class ForgetAttempts(NpgsqlDataSource database, WalletClock clock) : IScheduledJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from wallets.attempt where at < $1").With(clock.Now - TimeSpan.FromMinutes(10));
        await run.NoteAsync($"{await command.ExecuteNonQueryAsync(cancellationToken)} rows removed.", cancellationToken);
    }
}
