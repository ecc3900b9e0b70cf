using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;

namespace Aisle.Modules.Orders.Features;

/// <summary>What is credited of an order, in minor units.</summary>
/// <param name="Goods">Of which lines how much, without tax and the tax.</param>
/// <param name="FeeNet">Of the delivery, without tax.</param>
/// <param name="FeeTax">Tax of the delivery.</param>
/// <param name="Rounding">What cash rounding adds; below zero where it takes off.</param>
internal sealed record OrderCredit(IReadOnlyList<(OrderLineRow Line, long Net, long Tax)> Goods, long FeeNet = 0, long FeeTax = 0, long Rounding = 0)
{
    public long Net => Goods.Sum(one => one.Net) + FeeNet;

    public long Tax => Goods.Sum(one => one.Tax) + FeeTax;

    public long Total => Net + Tax + Rounding;
}

/// <summary>Credits an order by a return or an allowance: in the books, on its sums, and by giving back what is then paid too much.</summary>
internal sealed class CreditOrder(OrderBooks books, OrderStore orders, IPayments payments, OrdersClock clock)
{
    /// <summary>Posts it. The order is locked, and its intent before it.</summary>
    /// <returns>The order as it is then.</returns>
    public Task<Result<OrderRow>> PostAsync(OrderRow order, SaleReturnRow back, OrderCredit credit, ShopDay day, CancellationToken cancellationToken)
    {
        var goods = credit.Goods.Select(one => (Class: one.Line.TaxClass, one.Net, one.Tax)).Append((Class: order.FeeClass ?? "", Net: 0L, Tax: credit.FeeTax)).Where(one => one.Class.Length > 0);
        var facts = new Facts().Set("delivery", day.Money(credit.FeeNet)).Set("rounding", day.Money(-credit.Rounding)).Set("goods", [.. goods.GroupBy(one => one.Class, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Facts().Set("class", group.Key).Set("net", day.Money(group.Sum(one => one.Net))).Set("vat", day.Money(group.Sum(one => one.Tax))))]);
        return books.PostAsync(
            order, 0, 0, 0, credit.Total, EntryId.From(clock.New<SaleReturnId>().Value), credit.Net + credit.Tax == 0 && credit.Total == 0 ? null : OrderBooks.Credit, facts, cancellationToken,
            (new DocumentRef(OrderDocuments.Return, back.Id.ToString("D")), back.Number));
    }

    /// <summary>Asks for no more than is still owed, and gives back what is paid too much, less what goes back already.</summary>
    public async Task<Result> RefundAsync(OrderRow order, SaleReturnRow back, RefundTarget target, ShopDay day, CancellationToken cancellationToken)
    {
        if (order.IntentId is not { } intent)
        {
            return Result.Success;
        }

        var id = PaymentIntentId.From(intent);
        var known = (await payments.FindAsync(id, cancellationToken))!;
        var excess = order.Paid - known.Refunded.Minor - order.Owed();
        // What is not owed any more is not asked for, at the door least of all.
        if (known.State != PaymentIntentState.Closed && await payments.AskAsync(id, day.Money(Math.Max(0, -excess)), cancellationToken) is { IsFailure: true } refused)
        {
            return refused.WithoutValue();
        }

        if (excess >= 0)
        {
            await orders.CoveredAsync(order.Id, cancellationToken);
        }

        return excess <= 0 ? Result.Success : (await payments.RefundAsync(new NewRefund(clock.New<RefundId>(), id, day.Money(excess), target, $"{order.Number}: {back.Number}"), cancellationToken)).WithoutValue();
    }
}
