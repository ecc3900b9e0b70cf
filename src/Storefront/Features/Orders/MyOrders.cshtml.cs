using Aisle.Contracts.Orders;
using Aisle.Kernel;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/orders</c>: the orders of whoever has logged in, the newest first.</summary>
internal sealed class MyOrdersModel(IOrders orders) : PrivatePage
{
    private const int PageSize = 20;

    public IReadOnlyList<OrderRecord> Orders { get; private set; } = [];

    /// <summary>The order after which the list goes on, or null at its end.</summary>
    public OrderId? Next { get; private set; }

    protected override string TitleText => T["account.orders"];

    public async Task OnGetAsync(string? after, CancellationToken cancellationToken)
    {
        var found = await orders.OfAsync(HttpContext.Customer()!.Value, PageSize + 1, TypedId.TryParse<OrderId>(after, out var id) ? id : null, cancellationToken);
        (Orders, Next) = ([.. found.Take(PageSize)], found.Count > PageSize ? found[PageSize - 1].Id : null);
    }

    public string When(DateTimeOffset at) => SlotText.Moment(at, Frame.Zone(), T);
}
