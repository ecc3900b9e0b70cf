using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Domain;

/// <summary>Id of an adjustment; made by the caller, and the id of its posting.</summary>
internal readonly record struct AdjustmentId(Guid Value) : ITypedId<AdjustmentId>
{
    public static AdjustmentId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Id of a transfer; made by the caller, and the id of the posting that sends it.</summary>
internal readonly record struct TransferId(Guid Value) : ITypedId<TransferId>
{
    public static TransferId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Id of one arrival of goods; made by who receives, and the id of its posting.</summary>
internal readonly record struct ReceiptId(Guid Value) : ITypedId<ReceiptId>
{
    public static ReceiptId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Id of a count; made by the caller, and the id of its first posting.</summary>
internal readonly record struct CountId(Guid Value) : ITypedId<CountId>
{
    public static CountId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Id of a scan of a count; made by the device.</summary>
internal readonly record struct ScanId(Guid Value) : ITypedId<ScanId>
{
    public static ScanId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
