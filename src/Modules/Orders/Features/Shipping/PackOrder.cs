using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders.Features;

/// <summary>What was picked is packed.</summary>
/// <param name="Id">Made by the caller: the same again changes nothing.</param>
/// <param name="IsLast">
/// Whether nothing more follows: what was not picked is then not delivered, and refunded by itself. Where a part was packed before, it may be said
/// also when nothing more was picked. Where nothing of it was there, the order is cancelled.
/// </param>
internal sealed record PackOrderBody(ShipmentId Id, bool IsLast = true);

/// <summary>
/// Packs what was picked of an order: the goods leave the stock, the invoice is written and posted, the rest stays promised or is free again, and what was
/// paid too much goes back, all at once.
/// </summary>
internal sealed class PackOrder(UnitOfWork work, RowStore rows, OrderStore orders, OrderBooks books, PickDesk picking, ReadOrder read, CancelOrder cancel, ExchangeGoods exchange, IInventory inventory, IPayments payments, OrdersClock clock)
{
    public async Task<Result<OrderView>> RunAsync(OrderId id, PackOrderBody body, Caller caller, CancellationToken cancellationToken)
    {
        var packed = await work.RunAsync<OrderId>(async stop =>
        {
            // The intent first, as payments lock it.
            var intent = await payments.LockAsync(PaymentIntentId.From(id.Value), stop);
            if (await orders.LockAsync(id, stop) is not { } order || !caller.MayIn(Permissions.OrderPick, order.StoreId))
            {
                return OrderErrors.Unknown;
            }

            var content = BodyText.ContentOf(new { id, body });
            return await rows.FindAsync<ShipmentRow>(body.Id.Value, stop) is not { } known ? await PackAsync(order, intent, body, content, stop) : known.Content == content ? id : OrderErrors.Contradiction;
        }, cancellationToken);
        return packed.IsFailure ? packed.Errors.ToArray() : (await read.AnyAsync(id, cancellationToken))!;
    }

