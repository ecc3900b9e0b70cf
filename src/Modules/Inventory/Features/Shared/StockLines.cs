using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Features;

/// <summary>How much of what, as people and devices say it.</summary>
/// <param name="Quantity">How much: in the item's unit, in one that converts to it exactly, or in packs.</param>
/// <param name="Item">Of what; or say a code.</param>
/// <param name="Code">What a scanner read, or a SKU.</param>
/// <param name="Pack">The pack that is counted in; the quantity's unit is then the pack's. A code of a pack names its pack.</param>
/// <param name="Location">The place, or absent for the floor, or for what goes first where something goes.</param>
/// <param name="Lot">The lot, or absent.</param>
/// <param name="Serials">The serial number of each piece, where the item is kept by them, up to 1,000; <c>SN0098..SN0103</c> is a range.</param>
internal sealed record StockLineBody(Quantity Quantity, VariantId? Item = null, string? Code = null, PackId? Pack = null, LocationId? Location = null, LotId? Lot = null, IReadOnlyList<string>? Serials = null);

/// <summary>A line that is understood.</summary>
/// <param name="Item">Of what.</param>
/// <param name="Quantity">Thousandths of its unit, of the sign that was said.</param>
/// <param name="Location">Place, or null.</param>
/// <param name="Lot">Lot, or null.</param>
/// <param name="Serials">Serial numbers, each by itself, or null.</param>
internal sealed record ReadLine(Item Item, long Quantity, LocationId? Location, LotId? Lot, IReadOnlyList<string>? Serials = null);

/// <summary>Reads lines: a few statements for all of them, and every fault with its line.</summary>
internal sealed class StockLines(UnitOfWork work, ICatalog catalog, ItemStore items)
{
    /// <summary>Most lines of a document.</summary>
    public const int MostLines = 500;

