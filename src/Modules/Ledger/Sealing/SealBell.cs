namespace Aisle.Modules.Ledger.Sealing;

/// <summary>Rung in the process that has written: the sealer need not wait for its next look.</summary>
internal sealed class SealBell
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is rung next.</summary>
    public Task Next => _next.Task;

    /// <summary>Rings.</summary>
    public void Ring()
    {
        if (!_next.Task.IsCompleted)
        {
            _next.TrySetResult();
        }
    }

    /// <summary>Made ready before a look, so that no ring is lost between the look and the wait.</summary>
    public void Reset() => _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
}
