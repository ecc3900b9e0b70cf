using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Goods that came.</summary>
/// <param name="Lines">What, 1 to 1,000 lines.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="DeliveryNote">The supplier's number of the delivery.</param>
/// <param name="Note">What is said of it.</param>
/// <param name="AcceptOver">Whether more than was ordered and is tolerated is taken in.</param>
/// <param name="AcceptExpired">Whether what has expired is taken in.</param>
/// <param name="Rate">What one of the supplier's currency is worth in the company's, such as <c>122.5</c>; absent for the last one that was used.</param>
/// <param name="ConfirmRate">Whether that rate is right although it lies far from the last one; said by who approves orders.</param>
internal record ReceiveBody(
    IReadOnlyList<ReceiveLineBody> Lines, GoodsReceiptId? Id = null, string? DeliveryNote = null, string? Note = null, bool AcceptOver = false, bool AcceptExpired = false, string? Rate = null, bool ConfirmRate = false);

/// <summary>Goods that came without an order.</summary>
/// <param name="SupplierId">From whom.</param>
/// <param name="StoreId">In which store.</param>
/// <param name="Lines">What, 1 to 1,000 lines, each with its price.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="DeliveryNote">The supplier's number of the delivery.</param>
/// <param name="Note">What is said of it.</param>
/// <param name="AcceptExpired">Whether what has expired is taken in.</param>
/// <param name="Rate">What one of the supplier's currency is worth in the company's, such as <c>122.5</c>; absent for the last one that was used.</param>
/// <param name="ConfirmRate">Whether that rate is right although it lies far from the last one; said by who approves orders.</param>
internal sealed record ReceiptBody(
    SupplierId SupplierId, StoreId StoreId, IReadOnlyList<ReceiveLineBody> Lines, GoodsReceiptId? Id = null, string? DeliveryNote = null, string? Note = null, bool AcceptExpired = false, string? Rate = null, bool ConfirmRate = false);

/// <summary>A line of what came.</summary>
/// <param name="VariantId">Of what.</param>
/// <param name="Quantity">Units taken in.</param>
/// <param name="Line">Of which line of the order; absent for the first one of this product that is still expected.</param>
/// <param name="Damaged">Units that are damaged: refused, not taken in.</param>
/// <param name="Wrong">Units that are something else: refused, not taken in.</param>
/// <param name="Lot">Code of the lot, where it is kept by lots.</param>
/// <param name="ExpiresOn">Last day of sale of the lot.</param>
/// <param name="Price">Of a pack, in the supplier's currency, where it differs from the order.</param>
/// <param name="PackUnits">Units in a pack, for what was not ordered; absent for 1.</param>
/// <param name="Serials">The serial number of each piece taken in, where it is kept by them, up to 1,000; <c>SN0098..SN0103</c> is a range.</param>
internal sealed record ReceiveLineBody(
    VariantId VariantId, decimal Quantity, int? Line = null, decimal Damaged = 0, decimal Wrong = 0, string? Lot = null, DateOnly? ExpiresOn = null, Money? Price = null, decimal? PackUnits = null,
    IReadOnlyList<string>? Serials = null);

/// <summary>
/// Takes goods in: the receipt, the stock, its value in the books, the state of the order and the event are one transaction. The
/// id of the receipt is the key under which all of it happens once.
/// </summary>
internal sealed class ReceiveGoods(UnitOfWork work, RowStore rows, OrderStore orders, ReceiptStore receipts, ICatalog catalog, IInventory inventory, ExchangeRates rates, ApprovalLimit limit, PurchasingClock clock, CallerContext caller)
{
    private const int MostLines = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<ReceiveGoods, ReceiveBody, ReceiptDetail>("/purchase-orders/{id}/receive", (use, body, request) => use.ForOrderAsync(body, request), StatusCodes.Status201Created)
            .WithName("ReceivePurchaseOrder").WithTags("Goods receipts").WithSummary("Receive goods of an order")
            .WithDescription("Puts them in stock and into the books. Less than was ordered is fine; more than is tolerated needs `acceptOver`, and what costs more than was ordered by above the amount that is set somebody who approves orders.").WithExample(PurchasingExamples.ReceiptDetail).WithProblems(404).Requires(Permissions.GoodsReceive);
        api.MapPost<ReceiveGoods, ReceiptBody, ReceiptDetail>("/goods-receipts", (use, body, request) => use.WithoutOrderAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddGoodsReceipt").WithTags("Goods receipts").WithSummary("Receive goods without an order")
            .WithDescription("Puts them in stock and into the books at the prices that are said, or those of the supplier's list. Above the amount that is set somebody who approves orders does so.").WithExample(PurchasingExamples.ReceiptDetail).Requires(Permissions.GoodsReceive);
    }

