namespace Aisle.Platform.Jobs;

/// <summary>A job as it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TextKey">Key of its label.</param>
/// <param name="Schedule">When it runs by itself.</param>
/// <param name="NextRun">When it does next; null when it is paused, runs only on request, or no worker has started yet.</param>
/// <param name="Pause">Since when and by whom it is paused; null when it is not.</param>
/// <param name="LastRun">The run that began last, which may still go on.</param>
public sealed record JobState(string Name, string TextKey, JobSchedule Schedule, DateTimeOffset? NextRun, JobPause? Pause, JobRunRecord? LastRun)
{
    /// <summary>Whether it does not run by itself for now.</summary>
    public bool IsPaused => Pause is not null;

    /// <summary>Whether a host is at it.</summary>
    public bool IsRunning => LastRun is { Outcome: JobOutcome.Running };
}

/// <summary>That somebody paused a job.</summary>
/// <param name="By">Who.</param>
/// <param name="At">Since when.</param>
public sealed record JobPause(string By, DateTimeOffset At);

/// <summary>A run in the history.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Host">The process that ran it.</param>
/// <param name="AskedBy">Who asked for it; null when it ran by schedule.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended, or when it was found to be lost; null while it goes on.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Note">What it said last about how far it was.</param>
/// <param name="Error">What went wrong.</param>
public sealed record JobRunRecord(
    Guid Id, string Job, string Host, string? AskedBy, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, JobOutcome Outcome, string? Note, string? Error);
