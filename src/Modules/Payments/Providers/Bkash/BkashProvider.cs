using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Security;

namespace Aisle.Modules.Payments.Providers.Bkash;

/// <summary>
/// bKash tokenized checkout (developer.bka.sh), generations v1.2.0-beta and v2. The money moves when the shop executes the
/// payment that the shopper agreed to, once; a query follows only where that gave no clear answer, because bKash does not
/// take on shops that ask after every payment.
/// </summary>
internal sealed class BkashProvider(IHttpClientFactory clients, BkashTokens tokens, ProviderAccounts accounts, SnsSignature signature, TimeProvider time) : IPaymentProvider
{
    private const string Completed = "Completed";
    private const int Unauthorized = (int)HttpStatusCode.Unauthorized;
    private const int MostText = 255;

    public string Name => ProviderNames.Bkash;

    /// <summary>Taka only, two decimals; the upper limit is that of the payer's wallet, and this one that of any wallet.</summary>
    public ProviderLimits Limits { get; } = new(new Dictionary<string, AmountRange>(StringComparer.Ordinal) { ["BDT"] = new(100, 50_000_000) }, Captures: false);

    /// <summary>After an unanswered execute one waits its 30 seconds; a payment that was not executed ends after a day.</summary>
    public SweepPlan Sweep { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromHours(24));

    public async Task<StartOutcome> StartAsync(StartAttempt start, CancellationToken cancellationToken)
    {
        if (!accounts.Bkash(start.Store).TryGet(out var options))
        {
            return new StartOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var body = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["payerReference"] = Plain(start.Customer.Phone.Length > 0 ? start.Customer.Phone : start.OrderNumber), ["callbackURL"] = start.Callback.AbsoluteUri, ["amount"] = start.Amount.ToAmountString(),
            ["currency"] = start.Amount.Currency.Code, ["intent"] = "sale", ["merchantInvoiceNumber"] = start.Key,
        };
        if (!options.Paths.IsV2)
        {
            body["mode"] = "0011";
        }

        var answer = await CallAsync(options, options.Paths.Create, body, movesMoney: false, cancellationToken);
        return answer switch
        {
            { Fault: { } fault } when fault == PaymentErrors.Account => new StartOutcome.Failed(fault, "", MayTryAgain: false),
            { Fault: { } fault } => new StartOutcome.Unknown(fault),
            { Code: not BkashCodes.Success } when BkashCodes.IsUnclear(answer.Code) => new StartOutcome.Unknown(PaymentErrors.Busy),
            { Code: not BkashCodes.Success } => StartFailed(answer.Code),
            _ when answer.Json.Text("paymentID") is { Length: > 0 } id && Uri.TryCreate(answer.Json.Text("bkashURL"), UriKind.Absolute, out var page) => new StartOutcome.Started(id, page, ProofIn(answer.Json)),
            _ => new StartOutcome.Unknown(PaymentErrors.Unreadable),
        };
    }

    public async Task<AttemptOutcome> FinishAsync(Attempt attempt, ProviderMessage? returned, CancellationToken cancellationToken)
    {
        if (returned?.Claim == Claim.Cancelled)
        {
            return new AttemptOutcome.Cancelled();
        }

        if (returned?.Claim == Claim.Failed)
        {
            return new AttemptOutcome.Failed(PaymentErrors.Declined, returned.Type, MayTryAgain: true);
        }

        if (!accounts.Bkash(attempt.Store).TryGet(out var options))
        {
            return new AttemptOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var answer = await ExecuteAsync(options, attempt, cancellationToken);
        if (answer.IsRefusedToken)
        {
            // Another token is there now. Whether the first call did anything is asked before it is sent again.
            var now = await AskAsync(options, attempt, cancellationToken);
            if (now is not AttemptOutcome.Pending)
            {
                return now;
            }

            answer = await ExecuteAsync(options, attempt, cancellationToken);
        }

        if (answer.Fault is null && answer.Code == BkashCodes.Success)
        {
            return Read(answer.Json, attempt);
        }

        if (answer.Fault is not null || BkashCodes.IsDoneAlready(answer.Code) || BkashCodes.IsUnclear(answer.Code))
        {
            var asked = await AskAsync(options, attempt, cancellationToken);
            // Not executed yet may still become executed: the lost call may be under way.
            return asked is AttemptOutcome.Pending ? new AttemptOutcome.Unknown(answer.Fault ?? PaymentErrors.Busy) : asked;
        }

        return Failed(answer.Code);
    }

    public async Task<AttemptOutcome> QueryAsync(Attempt attempt, CancellationToken cancellationToken) =>
        accounts.Bkash(attempt.Store).TryGet(out var options) ? await AskAsync(options, attempt, cancellationToken) : new AttemptOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);

