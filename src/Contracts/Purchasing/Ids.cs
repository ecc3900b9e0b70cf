using Aisle.Kernel;

namespace Aisle.Contracts.Purchasing;

/// <summary>Id of a supplier.</summary>
public readonly record struct SupplierId(Guid Value) : ITypedId<SupplierId>
{
    /// <inheritdoc/>
    public static SupplierId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a purchase order.</summary>
public readonly record struct PurchaseOrderId(Guid Value) : ITypedId<PurchaseOrderId>
{
    /// <inheritdoc/>
    public static PurchaseOrderId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a receipt of goods; made by the caller. It is the id of what it did to the stock, and of its entry in the books.</summary>
public readonly record struct GoodsReceiptId(Guid Value) : ITypedId<GoodsReceiptId>
{
    /// <inheritdoc/>
    public static GoodsReceiptId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a supplier's bill.</summary>
public readonly record struct SupplierBillId(Guid Value) : ITypedId<SupplierBillId>
{
    /// <inheritdoc/>
    public static SupplierBillId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a payment to a supplier; made by the caller.</summary>
public readonly record struct SupplierPaymentId(Guid Value) : ITypedId<SupplierPaymentId>
{
    /// <inheritdoc/>
    public static SupplierPaymentId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of goods sent back to a supplier; made by the caller.</summary>
public readonly record struct SupplierReturnId(Guid Value) : ITypedId<SupplierReturnId>
{
    /// <inheritdoc/>
    public static SupplierReturnId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a supplier's credit note; made by the caller.</summary>
public readonly record struct SupplierCreditId(Guid Value) : ITypedId<SupplierCreditId>
{
    /// <inheritdoc/>
    public static SupplierCreditId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of what goods cost beyond their receipt; made by the caller. It is the id of what it did to the stock, and of its entry in the books.</summary>
public readonly record struct GoodsCostId(Guid Value) : ITypedId<GoodsCostId>
{
    /// <inheritdoc/>
    public static GoodsCostId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
