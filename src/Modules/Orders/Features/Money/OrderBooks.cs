using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>What the books are told of an order. Each document says by how much the customer's advance changes; the row is that of before it, and is changed here.</summary>
internal sealed class OrderBooks(ILedger ledger, RowStore rows, OrdersClock clock)
{
    public const string Payment = "order_payment";
    public const string Advance = "order_advance";
    public const string Invoice = "order_invoice";
    public const string Refund = "order_refund";
    public const string Credit = "order_credit";

    /// <summary>Changes the sums of an order that is locked, and posts the document that does it with the commit.</summary>
    /// <param name="order">The order as it is.</param>
    /// <param name="paid">What came.</param>
    /// <param name="refunded">What went back.</param>
    /// <param name="invoiced">What was invoiced.</param>
    /// <param name="credited">What was credited.</param>
    /// <param name="id">Id of the entry.</param>
    /// <param name="rule">The posting rule; null where somebody else has posted all but the advance.</param>
    /// <param name="facts">What the rule is told.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="document">The document where it is not the order, with its number.</param>
    /// <returns>The order as it is then.</returns>
    public async Task<Result<OrderRow>> PostAsync(OrderRow order, long paid, long refunded, long invoiced, long credited, EntryId id, string? rule, Facts facts, CancellationToken cancellationToken, (DocumentRef Ref, string Number)? document = null)
    {
        var after = order with { Paid = order.Paid + paid, Refunded = order.Refunded + refunded, Invoiced = order.Invoiced + invoiced, Credited = order.Credited + credited };
        await rows.ExecuteAsync(
            "update orders.sale_order set paid = $2, refunded = $3, invoiced = $4, credited = $5, updated_at = $6, version = version + 1 where id = $1", cancellationToken,
            order.Id, after.Paid, after.Refunded, after.Invoiced, after.Credited, clock.Now);
        var change = after.Advance() - order.Advance();
        if (rule is null && change == 0)
        {
            return after;
        }

        var day = (await clock.DayAsync(StoreId.From(order.StoreId), cancellationToken))!;
        var told = facts.Set("number", document?.Number ?? order.Number).Set("advance", day.Money(change));
        var posted = await ledger.PostDocumentsWithCommitAsync([new NewDocument(id, document?.Ref ?? PlaceOrder.DocumentOf(order.Id), day.Today, told, day.Store.Id) { Rule = rule ?? Advance }], cancellationToken);
        return posted.IsSuccess ? after : posted.Errors.ToArray();
    }
}