    public async Task<Result<ReceiptDetail>> ForOrderAsync(ReceiveBody body, WriteRequest request)
    {
        var id = request.Id<PurchaseOrderId>();
        return id.IsFailure ? id.Errors.ToArray() : Told(request, await work.RunAsync<ReceiptDetail>(async stop =>
        {
            if (await rows.FindAsync<OrderRow>(id.Value.Value, stop, isLocked: true) is not { } order)
            {
                return PurchasingErrors.OrderUnknown;
            }

            if (!request.Caller.MayIn(Permissions.GoodsReceive, order.StoreId))
            {
                return Access.Forbidden;
            }

            return await OnceAsync(body, BodyText.ContentOf(new { order = order.Id, body }), async receipt =>
            {
                var state = ChoiceWords.To<PurchaseOrderState>(order.State);
                return OrderFlow.TakesGoods(state)
                    ? await TakeAsync(body, receipt with { OrderId = order.Id, SupplierId = order.SupplierId, StoreId = order.StoreId, Currency = order.Currency }, order, stop) : PurchasingErrors.State(state, OrderAct.ReceiveAll);
            }, stop);
        }, request.Stop));
    }

    public async Task<Result<ReceiptDetail>> WithoutOrderAsync(ReceiptBody body, WriteRequest request) =>
        !request.Caller.MayIn(Permissions.GoodsReceive, body.StoreId) ? Access.Forbidden : Told(request, await work.RunAsync<ReceiptDetail>(async stop =>
        {
            var asked = new ReceiveBody(body.Lines, body.Id, body.DeliveryNote, body.Note, AcceptOver: true, body.AcceptExpired, body.Rate, body.ConfirmRate);
            return await OnceAsync(asked, BodyText.ContentOf(body), async receipt => await rows.HeldAsync(body.SupplierId.Value, stop) is { Status: "active" } supplier
                ? await TakeAsync(asked, receipt with { SupplierId = body.SupplierId.Value, StoreId = body.StoreId.Value, Currency = supplier.Currency }, order: null, stop) : PurchasingErrors.SupplierGone, stop);
        }, request.Stop));

    private static Result<ReceiptDetail> Told(WriteRequest request, Result<ReceiptDetail> done)
    {
        request.Location = done.IsSuccess ? $"/api/v1/goods-receipts/{done.Value.Receipt.Id}" : null;
        return done;
    }

    /// <summary>The receipt of this id, as it is or as it is made now.</summary>
    private async Task<Result<ReceiptDetail>> OnceAsync(ReceiveBody body, string content, Func<ReceiptRow, Task<Result<int>>> make, CancellationToken cancellationToken)
    {
        var id = body.Id?.Value ?? clock.New<GoodsReceiptId>().Value;
        return await rows.OnceAsync<ReceiptRow, ReceiptDetail>(id, content, PurchasingErrors.Contradiction, async _ => (await receipts.DetailAsync(id, cancellationToken))!, async () =>
        {
            var problems = new Problems();
            BodyText.Id(problems, body.Id?.Value);
            var row = new ReceiptRow(id, "", OrderId: null, default, default, default, problems.Line(body.DeliveryNote, "deliveryNote", 50), problems.Lines(body.Note, "note", 1_000), "", 0, 1, "", 0, caller.By(), content, clock.Now);
            problems.Require(body.Lines.Count is > 0 and <= MostLines, "purchase.lines", $"A receipt has 1 to {MostLines} lines.", "lines");
            var made = problems.Any ? problems.Errors.ToArray() : await make(row);
            return made.IsSuccess ? (await receipts.DetailAsync(id, cancellationToken))! : made.Errors.ToArray();
        }, cancellationToken);
    }

