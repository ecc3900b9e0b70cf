using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Platform.Messaging;

namespace Aisle.Modules.Notifications.Features;

/// <summary>Chooses what a customer is told when something happened to their order. An event comes at least once and is handled once, so nobody is told twice.</summary>
internal sealed class TellOfOrders(OrderLetters letters) : ISubscriber<OrderPlaced>, ISubscriber<OrderMoved>, ISubscriber<SaleReturnChanged>, ISubscriber<RefundChanged>
{
    public Task HandleAsync(OrderPlaced happened, CancellationToken cancellationToken) => letters.SendAsync("placed", happened.OrderId, cancellationToken);

    public Task HandleAsync(OrderMoved happened, CancellationToken cancellationToken) => happened.To switch
    {
        _ when happened.Act == "edit" => letters.SendAsync("changed", happened.OrderId, cancellationToken),
        OrderState.Paid when happened.From is OrderState.Placed or OrderState.AwaitingPayment => letters.SendAsync("paid", happened.OrderId, cancellationToken),
        OrderState.Confirmed when happened.From is OrderState.Placed or OrderState.AwaitingPayment => letters.SendAsync("confirmed", happened.OrderId, cancellationToken),
        OrderState.Packed when happened.From is OrderState.Picking or OrderState.PartlyPacked => letters.SendAsync("packed", happened.OrderId, cancellationToken),
        OrderState.OutForDelivery => letters.SendAsync("sent", happened.OrderId, cancellationToken),
        OrderState.Delivered => letters.SendAsync("delivered", happened.OrderId, cancellationToken),
        OrderState.Cancelled => letters.SendAsync("cancelled", happened.OrderId, cancellationToken),
        _ => Task.CompletedTask,
    };

    public Task HandleAsync(SaleReturnChanged happened, CancellationToken cancellationToken) => letters.SendAsync("return_" + happened.State, happened.OrderId, cancellationToken, happened.ReturnId);

    public Task HandleAsync(RefundChanged happened, CancellationToken cancellationToken) =>
        happened is { State: RefundState.Done, Subject.Type: "order" } && Guid.TryParse(happened.Subject.Id, out var id) ? letters.SendAsync("refunded", OrderId.From(id), cancellationToken, amount: happened.Amount) : Task.CompletedTask;
}
