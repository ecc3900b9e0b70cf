using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Data;

/// <summary>A store at the moment in which somebody does something to its stock.</summary>
internal sealed record DeskStore(StoreRecord Store, Currency Currency, BusinessDate Day, DateTimeOffset Now);

/// <summary>What the documents of staff share: the store's day, its limit of value, and numbers without a gap.</summary>
internal sealed class StockDesk(UnitOfWork work, DocumentNumbers numbers, IStores stores, TimeProvider time)
{
    public const string LimitSetting = "inventory.approval_limit";

    public async Task<DeskStore?> FindAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (await stores.ShopAsync(cancellationToken) is not { } shop || shop.Stores.FirstOrDefault(one => one.Id == id) is not { } store)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return new DeskStore(store, Currency.Get(shop.Currency), BusinessDate.Of(now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone), store.DayCutOff), now);
    }

    /// <summary>The store of a document that is there; it may have been closed since.</summary>
    public async Task<Result<DeskStore>> OpenAsync(StoreId id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) is { } open ? open : InventoryErrors.StoreClosed;

    /// <summary>The currency in which stock is valued.</summary>
    public async Task<Currency> CurrencyAsync(CancellationToken cancellationToken) => Currency.Get((await stores.ShopAsync(cancellationToken))?.Currency ?? "BDT");

    /// <summary>What one person may write off or find alone, at cost.</summary>
    public async Task<Money> LimitAsync(DeskStore at, CancellationToken cancellationToken) =>
        Money.FromDecimal(decimal.Round(decimal.Parse(await stores.SettingAsync(LimitSetting, at.Store.Id, cancellationToken), CultureInfo.InvariantCulture), 2), at.Currency).Value;

    /// <summary>Waits until nobody else is about to take a number of a series; ask afterwards whether the document is there already.</summary>
    public Task LockNumbersAsync(DeskStore at, string series, CancellationToken cancellationToken) => numbers.LockAsync(SeriesOf(at, series), cancellationToken);

    /// <summary>The next number of a series.</summary>
    public Task<string> TakeNumberAsync(DeskStore at, string series, CancellationToken cancellationToken) => numbers.TakeAsync(SeriesOf(at, series), cancellationToken);

    /// <summary>What quantities cost as they are valued now, in minor units, in their order; never below zero. One statement.</summary>
    public async Task<IReadOnlyList<long>> CostsAsync(StoreId store, IReadOnlyList<(Guid Variant, long Quantity)> wanted, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select (case when stock.on_hand > 0 and stock.value > 0 then round(stock.value::numeric * given.quantity / stock.on_hand)
                when stock.cost_of > 0 then round(stock.cost_value::numeric * given.quantity / stock.cost_of) else 0 end)::bigint
            from unnest($2, $3) with ordinality given (variant, quantity, no) left join inventory.stock on stock.store_id = $1 and stock.variant_id = given.variant order by given.no
            """, cancellationToken)).With(store.Value, wanted.Select(one => one.Variant).ToArray(), wanted.Select(one => Math.Abs(one.Quantity)).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => row.GetInt64(0), cancellationToken);
    }

    private static DocumentSeries SeriesOf(DeskStore at, string series) => new(series, at.Store.Id.Value, at.Store.Code, at.Day.Date.Year);
}
