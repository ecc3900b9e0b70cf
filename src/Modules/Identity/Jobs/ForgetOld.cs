using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Npgsql;

namespace Aisle.Modules.Identity.Jobs;

/// <summary>Removes what is of no use any more: attempts, tickets, and sessions that ended long ago with their tokens.</summary>
internal sealed class ForgetOld(NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var count = 0;
        foreach (var (sql, before) in ((string, DateTimeOffset)[])
            [
                ("delete from identity.attempt where at < $1", now - TimeSpan.FromMinutes(10)),
                ("delete from identity.ticket where expires_at < $1", now - TimeSpan.FromDays(7)),
                // Used tokens are kept as long as their session, to know one that comes again.
                ("delete from identity.session where expires_at < $1 or ended_at < $1", now - TimeSpan.FromDays(90)),
            ])
        {
            await using var command = database.CreateCommand(sql).With(before);
            count += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await run.NoteAsync($"{count} rows removed.", cancellationToken);
    }
}
