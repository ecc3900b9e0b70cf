using Aisle.Kernel;

namespace Aisle.Contracts.Catalog;

/// <summary>Id of a product.</summary>
public readonly record struct ProductId(Guid Value) : ITypedId<ProductId>
{
    /// <inheritdoc/>
    public static ProductId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a variant: the thing one buys (a size, a flavour).</summary>
public readonly record struct VariantId(Guid Value) : ITypedId<VariantId>
{
    /// <inheritdoc/>
    public static VariantId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a pack: a variant in a unit and number, with barcodes and prices of its own.</summary>
public readonly record struct PackId(Guid Value) : ITypedId<PackId>
{
    /// <inheritdoc/>
    public static PackId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a category.</summary>
public readonly record struct CategoryId(Guid Value) : ITypedId<CategoryId>
{
    /// <inheritdoc/>
    public static CategoryId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a brand.</summary>
public readonly record struct BrandId(Guid Value) : ITypedId<BrandId>
{
    /// <inheritdoc/>
    public static BrandId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a price.</summary>
public readonly record struct PriceId(Guid Value) : ITypedId<PriceId>
{
    /// <inheritdoc/>
    public static PriceId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of an import.</summary>
public readonly record struct ImportId(Guid Value) : ITypedId<ImportId>
{
    /// <inheritdoc/>
    public static ImportId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a promotion.</summary>
public readonly record struct PromotionId(Guid Value) : ITypedId<PromotionId>
{
    /// <inheritdoc/>
    public static PromotionId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a coupon.</summary>
public readonly record struct CouponId(Guid Value) : ITypedId<CouponId>
{
    /// <inheritdoc/>
    public static CouponId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
