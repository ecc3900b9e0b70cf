using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Features;
using Aisle.Platform.Http;

namespace Aisle.Modules.Stores;

/// <summary>The examples of the API reference.</summary>
internal static class StoresExamples
{
    public static StoreRecord Store { get; } = new(
        StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011")), "S1", "dhanmondi", StoreKind.Store,
        LocalText.Of(("en", "Aisle Bazar Dhanmondi"), ("bn", "আইল বাজার ধানমন্ডি")),
        new Address(LocalText.Of(("en", "House 27, Road 8, Dhanmondi"), ("bn", "বাড়ি ২৭, সড়ক ৮, ধানমন্ডি")), LocalText.Of(("en", "Dhaka"), ("bn", "ঢাকা")), "1205", "BD"),
        "+8801700000001", "Asia/Dhaka", "BDT", new TimeOnly(4, 0),
        [new OpeningHours(DayOfWeek.Thursday, new TimeOnly(9, 0), new TimeOnly(22, 30)), new OpeningHours(DayOfWeek.Friday, new TimeOnly(10, 0), new TimeOnly(23, 0))],
        23.7461m, 90.3742m, 1);

    public static ManagedStore Managed { get; } = new(
        Store.Id, Store.Code, Store.Slug, Store.Kind, Domain.StoreStatus.Active, 1, Store.Name, Store.Address, Store.Phone, Store.TimeZone, Store.Currency, Store.DayCutOff, Store.Hours,
        Store.Latitude, Store.Longitude, 3);

    public static ManagedCompany Company { get; } = new(
        LocalText.Of(("en", "Aisle Bazar"), ("bn", "আইল বাজার")), "Aisle Bazar Limited", "000000000-0000", "BDT", ["en", "bn"], PricesIncludeTax: true, 2);

    public static ManagedTaxClass TaxClass { get; } = new(
        "standard", LocalText.Of(("en", "Standard rate"), ("bn", "আদর্শ হার")),
        [new TaxRateRecord(15m, new DateOnly(2019, 7, 1), new DateOnly(2027, 6, 30)), new TaxRateRecord(16m, new DateOnly(2027, 7, 1), To: null)], 4);

    public static Page<StoreRecord> Stores { get; } = new([Store], NextCursor: null);

    public static TaxClassListAnswer TaxClasses { get; } = new(
        [new TaxClassRecord("standard", LocalText.Of(("en", "Standard rate"), ("bn", "আদর্শ হার")), [new TaxRateRecord(15m, new DateOnly(2019, 7, 1), To: null)])]);
}
