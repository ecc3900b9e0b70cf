using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>
/// Holds a rule to what every rule must be: it reads, every fact is declared and used, its roles are in the chart, its examples
/// come out exactly, and every line is in some example. Every fault is told.
/// </summary>
internal static class RuleCheck
{
    private const int MostLines = 50;
    private const int MostFacts = 30;
    private const int MostExamples = 20;

    /// <summary>The faults of a rule, held against a chart.</summary>
    public static IReadOnlyList<Error> Faults(PostingRule rule, Chart chart)
    {
        var problems = new Problems();
        Head(rule, problems);
        Facts(rule.Facts, "facts", isItem: false, problems);
        var names = rule.Facts.Concat(rule.Facts.SelectMany(fact => fact.Of ?? [])).Select(fact => fact?.Name).ToList();
        problems.Require(names.Distinct(StringComparer.Ordinal).Count() == names.Count, "ledger.rule", "A name is declared once, also within lists.", "facts");
        if (problems.Any)
        {
            return problems.Errors;
        }

        Lines(rule, problems);
        if (!problems.Any)
        {
            Used(rule, problems);
            Roles(rule, chart, problems);
            Examples(rule, problems);
        }

        return problems.Errors;
    }

    private static void Head(PostingRule rule, Problems problems)
    {
        problems.Require(RuleNames.IsName(rule.Document), "ledger.rule", "A document is a name of small letters and _.", "document");
        problems.Require(rule.Version > 0, "ledger.rule", "Versions are counted from 1.", "version");
        problems.Require(
            rule.Series.Length is > 0 and <= 8 && char.IsAsciiLetterUpper(rule.Series[0]) && rule.Series.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter)),
            "ledger.series", "A series is 1 to 8 capital letters and digits, a letter first.", "series");
        Words(rule.Name, "name", problems);
        problems.Require(rule.Memo.Length is > 0 and <= 200 && UnicodeText.IsOneLine(rule.Memo), "ledger.rule", "A memo has 1 to 200 characters.", "memo");
        problems.Require(rule.Facts.Count is > 0 and <= MostFacts, "ledger.rule", $"A rule has 1 to {MostFacts} facts.", "facts");
        problems.Require(rule.Lines.Count is > 0 and <= MostLines, "ledger.rule", $"A rule has 1 to {MostLines} lines.", "lines");
        problems.Require(rule.Examples.Count is > 0 and <= MostExamples, "ledger.rule", $"A rule has 1 to {MostExamples} examples.", "examples");
    }

    private static void Facts(IReadOnlyList<RuleFact> facts, string at, bool isItem, Problems problems)
    {
        for (var index = 0; index < facts.Count; index++)
        {
            var (fact, field) = (facts[index], $"{at}[{index}]");
            problems.Require(RuleNames.IsName(fact.Name), "ledger.rule", "A fact has a name of small letters and _.", field + ".name");
            problems.Require((fact.Kind == FactKind.List) == (fact.Of is { Count: > 0 and <= MostFacts }), "ledger.rule", "A list says the facts of its items, and nothing else does.", field + ".of");
            problems.Require(!isItem || fact.Kind != FactKind.List, "ledger.rule", "A list holds no lists.", field + ".kind");
            if (fact is { Kind: FactKind.List, Of: { } of } && !isItem)
            {
                Facts(of, field + ".of", isItem: true, problems);
            }
        }
    }

    private static void Lines(PostingRule rule, Problems problems)
    {
        Template(rule.Memo, rule.Facts, "memo", problems);
        for (var index = 0; index < rule.Lines.Count; index++)
        {
            var (line, field) = (rule.Lines[index], $"lines[{index}].");
            var seen = rule.Facts;
            if (line.Each is { } each)
            {
                var list = Find(rule.Facts, each);
                problems.Require(list is { Kind: FactKind.List }, "ledger.rule", "'each' names a list.", field + "each");
                seen = [.. list?.Of ?? [], .. rule.Facts];
            }

            foreach (var (account, name) in ((string?, string)[])[(line.Debit, "debit"), (line.Credit, "credit")])
            {
                if (problems.Require(RuleNames.IsAccount(account), "ledger.rule", "An account is a role, with a key where it needs one: tender:{method}.", field + name))
                {
                    Template(account!, seen, field + name, problems);
                }
            }

            Needs(seen, line.Amount, FactKind.Money, field + "amount", problems);
            foreach (var (name, kind, place) in ((string?, FactKind, string)[])[(line.DebitSub, FactKind.Subaccount, "debitSub"), (line.CreditSub, FactKind.Subaccount, "creditSub"), (line.Store, FactKind.Store, "store")])
            {
                if (name is not null)
                {
                    Needs(seen, name, kind, field + place, problems);
                }
            }

            Words(line.Why, field + "why", problems);
            if (line.Memo is not null)
            {
                problems.Require(line.Memo.Length is > 0 and <= 200 && UnicodeText.IsOneLine(line.Memo), "ledger.rule", "A memo has 1 to 200 characters.", field + "memo");
                Template(line.Memo, seen, field + "memo", problems);
            }
        }
    }

    private static void Used(PostingRule rule, Problems problems)
    {
        var used = new HashSet<string>(rule.Lines.SelectMany(line => (string?[])[line.Each, line.Amount, line.DebitSub, line.CreditSub, line.Store]).OfType<string>(), StringComparer.Ordinal);
        used.UnionWith(rule.Lines.SelectMany(line => (string?[])[line.Debit, line.Credit, line.Memo]).Append(rule.Memo).OfType<string>().SelectMany(RuleNames.Parts).Select(part => part.Name).OfType<string>());
        foreach (var (fact, field) in rule.Facts.Select((fact, index) => (fact, $"facts[{index}]")))
        {
            problems.Require(used.Contains(fact.Name), "ledger.rule", $"No line uses '{fact.Name}'.", field);
            foreach (var (item, place) in (fact.Of ?? []).Select((item, index) => (item, $"{field}.of[{index}]")))
            {
                problems.Require(used.Contains(item.Name), "ledger.rule", $"No line uses '{item.Name}'.", place);
            }
        }
    }

    private static void Roles(PostingRule rule, Chart chart, Problems problems)
    {
        for (var index = 0; index < rule.Lines.Count; index++)
        {
            var line = rule.Lines[index];
            foreach (var (text, sub, name) in ((string, string?, string)[])[(line.Debit, line.DebitSub, "debit"), (line.Credit, line.CreditSub, "credit")])
            {
                var (role, key) = RuleNames.Account(text);
                var account = chart.Find(AccountRef.For(role, key.StartsWith('{') ? "" : key), store: null);
                var field = $"lines[{index}].{name}";
                if (problems.Require(account is { IsGroup: false, ClosedAt: null }, "ledger.rule_role", $"No account of the chart has the role {role}.", field))
                {
                    problems.Require(account!.HasSubaccounts == (sub is not null), "ledger.rule_role", $"Account {account.Code} and the line disagree about sub-accounts.", field + "Sub");
                }
            }
        }
    }

    private static void Examples(PostingRule rule, Problems problems)
    {
        var shown = new HashSet<int>();
        for (var index = 0; index < rule.Examples.Count; index++)
        {
            var (example, field) = (rule.Examples[index], $"examples[{index}]");
            var faults = new Problems();
            var facts = FactReader.Read(rule.Facts, example.Facts, "facts", faults);
            var lines = RuleRun.Lines(rule, facts, store: null, "", faults);
            foreach (var fault in faults.Errors)
            {
                problems.Add(Error.Validation("ledger.rule_example", $"The example '{example.Name}' has a fault at {fault.Field}: {fault.Message}", field + ".facts"));
            }

            shown.UnionWith(lines.Select(line => line.Rule));
            var (given, wanted) = (lines.Select(Print).ToList(), (example.Lines ?? []).Select(Print).ToList());
            if (!faults.Any && !given.SequenceEqual(wanted, StringComparer.Ordinal))
            {
                problems.Add(Error.Validation("ledger.rule_example", $"The example '{example.Name}' gives: {string.Join("; ", given)}. It says: {string.Join("; ", wanted)}.", field + ".lines"));
            }
        }

        foreach (var index in Enumerable.Range(0, rule.Lines.Count).Except(shown))
        {
            problems.Add(Error.Validation("ledger.rule_example", "No example shows this line.", $"lines[{index}]"));
        }
    }

    private static string Print(RuledLine line) => Print(new ExampleLine(
        line.Line.Debit.ToString(), line.Line.Credit.ToString(), line.Line.Amount.ToString(), line.Line.Debit.Sub?.ToString(), line.Line.Credit.Sub?.ToString(), line.Line.Store?.ToString()));

    private static string Print(ExampleLine line) =>
        $"{line.Debit}{Of(line.DebitSub)} to {line.Credit}{Of(line.CreditSub)} {line.Amount}{(line.Store is null ? "" : " in " + line.Store)}";

    private static string Of(string? sub) => sub is null ? "" : $" ({sub})";

    private static void Needs(IReadOnlyList<RuleFact> seen, string? name, FactKind kind, string field, Problems problems) =>
        problems.Require(name is not null && Find(seen, name)?.Kind == kind, "ledger.rule", $"This names a declared fact of the kind {kind.ToString().ToLowerInvariant()}.", field);

    private static void Template(string text, IReadOnlyList<RuleFact> seen, string field, Problems problems)
    {
        foreach (var name in RuleNames.Parts(text).Select(part => part.Name).OfType<string>())
        {
            Needs(seen, name, FactKind.Text, field, problems);
        }
    }

    private static RuleFact? Find(IEnumerable<RuleFact> facts, string name) => facts.FirstOrDefault(fact => string.Equals(fact.Name, name, StringComparison.Ordinal));

    /// <summary>In both languages, because both kinds of reader see the preview.</summary>
    private static void Words(LocalText? text, string field, Problems problems) =>
        problems.Require(text is not null && text.Has("en") && text.Has("bn") && text.All.Values.All(words => words.Length <= 300), "ledger.rule", "A sentence in English and in Bangla is needed.", field);
}
