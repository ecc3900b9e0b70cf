using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>
/// Sends goods that came back once more, by an order of its own that is picked and packed as any other and costs nothing: what the customer paid for the first ones is
/// what they paid for these, so neither invoice nor tax changes.
/// </summary>
internal sealed class ExchangeGoods(UnitOfWork work, RowStore rows, OrderStore orders, OrderNumbers numbers, IInventory inventory, OrdersClock clock)
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

    private static OrderLineRow Line(Guid order, int no, OrderLineRow line, long quantity) => line with
    {
        OrderId = order, No = no, Quantity = quantity, FullAmount = OrderSum.Share(line.FullAmount, quantity, line.Quantity), Amount = 0, Net = 0, Tax = 0,
        Trace = [new TraceRow("exchange", _name, quantity / 1_000, line.UnitPrice, 0)], Replaces = null, Picked = null, Packed = 0, Returned = 0, IsShort = false,
    };
}
