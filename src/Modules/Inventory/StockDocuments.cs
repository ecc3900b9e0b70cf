using Aisle.Contracts.Ledger;
using Aisle.Platform.Database;
using Aisle.Modules.Inventory.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Inventory;

/// <summary>The documents of this module in the books: adjustments, transfers, counts and opening stock.</summary>
internal sealed class StockDocuments(string type, IServiceScopeFactory scopes) : ILedgerDocuments
{
    public static IReadOnlyList<string> Types { get; } = [MakeAdjustment.Document, SendTransfer.Document, EndCount.Document, ImportOpening.Document];

    public string Type => type;

    public string? Page => type switch
    {
        MakeAdjustment.Document => "/admin/stock/adjustments/{0}",
        SendTransfer.Document => "/admin/stock/transfers/{0}",
        ImportOpening.Document => "/admin/stock/movements?document=stock_opening/{0}",
        _ => "/admin/stock/counts/{0}",
    };

    public Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => NumberedDocuments.FindAsync(scopes, type switch
    {
        MakeAdjustment.Document => "select id, number from inventory.adjustment where state = 'posted' and id = any ($1)",
        SendTransfer.Document => "select id, number from inventory.transfer where sent_at is not null and id = any ($1)",
        ImportOpening.Document => "select id, '' from inventory.posting where document_type = 'stock_opening' and id = any ($1)",
        _ => "select id, number from inventory.stock_count where state = 'posted' and id = any ($1)",
    }, ids, cancellationToken);
}
