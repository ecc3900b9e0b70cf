using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Wallets.Data;

/// <summary>The day of the company, and its currency.</summary>
internal sealed class WalletClock(IStores stores, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The day it is in the company's zone: limits and expiry go by it.</summary>
    public async ValueTask<DateOnly> TodayAsync(CancellationToken cancellationToken) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, await ZoneAsync(cancellationToken)).DateTime);

    public async ValueTask<TimeZoneInfo> ZoneAsync(CancellationToken cancellationToken) => (await stores.ShopAsync(cancellationToken)).Zone();

    /// <summary>The currency of the company; null while there is none.</summary>
    public async ValueTask<Currency?> CurrencyAsync(CancellationToken cancellationToken) => await stores.ShopAsync(cancellationToken) is { } shop ? Currency.Get(shop.Currency) : null;

    /// <summary>Whether there is a store of this id.</summary>
    public async ValueTask<bool> IsStoreAsync(StoreId id, CancellationToken cancellationToken) => await stores.ShopAsync(cancellationToken) is { } shop && shop.Stores.Any(store => store.Id == id);

    /// <summary>A new id, made here where a caller gave none.</summary>
    public TId New<TId>() where TId : struct, ITypedId<TId> => TypedId.New<TId>(time);
}
