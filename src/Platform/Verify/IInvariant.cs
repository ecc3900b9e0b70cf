namespace Aisle.Platform.Verify;

/// <summary>
/// Something that must hold of what a module keeps, always and exactly. Red means a defect or a hand in the database, never
/// something to be rounded away. Registered as a scoped service; it is made anew for each run.
/// </summary>
public interface IInvariant
{
    /// <summary>Stable name, <c>module.what_holds</c>, e.g. <c>ledger.entries_balance</c>. Its label is the text <c>module.invariant.what_holds</c>.</summary>
    string Name { get; }

    /// <summary>Called of all before the state of the database is held fast: what lies outside of it is noted here, so that it is not newer.</summary>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Looks at every row and says what is wrong. It must cost memory for what it finds, not for what it reads.
    /// </summary>
    /// <param name="proof">The one state that all invariants of a run see.</param>
    /// <param name="finding">Where it says what it saw.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken);
}

/// <summary>What an invariant saw.</summary>
public sealed class Finding
{
    /// <summary>Most faults that are told in words; the others are counted.</summary>
    public const int MostFaults = 10;

    private readonly List<string> _faults = [];

    /// <summary>Rows it looked at.</summary>
    public long Rows { get; set; }

    /// <summary>Faults, told or not.</summary>
    public long FaultCount { get; private set; }

    /// <summary>The first faults, each a sentence that names what and where.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Tells a fault.</summary>
    public void Add(string sentence)
    {
        FaultCount++;
        if (_faults.Count < MostFaults)
        {
            _faults.Add(sentence);
        }
    }

    /// <summary>Takes over what another one saw.</summary>
    public void Take(Finding other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Rows += other.Rows;
        foreach (var fault in other.Faults)
        {
            Add(fault);
        }

        AddUntold(other.FaultCount - other.Faults.Count);
    }

    /// <summary>Counts faults that are not told because others were told already.</summary>
    public void AddUntold(long count) => FaultCount += count;
}

/// <summary>How an invariant stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ok">Whether it holds.</param>
/// <param name="Rows">Rows it looked at.</param>
/// <param name="Milliseconds">Time it took.</param>
/// <param name="FaultCount">Faulty rows.</param>
/// <param name="Faults">The first of them, a sentence each.</param>
public sealed record InvariantResult(string Name, bool Ok, long Rows, long Milliseconds, long FaultCount, IReadOnlyList<string> Faults)
{
    /// <summary>Of what an invariant saw.</summary>
    public static InvariantResult Of(string name, Finding finding, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new InvariantResult(name, finding.FaultCount == 0, finding.Rows, (long)time.TotalMilliseconds, finding.FaultCount, finding.Faults);
    }

    /// <summary>Key of the label that people read.</summary>
    public string TextKey => Name.Insert(Name.IndexOf('.', StringComparison.Ordinal), ".invariant");
}
