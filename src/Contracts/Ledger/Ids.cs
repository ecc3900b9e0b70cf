using Aisle.Kernel;

namespace Aisle.Contracts.Ledger;

/// <summary>Id of a journal entry. Its caller makes it before anything else: it is the key under which the entry is posted once.</summary>
public readonly record struct EntryId(Guid Value) : ITypedId<EntryId>
{
    /// <inheritdoc/>
    public static EntryId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of an account of the chart.</summary>
public readonly record struct AccountId(Guid Value) : ITypedId<AccountId>
{
    /// <inheritdoc/>
    public static AccountId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a sub-account: one person's or thing's part of a control account, such as a wallet.</summary>
public readonly record struct SubaccountId(Guid Value) : ITypedId<SubaccountId>
{
    /// <inheritdoc/>
    public static SubaccountId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a hold: money promised and not yet in the books.</summary>
public readonly record struct HoldId(Guid Value) : ITypedId<HoldId>
{
    /// <inheritdoc/>
    public static HoldId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a period of the books.</summary>
public readonly record struct PeriodId(Guid Value) : ITypedId<PeriodId>
{
    /// <inheritdoc/>
    public static PeriodId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
