namespace Aisle.Platform.Caching;

/// <summary>
/// A small thing kept in memory until a change of its tag: the category tree, the shop. Readers that come while it is
/// being loaded share one load.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
public sealed class ChangeCache<T> : IDisposable where T : class
{
    private readonly ChangeListener _listener;
    private readonly string _tag;
    private readonly Func<CancellationToken, Task<T>> _load;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _turn = new();
    private volatile T? _value;
    private int _generation;

    /// <summary>Keeps what <paramref name="load"/> answers until <paramref name="tag"/> changes.</summary>
    public ChangeCache(ChangeListener listener, string tag, Func<CancellationToken, Task<T>> load)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _listener = listener;
        _tag = tag;
        _load = load;
        listener.Changed += Drop;
    }

    /// <summary>The value, loaded where needed.</summary>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken) =>
        _value is { } value ? ValueTask.FromResult(value) : new ValueTask<T>(LoadAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Changed -= Drop;
        _gate.Dispose();
    }

    private async Task<T> LoadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_value is { } there)
            {
                return there;
            }

            var generation = Volatile.Read(ref _generation);
            var value = await _load(cancellationToken);
            lock (_turn)
            {
                // Without a listener nobody would tell of a change, so nothing is kept. Nor is what changed while it was read.
                if (_listener.IsListening && generation == _generation)
                {
                    _value = value;
                }
            }

            return value;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Drop(string tag)
    {
        if (string.Equals(tag, _tag, StringComparison.Ordinal) || string.Equals(tag, CacheTags.Everything, StringComparison.Ordinal))
        {
            lock (_turn)
            {
                _generation++;
                _value = null;
            }
        }
    }
}
