using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aisle.Kernel;

namespace Aisle.Sandbox.Stripe;

/// <summary>Stripe's objects as JSON, and the signed events that tell of them.</summary>
internal sealed class StripeEvents(NoticeSender sender, TimeProvider time)
{
    public void Send(SandboxPayment payment, string type)
    {
        var id = "evt_" + PaymentBook.NewId(24);
        sender.Send(new Notice(StripeWire.Name, payment.Reference, type, (wrongSignature, wrongAmount) => Make(payment, id, type, wrongSignature, wrongAmount)));
    }

    public static JsonObject SessionOf(SandboxPayment payment, bool wrongAmount, bool isExpanded) => new()
    {
        ["id"] = payment.Reference, ["object"] = "checkout.session", ["mode"] = "payment",
        ["status"] = payment.Status switch { SandboxStatus.Open => "open", SandboxStatus.Expired => "expired", _ => "complete" },
        ["payment_status"] = payment.Status == SandboxStatus.Paid ? "paid" : "unpaid",
        ["payment_intent"] = payment.TransactionId.Length == 0 ? null : isExpanded ? IntentOf(payment, wrongAmount) : payment.TransactionId,
        ["amount_total"] = payment.Amount.Minor, ["currency"] = Code(payment), ["client_reference_id"] = payment.Order, ["created"] = payment.CreatedAt.ToUnixTimeSeconds(), ["livemode"] = false,
        ["metadata"] = new JsonObject { ["attempt"] = payment.Fact("attempt") },
    };

    public static JsonObject IntentOf(SandboxPayment payment, bool wrongAmount)
    {
        var more = wrongAmount ? 100 : 0;
        return new()
        {
            ["id"] = payment.TransactionId, ["object"] = "payment_intent", ["amount"] = payment.Amount.Minor + more, ["amount_received"] = payment.Taken.Minor + (payment.Taken.Minor > 0 ? more : 0),
            ["amount_capturable"] = payment.Status == SandboxStatus.Authorized ? payment.Amount.Minor : 0, ["currency"] = Code(payment),
            ["status"] = payment.Status switch { SandboxStatus.Paid => "succeeded", SandboxStatus.Authorized => "requires_capture", SandboxStatus.Cancelled => "canceled", _ => "requires_payment_method" },
            ["capture_method"] = payment.Fact("manual").Length > 0 ? "manual" : "automatic_async", ["created"] = payment.CreatedAt.ToUnixTimeSeconds(), ["livemode"] = false, ["metadata"] = new JsonObject { ["attempt"] = payment.Fact("attempt") },
            ["last_payment_error"] = payment.FailureCode.Length == 0 ? null : new JsonObject { ["type"] = "card_error", ["code"] = "card_declined", ["decline_code"] = payment.FailureCode },
            ["latest_charge"] = payment.Status is not (SandboxStatus.Paid or SandboxStatus.Authorized) ? null : new JsonObject
            {
                ["id"] = "ch_" + payment.TransactionId[3..], ["object"] = "charge", ["created"] = (payment.PaidAt ?? payment.CreatedAt).ToUnixTimeSeconds(), ["amount_refunded"] = payment.Refunded.Minor,
                ["payment_method_details"] = new JsonObject { ["type"] = "card", ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = payment.Payer } },
                ["balance_transaction"] = payment.Status != SandboxStatus.Paid ? null : new JsonObject { ["id"] = "txn_" + payment.TransactionId[3..], ["fee"] = FeeOf(payment).Minor, ["currency"] = Code(payment) },
            },
        };
    }

    public static JsonObject RefundOf(SandboxPayment payment, SandboxRefund refund) => new()
    {
        ["id"] = refund.Id, ["object"] = "refund", ["amount"] = refund.Amount.Minor, ["currency"] = Code(payment), ["payment_intent"] = payment.TransactionId, ["reason"] = refund.Reason, ["status"] = "succeeded",
        ["created"] = refund.At.ToUnixTimeSeconds(), ["metadata"] = new JsonObject { ["refund"] = refund.Key },
    };

    private HttpRequestMessage? Make(SandboxPayment payment, string id, string type, bool wrongSignature, bool wrongAmount)
    {
        if (sender.AddressOf(StripeWire.Name, payment.Fact("success")) is not { } to)
        {
            return null;
        }

        var thing = type.Split('.')[0] switch
        {
            "checkout" => SessionOf(payment, wrongAmount, isExpanded: false),
            "charge" when type.StartsWith("charge.dispute", StringComparison.Ordinal) => new JsonObject { ["id"] = "dp_" + payment.TransactionId[3..], ["object"] = "dispute", ["amount"] = payment.Taken.Minor, ["currency"] = Code(payment), ["payment_intent"] = payment.TransactionId, ["reason"] = "fraudulent", ["status"] = "needs_response" },
            "charge" => new JsonObject { ["id"] = "ch_" + payment.TransactionId[3..], ["object"] = "charge", ["amount"] = payment.Taken.Minor, ["amount_refunded"] = payment.Refunded.Minor, ["currency"] = Code(payment), ["payment_intent"] = payment.TransactionId, ["metadata"] = new JsonObject { ["attempt"] = payment.Fact("attempt") } },
            _ => IntentOf(payment, wrongAmount),
        };
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var body = new JsonObject
        {
            ["id"] = id, ["object"] = "event", ["api_version"] = "2026-07-29.dahlia", ["created"] = now, ["type"] = type, ["livemode"] = false, ["data"] = new JsonObject { ["object"] = thing },
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
        }.ToJsonString();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SandboxKeys.StripeWebhookSecret + (wrongSignature ? "x" : "")), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{now}.{body}"))));
        var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", string.Create(CultureInfo.InvariantCulture, $"t={now},v1={signature}"));
        return request;
    }

    /// <summary>2.9 of a hundred, as cards cost about.</summary>
    private static Money FeeOf(SandboxPayment payment) => payment.Taken.Times(Rate.FromPercent(2.9m), Rounding.HalfUp);

    private static string Code(SandboxPayment payment) => payment.Amount.Currency.Code.ToLowerInvariant();
}
