using Aisle.Platform.Commands;

namespace Aisle.Platform.Imports;

/// <summary>Where a command writes the rows it refused.</summary>
public static class ReportFile
{
    /// <summary>The name of the report where nobody gave one: in the working folder, after the file.</summary>
    /// <param name="file">The file that is imported.</param>
    public static string Beside(string file) => Path.GetFileName(file) + ".report.csv";

    /// <summary>Makes sure, before an import begins, that its report can be written at its end. What lies there is left as it is.</summary>
    /// <param name="path">Where it is to lie.</param>
    /// <exception cref="FaultException">When it cannot.</exception>
    public static void Check(string path)
    {
        var isNew = !Path.Exists(path);
        try
        {
            using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
                // Opening it is the proof.
            }

            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unwritable(path, fault);
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="write">What stands in it.</param>
    /// <exception cref="FaultException">When it cannot be written after all: the disk is full, say.</exception>
    public static async Task WriteAsync(string path, Func<TextWriter, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            await using var writing = new StreamWriter(path);
            await write(writing);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"The import is done, but its report {path} cannot be written ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    private static FaultException Unwritable(string path, Exception fault) => new(
        Directory.Exists(path) ? $"The report cannot be written to {path}, which is a folder: name a file with --report." : $"The report {path} cannot be written ({fault.Message.TrimEnd('.')}): name another place with --report.", fault);
}
