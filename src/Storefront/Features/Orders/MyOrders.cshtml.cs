using Aisle.Contracts.Orders;
using Aisle.Kernel;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/orders</c>: the orders of whoever has logged in, the newest first.</summary>
internal sealed class MyOrdersModel(IOrders orders) : MyPage
{
    /// <summary>Most characters that are searched for.</summary>
    public const int MostWords = 100;

    public IReadOnlyList<OrderRecord> Orders { get; private set; } = [];

    /// <summary>What was searched for; empty for all.</summary>
    public string Sought { get; private set; } = "";

    /// <summary>Where the list goes on, or null at its end.</summary>
    public string? Next { get; private set; }

    protected override string TitleKey => "orders";

    public async Task OnGetAsync(string? q, string? after, CancellationToken cancellationToken)
    {
        Sought = (q ?? "").Trim();
        Sought = Sought.Length > MostWords ? Sought[..MostWords] : Sought;
        var found = await orders.OfAsync(Me, Sought, PageSize + 1, TypedId.TryParse<OrderId>(after, out var id) ? id : null, cancellationToken);
        Orders = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? Links.To($"/account/orders?after={Orders[^1].Id}" + (Sought.Length > 0 ? "&q=" + Uri.EscapeDataString(Sought) : "")) : null;
    }
}
