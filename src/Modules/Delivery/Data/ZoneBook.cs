using Aisle.Modules.Delivery.Features;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;

namespace Aisle.Modules.Delivery.Data;

/// <summary>All zones with their areas.</summary>
/// <param name="Zones">Zones, in their order.</param>
internal sealed record ZoneBook(IReadOnlyList<ManagedZone> Zones)
{
    private readonly Dictionary<string, ManagedZone> _byArea = Zones.Where(zone => zone.IsActive).SelectMany(zone => zone.Areas.Select(area => (area, zone))).ToDictionary(pair => pair.area, pair => pair.zone, StringComparer.Ordinal);

    /// <summary>The zone of the smallest area that an area lies in; a code begins with those of all that it lies in.</summary>
    public ManagedZone? Find(string area, string country)
    {
        for (var code = area.Length == 0 ? country : area; code.StartsWith(country, StringComparison.Ordinal); code = code[..code.LastIndexOf('-')])
        {
            if (_byArea.TryGetValue(code, out var zone) || !code.Contains('-', StringComparison.Ordinal))
            {
                return zone;
            }
        }

        return null;
    }
}

/// <summary>The zones in memory, until one of them changes.</summary>
internal sealed class ZoneCache(ApartDatabase database, ChangeListener listener) : IDisposable
{
    private const string Sql = """
        select to_jsonb(zone)::text, array(select area from delivery.zone_area where zone_id = zone.id order by area collate "C") from delivery.zone order by position, created_at, id
        """;

    private readonly ChangeCache<ZoneBook> _cache = new(listener, DeliveryModule.Tag, stop => LoadAsync(database, stop));

    public ValueTask<ZoneBook> GetAsync(CancellationToken cancellationToken) => _cache.GetAsync(cancellationToken);

    public void Dispose() => _cache.Dispose();

    private static async Task<ZoneBook> LoadAsync(ApartDatabase database, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return new ZoneBook(await reader.ListAsync(row => ManagedZone.Of(RowStore.Read<ZoneRow>(row.GetString(0)), row.GetFieldValue<string[]>(1)), cancellationToken));
    }
}
