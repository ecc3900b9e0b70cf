namespace Aisle.Platform.Caching;

/// <summary>
/// Lets all who ask for the same thing while it is being read wait together for the next read of it, instead of reading it once
/// for each: at most one read of a thing runs at a time, and whoever asks gets what was read after they asked. Nothing is kept.
/// </summary>
/// <typeparam name="TKey">What is asked for.</typeparam>
/// <typeparam name="TValue">What is read. Several get the same one, so nobody may change it.</typeparam>
public sealed class SharedReads<TKey, TValue> where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Turn> _last = [];

    /// <summary>What <paramref name="read"/> answers, or what the read of somebody else answers that began after this was called.</summary>
    /// <param name="key">Whoever names the same key takes the same answer.</param>
    /// <param name="read">Reads; whether this reader goes away or not, since others may wait for it.</param>
    /// <param name="cancellationToken">Ends the waiting for somebody else's read.</param>
    public async Task<TValue> ReadAsync(TKey key, Func<Task<TValue>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        Task<TValue>? others = null;
        Task? before = null;
        Turn? own = null;
        lock (_gate)
        {
            if (_last.TryGetValue(key, out var last) && !last.HasBegun)
            {
                others = last.Answer;
            }
            else
            {
                (before, own) = (last?.Answer, new Turn { HasBegun = last is null });
                _last[key] = own;
            }
        }

        return own is null ? await others!.WaitAsync(cancellationToken) : await ReadAsync(key, read, own, before);
    }

    private async Task<TValue> ReadAsync(TKey key, Func<Task<TValue>> read, Turn turn, Task? before)
    {
        if (before is not null)
        {
            // How it ended is told to those who asked for it.
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                turn.HasBegun = true;
            }
        }

        try
        {
            var value = await read();
            End(key, turn)?.SetResult(value);
            return value;
        }
        catch (Exception fault)
        {
            End(key, turn)?.SetException(fault);
            throw;
        }
    }

    /// <summary>Those who wait, if there are any.</summary>
    private TaskCompletionSource<TValue>? End(TKey key, Turn turn)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_last[key], turn))
            {
                _last.Remove(key);
            }

            return turn.Waiting;
        }
    }

    private sealed class Turn
    {
        public bool HasBegun { get; set; }

        public TaskCompletionSource<TValue>? Waiting { get; private set; }

        /// <summary>For those who wait. They go on by themselves, and not one after the other behind the reader.</summary>
        public Task<TValue> Answer => (Waiting ??= new TaskCompletionSource<TValue>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }
}
