using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.Modules.Stores.Features;

/// <summary>A store or warehouse, as those see it who look after it: also a closed one.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Short code.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Kind">Whether customers come in.</param>
/// <param name="Status">Whether it trades, or is kept for what happened there.</param>
/// <param name="Position">Place in lists.</param>
/// <param name="Name">Name.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Phone">Telephone in E.164, or empty.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="DayCutOff">Local time before which a sale belongs to the business day before.</param>
/// <param name="Hours">When it is open.</param>
/// <param name="Latitude">WGS 84 degrees, or null.</param>
/// <param name="Longitude">WGS 84 degrees, or null.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record ManagedStore(
    StoreId Id, string Code, string Slug, StoreKind Kind, StoreStatus Status, int Position, LocalText Name, Address Address, string Phone, string TimeZone,
    string Currency, TimeOnly DayCutOff, IReadOnlyList<OpeningHours> Hours, decimal? Latitude, decimal? Longitude, int Version)
{
    public static ManagedStore Of(Store store) => new(
        store.Id, store.Code, store.Slug, store.Kind, store.Status, store.Position, store.Name, store.Details.Address, store.Phone, store.TimeZone, store.Currency, store.DayCutOff,
        [.. store.Hours.OrderBy(span => span.Weekday).ThenBy(span => span.Opens).Select(span => span.ToRecord())], store.Latitude, store.Longitude, store.Version);
}

/// <summary>The company, as those see it who look after it.</summary>
/// <param name="Name">Name that shoppers know.</param>
/// <param name="LegalName">Name on invoices.</param>
/// <param name="TaxNumber">Tax registration number, or empty.</param>
/// <param name="Currency">ISO 4217 code of the one currency of its books.</param>
/// <param name="Languages">Languages of its screens; the first is the fallback.</param>
/// <param name="PricesIncludeTax">Whether shelf prices include tax.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record ManagedCompany(LocalText Name, string LegalName, string TaxNumber, string Currency, IReadOnlyList<string> Languages, bool PricesIncludeTax, int Version)
{
    public static ManagedCompany Of(Company company) =>
        new(company.Name, company.LegalName, company.TaxNumber, company.Currency, [.. company.Languages], company.PricesIncludeTax, company.Version);
}

/// <summary>A class of tax with its rates, as those see it who look after it.</summary>
/// <param name="Code">Code that products carry.</param>
/// <param name="Name">Name.</param>
/// <param name="Rates">Its rates over time, oldest first.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record ManagedTaxClass(string Code, LocalText Name, IReadOnlyList<TaxRateRecord> Rates, int Version)
{
    public static ManagedTaxClass Of(TaxClass taxClass) =>
        new(taxClass.Code, taxClass.Name, [.. taxClass.Rates.OrderBy(rate => rate.ValidFrom).Select(rate => rate.ToRecord() with { Percent = rate.Percent / 1.0000000000m })], taxClass.Version);
}
