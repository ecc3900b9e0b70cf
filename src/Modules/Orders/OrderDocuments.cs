using Aisle.Contracts.Ledger;
using Aisle.Modules.Orders.Features;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Orders;

/// <summary>Orders, shipments and returns in the books.</summary>
internal sealed class OrderDocuments(string type, string table, string page, IServiceScopeFactory scopes) : ILedgerDocuments
{
    public const string Shipment = "shipment";
    public const string Return = "sale_return";

    /// <summary>Each with its table and its page.</summary>
    public static IReadOnlyList<(string Type, string Table, string Page)> All { get; } =
    [
        (PlaceOrder.Document, "orders.sale_order", "/admin/orders/{0}"), (Shipment, "orders.shipment", "/admin/orders/shipments/{0}"), (Return, "orders.sale_return", "/admin/orders/returns/{0}"),
    ];

    public string Type => type;

    public string? Page => page;

    public Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        NumberedDocuments.FindAsync(scopes, $"select id, number from {table} where id = any ($1)", ids, cancellationToken);
}
