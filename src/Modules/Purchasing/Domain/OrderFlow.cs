namespace Aisle.Modules.Purchasing.Domain;

/// <summary>Where an order is in its life.</summary>
internal enum OrderState
{
    Draft,
    Approved,
    Sent,
    PartReceived,
    Received,
    Closed,
    Cancelled,
}

/// <summary>What is done to an order.</summary>
internal enum OrderAct
{
    Edit,
    Approve,
    Send,
    ReceivePart,
    ReceiveAll,
    Close,
    Cancel,
}

/// <summary>What can be done to an order in which state, and what it is then: written down here and nowhere else.</summary>
internal static class OrderFlow
{
    private static readonly Dictionary<(OrderState, OrderAct), OrderState> _moves = new()
    {
        [(OrderState.Draft, OrderAct.Edit)] = OrderState.Draft,
        [(OrderState.Draft, OrderAct.Approve)] = OrderState.Approved,
        [(OrderState.Draft, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.Approved, OrderAct.Send)] = OrderState.Sent,
        [(OrderState.Approved, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.Sent, OrderAct.ReceivePart)] = OrderState.PartReceived,
        [(OrderState.Sent, OrderAct.ReceiveAll)] = OrderState.Received,
        [(OrderState.Sent, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.PartReceived, OrderAct.ReceivePart)] = OrderState.PartReceived,
        [(OrderState.PartReceived, OrderAct.ReceiveAll)] = OrderState.Received,
        [(OrderState.PartReceived, OrderAct.Close)] = OrderState.Closed,
        // More may come than was ordered, within the tolerance.
        [(OrderState.Received, OrderAct.ReceiveAll)] = OrderState.Received,
        [(OrderState.Received, OrderAct.Close)] = OrderState.Closed,
    };

    /// <summary>The state after an act; null where it cannot be done.</summary>
    public static OrderState? After(OrderState state, OrderAct act) => _moves.TryGetValue((state, act), out var next) ? next : null;

    /// <summary>Whether goods can come in for it.</summary>
    public static bool TakesGoods(OrderState state) => After(state, OrderAct.ReceiveAll) is not null;
}
