using Aisle.Contracts.Orders;
using Aisle.Kernel;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/invoices</c>: the invoices of whoever has logged in, each to be printed.</summary>
internal sealed class InvoicesModel(IOrders orders) : MyPage
{
    public IReadOnlyList<CustomerInvoice> Invoices { get; private set; } = [];

    /// <summary>The invoice after which the list goes on, or null at its end.</summary>
    public ShipmentId? Next { get; private set; }

    protected override string TitleKey => "invoices";

    public async Task OnGetAsync(string? after, CancellationToken cancellationToken)
    {
        var found = await orders.InvoicesOfAsync(Me, PageSize + 1, TypedId.TryParse<ShipmentId>(after, out var id) ? id : null, cancellationToken);
        (Invoices, Next) = ([.. found.Take(PageSize)], found.Count > PageSize ? found[PageSize - 1].Shipment : null);
    }
}
