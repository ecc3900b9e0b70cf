using System.Globalization;
using System.Text;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Sandbox.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox.Bkash;

/// <summary>bKash tokenized checkout, v1.2.0-beta and v2, as developer.bka.sh and bKash's own plugin have it.</summary>
internal sealed class BkashWire(PaymentBook book, BkashTokenDesk tokens, BkashNotices notices, SandboxAddress address, SandboxKeys keys)
{
    public const string Name = "bkash";

    private const string Brand = "bKash";
    private const int MostRefunds = 10;

    private static readonly TimeSpan _life = TimeSpan.FromHours(24);

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (v2, prefix, paths) in ((bool, string, string[])[])
            [
                (false, "/v1.2.0-beta/tokenized/checkout", ["/token/grant", "/token/refresh", "/create", "/execute", "/payment/status", "/payment/refund"]),
                (true, "/v2/tokenized-checkout", ["/auth/grant-token", "/auth/refresh-token", "/payment/create", "/payment/execute", "/query/payment", "/refund/payment/transaction"]),
            ])
        {
            void Post(string path, string operation, Func<HttpContext, bool, JsonElement, IResult> act) =>
                routes.MapOperation("POST", prefix + path, Name, operation, context => CallAsync(context, v2, act));

            routes.MapOperation("POST", prefix + paths[0], Name, "token", context => tokens.GrantAsync(context, isRefresh: false));
            routes.MapOperation("POST", prefix + paths[1], Name, "token", context => tokens.GrantAsync(context, isRefresh: true));
            Post(paths[2], "create", Create);
            Post(paths[3], "execute", Execute);
            Post(paths[4], "query", Query);
            Post(paths[5], "refund", Refund);
            if (v2)
            {
                Post("/refund/payment/status", "refund_query", RefundStatus);
            }

            Post(v2 ? "/general/search-transaction" : "/general/searchTransaction", "search", Search);
        }

        routes.MapGet("/pay", (HttpContext context, string? paymentId) => Find(paymentId) is { Status: SandboxStatus.Open } payment ? new SandboxPage(context).Wallet(payment, Brand, fault: null) : new SandboxPage(context).Gone(Name));
        routes.MapPost("/pay", PayAsync);
        routes.MapGet("/notices.pem", () => Results.Text(keys.NoticeCertificate(), "application/x-pem-file"));
        routes.MapGet("/confirm", (string? token) => Results.Text("<ConfirmSubscriptionResponse/>", "text/xml"));
    }

    private async Task<IResult> CallAsync(HttpContext context, bool v2, Func<HttpContext, bool, JsonElement, IResult> act)
    {
        if (tokens.Refuse(context) is { } refused)
        {
            return refused;
        }

        if (context.RefusalCode() is { } code)
        {
            return Error(v2, code);
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object ? act(context, v2, body.RootElement) : Error(v2, "2025");
        }
        catch (JsonException)
        {
            return Error(v2, "2025");
        }
    }

    private IResult Create(HttpContext context, bool v2, JsonElement body)
    {
        var (order, callback) = (Text(body, "merchantInvoiceNumber"), Text(body, "callbackURL"));
        var fault = !v2 && Text(body, "mode") != "0011" ? "2063"
            : Text(body, "currency") != "BDT" ? "2007"
            : Text(body, "intent") != "sale" ? "2008"
            : PaymentBook.Amount(Text(body, "amount"), "BDT") is null ? "2006"
            : order.Length is 0 or > 255 || order.IndexOfAny(['<', '>', '&']) >= 0 ? "2031"
            : Text(body, "payerReference").Length is 0 or > 255 ? "2048"
            : !Uri.TryCreate(callback, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") ? "2049"
            : book.Find(Name, one => one.Order == order) is not null ? "2029"
            : null;
        if (fault is not null)
        {
            return Error(v2, fault);
        }

        var signature = PaymentBook.NewId(10);
        var payment = new SandboxPayment
        {
            Provider = Name, Reference = $"TR0011{PaymentBook.NewId(8)}{book.Now.ToUnixTimeMilliseconds()}", Order = order, Amount = PaymentBook.Amount(Text(body, "amount"), "BDT")!.Value, CreatedAt = book.Now,
            Facts = { ["callback"] = callback, ["signature"] = signature, ["payer"] = Text(body, "payerReference"), ["title"] = order, ["v2"] = v2 ? "1" : "" },
        };
        book.Add(payment);
        return Results.Json(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["statusCode"] = "0000", ["statusMessage"] = "Successful", [v2 ? "paymentId" : "paymentID"] = payment.Reference,
            ["bkashURL"] = $"{address.Public}/bkash/pay?paymentId={payment.Reference}&hash={PaymentBook.NewId(12)}&mode=0011&apiVersion=v1.2.0-beta/",
            ["callbackURL"] = callback, ["successCallbackURL"] = Back(payment, "success"), ["failureCallbackURL"] = Back(payment, "failure"), ["cancelledCallbackURL"] = Back(payment, "cancel"), ["signature"] = signature,
            ["amount"] = PaymentBook.Told(payment.Amount, wrong: false), ["intent"] = "sale", ["currency"] = "BDT", ["paymentCreateTime"] = Time(payment.CreatedAt), ["transactionStatus"] = "Initiated", ["merchantInvoiceNumber"] = order,
        });
    }

    private IResult Execute(HttpContext context, bool v2, JsonElement body)
    {
        if (Find(Id(body)) is not { } payment)
        {
            return Error(v2, "2002");
        }

        lock (payment.Gate)
        {
            if (payment.Status == SandboxStatus.Paid)
            {
                return Error(v2, "2062");
            }

            if (payment.Status != SandboxStatus.Agreed || book.Now - payment.CreatedAt > _life)
            {
                return Error(v2, "2056");
            }

            if (payment.Payer == WalletRules.Poor)
            {
                (payment.Status, payment.FailureCode) = (SandboxStatus.Failed, "2023");
                return Error(v2, "2023");
            }

            (payment.Status, payment.PaidAt, payment.TransactionId, payment.Taken) = (SandboxStatus.Paid, book.Now, PaymentBook.NewId(10), payment.Amount);
        }

        notices.Send(payment);
        return Results.Json(Told(context, v2, payment, "merchantInvoiceNumber"));
    }

    private IResult Query(HttpContext context, bool v2, JsonElement body) => Find(Id(body)) is { } payment ? Results.Json(Told(context, v2, payment, v2 ? "merchantInvoiceNumber" : "merchantInvoice")) : Error(v2, "2002");

    private IResult Search(HttpContext context, bool v2, JsonElement body) =>
        book.Find(Name, one => one.TransactionId.Length > 0 && one.TransactionId == Transaction(body)) is not { } payment ? Error(v2, "2033") : Results.Json(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["statusCode"] = "0000", ["statusMessage"] = "Successful", ["trxID"] = payment.TransactionId, ["initiationTime"] = Time(payment.CreatedAt), ["completedTime"] = Time(payment.PaidAt!.Value), ["transactionType"] = "bKash Tokenized Checkout via API",
            ["customerMsisdn"] = payment.Payer, ["transactionStatus"] = "Completed", ["amount"] = PaymentBook.Told(payment.Amount, wrong: false), ["currency"] = "BDT", ["organizationShortCode"] = "50022",
        });

    private IResult Refund(HttpContext context, bool v2, JsonElement body)
    {
        if (Find(Id(body)) is not { } payment || payment.TransactionId.Length == 0 || payment.TransactionId != Transaction(body))
        {
            return Error(v2, v2 ? "2077" : "2033");
        }

        lock (payment.Gate)
        {
            // The first generation asks for the state by the same address without an amount.
            if (!v2 && !body.TryGetProperty("amount", out _))
            {
                return payment.Refunds.Count == 0 ? Error(v2, "2033") : Results.Json(RefundTold(payment, payment.Refunds[^1], v2: false, wrong: false));
            }

            var amount = PaymentBook.Amount(Text(body, v2 ? "refundAmount" : "amount"), "BDT");
            var fault = amount is null ? (v2 ? "2072" : "2006")
                : Text(body, "sku").Length > 255 ? "2075"
                : Text(body, "reason").Length > 255 ? "2076"
                : !v2 && payment.Refunds.Count > 0 ? "2034"
                : payment.Refunds.Count >= MostRefunds ? "2074"
                : payment.Refunded + amount.Value > payment.Amount ? (v2 ? "2072" : "2026")
                : context.Has(FaultKinds.PartialRefused) && amount.Value < payment.Amount ? "2074"
                : null;
            if (fault is not null)
            {
                return Error(v2, fault);
            }

            var refund = new SandboxRefund(PaymentBook.NewId(10), Text(body, "sku"), amount!.Value, book.Now, Text(body, "reason"));
            payment.Refunds.Add(refund);
            return Results.Json(RefundTold(payment, refund, v2, context.Has(FaultKinds.WrongAmount)));
        }
    }

    private IResult RefundStatus(HttpContext context, bool v2, JsonElement body)
    {
        if (Find(Id(body)) is not { } payment || payment.TransactionId.Length == 0 || payment.TransactionId != Transaction(body))
        {
            return Error(v2, "2077");
        }

        lock (payment.Gate)
        {
            return Results.Json(new
            {
                originalTrxId = payment.TransactionId, originalTrxAmount = payment.Amount.ToAmountString(), originalTrxCompletedTime = Time(payment.PaidAt!.Value),
                refundTransactions = payment.Refunds.Select(refund => new { refundTrxId = refund.Id, refundTransactionStatus = "Completed", refundAmount = refund.Amount.ToAmountString(), completedTime = Time(refund.At) }).ToList(),
            });
        }
    }

    private async Task<IResult> PayAsync(HttpContext context, string? paymentId)
    {
        var (page, form) = (new SandboxPage(context), await context.FormAsync());
        if (Find(paymentId) is not { } payment)
        {
            return page.Gone(Name);
        }

        lock (payment.Gate)
        {
            if (payment.Status != SandboxStatus.Open)
            {
                return page.Gone(Name);
            }

            if (form["act"] == "cancel")
            {
                payment.Status = SandboxStatus.Cancelled;
                return Results.Redirect(Back(payment, "cancel"));
            }

            var fault = form["act"] == "fail" ? "" : WalletRules.Fault(form["wallet"], form["otp"], form["pin"]);
            if (fault is { Length: > 0 } && ++payment.WrongTries < WalletRules.MostTries)
            {
                return page.Wallet(payment, Brand, fault);
            }

            if (fault is not null)
            {
                payment.Status = SandboxStatus.Failed;
                return Results.Redirect(Back(payment, "failure"));
            }

            (payment.Status, payment.Payer) = (SandboxStatus.Agreed, form["wallet"].ToString());
        }

        return Results.Redirect(Back(payment, "success"));
    }

    private Dictionary<string, string> Told(HttpContext context, bool v2, SandboxPayment payment, string invoice)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["statusCode"] = "0000", ["statusMessage"] = "Successful", [v2 ? "paymentId" : "paymentID"] = payment.Reference, ["mode"] = "0011", ["payerReference"] = payment.Fact("payer"), ["paymentCreateTime"] = Time(payment.CreatedAt),
            ["transactionStatus"] = payment.Status == SandboxStatus.Paid ? "Completed" : "Initiated", ["amount"] = PaymentBook.Told(payment.Amount, context.Has(FaultKinds.WrongAmount)), ["currency"] = "BDT", ["intent"] = "sale",
            [invoice] = payment.Order, ["verificationStatus"] = payment.Status is SandboxStatus.Paid or SandboxStatus.Agreed ? "Complete" : "Incomplete",
        };
        if (payment.Status == SandboxStatus.Paid)
        {
            told[v2 ? "trxId" : "trxID"] = payment.TransactionId;
            told["customerMsisdn"] = payment.Payer;
            told["paymentExecuteTime"] = Time(payment.PaidAt!.Value);
        }

        return told;
    }

    private static Dictionary<string, string> RefundTold(SandboxPayment payment, SandboxRefund refund, bool v2, bool wrong) => v2
        ? new(StringComparer.Ordinal)
        {
            ["originalTrxId"] = payment.TransactionId, ["refundTrxId"] = refund.Id, ["refundTransactionStatus"] = "Completed", ["originalTrxAmount"] = payment.Amount.ToAmountString(), ["refundAmount"] = PaymentBook.Told(refund.Amount, wrong),
            ["currency"] = "BDT", ["completedTime"] = Time(refund.At), ["sku"] = refund.Key, ["reason"] = refund.Reason,
        }
        : new(StringComparer.Ordinal)
        {
            ["statusCode"] = "0000", ["statusMessage"] = "Successful", ["originalTrxID"] = payment.TransactionId, ["refundTrxID"] = refund.Id, ["transactionStatus"] = "Completed", ["amount"] = PaymentBook.Told(refund.Amount, wrong),
            ["currency"] = "BDT", ["charge"] = "0.00", ["completedTime"] = Time(refund.At),
        };

    private SandboxPayment? Find(string? reference) => book.Find(Name, reference ?? "");

    private static string Back(SandboxPayment payment, string status)
    {
        var callback = payment.Fact("callback");
        var id = payment.Fact("v2").Length > 0 ? "paymentId" : "paymentID";
        return new StringBuilder(callback).Append(callback.Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(CultureInfo.InvariantCulture, $"{id}={payment.Reference}&status={status}&signature={payment.Fact("signature")}&apiVersion=1.2.0-beta/").ToString();
    }

    private static IResult Error(bool v2, string code) => v2
        ? Results.Json(new { internalCode = "sandbox_" + code, externalCode = code, errorMessageEn = BkashWords.Of(code), errorMessageBn = BkashWords.Of(code) }, statusCode: StatusCodes.Status400BadRequest)
        : Results.Json(new { statusCode = code, statusMessage = BkashWords.Of(code) });

    private static string Id(JsonElement body) => Text(body, "paymentID") is { Length: > 0 } id ? id : Text(body, "paymentId");

    private static string Transaction(JsonElement body) => Text(body, "trxID") is { Length: > 0 } id ? id : Text(body, "trxId");

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Time(DateTimeOffset at) => PaymentBook.Dhaka(at, "yyyy-MM-dd'T'HH:mm:ss:fff 'GMT+0600'");
}

/// <summary>The words of the codes that the simulator answers with.</summary>
internal static class BkashWords
{
    public static string Of(string code) => code switch
    {
        "2001" => "Invalid App Key",
        "2002" => "Invalid Payment ID",
        "2006" => "Invalid Amount",
        "2007" => "Invalid Currency",
        "2008" => "Invalid Intent",
        "2023" => "Insufficient Balance",
        "2025" => "Invalid Request Body",
        "2026" => "Reversal amount cannot be greater than the original transaction amount",
        "2029" => "Duplicate for all transactions",
        "2031" => "Invalid Merchant Invoice Number",
        "2033" => "Transaction not found",
        "2034" => "The original transaction has already been reversed",
        "2048" => "Invalid payer reference",
        "2049" => "Invalid Merchant Callback URL",
        "2056" => "Invalid Payment State",
        "2062" => "The payment has already been completed",
        "2063" => "Mode is not valid as per request data",
        "2072" => "Invalid refund amount",
        "2074" => "The transaction cannot be reversed",
        "2077" => "Invalid trxID",
        "503" => "System is undergoing maintenance. Please try again later",
        "9999" => "System Error",
        _ => "Refused",
    };
}
