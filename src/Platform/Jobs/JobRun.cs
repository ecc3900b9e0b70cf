namespace Aisle.Platform.Jobs;

/// <summary>A run, as the job itself sees it.</summary>
public sealed class JobRun
{
    private static readonly TimeSpan _betweenNotes = TimeSpan.FromMilliseconds(250);

    private readonly JobHistory _history;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancel;
    private long? _noted;

    internal JobRun(JobHistory history, TimeProvider time, CancellationTokenSource cancel, Guid id, string job, DateTimeOffset dueAt, string? askedBy)
    {
        (_history, _time, _cancel, Id, Job, DueAt, AskedBy) = (history, time, cancel, id, job, dueAt, askedBy);
    }

    /// <summary>Id of the run in the history.</summary>
    public Guid Id { get; }

    /// <summary>Name of the job.</summary>
    public string Job { get; }

    /// <summary>The moment for which it was meant: what the schedule said, not when a host found time.</summary>
    public DateTimeOffset DueAt { get; }

    /// <summary>Who asked for it, or null when it runs by schedule.</summary>
    public string? AskedBy { get; }

    /// <summary>What was noted last.</summary>
    internal string? LastNote { get; private set; }

    /// <summary>
    /// Says how far the run is, e.g. <c>1,200 of 5,000</c>. The last note stays in the history. Call it as often as you like:
    /// it writes a few times a second at most.
    /// </summary>
    /// <exception cref="OperationCanceledException">The others have given this run up and may have begun it again.</exception>
    public async Task NoteAsync(string note, CancellationToken cancellationToken)
    {
        LastNote = note;
        if (_noted is { } before && _time.GetElapsedTime(before) < _betweenNotes)
        {
            return;
        }

        _noted = _time.GetTimestamp();
        if (!await _history.NoteAsync(Id, note, cancellationToken))
        {
            await _cancel.CancelAsync();
            throw new OperationCanceledException("This run was given up.", _cancel.Token);
        }
    }
}
