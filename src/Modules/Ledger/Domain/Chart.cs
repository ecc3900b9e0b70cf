using System.Collections.Frozen;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>All that every posting asks for, kept in memory: the book, its accounts and roles, and the days that are closed.</summary>
internal sealed class Chart
{
    private readonly FrozenDictionary<string, Account> _byCode;
    private readonly FrozenDictionary<AccountId, Account> _byId;
    private readonly FrozenDictionary<(string Role, string Key, StoreId? Store), Account> _byRole;

    public Chart(Book? book, IReadOnlyList<Account> accounts, IReadOnlyList<Period> periods)
    {
        (Book, Accounts, Periods) = (book, accounts, periods);
        _byCode = accounts.ToFrozenDictionary(account => account.Code, StringComparer.Ordinal);
        _byId = accounts.ToFrozenDictionary(account => account.Id);
        _byRole = accounts.SelectMany(account => account.Roles, (account, role) => (account, role))
            .ToFrozenDictionary(pair => (pair.role.Role, pair.role.Key, pair.role.StoreId), pair => pair.account);
    }

    /// <summary>How the books are kept; null before they were opened.</summary>
    public Book? Book { get; }

    /// <summary>All accounts, by code.</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>The periods that somebody has closed or opened again, by day.</summary>
    public IReadOnlyList<Period> Periods { get; }

    /// <summary>The account with an id, or null.</summary>
    public Account? Find(AccountId id) => _byId.GetValueOrDefault(id);

    /// <summary>The account with a code, or null.</summary>
    public Account? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The account a reference means in a store: the store's own before that of all, the key's own before the role's.</summary>
    public Account? Find(AccountRef reference, StoreId? store) =>
        reference.Code is { } code ? Find(code)
        : (store is not null ? _byRole.GetValueOrDefault((reference.Role!, reference.Key, store)) : null)
          ?? _byRole.GetValueOrDefault((reference.Role!, reference.Key, null))
          ?? (store is not null ? _byRole.GetValueOrDefault((reference.Role!, "", store)) : null)
          ?? _byRole.GetValueOrDefault((reference.Role!, "", null));

    /// <summary>Whether a day is closed for posting.</summary>
    public bool IsClosed(DateOnly day) => Periods.Any(period => period.IsClosed && period.StartsOn <= day && day <= period.EndsOn);
}