    private async Task<Result<OrderId>> PackAsync(OrderRow order, PaymentIntentRecord? intent, PackOrderBody body, string content, CancellationToken cancellationToken)
    {
        var act = body.IsLast ? OrderAct.PackAll : OrderAct.PackPart;
        if (!OrderFlow.Can(OrderStore.StateOf(order), act) || body.Id.Value == Guid.Empty)
        {
            return OrderErrors.Illegal(OrderStore.StateOf(order), act);
        }

        var day = (await clock.DayAsync(StoreId.From(order.StoreId), cancellationToken))!;
        var lines = (await orders.LinesAsync(order.Id, cancellationToken)).ToDictionary(line => line.No);
        var picks = await rows.ListAsync<PickRow>("order_id = $1 and shipment_id is null order by line_no, at, id", cancellationToken, order.Id);
        if (picks.Count == 0)
        {
            return body.IsLast && OrderStore.StateOf(order) == OrderState.PartlyPacked ? await CloseAsync(order, lines.Values, intent, day, cancellationToken)
                : body.IsLast && lines.Values.All(line => line.IsShort || line.Replaces is not null) ? await GiveUpAsync(order, cancellationToken)
                : OrderErrors.NothingPicked;
        }

        if (body.IsLast)
        {
            await DropAsync(order, lines.Values, cancellationToken);
        }

        var number = await rows.NumberAsync(new DocumentSeries("IN", day.Store.Id.Value, day.Store.Code, day.Today.Date.Year), cancellationToken);
        var document = new DocumentRef(OrderDocuments.Shipment, body.Id.ToString());
        var left = await LeaveStockAsync(order, lines, picks, body, new StockDocument(document, number, day), cancellationToken);
        if (left.IsFailure)
        {
            return left.Errors.ToArray();
        }

        var shipped = picks.GroupBy(pick => pick.LineNo).Select(group => Shipped(body.Id.Value, lines[group.Key], group.Sum(pick => pick.Quantity))).ToList();
        var isFirst = order.Invoiced == 0;
        var (fee, net, tax) = (isFirst ? order.FeeNet + order.FeeTax : 0, shipped.Sum(line => line.Net) + (isFirst ? order.FeeNet : 0), shipped.Sum(line => line.Tax) + (isFirst ? order.FeeTax : 0));
        var before = await rows.ListAsync<ShipmentRow>("order_id = $1", cancellationToken, order.Id);
        var rounding = Rounding(order, net + tax, before.Sum(shipment => shipment.Rounding));
        var entry = clock.New<ShipmentId>().Value;
        // What costs nothing, as in an exchange, is no business of the books: the goods have left the stock at what they cost us.
        var posted = await books.PostAsync(order, 0, 0, net + tax + rounding, 0, EntryId.From(entry), net + tax == 0 ? null : OrderBooks.Invoice, Facts(order, lines, shipped, isFirst, rounding, day), cancellationToken, (document, number));
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        await rows.InsertOneAsync(
            new ShipmentRow(
                body.Id.Value, order.Id, 1 + before.Count, number, "packed", order.StoreId, day.Today.Date, fee, rounding, net, tax, net + tax + rounding, entry, "", "", orders.By,
                content, clock.Now, SentAt: null, DeliveredAt: null), cancellationToken);
        await rows.InsertAsync(shipped, cancellationToken);
        await rows.ExecuteAsync("update orders.pick set shipment_id = $2 where order_id = $1 and shipment_id is null", cancellationToken, order.Id, body.Id.Value);
        await rows.ExecuteAsync("update orders.order_line line set packed = line.packed + gone.quantity from orders.shipment_line gone where gone.shipment_id = $2 and line.order_id = $1 and line.no = gone.line_no", cancellationToken, order.Id, body.Id.Value);
        var moved = await orders.MoveAsync(order, act, cancellationToken, number, net + tax + rounding);
        if (moved.IsFailure)
        {
            return moved.Errors.ToArray();
        }

        work.Audit(new AuditEntry("orders.order.pack", "orders.order", order.Id.ToString(), order.Number, After: new { order.Number, invoice = number, total = day.Money(net + tax + rounding) }, StoreId: order.StoreId));
        return body.IsLast ? await SettleAsync(posted.Value, intent, day, cancellationToken) : OrderId.From(order.Id);
    }

    /// <summary>Nothing of it was there: there is nothing to pack or to invoice, and all that was paid goes back.</summary>
    private async Task<Result<OrderId>> GiveUpAsync(OrderRow order, CancellationToken cancellationToken)
    {
        var given = await cancel.RunAsync(OrderId.From(order.Id), "Nothing of it was there.", cancellationToken);
        work.Audit(new AuditEntry("orders.order.pack", "orders.order", order.Id.ToString(), order.Number, After: new { order.Number, nothingWasThere = true }, StoreId: order.StoreId));
        return given.IsSuccess ? OrderId.From(order.Id) : given.Errors.ToArray();
    }

    /// <summary>Nothing more follows of an order of which a part was packed: the rest is free again, and the order stands as its shipments do.</summary>
    private async Task<Result<OrderId>> CloseAsync(OrderRow order, IEnumerable<OrderLineRow> lines, PaymentIntentRecord? intent, ShopDay day, CancellationToken cancellationToken)
    {
        await DropAsync(order, lines, cancellationToken);
        await rows.ExecuteAsync("update orders.sale_order set promised_until = null where id = $1", cancellationToken, order.Id);
        if (order.ReservationId is { } kept && await inventory.ReleaseAsync(ReservationId.From(kept), cancellationToken) is { IsFailure: true } refused)
        {
            return refused.Errors.ToArray();
        }

        var shipments = await rows.ListAsync<ShipmentRow>("order_id = $1 order by no", cancellationToken, order.Id);
        OrderAct[] acts = [OrderAct.PackAll, .. shipments.TrueForAll(shipment => shipment.State == "delivered") ? [OrderAct.DeliverAll]
            : shipments.Exists(shipment => shipment.State == "delivered") ? [OrderAct.DeliverPart]
            : shipments.TrueForAll(shipment => shipment.State == "out") ? [OrderAct.Send] : (OrderAct[])[]];
        foreach (var act in acts)
        {
            var moved = await orders.MoveAsync(order, act, cancellationToken);
            if (moved.IsFailure)
            {
                return moved.Errors.ToArray();
            }

            order = order with { State = ChoiceWords.Of(moved.Value) };
        }

        work.Audit(new AuditEntry("orders.order.pack", "orders.order", order.Id.ToString(), order.Number, After: new { order.Number, nothingMore = true }, StoreId: order.StoreId));
        return await SettleAsync(order, intent, day, cancellationToken);
    }

