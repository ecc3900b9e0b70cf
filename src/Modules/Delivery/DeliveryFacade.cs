using Aisle.Contracts.Delivery;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Delivery;

/// <summary>The module as others see it.</summary>
internal sealed class DeliveryFacade(UnitOfWork work, RowStore rows, SlotQuery slots, ZoneCache cache, DeliveryClock clock) : IDelivery
{
    /// <summary>What the database's own refusals carry.</summary>
    private const string FaultState = "DL000";

    public async ValueTask<ZoneRecord?> ZoneAsync(string area, string country, CancellationToken cancellationToken) => (await cache.GetAsync(cancellationToken)).Find(area, country)?.AsRecord();

    public async ValueTask<ZoneRecord?> ZoneAsync(ZoneId id, CancellationToken cancellationToken) => (await cache.GetAsync(cancellationToken)).Zones.FirstOrDefault(zone => zone.Id == id)?.AsRecord();

    public async ValueTask<IReadOnlyList<ZoneRecord>> ZonesAsync(CancellationToken cancellationToken) => [.. (await cache.GetAsync(cancellationToken)).Zones.Where(zone => zone.IsActive).Select(zone => zone.AsRecord())];

    public Task<IReadOnlyList<SlotRecord>> SlotsAsync(StoreId store, ZoneId? zone, int days, CancellationToken cancellationToken) => slots.OpenAsync(store, zone, days, cancellationToken);

    public Task<SlotRecord?> SlotAsync(SlotId slot, CancellationToken cancellationToken) => slots.FindAsync(slot, cancellationToken);

    public Task TakeWithCommitAsync(SlotId slot, DocumentRef document, CancellationToken cancellationToken)
    {
        work.WithCommit(
            new NpgsqlBatchCommand("select delivery.take($1, $2, $3, $4)").With(slot.Value, document.Type, document.Id, clock.Now), fault => fault.SqlState == FaultState ? DeliveryErrors.Refused(fault.MessageText) : null);
        return Task.CompletedTask;
    }

    public Task GiveBackAsync(DocumentRef document, CancellationToken cancellationToken) => rows.ExecuteAsync("select delivery.give_back($1, $2)", cancellationToken, document.Type, document.Id);
}