    public Task<AttemptOutcome> CaptureAsync(Attempt attempt, Money amount, CancellationToken cancellationToken) =>
        Task.FromResult<AttemptOutcome>(new AttemptOutcome.Failed(PaymentErrors.NotSupported, "", MayTryAgain: false));

    /// <summary>A payment that is never executed moves nothing and lapses by itself; only that it was not executed is asked.</summary>
    public async Task<AttemptOutcome> VoidAsync(Attempt attempt, CancellationToken cancellationToken) =>
        await QueryAsync(attempt, cancellationToken) is var outcome && outcome is AttemptOutcome.Pending or AttemptOutcome.Failed { Fault.Code: "payment.expired" } ? new AttemptOutcome.Voided() : outcome;

    public async Task<RefundOutcome> RefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        if (!accounts.Bkash(refund.Attempt.Store).TryGet(out var options))
        {
            return new RefundOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var answer = await SendRefundAsync(options, refund, cancellationToken);
        if (answer.IsRefusedToken)
        {
            var asked = await QueryRefundAsync(refund, cancellationToken);
            if (asked is not RefundOutcome.NotFound)
            {
                return asked;
            }

            answer = await SendRefundAsync(options, refund, cancellationToken);
        }

        return answer switch
        {
            { Fault: { } fault } => new RefundOutcome.Unknown(fault),
            { Code: not BkashCodes.Success } when BkashCodes.IsUnclear(answer.Code) => new RefundOutcome.Unknown(PaymentErrors.Busy),
            { Code: not BkashCodes.Success } => RefundFailed(answer.Code),
            _ => ReadRefund(answer.Json, refund, answer.Json.Text("refundAmount", "amount"), answer.Json.Text("currency")),
        };
    }

    public async Task<RefundOutcome> QueryRefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        if (!accounts.Bkash(refund.Attempt.Store).TryGet(out var options))
        {
            return new RefundOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var paths = options.RefundPaths;
        var answer = await CallAsync(options, paths.RefundStatus, Ids(paths, refund.Attempt.Reference, refund.Attempt.TransactionId), movesMoney: false, cancellationToken);
        if (answer.Fault is { } fault)
        {
            return new RefundOutcome.Unknown(fault);
        }

        if (answer.Code != BkashCodes.Success)
        {
            return BkashCodes.Of(answer.Code).Fault == PaymentErrors.Unknown ? new RefundOutcome.NotFound() : new RefundOutcome.Unknown(PaymentErrors.Refused);
        }

        if (!paths.IsV2)
        {
            return answer.Json.Text("refundTrxID").Length == 0 ? new RefundOutcome.NotFound() : ReadRefund(answer.Json, refund, answer.Json.Text("amount"), answer.Json.Text("currency"));
        }

        // There is no id of ours in the list: it is the one of this amount that belongs to no other refund.
        var found = answer.Json.List("refundTransactions").Where(one => refund.TheirId.Length > 0
            ? one.Text("refundTrxID") == refund.TheirId
            : !refund.Others.Contains(one.Text("refundTrxID"), StringComparer.Ordinal) && WireJson.Amount(one.Text("refundAmount"), refund.Amount.Currency.Code) == refund.Amount).ToList();
        return found switch
        {
            [] => new RefundOutcome.NotFound(),
            [var one] => ReadRefund(one, refund, one.Text("refundAmount"), refund.Amount.Currency.Code),
            _ => new RefundOutcome.Unknown(PaymentErrors.RefundUnclear),
        };
    }

