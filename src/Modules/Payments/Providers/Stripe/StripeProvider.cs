using System.Globalization;
using System.Net;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Security;

namespace Aisle.Modules.Payments.Providers.Stripe;

/// <summary>
/// Stripe: a PaymentIntent, paid on Stripe's own page (a Checkout Session makes it), so that no card number reaches us. Every
/// write carries a key of idempotency made of our own id, and may therefore be sent again when its answer is lost.
/// </summary>
internal sealed class StripeProvider(IHttpClientFactory clients, ProviderAccounts accounts, TimeProvider time) : IPaymentProvider
{
    private const int Tries = 2;
    private const int MostMinor = 99_999_999;

    public string Name => ProviderNames.Stripe;

    /// <summary>Eight digits at most, and about half a US dollar at least (docs.stripe.com, "Minimum and maximum charge amounts"); three-decimal currencies go by tens.</summary>
    public ProviderLimits Limits { get; } = new(new Dictionary<string, AmountRange>(StringComparer.Ordinal)
    {
        ["BDT"] = new(6000, MostMinor), ["USD"] = new(50, MostMinor), ["EUR"] = new(50, MostMinor), ["GBP"] = new(30, MostMinor), ["SGD"] = new(50, MostMinor),
        ["INR"] = new(5000, MostMinor), ["MYR"] = new(200, MostMinor), ["JPY"] = new(50, MostMinor), ["KWD"] = new(200, MostMinor, Step: 10),
    }, Captures: true);

    /// <summary>Webhooks come by themselves; a session lives for a day.</summary>
    public SweepPlan Sweep { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromHours(24));

    public async Task<StartOutcome> StartAsync(StartAttempt start, CancellationToken cancellationToken)
    {
        if (!accounts.Stripe(start.Store).TryGet(out var options))
        {
            return new StartOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var back = start.Callback.AbsoluteUri + (start.Callback.Query.Length > 0 ? "&" : "?");
        var fields = new List<KeyValuePair<string, string>>
        {
            new("mode", "payment"), new("client_reference_id", start.Key), new("metadata[attempt]", start.Key), new("payment_intent_data[metadata][attempt]", start.Key),
            new("line_items[0][quantity]", "1"), new("line_items[0][price_data][currency]", Code(start.Amount)), new("line_items[0][price_data][unit_amount]", Minor(start.Amount)),
            new("line_items[0][price_data][product_data][name]", start.OrderNumber), new("success_url", back + "status=success&session_id={CHECKOUT_SESSION_ID}"), new("cancel_url", back + "status=cancel&session_id={CHECKOUT_SESSION_ID}"),
        };
        if (start.Customer.Email.Length > 0)
        {
            fields.Add(new("customer_email", start.Customer.Email));
        }

        if (start.CaptureLater)
        {
            fields.Add(new("payment_intent_data[capture_method]", "manual"));
        }

        var answer = await WriteAsync(options, "/v1/checkout/sessions", fields, start.Key + "-start", cancellationToken);
        return answer.Fault is { } fault ? new StartOutcome.Unknown(fault)
            : ErrorIn(answer) is var (refused, code, again) ? new StartOutcome.Failed(refused, code, again)
            : WireJson.Parse(answer.Body) is { } json && json.Text("id") is { Length: > 0 } id && Uri.TryCreate(json.Text("url"), UriKind.Absolute, out var page) ? new StartOutcome.Started(id, page, "")
            : new StartOutcome.Unknown(PaymentErrors.Unreadable);
    }

    /// <summary>A shopper who gave up could still go back and pay, so the session is ended first.</summary>
    public async Task<AttemptOutcome> FinishAsync(Attempt attempt, ProviderMessage? returned, CancellationToken cancellationToken) =>
        returned is { Claim: Claim.Cancelled, IsSigned: false } && await ExpireAsync(attempt, cancellationToken) is AttemptOutcome.Voided ? new AttemptOutcome.Cancelled() : await QueryAsync(attempt, cancellationToken);

    public async Task<AttemptOutcome> QueryAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var (json, outcome) = await SessionAsync(attempt, cancellationToken);
        return outcome ?? ReadSession(json, attempt);
    }

