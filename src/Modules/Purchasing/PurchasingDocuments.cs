using Aisle.Contracts.Ledger;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Purchasing;

/// <summary>The documents of this module in the books.</summary>
internal sealed class PurchasingDocuments(string type, string table, string? page, IServiceScopeFactory scopes) : ILedgerDocuments
{
    public const string Receipt = "goods_receipt";
    public const string Bill = "supplier_bill";
    public const string Payment = "supplier_payment";
    public const string Return = "supplier_return";
    public const string Credit = "supplier_credit";
    public const string Cost = "goods_cost";

    /// <summary>Each with its table and its page.</summary>
    public static IReadOnlyList<(string Type, string Table, string? Page)> All { get; } =
    [
        (Receipt, "purchasing.receipt", "/admin/purchasing/receipts/{0}"), (Bill, "purchasing.bill", "/admin/purchasing/bills/{0}"), (Payment, "purchasing.payment", null),
        (Return, "purchasing.supplier_return", "/admin/purchasing/returns/{0}"), (Credit, "purchasing.credit", "/admin/purchasing/credits/{0}"), (Cost, "purchasing.cost", "/admin/purchasing/costs/{0}"),
    ];

    public string Type => type;

    public string? Page => page;

    public Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        NumberedDocuments.FindAsync(scopes, $"select id, number from {table} where id = any ($1)", ids, cancellationToken);
}
