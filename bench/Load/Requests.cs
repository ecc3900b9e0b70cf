namespace Aisle.Bench.Load;

/// <summary>The requests of a case, shared by all of its connections.</summary>
internal abstract class Requests
{
    private int _next = -1;

    /// <summary>The next request; null where a case that asks each thing once has asked everything.</summary>
    public byte[]? Next() => At(Interlocked.Increment(ref _next));

    /// <summary>Says that the part-th of so many rounds begins.</summary>
    public virtual void Begin(int part, int of)
    {
    }

    /// <summary>The same ones round and round.</summary>
    public static Requests Cycle(IReadOnlyList<byte[]> all) => new Cycling([.. all]);

    /// <summary>Each one once; every round has its own share, so that no answer can come from a cache.</summary>
    public static Requests Once(IReadOnlyList<byte[]> all) => new EachOnce([.. all]);

    /// <summary>Of ten requests nine out of <paramref name="known"/> and one that was not asked before.</summary>
    public static Requests Mix(IReadOnlyList<byte[]> known, IReadOnlyList<byte[]> fresh) => new Mixed([.. known], [.. fresh]);

    protected abstract byte[]? At(int index);

    protected void GoTo(int index) => _next = index - 1;

    private sealed class Cycling(byte[][] all) : Requests
    {
        protected override byte[] At(int index) => all[(uint)index % all.Length];
    }

    private sealed class EachOnce(byte[][] all) : Requests
    {
        private int _end;

        public override void Begin(int part, int of)
        {
            GoTo((int)((long)all.Length * part / of));
            _end = (int)((long)all.Length * (part + 1) / of);
        }

        protected override byte[]? At(int index) => index < _end ? all[index] : null;
    }

    private sealed class Mixed(byte[][] known, byte[][] fresh) : Requests
    {
        protected override byte[] At(int index) => index % 10 == 9 ? fresh[index / 10 % fresh.Length] : known[index % known.Length];
    }
}
