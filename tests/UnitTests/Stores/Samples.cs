using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.UnitTests.Stores;

internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 1, 4, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Later { get; } = Now.AddHours(1);

    public static StoreId Id { get; } = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011"));

    public static CompanyDetails Company { get; } = new(
        LocalText.Of(("en", "Aisle Bazar"), ("bn", "আইল বাজার")), "Aisle Bazar Limited", "000123456-0101", "BDT", ["en", "bn"], PricesIncludeTax: true);

    public static StoreDetails Store { get; } = new(
        "S1", "dhanmondi", StoreKind.Store, StoreStatus.Active, 1, LocalText.Of(("en", "Dhanmondi")),
        new Address(LocalText.Of(("en", "Road 8")), LocalText.Of(("en", "Dhaka")), "1205", "BD"), "+8801000000001", "Asia/Dhaka", "BDT", new TimeOnly(4, 0), 23.7461m, 90.3742m);

    public static OpeningHours Hours(DayOfWeek day, string opens, string closes) =>
        new(day, TimeOnly.Parse(opens, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(closes, System.Globalization.CultureInfo.InvariantCulture));

    public static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public static IEnumerable<string> Fields(IReadOnlyList<Error> errors) => errors.Select(error => error.Field!);

    public static IEnumerable<string> Codes(IReadOnlyList<Error> errors) => errors.Select(error => error.Code);
}
