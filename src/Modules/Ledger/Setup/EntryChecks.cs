using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;

namespace Aisle.Modules.Ledger.Setup;

/// <summary>Makes the check that every entry and hold passes, whether it is posted or only shown, from the chart and the day there are now.</summary>
internal sealed class EntryChecks(OpenBooks books, IStores stores, DocumentTypes documents, TimeProvider time)
{
    public async Task<Result<EntryCheck>> MakeAsync(CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToArray();
        }

        var zone = (await stores.ShopAsync(cancellationToken)).Zone();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        return new EntryCheck(chart.Value, chart.Value.Book!, documents.Known, today);
    }
}
