using Aisle.Contracts.Delivery;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Asked = Aisle.Contracts.Orders.PayOrder;

namespace Aisle.Modules.Orders.Features;

/// <summary>Begins to pay an order. The provider is called outside of any unit of work.</summary>
internal sealed class PayOrder(ReadOrder read, IDelivery delivery, IPayments payments, OrdersClock clock)
{
    public async Task<Result<PaymentStep>> RunAsync(OrderKey key, Asked asked, Uri site, string address, CancellationToken cancellationToken)
    {
        if (await read.TheirsAsync(key, cancellationToken) is not { } order)
        {
            return OrderErrors.Unknown;
        }

        if (order.IntentId is not { } intent || !await IsToPayAsync(order, intent, asked, cancellationToken))
        {
            return OrderErrors.NotDue;
        }

        if (!OrderMethods.All.Contains(asked.Method, StringComparer.Ordinal))
        {
            return OrderErrors.Method;
        }

        var attempt = new NewPaymentAttempt(asked.Id, PaymentIntentId.From(intent), asked.Method, site, await PayerAsync(order, address, cancellationToken))
        {
            Amount = asked.Amount, Customer = key.Customer, CardCode = asked.CardCode, CardPin = asked.CardPin, Language = order.Language,
        };
        var begun = await payments.StartAsync(attempt, cancellationToken);

        // Who begins anew has left the page of the try before; one of which nobody knows whether money has moved stands in the way.
        return begun.IsFailure && begun.FirstError.Code == "payment.open" && await payments.FindAsync(PaymentIntentId.From(intent), cancellationToken) is { } known && known.Attempts.LastOrDefault(one => one.EndedAt is null) is { } open
            ? await payments.GiveUpAsync(open.Id, cancellationToken) is { IsFailure: true } unsure ? unsure.Errors.ToArray() : await payments.StartAsync(attempt, cancellationToken) : begun;
    }

    /// <summary>
    /// Whether anything of it is to be paid, or this try is known and answers how it stands. What of its money is going back has paid nothing, which only its
    /// intent knows until it is gone.
    /// </summary>
    private async Task<bool> IsToPayAsync(OrderRow order, Guid intent, Asked asked, CancellationToken cancellationToken)
    {
        var isGone = OrderFlow.IsGone(OrderStore.StateOf(order));
        if (order.Due() > 0 && !isGone)
        {
            return true;
        }

        var known = (await payments.FindAsync(PaymentIntentId.From(intent), cancellationToken))!;
        return !isGone && known.Due.Minor > 0 || known.Attempts.Any(attempt => attempt.Id == asked.Id);
    }

    /// <summary>The ways in which what is due of an order can be paid.</summary>
    public async Task<Result<List<PaymentOption>>> OptionsAsync(OrderKey key, CancellationToken cancellationToken)
    {
        if (await read.TheirsAsync(key, cancellationToken) is not { } order)
        {
            return OrderErrors.Unknown;
        }

        if (order.Due() == 0)
        {
            return OrderErrors.NotDue;
        }

        var zone = order.ZoneId is { } id ? await delivery.ZoneAsync(ZoneId.From(id), cancellationToken) : null;
        var atTheDoor = OrderFlow.AwaitsMoney(OrderStore.StateOf(order)) && (zone?.AllowsCashOnDelivery ?? order.Kind == "pickup");
        // At the door one pays who brings it, in the store at the desk.
        var other = order.Kind == "pickup" ? PaymentMethods.CashOnDelivery : PaymentMethods.Cash;
        var options = await payments.OptionsAsync(new PaymentAsk(StoreId.From(order.StoreId), new Money(order.Due(), Currency.Get(order.Currency)), key.Customer, atTheDoor), cancellationToken);
        return options.Where(option => option.Method != other).ToList();
    }

    private async Task<PayerFacts> PayerAsync(OrderRow order, string address, CancellationToken cancellationToken) => new(
        order.ContactName, order.Email, order.Phone, order.Address?.Line ?? "", order.Address?.City ?? "", order.Address?.Postcode ?? "",
        order.Address?.Country ?? (await clock.DayAsync(StoreId.From(order.StoreId), cancellationToken))!.Store.Address.Country, address);
}