    private async Task<Result<int>> TakeAsync(ReceiveBody body, ReceiptRow draft, OrderRow? order, CancellationToken cancellationToken)
    {
        if (await clock.DayAsync(StoreId.From(draft.StoreId), cancellationToken) is not { } day)
        {
            return Error.Validation("store.unknown", "There is no such store.", "storeId");
        }

        List<OrderLineRow> ordered = order is null ? [] : await rows.ListAsync<OrderLineRow>("order_id = $1 order by no", cancellationToken, order.Id);
        var problems = new Problems();
        var rate = await rates.ReadAsync(problems, new SaidRate(body.Rate, body.ConfirmRate), Currency.Get(draft.Currency), day, cancellationToken);
        var read = await ReadAsync(body, draft, ordered, day, rate, problems, cancellationToken);
        if (read.IsFailure)
        {
            return read.Errors.ToArray();
        }

        var lines = read.Value;
        var after = ordered.ConvertAll(line => line with { Received = line.Received + lines.Where(came => came.OrderLine == line.No).Sum(came => came.Quantity) });
        var tolerance = await clock.OverDeliveryAsync(day.Store.Id, cancellationToken);
        var over = after.Where(line => lines.Exists(came => came.OrderLine == line.No && came.Quantity > 0) && Amounts.IsOver(line.Quantity, line.Received, tolerance)).ToList();
        if (over.Count > 0 && !body.AcceptOver)
        {
            return over.Select(line => Error.Conflict("receipt.over", $"More of {line.Sku} would have come than was ordered: {Body.Units(line.Received)} of {Body.Units(line.Quantity)}.") with
            {
                Field = FormattableString.Invariant($"lines[{lines.FindIndex(came => came.OrderLine == line.No)}].quantity"),
            }).ToArray();
        }

        if (!caller.Caller.MayIn(Permissions.OrderApprove, day.Store.Id) && await IsBeyondAsync(lines.Sum(line => line.Amount), order, rate, day, cancellationToken))
        {
            return PurchasingErrors.ReceiptLimit;
        }

        var number = await rows.NumberAsync("GR", day, cancellationToken);
        var receipt = draft with { Number = number, BusinessDate = day.Today.Date, Amount = lines.Sum(line => line.Amount), Rate = rate.Value, BookedCurrency = day.Currency.Code, Value = lines.Sum(line => line.Value) };
        var stocked = await StockAsync(receipt, body.Lines, lines, day, cancellationToken);
        if (stocked.IsFailure)
        {
            return stocked.Errors.ToArray();
        }

        await rows.InsertOneAsync(receipt, cancellationToken);
        await rows.InsertAsync(lines, cancellationToken);
        if (order is not null)
        {
            await rows.ExecuteAsync("""
                update purchasing.order_line line set received = line.received + came.quantity from (
                    select order_line, sum(quantity)::bigint as quantity from purchasing.receipt_line where receipt_id = $1 and order_line is not null group by order_line) came where line.order_id = $2 and line.no = came.order_line
                """, cancellationToken, receipt.Id, order.Id);
            await MoveAsync(order, after, lines, number, cancellationToken);
        }

        work.Audit(new AuditEntry("purchasing.receipt.take", "purchasing.receipt", receipt.Id.ToString(), number, After: new { number, order = order?.Number, value = day.Money(receipt.Value), lines = lines.Count }, StoreId: receipt.StoreId));
        if (lines.Exists(line => line.Quantity > 0))
        {
            work.Publish(new GoodsReceived(
                GoodsReceiptId.From(receipt.Id), order is null ? null : PurchaseOrderId.From(order.Id), SupplierId.From(receipt.SupplierId), day.Store.Id,
                [.. lines.Where(line => line.Quantity > 0).Select(line => VariantId.From(line.VariantId)).Distinct()]));
        }

        return lines.Count;
    }

    /// <summary>Whether what came costs so much more than an order says that it is not one person's to decide; without an order, all of it is more.</summary>
    private async Task<bool> IsBeyondAsync(long amount, OrderRow? order, ExchangeRate rate, ShopDay day, CancellationToken cancellationToken)
    {
        var before = order is null ? 0 : (await rows.SelectAsync<Came>("select coalesce(sum(amount), 0)::bigint as amount from purchasing.receipt where order_id = $1", cancellationToken, order.Id))[0].Amount;
        var beyond = new Money(Math.Min(amount, Math.Max(0, before + amount - (order?.Total ?? 0))), rate.From);
        return await limit.IsExceededAsync(beyond, day, cancellationToken) || await limit.IsExceededAsync(rate.Convert(beyond).Value.Minor, day, cancellationToken);
    }

