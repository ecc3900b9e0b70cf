using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Modules.Delivery.Features;
using Aisle.Platform.Database;

namespace Aisle.Modules.Delivery.Data;

/// <summary>Reads slots, each question in one statement.</summary>
internal sealed class SlotQuery(RowStore rows, DeliveryClock clock)
{
    private const string WithPlaces = """
        select slot.*, (select coalesce(jsonb_agg(jsonb_build_object('document_type', place.document_type, 'document_id', place.document_id, 'slot_id', place.slot_id, 'taken_at', place.taken_at) order by place.taken_at, place.document_id), '[]')
            from delivery.place where place.slot_id = slot.id) as places from delivery.slot
        """;

    /// <summary>What can still be taken or is full: of a zone, or of fetching where it is null.</summary>
    public async Task<IReadOnlyList<SlotRecord>> OpenAsync(StoreId store, ZoneId? zone, int days, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        return [.. (await rows.ListAsync<SlotRow>("""
            store_id = $1 and is_pickup = ($2::uuid is null) and (zone_id is null or zone_id = $2) and not is_closed and closes_at > $3 and starts_at < $4 order by starts_at, ends_at, id
            """, cancellationToken, store.Value, zone?.Value, now, now.AddDays(days))).Select(Record)];
    }

    public async Task<SlotRecord?> FindAsync(SlotId slot, CancellationToken cancellationToken) => await rows.FindAsync<SlotRow>(slot.Value, cancellationToken) is { } row ? Record(row) : null;

    /// <summary>All slots of a store on some days, with who took them.</summary>
    public async Task<IReadOnlyList<ManagedSlot>> OfDaysAsync(StoreId store, DateOnly from, int days, CancellationToken cancellationToken) =>
        await ReadAsync("slot.store_id = $1 and slot.day >= $2 and slot.day < $3 order by slot.starts_at, slot.is_pickup, slot.ends_at, slot.id", cancellationToken, store.Value, from, from.AddDays(days));

    public async Task<ManagedSlot?> ManagedAsync(SlotId slot, CancellationToken cancellationToken) => (await ReadAsync("slot.id = $1", cancellationToken, slot.Value)).FirstOrDefault();

    private async Task<List<ManagedSlot>> ReadAsync(string condition, CancellationToken cancellationToken, params SqlValue[] values) =>
        [.. (await rows.SelectAsync<ReadSlot>($"{WithPlaces} where {condition}", cancellationToken, values)).Select(row => new ManagedSlot(
            new SlotRecord(SlotId.From(row.Id), StoreId.From(row.StoreId), row.ZoneId is { } zone ? ZoneId.From(zone) : null, row.IsPickup, row.StartsAt, row.EndsAt, row.ClosesAt, row.Capacity, row.Taken), row.Day, row.IsClosed, row.ByHand, row.Version,
            [.. row.Places.Select(place => new PlaceRecord(place.DocumentType, place.DocumentId, place.TakenAt))]))];

    private static SlotRecord Record(SlotRow row) =>
        new(SlotId.From(row.Id), StoreId.From(row.StoreId), row.ZoneId is { } zone ? ZoneId.From(zone) : null, row.IsPickup, row.StartsAt, row.EndsAt, row.ClosesAt, row.Capacity, row.Taken);

    private sealed record ReadSlot(
        Guid Id, Guid StoreId, Guid? ZoneId, bool IsPickup, DateOnly Day, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset ClosesAt, int Capacity, int Taken, bool IsClosed, bool ByHand, int Version, IReadOnlyList<PlaceRow> Places);
}
