using System.Data.Common;
using Aisle.Kernel;

namespace Aisle.Contracts.Ledger;

/// <summary>
/// The books as one state of the database has them: for who proves, on a connection that sees that state, that rows of their
/// own agree with them.
/// </summary>
public interface IBooksState
{
    /// <summary>Balances of sub-accounts; those that are not there are left out.</summary>
    Task<IReadOnlyDictionary<SubaccountId, Money>> BalancesAsync(DbConnection connection, IReadOnlyCollection<SubaccountId> subaccounts, CancellationToken cancellationToken);

    /// <summary>Balance of a whole account on its normal side; null where the chart has no such account.</summary>
    Task<Money?> AccountBalanceAsync(DbConnection connection, AccountRef account, CancellationToken cancellationToken);

    /// <summary>The same of all lines, also of sub-accounts without a bound, which keep no balance of their own.</summary>
    Task<IReadOnlyDictionary<SubaccountId, Money>> SumsAsync(DbConnection connection, IReadOnlyCollection<SubaccountId> subaccounts, CancellationToken cancellationToken);

    /// <summary>What entries of documents of some types have left in an account, on its normal side; null where the chart has no such account.</summary>
    Task<Money?> DocumentsBalanceAsync(DbConnection connection, AccountRef account, IReadOnlyCollection<string> documentTypes, CancellationToken cancellationToken);

    /// <summary>What these entries have left in an account, on its normal side; null where the chart has no such account.</summary>
    Task<Money?> EntriesBalanceAsync(DbConnection connection, AccountRef account, IReadOnlyCollection<EntryId> entries, CancellationToken cancellationToken);
}
