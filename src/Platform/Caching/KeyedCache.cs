using System.Collections.Concurrent;

namespace Aisle.Platform.Caching;

/// <summary>
/// Many small things by key, kept in memory until a change is told of them. While this host is not told of changes nothing that is
/// kept is used, and what changed while it was read is not kept.
/// </summary>
/// <typeparam name="TKey">What they are asked for by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
public sealed class KeyedCache<TKey, TValue> : IDisposable where TKey : notnull where TValue : class
{
    private readonly ChangeListener _listener;
    private readonly int _most;
    private readonly Func<string, Func<TKey, TValue, bool>?> _about;
    private readonly ConcurrentDictionary<TKey, TValue> _kept = new();
    private int _turn;

    /// <param name="listener">Tells of changes.</param>
    /// <param name="most">As many are kept; when one more comes, all are forgotten.</param>
    /// <param name="about">What a changed tag is about; null where it is about nothing that is kept here.</param>
    public KeyedCache(ChangeListener listener, int most, Func<string, Func<TKey, TValue, bool>?> about)
    {
        ArgumentNullException.ThrowIfNull(listener);
        (_listener, _most, _about) = (listener, most, about);
        listener.Changed += Drop;
    }

    /// <summary>To be read before what is kept is read; what was read in another turn may be of before a change.</summary>
    public int Turn => Volatile.Read(ref _turn);

    /// <summary>What is kept, or null.</summary>
    public TValue? Find(TKey key) => _listener.IsListening ? _kept.GetValueOrDefault(key) : null;

    /// <summary>Keeps what was read since <paramref name="turn"/>.</summary>
    public void Keep(int turn, TKey key, TValue value)
    {
        if (_kept.Count >= _most)
        {
            _kept.Clear();
        }

        _kept[key] = value;
        // A change that came while it was put in has perhaps not met it.
        if (turn != Turn)
        {
            Remove(key);
        }
    }

    /// <summary>Forgets one.</summary>
    public void Remove(TKey key) => _kept.TryRemove(key, out _);

    /// <inheritdoc/>
    public void Dispose() => _listener.Changed -= Drop;

    private void Drop(string tag)
    {
        var about = tag == CacheTags.Everything ? (_, _) => true : _about(tag);
        if (about is null)
        {
            return;
        }

        Interlocked.Increment(ref _turn);
        foreach (var (key, value) in _kept)
        {
            if (about(key, value))
            {
                Remove(key);
            }
        }
    }
}
