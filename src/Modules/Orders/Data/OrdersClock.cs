using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Orders.Data;

/// <summary>The stores, their day, and what is set for them.</summary>
internal sealed class OrdersClock(IStores stores, TimeProvider time)
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

    /// <summary>The store that serves the online shop until an address or a pick-up says another: the first that customers come into.</summary>
    public async ValueTask<StoreId?> OnlineStoreAsync(CancellationToken cancellationToken) =>
        await stores.ShopAsync(cancellationToken) is { } shop ? (shop.Stores.FirstOrDefault(store => store.Kind == StoreKind.Store) ?? shop.Stores.FirstOrDefault())?.Id : null;

    public ValueTask<Shop?> ShopAsync(CancellationToken cancellationToken) => stores.ShopAsync(cancellationToken);

    /// <summary>A store on its day; null where there is none.</summary>
    public async ValueTask<ShopDay?> DayAsync(StoreId id, CancellationToken cancellationToken) => (await stores.ShopAsync(cancellationToken)).DayOf(id, Now);

    /// <summary>The least amount of goods of an order.</summary>
    public async ValueTask<Money> MinimumAsync(ShopDay day, CancellationToken cancellationToken) =>
        Money.FromDecimal(decimal.Round(decimal.Parse(await stores.SettingAsync("shop.order_minimum", day.Store.Id, cancellationToken), CultureInfo.InvariantCulture), day.Currency.Exponent, MidpointRounding.ToZero), day.Currency).Value;

    /// <summary>How long an order waits for its payment.</summary>
    public async ValueTask<TimeSpan> PaymentTimeAsync(StoreId store, CancellationToken cancellationToken) => TimeSpan.FromMinutes(await WholeAsync("orders.payment_minutes", store, cancellationToken));

    /// <summary>For how many days after it was handed over something can be sent back; 0 is never.</summary>
    public ValueTask<int> ReturnDaysAsync(StoreId store, CancellationToken cancellationToken) => WholeAsync("orders.return_days", store, cancellationToken);

    public TId New<TId>() where TId : struct, ITypedId<TId> => TypedId.New<TId>(time);

    private async ValueTask<int> WholeAsync(string setting, StoreId store, CancellationToken cancellationToken) => int.Parse(await stores.SettingAsync(setting, store, cancellationToken), CultureInfo.InvariantCulture);
}
