using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Aisle.Sandbox.Bkash;

/// <summary>bKash's instant payment notifications, in envelopes of Amazon's notification service signed by a key of the sandbox.</summary>
internal sealed class BkashNotices(NoticeSender sender, SandboxKeys keys, SandboxAddress address, TimeProvider time)
{
    public void Send(SandboxPayment payment)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        sender.Send(new Notice(BkashWire.Name, payment.Reference, "Notification", (wrongSignature, wrongAmount) => Make(payment.Fact("callback"), id, "Notification", JsonSerializer.Serialize(new
        {
            dateTime = PaymentBook.Dhaka(payment.PaidAt ?? time.GetUtcNow(), "yyyyMMddHHmmss"), debitMSISDN = "88" + payment.Payer, creditOrganizationName = "Sandbox Shop", creditShortCode = "50022", trxID = payment.TransactionId,
            transactionStatus = "Completed", transactionType = "10002294", amount = PaymentBook.Told(payment.Amount, wrongAmount), currency = "BDT", transactionReference = "", merchantInvoiceNumber = payment.Order,
        }), wrongSignature)));
    }

    /// <summary>Asks the shop whether it wants notifications.</summary>
    public void AskToSubscribe()
    {
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        sender.Send(new Notice(BkashWire.Name, "", "SubscriptionConfirmation", (wrongSignature, _) => Make("", id, "SubscriptionConfirmation", "You have chosen to subscribe to the topic.", wrongSignature)));
    }

    private HttpRequestMessage? Make(string back, string id, string type, string message, bool wrongSignature)
    {
        if (sender.AddressOf(BkashWire.Name, back) is not { } to)
        {
            return null;
        }

        var envelope = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Message"] = message, ["MessageId"] = id, ["Timestamp"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ["TopicArn"] = SandboxKeys.BkashTopic, ["Type"] = type,
        };
        if (type == "SubscriptionConfirmation")
        {
            envelope["Token"] = id;
            envelope["SubscribeURL"] = $"{address.Own}/bkash/confirm?token={id}";
        }

        var text = string.Concat(envelope.Select(pair => $"{pair.Key}\n{pair.Value}\n"));
        var signature = keys.Notices.SignData(Encoding.UTF8.GetBytes(wrongSignature ? text + "!" : text), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
        var body = new Dictionary<string, string>(envelope, StringComparer.Ordinal)
        {
            ["SignatureVersion"] = "1", ["Signature"] = Convert.ToBase64String(signature), ["SigningCertURL"] = $"{address.Own}/bkash/notices.pem", ["UnsubscribeURL"] = $"{address.Own}/bkash/unsubscribe",
        };
        var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain; charset=UTF-8");
        request.Headers.TryAddWithoutValidation("x-amz-sns-message-type", type);
        request.Headers.TryAddWithoutValidation("x-amz-sns-message-id", id);
        request.Headers.TryAddWithoutValidation("x-amz-sns-topic-arn", SandboxKeys.BkashTopic);
        return request;
    }
}
