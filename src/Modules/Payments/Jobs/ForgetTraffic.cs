using System.Globalization;
using Aisle.Modules.Payments.Data;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Payments.Jobs;

/// <summary>Deletes what was said with providers once it is too old, or too much.</summary>
internal sealed class ForgetTraffic(TrafficLog traffic, PaymentsOptions options, TimeProvider time) : IScheduledJob
{
    public const string Name = "payments.forget_traffic";

    private const int Batch = 2_000;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (before, deleted, batch) = (time.GetUtcNow().AddDays(-options.TrafficDays), 0, Batch);
        while (batch == Batch)
        {
            batch = await traffic.ForgetAsync(before, options.TrafficRows, Batch, cancellationToken);
            deleted += batch;
            await run.NoteAsync(deleted.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }
    }
}
