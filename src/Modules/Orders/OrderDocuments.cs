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

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        // Asked from wherever, so in a scope of its own: what is committed is there, and nothing else.
        await using var scope = scopes.CreateAsyncScope();
        var known = ids.Select(id => Guid.TryParseExact(id, "D", out var value) ? value : (Guid?)null).OfType<Guid>().ToArray();
        var found = await scope.ServiceProvider.GetRequiredService<RowStore>().SelectAsync<Found>($"select id from {table} where id = any ($1)", cancellationToken, known);
        return found.Select(one => one.Id.ToString("D")).ToHashSet(StringComparer.Ordinal);
    }

    private sealed record Found(Guid Id);
}
