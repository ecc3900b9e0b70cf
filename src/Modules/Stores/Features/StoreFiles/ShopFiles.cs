namespace Aisle.Modules.Stores.Features;

/// <summary>The shape of a file: its plain columns, and its texts, which have a column for each language.</summary>
/// <param name="Name">File name.</param>
/// <param name="Columns">Columns, in the order of an export; <c>name.*</c> stands for one for each language.</param>
internal sealed record FileShape(string Name, IReadOnlyList<string> Columns);

/// <summary>The files of an export and import. The columns bear the names that errors of the domain bear.</summary>
internal static class ShopFiles
{
    public static FileShape Company { get; } = new("company.csv", ["name.*", "legal_name", "tax_number", "currency", "languages", "prices_include_tax"]);

    public static FileShape Stores { get; } = new("stores.csv", [
        "code", "slug", "kind", "status", "position", "name.*", "address.lines.*", "address.city.*", "address.postcode", "address.country",
        "phone", "time_zone", "currency", "day_cut_off", "latitude", "longitude"]);

    public static FileShape OpeningHours { get; } = new("opening-hours.csv", ["store", "day", "opens", "closes"]);

    public static FileShape TaxClasses { get; } = new("tax-classes.csv", ["code", "name.*"]);

    public static FileShape TaxRates { get; } = new("tax-rates.csv", ["tax_class", "percent", "from", "to"]);

    public static FileShape Settings { get; } = new("settings.csv", ["key", "store", "value"]);

    public static IReadOnlyList<FileShape> All { get; } = [Company, Stores, OpeningHours, TaxClasses, TaxRates, Settings];
}
