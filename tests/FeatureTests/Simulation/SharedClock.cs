using System.IO.MemoryMappedFiles;

namespace Aisle.FeatureTests.Simulation;

/// <summary>The real clock, put forward by what stands in a file: processes that open the same file have the same time, also one that was killed and started again.</summary>
internal sealed class SharedClock : TimeProvider, IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _ahead;

    private SharedClock(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, sizeof(long));
        _ahead = _file.CreateViewAccessor(0, sizeof(long));
    }

    public static SharedClock Open(string path) => new(path);

    /// <summary>Puts it forward; one process does.</summary>
    public void Advance(TimeSpan time) => _ahead.Write(0, _ahead.ReadInt64(0) + time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(_ahead.ReadInt64(0));

    public void Dispose()
    {
        _ahead.Dispose();
        _file.Dispose();
    }
}