    /// <summary>What nobody found nor missed is missing once nothing more follows, and the order's history says so as it does of what is marked.</summary>
    private async Task DropAsync(OrderRow order, IEnumerable<OrderLineRow> lines, CancellationToken cancellationToken)
    {
        foreach (var line in lines.Where(line => !line.IsShort && (line.Picked ?? 0) < line.Quantity).OrderBy(line => line.No))
        {
            await orders.ShortAsync(order, line, cancellationToken);
        }
    }

    /// <summary>What was picked leaves the stock; what is still to come is promised anew.</summary>
    private async Task<Result<StockPosting>> LeaveStockAsync(OrderRow order, Dictionary<int, OrderLineRow> lines, List<PickRow> picks, PackOrderBody body, StockDocument document, CancellationToken cancellationToken)
    {
        var store = document.Day.Store.Id;
        var posted = await inventory.PostAsync(
            new NewStockPosting(
                StockPostingId.From(body.Id.Value), StockKind.Sale, store, document.Ref, document.Day.Today, document.Number,
                [.. picks.Select(pick => new NewStockLine(
                    VariantId.From(lines[pick.LineNo].VariantId), -lines[pick.LineNo].Stock(pick.Quantity), Value: null, pick.LocationId is { } place ? LocationId.From(place) : null, pick.LotId is { } lot ? LotId.From(lot) : null, pick.Serials))])
            {
                Reservation = order.ReservationId is { } reservation ? ReservationId.From(reservation) : null,
            }, cancellationToken);
        if (posted.IsFailure)
        {
            return posted;
        }

        var rest = body.IsLast ? [] : lines.Values.Select(line => (Line: line, Left: line.Quantity - line.Packed - picks.Where(pick => pick.LineNo == line.No).Sum(pick => pick.Quantity)))
            .Where(one => one.Left > 0 && !one.Line.IsShort && one.Line.Replaces is null).Select(one => new ReservationLine(VariantId.From(one.Line.VariantId), one.Line.Stock(one.Left))).ToList();
        if (rest.Count == 0)
        {
            // What is still to come of it, if anything, stands in for something else, and that is promised to nobody.
            await rows.ExecuteAsync("update orders.sale_order set promised_until = null, reservation_id = null where id = $1", cancellationToken, order.Id);
            return posted;
        }

        var (again, until) = (clock.New<ReservationId>(), clock.Now.AddDays(NewReservation.LongestDays).AddMinutes(-1));
        var promised = await inventory.ReserveAsync(new NewReservation(again, store, PlaceOrder.DocumentOf(order.Id), until, rest), cancellationToken);
        await rows.ExecuteAsync("update orders.sale_order set reservation_id = $2, promised_until = $3 where id = $1", cancellationToken, order.Id, again.Value, until);
        return promised.IsSuccess ? posted : promised.Errors.ToArray();
    }

