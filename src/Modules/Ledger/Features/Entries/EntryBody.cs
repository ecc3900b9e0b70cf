using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Features;

/// <summary>The document that an entry comes from.</summary>
/// <param name="Type">Its type: <c>external</c> for what another program keeps.</param>
/// <param name="Id">Its id, 1 to 100 characters.</param>
internal sealed record EntryDocumentBody(string? Type = null, string? Id = null);

/// <summary>A line: one transfer.</summary>
/// <param name="Debit">Account that is debited, by code (<c>1110</c>) or role (<c>tender:bkash</c>).</param>
/// <param name="Credit">Account that is credited.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="DebitSub">Sub-account of the debited account, where it has them.</param>
/// <param name="CreditSub">Sub-account of the credited account, where it has them.</param>
/// <param name="Store">Its store; left out, the entry's.</param>
/// <param name="Memo">What it is.</param>
internal sealed record LineBody(
    string? Debit = null, string? Credit = null, Money? Amount = null, SubaccountId? DebitSub = null, SubaccountId? CreditSub = null, StoreId? Store = null, string? Memo = null);

/// <summary>One side of an entry, as accountants write it: an account with a debit or a credit.</summary>
/// <param name="Account">Account, by code or role.</param>
/// <param name="Debit">Amount that is debited; or</param>
/// <param name="Credit">amount that is credited.</param>
/// <param name="Sub">Sub-account, where the account has them.</param>
/// <param name="Store">Its store; left out, the entry's.</param>
/// <param name="Memo">What it is.</param>
internal sealed record LegBody(string? Account = null, Money? Debit = null, Money? Credit = null, SubaccountId? Sub = null, StoreId? Store = null, string? Memo = null);

/// <summary>An entry, told in one of three ways: by lines, by legs, or by the facts of a posting rule.</summary>
/// <param name="Date">Business date.</param>
/// <param name="Id">Made by the caller: sent again, nothing is posted twice.</param>
/// <param name="Document">The document it comes from.</param>
/// <param name="Series">The series it is numbered in; <c>JV</c> where it is left out, and the rule's with facts.</param>
/// <param name="Memo">What it is; with facts the rule says it.</param>
/// <param name="Kind"><c>normal</c>, <c>opening</c> or <c>correction</c>; left out, it is a correction where it corrects something.</param>
/// <param name="Store">Store of lines that name none.</param>
/// <param name="Lines">Its lines; or</param>
/// <param name="Legs">its legs, which must balance by currency and store; or</param>
/// <param name="Facts">facts for a posting rule.</param>
/// <param name="Rule">The rule of the facts; left out, that of the document's type.</param>
/// <param name="Corrects">The entry it mends.</param>
/// <param name="Attachments">SHA-256 of files that prove it.</param>
internal sealed record EntryBody(
    DateOnly Date, EntryId? Id = null, EntryDocumentBody? Document = null, string? Series = null, string? Memo = null, EntryKind? Kind = null, StoreId? Store = null,
    IReadOnlyList<LineBody>? Lines = null, IReadOnlyList<LegBody>? Legs = null, JsonElement? Facts = null, string? Rule = null, EntryId? Corrects = null, IReadOnlyList<string>? Attachments = null);