    /// <summary>The lines in their order; of no use where <paramref name="problems"/> has any.</summary>
    public async Task<IReadOnlyList<ReadLine>> ReadAsync(StoreId store, IReadOnlyList<StockLineBody> lines, Problems problems, CancellationToken cancellationToken, string field = "lines", bool mayBeBelow = false, bool mayBeZero = false, bool byNumber = false)
    {
        if (!problems.Require(lines.Count is > 0 and <= MostLines, "inventory.lines", $"A document has 1 to {MostLines} lines.", field))
        {
            return [];
        }

        var packs = (await catalog.PacksAsync([.. lines.Select(line => line.Pack).OfType<PackId>()], cancellationToken)).ToDictionary(pack => pack.Id);
        var codes = lines.Where(line => line.Item is null).Select(line => line.Code?.Trim()).OfType<string>().Where(code => code.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var scanned = codes.Count == 0 ? new Dictionary<string, CatalogPack>(StringComparer.Ordinal) : await catalog.PacksAsync(codes, store, cancellationToken);
        var skus = await SkusAsync([.. codes.Where(code => !scanned.ContainsKey(code))], cancellationToken);
        VariantId? VariantOf(StockLineBody line) => line.Item ?? (line.Code?.Trim() is not { } code ? null : scanned.GetValueOrDefault(code)?.Variant ?? (skus.TryGetValue(code.ToUpperInvariant(), out var id) ? id : null));
        var known = await items.FindAsync([.. lines.Select(VariantOf).OfType<VariantId>()], cancellationToken);
        var places = await PlacesAsync(store, [.. lines.Select(line => line.Location).OfType<LocationId>()], cancellationToken);
        var lots = await LotsAsync([.. lines.Select(line => line.Lot).OfType<LotId>()], cancellationToken);
        var read = new List<ReadLine>(lines.Count);
        for (var index = 0; index < lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (lines[index], $"{field}[{index}]");
            if (VariantOf(line) is not { } variant || !known.TryGetValue(variant, out var item))
            {
                problems.Add(InventoryErrors.ItemUnknown with { Field = at + (line.Item is null ? ".code" : ".item") });
                continue;
            }

            if (line.Location is { } place && !places.Contains(place))
            {
                problems.Add(InventoryErrors.LocationUnknown with { Field = at + ".location" });
            }

            if (line.Lot is { } lot && lots.GetValueOrDefault(lot) != variant)
            {
                problems.Add(InventoryErrors.LotUnknown with { Field = at + ".lot" });
            }

            var pack = line.Pack is { } named ? packs.GetValueOrDefault(named) : line.Item is null && line.Code?.Trim() is { } code ? scanned.GetValueOrDefault(code) : null;
            if (line.Pack is not null && (pack is null || pack.Variant != variant))
            {
                problems.Add(Error.Validation("inventory.pack_unknown", "This product has no such pack.", at + ".pack"));
                continue;
            }

            var quantity = Convert(line, pack, item.Unit);
            if (quantity.IsFailure)
            {
                problems.Take(quantity.WithoutValue(), at + ".quantity");
                continue;
            }

            problems.Require(quantity.Value != 0 || mayBeZero, "inventory.quantity_zero", "A quantity other than zero is needed.", at + ".quantity");
            problems.Require(quantity.Value >= 0 || mayBeBelow, "inventory.quantity_sign", "A quantity is above zero here.", at + ".quantity");
            problems.Require(quantity.Value is >= -PostStock.MostQuantity and <= PostStock.MostQuantity, "inventory.quantity_range", "A line is of 10^12 thousandths at most.", at + ".quantity");
            problems.Require(item.Unit != Unit.Piece || quantity.Value % 1_000 == 0, "inventory.quantity_whole", "This product is counted in whole pieces.", at + ".quantity");
            var serials = Serials.Read(line.Serials, at + ".serials", problems);
            if (!byNumber)
            {
                Serials.Fit(serials, item.Tracking == Tracking.Serial, quantity.Value, at + ".serials", problems);
            }

            read.Add(new ReadLine(item, quantity.Value, line.Location, line.Lot, serials));
        }

        return read;
    }

    /// <summary>Lines as people type them: a code and a number, of the item's unit or of the pack whose code it is.</summary>
    public async Task<IReadOnlyList<StockLineBody>> TypedAsync(StoreId store, IReadOnlyList<(string Code, string Quantity)> typed, Problems problems, CancellationToken cancellationToken, string field = "lines")
    {
        var known = await KnownAsync(store, typed.Select(row => row.Code.Trim()), cancellationToken);
        var read = new List<StockLineBody>();
        for (var index = 0; index < typed.Count; index++)
        {
            var (code, at) = (typed[index].Code.Trim(), $"{field}[{index}]");
            if (!known.TryGetValue(code, out var found))
            {
                problems.Add(InventoryErrors.ItemUnknown with { Field = at + ".code" });
                continue;
            }

            var (item, pack) = found;
            var isPack = IsCountedIn(pack);
            var number = Platform.Ui.Admin.Typed.Number(typed[index].Quantity, at + ".quantity", problems);
            problems.Require(number is not null || problems.Any, "text.required", "A value is needed.", at + ".quantity");
            var quantity = problems.Take(Quantity.FromDecimal(number ?? 0, isPack ? Unit.Get(pack!.Unit) : item.Unit), at + ".quantity");
            read.Add(new StockLineBody(quantity, item.Id, Pack: isPack ? pack!.Id : null));
        }

        return read;
    }

    /// <summary>Whether a number beside the code of this pack counts packs, and not the item's unit.</summary>
    public static bool IsCountedIn(CatalogPack? pack) => pack is not null && pack.Thousandths != 1_000 && Unit.TryGet(pack.Unit, out _);

    /// <summary>The items that codes stand for, each with the pack whose code it is; codes that nobody knows are left out.</summary>
    public async Task<IReadOnlyDictionary<string, (Item Item, CatalogPack? Pack)>> KnownAsync(StoreId store, IEnumerable<string> typed, CancellationToken cancellationToken)
    {
        var codes = typed.Where(code => code.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var packs = codes.Count == 0 ? new Dictionary<string, CatalogPack>(StringComparer.Ordinal) : await catalog.PacksAsync(codes, store, cancellationToken);
        var skus = await SkusAsync([.. codes.Where(code => !packs.ContainsKey(code))], cancellationToken);
        var known = await items.FindAsync([.. packs.Values.Select(pack => pack.Variant), .. skus.Values], cancellationToken);
        var found = new Dictionary<string, (Item, CatalogPack?)>(StringComparer.Ordinal);
        foreach (var code in codes)
        {
            var pack = packs.GetValueOrDefault(code);
            if ((pack?.Variant ?? (skus.TryGetValue(code.ToUpperInvariant(), out var sku) ? sku : null)) is { } variant && known.TryGetValue(variant, out var item))
            {
                found[code] = (item, pack);
            }
        }

        return found;
    }

    /// <summary>Whether anything is kept by serial numbers, so that forms ask for them.</summary>
    public async Task<bool> HasSerialsAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("select exists (select from inventory.item where tracking = 'serial')", cancellationToken);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static Result<long> Convert(StockLineBody line, CatalogPack? pack, Unit unit)
    {
        var said = line.Quantity;
        if (pack is null || (line.Pack is null && (said.Unit == unit || said.Unit.Code != pack.Unit)))
        {
            return said.ConvertTo(unit).Map(quantity => quantity.Thousandths);
        }

        if (!string.Equals(said.Unit.Code, pack.Unit, StringComparison.Ordinal))
        {
            return Error.Validation("quantity.conversion", $"The pack is counted in {pack.Unit}, not in {said.Unit.Code}.");
        }

        // Both are below 2^63, so their product fits.
        var (whole, rest) = Int128.DivRem((Int128)said.Thousandths * pack.Thousandths, 1_000);
        return rest != 0 ? Error.Validation("quantity.conversion", "So many packs are no whole thousandths of the unit.")
            : whole < -PostStock.MostQuantity || whole > PostStock.MostQuantity ? Error.Validation("inventory.quantity_range", "A line is of 10^12 thousandths at most.")
            : (long)whole;
    }

    private async Task<IReadOnlyDictionary<string, VariantId>> SkusAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken)
    {
        if (codes.Count == 0)
        {
            return new Dictionary<string, VariantId>(StringComparer.Ordinal);
        }

        await using var command = (await work.CommandAsync("select sku, id from inventory.item where sku = any ($1)", cancellationToken))
            .With(codes.SelectMany(code => (string[])[code, code.ToUpperInvariant()]).Distinct(StringComparer.Ordinal).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = await reader.ListAsync(row => (Sku: row.GetString(0).ToUpperInvariant(), Id: VariantId.From(row.GetGuid(1))), cancellationToken);
        return found.DistinctBy(one => one.Sku, StringComparer.Ordinal).ToDictionary(one => one.Sku, one => one.Id, StringComparer.Ordinal);
    }

    private async Task<IReadOnlySet<LocationId>> PlacesAsync(StoreId store, IReadOnlyCollection<LocationId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return new HashSet<LocationId>();
        }

        await using var command = (await work.CommandAsync("select id from inventory.location where store_id = $1 and id = any ($2) and closed_at is null", cancellationToken)).With(store.Value, ids.Select(id => id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => LocationId.From(row.GetGuid(0)), cancellationToken)).ToHashSet();
    }

    private async Task<IReadOnlyDictionary<LotId, VariantId>> LotsAsync(IReadOnlyCollection<LotId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<LotId, VariantId>();
        }

        await using var command = (await work.CommandAsync("select id, variant_id from inventory.lot where id = any ($1)", cancellationToken)).With(ids.Select(id => id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => (Id: LotId.From(row.GetGuid(0)), Variant: VariantId.From(row.GetGuid(1))), cancellationToken)).ToDictionary(one => one.Id, one => one.Variant);
    }
}
