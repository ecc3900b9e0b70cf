using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aisle.Kernel;
using Aisle.Sandbox.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox.SslCommerz;

/// <summary>SSLCommerz hosted checkout v4: a session by form, a page for a card, a return and a notice posted with its hash, and the two query addresses.</summary>
internal sealed class SslCommerzWire(PaymentBook book, NoticeSender notices, SandboxAddress address)
{
    public const string Name = "sslcommerz";

    private const string Brand = "SSLCOMMERZ";

    private static readonly TimeSpan _life = TimeSpan.FromMinutes(30);

    private static readonly string[] _needed =
    [
        "total_amount", "currency", "tran_id", "success_url", "fail_url", "cancel_url", "cus_name", "cus_email", "cus_phone", "cus_add1", "cus_city", "cus_postcode", "cus_country",
        "shipping_method", "num_of_item", "product_name", "product_category", "product_profile",
    ];

    private static readonly string[] _currencies = ["BDT", "USD", "EUR", "SGD", "INR", "MYR"];

    public static IReadOnlyList<TestCard> Cards { get; } =
    [
        new("4111 1111 1111 1111", "sandbox.page.card_pays", ""), new("5111 1111 1111 1118", "sandbox.page.card_pays", ""),
        new("4000 0000 0000 9995", "sandbox.page.card_insufficient", "Insufficient funds"), new("4000 0000 0000 0002", "sandbox.page.card_declined", "Do not honor"),
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOperation("POST", "/gwprocess/v4/api.php", Name, "session", SessionAsync);
        routes.MapOperation("GET", "/validator/api/validationserverAPI.php", Name, "validate", context => Task.FromResult(Validate(context)));
        routes.MapOperation("GET", "/validator/api/merchantTransIDvalidationAPI.php", Name, "query", context => Task.FromResult(Transactions(context)));
        routes.MapGet("/pay/{session}", (HttpContext context, string session) => book.Find(Name, session) is { Status: SandboxStatus.Open } payment ? Page(context, payment, fault: null) : new SandboxPage(context).Gone(Name));
        routes.MapPost("/pay/{session}", PayAsync);
    }

