using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A line as it would be posted.</summary>
/// <param name="No">Its place, from 1.</param>
/// <param name="Debit">Account that is debited; its code is what was asked for where there is no such account.</param>
/// <param name="Credit">Account that is credited.</param>
/// <param name="Amount">Amount.</param>
/// <param name="Store">Store, or null.</param>
/// <param name="Memo">What it is, or null.</param>
/// <param name="Why">Why the posting rule gives it; null where no rule does.</param>
internal sealed record PreviewLine(int No, LineAccount Debit, LineAccount Credit, Money Amount, StoreId? Store, string? Memo, LocalText? Why);

/// <summary>What an account would be moved by.</summary>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
/// <param name="Debit">Sum of its debits.</param>
/// <param name="Credit">Sum of its credits.</param>
internal sealed record PreviewAccount(string Code, LocalText Name, Money Debit, Money Credit);

/// <summary>Both sides in a currency.</summary>
/// <param name="Debit">Sum of debits.</param>
/// <param name="Credit">Sum of credits.</param>
internal sealed record PreviewTotal(Money Debit, Money Credit);

/// <summary>A bounded sub-account before and after.</summary>
/// <param name="Id">Id.</param>
/// <param name="Account">Code of its control account.</param>
/// <param name="Owner">What it stands for.</param>
/// <param name="Before">Balance now.</param>
/// <param name="After">Balance after.</param>
/// <param name="Held">Promised to open holds.</param>
/// <param name="Available">What could be spent after; null where nothing bounds it.</param>
internal sealed record PreviewSubaccount(SubaccountId Id, string Account, string Owner, Money Before, Money After, Money Held, Money? Available);

/// <summary>Something that would keep it from being posted.</summary>
/// <param name="Code">Code.</param>
/// <param name="Message">Sentence.</param>
/// <param name="Field">Where.</param>
internal sealed record PreviewFault(string Code, string Message, string? Field);

/// <summary>An entry before it is written.</summary>
/// <param name="Series">Its series; null where it could not be read.</param>
/// <param name="Memo">What it is.</param>
/// <param name="Rule">The posting rule that made it, or null.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Accounts">What each account is moved by.</param>
/// <param name="Totals">Both sides in each currency.</param>
/// <param name="Subaccounts">Bounded sub-accounts with what they would hold.</param>
/// <param name="Faults">All that would keep it from being posted; none where it would be taken.</param>
internal sealed record PreviewAnswer(
    string? Series, string? Memo, string? Rule, IReadOnlyList<PreviewLine> Lines, IReadOnlyList<PreviewAccount> Accounts, IReadOnlyList<PreviewTotal> Totals,
    IReadOnlyList<PreviewSubaccount> Subaccounts, IReadOnlyList<PreviewFault> Faults);