    public Task<Result<ProviderMessage>> ReadAsync(IncomingMessage message, CancellationToken cancellationToken) =>
        message.Body.IsEmpty ? Task.FromResult(BkashMessages.ReadReturn(message))
        : accounts.Bkash(message.Store).BindAsync(options => BkashMessages.ReadNoticeAsync(message, options, signature, cancellationToken));

    private Task<BkashAnswer> ExecuteAsync(BkashOptions options, Attempt attempt, CancellationToken cancellationToken) =>
        CallAsync(options, options.Paths.Execute, new(StringComparer.Ordinal) { [options.Paths.IsV2 ? "paymentId" : "paymentID"] = attempt.Reference }, movesMoney: true, cancellationToken);

    private Task<BkashAnswer> SendRefundAsync(BkashOptions options, RefundOrder refund, CancellationToken cancellationToken)
    {
        var paths = options.RefundPaths;
        var body = Ids(paths, refund.Attempt.Reference, refund.Attempt.TransactionId);
        body[paths.IsV2 ? "refundAmount" : "amount"] = refund.Amount.ToAmountString();
        body["sku"] = refund.Key;
        body["reason"] = Plain(refund.Reason);
        return CallAsync(options, paths.Refund, body, movesMoney: true, cancellationToken);
    }

    private async Task<AttemptOutcome> AskAsync(BkashOptions options, Attempt attempt, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(options, options.Paths.Query, new(StringComparer.Ordinal) { [options.Paths.IsV2 ? "paymentId" : "paymentID"] = attempt.Reference }, movesMoney: false, cancellationToken);
        return answer.Fault is { } fault ? new AttemptOutcome.Unknown(fault)
            : answer.Code == BkashCodes.Success ? Read(answer.Json, attempt)
            : BkashCodes.IsUnclear(answer.Code) ? new AttemptOutcome.Unknown(PaymentErrors.Busy)
            : Failed(answer.Code);
    }

