using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A row of a form that is understood.</summary>
/// <param name="Row">As it was typed; what GS1 text says of pieces and of where they lie is in it.</param>
/// <param name="Goods">What its code says.</param>
/// <param name="Item">The item; null where nobody knows the code.</param>
/// <param name="Pack">The pack whose code it is, or null.</param>
/// <param name="Heaps">Where it lies in the store, by lot.</param>
internal sealed record RowGoods(TypedRow Row, GoodsCode Goods, Item? Item, CatalogPack? Pack, IReadOnlyList<PlaceStock> Heaps)
{
    /// <summary>Whether one can say of which lot it is, or from which place it goes.</summary>
    public bool HasChoice => Item?.Tracking == Tracking.Lot || Heaps.Count > 1;

    /// <summary>The heap that was chosen, or null.</summary>
    public PlaceStock? Heap => Heaps.FirstOrDefault(heap => string.Equals(KeyOf(heap), Row.Heap, StringComparison.Ordinal));

    /// <summary>The code of the lot that was typed, or that the label says where no heap was chosen.</summary>
    public string? LotCode => Row.LotCode.Length > 0 ? Row.LotCode : Item?.Tracking == Tracking.Lot && Heap is null ? Goods.LotCode : null;

    /// <summary>How a form names a heap.</summary>
    public static string KeyOf(PlaceStock heap) => $"{heap.Location}/{heap.Lot?.Id}";

    /// <summary>The last day of the lot whose code was said.</summary>
    public DateOnly? ExpiresOn(string field, Problems problems) => LotCode is null ? null : Row.LotCode.Length > 0 || Row.Expires.Length > 0 ? Typed.Day(Row.Expires, field, problems) : Goods.ExpiresOn;
}

/// <summary>Understands the rows of a form: codes, GS1 text, and where the goods lie.</summary>
internal sealed class TypedLines(StockLines lines, HeapQuery heaps, ShopFacts facts)
{
    /// <summary>The rows in their order; of those whose code nobody knows nothing else is known.</summary>
    public async Task<IReadOnlyList<RowGoods>> ReadAsync(StoreId? store, IReadOnlyList<TypedRow> rows, bool withQuarantine, Problems problems, CancellationToken cancellationToken)
    {
        var today = await facts.TodayAsync(cancellationToken);
        var codes = rows.Select((row, index) => problems.Take(GoodsCode.Read(row.Code, today), $"lines[{index}].code") ?? new GoodsCode("")).ToList();
        var known = await lines.KnownAsync(store ?? default, codes.Select(code => code.Code), cancellationToken);
        var lying = await heaps.ReadAsync(store ?? default, known.Values.Where(found => found.Item.Tracking != Tracking.Serial).Select(found => found.Item.Id), withQuarantine, cancellationToken);
        return [.. rows.Select((row, index) => Understand(row, codes[index], known.GetValueOrDefault(codes[index].Code), lying))];
    }

    /// <summary>The lines that they say; of no use where <paramref name="problems"/> has any.</summary>
    public async Task<IReadOnlyList<StockLineBody>> LinesAsync(StoreId? store, IReadOnlyList<RowGoods> rows, Problems problems, CancellationToken cancellationToken)
    {
        var read = await lines.TypedAsync(store ?? default, [.. rows.Select((goods, index) => (goods.Goods.Code, goods.Row.Amount(problems, $"lines[{index}].serials")))], problems, cancellationToken);
        foreach (var (index, goods) in rows.Index())
        {
            problems.Require(goods.Row.Heap.Length == 0 || goods.Heap is not null || goods.Item is null, "form.choice", "Choose one of what is offered.", $"lines[{index}].heap");
        }

        return problems.Any ? [] : [.. read.Select((line, index) => line with
        {
            Location = rows[index].Row.LotCode.Length > 0 ? null : rows[index].Heap?.Location,
            Lot = rows[index].Row.LotCode.Length > 0 ? null : rows[index].Heap?.Lot?.Id,
            Serials = Serials.Split(rows[index].Row.Serials),
        })];
    }

    private static RowGoods Understand(TypedRow row, GoodsCode goods, (Item? Item, CatalogPack? Pack) found, Heaps lying)
    {
        var item = found.Item;
        var there = item is null ? [] : lying.Of(item.Id);
        var labelled = item?.Tracking == Tracking.Lot && goods.LotCode is { } code && row.LotCode.Length == 0
            ? there.Where(heap => heap.Lot?.Code == code && (goods.ExpiresOn is not { } last || heap.Lot.ExpiresOn == last)).ToList() : [];
        return new RowGoods(
            row with
            {
                Serials = row.Serials.Length == 0 && item?.Tracking == Tracking.Serial ? goods.Serial ?? "" : row.Serials,
                Heap = row.Heap.Length == 0 && labelled is [var only] ? RowGoods.KeyOf(only) : row.Heap,
            },
            goods, item, found.Pack, there);
    }
}
