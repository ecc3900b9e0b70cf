using Aisle.Contracts.Payments;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>Who handed over an order's goods.</summary>
internal sealed class OrderCarrier(UnitOfWork work) : IPaymentCarrier
{
    public string Type => PlaceOrder.Document;

    public async Task<string> OfAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var order))
        {
            return "";
        }

        await using var command = (await work.CommandAsync("select carrier from orders.shipment where order_id = $1 and state = 'delivered' order by delivered_at desc, no desc limit 1", cancellationToken)).With(order);
        return await command.ExecuteScalarAsync(cancellationToken) as string ?? "";
    }
}