    /// <summary>Sends a call with the token. One that moves no money is sent again where the token was refused.</summary>
    private async Task<BkashAnswer> CallAsync(BkashOptions options, string path, Dictionary<string, string> body, bool movesMoney, CancellationToken cancellationToken)
    {
        string? refused = null;
        while (true)
        {
            var granted = await tokens.GetAsync(options, refused, cancellationToken);
            if (!granted.TryGet(out var token))
            {
                return BkashAnswer.Lost(granted.FirstError);
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, options.Address + path) { Content = JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("Authorization", token);
            request.Headers.TryAddWithoutValidation("X-APP-Key", options.AppKey);
            request.Headers.TryAddWithoutValidation("Accept", "application/json");
            var answer = await clients.CreateClient(ProviderNames.Bkash).AskAsync(request, cancellationToken);
            if (answer.Status != Unauthorized)
            {
                return BkashAnswer.From(answer);
            }

            if (refused is not null || movesMoney)
            {
                return refused is null && (await tokens.GetAsync(options, token, cancellationToken)).IsSuccess ? BkashAnswer.RefusedToken : BkashAnswer.Lost(PaymentErrors.Account);
            }

            refused = token;
        }
    }

    private AttemptOutcome Read(WireJson json, Attempt attempt) => json.Text("transactionStatus") switch
    {
        Completed => new Claimed(
            json.Text("merchantInvoiceNumber", "merchantInvoice"), json.Text("amount"), json.Text("currency"), json.Text("trxID"), BkashMessages.TimeOf(json.Text("paymentExecuteTime")) ?? time.GetUtcNow(),
            Payer: Masking.Phone(json.Text("customerMsisdn", "payerAccount"))).Against(attempt),
        "Initiated" => new AttemptOutcome.Pending("Initiated"),
        "Cancelled" => new AttemptOutcome.Cancelled(),
        "Failed" => new AttemptOutcome.Failed(PaymentErrors.Declined, "", MayTryAgain: true),
        "Expired" => new AttemptOutcome.Failed(PaymentErrors.Expired, "", MayTryAgain: true),
        "" => new AttemptOutcome.Unknown(PaymentErrors.Unreadable),
        var other => new AttemptOutcome.Pending(other),
    };

    private RefundOutcome ReadRefund(WireJson json, RefundOrder refund, string amount, string currency)
    {
        var id = json.Text("refundTrxID");
        return json.Text("refundTransactionStatus", "transactionStatus") switch
        {
            _ when id.Length == 0 => new RefundOutcome.Unknown(PaymentErrors.Unreadable),
            Completed when WireJson.Amount(amount, currency) == refund.Amount => new RefundOutcome.Refunded(refund.Amount, id, BkashMessages.TimeOf(json.Text("completedTime")) ?? time.GetUtcNow()),
            Completed => new RefundOutcome.Mismatch("amount", refund.Amount.ToString(), $"{amount} {currency}", id),
            var status => new RefundOutcome.Pending(id, status),
        };
    }

    private static StartOutcome.Failed StartFailed(string code)
    {
        var (fault, again) = BkashCodes.Of(code);
        return new(fault, code, again);
    }

    private static AttemptOutcome.Failed Failed(string code)
    {
        var (fault, again) = BkashCodes.Of(code);
        return new(fault, code, again);
    }

    private static RefundOutcome.Failed RefundFailed(string code)
    {
        var (fault, again) = BkashCodes.Of(code);
        return new(fault, code, again);
    }

    private static Dictionary<string, string> Ids(BkashPaths paths, string payment, string transaction) =>
        new(StringComparer.Ordinal) { [paths.IsV2 ? "paymentId" : "paymentID"] = payment, [paths.IsV2 ? "trxId" : "trxID"] = transaction };

    /// <summary>The signature that the shopper's return will carry; v1 tells it within the addresses of the return.</summary>
    private static string ProofIn(WireJson json) =>
        json.Text("signature") is { Length: > 0 } own ? own
        : json.Text("successCallbackURL") is var address && address.LastIndexOf("signature=", StringComparison.Ordinal) is >= 0 and var at ? WebUtility.UrlDecode(address[(at + "signature=".Length)..].Split('&')[0])
        : "";

    /// <summary>bKash takes neither angle brackets nor ampersands.</summary>
    private static string Plain(string text) => new([.. text.Where(letter => letter is not ('<' or '>' or '&') && !char.IsControl(letter)).Take(MostText)]);
}

/// <summary>An answer of bKash: its code and what came with it, or why there is none.</summary>
internal sealed record BkashAnswer(string Code, WireJson Json, Error? Fault, bool IsRefusedToken = false)
{
    public static BkashAnswer RefusedToken { get; } = new("", default, PaymentErrors.Account, IsRefusedToken: true);

    public static BkashAnswer Lost(Error fault) => new("", default, fault);

    public static BkashAnswer From(WireAnswer answer)
    {
        if (answer.Fault is { } fault)
        {
            return Lost(fault);
        }

        if (WireJson.Parse(answer.Body) is not { } json)
        {
            return Lost(PaymentErrors.Unreadable);
        }

        // The second generation names its codes in another way, and none where all went well.
        var code = json.Text("statusCode", "errorCode", "externalCode", "internalCode");
        return code.Length > 0 ? new BkashAnswer(code, json, Fault: null)
            : answer.IsSuccess && !json.Has("message") ? new BkashAnswer(BkashCodes.Success, json, Fault: null)
            : Lost(PaymentErrors.Unreadable);
    }
}
