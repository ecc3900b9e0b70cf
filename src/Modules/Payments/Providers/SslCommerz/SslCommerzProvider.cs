using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Security;

namespace Aisle.Modules.Payments.Providers.SslCommerz;

/// <summary>
/// SSLCommerz hosted checkout, v4. The shopper pays on their page; the return and the notice are signed alike, and both are
/// validated at the gateway before they count.
/// </summary>
internal sealed class SslCommerzProvider(IHttpClientFactory clients, ProviderAccounts accounts, TimeProvider time) : IPaymentProvider
{
    private const string Transactions = "/validator/api/merchantTransIDvalidationAPI.php";
    private const string Validation = "/validator/api/validationserverAPI.php";

    /// <summary>A transaction that none of their banks has seen.</summary>
    private const string Unseen = "UNSEEN";

    /// <summary>Their fields are at most so long.</summary>
    private const int MostText = 50;

    public string Name => ProviderNames.SslCommerz;

    /// <summary>10 to 500,000 taka (v4, "total_amount"); what other currencies come to in taka only they know.</summary>
    public ProviderLimits Limits { get; } = new(new Dictionary<string, AmountRange>(StringComparer.Ordinal)
    {
        ["BDT"] = new(1000, 50_000_000), ["USD"] = new(100, 1_000_000), ["EUR"] = new(100, 1_000_000), ["SGD"] = new(100, 1_000_000), ["INR"] = new(1000, 50_000_000), ["MYR"] = new(100, 5_000_000),
    }, Captures: false);

    /// <summary>Queries are free of harm; a session is taken to live for half an hour, and its bank's answer for a while longer.</summary>
    public SweepPlan Sweep { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromHours(2));