    /// <summary>The order goes on with what was taken in; where all of it was refused, that is written down and it stays as it is.</summary>
    private async Task MoveAsync(OrderRow order, List<OrderLineRow> after, List<ReceiptLineRow> lines, string number, CancellationToken cancellationToken)
    {
        var state = ChoiceWords.To<PurchaseOrderState>(order.State);
        if (!lines.Exists(line => line.Quantity > 0))
        {
            await orders.NoteAsync(order.Id, "refuse", state, number, cancellationToken);
            return;
        }

        var act = after.TrueForAll(line => line.Received >= line.Quantity) ? OrderAct.ReceiveAll : OrderAct.ReceivePart;
        await orders.MoveAsync(order, order, act, OrderFlow.After(state, act)!.Value, number, cancellationToken);
    }

    /// <summary>Puts what was taken in into stock, which writes its value into the books.</summary>
    private async Task<Result<int>> StockAsync(ReceiptRow receipt, IReadOnlyList<ReceiveLineBody> said, List<ReceiptLineRow> lines, ShopDay day, CancellationToken cancellationToken)
    {
        List<NewStockLine> stock = [];
        List<int> places = [];
        var inLots = lines.FindAll(line => line is { Quantity: > 0, LotCode: not null });
        var found = await inventory.LotsAsync([.. inLots.Select(line => new NewLot(VariantId.From(line.VariantId), line.LotCode!, line.ExpiresOn, Supplier: receipt.SupplierId))], cancellationToken);
        if (found.IsFailure)
        {
            return found.Errors.Select(error => error with { Field = ReceiptStore.LotFieldOf(error.Field, inLots.ConvertAll(line => line.No - 1)) }).ToArray();
        }

        var lots = inLots.Zip(found.Value).ToDictionary(pair => pair.First.No, pair => pair.Second);
        foreach (var line in lines.FindAll(line => line.Quantity > 0))
        {
            LotId? lot = lots.TryGetValue(line.No, out var known) ? known : null;
            stock.Add(new NewStockLine(VariantId.From(line.VariantId), line.Quantity, day.Money(line.Value), Location: null, lot, said[line.No - 1].Serials is { } serials ? inventory.SerialNumbers(serials).Value : null));
            places.Add(line.No - 1);
            lines[line.No - 1] = line with { LotId = lot?.Value };
        }

        if (stock.Count == 0)
        {
            return 0;
        }

        var posted = await inventory.PostAsync(
            new NewStockPosting(StockPostingId.From(receipt.Id), StockKind.Receipt, day.Store.Id, new DocumentRef(PurchasingDocuments.Receipt, receipt.Id.ToString()), day.Today, receipt.Number, stock), cancellationToken);
        return posted.IsSuccess ? stock.Count : posted.Errors.Select(error => error with { Field = ReceiptStore.FieldOf(error, places) }).ToArray();
    }

