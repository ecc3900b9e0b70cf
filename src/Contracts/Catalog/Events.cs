using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Catalog;

/// <summary>A product was made, changed, archived or, while it was a draft, deleted.</summary>
/// <param name="ProductId">Which one.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
[EventName("catalog.product_changed.v1")]
public sealed record ProductChanged(ProductId ProductId, bool IsDeleted = false) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"product/{ProductId}";
}

/// <summary>The prices of a pack have changed: those that hold, or those to come.</summary>
/// <param name="PackId">Which pack.</param>
/// <param name="StoreId">The store whose prices they are; null for those of all.</param>
[EventName("catalog.price_changed.v1")]
public sealed record PriceChanged(PackId PackId, StoreId? StoreId = null) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"pack/{PackId}";
}

/// <summary>A category was made, changed, moved or deleted.</summary>
/// <param name="CategoryId">Which one.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
[EventName("catalog.category_changed.v1")]
public sealed record CategoryChanged(CategoryId CategoryId, bool IsDeleted = false) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"category/{CategoryId}";
}

/// <summary>A brand was made, changed or deleted.</summary>
/// <param name="BrandId">Which one.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
[EventName("catalog.brand_changed.v1")]
public sealed record BrandChanged(BrandId BrandId, bool IsDeleted = false) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"brand/{BrandId}";
}

/// <summary>A file was uploaded and waits to be imported.</summary>
/// <param name="ImportId">Which import.</param>
[EventName("catalog.import_asked.v1")]
public sealed record ImportAsked(ImportId ImportId) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"import/{ImportId}";
}
