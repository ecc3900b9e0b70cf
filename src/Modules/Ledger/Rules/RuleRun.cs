using System.Text;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>A line that a rule gave.</summary>
/// <param name="Line">The line.</param>
/// <param name="Why">Why it is there.</param>
/// <param name="Rule">Which line of the rule gave it.</param>
internal sealed record RuledLine(NewLine Line, LocalText Why, int Rule);

/// <summary>Turns facts into lines, as a rule says. The same rule and facts always give the same lines.</summary>
internal static class RuleRun
{
    private const int LongestMemo = 500;

    /// <summary>The entry of a document, with the reason of each line.</summary>
    public static Result<(NewEntry Entry, IReadOnlyList<RuledLine> Lines)> Entry(PostingRule rule, NewDocument document, string at = "")
    {
        var problems = new Problems();
        var lines = Lines(rule, document.Facts, document.Store, at, problems);
        return problems.ToResult<(NewEntry, IReadOnlyList<RuledLine>)>(() => (
            new NewEntry(document.Id, rule.Series, document.Date, document.Document, Fill(rule.Memo, new Scope(document.Facts, Item: null, "", "")), [.. lines.Select(line => line.Line)])
            {
                Rule = rule.Mark(), Kind = document.Corrects is null ? EntryKind.Normal : EntryKind.Correction, Corrects = document.Corrects, Hold = document.Hold,
            }, lines));
    }

    /// <summary>The lines of facts. Every fault of the facts is told.</summary>
    public static IReadOnlyList<RuledLine> Lines(PostingRule rule, Facts facts, StoreId? store, string at, Problems problems)
    {
        var before = problems.Errors.Count;
        FactReader.Check(rule.Facts, facts, at + "facts", problems);
        if (problems.Errors.Count > before)
        {
            return [];
        }

        var lines = new List<RuledLine>();
        for (var index = 0; index < rule.Lines.Count; index++)
        {
            var line = rule.Lines[index];
            if (line.Each is not { } list)
            {
                Add(lines, index, line, new Scope(facts, Item: null, at + "facts", At: ""), store, problems);
                continue;
            }

            var items = facts.Values.TryGetValue(list, out var there) ? (IReadOnlyList<Facts>)there : [];
            for (var place = 0; place < items.Count; place++)
            {
                Add(lines, index, line, new Scope(facts, items[place], at + "facts", $"{at}facts.{list}[{place}]"), store, problems);
            }
        }

        return lines;
    }

    private static void Add(List<RuledLine> lines, int index, RuleLine line, Scope scope, StoreId? store, Problems problems)
    {
        if (scope.Find(line.Amount) is not Money { Minor: not 0 } amount)
        {
            return;
        }

        if (amount.IsNegative && !line.Signed)
        {
            problems.Add(Error.Validation("ledger.amount_sign", "The rule takes no amount below zero here.", scope.Field(line.Amount)));
            return;
        }

        var debit = Account(line.Debit, line.DebitSub, scope);
        var credit = Account(line.Credit, line.CreditSub, scope);
        if (amount.IsNegative)
        {
            (debit, credit, amount) = (credit, debit, -amount);
        }

        var place = line.Store is { } named && scope.Find(named) is StoreId own ? own : store;
        lines.Add(new RuledLine(new NewLine(debit, credit, amount, place, line.Memo is null ? null : Fill(line.Memo, scope)), line.Why, index));
    }

    private static AccountRef Account(string role, string? sub, Scope scope)
    {
        var (name, key) = RuleNames.Account(role);
        return AccountRef.For(name, Fill(key, scope), sub is not null && scope.Find(sub) is SubaccountId id ? id : null);
    }

    /// <summary>A template with the texts of facts in the place of their names.</summary>
    private static string Fill(string template, Scope scope)
    {
        var text = new StringBuilder();
        foreach (var (words, name) in RuleNames.Parts(template))
        {
            text.Append(words).Append(name is null ? "" : scope.Find(name) as string ?? "");
        }

        var filled = text.ToString().Trim();
        return filled.Length <= LongestMemo ? filled : filled[..LongestMemo];
    }

    /// <summary>The facts that a line sees: those of its item, and those of the document.</summary>
    private sealed record Scope(Facts Facts, Facts? Item, string FactsAt, string At)
    {
        public object? Find(string name) => Item?.Values.GetValueOrDefault(name) ?? Facts.Values.GetValueOrDefault(name);

        public string Field(string name) => Item?.Values.ContainsKey(name) == true ? $"{At}.{name}" : $"{FactsAt}.{name}";
    }
}
