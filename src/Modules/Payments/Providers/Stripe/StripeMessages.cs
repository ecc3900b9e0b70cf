using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;

namespace Aisle.Modules.Payments.Providers.Stripe;

/// <summary>Reads what comes of Stripe: the shopper's return and events.</summary>
internal static class StripeMessages
{
    /// <summary>The shopper's return, to the addresses we made ourselves.</summary>
    public static Result<ProviderMessage> ReadReturn(IncomingMessage message)
    {
        if (WireForm.Query(message) is not { } query || query.GetValueOrDefault("session_id") is not { Length: > 3 and <= 200 } id || !id.StartsWith("cs_", StringComparison.Ordinal))
        {
            return PaymentErrors.MessageUnreadable;
        }

        var status = query.GetValueOrDefault("status") ?? "";
        Claim? claim = status switch { "success" => Claim.Agreed, "cancel" => Claim.Cancelled, _ => null };
        return claim is null ? PaymentErrors.MessageUnreadable : new ProviderMessage(claim.Value, "", status, IsSigned: false) { Reference = id };
    }

    /// <summary>An event. It is only a word that something changed: the object is fetched again before anything is done by it.</summary>
    public static Result<ProviderMessage> ReadEvent(IncomingMessage message, StripeOptions options, DateTimeOffset now)
    {
        // The signature comes first: nothing is read of what a stranger sent.
        if (!StripeSignature.IsRight(message.Headers.GetValueOrDefault("stripe-signature") ?? "", message.Body.Span, options.WebhookSecrets, now))
        {
            return PaymentErrors.MessageForged;
        }

        if (message.Text() is not { } text || WireJson.Parse(text) is not { } json || json.Text("id") is not { Length: > 0 } id || json.Text("object") != "event")
        {
            return PaymentErrors.MessageUnreadable;
        }

        var (type, thing) = (json.Text("type"), json.Object("data").Object("object"));
        var claim = type switch
        {
            "checkout.session.completed" when thing.Text("payment_status") == "paid" => Claim.Paid,
            "payment_intent.succeeded" or "checkout.session.async_payment_succeeded" => Claim.Paid,
            "payment_intent.amount_capturable_updated" => Claim.Agreed,
            "checkout.session.completed" => Claim.Agreed,
            "payment_intent.payment_failed" or "checkout.session.async_payment_failed" or "checkout.session.expired" => Claim.Failed,
            "payment_intent.canceled" => Claim.Cancelled,
            "charge.refunded" or "refund.created" or "refund.updated" or "refund.failed" => Claim.Refund,
            "charge.dispute.created" or "charge.dispute.closed" => Claim.Dispute,
            _ => Claim.Other,
        };
        var isSession = thing.Text("object") == "checkout.session";
        return new ProviderMessage(claim, id, type, IsSigned: true)
        {
            Key = thing.Object("metadata").Text("attempt") is { Length: > 0 } key ? key : thing.Text("client_reference_id"),
            Reference = isSession ? thing.Text("id") : "",
            TransactionId = thing.Text("object") == "payment_intent" ? thing.Text("id") : thing.Text("payment_intent"),
        };
    }
}
