using Aisle.Kernel;

namespace Aisle.Contracts.Ledger;

/// <summary>
/// The books. Whatever moves money posts here, in the unit of work that writes its own rows: both come to be, or neither.
/// A failed call fails the unit of work. Post late in it: rows of bounded sub-accounts stay locked until its commit.
/// </summary>
public interface ILedger
{
    /// <summary>
    /// Posts entries, all or none. One that is in the journal already with the same content is answered as such; with other
    /// content it is an error. Errors name the line: <c>entries[0].lines[2].amount</c>. Codes: docs/ledger.md.
    /// </summary>
    Task<Result<IReadOnlyList<PostedEntry>>> PostAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken);

    /// <summary>Posts one entry.</summary>
    Task<Result<PostedEntry>> PostAsync(NewEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Posts documents by their posting rules, all or none, each as one entry. Errors name the fact: <c>facts.tenders[0].amount</c>,
    /// of several documents <c>entries[1].facts.net</c>. A document whose amounts are all zero has no lines and is an error.
    /// </summary>
    Task<Result<IReadOnlyList<PostedEntry>>> PostDocumentsAsync(IReadOnlyList<NewDocument> documents, CancellationToken cancellationToken);

    /// <summary>
    /// The same with the commit of the unit of work that is under way, for who needs no answer: it saves a round trip. What the books refuse
    /// only then is the answer of the whole.
    /// </summary>
    Task<Result> PostDocumentsWithCommitAsync(IReadOnlyList<NewDocument> documents, CancellationToken cancellationToken);

    /// <summary>Posts one document by its posting rule.</summary>
    Task<Result<PostedEntry>> PostDocumentAsync(NewDocument document, CancellationToken cancellationToken);

    /// <summary>
    /// Promises money: what its lines take from bounded sub-accounts cannot be spent otherwise until the hold is posted
    /// (<see cref="NewEntry.Hold"/>), voided or expired. The same hold again changes nothing.
    /// </summary>
    Task<Result<HoldId>> HoldAsync(NewHold hold, CancellationToken cancellationToken);

    /// <summary>Gives a hold up. One that has ended in this way already stays as it is; one that was posted is an error.</summary>
    Task<Result<HoldState>> VoidAsync(HoldId hold, CancellationToken cancellationToken);

    /// <summary>Opens a sub-account.</summary>
    Task<Result<SubaccountId>> OpenAsync(NewSubaccount subaccount, CancellationToken cancellationToken);

    /// <summary>Opens several sub-accounts of one account that are not there yet, in one round trip. One of an id that is there is an error.</summary>
    Task<Result<int>> OpenAllAsync(IReadOnlyList<NewSubaccount> subaccounts, CancellationToken cancellationToken);

    /// <summary>Sets the bounds of a sub-account, or closes it for good or opens it again. A bound that its balance breaks now is an error.</summary>
    Task<Result<SubaccountRecord>> ChangeAsync(SubaccountId subaccount, long? floor, long? ceiling, bool isClosed, CancellationToken cancellationToken);

    /// <summary>A sub-account with its balance now; null where there is none.</summary>
    Task<SubaccountRecord?> BalanceAsync(SubaccountId subaccount, CancellationToken cancellationToken);

    /// <summary>Several sub-accounts with their balances now, in one statement; those that are not there are left out.</summary>
    Task<IReadOnlyList<SubaccountRecord>> BalancesAsync(IReadOnlyCollection<SubaccountId> subaccounts, CancellationToken cancellationToken);

    /// <summary>Balance of a sub-account at the end of a business date, by all that is written now; null where there is none.</summary>
    Task<Money?> BalanceAtAsync(SubaccountId subaccount, BusinessDate date, CancellationToken cancellationToken);

    /// <summary>Lines of a sub-account, by business date, each with the balance after it.</summary>
    Task<IReadOnlyList<SubaccountLine>> LinesAsync(LineQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Balance of a whole account now, on its normal side, with all of its sub-accounts: what is sealed and what is not yet.
    /// Null where the chart has no such account.
    /// </summary>
    Task<Money?> AccountBalanceAsync(AccountRef account, CancellationToken cancellationToken);
}

/// <summary>A type of document that entries come from. A module registers one for each of its own.</summary>
public interface ILedgerDocuments
{
    /// <summary>Its type: <c>sale</c>, <c>wallet_top_up</c>.</summary>
    string Type { get; }

    /// <summary>Address of a document's page in the admin, with <c>{0}</c> for its id; null where it has none.</summary>
    string? Page { get; }

    /// <summary>
    /// Those of some documents that there are, by their ids, each with the number that people know it by, or with an empty one.
    /// <c>./aisle verify</c> asks for the documents of all entries.
    /// </summary>
    Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);
}
