using Aisle.Platform.Commands;

namespace Aisle.Platform.Imports;

/// <summary>A file to be imported.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What people call it.</param>
/// <param name="DryRun">Whether all is done but the change.</param>
public sealed record FileImport(string Path, string Name, bool DryRun)
{
    /// <summary>Told after each part, with what has come of it so far and how far the file is read, 0 to 1.</summary>
    public Action<FileImportResult, double> Progress { get; init; } = (_, _) => { };

    /// <summary>Opens the file and sees to it that its columns are what they should be.</summary>
    /// <param name="needed">Columns that must be there; of those joined by a bar one is enough: <c>sku|barcode</c>.</param>
    /// <param name="known">All columns there may be.</param>
    /// <exception cref="FaultException">When they are not, or the file is none that can be read.</exception>
    public CsvFile Open(IReadOnlyList<string> needed, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(needed);
        ArgumentNullException.ThrowIfNull(known);
        var file = CsvFile.Open(Path, Name);
        var missing = needed.Where(column => !column.Split('|').Any(one => file.Header.Contains(one, StringComparer.Ordinal))).ToList();
        var unknown = file.Header.Where(column => !known.Contains(column, StringComparer.Ordinal)).ToList();
        if (missing.Count + unknown.Count == 0)
        {
            return file;
        }

        file.Dispose();
        throw new FaultException(missing.Count > 0 ? $"{Name} lacks the column {string.Join(", ", missing.Select(column => column.Replace("|", " or ", StringComparison.Ordinal)))}. The columns are {string.Join(", ", known)}."
            : $"{Name} has columns that nobody knows: {string.Join(", ", unknown)}. The columns are {string.Join(", ", known)}.");
    }
}

/// <summary>What has come of a file.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Added">Of them, new.</param>
/// <param name="Changed">Of them, with something new.</param>
/// <param name="Same">Of them, known already as they say.</param>
/// <param name="Refused">Of them, at fault.</param>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Refusals">Why rows are at fault, by line; the first <see cref="MostRefusals"/> in answers of the API.</param>
public sealed record FileImportResult(long Rows, long Added, long Changed, long Same, long Refused, bool DryRun, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Most faults of an answer.</summary>
    public const int MostRefusals = 1_000;

    /// <summary>The same with no more faults than an answer holds.</summary>
    public FileImportResult Shortened() => Refusals.Count <= MostRefusals ? this : this with { Refusals = [.. Refusals.Take(MostRefusals)] };
}

/// <summary>Counts what becomes of the rows of a file.</summary>
public sealed class FileImportTally
{
    private readonly List<Refusal> _refusals = [];
    private readonly HashSet<long> _refused = [];

    /// <summary>Rows read.</summary>
    public long Rows { get; set; }

    /// <summary>Of them, new.</summary>
    public long Added { get; set; }

    /// <summary>Of them, with something new.</summary>
    public long Changed { get; set; }

    /// <summary>Of them, known already as they say.</summary>
    public long Same { get; set; }

    /// <summary>Takes down why a row is at fault.</summary>
    /// <param name="line">Line of the file.</param>
    /// <param name="faults">What is wrong.</param>
    public void Refuse(long line, IEnumerable<Kernel.Error> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        _refused.Add(line);
        foreach (var fault in faults)
        {
            _refusals.Add(new Refusal(line, fault.Field ?? "", fault.Code, fault.Message));
        }
    }

    /// <summary>How it stands.</summary>
    /// <param name="dryRun">Whether nothing is changed.</param>
    public FileImportResult Result(bool dryRun) => new(Rows, Added, Changed, Same, _refused.Count, dryRun, [.. _refusals.Distinct().OrderBy(refusal => refusal.Line).ThenBy(refusal => refusal.Field, StringComparer.Ordinal)]);
}
