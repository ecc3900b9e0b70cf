using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Support;

/// <summary>Runs a job of a shop now, instead of waiting for its time.</summary>
internal static class JobRuns
{
    /// <summary>Runs it to its end.</summary>
    public static async Task RunJobAsync(this IServiceProvider services, string name)
    {
        var board = services.GetRequiredService<JobBoard>();
        async Task<JobRunRecord?> LastAsync() => (await board.ListAsync(TestContext.Current.CancellationToken)).Single(job => job.Name == name).LastRun;
        var before = (await LastAsync())?.Id;
        // While it runs by itself it cannot be asked for.
        await Eventually.IsAsync(async () => (await board.RunNowAsync(name, "test", TestContext.Current.CancellationToken)).IsSuccess);
        await Eventually.IsAsync(async () => await LastAsync() is { Outcome: not JobOutcome.Running } run && run.Id != before);
    }
}