    private async Task<Result<List<ReceiptLineRow>>> ReadAsync(ReceiveBody body, ReceiptRow receipt, List<OrderLineRow> ordered, ShopDay day, ExchangeRate rate, Problems problems, CancellationToken cancellationToken)
    {
        var unit = Currency.Get(receipt.Currency);
        var items = (await catalog.ItemsAsync([.. body.Lines.Select(line => line.VariantId).Distinct()], cancellationToken)).ToDictionary(item => item.Id);
        var list = receipt.OrderId is null ? await PricesAsync(receipt.SupplierId, body, day, cancellationToken) : [];
        List<ReceiptLineRow> lines = [];
        for (var index = 0; index < body.Lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (body.Lines[index], FormattableString.Invariant($"lines[{index}]"));
            if (!items.TryGetValue(line.VariantId, out var item))
            {
                problems.Require(ok: false, "purchase.item_unknown", "There is no such product.", at + ".variantId");
                continue;
            }

            var found = ordered.Find(one => one.VariantId == item.Id.Value && (line.Line is { } no ? one.No == no : one.Received + lines.Where(came => came.OrderLine == one.No).Sum(came => came.Quantity) < one.Quantity))
                ?? (line.Line is null ? ordered.Find(one => one.VariantId == item.Id.Value) : null);
            if (receipt.OrderId is not null && found is null)
            {
                problems.Add(PurchasingErrors.NotInOrder with { Field = at + (line.Line is null ? ".variantId" : ".line") });
                continue;
            }

            var (quantity, damaged, wrong) = (
                Body.Quantity(problems, line.Quantity, at + ".quantity", mayBeZero: true, item.Unit), Body.Quantity(problems, line.Damaged, at + ".damaged", mayBeZero: true, item.Unit), Body.Quantity(problems, line.Wrong, at + ".wrong", mayBeZero: true, item.Unit));
            problems.Require(problems.Any || quantity + damaged + wrong > 0, "purchase.quantity", "A quantity is above zero, with at most three decimals.", at + ".quantity");
            var known = list.GetValueOrDefault(item.Id.Value);
            var units = found?.PackUnits ?? (line.PackUnits is { } given ? Body.Quantity(problems, given, at + ".packUnits", unit: item.Unit) : known.PackUnits > 0 ? known.PackUnits : 1_000);
            long? price = line.Price is { } said ? Body.Amount(problems, said, unit, at + ".price") : found?.Price ?? (known.PackUnits == units ? known.Price : null);
            problems.Require(price is not null, "purchase.price_needed", "The supplier's list has no price for this; say one.", at + ".price");
            var lot = problems.Line(line.Lot, at + ".lot", 20);
            Body.Day(problems, line.ExpiresOn, at + ".expiresOn");
            problems.Require(lot.Length > 0 || line.ExpiresOn is null, "receipt.lot_needed", "What expires is of a lot; say which.", at + ".lot");
            problems.Require(body.AcceptExpired || quantity == 0 || line.ExpiresOn is not { } day1 || day1 >= day.Today.Date, "receipt.expired", "This has expired.", at + ".expiresOn");
            if (line.Serials is { } serials)
            {
                problems.Take(inventory.SerialNumbers(serials).WithoutValue(), at + ".serials");
            }

            // What was received before at the order's price counts with it, so that all of it costs what was ordered, to the last unit.
            var isAsOrdered = found is not null && price == found.Price;
            var before = isAsOrdered ? found!.Received + lines.Where(came => came.OrderLine == found.No).Sum(came => came.Quantity) : 0;
            var amount = units > 0 ? Body.Cost(problems, before + quantity, units, price ?? 0, at + ".price") - Body.Cost(problems, before, units, price ?? 0, at + ".price") : 0;
            lines.Add(new ReceiptLineRow(
                receipt.Id, index + 1, found?.No, item.Id.Value, item.Sku, item.Name, item.Unit.Code, quantity, damaged, wrong, lot.Length > 0 ? lot : null, lot.Length > 0 ? line.ExpiresOn : null, Math.Max(1, units), price ?? 0, amount, Value: 0));
        }

        // What all of it is worth is rounded once, and falls to the lines so that they make it exactly.
        var sum = new Money(lines.Sum(line => line.Amount), unit);
        var worth = new Money(Body.Booked(problems, rate, sum.Minor, "lines"), day.Currency);
        return problems.Any ? problems.Errors.ToArray() : lines.Zip(worth.Allocate(lines.ConvertAll(line => line.Amount)), (line, value) => line with { Value = value.Minor }).ToList();
    }

    /// <summary>Pack and price of today of the supplier's list.</summary>
    private async Task<Dictionary<Guid, (long PackUnits, long? Price)>> PricesAsync(Guid supplier, ReceiveBody body, ShopDay day, CancellationToken cancellationToken)
    {
        var variants = body.Lines.Select(line => line.VariantId.Value).Distinct().ToArray();
        var packs = await rows.ListAsync<ItemRow>("supplier_id = $1 and variant_id = any ($2)", cancellationToken, supplier, variants);
        var prices = (await rows.SelectAsync<PriceRow>(
            "select distinct on (variant_id) * from purchasing.supplier_price where supplier_id = $1 and variant_id = any ($2) and valid_from <= $3 order by variant_id, valid_from desc",
            cancellationToken, supplier, variants, day.Today.Date)).ToDictionary(price => price.VariantId);
        return packs.ToDictionary(pack => pack.VariantId, pack => (pack.PackUnits, prices.GetValueOrDefault(pack.VariantId)?.Price));
    }

    private sealed record Came(long Amount);
}
