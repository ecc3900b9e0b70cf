using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Packs as other modules handle goods in them; on a connection apart, because who asks is in the middle of something.</summary>
internal sealed class PackQuery(ApartDatabase database, IStores stores)
{
    public async Task<IReadOnlyList<CatalogPack>> ReadAsync(IReadOnlyCollection<PackId> packs, CancellationToken cancellationToken)
    {
        if (packs.Count == 0)
        {
            return [];
        }

        await using var command = database.Source.CreateCommand("select id, variant_id, unit, units_thousandths from catalog.pack where id = any ($1)").With(packs.Select(pack => pack.Value).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(Pack, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, CatalogPack>> ReadAsync(IReadOnlyCollection<string> codes, StoreId? store, CancellationToken cancellationToken)
    {
        var rules = ScaleRules.Of(await stores.SettingAsync(ScaleRules.Setting, store, cancellationToken));
        var asked = codes.Distinct(StringComparer.Ordinal).Select(code => (Code: code, Read: ScannedCode.Read(code, rules))).Where(one => one.Read.IsSuccess).ToDictionary(one => one.Code, one => one.Read.Value.Keys, StringComparer.Ordinal);
        if (asked.Count == 0)
        {
            return new Dictionary<string, CatalogPack>(StringComparer.Ordinal);
        }

        await using var command = database.Source.CreateCommand("select pack.id, variant_id, unit, units_thousandths, barcode.code from catalog.barcode join catalog.pack on pack.id = barcode.pack_id where barcode.code = any ($1)")
            .With(asked.Values.SelectMany(keys => keys).Distinct(StringComparer.Ordinal).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var byKey = (await reader.ListAsync(row => (Key: row.GetString(4), Pack: Pack(row)), cancellationToken)).ToDictionary(one => one.Key, one => one.Pack, StringComparer.Ordinal);
        return asked.Select(one => (one.Key, Pack: one.Value.Select(key => byKey.GetValueOrDefault(key)).FirstOrDefault(pack => pack is not null)))
            .Where(one => one.Pack is not null).ToDictionary(one => one.Key, one => one.Pack!, StringComparer.Ordinal);
    }

    private static CatalogPack Pack(NpgsqlDataReader row) => new(PackId.From(row.GetGuid(0)), VariantId.From(row.GetGuid(1)), row.GetString(2), row.GetInt64(3));
}
