using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Ledger;

/// <summary>
/// A document to be posted by its posting rule: the caller says what happened, the rule says which accounts that moves
/// (docs/ledger.md). The rule is chosen by the business date, so the same document always gives the same entry.
/// </summary>
/// <param name="Id">Id of the entry, made by the caller: posting it again changes nothing and answers the same.</param>
/// <param name="Document">The document. Its type names the rule, unless <see cref="Rule"/> does.</param>
/// <param name="Date">The business date.</param>
/// <param name="Facts">What happened, as the rule declares it.</param>
/// <param name="Store">The store it belongs to, or null.</param>
public sealed record NewDocument(EntryId Id, DocumentRef Document, BusinessDate Date, Facts Facts, StoreId? Store = null)
{
    /// <summary>The rule where it is not called as the document's type: a sale also has its <c>cost_of_goods_sold</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>The entry it mends, or null.</summary>
    public EntryId? Corrects { get; init; }

    /// <summary>The hold it posts, whole or a part of.</summary>
    public HoldId? Hold { get; init; }
}

/// <summary>
/// What a posting rule is told of a document: amounts, texts, sub-accounts, stores, and lists of such facts, each by the name
/// the rule declares. A name that is set again has the later value.
/// </summary>
public sealed class Facts
{
    private readonly SortedDictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>Every fact: a <see cref="Money"/>, a string, a <see cref="SubaccountId"/>, a <see cref="StoreId"/> or a list of facts.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>An amount. Zero gives no line; below zero is only for facts that the rule lets swap the sides.</summary>
    public Facts Set(string name, Money amount) => Put(name, amount);

    /// <summary>A text: a number that people know, or the key of a role such as a tender.</summary>
    public Facts Set(string name, string text) => Put(name, text);

    /// <summary>A sub-account.</summary>
    public Facts Set(string name, SubaccountId subaccount) => Put(name, subaccount);

    /// <summary>A store.</summary>
    public Facts Set(string name, StoreId store) => Put(name, store);

    /// <summary>A list, each item with facts of its own.</summary>
    public Facts Set(string name, IReadOnlyList<Facts> items) => Put(name, items);

    /// <summary>One more item of a list.</summary>
    public Facts Add(string name, Facts item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Put(name, _values.TryGetValue(name, out var there) && there is IReadOnlyList<Facts> items ? [.. items, item] : (IReadOnlyList<Facts>)[item]);
    }

    private Facts Put(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        _values[name] = value;
        return this;
    }
}
