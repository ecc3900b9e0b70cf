using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Domain;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>The stores, their day, and what is set for them.</summary>
internal sealed class PurchasingClock(IStores stores, TimeProvider time)
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

    /// <summary>The currency of the company; null while there is none.</summary>
    public async ValueTask<Currency?> CurrencyAsync(CancellationToken cancellationToken) => await stores.ShopAsync(cancellationToken) is { } shop ? Currency.Get(shop.Currency) : null;

    /// <summary>A store on its day; null where there is none.</summary>
    public async ValueTask<ShopDay?> DayAsync(StoreId id, CancellationToken cancellationToken) => (await stores.ShopAsync(cancellationToken)).DayOf(id, Now);

    /// <summary>The day it is in the company's zone.</summary>
    public async ValueTask<DateOnly> TodayAsync(CancellationToken cancellationToken) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, (await stores.ShopAsync(cancellationToken)).Zone()).DateTime);

    /// <summary>The business date of the store that is furthest behind: what holds from now on holds in all of them. After midnight some stores are still open for the day before.</summary>
    public async ValueTask<DateOnly> EarliestDayAsync(CancellationToken cancellationToken) =>
        (await stores.ShopAsync(cancellationToken))?.Stores.Select(store => BusinessDate.Of(Now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone), store.DayCutOff).Date).Append(await TodayAsync(cancellationToken)).Min() ?? DateOnly.FromDateTime(Now.UtcDateTime);

    /// <summary>Above this amount an order is approved by somebody other than its author.</summary>
    public ValueTask<long> ApprovalLimitAsync(ShopDay day, CancellationToken cancellationToken) => AmountAsync("purchasing.approval_limit", day, cancellationToken);

    /// <summary>How much more than was ordered may come.</summary>
    public async ValueTask<long> OverDeliveryAsync(StoreId store, CancellationToken cancellationToken) => Amounts.Tolerance(await stores.SettingAsync("purchasing.over_delivery", store, cancellationToken));

    /// <summary>How far a rate may lie from the last one with the same currency.</summary>
    public async ValueTask<long> RateToleranceAsync(CancellationToken cancellationToken) => Amounts.Tolerance(await stores.SettingAsync("purchasing.rate_tolerance_percent", store: null, cancellationToken));

    /// <summary>How far a bill may differ from what came.</summary>
    public async ValueTask<BillTolerance> ToleranceAsync(ShopDay day, CancellationToken cancellationToken) =>
        new(Amounts.Tolerance(await stores.SettingAsync("purchasing.bill_percent", day.Store.Id, cancellationToken)), await AmountAsync("purchasing.bill_amount", day, cancellationToken));

    /// <summary>The highest rate of tax of any class on a day, percent; zero where there is none.</summary>
    public async ValueTask<decimal> HighestTaxAsync(DateOnly day, CancellationToken cancellationToken) =>
        (await stores.ShopAsync(cancellationToken))?.TaxClasses.SelectMany(tax => tax.Rates).Where(rate => rate.From <= day && (rate.To is not { } last || last >= day)).Select(rate => rate.Percent).DefaultIfEmpty().Max() ?? 0;

    public TId New<TId>() where TId : struct, ITypedId<TId> => TypedId.New<TId>(time);

    private async ValueTask<long> AmountAsync(string setting, ShopDay day, CancellationToken cancellationToken)
    {
        var amount = decimal.Parse(await stores.SettingAsync(setting, day.Store.Id, cancellationToken), CultureInfo.InvariantCulture);
        return Money.FromDecimal(decimal.Round(amount, day.Currency.Exponent, MidpointRounding.ToZero), day.Currency).Value.Minor;
    }
}
