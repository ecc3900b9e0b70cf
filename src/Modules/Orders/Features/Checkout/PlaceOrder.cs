using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;
using Asked = Aisle.Contracts.Orders.PlaceOrder;

namespace Aisle.Modules.Orders.Features;

/// <summary>
/// Makes an order of a cart: its goods are promised, its slot and what it uses of promotions are taken, and what is to be paid is written down, all in one
/// unit of work and nearly all of it in the round trip of the commit.
/// </summary>
internal sealed class PlaceOrder(
    UnitOfWork work, RowStore rows, CartStore carts, OrderStore orders, OrderNumbers numbers, PriceCart price, IPricing pricing, ICustomers customers, IDelivery delivery, IInventory inventory, IPayments payments, OrdersClock clock, OrderLinks links)
{
    /// <summary>The document orders are to stock, slots, promotions and payments.</summary>
    public const string Document = "order";

    public static DocumentRef DocumentOf(Guid order) => new(Document, order.ToString("D"));

    public async Task<Result<PlacedOrder>> RunAsync(CartKey key, Asked asked, CancellationToken cancellationToken)
    {
        var content = BodyText.ContentOf(new { asked, key.Customer, token = CartStore.HashOf(key) is { } hash && key.Customer is null ? Convert.ToHexString(hash) : null });
        // A part of a unit of work that failed cannot be made good; alone, it is cheaper to try.
        var isPart = work.Transaction is not null;
        if (isPart && await KnownAsync(asked, content, cancellationToken) is { } before)
        {
            return before;
        }

        var placed = await work.RunAsync<PlacedOrder>(async stop => await PlaceAsync(key, asked, content, stop), cancellationToken);
        return placed.IsSuccess || isPart ? placed : await KnownAsync(asked, content, cancellationToken) ?? placed;
    }

    /// <summary>The same order was there before, or came at the same moment: then that is the answer, where it was asked for in the same words.</summary>
    private async Task<Result<PlacedOrder>?> KnownAsync(Asked asked, string content, CancellationToken cancellationToken) =>
        await orders.WholeAsync(asked.Id, cancellationToken) is not { } known ? null
            : known.Order.Content == content ? new PlacedOrder(known.View(0, 0, clock.Now), links.TokenOf(asked.Id)) : OrderErrors.Contradiction;

    private async Task<Result<PlacedOrder>> PlaceAsync(CartKey key, Asked asked, string content, CancellationToken cancellationToken)
    {
        if (await carts.FindAsync(key, cancellationToken) is not { Lines.Count: > 0 } cart)
        {
            return OrderErrors.CartEmpty;
        }

        var zone = cart.Delivery.ZoneId is { } id ? await delivery.ZoneAsync(ZoneId.From(id), cancellationToken) : null;
        var atTheDoor = zone?.AllowsCashOnDelivery ?? cart.Delivery.Kind == "pickup";
        var isCash = asked.Method is PaymentMethods.CashOnDelivery or PaymentMethods.Cash;
        var priced = await price.RunAsync(ShowCart.AskOf(cart, key.Customer, zone, isCash), cancellationToken);
        if (priced.IsFailure)
        {
            return priced.Errors.ToArray();
        }

        var (day, problems) = (priced.Value.Day, new Problems());
        var contact = await ContactAsync(problems, key, asked, day, cancellationToken);
        var note = problems.WithoutCard(problems.Lines(asked.Note ?? cart.Note, "note", 500), "note");
        problems.Require(asked.Id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        if (!OrderMethods.All.Contains(asked.Method, StringComparer.Ordinal) || isCash && !atTheDoor)
        {
            problems.Add(OrderErrors.Method);
        }

        if (!asked.IsOfAge && cart.Lines.Any(line => priced.Value.Sheet.Packs.GetValueOrDefault(PackId.From(line.PackId))?.MinimumAge is not null))
        {
            problems.Add(OrderErrors.Age);
        }

        foreach (var obstacle in ShowCart.Obstacles(cart, priced.Value, zone, await clock.MinimumAsync(day, cancellationToken), clock.Now))
        {
            problems.Add(OrderErrors.Obstacle(obstacle));
        }

        if (!problems.Any && priced.Value.Hash() != asked.QuoteHash)
        {
            problems.Add(OrderErrors.QuoteChanged);
        }

        return problems.Any ? problems.Errors.ToArray() : await WriteAsync(key, asked, content, cart, priced.Value, zone, contact, note, cancellationToken);
    }

    private async Task<Result<PlacedOrder>> WriteAsync(CartKey key, Asked asked, string content, CartRow cart, Priced priced, ZoneRecord? zone, OrderContact contact, string note, CancellationToken cancellationToken)
    {
        var (day, now, document) = (priced.Day, clock.Now, DocumentOf(asked.Id.Value));
        var row = Row(key, asked, content, cart, priced, contact, note, now) with { FeeClass = zone?.TaxClass, ExpiresAt = now + await clock.PaymentTimeAsync(day.Store.Id, cancellationToken), Language = asked.Language is "en" or "bn" ? asked.Language : (await clock.ShopAsync(cancellationToken))!.Languages[0] };
        row = row with { Number = await numbers.NextAsync(day, work, cancellationToken) };
        var lines = cart.Lines.Select((line, index) => Line(row.Id, index + 1, line, priced)).ToList();
        var promised = await inventory.ReserveAsync(
            new NewReservation(ReservationId.From(row.Id), day.Store.Id, document, row.PromisedUntil!.Value, [.. lines.Select(line => new ReservationLine(VariantId.From(line.VariantId), line.Stock(line.Quantity)))]), cancellationToken);
        if (promised.IsFailure)
        {
            return promised.Errors.Select(error => error.Code == "inventory.short" ? error with { Code = "order.short" } : error).ToArray();
        }

        if (row.Total > 0)
        {
            var intent = await payments.CreateWithCommitAsync(new NewPaymentIntent(PaymentIntentId.From(row.IntentId!.Value), document, row.Number, day.Store.Id, day.Money(row.Total), key.Customer, row.ExpiresAt), cancellationToken);
            if (intent.IsFailure)
            {
                return intent.Errors.ToArray();
            }
        }

        List<OrderStepRow> steps = [new(row.Id, 1, ChoiceWords.Of(OrderAct.Place), ChoiceWords.Of(OrderState.Placed), orders.By, contact.Name, now, "", row.Total)];
        rows.InsertWithCommit<OrderRow>([row]);
        rows.InsertWithCommit(lines);
        if (row.Total == 0)
        {
            // Nothing is to be paid, so it is.
            steps.Add(new OrderStepRow(row.Id, 2, ChoiceWords.Of(OrderAct.Pay), ChoiceWords.Of(OrderState.Paid), ByUser: null, "", now, "", 0));
            row = row with { State = ChoiceWords.Of(OrderState.Paid), ExpiresAt = null };
            work.WithCommit(new NpgsqlBatchCommand("update orders.sale_order set state = $2, expires_at = null where id = $1").With(row.Id, row.State), _ => null);
            work.Publish(new OrderMoved(asked.Id, OrderState.Placed, OrderState.Paid, ChoiceWords.Of(OrderAct.Pay)));
        }

        rows.InsertWithCommit(steps);
        work.WithCommit(
            new NpgsqlBatchCommand("select orders.take_cart($1, $2, $3, $4)").With(cart.Id, row.Id, cart.Version, now), fault => fault.SqlState == "AI001" ? OrderErrors.CartChanged : null);
        if (row.SlotId is { } slot)
        {
            await delivery.TakeWithCommitAsync(SlotId.From(slot), document, cancellationToken);
        }

        await pricing.RedeemWithCommitAsync(new Redemption(document, key.Customer, day.Store.Id, day.Today, priced.Quote.Applied), cancellationToken);
        work.Publish(new OrderPlaced(asked.Id, row.Number, day.Store.Id, key.Customer, day.Money(row.Total)));
        return new PlacedOrder(new WholeOrder(row, lines, steps, [], [], [], []).View(0, 0, now), links.TokenOf(asked.Id));
    }

    private static OrderRow Row(CartKey key, Asked asked, string content, CartRow cart, Priced priced, OrderContact contact, string note, DateTimeOffset now)
    {
        var (day, quote, charge) = (priced.Day, priced.Quote, priced.Quote.Charges.FirstOrDefault());
        return new OrderRow(
            asked.Id.Value, "", day.Store.Id.Value, key.Customer?.Value, contact.Name, contact.Phone, contact.Email ?? "", "en", ChoiceWords.Of(OrderState.Placed), cart.Delivery.Kind, cart.Delivery.Address, cart.Delivery.ZoneId,
            cart.Delivery.SlotId, cart.Delivery.SlotFrom, cart.Delivery.SlotTo, day.Currency.Code, priced.Sheet.Book.Tax.PricesIncludeTax, priced.Full.Minor, priced.Full.Minor - priced.Goods.Minor, priced.Fee.Minor,
            charge?.Tax.Net.Minor ?? 0, charge?.Tax.Tax.Minor ?? 0, FeeClass: null, quote.Total.Tax.Minor, quote.Cash?.Rounding.Minor ?? 0, priced.Sheet.Book.CashRounding?.Step.Minor, quote.ToPay.Minor, cart.Lines.Count,
            [.. quote.Applied.Select(applied => new PromotionRow(applied.PromotionId, priced.NameOf(applied), applied.Discount.Minor, applied.Coupon))], cart.Coupons, asked.Method, quote.ToPay.Minor > 0 ? asked.Id.Value : null, IsPromised: false, 0, 0, 0,
            0, asked.Id.Value, now.AddDays(NewReservation.LongestDays).AddMinutes(-1), note, Attention: null, day.Today.Date, content, ExpiresAt: null, now, now, 1);
    }

    /// <summary>A line as it is ordered, with all that it is worth then.</summary>
    public static OrderLineRow Line(Guid order, int no, CartLineRow line, Priced priced)
    {
        var (pack, quoted) = (priced.Sheet.Packs[PackId.From(line.PackId)], priced.Lines[line.PackId]);
        return new OrderLineRow(
            order, no, line.PackId, pack.Variant.Value, pack.Product.Value, pack.Slug, pack.Sku, pack.Name, pack.Image, pack.Unit.Code, pack.Thousandths, pack.SellBy == SellBy.Weight, line.Quantity, quoted.UnitPrice.Minor, quoted.Full.Minor,
            quoted.Amount.Minor, quoted.Tax.Net.Minor, quoted.Tax.Tax.Minor, quoted.Rate?.PartsPerMillion, pack.TaxClass,
            [.. quoted.Trace.Steps.Select(step => new TraceRow(step.Code, priced.NameOf(step), step.Pieces, step.Before?.Minor, step.After.Minor))], line.Substitution, line.Note, Replaces: null, Picked: null, 0, 0);
    }

    private async Task<OrderContact> ContactAsync(Problems problems, CartKey key, Asked asked, ShopDay day, CancellationToken cancellationToken)
    {
        var name = problems.WithoutCard(problems.Line(asked.Contact.Name, "contact.name", 100, isNeeded: true), "contact.name");
        var phone = customers.Phone(asked.Contact.Phone ?? "", day.Store.Address.Country);
        problems.Take(phone.WithoutValue(), "contact.phone");
        var known = key.Customer is { } customer ? await customers.FindAsync(customer, cancellationToken) : null;
        var email = asked.Contact.Email?.Trim() is { Length: > 0 } typed ? typed : known?.Email ?? "";
        if (known?.OrderBlock is not null || known?.CashBlock is not null && asked.Method is PaymentMethods.CashOnDelivery or PaymentMethods.Cash)
        {
            problems.Add(known!.OrderBlock is not null ? OrderErrors.Blocked : OrderErrors.Method);
        }

        problems.Require(email.Length == 0 || EmailAddress.Parse(email).IsSuccess, OrderErrors.Email.Code, OrderErrors.Email.Message, OrderErrors.Email.Field);
        return new OrderContact(name, phone.IsSuccess ? phone.Value : "", email);
    }
}

/// <summary>The ways in which an order can be paid.</summary>
internal static class OrderMethods
{
    public static IReadOnlyList<string> All { get; } =
    [
        PaymentMethods.Bkash, PaymentMethods.Nagad, PaymentMethods.SslCommerz, PaymentMethods.Stripe, PaymentMethods.Wallet, PaymentMethods.StoreCredit, PaymentMethods.GiftCard, PaymentMethods.CashOnDelivery, PaymentMethods.Cash,
        PaymentMethods.Bank,
    ];
}
