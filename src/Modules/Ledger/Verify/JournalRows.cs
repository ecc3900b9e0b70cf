namespace Aisle.Modules.Ledger.Verify;

/// <summary>An account, as far as lines are held to it.</summary>
internal sealed record AccountFacts(string Code, string Currency, bool IsDebit);

/// <summary>A sub-account, as far as lines are held to it.</summary>
internal sealed record SubaccountFacts(Guid Account, string Currency, long? Floor, long? Ceiling);

/// <summary>A period as it stands.</summary>
internal sealed record PeriodFacts(DateOnly From, DateOnly To);

/// <summary>A state of something that is sealed, of its row as it stands: its version and the hash of its canonical form.</summary>
internal sealed record StateFacts(string Kind, int Version, byte[] Hash);

/// <summary>A line as it stands.</summary>
internal sealed record LineFacts(int No, Guid Debit, Guid? DebitSub, Guid Credit, Guid? CreditSub, decimal Amount, string Currency);

/// <summary>An entry as it stands, with the hash of the canonical form of its rows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Series">Its series.</param>
/// <param name="Year">Its fiscal year.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Hash">SHA-256 of the canonical form, made anew.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Faults">What its source saw that the hash does not tell, as ends of a sentence.</param>
internal sealed record EntryFacts(Guid Id, string Series, int Year, DateOnly Date, byte[] Hash, IReadOnlyList<LineFacts> Lines, IReadOnlyList<string> Faults);

/// <summary>What the books hold beside the journal, small enough to be kept in memory: it grows with accounts and sub-accounts.</summary>
internal sealed class Surroundings
{
    /// <summary>Accounts by id.</summary>
    public Dictionary<Guid, AccountFacts> Accounts { get; } = [];

    /// <summary>Sub-accounts by id.</summary>
    public Dictionary<Guid, SubaccountFacts> Subaccounts { get; } = [];

    /// <summary>Periods by id.</summary>
    public Dictionary<Guid, PeriodFacts> Periods { get; } = [];

    /// <summary>The states of all that is sealed, but for entries, holds and rules. Callers make ids: an account and a sub-account may have the same.</summary>
    public Dictionary<(string Kind, Guid Id), StateFacts> States { get; } = [];

    /// <summary>Every version of every posting rule: each has a row of its own, and stays.</summary>
    public Dictionary<(Guid Id, int Version), StateFacts> Rules { get; } = [];

    /// <summary>What is wrong with these themselves.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Adds a state; two of one id, or two of one version of a rule, are a fault.</summary>
    public void Add(Guid id, StateFacts state)
    {
        if (!(state.Kind == "rule" ? Rules.TryAdd((id, state.Version), state) : States.TryAdd((state.Kind, id), state)))
        {
            Faults.Add($"{state.Kind} {id} is there twice.");
        }
    }

    /// <summary>The state that a link is about: that of its subject now, or of the version of a rule; null where there is none.</summary>
    public StateFacts? Find(Domain.Seal seal) => seal.Kind == "rule" ? Rules.GetValueOrDefault((seal.Subject, seal.Version)) : States.GetValueOrDefault((seal.Kind, seal.Subject));
}

/// <summary>A link of the chain, or what waits for one, with what it seals as that stands now.</summary>
/// <param name="Seal">The link; its sequence is 0 in the tail.</param>
/// <param name="Chain">The hash of the link as it is kept; null in the tail.</param>
/// <param name="Entry">The entry it seals; null where there is none, or it seals something else.</param>
/// <param name="State">The state that its subject has now; null where there is none, or it is an entry.</param>
/// <param name="Faults">What its source saw, as whole sentences.</param>
internal sealed record LinkFacts(Domain.Seal Seal, byte[]? Chain, EntryFacts? Entry, StateFacts? State, IReadOnlyList<string> Faults)
{
    /// <summary>What a file has right behind the link: checkpoints that sign it; null for one that cannot be read.</summary>
    public IReadOnlyList<Sealing.Checkpoint?> Checkpoints { get; init; } = [];

    /// <summary>Whether it waits to be sealed.</summary>
    public bool IsInTail => Chain is null;

    /// <summary>What people find it by.</summary>
    public string Name => Seal.Kind == "entry"
        ? $"entry {Seal.Subject} ({Seal.Series} {Seal.Year}{(Seal.Number is { } number ? $"/{number}" : "")}, {Place})"
        : $"{Seal.Kind} {Seal.Subject} ({Place})";

    private string Place => IsInTail ? "in the tail" : $"link {Seal.Sequence}";
}

/// <summary>Where the journal is read from: the database, or a file that was exported.</summary>
internal interface IJournalSource
{
    /// <summary>What stands beside the journal. Read first.</summary>
    Task<Surroundings> SurroundingsAsync(CancellationToken cancellationToken);

    /// <summary>The chain from its first link, then the tail.</summary>
    IAsyncEnumerable<LinkFacts> LinksAsync(CancellationToken cancellationToken);
}
