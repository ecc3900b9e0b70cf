using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Inventory.Jobs;

/// <summary>Frees what reservations keep whose time is over.</summary>
internal sealed class ExpireReservations(UnitOfWork work, TimeProvider time) : IScheduledJob
{
    private const int Batch = 200;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var ended = 0;
        while (true)
        {
            var done = await work.RunAsync<int>(async stop =>
            {
                await using var command = (await work.CommandAsync("select inventory.expire_reservations($1, $2)", stop)).With(time.GetUtcNow(), Batch);
                return await command.ExecuteScalarAsync(stop) is int count ? count : 0;
            }, cancellationToken);
            ended += done.IsSuccess ? done.Value : 0;
            if (done.IsFailure || done.Value < Batch)
            {
                break;
            }
        }

        await run.NoteAsync($"{ended} reservations expired.", cancellationToken);
    }
}