    public async Task<StartOutcome> StartAsync(StartAttempt start, CancellationToken cancellationToken)
    {
        if (!accounts.SslCommerz(start.Store).TryGet(out var options))
        {
            return new StartOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var (back, who) = (start.Callback.AbsoluteUri, start.Customer);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Address + "/gwprocess/v4/api.php")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["store_id"] = options.StoreId, ["store_passwd"] = options.StorePassword, ["total_amount"] = start.Amount.ToAmountString(), ["currency"] = start.Amount.Currency.Code, ["tran_id"] = start.Key,
                ["success_url"] = back, ["fail_url"] = back, ["cancel_url"] = back, ["ipn_url"] = (start.Notices ?? start.Callback).AbsoluteUri,
                ["cus_name"] = Cut(who.Name), ["cus_email"] = Cut(who.Email.Length > 0 ? who.Email : $"no-reply@{start.Callback.Host}"), ["cus_phone"] = Said(who.Phone), ["cus_add1"] = Said(who.Address), ["cus_city"] = Said(who.City),
                ["cus_postcode"] = Said(who.Postcode), ["cus_country"] = Said(who.CountryCode),
                ["shipping_method"] = "NO", ["num_of_item"] = "1", ["emi_option"] = "0", ["product_name"] = Cut(start.OrderNumber), ["product_category"] = "Groceries", ["product_profile"] = "general",
                ["value_a"] = start.Key,
            }),
        };
        var answer = await clients.CreateClient(Name).AskAsync(request, cancellationToken);
        if (answer.Fault is { } fault)
        {
            return new StartOutcome.Unknown(fault);
        }

        return WireJson.Parse(answer.Body) is not { } json ? new StartOutcome.Unknown(PaymentErrors.Unreadable)
            : json.Text("status") == "SUCCESS" && json.Text("sessionkey") is { Length: > 0 } session && Uri.TryCreate(json.Text("GatewayPageURL"), UriKind.Absolute, out var page) ? new StartOutcome.Started(session, page, "")
            : json.Text("status") == "FAILED" ? new StartOutcome.Failed(json.Text("failedreason").Contains("Credential", StringComparison.OrdinalIgnoreCase) ? PaymentErrors.Account : PaymentErrors.Refused, json.Text("failedreason"), MayTryAgain: false)
            : new StartOutcome.Unknown(PaymentErrors.Unreadable);
    }

    public async Task<AttemptOutcome> FinishAsync(Attempt attempt, ProviderMessage? returned, CancellationToken cancellationToken)
    {
        if (returned is null || returned.TransactionId.Length == 0)
        {
            var asked = await QueryAsync(attempt, cancellationToken);
            // What no bank has seen is as the signed message says it is.
            return asked is AttemptOutcome.Pending { Status: Unseen } && returned is { IsSigned: true } ? returned.Claim switch
            {
                Claim.Cancelled => new AttemptOutcome.Cancelled(),
                Claim.Failed => Ended(returned.Type, ""),
                _ => asked,
            } : asked;
        }

        if (!accounts.SslCommerz(attempt.Store).TryGet(out var options))
        {
            return new AttemptOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var (json, fault) = await AskAsync(options, Validation, [KeyValuePair.Create("val_id", returned.TransactionId)], cancellationToken);
        return fault is not null ? new AttemptOutcome.Unknown(fault)
            : json.Text("status") == "INVALID_TRANSACTION" ? new AttemptOutcome.Failed(PaymentErrors.Unknown, "INVALID_TRANSACTION", MayTryAgain: false)
            : Read(json, attempt);
    }

    public async Task<AttemptOutcome> QueryAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        if (!accounts.SslCommerz(attempt.Store).TryGet(out var options))
        {
            return new AttemptOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var (json, fault) = await AskAsync(options, Transactions, [KeyValuePair.Create("tran_id", attempt.Key)], cancellationToken);
        if (fault is not null)
        {
            return new AttemptOutcome.Unknown(fault);
        }

        // Cards may be tried several times within a session: the one that went through counts.
        var outcomes = json.List("element").Select(one => Read(one, attempt)).ToList();
        return outcomes.Find(one => one is AttemptOutcome.Paid) ?? outcomes.Find(one => one is AttemptOutcome.Mismatch) ?? outcomes.Find(one => one is AttemptOutcome.Pending) ?? outcomes.LastOrDefault() ?? new AttemptOutcome.Pending(Unseen);
    }

    public Task<AttemptOutcome> CaptureAsync(Attempt attempt, Money amount, CancellationToken cancellationToken) =>
        Task.FromResult<AttemptOutcome>(new AttemptOutcome.Failed(PaymentErrors.NotSupported, "", MayTryAgain: false));

    /// <summary>Nobody can take a session back: it is over when it has ended or its time has passed.</summary>
    public async Task<AttemptOutcome> VoidAsync(Attempt attempt, CancellationToken cancellationToken) =>
        await QueryAsync(attempt, cancellationToken) is var outcome && (outcome is AttemptOutcome.Cancelled or AttemptOutcome.Failed || (outcome is AttemptOutcome.Pending { Status: Unseen } && Sweep.IsOver(attempt, time.GetUtcNow())))
            ? new AttemptOutcome.Voided() : outcome;

    public async Task<RefundOutcome> RefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        if (!accounts.SslCommerz(refund.Attempt.Store).TryGet(out var options))
        {
            return new RefundOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var (json, fault) = await AskAsync(options, Transactions,
        [
            KeyValuePair.Create("bank_tran_id", refund.Attempt.TransactionId), KeyValuePair.Create("refund_trans_id", refund.Key), KeyValuePair.Create("refund_amount", refund.Amount.ToAmountString()),
            KeyValuePair.Create("refund_remarks", refund.Reason.Length > 255 ? refund.Reason[..255] : refund.Reason), KeyValuePair.Create("refe_id", refund.Key),
        ], cancellationToken);
        return fault is not null ? new RefundOutcome.Unknown(fault) : json.Text("status") switch
        {
            "success" or "processing" when json.Text("refund_ref_id") is { Length: > 0 } id => new RefundOutcome.Pending(id, json.Text("status")),
            "failed" => new RefundOutcome.Failed(json.Text("errorReason").Contains("amount", StringComparison.OrdinalIgnoreCase) ? PaymentErrors.RefundMore : PaymentErrors.RefundRefused, json.Text("errorReason"), MayTryAgain: false),
            _ => new RefundOutcome.Unknown(PaymentErrors.RefundUnclear),
        };
    }

    /// <summary>They find a refund by their own id alone. Without it a person must look, since another order could refund twice.</summary>
    public async Task<RefundOutcome> QueryRefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        if (!accounts.SslCommerz(refund.Attempt.Store).TryGet(out var options))
        {
            return new RefundOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        if (refund.TheirId.Length == 0)
        {
            return new RefundOutcome.Unknown(PaymentErrors.RefundUnclear);
        }

        var (json, fault) = await AskAsync(options, Transactions, [KeyValuePair.Create("refund_ref_id", refund.TheirId)], cancellationToken);
        return fault is not null ? new RefundOutcome.Unknown(fault) : json.Text("status") switch
        {
            "refunded" when json.Text("refund_amount") is { Length: > 0 } amount && WireJson.Amount(amount, refund.Amount.Currency.Code) != refund.Amount => new RefundOutcome.Mismatch("amount", refund.Amount.ToAmountString(), amount, refund.TheirId),
            "refunded" => new RefundOutcome.Refunded(refund.Amount, refund.TheirId, TimeOf(json.Text("refunded_on"))),
            "processing" => new RefundOutcome.Pending(refund.TheirId, "processing"),
            "cancelled" => new RefundOutcome.Failed(PaymentErrors.RefundRefused, "cancelled", MayTryAgain: true),
            _ => new RefundOutcome.Unknown(PaymentErrors.RefundUnclear),
        };
    }

    public Task<Result<ProviderMessage>> ReadAsync(IncomingMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(accounts.SslCommerz(message.Store).Bind(options => Read(message, options)));

    private static Result<ProviderMessage> Read(IncomingMessage message, SslCommerzOptions options)
    {
        if (WireForm.Parse(message) is not { } fields)
        {
            return PaymentErrors.MessageUnreadable;
        }

        if (!SslCommerzHash.IsRight(fields, options.StorePassword))
        {
            return PaymentErrors.MessageForged;
        }

        var status = fields["status"];
        var claim = status switch { "VALID" or "VALIDATED" => Claim.Agreed, "CANCELLED" => Claim.Cancelled, "FAILED" or "UNATTEMPTED" or "EXPIRED" => Claim.Failed, _ => Claim.Other };
        var validation = fields.GetValueOrDefault("val_id") ?? "";
        return new ProviderMessage(claim, validation.Length > 0 ? validation : $"{fields["tran_id"]}/{status}", status, IsSigned: true) { Key = fields["tran_id"], TransactionId = validation };
    }

    private async Task<(WireJson Json, Error? Fault)> AskAsync(SslCommerzOptions options, string path, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, WireForm.With(options.Address + path,
            [.. parameters, KeyValuePair.Create("store_id", options.StoreId), KeyValuePair.Create("store_passwd", options.StorePassword), KeyValuePair.Create("v", "1"), KeyValuePair.Create("format", "json")]));
        var answer = await clients.CreateClient(Name).AskAsync(request, cancellationToken);
        return answer.Fault is { } fault ? (default, fault)
            : WireJson.Parse(answer.Body) is not { } json ? (default, PaymentErrors.Unreadable)
            : json.Text("APIConnect") is "FAILED" or "INACTIVE" ? (default, PaymentErrors.Account)
            : json.Text("APIConnect") != "DONE" ? (default, PaymentErrors.Unreadable)
            : (json, null);
    }

    private AttemptOutcome Read(WireJson json, Attempt attempt)
    {
        var isTaka = attempt.Amount.Currency.Code == "BDT";
        return json.Text("status") switch
        {
            "VALID" or "VALIDATED" => new Claimed(
                json.Text("tran_id"), isTaka ? json.Text("amount") : json.Text("currency_amount"), isTaka && json.Text("currency_type") is "" ? "BDT" : json.Text("currency_type"), json.Text("bank_tran_id"),
                TimeOf(json.Text("tran_date")), FeeOf(json), PayerOf(json.Text("card_no"))) { IsRisky = json.Text("risk_level") == "1" }.Against(attempt),
            "PENDING" => new AttemptOutcome.Pending("PENDING"),
            "CANCELLED" => new AttemptOutcome.Cancelled(),
            "FAILED" or "UNATTEMPTED" or "EXPIRED" => Ended(json.Text("status"), json.Text("error")),
            "" => new AttemptOutcome.Unknown(PaymentErrors.Unreadable),
            var other => new AttemptOutcome.Pending(other),
        };
    }

    private static AttemptOutcome.Failed Ended(string status, string error) => new(
        status is "EXPIRED" or "UNATTEMPTED" ? PaymentErrors.Expired : error.Contains("nsufficient", StringComparison.Ordinal) ? PaymentErrors.Insufficient : PaymentErrors.Declined,
        error.Length > 0 ? error : status, MayTryAgain: true);

    /// <summary>What they keep is what the shopper paid and the shop does not get, both in taka.</summary>
    private static Money? FeeOf(WireJson json) =>
        WireJson.Amount(json.Text("amount"), "BDT") is { } paid && WireJson.Amount(json.Text("store_amount"), "BDT") is { } got && got <= paid ? paid - got : null;

    private DateTimeOffset TimeOf(string text) => DhakaTime.Read(text, "yyyy-MM-dd HH:mm:ss") ?? time.GetUtcNow();

    /// <summary>They send a card's number masked and a wallet's whole.</summary>
    private static string PayerOf(string number) => number.Length <= 4 ? number : Masking.Secret + number[^4..];

    /// <summary>They refuse a session with an empty field; who fetches an order in the store has said no address.</summary>
    private static string Said(string text) => text.Length > 0 ? Cut(text) : "N/A";

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText];
}
