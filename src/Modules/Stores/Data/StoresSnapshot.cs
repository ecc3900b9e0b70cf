using System.Text.Json;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Stores.Data;

/// <summary>All that is asked of this module all day, read in one round trip and kept until a change.</summary>
/// <param name="Shop">The company with its active stores; null while there is none.</param>
/// <param name="Stores">The active stores, in their order.</param>
/// <param name="TaxClasses">The tax classes, by code.</param>
/// <param name="Settings">Values that somebody set.</param>
internal sealed record StoresSnapshot(
    Shop? Shop, IReadOnlyList<StoreRecord> Stores, IReadOnlyList<TaxClassRecord> TaxClasses, IReadOnlyDictionary<(string Key, StoreId? Store), string> Settings)
{
    private const string CompanySql = "select name::text, legal_name, tax_number, currency, languages, prices_include_tax from stores.company";

    private const string HoursSql = "select store_id, weekday, opens, closes from stores.opening_hours order by store_id, weekday, opens";

    private const string StoresSql = """
        select id, code, slug, kind, name::text, address_lines::text, city::text, postcode, country, phone, time_zone, currency,
               day_cut_off, latitude, longitude, version
        from stores.store where status = 'active' order by position, code
        """;

    private const string RatesSql = "select tax_class, percent, valid_from, valid_to from stores.tax_rate order by tax_class, valid_from";

    private const string TaxClassesSql = "select code, name::text from stores.tax_class order by code";

    private const string SettingsSql = "select key, store_id, value from stores.setting";

    public static async Task<StoresSnapshot> LoadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        foreach (var sql in (string[])[CompanySql, HoursSql, StoresSql, RatesSql, TaxClassesSql, SettingsSql])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var companies = await reader.ListAsync(row => new Shop(
            Text(row, 0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<string[]>(4), row.GetBoolean(5), [], []), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var hours = (await reader.ListAsync(row => (Store: row.GetGuid(0), Hours: new OpeningHours(
            (DayOfWeek)row.GetInt16(1), row.GetFieldValue<TimeOnly>(2), row.GetFieldValue<TimeOnly>(3))), cancellationToken)).ToLookup(row => row.Store, row => row.Hours);
        await reader.NextResultAsync(cancellationToken);
        var stores = await reader.ListAsync(row => Store(row, [.. hours[row.GetGuid(0)]]), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rates = (await reader.ListAsync(row => (Class: row.GetString(0), Rate: new TaxRateRecord(
            Plain(row, 1), row.GetFieldValue<DateOnly>(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3))), cancellationToken))
            .ToLookup(row => row.Class, row => row.Rate, StringComparer.Ordinal);
        await reader.NextResultAsync(cancellationToken);
        var taxClasses = await reader.ListAsync(row => new TaxClassRecord(row.GetString(0), Text(row, 1), [.. rates[row.GetString(0)]]), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var settings = await reader.ListAsync(row => (
            Key: (row.GetString(0), row.IsDBNull(1) ? (StoreId?)null : StoreId.From(row.GetGuid(1))), Value: row.GetString(2)), cancellationToken);
        return new StoresSnapshot(
            companies is [var company] ? company with { Stores = stores, TaxClasses = taxClasses } : null,
            stores, taxClasses, settings.ToDictionary(row => row.Key, row => row.Value));
    }

    private static StoreRecord Store(NpgsqlDataReader row, IReadOnlyList<OpeningHours> hours) => new(
        StoreId.From(row.GetGuid(0)), row.GetString(1), row.GetString(2),
        string.Equals(row.GetString(3), "store", StringComparison.Ordinal) ? StoreKind.Store : StoreKind.Warehouse,
        Text(row, 4), new Address(Text(row, 5), Text(row, 6), row.GetString(7), row.GetString(8)), row.GetString(9), row.GetString(10), row.GetString(11),
        row.GetFieldValue<TimeOnly>(12), hours, row.IsDBNull(13) ? null : Plain(row, 13), row.IsDBNull(14) ? null : Plain(row, 14), row.GetInt32(15));

    /// <summary>Without the zeros of the column's scale: dividing by one gives the shortest form.</summary>
    private static decimal Plain(NpgsqlDataReader row, int column) => row.GetDecimal(column) / 1.0000000000m;

    private static LocalText Text(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize<LocalText>(row.GetString(column), JsonDefaults.Options)!;
}