    private async Task<IResult> SessionAsync(HttpContext context)
    {
        var form = await context.FormAsync();
        string Field(string name) => form[name].ToString();
        var amount = PaymentBook.Amount(Field("total_amount"), Field("currency"));
        var order = Field("tran_id");
        var fault = context.RefusalCode()
            ?? (Field("store_id") != SandboxKeys.StoreId || Field("store_passwd") != SandboxKeys.StorePassword ? "Store Credential Error Or Store is De-active"
            : _needed.FirstOrDefault(name => Field(name).Length == 0) is { } missing ? $"Invalid parameter: {missing}"
            : !_currencies.Contains(Field("currency"), StringComparer.Ordinal) || amount is null ? "Invalid amount or currency"
            : amount.Value.Currency.Code == "BDT" && amount.Value.Minor is < 1000 or > 50_000_000 ? "Amount must be between 10.00 and 500000.00 BDT"
            : order.Length > 30 || book.Find(Name, one => one.Order == order) is not null ? "Duplicate or too long tran_id"
            : null);
        if (fault is not null)
        {
            return Results.Json(new { status = "FAILED", failedreason = fault, sessionkey = "", GatewayPageURL = "" });
        }

        var payment = new SandboxPayment
        {
            Provider = Name, Reference = PaymentBook.NewId(32), Order = order, Amount = amount!.Value, CreatedAt = book.Now,
            Facts =
            {
                ["title"] = Field("product_name"), ["success"] = Field("success_url"), ["fail"] = Field("fail_url"), ["cancel"] = Field("cancel_url"), ["ipn"] = Field("ipn_url"),
                ["value_a"] = Field("value_a"), ["value_b"] = Field("value_b"), ["value_c"] = Field("value_c"), ["value_d"] = Field("value_d"),
            },
        };
        book.Add(payment);
        var page = $"{address.Public}/sslcommerz/pay/{payment.Reference}";
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["status"] = "SUCCESS", ["failedreason"] = "", ["sessionkey"] = payment.Reference, ["gw"] = new { visa = "sandbox", master = "sandbox" }, ["redirectGatewayURL"] = page, ["directPaymentURLBank"] = "", ["directPaymentURLCard"] = "",
            ["directPaymentURL"] = "", ["redirectGatewayURLFailed"] = "", ["GatewayPageURL"] = page, ["storeBanner"] = "", ["storeLogo"] = "", ["store_name"] = "Sandbox", ["desc"] = Array.Empty<object>(), ["is_direct_pay_enable"] = "0",
        });
    }

    private async Task<IResult> PayAsync(HttpContext context, string session)
    {
        var form = await context.FormAsync();
        var page = new SandboxPage(context);
        if (book.Find(Name, session) is not { } payment)
        {
            return page.Gone(Name);
        }

        lock (payment.Gate)
        {
            if (payment.Status != SandboxStatus.Open)
            {
                return page.Gone(Name);
            }

            switch (form["act"].ToString())
            {
                case "pay" or "risky":
                    if (TestCard.Of(Cards, form["number"]) is not { } card)
                    {
                        return Page(context, payment, "sandbox.page.wrong_card");
                    }

                    payment.Payer = card.Last;
                    payment.Facts["risk"] = form["act"] == "risky" ? "1" : "0";
                    if (card.Code.Length > 0)
                    {
                        (payment.Status, payment.FailureCode) = (SandboxStatus.Failed, card.Code);
                    }
                    else
                    {
                        (payment.Status, payment.PaidAt, payment.TransactionId, payment.Taken) = (SandboxStatus.Paid, book.Now, PaymentBook.NewId(16), payment.Amount);
                        payment.Facts["val_id"] = PaymentBook.NewId(20);
                    }

                    break;
                case "cancel":
                    payment.Status = SandboxStatus.Cancelled;
                    break;
                case "expire":
                    payment.Status = SandboxStatus.Expired;
                    break;
                default:
                    (payment.Status, payment.FailureCode) = (SandboxStatus.Failed, "Declined by the sandbox");
                    break;
            }
        }

        if (payment.Fact("ipn").Length > 0)
        {
            notices.Send(new Notice(Name, payment.Reference, StatusOf(payment), (wrongSignature, wrongAmount) =>
                new HttpRequestMessage(HttpMethod.Post, payment.Fact("ipn")) { Content = new FormUrlEncodedContent(Fields(payment, wrongSignature, wrongAmount)) }));
        }

        var back = payment.Status switch { SandboxStatus.Paid => "success", SandboxStatus.Cancelled => "cancel", _ => "fail" };
        // The browser posts these fields to the shop, as the real page makes it do by script.
        return page.Show(Name, Brand, SandboxPage.Of($"""
            <div class="card"><h1>{Brand}</h1><p>{page.T("sandbox.page.back_more")}</p>
            <form method="post" action="{payment.Fact(back)}">{Fields(payment, wrongSignature: false, wrongAmount: false).Select(field => SandboxPage.Of($"<input type=\"hidden\" name=\"{field.Key}\" value=\"{field.Value}\">"))}
            <div class="buttons"><button>{page.T("sandbox.page.back")}</button></div></form></div>
            """));
    }

    private IResult Validate(HttpContext context)
    {
        if (Refuse(context) is { } refused)
        {
            return refused;
        }

        var id = context.Request.Query["val_id"].ToString();
        if (id.Length == 0 || book.Find(Name, one => one.Fact("val_id") == id) is not { } payment)
        {
            return Results.Json(new { status = "INVALID_TRANSACTION", APIConnect = "DONE" });
        }

        lock (payment.Gate)
        {
            var fields = Element(payment, context.Has(FaultKinds.WrongAmount));
            fields["status"] = payment.Facts.TryAdd("validated", PaymentBook.Dhaka(book.Now, "yyyy-MM-dd HH:mm:ss")) ? "VALID" : "VALIDATED";
            fields["APIConnect"] = "DONE";
            fields["validated_on"] = payment.Fact("validated");
            fields["gw_version"] = "4";
            return Results.Json(fields);
        }
    }

    /// <summary>Which of the three it is, the parameters say.</summary>
    private IResult Transactions(HttpContext context)
    {
        var query = context.Request.Query;
        return Refuse(context) ?? (query.ContainsKey("refund_amount") ? Refund(context) : query.ContainsKey("refund_ref_id") ? RefundQuery(query["refund_ref_id"].ToString()) : Query(context));
    }

    private IResult Query(HttpContext context)
    {
        var (order, session) = (context.Request.Query["tran_id"].ToString(), context.Request.Query["sessionkey"].ToString());
        var payment = session.Length > 0 ? book.Find(Name, session) : book.Find(Name, one => one.Order == order);
        // What the shopper has not tried no bank has seen; when its time is over the session says so.
        var isSeen = payment is not null && (payment.Status != SandboxStatus.Open || book.Now - payment.CreatedAt > _life);
        var elements = isSeen ? new[] { Element(payment!, context.Has(FaultKinds.WrongAmount)) } : [];
        return Results.Json(new { APIConnect = "DONE", no_of_trans_found = elements.Length, element = elements });
    }

    private IResult Refund(HttpContext context)
    {
        var query = context.Request.Query;
        var (bank, key) = (query["bank_tran_id"].ToString(), query["refund_trans_id"].ToString());
        if (bank.Length == 0 || book.Find(Name, one => one.TransactionId == bank) is not { } payment)
        {
            return Failed("", "Invalid bank_tran_id");
        }

        lock (payment.Gate)
        {
            if (payment.Refunds.FirstOrDefault(refund => refund.Key == key) is { } known)
            {
                return Results.Json(new { APIConnect = "DONE", bank_tran_id = bank, trans_id = "", refund_ref_id = known.Id, status = "processing", errorReason = "" });
            }

            if (PaymentBook.Amount(query["refund_amount"], payment.Amount.Currency.Code) is not { } amount || payment.Refunded + amount > payment.Amount)
            {
                return Failed(bank, "Invalid refund amount");
            }

            if (context.Has(FaultKinds.PartialRefused) && amount < payment.Amount)
            {
                return Failed(bank, "Partial refund is not allowed");
            }

            var refund = new SandboxRefund(PaymentBook.NewId(13).ToLowerInvariant(), key, amount, book.Now, query["refund_remarks"].ToString());
            payment.Refunds.Add(refund);
            return Results.Json(new { APIConnect = "DONE", bank_tran_id = bank, trans_id = "", refund_ref_id = refund.Id, status = "success", errorReason = "" });
        }

        static IResult Failed(string bank, string reason) => Results.Json(new { APIConnect = "DONE", bank_tran_id = bank, trans_id = "", refund_ref_id = "", status = "failed", errorReason = reason });
    }

    /// <summary>A refund waits its turn: it is carried out when it is asked after for the second time.</summary>
    private IResult RefundQuery(string id)
    {
        if (book.Find(Name, one => one.Refunds.Exists(refund => refund.Id == id)) is not { } payment)
        {
            return Results.Json(new { APIConnect = "DONE", status = "", errorReason = "Invalid refund_ref_id" });
        }

        lock (payment.Gate)
        {
            var refund = payment.Refunds.Find(one => one.Id == id)!;
            var isDone = ++refund.Asked > 1;
            return Results.Json(new
            {
                APIConnect = "DONE", bank_tran_id = payment.TransactionId, trans_id = payment.Order, refund_ref_id = id, initiated_on = Time(refund.At), refunded_on = isDone ? Time(book.Now) : "",
                refund_amount = refund.Amount.ToAmountString(), status = isDone ? "refunded" : "processing", errorReason = "",
            });
        }
    }

    private static IResult? Refuse(HttpContext context) =>
        context.RefusalCode() is { } code ? Results.Json(new { APIConnect = code })
        : context.Request.Query["store_id"] != SandboxKeys.StoreId || context.Request.Query["store_passwd"] != SandboxKeys.StorePassword ? Results.Json(new { APIConnect = "FAILED" })
        : null;

    private static IResult Page(HttpContext context, SandboxPayment payment, string? fault)
    {
        var page = new SandboxPage(context);
        return page.Card(payment, Brand, Cards, fault, SandboxPage.Of($"""
            <div class="buttons"><button name="act" value="risky" class="plain">{page.T("sandbox.page.risky")}</button><button name="act" value="expire" class="plain" formnovalidate>{page.T("sandbox.page.expire")}</button></div>
            """));
    }

    /// <summary>What is posted to the shop, with the hash over it.</summary>
    internal static Dictionary<string, string> Fields(SandboxPayment payment, bool wrongSignature, bool wrongAmount)
    {
        var fields = Element(payment, wrongAmount);
        var names = fields.Keys.Order(StringComparer.Ordinal).ToList();
        var signed = new SortedDictionary<string, string>(fields, StringComparer.Ordinal) { ["store_passwd"] = Md5(SandboxKeys.StorePassword) };
        fields["verify_key"] = string.Join(',', names);
        fields["verify_sign"] = Md5(string.Join('&', signed.Select(pair => $"{pair.Key}={pair.Value}")) + (wrongSignature ? "!" : ""));
        return fields;
    }

    private static Dictionary<string, string> Element(SandboxPayment payment, bool wrongAmount)
    {
        // The shop gets what is left after their share, a fortieth.
        var kept = payment.Amount.Times(Rate.FromPercent(2.5m), Rounding.HalfUp);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["status"] = StatusOf(payment), ["tran_id"] = payment.Order, ["amount"] = PaymentBook.Told(payment.Amount, wrongAmount), ["store_amount"] = (payment.Amount - kept).ToAmountString(), ["currency"] = "BDT",
            ["currency_type"] = payment.Amount.Currency.Code, ["currency_amount"] = PaymentBook.Told(payment.Amount, wrongAmount), ["currency_rate"] = "1.0000", ["base_fair"] = "0.00", ["bank_tran_id"] = payment.TransactionId,
            ["card_type"] = "VISA-Sandbox", ["card_no"] = payment.Payer.Length == 0 ? "" : $"411111XXXXXX{payment.Payer}", ["card_issuer"] = "Sandbox Bank", ["card_brand"] = "VISA", ["card_issuer_country"] = "Bangladesh", ["card_issuer_country_code"] = "BD",
            ["tran_date"] = Time(payment.PaidAt ?? payment.CreatedAt), ["error"] = payment.FailureCode, ["store_id"] = SandboxKeys.StoreId, ["risk_level"] = payment.Fact("risk") == "1" ? "1" : "0", ["risk_title"] = payment.Fact("risk") == "1" ? "Risky" : "Safe",
            ["value_a"] = payment.Fact("value_a"), ["value_b"] = payment.Fact("value_b"), ["value_c"] = payment.Fact("value_c"), ["value_d"] = payment.Fact("value_d"),
        };
        if (payment.Status == SandboxStatus.Paid)
        {
            fields["val_id"] = payment.Fact("val_id");
        }

        return fields;
    }

    private static string StatusOf(SandboxPayment payment) => payment.Status switch
    {
        SandboxStatus.Paid => payment.Fact("validated").Length > 0 ? "VALIDATED" : "VALID",
        SandboxStatus.Cancelled => "CANCELLED",
        SandboxStatus.Expired => "EXPIRED",
        SandboxStatus.Open => "UNATTEMPTED",
        _ => "FAILED",
    };

    private static string Time(DateTimeOffset at) => PaymentBook.Dhaka(at, "yyyy-MM-dd HH:mm:ss");

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
