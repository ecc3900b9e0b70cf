using Aisle.Contracts.Catalog;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Inventory;
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
using Asked = Aisle.Contracts.Orders.EditOrder;

namespace Aisle.Modules.Orders.Features;

/// <summary>
/// Changes what an order holds and how it gets to its customer, until it is picked. It is priced anew as goods are sold now, at a quote that was shown; its
/// promise of stock, its uses of promotions and its place in a slot are exchanged for those it needs then, and money that is too much goes back.
/// </summary>
internal sealed class EditOrder(
    UnitOfWork work, RowStore rows, OrderStore orders, ReadOrder read, PriceCart price, ShowCart show, ChooseDelivery choose, ICatalog catalog, IPricing pricing, IDelivery delivery, IInventory inventory, IPayments payments,
    OrdersClock clock)
{
    /// <summary>What is tried is never kept.</summary>
    private static readonly Error _tried = Error.Conflict("order.tried", "This was only tried.");

    /// <summary>What the order would be.</summary>
    public async Task<Result<EditQuote>> QuoteAsync(OrderKey key, Asked asked, Caller caller, CancellationToken cancellationToken)
    {
        Result<EditQuote> quote = _tried;
        await work.RunAsync<int>(async stop =>
        {
            quote = await TryAsync(key, asked, caller, stop);
            return _tried;
        }, cancellationToken);
        return quote;
    }

    public async Task<Result<OrderView>> RunAsync(OrderKey key, Asked asked, Caller caller, CancellationToken cancellationToken)
    {
        var edited = await work.RunAsync<OrderId>(async stop =>
        {
            var intent = await payments.LockAsync(PaymentIntentId.From(key.Id.Value), stop);
            var opened = await OpenAsync(key, asked, caller, stop);
            return opened.IsFailure ? opened.Errors.ToArray() : await EditAsync(opened.Value.Order, opened.Value.Draft, intent, asked, caller, stop);
        }, cancellationToken);
        return edited.IsFailure ? edited.Errors.ToArray() : (await read.AnyAsync(key.Id, cancellationToken))!;
    }

    private async Task<Result<EditQuote>> TryAsync(OrderKey key, Asked asked, Caller caller, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(key, asked, caller, cancellationToken);
        if (opened.IsFailure)
        {
            return opened.Errors.ToArray();
        }

        // What it keeps now can be had by it then.
        var (order, draft) = opened.Value;
        if (order.ReservationId is { } reservation)
        {
            await inventory.ReleaseAsync(ReservationId.From(reservation), cancellationToken);
        }

        var priced = await PriceAsync(order, draft, cancellationToken);
        if (priced.IsFailure)
        {
            return priced.Errors.ToArray();
        }

        var intent = order.Paid > 0 ? await payments.FindAsync(PaymentIntentId.From(order.Id), cancellationToken) : null;
        var (total, kept, currency) = (priced.Value.Priced.Quote.ToPay.Minor, order.Paid - (intent?.Refunded.Minor ?? 0), priced.Value.Priced.Day.Currency);
        return new EditQuote(
            await show.ViewAsync(draft, priced.Value.Priced, priced.Value.Zone, cancellationToken), new Money(order.Total, currency), new Money(Math.Max(0, total - kept), currency), new Money(Math.Max(0, kept - total), currency));
    }

    /// <summary>The order, locked, and the cart that it would be made of.</summary>
    private async Task<Result<(OrderRow Order, CartRow Draft)>> OpenAsync(OrderKey key, Asked asked, Caller caller, CancellationToken cancellationToken)
    {
        var isTheirs = await read.IsTheirsAsync(key, cancellationToken);
        if (await orders.LockAsync(key.Id, cancellationToken) is not { } order || !isTheirs && !caller.MayIn(Permissions.OrderEdit, order.StoreId))
        {
            return OrderErrors.Unknown;
        }

        // What an exchange holds was paid with another order.
        if (order.ExchangeOf is not null || !OrderFlow.Can(OrderStore.StateOf(order), OrderAct.Edit))
        {
            return OrderErrors.Illegal(OrderStore.StateOf(order), OrderAct.Edit);
        }

        if (order.Version != asked.Version)
        {
            return OrderErrors.Changed;
        }

        var was = await orders.LinesAsync(order.Id, cancellationToken);
        var problems = new Problems();
        var note = asked.Note is null ? order.Note : problems.WithoutCard(problems.Lines(asked.Note, "note", 500), "note");
        var lines = await LinesAsync(problems, order, asked, was, cancellationToken);
        var row = new DeliveryRow(order.Kind, order.Address, order.ZoneId, order.SlotId, order.SlotFrom, order.SlotTo);
        if (asked.Delivery is { } choice)
        {
            var chosen = await choose.RunAsync(choice, order.CustomerId is { } who ? Contracts.Identity.UserId.From(who) : null, StoreId.From(order.StoreId), order.SlotId is { } held ? SlotId.From(held) : null, cancellationToken);
            row = chosen.IsSuccess ? chosen.Value.Row : row;
            problems.Take(chosen.IsFailure ? chosen.Errors.Select(error => error with { Field = "delivery" + (error.Field is { } field ? "." + field : "") }).ToArray()
                : chosen.Value.Store.Value == order.StoreId ? Result.Success : OrderErrors.OtherStore, field: null);
        }

        return problems.Any ? problems.Errors.ToArray() : (order, new CartRow(order.Id, order.CustomerId, order.StoreId, row, order.Coupons, note, order.Version, lines));
    }

    private async Task<List<CartLineRow>> LinesAsync(Problems problems, OrderRow order, Asked asked, List<OrderLineRow> was, CancellationToken cancellationToken)
    {
        if (asked.Lines is not { Count: > 0 and <= CartStore.MostLines } || asked.Lines.DistinctBy(line => line.PackId).Count() < asked.Lines.Count)
        {
            problems.Add(OrderErrors.Lines);
            return [];
        }

        var packs = (await catalog.PacksAsync([.. asked.Lines.Select(line => line.PackId)], cancellationToken)).ToDictionary(pack => pack.Id);
        var lines = new List<CartLineRow>();
        foreach (var (line, index) in asked.Lines.Select((line, index) => (line, index)))
        {
            var (at, pack) = (FormattableString.Invariant($"lines[{index}]"), packs.GetValueOrDefault(line.PackId));
            var before = was.Find(one => one.PackId == line.PackId.Value);
            problems.Require(pack is not null, OrderErrors.PackUnknown.Code, OrderErrors.PackUnknown.Message, at + ".packId");
            problems.Require(ChangeCart.IsQuantity(line.Quantity, pack, orNone: false), OrderErrors.Quantity.Code, OrderErrors.Quantity.Message, at + ".quantity");
            var note = line.Note is null ? before?.Note ?? "" : problems.WithoutCard(problems.Line(line.Note, at + ".note", 200), at + ".note");
            var choice = line.Substitution is { } said ? ChoiceWords.Of(said) : before?.Substitution ?? ChoiceWords.Of(Substitution.Refund);
            lines.Add(new CartLineRow(order.Id, line.PackId.Value, problems.Any ? 0 : (long)(line.Quantity * 1_000), choice, note, order.PlacedAt));
        }

        return lines;
    }

    /// <summary>What it costs then. What it has used of promotions is given back before, so that it can be used again.</summary>
    private async Task<Result<(Priced Priced, ZoneRecord? Zone)>> PriceAsync(OrderRow order, CartRow draft, CancellationToken cancellationToken)
    {
        await pricing.GiveBackAsync(PlaceOrder.DocumentOf(order.Id), cancellationToken);
        var zone = draft.Delivery.ZoneId is { } id ? await delivery.ZoneAsync(ZoneId.From(id), cancellationToken) : null;
        var customer = order.CustomerId is { } who ? Contracts.Identity.UserId.From(who) : (Contracts.Identity.UserId?)null;
        return (await price.RunAsync(ShowCart.AskOf(draft, customer, zone, order.CashStep is not null), cancellationToken)).Map(priced => (priced, zone));
    }

    private async Task<Result<OrderId>> EditAsync(OrderRow order, CartRow draft, PaymentIntentRecord? intent, Asked asked, Caller caller, CancellationToken cancellationToken)
    {
        // Stock before promotions, as those lock it who place orders.
        var promised = await PromiseAsync(order, draft, cancellationToken);
        if (promised.IsFailure)
        {
            return promised.Errors.ToArray();
        }

        var known = await PriceAsync(order, draft, cancellationToken);
        if (known.IsFailure)
        {
            return known.Errors.ToArray();
        }

        var ((priced, zone), problems) = (known.Value, new Problems());
        foreach (var obstacle in ShowCart.Obstacles(draft, priced, zone, await clock.MinimumAsync(priced.Day, cancellationToken), clock.Now).Where(one => one.Code != "cart.slot_gone" || draft.Delivery.SlotId != order.SlotId))
        {
            problems.Add(Error.Conflict(obstacle.Code, "The order cannot be changed like this.") with { Field = "lines" });
        }

        if (intent is not null && intent.Refunded.Minor > order.Refunded && priced.Quote.ToPay.Minor > order.Paid - intent.Refunded.Minor)
        {
            problems.Add(OrderErrors.MoneyGoing);
        }

        if (!problems.Any && priced.Hash() != asked.QuoteHash)
        {
            problems.Add(OrderErrors.QuoteChanged);
        }

        return problems.Any ? problems.Errors.ToArray() : await WriteAsync(order, draft, priced, zone, promised.Value, intent, caller, cancellationToken);
    }

    private async Task<Result<ReservationId>> PromiseAsync(OrderRow order, CartRow draft, CancellationToken cancellationToken)
    {
        var packs = (await catalog.PacksAsync([.. draft.Lines.Select(line => PackId.From(line.PackId))], cancellationToken)).ToDictionary(pack => pack.Id.Value);
        var wanted = new NewReservation(
            clock.New<ReservationId>(), StoreId.From(order.StoreId), PlaceOrder.DocumentOf(order.Id), clock.Now.AddDays(NewReservation.LongestDays).AddMinutes(-1),
            [.. draft.Lines.Select(line => new ReservationLine(packs[line.PackId].Variant, (long)((Int128)line.Quantity * packs[line.PackId].Thousandths / 1_000)))]);
        var promised = order.ReservationId is { } old ? await inventory.ReplaceAsync(ReservationId.From(old), wanted, cancellationToken) : await inventory.ReserveAsync(wanted, cancellationToken);
        return promised.IsSuccess ? promised : promised.Errors.Select(error => error.Code == "inventory.short" ? error with { Code = "order.short" } : error).ToArray();
    }

    private async Task<Result<OrderId>> WriteAsync(OrderRow order, CartRow draft, Priced priced, ZoneRecord? zone, ReservationId promised, PaymentIntentRecord? intent, Caller caller, CancellationToken cancellationToken)
    {
        var (day, quote, charge, document) = (priced.Day, priced.Quote, priced.Quote.Charges.FirstOrDefault(), PlaceOrder.DocumentOf(order.Id));
        var lines = draft.Lines.Select((line, index) => PlaceOrder.Line(order.Id, index + 1, line, priced)).ToList();
        var after = order with
        {
            Kind = draft.Delivery.Kind, Address = draft.Delivery.Address, ZoneId = draft.Delivery.ZoneId, SlotId = draft.Delivery.SlotId, SlotFrom = draft.Delivery.SlotFrom, SlotTo = draft.Delivery.SlotTo,
            Goods = priced.Full.Minor, Discount = priced.Full.Minor - priced.Goods.Minor, Fee = priced.Fee.Minor, FeeNet = charge?.Tax.Net.Minor ?? 0, FeeTax = charge?.Tax.Tax.Minor ?? 0, FeeClass = zone?.TaxClass,
            Tax = quote.Total.Tax.Minor, Rounding = quote.Cash?.Rounding.Minor ?? 0, Total = quote.ToPay.Minor, Lines = lines.Count, Note = draft.Note, ReservationId = promised.Value,
            Promotions = [.. quote.Applied.Select(applied => new PromotionRow(applied.PromotionId, priced.NameOf(applied), applied.Discount.Minor, applied.Coupon))],
            PromisedUntil = clock.Now.AddDays(NewReservation.LongestDays).AddMinutes(-1), UpdatedAt = clock.Now, Version = order.Version + 1,
        };
        await rows.ExecuteAsync("delete from orders.order_line where order_id = $1", cancellationToken, order.Id);
        await rows.InsertAsync(lines, cancellationToken);
        var paying = await AskAsync(order, after, intent, day, cancellationToken);
        if (paying.IsFailure)
        {
            return paying.Errors.ToArray();
        }

        await rows.UpdateAsync(order.Id, paying.Value, cancellationToken);
        // After that, since what goes to a wallet is back at once, and the order says so.
        if (await GiveBackAsync(order, after, intent, day, cancellationToken) is { IsFailure: true } kept)
        {
            return kept.Errors.ToArray();
        }

        var moved = await MoveAsync(order, paying.Value, cancellationToken);
        if (moved.IsFailure)
        {
            return moved.Errors.ToArray();
        }

        if (after.SlotId is { } slot && slot != order.SlotId)
        {
            await delivery.TakeWithCommitAsync(SlotId.From(slot), document, cancellationToken);
        }
        else if (after.SlotId is null && order.SlotId is not null)
        {
            await delivery.GiveBackAsync(document, cancellationToken);
        }

        await pricing.RedeemWithCommitAsync(new Redemption(document, order.CustomerId is { } who ? Contracts.Identity.UserId.From(who) : null, day.Store.Id, day.Today, quote.Applied), cancellationToken);
        if (caller.Kind == CallerKind.User)
        {
            work.Audit(new AuditEntry("orders.order.edit", "orders.order", order.Id.ToString(), order.Number, After: new { order.Number, before = day.Money(order.Total), total = day.Money(after.Total) }, StoreId: order.StoreId));
        }

        return OrderId.From(order.Id);
    }

    /// <summary>What is asked for becomes what it costs now.</summary>
    private async Task<Result<OrderRow>> AskAsync(OrderRow order, OrderRow after, PaymentIntentRecord? intent, ShopDay day, CancellationToken cancellationToken)
    {
        if (intent is null)
        {
            if (after.Total == 0)
            {
                return after;
            }

            var id = PaymentIntentId.From(order.Id);
            var created = await payments.CreateAsync(
                new NewPaymentIntent(id, PlaceOrder.DocumentOf(order.Id), order.Number, day.Store.Id, day.Money(after.Total), order.CustomerId is { } who ? Contracts.Identity.UserId.From(who) : null, ExpiresAt: null), cancellationToken);
            return created.IsFailure ? created.Errors.ToArray() : after with { IntentId = id.Value };
        }

        var asked = await payments.AskAsync(intent.Id, day.Money(Math.Max(0, after.Total - order.Paid + intent.Refunded.Minor)), cancellationToken);
        return asked.IsSuccess ? after : asked.Errors.ToArray();
    }

    /// <summary>What was paid beyond what it costs now goes back.</summary>
    private async Task<Result> GiveBackAsync(OrderRow order, OrderRow after, PaymentIntentRecord? intent, ShopDay day, CancellationToken cancellationToken) =>
        intent is not null && order.Paid - intent.Refunded.Minor - after.Total is > 0 and var back
            ? (await payments.RefundAsync(new NewRefund(clock.New<RefundId>(), intent.Id, day.Money(back), RefundTarget.Origin, $"{order.Number}: changed"), cancellationToken)).WithoutValue() : Result.Success;

    private async Task<Result<OrderState>> MoveAsync(OrderRow before, OrderRow after, CancellationToken cancellationToken)
    {
        var state = OrderStore.StateOf(before);
        var edited = await orders.MoveAsync(after, OrderAct.Edit, cancellationToken, before.Total == after.Total ? "" : new Money(before.Total, Currency.Get(before.Currency)).ToString(), after.Total);
        if (edited.IsFailure)
        {
            return edited;
        }

        work.Publish(new OrderMoved(OrderId.From(after.Id), state, state, ChoiceWords.Of(OrderAct.Edit)));
        if (state == OrderState.Paid && after.Due() > 0)
        {
            // Somebody looks after it if it is not paid: it is not thrown away with what was paid already.
            await rows.ExecuteAsync("update orders.sale_order set attention = 'underpaid' where id = $1", cancellationToken, after.Id);
            return await orders.MoveAsync(after, OrderAct.Owe, cancellationToken);
        }

        if (OrderFlow.AwaitsMoney(state) && after.Due() == 0)
        {
            return await orders.MoveAsync(after, OrderAct.Pay, cancellationToken);
        }

        return edited;
    }
}
