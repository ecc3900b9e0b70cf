using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Inventory.Jobs;

/// <summary>Adds up what was sold by day. It looks back further than it must: what was under way when it ran last is seen the next time.</summary>
internal sealed class SumSales(UnitOfWork work, TimeProvider time) : IScheduledJob
{
    private static readonly TimeSpan _back = TimeSpan.FromHours(26);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var days = await work.RunAsync<int>(async stop =>
        {
            // The first time everything there is.
            await using var first = await work.CommandAsync("select not exists (select from inventory.sales_day)", stop);
            DateTimeOffset since = await first.ExecuteScalarAsync(stop) is true ? DateTimeOffset.UnixEpoch : time.GetUtcNow() - _back;
            await using var command = (await work.CommandAsync("select inventory.sum_sales($1)", stop)).With(since);
            command.CommandTimeout = 0;
            return await command.ExecuteScalarAsync(stop) is int count ? count : 0;
        }, cancellationToken);
        await run.NoteAsync($"Sales of {(days.IsSuccess ? days.Value : 0)} days were added up.", cancellationToken);
    }
}
