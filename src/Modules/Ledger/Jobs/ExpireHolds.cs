using System.Globalization;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Npgsql;

namespace Aisle.Modules.Ledger.Jobs;

/// <summary>Ends holds whose time has come. Who wants what such a hold keeps has it ended at once; this is for those nobody asks about.</summary>
internal sealed class ExpireHolds(NpgsqlDataSource database, SealBell bell, TimeProvider time) : IScheduledJob
{
    public const string Name = "ledger.expire_holds";

    private const int Batch = 500;

    public static JobSchedule Schedule { get; } = JobSchedule.Every(TimeSpan.FromMinutes(1));

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (all, some) = (0, Batch);
        while (some == Batch)
        {
            await using var command = database.CreateCommand("select ledger.expire_holds($1, $2)").With(time.GetUtcNow(), Batch);
            some = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
            all += some;
            bell.Ring();
        }

        await run.NoteAsync(all.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }
}
