using Aisle.Contracts.Orders;

namespace Aisle.Modules.Orders.Domain;

/// <summary>What is done to an order.</summary>
internal enum OrderAct
{
    Place,

    /// <summary>A payment is under way.</summary>
    Await,

    /// <summary>It will be paid when it is handed over.</summary>
    Promise,

    /// <summary>Money came. It moves an order on only where all of it has come.</summary>
    Pay,

    Edit,

    /// <summary>It costs more now than was paid.</summary>
    Owe,
    Cancel,
    Pick,

    /// <summary>Its picking is given up.</summary>
    PutBack,
    PutBackUnpaid,
    PackPart,
    PackAll,
    Send,

    /// <summary>Nobody took it at the door.</summary>
    ComeBack,
    DeliverPart,
    DeliverAll,
    Complete,
    ReturnPart,
    ReturnAll,
}

/// <summary>What can be done to an order in which state, and what it is then: written down here, and in <c>orders.order_move</c>, which the database holds to.</summary>
internal static class OrderFlow
{
    public static IReadOnlyDictionary<(OrderState State, OrderAct Act), OrderState> Moves { get; } = new Dictionary<(OrderState, OrderAct), OrderState>
    {
        [(OrderState.Draft, OrderAct.Place)] = OrderState.Placed,
        [(OrderState.Placed, OrderAct.Await)] = OrderState.AwaitingPayment,
        [(OrderState.Placed, OrderAct.Pay)] = OrderState.Paid,
        [(OrderState.Placed, OrderAct.Promise)] = OrderState.Confirmed,
        [(OrderState.Placed, OrderAct.Edit)] = OrderState.Placed,
        [(OrderState.Placed, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.AwaitingPayment, OrderAct.Await)] = OrderState.AwaitingPayment,
        [(OrderState.AwaitingPayment, OrderAct.Pay)] = OrderState.Paid,
        [(OrderState.AwaitingPayment, OrderAct.Promise)] = OrderState.Confirmed,
        [(OrderState.AwaitingPayment, OrderAct.Edit)] = OrderState.AwaitingPayment,
        [(OrderState.AwaitingPayment, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.Paid, OrderAct.Edit)] = OrderState.Paid,
        [(OrderState.Paid, OrderAct.Owe)] = OrderState.AwaitingPayment,
        [(OrderState.Paid, OrderAct.Pick)] = OrderState.Picking,
        [(OrderState.Paid, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.Confirmed, OrderAct.Edit)] = OrderState.Confirmed,
        [(OrderState.Confirmed, OrderAct.Pay)] = OrderState.Paid,
        [(OrderState.Confirmed, OrderAct.Await)] = OrderState.Confirmed,
        [(OrderState.Confirmed, OrderAct.Pick)] = OrderState.Picking,
        [(OrderState.Confirmed, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.Picking, OrderAct.PutBack)] = OrderState.Paid,
        [(OrderState.Picking, OrderAct.PutBackUnpaid)] = OrderState.Confirmed,
        [(OrderState.Picking, OrderAct.Pay)] = OrderState.Picking,
        [(OrderState.Picking, OrderAct.PackPart)] = OrderState.PartlyPacked,
        [(OrderState.Picking, OrderAct.PackAll)] = OrderState.Packed,
        [(OrderState.Picking, OrderAct.Cancel)] = OrderState.Cancelled,
        [(OrderState.PartlyPacked, OrderAct.Pay)] = OrderState.PartlyPacked,
        [(OrderState.PartlyPacked, OrderAct.PackPart)] = OrderState.PartlyPacked,
        [(OrderState.PartlyPacked, OrderAct.PackAll)] = OrderState.Packed,
        [(OrderState.PartlyPacked, OrderAct.Send)] = OrderState.PartlyPacked,
        [(OrderState.PartlyPacked, OrderAct.ComeBack)] = OrderState.PartlyPacked,
        [(OrderState.PartlyPacked, OrderAct.DeliverPart)] = OrderState.PartlyPacked,
        [(OrderState.Packed, OrderAct.Pay)] = OrderState.Packed,
        [(OrderState.Packed, OrderAct.Send)] = OrderState.OutForDelivery,
        [(OrderState.Packed, OrderAct.DeliverPart)] = OrderState.PartlyDelivered,
        [(OrderState.Packed, OrderAct.DeliverAll)] = OrderState.Delivered,
        // Nobody wanted it at the door: all of it goes back onto the shelf.
        [(OrderState.Packed, OrderAct.ReturnAll)] = OrderState.Returned,
        [(OrderState.OutForDelivery, OrderAct.Pay)] = OrderState.OutForDelivery,
        [(OrderState.OutForDelivery, OrderAct.Send)] = OrderState.OutForDelivery,
        [(OrderState.OutForDelivery, OrderAct.ComeBack)] = OrderState.Packed,
        [(OrderState.OutForDelivery, OrderAct.DeliverPart)] = OrderState.PartlyDelivered,
        [(OrderState.OutForDelivery, OrderAct.DeliverAll)] = OrderState.Delivered,
        [(OrderState.PartlyDelivered, OrderAct.Pay)] = OrderState.PartlyDelivered,
        [(OrderState.PartlyDelivered, OrderAct.Send)] = OrderState.PartlyDelivered,
        [(OrderState.PartlyDelivered, OrderAct.ComeBack)] = OrderState.PartlyDelivered,
        [(OrderState.PartlyDelivered, OrderAct.DeliverPart)] = OrderState.PartlyDelivered,
        [(OrderState.PartlyDelivered, OrderAct.DeliverAll)] = OrderState.Delivered,
        [(OrderState.PartlyDelivered, OrderAct.ReturnPart)] = OrderState.PartlyReturned,
        [(OrderState.PartlyDelivered, OrderAct.ReturnAll)] = OrderState.Returned,
        [(OrderState.Delivered, OrderAct.Pay)] = OrderState.Delivered,
        [(OrderState.Delivered, OrderAct.Complete)] = OrderState.Completed,
        [(OrderState.Delivered, OrderAct.ReturnPart)] = OrderState.PartlyReturned,
        [(OrderState.Delivered, OrderAct.ReturnAll)] = OrderState.Returned,
        [(OrderState.Completed, OrderAct.ReturnPart)] = OrderState.PartlyReturned,
        [(OrderState.Completed, OrderAct.ReturnAll)] = OrderState.Returned,
        [(OrderState.PartlyReturned, OrderAct.Pay)] = OrderState.PartlyReturned,
        // One part came back while another was still out.
        [(OrderState.PartlyReturned, OrderAct.Send)] = OrderState.PartlyReturned,
        [(OrderState.PartlyReturned, OrderAct.ComeBack)] = OrderState.PartlyReturned,
        [(OrderState.PartlyReturned, OrderAct.DeliverPart)] = OrderState.PartlyReturned,
        [(OrderState.PartlyReturned, OrderAct.DeliverAll)] = OrderState.PartlyReturned,
        [(OrderState.PartlyReturned, OrderAct.ReturnPart)] = OrderState.PartlyReturned,
        [(OrderState.PartlyReturned, OrderAct.ReturnAll)] = OrderState.Returned,
        // Money that comes too late is taken in, and goes back by itself.
        [(OrderState.Cancelled, OrderAct.Pay)] = OrderState.Cancelled,
        [(OrderState.Returned, OrderAct.Pay)] = OrderState.Returned,
    };

    /// <summary>The state after an act; null where it cannot be done.</summary>
    public static OrderState? After(OrderState state, OrderAct act) => Moves.TryGetValue((state, act), out var next) ? next : null;

    public static bool Can(OrderState state, OrderAct act) => After(state, act) is not null;

    /// <summary>Whether nothing of it has left, so that what it costs is what was ordered.</summary>
    public static bool IsBeforePacking(OrderState state) => state is OrderState.Placed or OrderState.AwaitingPayment or OrderState.Paid or OrderState.Confirmed or OrderState.Picking;

    /// <summary>Whether it still waits for a first payment or a promise of one.</summary>
    public static bool AwaitsMoney(OrderState state) => state is OrderState.Placed or OrderState.AwaitingPayment;

    /// <summary>Whether it is over, and nothing is owed for it.</summary>
    public static bool IsGone(OrderState state) => state is OrderState.Cancelled or OrderState.Returned;
}
