using Aisle.Contracts.Orders;
using Aisle.Kernel;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/returns</c>: what whoever has logged in sends back, and how far it is.</summary>
internal sealed class ReturnsModel(IOrders orders) : MyPage
{
    public IReadOnlyList<CustomerReturn> Returns { get; private set; } = [];

    /// <summary>The return after which the list goes on, or null at its end.</summary>
    public SaleReturnId? Next { get; private set; }

    protected override string TitleKey => "returns";

    public async Task OnGetAsync(string? after, CancellationToken cancellationToken)
    {
        var found = await orders.ReturnsOfAsync(Me, PageSize + 1, TypedId.TryParse<SaleReturnId>(after, out var id) ? id : null, cancellationToken);
        (Returns, Next) = ([.. found.Take(PageSize)], found.Count > PageSize ? found[PageSize - 1].Id : null);
    }
}
