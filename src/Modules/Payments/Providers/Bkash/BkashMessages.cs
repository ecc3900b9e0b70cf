using System.Globalization;
using System.Text.RegularExpressions;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;

namespace Aisle.Modules.Payments.Providers.Bkash;

/// <summary>Reads what comes of bKash: the shopper's return and instant payment notifications.</summary>
internal static partial class BkashMessages
{
    /// <summary>The shopper's return: <c>paymentID</c>, <c>status</c> and the signature that was told when the payment was created.</summary>
    public static Result<ProviderMessage> ReadReturn(IncomingMessage message)
    {
        if (WireForm.Query(message) is not { } query || (query.GetValueOrDefault("paymentID") ?? query.GetValueOrDefault("paymentId")) is not { } id || !Id().IsMatch(id))
        {
            return PaymentErrors.MessageUnreadable;
        }

        var status = query.GetValueOrDefault("status") ?? "";
        Claim? claim = status switch { "success" => Claim.Agreed, "failure" => Claim.Failed, "cancel" => Claim.Cancelled, _ => null };
        return claim is null ? PaymentErrors.MessageUnreadable
            : new ProviderMessage(claim.Value, "", status, IsSigned: false) { Reference = id, Proof = query.GetValueOrDefault("signature") ?? "" };
    }

    /// <summary>A notification, in an envelope of Amazon's notification service. The topic must be ours and the signature right.</summary>
    public static async Task<Result<ProviderMessage>> ReadNoticeAsync(IncomingMessage message, BkashOptions options, SnsSignature signature, CancellationToken cancellationToken)
    {
        if (message.Text() is not { } text || WireJson.Parse(text) is not { } envelope)
        {
            return PaymentErrors.MessageUnreadable;
        }

        var type = envelope.Text("Type");
        if (options.TopicArn.Length == 0 || envelope.Text("TopicArn") != options.TopicArn || (message.Headers.GetValueOrDefault("x-amz-sns-message-type") is { } told && told != type) ||
            !await signature.IsRightAsync(envelope, options, cancellationToken))
        {
            return PaymentErrors.MessageForged;
        }

        var id = envelope.Text("MessageId");
        if (type == "SubscriptionConfirmation")
        {
            await signature.ConfirmAsync(envelope, options, cancellationToken);
            return new ProviderMessage(Claim.Other, id, type, IsSigned: true);
        }

        return type != "Notification" || WireJson.Parse(envelope.Text("Message")) is not { } notice || notice.Text("trxID").Length == 0
            ? PaymentErrors.MessageUnreadable
            : new ProviderMessage(notice.Text("transactionStatus") == "Completed" ? Claim.Paid : Claim.Other, id, notice.Text("transactionStatus"), IsSigned: true)
            {
                Key = notice.Text("merchantInvoiceNumber"), TransactionId = notice.Text("trxID"),
            };
    }

    /// <summary>bKash's times: <c>2026-01-23T02:20:05:736 GMT+0600</c>, a colon before the milliseconds.</summary>
    public static DateTimeOffset? TimeOf(string text) =>
        text.IndexOf(" GMT", StringComparison.Ordinal) is > 0 and var at && text.Length > at + 5 &&
        DateTime.TryParseExact(text[..at], "yyyy-MM-dd'T'HH:mm:ss:fff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) &&
        TimeSpan.TryParseExact(text[(at + 5)..].Replace(":", "", StringComparison.Ordinal), "hhmm", CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14)
            ? new DateTimeOffset(local, text[at + 4] == '-' ? -offset : offset)
            : null;

    [GeneratedRegex(@"\A[A-Za-z0-9]{8,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
