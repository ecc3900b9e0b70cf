using Aisle.Contracts.Stores;
using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Payments.Features;

/// <summary>What the lists of payments have in common: the clock of the company, and that they can be narrowed to a store.</summary>
internal abstract class PayListPage<TRow>(RowQuery query, PaymentsClock clock, RowListing<TRow> list) : RowListPage<TRow>(query, list) where TRow : class
{
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");

    protected Guid? Store => Asked.Get(_store)?.Value;

    protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>What it can be narrowed by beside the store.</summary>
    protected abstract IReadOnlyList<ListFilter> OwnChoices { get; }

    /// <summary>Whether it is of stores; what providers pay out is of the company.</summary>
    protected virtual bool IsOfStores => true;

    protected override IReadOnlyList<ListFilter> Choices => [.. OwnChoices, .. IsOfStores ? (ListFilter[])[StoreFilter()] : []];

    private Shop? Shop { get; set; }

    protected override async Task LoadAsync(CancellationToken cancellationToken) => (Shop, Zone) = (await clock.ShopAsync(cancellationToken), await clock.ZoneAsync(cancellationToken));

    private ListFilter StoreFilter() => new(
        "store", T["payments.page.store"],
        [new ListChoice("", T["payments.page.any_store"]), .. (Shop?.Stores ?? []).Where(store => Caller.MayIn(Permissions.PaymentRead, store.Id.Value)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}"))],
        Store?.ToString() ?? "");
}
