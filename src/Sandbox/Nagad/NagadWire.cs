using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Sandbox.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox.Nagad;

/// <summary>Nagad's remote payment gateway, v-0.2.0: sealed with real keys, paid on its page, told by an unsigned return.</summary>
internal sealed class NagadWire(PaymentBook book, SandboxKeys keys, SandboxAddress address)
{
    public const string Name = "nagad";

    private const string Brand = "Nagad";
    private const string Taka = "050";

    /// <summary>How far a request's time may lie from ours.</summary>
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(15);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOperation("POST", "/check-out/initialize/{merchant}/{order}", Name, "initialize", InitializeAsync);
        routes.MapOperation("POST", "/check-out/complete/{reference}", Name, "complete", CompleteAsync);
        routes.MapOperation("GET", "/verify/payment/{reference}", Name, "verify", context => Task.FromResult(Verify(context)));
        routes.MapOperation("POST", "/purchase/cancel", Name, "refund", CancelAsync);
        routes.MapGet("/pay/{reference}", (HttpContext context, string reference) => book.Find(Name, reference) is { Status: SandboxStatus.Open } payment ? new SandboxPage(context).Wallet(payment, Brand, fault: null) : new SandboxPage(context).Gone(Name));
        routes.MapPost("/pay/{reference}", PayAsync);
    }

    private async Task<IResult> InitializeAsync(HttpContext context)
    {
        if (context.RefusalCode() is { } code)
        {
            return Error(code, "Refused by the sandbox");
        }

        var body = await BodyAsync(context);
        var (merchant, order) = ((string)context.Request.RouteValues["merchant"]!, (string)context.Request.RouteValues["order"]!);
        if (merchant != SandboxKeys.NagadMerchant)
        {
            return Error("merchant", "Invalid merchant");
        }

        if (Open(body, "sensitiveData") is not { } told)
        {
            return Error("signature", "Signature verification failed");
        }

        if (told.GetValueOrDefault("merchantId") != merchant || told.GetValueOrDefault("orderId") != order || told.GetValueOrDefault("datetime") != body.GetValueOrDefault("dateTime") ||
            !DateTime.TryParseExact(told.GetValueOrDefault("datetime"), "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || (new DateTimeOffset(local, TimeSpan.FromHours(6)) - book.Now).Duration() > _window)
        {
            return Error("request", "Invalid API request");
        }

        if (order.Length is < 5 or > 20 || !order.All(char.IsAsciiLetterOrDigit))
        {
            return Error("order", "Invalid order id");
        }

        if (book.Find(Name, one => one.Order == order) is not null)
        {
            return Error("order", "Duplicate order id");
        }

        // What it costs is told by the next call.
        var payment = new SandboxPayment
        {
            Provider = Name, Reference = Convert.ToBase64String(Encoding.ASCII.GetBytes(PaymentBook.NewId(31))), Order = order, Amount = new Money(0, Currency.Get("BDT")), CreatedAt = book.Now,
            Facts = { ["challenge"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10)) },
        };
        book.Add(payment);
        return Seal(context, new { paymentReferenceId = payment.Reference, challenge = payment.Fact("challenge"), acceptDateTime = PaymentBook.Dhaka(book.Now, "yyyyMMddHHmmss") });
    }

    private async Task<IResult> CompleteAsync(HttpContext context)
    {
        if (context.RefusalCode() is { } code)
        {
            return Error(code, "Refused by the sandbox");
        }

        var body = await BodyAsync(context);
        if (Find(context) is not { } begun || begun.Fact("callback").Length > 0)
        {
            return Error("reference", "Invalid reference id");
        }

        if (Open(body, "sensitiveData") is not { } told)
        {
            return Error("signature", "Signature verification failed");
        }

        var fault = told.GetValueOrDefault("challenge") != begun.Fact("challenge") || told.GetValueOrDefault("orderId") != begun.Order ? "Invalid purchase information"
            : told.GetValueOrDefault("currencyCode") != Taka ? "Invalid currency"
            : PaymentBook.Amount(told.GetValueOrDefault("amount"), "BDT") is null ? "Invalid purchase information"
            : !Uri.TryCreate(body.GetValueOrDefault("merchantCallbackURL"), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") ? "Invalid API request"
            : null;
        if (fault is not null)
        {
            return Error("purchase", fault);
        }

        book.Replace(begun, new SandboxPayment
        {
            Provider = Name, Reference = begun.Reference, Order = begun.Order, Amount = PaymentBook.Amount(told["amount"], "BDT")!.Value, CreatedAt = begun.CreatedAt,
            Facts = { ["callback"] = body["merchantCallbackURL"], ["title"] = begun.Order },
        });
        return Results.Json(new { callBackUrl = $"{address.Public}/nagad/pay/{Uri.EscapeDataString(begun.Reference)}", status = "Success" });
    }

    private IResult Verify(HttpContext context)
    {
        if (context.RefusalCode() is { } code)
        {
            return Error(code, "Refused by the sandbox");
        }

        if (Find(context) is not { } payment)
        {
            return Error("reference", "Invalid reference id");
        }

        lock (payment.Gate)
        {
            var last = payment.Refunds.LastOrDefault();
            return Results.Json(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["merchantId"] = SandboxKeys.NagadMerchant, ["orderId"] = payment.Order, ["paymentRefId"] = payment.Reference, ["amount"] = PaymentBook.Told(payment.Amount, context.Has(FaultKinds.WrongAmount)),
                ["clientMobileNo"] = payment.Payer.Length == 11 ? payment.Payer[..3] + "****" + payment.Payer[^4..] : null, ["merchantMobileNo"] = "01XXXXXXXXX", ["orderDateTime"] = Time(payment.CreatedAt),
                ["issuerPaymentDateTime"] = payment.PaidAt is { } paid ? Time(paid) : null, ["issuerPaymentRefNo"] = payment.TransactionId.Length > 0 ? payment.TransactionId : null, ["additionalMerchantInfo"] = null,
                ["status"] = StatusOf(payment), ["statusCode"] = payment.Status switch { SandboxStatus.Paid => "000", SandboxStatus.Failed => payment.FailureCode, _ => null },
                ["cancelIssuerDateTime"] = last is null ? null : Time(last.At), ["cancelIssuerRefNo"] = last?.Id, ["serviceType"] = null,
            });
        }
    }

    private async Task<IResult> CancelAsync(HttpContext context)
    {
        if (context.RefusalCode() is { } code)
        {
            return Error(code, "Refused by the sandbox");
        }

        var body = await BodyAsync(context);
        if (book.Find(Name, context.Request.Query["paymentRefId"].ToString()) is not { PaidAt: not null } payment)
        {
            return Error("reference", "Invalid reference id");
        }

        if (Open(body, "sensitiveDataCancelRequest") is not { } told)
        {
            return Error("signature", "Signature verification failed");
        }

        lock (payment.Gate)
        {
            if (told.GetValueOrDefault("originalRequestDate") != PaymentBook.Dhaka(payment.CreatedAt, "yyyyMMdd") || told.GetValueOrDefault("originalAmount") != payment.Amount.ToAmountString())
            {
                return Error("purchase", "Invalid purchase information");
            }

            // The reference is the shop's: the same one is the same refund.
            var known = payment.Refunds.FirstOrDefault(refund => refund.Key == told.GetValueOrDefault("referenceNo"));
            if (known is null)
            {
                if (PaymentBook.Amount(told.GetValueOrDefault("cancelAmount"), "BDT") is not { } amount || payment.Refunded + amount > payment.Amount)
                {
                    return Error("purchase", "Invalid cancel amount");
                }

                if (context.Has(FaultKinds.PartialRefused) && amount < payment.Amount)
                {
                    return Error("purchase", "Partial cancellation is not allowed");
                }

                known = new SandboxRefund(PaymentBook.NewId(8), told.GetValueOrDefault("referenceNo") ?? "", amount, book.Now, told.GetValueOrDefault("referenceMessage") ?? "");
                payment.Refunds.Add(known);
            }

            return Seal(context, new
            {
                status = payment.Refunded == payment.Amount ? "Refunded" : "PartialRefunded", code = "000", originalAmount = payment.Amount.ToAmountString(),
                cancelAmount = PaymentBook.Told(known.Amount, context.Has(FaultKinds.WrongAmount)), cancelTrxId = known.Id,
            });
        }
    }

    private async Task<IResult> PayAsync(HttpContext context, string reference)
    {
        var (page, form) = (new SandboxPage(context), await context.FormAsync());
        if (book.Find(Name, reference) is not { } payment || payment.Fact("callback").Length == 0)
        {
            return page.Gone(Name);
        }

        lock (payment.Gate)
        {
            if (payment.Status != SandboxStatus.Open)
            {
                return page.Gone(Name);
            }

            var fault = form["act"] == "pay" ? WalletRules.Fault(form["wallet"], form["otp"], form["pin"]) : null;
            if (fault is not null && ++payment.WrongTries < WalletRules.MostTries)
            {
                return page.Wallet(payment, Brand, fault);
            }

            if (form["act"] == "cancel")
            {
                payment.Status = SandboxStatus.Cancelled;
            }
            else if (form["act"] != "pay" || fault is not null || form["wallet"] == WalletRules.Poor)
            {
                (payment.Status, payment.FailureCode) = (SandboxStatus.Failed, fault is not null ? "wrong_pin" : form["wallet"] == WalletRules.Poor ? "insufficient_balance" : "failed");
            }
            else
            {
                (payment.Status, payment.Payer, payment.PaidAt, payment.TransactionId, payment.Taken) = (SandboxStatus.Paid, form["wallet"].ToString(), book.Now, PaymentBook.NewId(8), payment.Amount);
            }
        }

        var status = payment.Status switch { SandboxStatus.Paid => "Success", SandboxStatus.Cancelled => "Aborted", _ => "Failed" };
        return Results.Redirect(QueryOf(payment.Fact("callback"),
        [
            ("merchant", SandboxKeys.NagadMerchant), ("order_id", payment.Order), ("payment_ref_id", payment.Reference), ("status", status), ("status_code", status == "Success" ? "00_0000_000" : "10_0000_000"),
            ("message", status == "Success" ? "Successful Transaction" : status), ("payment_dt", PaymentBook.Dhaka(book.Now, "yyyyMMddHHmmss")), ("issuer_payment_ref", payment.TransactionId),
        ]));
    }

    private SandboxPayment? Find(HttpContext context) => book.Find(Name, (string)context.Request.RouteValues["reference"]!);

    /// <summary>Refunds are a state of the payment here.</summary>
    private static string StatusOf(SandboxPayment payment) => payment.Status switch
    {
        SandboxStatus.Paid when payment.Refunds.Count > 0 => payment.Refunded == payment.Amount ? "Refunded" : "PartialRefunded",
        SandboxStatus.Paid => "Success",
        SandboxStatus.Cancelled => "Aborted",
        SandboxStatus.Failed => "Failed",
        _ => payment.WrongTries > 0 ? "OtpSent" : "Ready",
    };

    private static async Task<Dictionary<string, string>> BodyAsync(HttpContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return Texts(body.RootElement);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static Dictionary<string, string> Texts(JsonElement json)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : default)
        {
            if (member.Value.ValueKind == JsonValueKind.String)
            {
                texts[member.Name] = member.Value.GetString()!;
            }
        }

        return texts;
    }

    /// <summary>What the merchant sealed; null where it cannot be read or is not theirs.</summary>
    private Dictionary<string, string>? Open(Dictionary<string, string> body, string name)
    {
        try
        {
            var bytes = keys.Gateway.Decrypt(Convert.FromBase64String(body.GetValueOrDefault(name) ?? ""), RSAEncryptionPadding.Pkcs1);
            if (!keys.Merchant.VerifyData(bytes, Convert.FromBase64String(body.GetValueOrDefault("signature") ?? ""), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            {
                return null;
            }

            using var json = JsonDocument.Parse(bytes);
            return Texts(json.RootElement);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    private IResult Seal(HttpContext context, object value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value);
        var signature = keys.Gateway.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (context.Has(FaultKinds.WrongSignature))
        {
            signature[0] ^= 1;
        }

        return Results.Json(new { sensitiveData = Convert.ToBase64String(keys.Merchant.Encrypt(bytes, RSAEncryptionPadding.Pkcs1)), signature = Convert.ToBase64String(signature) });
    }

    private static IResult Error(string reason, string message) => Results.Json(new { reason, message, devMessage = message }, statusCode: StatusCodes.Status400BadRequest);

    private static string QueryOf(string callback, IEnumerable<(string Name, string Value)> fields) =>
        callback + (callback.Contains('?', StringComparison.Ordinal) ? '&' : '?') + string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));

    private static string Time(DateTimeOffset at) => PaymentBook.Dhaka(at, "yyyy-MM-dd HH:mm:ss.f");
}
