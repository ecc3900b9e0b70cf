using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>What a fact is.</summary>
internal enum FactKind
{
    /// <summary>An amount.</summary>
    Money,

    /// <summary>A line of text.</summary>
    Text,

    /// <summary>A sub-account of a control account.</summary>
    Subaccount,

    /// <summary>A store.</summary>
    Store,

    /// <summary>Several of the same, each with facts of its own.</summary>
    List,
}

/// <summary>
/// A posting rule: which lines a document gives. It is plain data that an accountant reads, kept by version
/// (<c>Templates/rules/*.json</c>, and <c>ledger.rule</c>); docs/ledger.md tells how to read one.
/// </summary>
/// <param name="Document">The type of document it is for.</param>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="ValidFrom">First business date it holds for.</param>
/// <param name="Series">The series its entries are numbered in.</param>
/// <param name="Name">What people call such an entry.</param>
/// <param name="Memo">What an entry says of itself; <c>{number}</c> stands for a text of the facts.</param>
/// <param name="Facts">What it must be told.</param>
/// <param name="Lines">The lines it gives, in this order.</param>
/// <param name="Examples">Facts with the lines they give: its tests.</param>
internal sealed record PostingRule(
    string Document, int Version, DateOnly ValidFrom, string Series, LocalText Name, string Memo, IReadOnlyList<RuleFact> Facts, IReadOnlyList<RuleLine> Lines, IReadOnlyList<RuleExample> Examples)
{
    /// <summary>What entries carry: <c>sale/1</c>.</summary>
    public string Mark() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Document}/{Version}");
}

/// <summary>A fact that a rule declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Of">Of a list: the facts of each item.</param>
internal sealed record RuleFact(string Name, FactKind Kind, bool Required = false, IReadOnlyList<RuleFact>? Of = null);

/// <summary>A line that a rule gives: one transfer.</summary>
/// <param name="Debit">Role that is debited: <c>receivable</c>, <c>tender:bkash</c>, or <c>tender:{method}</c> with a fact as its key.</param>
/// <param name="Credit">Role that is credited.</param>
/// <param name="Amount">The fact that is its amount. Zero or none gives no line.</param>
/// <param name="Why">One sentence that the preview shows.</param>
/// <param name="Each">A list: one line for each of its items.</param>
/// <param name="DebitSub">The fact that is the sub-account of the debited account.</param>
/// <param name="CreditSub">The fact that is the sub-account of the credited account.</param>
/// <param name="Store">The fact that is its store; without one it is the document's.</param>
/// <param name="Signed">Whether an amount below zero swaps the sides; otherwise it is a fault.</param>
/// <param name="Memo">What the line says of itself.</param>
internal sealed record RuleLine(
    string Debit, string Credit, string Amount, LocalText Why, string? Each = null, string? DebitSub = null, string? CreditSub = null, string? Store = null, bool Signed = false, string? Memo = null);

/// <summary>Facts with the lines they give.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Facts">The facts.</param>
/// <param name="Lines">Exactly these lines, in this order.</param>
internal sealed record RuleExample(string Name, JsonElement Facts, IReadOnlyList<ExampleLine> Lines);

/// <summary>A line of an example.</summary>
/// <param name="Debit">Role, with its key: <c>tender:bkash</c>.</param>
/// <param name="Credit">Role, with its key.</param>
/// <param name="Amount">Amount with its currency: <c>85.00 BDT</c>.</param>
/// <param name="DebitSub">Sub-account, or null.</param>
/// <param name="CreditSub">Sub-account, or null.</param>
/// <param name="Store">Store, or null.</param>
internal sealed record ExampleLine(string Debit, string Credit, string Amount, string? DebitSub = null, string? CreditSub = null, string? Store = null);
