using Aisle.Contracts.Stores;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>The series of this module's documents.</summary>
internal static class PurchaseSeries
{
    /// <summary>The next number of a kind of document in a store and year.</summary>
    public static Task<string> NumberAsync(this RowStore rows, string series, ShopDay day, CancellationToken cancellationToken) =>
        rows.NumberAsync(new DocumentSeries(series, day.Store.Id.Value, day.Store.Code, day.Today.Date.Year), cancellationToken);
}
