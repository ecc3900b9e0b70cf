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

/// <summary>Whether a return that was asked for is taken.</summary>
/// <param name="IsApproved">Whether it is.</param>
/// <param name="Answer">What the customer is told, at most 500 characters.</param>
internal sealed record DecideReturnBody(bool IsApproved, string? Answer = null);

/// <summary>Goods that came back.</summary>
/// <param name="Lines">Of which lines some cannot be sold again; those left out can be, all of them.</param>
/// <param name="RefundDelivery">Whether the delivery is credited too; only where all of the order has come back.</param>
/// <param name="IsExchange">Whether the same goods are sent again, by an order that costs nothing, instead of being credited.</param>
internal sealed record ReceiveReturnBody(IReadOnlyList<ReceiveReturnLine>? Lines = null, bool RefundDelivery = false, bool IsExchange = false);

/// <summary>A line that came back.</summary>
/// <param name="No">Which line.</param>
/// <param name="Wasted">How many of it cannot be sold again.</param>
/// <param name="Serials">Serial numbers of what came, where it is kept by them.</param>
internal sealed record ReceiveReturnLine(int No, decimal Wasted = 0, IReadOnlyList<string>? Serials = null);

/// <summary>Goods that come back: asked for by the customer or by staff, decided, received; then restocked or thrown away, credited and refunded.</summary>
internal sealed class ReturnDesk(UnitOfWork work, RowStore rows, OrderStore orders, CreditOrder credit, ReadOrder read, ExchangeGoods exchange, IInventory inventory, IPayments payments, OrdersClock clock)
{
    private const int MostNote = 500;

    /// <summary>A customer asks, within the days that the shop allows.</summary>
    public async Task<Result<OrderView>> AskAsync(OrderKey key, AskReturn asked, CancellationToken cancellationToken) =>
        !await read.IsTheirsAsync(key, cancellationToken) ? OrderErrors.Unknown : await AskAsync(key.Id, asked, isCustomer: true, cancellationToken);

    /// <summary>Staff writes down what comes back, whenever it comes.</summary>
    public async Task<Result<OrderView>> AskAsync(OrderId id, AskReturn asked, Caller caller, CancellationToken cancellationToken) =>
        await rows.FindAsync<OrderRow>(id.Value, cancellationToken) is { } order && caller.MayIn(Permissions.ReturnDecide, order.StoreId) ? await AskAsync(id, asked, isCustomer: false, cancellationToken) : OrderErrors.Unknown;

    public Task<Result<OrderView>> DecideAsync(SaleReturnId id, DecideReturnBody body, Caller caller, CancellationToken cancellationToken) => OnReturnAsync(id, caller, async (order, back, stop) =>
    {
        var problems = new Problems();
        var answer = problems.Lines(body.Answer, "answer", MostNote);
        var state = body.IsApproved ? "approved" : "refused";
        problems.Require(back.State == "requested" || back.State == state, "return.state", "This return is decided already.");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (back.State != state)
        {
            await rows.ExecuteAsync("update orders.sale_return set state = $2, answer = $3, ended_at = case when $2 = 'refused' then $4 end, version = version + 1 where id = $1", stop, back.Id, state, answer, clock.Now);
            await orders.NoteAsync(order.Id, "return_" + state, OrderStore.StateOf(order), back.Number, amount: null, stop);
            work.Publish(new SaleReturnChanged(id, OrderId.From(order.Id), state));
            work.Audit(new AuditEntry("orders.return.decide", "orders.return", back.Id.ToString(), back.Number, After: new { back.Number, state, answer }, StoreId: order.StoreId));
        }

        return Result.Success;
    }, cancellationToken);

    public Task<Result<OrderView>> ReceiveAsync(SaleReturnId id, ReceiveReturnBody body, Caller caller, CancellationToken cancellationToken) => OnReturnAsync(id, caller, async (order, back, stop) =>
    {
        if (back.State == "received")
        {
            return Result.Success;
        }

        if (back.State != "approved")
        {
            return Error.Conflict("return.state", "Only a return that was approved is received.");
        }

        var lines = (await orders.LinesAsync(order.Id, stop)).ToDictionary(line => line.No);
        var coming = await rows.ListAsync<SaleReturnLineRow>("return_id = $1 order by line_no", stop, back.Id);
        var received = Received(body, coming, lines, (await OrderAllowances.OfAsync(rows, order.Id, stop)).Left(lines));
        if (received.IsFailure)
        {
            return received.Errors.ToArray();
        }

        var isAll = lines.Values.All(line => line.Packed == line.Returned + coming.Where(one => one.LineNo == line.No).Sum(one => one.Quantity)) && OrderFlow.Can(OrderStore.StateOf(order), OrderAct.ReturnAll);
        if (body.RefundDelivery && (!isAll || body.IsExchange))
        {
            return Error.Conflict("return.delivery", "The delivery is credited only where all of the order has come back.");
        }

        var day = (await clock.DayAsync(StoreId.From(order.StoreId), stop))!;
        var stocked = await StockAsync(back, received.Value, lines, body, day, stop);
        return stocked.IsFailure ? stocked
            : body.IsExchange ? await ExchangeAsync(order, back, received.Value, lines, day, stop) : await CreditAsync(order, back, received.Value, lines, body.RefundDelivery, isAll, day, stop);
    }, cancellationToken);

