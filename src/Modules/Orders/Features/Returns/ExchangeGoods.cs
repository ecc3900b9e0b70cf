using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>
/// Sends goods that came back once more, by an order of its own that is picked and packed as any other and costs nothing: what the customer paid for the first ones is
/// what they paid for these, so neither invoice nor tax changes. What of them is not sent after all, or comes back too, is credited where it was paid.
/// </summary>
internal sealed class ExchangeGoods(UnitOfWork work, RowStore rows, OrderStore orders, OrderNumbers numbers, CreditOrder credit, IInventory inventory, IPayments payments, OrdersClock clock)
{
    private static readonly LocalText _name = LocalText.Of(("en", "Exchange"), ("bn", "বদলে দেওয়া"));

    /// <summary>The new order. Error <c>order.short</c> where the goods are not there.</summary>
    public async Task<Result<OrderRow>> RunAsync(OrderRow order, SaleReturnRow back, IReadOnlyList<(OrderLineRow Line, long Quantity)> goods, ShopDay day, CancellationToken cancellationToken)
    {
        var (id, now, until) = (clock.New<OrderId>(), clock.Now, clock.Now.AddDays(NewReservation.LongestDays).AddMinutes(-1));
        var lines = goods.Select((one, index) => Line(id.Value, index + 1, one.Line, one.Quantity)).ToList();
        var full = lines.Sum(line => line.FullAmount);
        var row = order with
        {
            Id = id.Value, Number = await numbers.NextAsync(day, work, cancellationToken), State = ChoiceWords.Of(OrderState.Placed), SlotId = null, SlotFrom = null, SlotTo = null, Goods = full, Discount = full, Fee = 0, FeeNet = 0, FeeTax = 0,
            FeeClass = null, Tax = 0, Rounding = 0, CashStep = null, Total = 0, Lines = lines.Count, Promotions = [], Coupons = [], IntentId = null, IsPromised = false, Paid = 0, Refunded = 0, Invoiced = 0, Credited = 0, ReservationId = id.Value,
            PromisedUntil = until, Note = "", Attention = null, BusinessDate = day.Today.Date, Content = back.Id.ToString("D"), ExpiresAt = null, PlacedAt = now, UpdatedAt = now, Version = 1, ExchangeOf = order.Id,
        };
        var promised = await inventory.ReserveAsync(
            new NewReservation(ReservationId.From(row.Id), day.Store.Id, PlaceOrder.DocumentOf(row.Id), until, [.. lines.Select(line => new ReservationLine(VariantId.From(line.VariantId), line.Stock(line.Quantity)))]), cancellationToken);
        if (promised.IsFailure)
        {
            return promised.Errors.Select(error => error.Code == "inventory.short" ? error with { Code = "order.short" } : error).ToArray();
        }

        await rows.InsertOneAsync(row, cancellationToken);
        await rows.InsertAsync(lines, cancellationToken);
        await orders.NoteAsync(row.Id, ChoiceWords.Of(OrderAct.Place), OrderState.Placed, back.Number, 0, cancellationToken);
        work.Publish(new OrderPlaced(id, row.Number, day.Store.Id, row.CustomerId is { } who ? UserId.From(who) : null, day.Money(0)));
        var paid = await orders.MoveAsync(row, OrderAct.Pay, cancellationToken);
        return paid.IsSuccess ? row : paid.Errors.ToArray();
    }

    /// <summary>
    /// Credits what of an exchange is not sent, or came back too, to the order that was paid for it, and pays it back. An exchange of an exchange leads on to the
    /// first of them.
    /// </summary>
    /// <param name="exchange">The order of the exchange, locked.</param>
    /// <param name="parts">How much of which of its lines.</param>
    /// <param name="target">Where the money goes.</param>
    /// <param name="day">Today in its store.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result> CreditAsync(OrderRow exchange, IReadOnlyList<(int No, long Quantity)> parts, RefundTarget target, ShopDay day, CancellationToken cancellationToken)
    {
        if (parts.Count == 0 || exchange.ExchangeOf is not { } of)
        {
            return Result.Success;
        }

        var back = (await rows.ListAsync<SaleReturnRow>("exchange_id = $1", cancellationToken, exchange.Id)).Single();
        var came = await rows.ListAsync<SaleReturnLineRow>("return_id = $1 order by line_no", cancellationToken, back.Id);
        // The lines of an exchange are those of its return, in their order.
        var theirs = parts.Select(part => (No: came[part.No - 1].LineNo, part.Quantity)).ToList();
        await payments.LockAsync(PaymentIntentId.From(of), cancellationToken);
        var first = (await orders.LockAsync(OrderId.From(of), cancellationToken))!;
        return first.ExchangeOf is null ? await CreditAsync(first, back, theirs, target, day, cancellationToken) : await CreditAsync(first, theirs, target, day, cancellationToken);
    }

    private async Task<Result> CreditAsync(
        OrderRow first, SaleReturnRow back, List<(int No, long Quantity)> parts, RefundTarget target, ShopDay day, CancellationToken cancellationToken)
    {
        var (lines, off) = ((await orders.LinesAsync(first.Id, cancellationToken)).ToDictionary(line => line.No), await OrderAllowances.OfAsync(rows, first.Id, cancellationToken));
        var credited = new OrderCredit(parts.ConvertAll(part => Worth(lines[part.No], off.Of(part.No), part.Quantity)));
        // Parts of parts are rounded: never is more credited than was invoiced.
        credited = credited with { Rounding = Math.Min(0, first.Invoiced - first.Credited - credited.Total) };
        if (credited.Total == 0)
        {
            return Result.Success;
        }

        var posted = await credit.PostAsync(first, back, credited, day, cancellationToken);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        await rows.ExecuteAsync(
            "update orders.sale_return set net = net + $2, tax = tax + $3, rounding = rounding + $4, version = version + 1 where id = $1", cancellationToken, back.Id, credited.Net, credited.Tax, credited.Rounding);
        await rows.ExecuteAsync(
            "update orders.sale_return_line line set net = line.net + given.net, tax = line.tax + given.tax from unnest($2, $3, $4) given (no, net, tax) where line.return_id = $1 and line.line_no = given.no", cancellationToken,
            back.Id, credited.Goods.Select(one => one.Line.No).ToArray(), credited.Goods.Select(one => one.Net).ToArray(), credited.Goods.Select(one => one.Tax).ToArray());
        await orders.NoteAsync(first.Id, "exchange_credited", OrderStore.StateOf(first), back.Number, credited.Total, cancellationToken);
        return await credit.RefundAsync(posted.Value, back, target, day, cancellationToken);
    }

    /// <summary>What some of a line cost, of what was delivered of it and less what was taken off that.</summary>
    private static (OrderLineRow Line, long Net, long Tax) Worth(OrderLineRow line, (long Net, long Tax) off, long quantity)
    {
        var (net, tax) = OrderSum.Share(OrderSum.Less(OrderSum.Share((line.Net, line.Tax), line.Packed, line.Quantity), off), quantity, line.Packed);
        return (line, net, tax);
    }

    private static OrderLineRow Line(Guid order, int no, OrderLineRow line, long quantity) => line with
    {
        OrderId = order, No = no, Quantity = quantity, FullAmount = OrderSum.Share(line.FullAmount, quantity, line.Quantity), Amount = 0, Net = 0, Tax = 0,
        Trace = [new TraceRow("exchange", _name, quantity / 1_000, line.UnitPrice, 0)], Replaces = null, Picked = null, Packed = 0, Returned = 0, IsShort = false,
    };
}
