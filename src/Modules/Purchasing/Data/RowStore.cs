using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>The rows of this module.</summary>
internal sealed class RowStore(UnitOfWork work, DocumentNumbers numbers) : ModuleRows(work, "purchasing")
{
    /// <summary>The next number of a kind of document in a store and year.</summary>
    public Task<string> NumberAsync(string series, ShopDay day, CancellationToken cancellationToken) =>
        numbers.TakeAsync(new DocumentSeries(series, day.Store.Id.Value, day.Store.Code, day.Today.Date.Year), cancellationToken);

    protected override string NameOf(Type row) =>
        row == typeof(ItemRow) ? "supplier_item" : row == typeof(PriceRow) ? "supplier_price" : row == typeof(OrderRow) ? "purchase_order" : row == typeof(ReturnRow) ? "supplier_return" : base.NameOf(row);
}