    private async Task<Result<OrderView>> AskAsync(OrderId id, AskReturn asked, bool isCustomer, CancellationToken cancellationToken)
    {
        var done = await work.RunAsync<OrderId>(async stop =>
        {
            var order = (await orders.LockAsync(id, stop))!;
            var content = BodyText.ContentOf(new { id, asked });
            return await rows.FindAsync<SaleReturnRow>(asked.Id.Value, stop) is not { } known ? await WriteAsync(order, asked, isCustomer, content, stop) : known.Content == content ? id : OrderErrors.ReturnContradiction;
        }, cancellationToken);
        return done.IsFailure ? done.Errors.ToArray() : (await read.AnyAsync(id, cancellationToken))!;
    }

    private async Task<Result<OrderId>> WriteAsync(OrderRow order, AskReturn asked, bool isCustomer, string content, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        BodyText.Id(problems, asked.Id.Value);
        problems.Require(ReturnReasons.All.Contains(asked.Reason, StringComparer.Ordinal), "return.reason", $"A reason is one of: {string.Join(", ", ReturnReasons.All)}.", "reason");
        problems.Require(asked.RefundTo == RefundTarget.Origin || order.CustomerId is not null, "return.refund_to", "Only a customer with an account has a wallet.", "refundTo");
        problems.Require(asked.Lines is { Count: > 0 and <= 500 } && asked.Lines.Select(line => line.No).Distinct().Count() == asked.Lines.Count, "return.lines", "A return has 1 to 500 lines, each of another line of the order.", "lines");
        var note = problems.WithoutCard(problems.Lines(asked.Note, "note", MostNote), "note");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var whole = (await orders.WholeAsync(OrderId.From(order.Id), cancellationToken))!;
        var open = whole.Returns.Where(one => one.State is "requested" or "approved").Select(one => one.Id).ToHashSet();
        var lines = asked.Lines!.Select((line, index) => Asked(problems, asked.Id.Value, line, index, whole, open)).ToList();
        var day = (await clock.DayAsync(StoreId.From(order.StoreId), cancellationToken))!;
        var view = whole.View(0, await clock.ReturnDaysAsync(day.Store.Id, cancellationToken), clock.Now);
        if (!problems.Any && (isCustomer ? !view.CanBeReturned : !OrderFlow.Can(OrderStore.StateOf(order), OrderAct.ReturnAll)))
        {
            problems.Add(isCustomer ? OrderErrors.ReturnLate : OrderErrors.Illegal(OrderStore.StateOf(order), OrderAct.ReturnAll));
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var number = await rows.NumberAsync(new DocumentSeries("CR", order.StoreId, day.Store.Code, day.Today.Date.Year), cancellationToken);
        var state = isCustomer ? "requested" : "approved";
        await rows.InsertOneAsync(new SaleReturnRow(asked.Id.Value, number, order.Id, order.StoreId, state, asked.Reason, note, "", ChoiceWords.Of(asked.RefundTo), 0, 0, orders.By, isCustomer, content, clock.Now, EndedAt: null, 1, asked.WantsExchange), cancellationToken);
        await rows.InsertAsync(lines, cancellationToken);
        await orders.NoteAsync(order.Id, "return_" + state, OrderStore.StateOf(order), number, amount: null, cancellationToken);
        work.Publish(new SaleReturnChanged(asked.Id, OrderId.From(order.Id), state));
        return OrderId.From(order.Id);
    }

    private static SaleReturnLineRow Asked(Problems problems, Guid id, AskReturnLine asked, int index, WholeOrder whole, HashSet<Guid> open)
    {
        var at = FormattableString.Invariant($"lines[{index}]");
        var line = whole.Lines.FirstOrDefault(one => one.No == asked.No);
        problems.Require(line is not null, "order.line_unknown", "The order has no such line.", at + ".no");
        var fine = asked.Quantity is > 0 and <= 100_000 && decimal.Round(asked.Quantity, line?.ByWeight == true ? 3 : 0) == asked.Quantity;
        problems.Require(fine, OrderErrors.Quantity.Code, OrderErrors.Quantity.Message, at + ".quantity");
        var quantity = fine ? (long)(asked.Quantity * 1_000) : 0;
        var under = whole.ReturnLines.Where(other => other.LineNo == asked.No && open.Contains(other.ReturnId)).Sum(other => other.Quantity);
        problems.Require(line is null || quantity + under + line.Returned <= line.Packed, "return.more", "This is more than was delivered and not sent back yet.", at + ".quantity");
        return new SaleReturnLineRow(id, asked.No, quantity, Wasted: null, 0, 0);
    }

    private static Result<List<SaleReturnLineRow>> Received(ReceiveReturnBody body, List<SaleReturnLineRow> coming, Dictionary<int, OrderLineRow> lines, IReadOnlyDictionary<int, (long Net, long Tax)> allowed)
    {
        var problems = new Problems();
        foreach (var (said, index) in (body.Lines ?? []).Select((said, index) => (said, index)))
        {
            var one = coming.Find(line => line.LineNo == said.No);
            problems.Require(one is not null, "order.line_unknown", "The return has no such line.", FormattableString.Invariant($"lines[{index}].no"));
            var at = FormattableString.Invariant($"lines[{index}].wasted");
            problems.Require(decimal.Round(said.Wasted, one is null || lines[one.LineNo].ByWeight ? 3 : 0) == said.Wasted, OrderErrors.Quantity.Code, OrderErrors.Quantity.Message, at);
            problems.Require(said.Wasted >= 0 && (one is null || said.Wasted <= one.Quantity / 1_000m), "return.wasted", "Not more can be thrown away than came back.", at);
        }

        return problems.ToResult(() => coming.ConvertAll(one =>
        {
            var line = lines[one.LineNo];
            var (net, tax) = OrderSum.Less(line.Worth(one.Quantity), OrderSum.Share(allowed.GetValueOrDefault(one.LineNo), one.Quantity, line.Packed - line.Returned));
            return one with { Wasted = (long)((body.Lines?.FirstOrDefault(said => said.No == one.LineNo)?.Wasted ?? 0) * 1_000), Net = net, Tax = tax };
        }));
    }

    /// <summary>All of it comes into the stock, and what is spoiled goes out of it as waste.</summary>
    private async Task<Result> StockAsync(SaleReturnRow back, List<SaleReturnLineRow> received, Dictionary<int, OrderLineRow> lines, ReceiveReturnBody body, ShopDay day, CancellationToken cancellationToken)
    {
        var document = new DocumentRef(OrderDocuments.Return, back.Id.ToString("D"));
        string[]? SerialsOf(int no) => body.Lines?.FirstOrDefault(line => line.No == no)?.Serials is { } said && inventory.SerialNumbers(said) is { IsSuccess: true } read ? [.. read.Value] : null;
        var came = await inventory.PostAsync(
            new NewStockPosting(StockPostingId.From(back.Id), StockKind.SaleReturn, day.Store.Id, document, day.Today, back.Number,
                [.. received.Select(one => new NewStockLine(VariantId.From(lines[one.LineNo].VariantId), lines[one.LineNo].Stock(one.Quantity), Serials: SerialsOf(one.LineNo)))]), cancellationToken);
        var wasted = received.FindAll(one => one.Wasted > 0);
        if (came.IsFailure || wasted.Count == 0)
        {
            return came.WithoutValue();
        }

        return (await inventory.PostAsync(
            new NewStockPosting(clock.New<StockPostingId>(), StockKind.Adjustment, day.Store.Id, document, day.Today, back.Number,
                [.. wasted.Select(one => new NewStockLine(VariantId.From(lines[one.LineNo].VariantId), -lines[one.LineNo].Stock(one.Wasted!.Value)))]) { Reason = "waste", Way = StockWay.Physical }, cancellationToken)).WithoutValue();
    }

    private async Task<Result> CreditAsync(OrderRow order, SaleReturnRow back, List<SaleReturnLineRow> received, Dictionary<int, OrderLineRow> lines, bool withDelivery, bool isAll, ShopDay day, CancellationToken cancellationToken)
    {
        var credited = new OrderCredit([.. received.Select(one => (lines[one.LineNo], one.Net, one.Tax))], withDelivery ? order.FeeNet : 0, withDelivery ? order.FeeTax : 0);
        // Cash was rounded: what is credited in all is what was invoiced, and never more than that.
        var over = order.Invoiced - order.Credited - credited.Total;
        credited = credited with { Rounding = isAll && (withDelivery || order.FeeNet + order.FeeTax == 0) ? over : Math.Min(0, over) };
        var posted = await credit.PostAsync(order, back, credited, day, cancellationToken);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        var ended = await EndAsync(order, back with { Net = credited.Net, Tax = credited.Tax, Rounding = credited.Rounding }, received, exchange: null, isAll, cancellationToken);
        if (ended.IsFailure)
        {
            return ended;
        }

        work.Audit(new AuditEntry("orders.return.receive", "orders.return", back.Id.ToString(), back.Number, After: new { back.Number, credited = day.Money(credited.Total) }, StoreId: order.StoreId));
        var target = ChoiceWords.To<RefundTarget>(back.RefundTo);
        return order.ExchangeOf is null ? await credit.RefundAsync(posted.Value, back, target, day, cancellationToken) : await exchange.CreditAsync(order, [.. received.Select(one => (one.LineNo, one.Quantity))], target, day, cancellationToken);
    }

    /// <summary>The same goods are sent again: what they cost stays paid, so nothing is credited.</summary>
    private async Task<Result> ExchangeAsync(OrderRow order, SaleReturnRow back, List<SaleReturnLineRow> received, Dictionary<int, OrderLineRow> lines, ShopDay day, CancellationToken cancellationToken)
    {
        var sent = await exchange.RunAsync(order, back, [.. received.Select(one => (lines[one.LineNo], one.Quantity))], day, cancellationToken);
        if (sent.IsFailure)
        {
            return sent.WithoutValue();
        }

        work.Audit(new AuditEntry("orders.return.exchange", "orders.return", back.Id.ToString(), back.Number, After: new { back.Number, order = sent.Value.Number }, StoreId: order.StoreId));
        return await EndAsync(order, back, received.ConvertAll(one => one with { Net = 0, Tax = 0 }), sent.Value.Id, isAll: false, cancellationToken);
    }

    private async Task<Result> EndAsync(OrderRow order, SaleReturnRow back, List<SaleReturnLineRow> received, Guid? exchange, bool isAll, CancellationToken cancellationToken)
    {
        await rows.ExecuteAsync("update orders.sale_return set state = 'received', net = $2, tax = $3, rounding = $4, ended_at = $5, exchange_id = $6, version = version + 1 where id = $1", cancellationToken, back.Id, back.Net, back.Tax, back.Rounding, clock.Now, exchange);
        await rows.ExecuteAsync(
            "update orders.sale_return_line line set wasted = given.wasted, net = given.net, tax = given.tax from unnest($2, $3, $4, $5) given (no, wasted, net, tax) where line.return_id = $1 and line.line_no = given.no", cancellationToken,
            back.Id, received.Select(one => one.LineNo).ToArray(), received.Select(one => one.Wasted ?? 0).ToArray(), received.Select(one => one.Net).ToArray(), received.Select(one => one.Tax).ToArray());
        await rows.ExecuteAsync("update orders.order_line line set returned = line.returned + one.quantity from orders.sale_return_line one where one.return_id = $2 and line.order_id = $1 and line.no = one.line_no", cancellationToken, order.Id, back.Id);
        var moved = await orders.MoveAsync(order, isAll ? OrderAct.ReturnAll : OrderAct.ReturnPart, cancellationToken, back.Number, back.Net + back.Tax + back.Rounding);
        work.Publish(new SaleReturnChanged(SaleReturnId.From(back.Id), OrderId.From(order.Id), "received"));
        return moved.WithoutValue();
    }

    private async Task<Result<OrderView>> OnReturnAsync(SaleReturnId id, Caller caller, Func<OrderRow, SaleReturnRow, CancellationToken, Task<Result>> act, CancellationToken cancellationToken)
    {
        var of = await rows.FindAsync<SaleReturnRow>(id.Value, cancellationToken);
        if (of is null || !caller.MayIn(Permissions.ReturnDecide, of.StoreId))
        {
            return OrderErrors.ReturnUnknown;
        }

        var done = await work.RunAsync<SaleReturnId>(async stop =>
        {
            await payments.LockAsync(PaymentIntentId.From(of.OrderId), stop);
            var order = (await orders.LockAsync(OrderId.From(of.OrderId), stop))!;
            var acted = await act(order, (await rows.FindAsync<SaleReturnRow>(id.Value, stop))!, stop);
            return acted.IsSuccess ? id : acted.Errors.ToArray();
        }, cancellationToken);
        return done.IsFailure ? done.Errors.ToArray() : (await read.AnyAsync(OrderId.From(of.OrderId), cancellationToken))!;
    }
}
