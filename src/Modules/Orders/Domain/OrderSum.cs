using Aisle.Contracts.Orders;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Domain;

/// <summary>What the money of an order is reckoned from, in minor units.</summary>
internal interface IOrderSums
{
    string State { get; }

    long Total { get; }

    long Paid { get; }

    long Refunded { get; }

    long Invoiced { get; }

    long Credited { get; }
}

/// <summary>The money of an order in minor units: what the books, refunds and the shopper are told by one and the same reckoning.</summary>
internal static class OrderSum
{
    /// <summary>What was paid beyond what was invoiced: the customer's advance.</summary>
    public static long Advance(this IOrderSums order) => Math.Max(0, order.Paid - order.Refunded - order.Invoiced + order.Credited);

    /// <summary>What it costs as it stands: as ordered until all of it is packed, then as invoiced, less what came back.</summary>
    public static long Owed(this IOrderSums order)
    {
        var state = ChoiceWords.To<OrderState>(order.State);
        return state == OrderState.Cancelled ? 0
            : OrderFlow.IsBeforePacking(state) || state == OrderState.PartlyPacked ? order.Total - order.Credited
            : order.Invoiced - order.Credited;
    }

    /// <summary>What is still to be paid.</summary>
    public static long Due(this IOrderSums order) => Math.Max(0, order.Owed() - order.Paid + order.Refunded);

    /// <summary>What the next so many that are packed of a line cost, so that all parts of it add up to what it costs.</summary>
    public static (long Net, long Tax) Next(this OrderLineRow line, long quantity) =>
        Less(Share((line.Net, line.Tax), line.Packed + quantity, line.Quantity), Share((line.Net, line.Tax), line.Packed, line.Quantity));

    /// <summary>What the next so many that come back of a line cost: what the whole line costs falls on what was packed of it, and of that on what came back.</summary>
    public static (long Net, long Tax) Worth(this OrderLineRow line, long quantity)
    {
        var packed = Share((line.Net, line.Tax), line.Packed, line.Quantity);
        return Less(Share(packed, line.Returned + quantity, line.Packed), Share(packed, line.Returned, line.Packed));
    }

    /// <summary>Less what was taken off.</summary>
    public static (long Net, long Tax) Less((long Net, long Tax) amount, (long Net, long Tax) off) => (amount.Net - off.Net, amount.Tax - off.Tax);

    /// <summary>A part of an amount for a part of a quantity, so that the parts of all of it add up to it.</summary>
    public static long Share(long amount, long quantity, long of) => of == 0 ? 0 : (long)(((Int128)amount * quantity * 2 + of) / ((Int128)of * 2));

    /// <summary>
    /// A part of what goods cost for a part of a quantity. It is what is paid that is shared, tax with it: halves of ৳60.00 are ৳30.00, however net and tax
    /// of them would be rounded one by one. The tax of a part is the part of the tax, and never more than it costs.
    /// </summary>
    public static (long Net, long Tax) Share((long Net, long Tax) amount, long quantity, long of)
    {
        var gross = Share(amount.Net + amount.Tax, quantity, of);
        var tax = Share(amount.Tax, gross, amount.Net + amount.Tax);
        return (gross - tax, tax);
    }
}
