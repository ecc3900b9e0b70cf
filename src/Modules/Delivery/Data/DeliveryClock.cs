using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Delivery.Data;

/// <summary>The stores and the time it is in them.</summary>
internal sealed class DeliveryClock(IStores stores, TimeProvider time)
{
    /// <summary>To the microsecond, as the database keeps it: what is answered at first is what is answered when it is read.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public ValueTask<Shop?> ShopAsync(CancellationToken cancellationToken) => stores.ShopAsync(cancellationToken);

    /// <summary>The day it is in a store, by the calendar of its zone.</summary>
    public DateOnly Today(TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, zone).DateTime);

    public TId New<TId>() where TId : struct, ITypedId<TId> => TypedId.New<TId>(time);
}
