using Aisle.Contracts.Stores;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Inventory.Jobs;

/// <summary>
/// Adds up what was sold by day, and writes down what was out of stock all day. It looks back further than it must: what was under
/// way when it ran last is seen the next time.
/// </summary>
internal sealed class SumSales(UnitOfWork work, IStores stores, TimeProvider time) : IScheduledJob
{
    // As far as last year's season is looked at.
    private const int OutDays = ReorderRule.YearDays + ReorderRule.Days;

    private static readonly TimeSpan _back = TimeSpan.FromHours(26);

    // What was under way when a day ended is written by then.
    private static readonly TimeSpan _settled = TimeSpan.FromHours(1);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var days = await work.RunAsync<int>(async stop =>
        {
            // The first time everything there is.
            await using var first = await work.CommandAsync("select not exists (select from inventory.sales_day)", stop);
            DateTimeOffset since = await first.ExecuteScalarAsync(stop) is true ? DateTimeOffset.UnixEpoch : time.GetUtcNow() - _back;
            await using var command = (await work.CommandAsync("select inventory.sum_sales($1)", stop)).With(since);
            command.CommandTimeout = 0;
            var count = await command.ExecuteScalarAsync(stop) is int summed ? summed : 0;
            var places = (await stores.ShopAsync(stop))?.Stores ?? [];
            await using var outs = (await work.CommandAsync("select inventory.sum_outs($1, $2, $3, $4, $5)", stop)).With(
                places.Select(store => store.Id.Value).ToArray(), places.Select(store => store.TimeZone).ToArray(), places.Select(store => store.DayCutOff).ToArray(), time.GetUtcNow() - _settled, OutDays);
            outs.CommandTimeout = 0;
            await outs.ExecuteNonQueryAsync(stop);
            return count;
        }, cancellationToken);
        await run.NoteAsync($"Sales of {(days.IsSuccess ? days.Value : 0)} days were added up.", cancellationToken);
    }
}
