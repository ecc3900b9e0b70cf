using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Something that posting rules mean an account by.</summary>
/// <param name="Role">What it is for, such as <c>tender</c>.</param>
/// <param name="Key">Which one of those, such as <c>bkash</c>; left out: all without their own.</param>
/// <param name="Store">For this store; left out: for all without their own.</param>
internal sealed record AccountRoleBody(string? Role = null, string? Key = null, StoreId? Store = null);

/// <summary>An account of the chart.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
/// <param name="Parent">Code of the heading it stands below, or null.</param>
/// <param name="Type">Type.</param>
/// <param name="NormalSide">The side on which it grows.</param>
/// <param name="IsGroup">Whether it is a heading without lines of its own.</param>
/// <param name="HasSubaccounts">Whether each of its lines names a sub-account.</param>
/// <param name="Currency">Currency of its lines.</param>
/// <param name="Store">The store it belongs to alone, or null.</param>
/// <param name="Dimensions">Free marks for reports.</param>
/// <param name="Roles">What posting rules mean it by.</param>
/// <param name="ClosedAt">Since when it takes no lines, or null.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="ControlledBy">The part of the shop whose documents alone post to it, such as <c>stock</c>: it is proved against what that part keeps. Null where everybody may.</param>
/// <param name="Accounts">What stands below it, in the tree; null in the flat list.</param>
internal sealed record AccountAnswer(
    AccountId Id, string Code, LocalText Name, string? Parent, AccountType Type, Side NormalSide, bool IsGroup, bool HasSubaccounts, string Currency, StoreId? Store,
    IReadOnlyDictionary<string, string> Dimensions, IReadOnlyList<AccountRoleBody> Roles, DateTimeOffset? ClosedAt, int Version, string? ControlledBy = null, IReadOnlyList<AccountAnswer>? Accounts = null)
{
    public static AccountAnswer Of(Account account, Chart chart, IReadOnlyList<AccountAnswer>? below = null) => new(
        account.Id, account.Code, account.Name, account.ParentId is { } parent ? chart.Find(parent)?.Code : null, account.Type, account.NormalSide, account.IsGroup, account.HasSubaccounts, account.Currency.Code,
        account.StoreId, account.Dimensions, [.. account.Roles.Select(role => new AccountRoleBody(role.Role, role.Key.Length == 0 ? null : role.Key, role.StoreId))], account.ClosedAt, account.Version, ControlAccounts.PartOf(account), below);
}

/// <summary>The chart of accounts.</summary>
/// <param name="Items">Its accounts: all of them, or the outermost with what stands below.</param>
internal sealed record AccountListAnswer(IReadOnlyList<AccountAnswer> Items);
