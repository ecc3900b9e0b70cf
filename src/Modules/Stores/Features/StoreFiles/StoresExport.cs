using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>Writes all of this module as files that <see cref="StoresImport"/> reads. The same content is the same bytes.</summary>
internal sealed class StoresExport(StoresDb db)
{
    private static readonly CsvWriterOptions _options = new() { NewLine = "\n" };

    public async Task RunAsync(Func<string, TextWriter> create, CancellationToken cancellationToken)
    {
        var company = await db.Companies.SingleOrDefaultAsync(cancellationToken);
        // Sorted here: the order of a database depends on its collation.
        var stores = (await db.Stores.Include(store => store.Hours).ToListAsync(cancellationToken))
            .OrderBy(store => store.Position).ThenBy(store => store.Code, StringComparer.Ordinal).ToList();
        var classes = await db.TaxClasses.Include(taxClass => taxClass.Rates).ToListAsync(cancellationToken);
        classes.Sort((left, right) => string.CompareOrdinal(left.Code, right.Code));
        var settings = await db.Settings.ToListAsync(cancellationToken);
        var codes = stores.ToDictionary(store => store.Id, store => store.Code);
        IReadOnlyList<string> languages = company?.Languages ?? ["en"];

        await WriteAsync(create, ShopFiles.Company, languages, (company is null ? [] : (Company[])[company]).Select(Row), cancellationToken);
        await WriteAsync(create, ShopFiles.Stores, languages, stores.Select(Row), cancellationToken);
        await WriteAsync(create, ShopFiles.OpeningHours, languages, stores.SelectMany(Hours), cancellationToken);
        await WriteAsync(create, ShopFiles.TaxClasses, languages, classes.Select(taxClass => (object[])[taxClass.Code, taxClass.Name]), cancellationToken);
        await WriteAsync(create, ShopFiles.TaxRates, languages, classes.SelectMany(Rates), cancellationToken);
        await WriteAsync(create, ShopFiles.Settings, languages, settings
            .Select(setting => (Key: setting.Key, Store: setting.StoreId is { } id ? codes[id] : "", setting.Value))
            .OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Store, StringComparer.Ordinal)
            .Select(row => (object[])[row.Key, row.Store, row.Value]), cancellationToken);
    }

    private static object[] Row(Company company) =>
        [company.Name, company.LegalName, company.TaxNumber, company.Currency, string.Join(' ', company.Languages), company.PricesIncludeTax ? "true" : "false"];

    private static object[] Row(Store store) =>
    [
        store.Code, store.Slug, store.Kind.ToString().ToLowerInvariant(), store.Status.ToString().ToLowerInvariant(), Print(store.Position), store.Name,
        store.AddressLines, store.City, store.Postcode, store.Country, store.Phone, store.TimeZone, store.Currency, Print(store.DayCutOff),
        Print(store.Latitude), Print(store.Longitude),
    ];

    /// <summary>Monday first, as people write hours.</summary>
    private static IEnumerable<object[]> Hours(Store store) => store.Hours
        .OrderBy(span => ((int)span.Weekday + 6) % 7).ThenBy(span => span.Opens)
        .Select(span => (object[])[store.Code, span.Weekday.ToString().ToLowerInvariant(), Print(span.Opens), Print(span.Closes)]);

    private static IEnumerable<object[]> Rates(TaxClass taxClass) => taxClass.Rates.OrderBy(rate => rate.ValidFrom)
        .Select(rate => (object[])[taxClass.Code, Print(rate.Percent), Print(rate.ValidFrom), rate.ValidTo is { } to ? Print(to) : ""]);

    private static string Print(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Print(decimal? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Print(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Print(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <param name="create">Makes the file.</param>
    /// <param name="shape">What it looks like.</param>
    /// <param name="languages">The languages of the company; those that other texts have come after them.</param>
    /// <param name="rows">A value for each column of the shape: a word, or a text in several languages.</param>
    /// <param name="cancellationToken">Stops.</param>
    private static async Task WriteAsync(
        Func<string, TextWriter> create, FileShape shape, IReadOnlyList<string> languages, IEnumerable<object[]> rows, CancellationToken cancellationToken)
    {
        var all = rows.ToList();
        string[] spoken = [.. languages.Concat(all.SelectMany(row => row).OfType<LocalText>().SelectMany(text => text.All.Keys).Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];
        await using var text = create(shape.Name);
        await using var writer = CsvWriter.Create(text, _options, leaveOpen: true);
        await writer.WriteRecordAsync(
            [.. shape.Columns.SelectMany(column => column.EndsWith('*') ? spoken.Select(language => column[..^1] + language) : [column])], cancellationToken);
        foreach (var row in all)
        {
            await writer.WriteRecordAsync(
                [.. row.SelectMany(value => value is LocalText several ? spoken.Select(language => several.All.GetValueOrDefault(language, "")) : [(string)value])], cancellationToken);
        }
    }
}
