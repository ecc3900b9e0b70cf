using System.Collections.Frozen;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>A version of a rule as the books keep it.</summary>
/// <param name="Id">One for all versions of a document's rule.</param>
/// <param name="Written">The rule and its JSON.</param>
/// <param name="RecordedAt">Since when it is known.</param>
/// <param name="By">Who added it; null for one that came with the program.</param>
internal sealed record KeptRule(Guid Id, WrittenRule Written, DateTimeOffset RecordedAt, Guid? By)
{
    public PostingRule Rule => Written.Rule;
}

/// <summary>Every version of every rule.</summary>
internal sealed class RuleSet
{
    private readonly FrozenDictionary<string, KeptRule[]> _byDocument;

    public RuleSet(IReadOnlyList<KeptRule> rules)
    {
        _byDocument = rules.GroupBy(kept => kept.Rule.Document, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.OrderBy(kept => kept.Rule.Version).ToArray(), StringComparer.Ordinal);
        Missing = [.. RuleFiles.All.Where(written => written.Rule.Version > (Of(written.Rule.Document) is [.., var last] ? last.Rule.Version : 0))];
    }

    /// <summary>The documents that have rules.</summary>
    public IEnumerable<string> Documents => _byDocument.Keys.Order(StringComparer.Ordinal);

    /// <summary>All versions of a document's rule, oldest first; none where it has none.</summary>
    public IReadOnlyList<KeptRule> Of(string document) => _byDocument.GetValueOrDefault(document) ?? [];

    /// <summary>The rule of a document on a business date: the newest version that holds by then; null where there is none.</summary>
    public KeptRule? Find(string document, DateOnly date) => Of(document).LastOrDefault(kept => kept.Rule.ValidFrom <= date);

    /// <summary>What came with the program and is not kept yet: versions above all that a document has.</summary>
    public IReadOnlyList<WrittenRule> Missing { get; }

    /// <summary>The entry of a document, with the reason of each line.</summary>
    public Result<(NewEntry Entry, IReadOnlyList<RuledLine> Lines)> Entry(NewDocument document, string at = "") =>
        Find(document.Rule ?? document.Document.Type, document.Date.Date) is { } kept
            ? RuleRun.Entry(kept.Rule, document, at)
            : Error.Validation("ledger.rule_unknown", "No posting rule holds for this document on this date.", at + (document.Rule is null ? "document.type" : "rule"));

    /// <summary>The entries of documents. Every fault of them all is told.</summary>
    public Result<IReadOnlyList<NewEntry>> Entries(IReadOnlyList<NewDocument> documents)
    {
        var problems = new Problems();
        var entries = new List<NewEntry>(documents.Count);
        for (var index = 0; index < documents.Count; index++)
        {
            entries.Add(problems.Take(Entry(documents[index], documents.Count == 1 ? "" : $"entries[{index}].")).Entry);
        }

        return problems.ToResult<IReadOnlyList<NewEntry>>(() => entries);
    }
}
