using Aisle.Kernel;

namespace Aisle.Contracts.Stores;

/// <summary>What other modules and the storefront may ask of Stores. Answers come from memory and follow changes.</summary>
public interface IStores
{
    /// <summary>The company with its stores; null while nothing is set up.</summary>
    ValueTask<Shop?> ShopAsync(CancellationToken cancellationToken);

    /// <summary>The tax of <paramref name="taxClass"/> on <paramref name="date"/>; null where the class has no rate that day.</summary>
    ValueTask<TaxRateRecord?> TaxAsync(string taxClass, DateOnly date, CancellationToken cancellationToken);

    /// <summary>The value of a setting for a store (or the company's where the store has none), or its default.</summary>
    ValueTask<string> SettingAsync(string key, StoreId? store, CancellationToken cancellationToken);
}

/// <summary>The company that trades.</summary>
/// <param name="Name">Name that shoppers know.</param>
/// <param name="LegalName">Name on invoices.</param>
/// <param name="TaxNumber">Tax registration number (BIN in Bangladesh); empty where there is none.</param>
/// <param name="Currency">ISO 4217 code of the one currency of its books.</param>
/// <param name="Languages">Languages of its screens; the first is the fallback.</param>
/// <param name="PricesIncludeTax">Whether shelf prices include tax.</param>
/// <param name="Stores">Stores and warehouses, in their order.</param>
/// <param name="TaxClasses">The classes of tax a product can have.</param>
public sealed record Shop(
    LocalText Name, string LegalName, string TaxNumber, string Currency, IReadOnlyList<string> Languages,
    bool PricesIncludeTax, IReadOnlyList<StoreRecord> Stores, IReadOnlyList<TaxClassRecord> TaxClasses);

/// <summary>A store or warehouse.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Short code people say and documents carry, e.g. <c>S1</c>.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Kind">Whether customers come in.</param>
/// <param name="Name">Name.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Phone">Telephone in E.164, or empty.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="DayCutOff">Local time before which a sale belongs to the business day before.</param>
/// <param name="Hours">When it is open; a day may stand several times, a missing day is closed.</param>
/// <param name="Latitude">WGS 84 degrees, or null.</param>
/// <param name="Longitude">WGS 84 degrees, or null.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record StoreRecord(
    StoreId Id, string Code, string Slug, StoreKind Kind, LocalText Name, Address Address, string Phone, string TimeZone,
    string Currency, TimeOnly DayCutOff, IReadOnlyList<OpeningHours> Hours, decimal? Latitude, decimal? Longitude, int Version);

/// <summary>What a place is for.</summary>
public enum StoreKind
{
    /// <summary>Customers buy here.</summary>
    Store,

    /// <summary>Goods are kept here.</summary>
    Warehouse,
}

/// <summary>A postal address.</summary>
/// <param name="Lines">Street and so on, in every language.</param>
/// <param name="City">City or town, in every language.</param>
/// <param name="Postcode">Postal code, or empty.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
public sealed record Address(LocalText Lines, LocalText City, string Postcode, string Country);

/// <summary>A time of opening.</summary>
/// <param name="Day">Day of the week.</param>
/// <param name="Opens">Local time.</param>
/// <param name="Closes">Local time; at or before <paramref name="Opens"/> it means the next morning.</param>
public sealed record OpeningHours(DayOfWeek Day, TimeOnly Opens, TimeOnly Closes);

/// <summary>A class of tax.</summary>
/// <param name="Code">Code that products carry, e.g. <c>standard</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="Rates">Its rates over time, oldest first, without overlap.</param>
public sealed record TaxClassRecord(string Code, LocalText Name, IReadOnlyList<TaxRateRecord> Rates);

/// <summary>A rate of tax for a time.</summary>
/// <param name="Percent">Percent, e.g. 15 or 7.5.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, or null while it holds.</param>
public sealed record TaxRateRecord(decimal Percent, DateOnly From, DateOnly? To);
