using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;

namespace Aisle.Modules.Payments.Providers.Nagad;

/// <summary>
/// Nagad's remote payment gateway, v-0.2.0, as public integrations speak it. The shopper pays on Nagad's page; what the return
/// says is unsigned, so only what the verification says counts.
/// </summary>
internal sealed class NagadProvider(IHttpClientFactory clients, ProviderAccounts accounts, TimeProvider time) : IPaymentProvider
{
    /// <summary>BDT by its number of ISO 4217.</summary>
    private const string Taka = "050";

    private const string Date = "yyyyMMddHHmmss";

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => ProviderNames.Nagad;

    /// <summary>Taka only, two decimals; Nagad publishes no limits, these are those of any wallet.</summary>
    public ProviderLimits Limits { get; } = new(new Dictionary<string, AmountRange>(StringComparer.Ordinal) { ["BDT"] = new(100, 50_000_000) }, Captures: false);

    /// <summary>No rule is published for the verification; who leaves the page is found by asking now and then.</summary>
    public SweepPlan Sweep { get; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromHours(24));

    public async Task<StartOutcome> StartAsync(StartAttempt start, CancellationToken cancellationToken)
    {
        if (!accounts.Nagad(start.Store).TryGet(out var options))
        {
            return new StartOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var now = DhakaTime.Write(time.GetUtcNow(), Date);
        var (data, signature) = NagadCrypto.Of(options).Seal(Write(new { merchantId = options.MerchantId, datetime = now, orderId = start.Key, challenge = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)) }));
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["dateTime"] = now, ["sensitiveData"] = data, ["signature"] = signature };
        if (options.AccountNumber.Length > 0)
        {
            body["accountNumber"] = options.AccountNumber;
        }

        var begun = await PostAsync(options, $"/check-out/initialize/{options.MerchantId}/{start.Key}", body, cancellationToken);
        if (begun.Outcome is { } notBegun)
        {
            return notBegun;
        }

        if (Open(options, begun.Json) is not { } opened || opened.Text("paymentReferenceId") is not { Length: > 0 } reference)
        {
            return new StartOutcome.Unknown(PaymentErrors.Unreadable);
        }

        (data, signature) = NagadCrypto.Of(options).Seal(Write(new { merchantId = options.MerchantId, orderId = start.Key, currencyCode = Taka, amount = start.Amount.ToAmountString(), challenge = opened.Text("challenge") }));
        var placed = await PostAsync(options, $"/check-out/complete/{Uri.EscapeDataString(reference)}", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sensitiveData"] = data, ["signature"] = signature, ["merchantCallbackURL"] = start.Callback.AbsoluteUri,
            ["additionalMerchantInfo"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["order"] = start.OrderNumber },
        }, cancellationToken);
        return placed.Outcome
            ?? (placed.Json.Text("status") == "Success" && Uri.TryCreate(placed.Json.Text("callBackUrl"), UriKind.Absolute, out var page)
                ? new StartOutcome.Started(reference, page, "")
                : new StartOutcome.Unknown(PaymentErrors.Unreadable));
    }

    /// <summary>Whatever the return said: the verification decides.</summary>
    public Task<AttemptOutcome> FinishAsync(Attempt attempt, ProviderMessage? returned, CancellationToken cancellationToken) => QueryAsync(attempt, cancellationToken);

    public async Task<AttemptOutcome> QueryAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var (json, fault) = await VerifyAsync(attempt, cancellationToken);
        if (fault is not null)
        {
            return fault == PaymentErrors.NotSetUp ? new AttemptOutcome.Failed(fault, "", MayTryAgain: false) : new AttemptOutcome.Unknown(fault);
        }

        if (ReasonOf(json) is { } reason)
        {
            return new AttemptOutcome.Failed(FaultOf(json), reason, MayTryAgain: false);
        }

        var status = json.Text("status");
        var transaction = json.Text("issuerPaymentRefNo");
        return status switch
        {
            "Success" when json.Text("statusCode") != "000" => new AttemptOutcome.Pending(json.Text("statusCode")),
            // Refunds change the status of what was paid.
            "Success" or "Refunded" or "PartialRefunded" or "PartialCancelled" => Paid(),
            "Cancelled" when transaction.Length > 0 => Paid(),
            "Cancelled" or "Aborted" => new AttemptOutcome.Cancelled(),
            "Failed" or "Fraud" or "InvalidRequest" or "UnKnownFailed" => new AttemptOutcome.Failed(PaymentErrors.Declined, json.Text("statusCode") is { Length: > 0 } code ? code : status, MayTryAgain: true),
            "" => new AttemptOutcome.Unknown(PaymentErrors.Unreadable),
            _ => new AttemptOutcome.Pending(status),
        };

        AttemptOutcome Paid() => json.Text("paymentRefId") != attempt.Reference
            ? new AttemptOutcome.Mismatch("reference", attempt.Reference, json.Text("paymentRefId"), Payment: null)
            : new Claimed(json.Text("orderId"), json.Text("amount"), "BDT", transaction, DhakaTime.Read(json.Text("issuerPaymentDateTime"), "yyyy-MM-dd HH:mm:ss.f", "yyyy-MM-dd HH:mm:ss") ?? time.GetUtcNow(),
                Payer: Platform.Security.Masking.Phone(json.Text("clientMobileNo"))).Against(attempt);
    }

    public Task<AttemptOutcome> CaptureAsync(Attempt attempt, Money amount, CancellationToken cancellationToken) =>
        Task.FromResult<AttemptOutcome>(new AttemptOutcome.Failed(PaymentErrors.NotSupported, "", MayTryAgain: false));

    /// <summary>Nagad lets nobody take an order back: until the shopper gives up it can still be paid.</summary>
    public async Task<AttemptOutcome> VoidAsync(Attempt attempt, CancellationToken cancellationToken) =>
        await QueryAsync(attempt, cancellationToken) is var outcome && outcome is AttemptOutcome.Cancelled or AttemptOutcome.Failed ? new AttemptOutcome.Voided() : outcome;

    public async Task<RefundOutcome> RefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        if (!accounts.Nagad(refund.Attempt.Store).TryGet(out var options))
        {
            return new RefundOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var attempt = refund.Attempt;
        var (data, signature) = NagadCrypto.Of(options).Seal(Write(new
        {
            merchantId = options.MerchantId, originalRequestDate = DhakaTime.Write(attempt.StartedAt, "yyyyMMdd"), originalAmount = attempt.Amount.ToAmountString(),
            cancelAmount = refund.Amount.ToAmountString(), referenceNo = refund.Key, referenceMessage = Short(refund.Reason),
        }));
        var path = WireForm.With("/purchase/cancel", [KeyValuePair.Create("paymentRefId", attempt.Reference), KeyValuePair.Create("orderId", attempt.Key)]);
        using var request = Request(options, HttpMethod.Post, path);
        request.Content = JsonContent.Create(new { sensitiveDataCancelRequest = data, signature });
        var answer = await clients.CreateClient(Name).AskAsync(request, cancellationToken);
        if (answer.Fault is { } fault)
        {
            return new RefundOutcome.Unknown(fault);
        }

        if (WireJson.Parse(answer.Body) is not { } json)
        {
            return new RefundOutcome.Unknown(PaymentErrors.Unreadable);
        }

        if (ReasonOf(json) is { } reason)
        {
            return new RefundOutcome.Failed(json.Text("message").Contains("amount", StringComparison.OrdinalIgnoreCase) ? PaymentErrors.RefundMore : PaymentErrors.RefundRefused, reason, MayTryAgain: false);
        }

        if (Open(options, json) is not { } opened)
        {
            return new RefundOutcome.Unknown(PaymentErrors.Unreadable);
        }

        var id = opened.Text("cancelTrxId");
        return opened.Text("status") is not ("Refunded" or "PartialRefunded" or "Cancelled" or "PartialCancelled" or "Success") || id.Length == 0 ? new RefundOutcome.Unknown(PaymentErrors.Unreadable)
            : WireJson.Amount(opened.Text("cancelAmount"), refund.Amount.Currency.Code) != refund.Amount ? new RefundOutcome.Mismatch("amount", refund.Amount.ToAmountString(), opened.Text("cancelAmount"), id)
            : new RefundOutcome.Refunded(refund.Amount, id, time.GetUtcNow());
    }

    /// <summary>The verification names the last refund of the payment and not its amount: one that is no other of ours is this one.</summary>
    public async Task<RefundOutcome> QueryRefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        var (json, fault) = await VerifyAsync(refund.Attempt, cancellationToken);
        if (fault is not null)
        {
            return fault == PaymentErrors.NotSetUp ? new RefundOutcome.Failed(fault, "", MayTryAgain: false) : new RefundOutcome.Unknown(fault);
        }

        var last = json.Text("cancelIssuerRefNo");
        return ReasonOf(json) is not null ? new RefundOutcome.Unknown(PaymentErrors.Refused)
            : last.Length == 0 ? new RefundOutcome.NotFound()
            : last == refund.TheirId || (refund.TheirId.Length == 0 && !refund.Others.Contains(last, StringComparer.Ordinal))
                ? new RefundOutcome.Refunded(refund.Amount, last, DhakaTime.Read(json.Text("cancelIssuerDateTime"), "yyyy-MM-dd HH:mm:ss.f", "yyyy-MM-dd HH:mm:ss") ?? time.GetUtcNow())
            : refund.TheirId.Length == 0 ? new RefundOutcome.NotFound()
            : new RefundOutcome.Unknown(PaymentErrors.RefundUnclear);
    }

    public Task<Result<ProviderMessage>> ReadAsync(IncomingMessage message, CancellationToken cancellationToken) => Task.FromResult(Read(message));

    private static Result<ProviderMessage> Read(IncomingMessage message)
    {
        if (WireForm.Query(message) is not { } query || query.GetValueOrDefault("payment_ref_id") is not { Length: > 0 and <= 200 } reference || query.GetValueOrDefault("order_id") is not { Length: AttemptKey.Length } key)
        {
            return PaymentErrors.MessageUnreadable;
        }

        var status = query.GetValueOrDefault("status") ?? "";
        Claim? claim = status switch { "Success" => Claim.Agreed, "Aborted" or "Cancelled" => Claim.Cancelled, "Failed" => Claim.Failed, _ => null };
        return claim is null ? PaymentErrors.MessageUnreadable : new ProviderMessage(claim.Value, "", status, IsSigned: false) { Reference = reference, Key = key };
    }

    private async Task<(WireJson Json, Error? Fault)> VerifyAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        if (!accounts.Nagad(attempt.Store).TryGet(out var options))
        {
            return (default, PaymentErrors.NotSetUp);
        }

        using var request = Request(options, HttpMethod.Get, "/verify/payment/" + Uri.EscapeDataString(attempt.Reference));
        var answer = await clients.CreateClient(Name).AskAsync(request, cancellationToken);
        return answer.Fault is { } fault ? (default, fault) : WireJson.Parse(answer.Body) is { } json ? (json, null) : (default, PaymentErrors.Unreadable);
    }

    private async Task<(WireJson Json, StartOutcome? Outcome)> PostAsync(NagadOptions options, string path, object body, CancellationToken cancellationToken)
    {
        using var request = Request(options, HttpMethod.Post, path);
        request.Content = JsonContent.Create(body, options: _json);
        var answer = await clients.CreateClient(Name).AskAsync(request, cancellationToken);
        return answer.Fault is { } fault ? (default, new StartOutcome.Unknown(fault))
            : WireJson.Parse(answer.Body) is not { } json ? (default, new StartOutcome.Unknown(PaymentErrors.Unreadable))
            : ReasonOf(json) is { } reason ? (default, new StartOutcome.Failed(FaultOf(json), reason, MayTryAgain: FaultOf(json) == PaymentErrors.Repeated))
            : (json, null);
    }

    private static HttpRequestMessage Request(NagadOptions options, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, options.Address + path);
        foreach (var (name, value) in ((string, string)[])[("X-KM-Api-Version", "v-0.2.0"), ("X-KM-IP-V4", options.ServerIp), ("X-KM-Client-Type", "PC_WEB"), ("X-KM-MC-Id", options.MerchantId)])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static WireJson? Open(NagadOptions options, WireJson json) =>
        NagadCrypto.Of(options).Open(json.Text("sensitiveData"), json.Text("signature")) is { } text ? WireJson.Parse(text) : null;

    /// <summary>A reason is a refusal, whatever the status of the answer.</summary>
    private static string? ReasonOf(WireJson json) => json.Has("reason") ? json.Text("reason") : json.Has("devMessage") ? json.Text("devMessage") : null;

    /// <summary>The numbers of the reasons are not public, so their words are looked at.</summary>
    private static Error FaultOf(WireJson json)
    {
        var said = json.Text("message") + " " + json.Text("devMessage");
        bool Says(string word) => said.Contains(word, StringComparison.OrdinalIgnoreCase);
        return Says("duplicate") ? PaymentErrors.Repeated
            : Says("merchant") || Says("signature") || Says("decrypt") || Says("encrypt") ? PaymentErrors.Account
            : Says("reference") ? PaymentErrors.Unknown
            : PaymentErrors.Refused;
    }

    private static string Write(object value) => JsonSerializer.Serialize(value, _json);

    /// <summary>What is sealed must fit one block of the key, 245 bytes; Bangla takes three a letter.</summary>
    private static string Short(string text) => new([.. text.Where(char.IsAscii).Where(letter => !char.IsControl(letter) && letter is not ('"' or '\\')).Take(20)]);
}
