using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>The five kinds of account.</summary>
internal enum AccountType
{
    /// <summary>What the company has.</summary>
    Asset,

    /// <summary>What it owes.</summary>
    Liability,

    /// <summary>What belongs to its owners.</summary>
    Equity,

    /// <summary>What it earns.</summary>
    Income,

    /// <summary>What that costs.</summary>
    Expense,
}

/// <summary>A side of an account.</summary>
internal enum Side
{
    /// <summary>Left.</summary>
    Debit,

    /// <summary>Right.</summary>
    Credit,
}

/// <summary>An account of the chart.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code people know it by.</param>
/// <param name="Name">Name.</param>
/// <param name="ParentId">The heading it stands below, or null.</param>
/// <param name="Type">Type.</param>
/// <param name="NormalSide">The side on which it grows; a contra account's is the other one than its type's.</param>
/// <param name="IsGroup">Whether it is a heading without lines of its own.</param>
/// <param name="HasSubaccounts">Whether each of its lines names a sub-account.</param>
/// <param name="Currency">Currency of its lines.</param>
/// <param name="StoreId">The store it belongs to alone, or null.</param>
/// <param name="Dimensions">Free marks for reports.</param>
/// <param name="ClosedAt">Since when it takes no lines, or null.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Roles">What posting rules mean it by.</param>
internal sealed record Account(
    AccountId Id, string Code, LocalText Name, AccountId? ParentId, AccountType Type, Side NormalSide, bool IsGroup, bool HasSubaccounts, Currency Currency,
    StoreId? StoreId, IReadOnlyDictionary<string, string> Dimensions, DateTimeOffset? ClosedAt, int Version, IReadOnlyList<AccountRole> Roles)
{
    /// <summary>The side on which accounts of a type grow.</summary>
    public static Side SideOf(AccountType type) => type is AccountType.Asset or AccountType.Expense ? Side.Debit : Side.Credit;
}

/// <summary>Something that posting rules mean an account by.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Key">Which one of those; empty for all without their own.</param>
/// <param name="StoreId">For one store; null for all without their own.</param>
internal sealed record AccountRole(string Role, string Key, StoreId? StoreId);

/// <summary>How the company keeps its books.</summary>
/// <param name="Currency">Their currency.</param>
/// <param name="YearStart">Month in which a fiscal year begins.</param>
/// <param name="FutureDays">So many days ahead of today a business date may lie.</param>
/// <param name="ApprovalLimit">A manual entry above this needs a second person; minor units.</param>
/// <param name="Template">The template of its chart.</param>
/// <param name="Version">Grows with each change.</param>
internal sealed record Book(Currency Currency, int YearStart, int FutureDays, long ApprovalLimit, string Template, int Version)
{
    /// <summary>The fiscal year of a day, by the calendar year in which it begins.</summary>
    public int YearOf(DateOnly day) => day.Month >= YearStart ? day.Year : day.Year - 1;

    /// <summary>First day of a fiscal year.</summary>
    public DateOnly StartOf(int year) => new(year, YearStart, 1);

    /// <summary>Last day of a fiscal year.</summary>
    public DateOnly EndOf(int year) => StartOf(year).AddYears(1).AddDays(-1);
}

/// <summary>A stretch of days that is open or closed for posting.</summary>
internal sealed record Period(PeriodId Id, DateOnly StartsOn, DateOnly EndsOn, bool IsClosed, int Version);
