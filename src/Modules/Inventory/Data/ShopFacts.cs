using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Data;

/// <summary>The company's currency and zone, and the day it is there.</summary>
internal sealed class ShopFacts(IStores stores, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public ValueTask<Shop?> ShopAsync(CancellationToken cancellationToken) => stores.ShopAsync(cancellationToken);

    /// <summary>The currency stock is valued in. While there is no company there is no stock either.</summary>
    public async ValueTask<Currency> CurrencyAsync(CancellationToken cancellationToken) => Currency.Get((await stores.ShopAsync(cancellationToken))?.Currency ?? "BDT");

    public async ValueTask<TimeZoneInfo> ZoneAsync(CancellationToken cancellationToken) => (await stores.ShopAsync(cancellationToken)).Zone();

    public async ValueTask<DateOnly> TodayAsync(CancellationToken cancellationToken) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, await ZoneAsync(cancellationToken)).DateTime);

    /// <summary>The open store of an id, or null.</summary>
    public async ValueTask<StoreRecord?> StoreAsync(StoreId id, CancellationToken cancellationToken) => (await stores.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(store => store.Id == id);

    /// <summary>A new id, made here where a caller gave none.</summary>
    public TId New<TId>() where TId : struct, ITypedId<TId> => TypedId.New<TId>(time);
}
