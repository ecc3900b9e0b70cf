using Aisle.Kernel;

namespace Aisle.Contracts.Stores;

/// <summary>What is known of the company has changed; <see cref="IStores.ShopAsync"/> says what it is now.</summary>
[EventName("stores.company_changed.v1")]
public sealed record CompanyChanged : IEvent
{
    /// <inheritdoc/>
    public string Key => "company";
}

/// <summary>A store or warehouse was opened, changed or closed.</summary>
/// <param name="StoreId">Which one.</param>
/// <param name="IsClosed">Whether it is closed now: <see cref="IStores"/> does not answer it any more.</param>
[EventName("stores.store_changed.v1")]
public sealed record StoreChanged(StoreId StoreId, bool IsClosed) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"store/{StoreId}";
}

/// <summary>A class of tax was made, named anew or removed, or its rates have changed.</summary>
/// <param name="TaxClass">Code of the class.</param>
/// <param name="IsRemoved">Whether it is gone.</param>
[EventName("stores.tax_class_changed.v1")]
public sealed record TaxClassChanged(string TaxClass, bool IsRemoved) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"tax-class/{TaxClass}";
}

/// <summary>A setting has another value now, or none of its own.</summary>
/// <param name="Setting">Key of the setting.</param>
/// <param name="StoreId">The store, or null for the company: then it holds for every store without a value of its own.</param>
[EventName("stores.setting_changed.v1")]
public sealed record SettingChanged(string Setting, StoreId? StoreId) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"setting/{Setting}";
}