    /// <summary>All of it is packed, so what it costs is known: what was paid too much goes back, what is too little is asked for.</summary>
    private async Task<Result<OrderId>> SettleAsync(OrderRow order, PaymentIntentRecord? intent, ShopDay day, CancellationToken cancellationToken)
    {
        await picking.LeaveWaveAsync(order.Id, cancellationToken);
        if (order.ExchangeOf is not null)
        {
            var credited = await exchange.CreditAsync(order, Missing(await orders.LinesAsync(order.Id, cancellationToken)), RefundTarget.Origin, day, cancellationToken);
            return credited.IsSuccess ? OrderId.From(order.Id) : credited.Errors.ToArray();
        }

        if (intent is null)
        {
            return OrderId.From(order.Id);
        }

        var back = order.Paid - intent.Refunded.Minor - (order.Invoiced - order.Credited);
        if (await payments.AskAsync(intent.Id, day.Money(Math.Max(0, -back)), cancellationToken) is { IsFailure: true } refused)
        {
            return refused.Errors.ToArray();
        }

        if (back >= 0)
        {
            await orders.CoveredAsync(order.Id, cancellationToken);
        }

        if (back > 0)
        {
            var ordered = await payments.RefundAsync(new NewRefund(clock.New<RefundId>(), intent.Id, day.Money(back), RefundTarget.Origin, $"{order.Number}: not delivered"), cancellationToken);
            return ordered.IsSuccess ? OrderId.From(order.Id) : ordered.Errors.ToArray();
        }

        if (back < 0 && !order.IsPromised)
        {
            await rows.ExecuteAsync("update orders.sale_order set attention = 'underpaid' where id = $1", cancellationToken, order.Id);
        }

        return OrderId.From(order.Id);
    }

    /// <summary>What of each line was not packed, nor something else instead of it.</summary>
    private static List<(int No, long Quantity)> Missing(List<OrderLineRow> lines) =>
        [.. lines.Where(line => line.Replaces is null).Select(line => (line.No, Quantity: line.Quantity - line.Packed - lines.Where(other => other.Replaces == line.No).Sum(other => other.Packed))).Where(one => one.Quantity > 0)];

    private static ShipmentLineRow Shipped(Guid shipment, OrderLineRow line, long quantity)
    {
        var (net, tax) = line.Next(quantity);
        return new ShipmentLineRow(shipment, line.No, quantity, net, tax);
    }

    /// <summary>
    /// What is paid in cash is rounded to what there are coins for, each part at its door. What earlier parts were rounded by is taken back by the next,
    /// so that all of them come to what the whole would be rounded to.
    /// </summary>
    private static long Rounding(OrderRow order, long added, long earlier)
    {
        var exact = order.Invoiced - earlier + added - order.Credited - order.Paid + order.Refunded;
        if (order is not { IsPromised: true, CashStep: { } step })
        {
            return 0;
        }

        // A part that costs less than the one before it was rounded up by is paid already, and none costs less than nothing.
        var asked = exact > 0 ? OrderSum.Share(1, exact, step) * step : Math.Min(0, exact + Math.Max(0, earlier));
        return Math.Max(-added, asked - exact - earlier);
    }

    private static Facts Facts(OrderRow order, Dictionary<int, OrderLineRow> lines, List<ShipmentLineRow> shipped, bool isFirst, long rounding, ShopDay day)
    {
        var goods = shipped.Select(line => (Class: lines[line.LineNo].TaxClass, line.Net, line.Tax)).ToList();
        if (isFirst && order.FeeTax > 0)
        {
            goods.Add((order.FeeClass!, 0, order.FeeTax));
        }

        var facts = new Facts().Set("delivery", day.Money(isFirst ? order.FeeNet : 0)).Set("rounding", day.Money(-rounding));
        facts.Set("goods", [.. goods.GroupBy(one => one.Class, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Facts().Set("class", group.Key).Set("net", day.Money(group.Sum(one => one.Net))).Set("vat", day.Money(group.Sum(one => one.Tax))))]);
        return facts;
    }

    private sealed record StockDocument(DocumentRef Ref, string Number, ShopDay Day);
}
