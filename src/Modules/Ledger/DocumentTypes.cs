using System.Collections.Frozen;
using Aisle.Contracts.Ledger;

namespace Aisle.Modules.Ledger;

/// <summary>The types of document that the modules have registered, and those that only the books have.</summary>
internal sealed class DocumentTypes(IEnumerable<ILedgerDocuments> registered)
{
    /// <summary>What a person writes into the books.</summary>
    public const string Manual = "manual";

    /// <summary>What another program keeps; nobody here can say whether it is there.</summary>
    public const string External = "external";

    /// <summary>A year that was closed.</summary>
    public const string YearEnd = "year_end";

    private readonly FrozenDictionary<string, ILedgerDocuments> _byType = registered.ToFrozenDictionary(type => type.Type, StringComparer.Ordinal);

    /// <summary>Every type that may be posted.</summary>
    public IReadOnlySet<string> Known { get; } = registered.Select(type => type.Type).Append(External).Append(YearEnd).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Who knows the documents of a type; null where nobody does.</summary>
    public ILedgerDocuments? Find(string type) => _byType.GetValueOrDefault(type);
}
