using System.Globalization;
using Aisle.Platform.Commands;

namespace Aisle.Platform.Storage;

/// <summary>
/// The folder with everything a single-machine shop keeps: the embedded cluster, files, logs. One process works in it
/// at a time, held by a lock that the system drops when the process dies, however it dies.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>Below this a start is refused: a cluster needs about 60 MB and room for its log.</summary>
    public const long LeastFreeBytes = 256L * 1024 * 1024;

    private FileStream? _lock;

    private DataFolder(string path) => Path = path;

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Whether this process holds the folder's lock.</summary>
    public bool IsLocked => _lock is not null;

    /// <summary>Opens the folder, making it where needed.</summary>
    /// <exception cref="FaultException">When it cannot be written, or the disk is full.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new FaultException($"AISLE_DATA is {full}, which is a file: name a folder, which is made where it does not exist.");
        }

        try
        {
            Directory.CreateDirectory(full);
            var probe = System.IO.Path.Combine(full, ".write-test");
            File.WriteAllBytes(probe, new byte[4096]);
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"The data folder {full} cannot be written ({fault.Message.TrimEnd('.')}): mend it, or name another with AISLE_DATA.", fault);
        }

        var free = new DriveInfo(full).AvailableFreeSpace;
        if (free < LeastFreeBytes)
        {
            throw new FaultException(string.Create(CultureInfo.InvariantCulture,
                $"The disk of the data folder {full} is full: {free / 1048576} MB are free and Aisle needs {LeastFreeBytes / 1048576} MB; make room, or name another folder with AISLE_DATA."));
        }

        return new DataFolder(full);
    }

    /// <summary>A path below the folder.</summary>
    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Takes the folder for this process; false where another one has it.</summary>
    public bool TryLock()
    {
        try
        {
            _lock = new FileStream(At("aisle.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return false;
        }

        // Beside the lock, because a locked file cannot be read.
        File.WriteAllText(At("aisle.pid"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="FaultException">Where another process has it.</exception>
    public void Lock()
    {
        if (!TryLock())
        {
            throw new FaultException($"Another Aisle{Owner()} is already running in {Path}: stop it, or name another folder with AISLE_DATA.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private string Owner()
    {
        try
        {
            return File.ReadAllText(At("aisle.pid")) is { Length: > 0 } id ? $" (process {id})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
