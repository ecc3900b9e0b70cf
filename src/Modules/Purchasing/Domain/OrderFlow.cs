namespace Aisle.Modules.Purchasing.Domain;

/// <summary>Where an order is in its life.</summary>
internal enum PurchaseOrderState
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
    private static readonly Dictionary<(PurchaseOrderState, OrderAct), PurchaseOrderState> _moves = new()
    {
        [(PurchaseOrderState.Draft, OrderAct.Edit)] = PurchaseOrderState.Draft,
        [(PurchaseOrderState.Draft, OrderAct.Approve)] = PurchaseOrderState.Approved,
        [(PurchaseOrderState.Draft, OrderAct.Cancel)] = PurchaseOrderState.Cancelled,
        [(PurchaseOrderState.Approved, OrderAct.Send)] = PurchaseOrderState.Sent,
        [(PurchaseOrderState.Approved, OrderAct.Cancel)] = PurchaseOrderState.Cancelled,
        [(PurchaseOrderState.Sent, OrderAct.ReceivePart)] = PurchaseOrderState.PartReceived,
        [(PurchaseOrderState.Sent, OrderAct.ReceiveAll)] = PurchaseOrderState.Received,
        [(PurchaseOrderState.Sent, OrderAct.Cancel)] = PurchaseOrderState.Cancelled,
        [(PurchaseOrderState.PartReceived, OrderAct.ReceivePart)] = PurchaseOrderState.PartReceived,
        [(PurchaseOrderState.PartReceived, OrderAct.ReceiveAll)] = PurchaseOrderState.Received,
        [(PurchaseOrderState.PartReceived, OrderAct.Close)] = PurchaseOrderState.Closed,
        // More may come than was ordered, within the tolerance.
        [(PurchaseOrderState.Received, OrderAct.ReceiveAll)] = PurchaseOrderState.Received,
        [(PurchaseOrderState.Received, OrderAct.Close)] = PurchaseOrderState.Closed,
    };

    /// <summary>The state after an act; null where it cannot be done.</summary>
    public static PurchaseOrderState? After(PurchaseOrderState state, OrderAct act) => _moves.TryGetValue((state, act), out var next) ? next : null;

    /// <summary>Whether goods can come in for it.</summary>
    public static bool TakesGoods(PurchaseOrderState state) => After(state, OrderAct.ReceiveAll) is not null;
}
