using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What a list of purchasing is.</summary>
/// <param name="Key">Its name; views of it are kept under it.</param>
/// <param name="Path">Its page.</param>
/// <param name="Rows">Where its rows come from.</param>
/// <param name="File">All of it as a file.</param>
/// <param name="OfStores">The permission whose stores it can be narrowed to; null where it is of no store.</param>
/// <param name="Sort">Its order until somebody chooses.</param>
internal sealed record BuyList<TRow>(string Key, string Path, RowList Rows, CsvFile<TRow> File, Permission? OfStores, string Sort = "-created") : RowListing<TRow>(Key, Path, Rows, File, Sort) where TRow : class;

/// <summary>What the lists of purchasing have in common: they are narrowed to a supplier and to a store.</summary>
internal abstract class BuyListPage<TRow>(RowQuery query, PurchasingClock clock, BuyList<TRow> list) : RowListPage<TRow>(query, list) where TRow : class
{
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");

    private string? _supplierName;

    protected Guid? Store => Asked.Get(_store)?.Value;

    protected Guid? Supplier => Asked.Get(_supplier)?.Value;

    protected Shop? Shop { get; private set; }

    /// <summary>The day it is in the company's zone.</summary>
    protected DateOnly Today { get; private set; }

    /// <summary>What it can be narrowed by beside the store.</summary>
    protected virtual IReadOnlyList<ListFilter> OwnChoices => [];

    protected override IReadOnlyList<ListFilter> Choices =>
    [
        .. OwnChoices, .. ListFilter.One("supplier", T["purchasing.page.supplier"], T["purchasing.page.any_supplier"], Asked.Get(_supplier)?.ToString(), _supplierName), .. list.OfStores is { } permission ? (ListFilter[])[BuyWords.StoreFilter(T, Caller, permission, Shop, Asked.Get(_store))] : [],
    ];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        (Shop, Today) = (await clock.ShopAsync(cancellationToken), await clock.TodayAsync(cancellationToken));
        _supplierName = Supplier is { } supplier ? (await HttpContext.RequestServices.GetRequiredService<RowStore>().FindAsync<SupplierRow>(supplier, cancellationToken))?.Name : null;
    }
}
