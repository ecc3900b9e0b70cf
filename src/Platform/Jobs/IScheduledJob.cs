namespace Aisle.Platform.Jobs;

/// <summary>
/// Work that is done now and then, by one host at a time, e.g. deleting what is too old. It is made anew for each run, from
/// a scope of its own.
/// </summary>
/// <remarks>
/// A run whose host is killed is begun again by another, so it must do no harm twice: it commits in small steps, and each
/// step finds by itself what is left to do. An exception ends the run, not the schedule.
/// </remarks>
public interface IScheduledJob
{
    /// <summary>Does the work.</summary>
    /// <param name="run">This run: who asked for it, and where it says how far it is.</param>
    /// <param name="cancellationToken">
    /// Set when the host stops, or when others have given this run up. A run that then throws
    /// <see cref="OperationCanceledException"/> is begun again by another host.
    /// </param>
    Task RunAsync(JobRun run, CancellationToken cancellationToken);
}
