using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>A wave as who picks it sees it: lines in the order of the way through the store. Four statements, however many lines.</summary>
internal sealed class ReadWave(RowStore rows, IInventory inventory)
{
    public async Task<WaveView?> RunAsync(WaveId id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<WaveRow>(id.Value, cancellationToken) is not { } wave)
        {
            return null;
        }

        var taken = await rows.SelectAsync<Taken>(
            "select member.box, member.is_open, sale.id, sale.number, sale.contact_name, sale.phone, sale.state, sale.slot_from, sale.note from orders.wave_order member join orders.sale_order sale on sale.id = member.order_id where member.wave_id = $1 order by member.box",
            cancellationToken, id.Value);
        var open = taken.Where(one => one.IsOpen).ToDictionary(one => one.Id, one => one.Box);
        var lines = await rows.ListAsync<OrderLineRow>("order_id = any ($1) and packed < quantity order by order_id, no", cancellationToken, open.Keys.ToArray());
        var places = (await inventory.PlacesAsync([.. lines.Select(line => VariantId.From(line.VariantId)).Distinct()], StoreId.From(wave.StoreId), cancellationToken)).ToLookup(place => place.Variant);
        return new WaveView(
            id, wave.Number, StoreId.From(wave.StoreId), wave.State, wave.Picker, wave.CreatedAt, wave.DoneAt,
            [.. taken.Select(one => new WaveOrderView(OrderId.From(one.Id), one.Number, one.ContactName, one.Phone, one.Box, ChoiceWords.To<OrderState>(one.State), one.IsOpen, one.SlotFrom, one.Note))],
            [.. lines.Select(line => (Line: line, First: places[VariantId.From(line.VariantId)].FirstOrDefault())).OrderBy(one => one.First is null).ThenBy(one => one.First?.Position).ThenBy(one => one.First?.Code, StringComparer.Ordinal)
                .ThenBy(one => one.Line.Sku, StringComparer.Ordinal).ThenBy(one => open[one.Line.OrderId]).Select(one => View(one.Line, open[one.Line.OrderId], places[VariantId.From(one.Line.VariantId)]))]);
    }

    private static PickLineView View(OrderLineRow line, int box, IEnumerable<StockPlace> places) => new(
        OrderId.From(line.OrderId), box, line.No, PackId.From(line.PackId), VariantId.From(line.VariantId), line.Sku, line.Name, line.Image, line.Unit, line.ByWeight ? SellBy.Weight : SellBy.Piece, line.Quantity / 1_000m, (line.Picked ?? 0) / 1_000m,
        line.IsShort || line.Picked >= line.Quantity, line.IsShort && !line.ByWeight, ChoiceWords.To<Substitution>(line.Substitution), line.Note, line.Replaces,
        [.. places.Take(3).Select(place => new PickPlace(place.Location, place.Code, place.Lot, place.LotCode, place.ExpiresOn))]);

    private sealed record Taken(int Box, bool IsOpen, Guid Id, string Number, string ContactName, string Phone, string State, DateTimeOffset? SlotFrom, string Note);
}