    public async Task<AttemptOutcome> CaptureAsync(Attempt attempt, Money amount, CancellationToken cancellationToken) =>
        await IntentAsync(attempt, "capture", [new("amount_to_capture", Minor(amount)), new("expand[0]", "latest_charge.balance_transaction")], attempt with { Captured = amount }, cancellationToken);

    public async Task<AttemptOutcome> VoidAsync(Attempt attempt, CancellationToken cancellationToken) =>
        attempt.TransactionId.Length == 0
            ? await ExpireAsync(attempt, cancellationToken)
            : await IntentAsync(attempt, "cancel", [new("cancellation_reason", "requested_by_customer")], attempt, cancellationToken);

    public async Task<RefundOutcome> RefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        if (!accounts.Stripe(refund.Attempt.Store).TryGet(out var options))
        {
            return new RefundOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var answer = await WriteAsync(options, "/v1/refunds",
            [new("payment_intent", refund.Attempt.TransactionId), new("amount", Minor(refund.Amount)), new("reason", "requested_by_customer"), new("metadata[refund]", refund.Key)], refund.Key, cancellationToken);
        return ReadRefund(answer, refund);
    }

    /// <summary>By its id; without one the same order under the same key is answered as it was the first time.</summary>
    public async Task<RefundOutcome> QueryRefundAsync(RefundOrder refund, CancellationToken cancellationToken) =>
        refund.TheirId.Length == 0 ? await RefundAsync(refund, cancellationToken)
        : !accounts.Stripe(refund.Attempt.Store).TryGet(out var options) ? new RefundOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false)
        : ReadRefund(await GetAsync(options, "/v1/refunds/" + Uri.EscapeDataString(refund.TheirId), cancellationToken), refund);

    public Task<Result<ProviderMessage>> ReadAsync(IncomingMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(message.Body.IsEmpty ? StripeMessages.ReadReturn(message) : accounts.Stripe(message.Store).Bind(options => StripeMessages.ReadEvent(message, options, time.GetUtcNow())));

    private async Task<AttemptOutcome> ExpireAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        if (!accounts.Stripe(attempt.Store).TryGet(out var options))
        {
            return new AttemptOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var answer = await WriteAsync(options, $"/v1/checkout/sessions/{Uri.EscapeDataString(attempt.Reference)}/expire", [], attempt.Key + "-expire", cancellationToken);
        // What cannot be ended any more has become something else.
        return answer.IsSuccess && WireJson.Parse(answer.Body)?.Text("status") == "expired" ? new AttemptOutcome.Voided() : await QueryAsync(attempt, cancellationToken);
    }

    private async Task<AttemptOutcome> IntentAsync(Attempt attempt, string act, IReadOnlyList<KeyValuePair<string, string>> fields, Attempt expected, CancellationToken cancellationToken)
    {
        if (!accounts.Stripe(attempt.Store).TryGet(out var options))
        {
            return new AttemptOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false);
        }

        var amount = fields.FirstOrDefault(field => field.Key == "amount_to_capture").Value;
        var answer = await WriteAsync(options, $"/v1/payment_intents/{Uri.EscapeDataString(attempt.TransactionId)}/{act}", fields, $"{attempt.Key}-{act}{(amount is null ? "" : "-" + amount)}", cancellationToken);
        return answer.Fault is { } fault ? new AttemptOutcome.Unknown(fault)
            : ErrorIn(answer) is var (refused, code, again) ? new AttemptOutcome.Failed(refused, code, again)
            : WireJson.Parse(answer.Body) is { } json ? ReadIntent(json, expected)
            : new AttemptOutcome.Unknown(PaymentErrors.Unreadable);
    }

    private async Task<(WireJson Json, AttemptOutcome? Outcome)> SessionAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        if (!accounts.Stripe(attempt.Store).TryGet(out var options))
        {
            return (default, new AttemptOutcome.Failed(PaymentErrors.NotSetUp, "", MayTryAgain: false));
        }

        var answer = await GetAsync(options, WireForm.With("/v1/checkout/sessions/" + Uri.EscapeDataString(attempt.Reference), [KeyValuePair.Create("expand[0]", "payment_intent.latest_charge.balance_transaction")]), cancellationToken);
        return answer.Fault is { } fault ? (default, new AttemptOutcome.Unknown(fault))
            : ErrorIn(answer) is var (refused, code, _) ? (default, refused == PaymentErrors.Busy ? new AttemptOutcome.Unknown(refused) : new AttemptOutcome.Failed(refused, code, MayTryAgain: false))
            : WireJson.Parse(answer.Body) is { } json ? (json, null)
            : (default, new AttemptOutcome.Unknown(PaymentErrors.Unreadable));
    }

    private AttemptOutcome ReadSession(WireJson session, Attempt attempt)
    {
        if (session.Text("id") != attempt.Reference || session.Text("client_reference_id") != attempt.Key)
        {
            return new AttemptOutcome.Mismatch("reference", attempt.Key, session.Text("client_reference_id"), Payment: null);
        }

        var intent = session.Object("payment_intent");
        return session.Text("status") switch
        {
            "expired" => new AttemptOutcome.Failed(PaymentErrors.Expired, "expired", MayTryAgain: true),
            "open" => new AttemptOutcome.Pending(intent.Object("last_payment_error").Text("decline_code", "code") is { Length: > 0 } declined ? declined : "open"),
            "complete" when intent.IsObject => ReadIntent(intent, attempt),
            _ => new AttemptOutcome.Unknown(PaymentErrors.Unreadable),
        };
    }

    private AttemptOutcome ReadIntent(WireJson intent, Attempt attempt) => intent.Text("status") switch
    {
        "succeeded" => ClaimOf(intent, intent.Text("amount_received")).Against(attempt),
        "requires_capture" => ClaimOf(intent, intent.Text("amount")).Against(attempt, isPromise: true),
        "canceled" => new AttemptOutcome.Voided(),
        "requires_payment_method" when intent.Object("last_payment_error").Text("decline_code", "code") is { Length: > 0 } declined => new AttemptOutcome.Failed(DeclineOf(declined), declined, MayTryAgain: true),
        "" => new AttemptOutcome.Unknown(PaymentErrors.Unreadable),
        var status => new AttemptOutcome.Pending(status),
    };

    private Claimed ClaimOf(WireJson intent, string minor)
    {
        var charge = intent.Object("latest_charge");
        var settled = charge.Object("balance_transaction");
        var currency = intent.Text("currency").ToUpperInvariant();
        return new Claimed(
            intent.Object("metadata").Text("attempt"), AmountText(minor, currency), currency, intent.Text("id"), At(charge.Number("created") ?? intent.Number("created")),
            settled.Number("fee") is { } fee && Currency.TryGet(settled.Text("currency").ToUpperInvariant(), out var settledIn) ? new Money(fee, settledIn) : null,
            charge.Object("payment_method_details").Object("card").Text("last4") is { Length: > 0 } last ? Masking.Secret + last : "");
    }

    private RefundOutcome ReadRefund(WireAnswer answer, RefundOrder refund)
    {
        if (answer.Fault is { } fault)
        {
            return new RefundOutcome.Unknown(fault);
        }

        if (ErrorIn(answer) is var (refused, code, again))
        {
            return refused == PaymentErrors.Busy ? new RefundOutcome.Unknown(refused)
                : new RefundOutcome.Failed(code is "charge_already_refunded" or "amount_too_large" ? PaymentErrors.RefundMore : code == "" || refused == PaymentErrors.Declined ? PaymentErrors.RefundRefused : refused, code, again);
        }

        if (WireJson.Parse(answer.Body) is not { } json || json.Text("id") is not { Length: > 0 } id)
        {
            return new RefundOutcome.Unknown(PaymentErrors.Unreadable);
        }

        var currency = json.Text("currency").ToUpperInvariant();
        var amount = WireJson.Amount(AmountText(json.Text("amount"), currency), currency);
        return json.Text("status") switch
        {
            "failed" or "canceled" => new RefundOutcome.Failed(PaymentErrors.RefundRefused, json.Text("failure_reason", "status"), MayTryAgain: true),
            _ when amount != refund.Amount => new RefundOutcome.Mismatch("amount", refund.Amount.ToString(), $"{json.Text("amount")} {currency}", id),
            "succeeded" => new RefundOutcome.Refunded(refund.Amount, id, At(json.Number("created"))),
            "pending" or "requires_action" => new RefundOutcome.Pending(id, json.Text("status")),
            _ => new RefundOutcome.Unknown(PaymentErrors.Unreadable),
        };
    }

    /// <summary>Sends a write, and where its answer is lost once more: the key keeps it from being done twice (docs.stripe.com, "Idempotent requests").</summary>
    private async Task<WireAnswer> WriteAsync(StripeOptions options, string path, IReadOnlyList<KeyValuePair<string, string>> fields, string key, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = Request(options, HttpMethod.Post, path);
            request.Content = new FormUrlEncodedContent(fields);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            var answer = await clients.CreateClient(Name).AskAsync(request, cancellationToken);
            if (answer.Fault is null || tries == Tries)
            {
                return answer;
            }
        }
    }

    private async Task<WireAnswer> GetAsync(StripeOptions options, string path, CancellationToken cancellationToken)
    {
        using var request = Request(options, HttpMethod.Get, path);
        return await clients.CreateClient(Name).AskAsync(request, cancellationToken);
    }

    private static HttpRequestMessage Request(StripeOptions options, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, options.Address + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + options.SecretKey);
        request.Headers.TryAddWithoutValidation("Stripe-Version", options.ApiVersion);
        return request;
    }

    private static (Error Fault, string Code, bool MayTryAgain)? ErrorIn(WireAnswer answer)
    {
        if (answer.IsSuccess)
        {
            return null;
        }

        var error = (WireJson.Parse(answer.Body) ?? default).Object("error");
        var code = error.Text("decline_code", "code");
        return (HttpStatusCode)answer.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (PaymentErrors.Account, code, false),
            HttpStatusCode.PaymentRequired => (DeclineOf(code), code, true),
            HttpStatusCode.NotFound => (PaymentErrors.Unknown, code, false),
            HttpStatusCode.Conflict or HttpStatusCode.FailedDependency or HttpStatusCode.TooManyRequests => (PaymentErrors.Busy, code, true),
            _ => (PaymentErrors.Refused, code, false),
        };
    }

    private static Error DeclineOf(string code) => code switch
    {
        "insufficient_funds" => PaymentErrors.Insufficient,
        "incorrect_cvc" or "incorrect_pin" or "pin_try_exceeded" => PaymentErrors.WrongSecret,
        _ => PaymentErrors.Declined,
    };

    private DateTimeOffset At(long? seconds) => seconds is { } known and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(known) : time.GetUtcNow();

    private static string Code(Money amount) => amount.Currency.Code.ToLowerInvariant();

    private static string Minor(Money amount) => amount.Minor.ToString(CultureInfo.InvariantCulture);

    /// <summary>Their whole number of minor units as the decimal it stands for; as it came where it is none.</summary>
    private static string AmountText(string minor, string currency) =>
        long.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Currency.TryGet(currency, out var known) ? new Money(number, known).ToAmountString() : minor;
}
