using Aisle.Kernel;
using Aisle.Modules.Ledger.Rules;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Ledger.Features;

/// <summary>What people call a type of document.</summary>
internal static class DocumentNames
{
    // A document is called as what its posting rule makes of it; the newest version says how.
    private static readonly Dictionary<string, LocalText> _names = RuleFiles.All.GroupBy(written => written.Rule.Document, StringComparer.Ordinal).ToDictionary(versions => versions.Key, versions => versions.Last().Rule.Name, StringComparer.Ordinal);

    /// <summary>The books' own types in words, others as the part that writes them calls them or by their rule, and what nobody knows as it is written.</summary>
    public static string Of(AdminText texts, string type) =>
        type is DocumentTypes.Manual or DocumentTypes.External or DocumentTypes.YearEnd ? texts["ledger.journal.type." + type]
        : texts.Document(type) ?? (_names.TryGetValue(type, out var name) ? texts.Of(name) : type.Replace('_', ' '));

    /// <summary>The same with the document's own number, where it is one that people read.</summary>
    public static string Of(AdminText texts, string type, string id) => Guid.TryParse(id, out _) ? Of(texts, type) : $"{Of(texts, type)} {id}";
}
