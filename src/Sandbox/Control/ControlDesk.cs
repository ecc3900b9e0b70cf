using Aisle.Kernel;
using Aisle.Sandbox.Bkash;
using Aisle.Sandbox.Nagad;
using Aisle.Sandbox.SslCommerz;
using Aisle.Sandbox.Stripe;

namespace Aisle.Sandbox.Control;

/// <summary>A fault to set, as it is asked for.</summary>
/// <param name="Provider">Where.</param>
/// <param name="Operation">In which operation, or <c>*</c>.</param>
/// <param name="Kind">One of <see cref="FaultKinds.All"/>.</param>
/// <param name="Value">A code or milliseconds; null for the usual one.</param>
/// <param name="Times">For how many calls; null until it is cleared.</param>
internal sealed record FaultBody(string? Provider, string? Operation, string? Kind, string? Value, int? Times);

/// <summary>What the control page and its API do alike.</summary>
internal sealed class ControlDesk(FaultBook faults, PaymentBook book, NoticeSender notices, StripeEvents stripe)
{
    private const int MostTimes = 1000;
    private const int MostValue = 100;

    /// <summary>The operations of each provider that faults can be set for.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Operations { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        [BkashWire.Name] = ["token", "create", "execute", "query", "refund", "refund_query", "search", NoticeSender.Operation],
        [NagadWire.Name] = ["initialize", "complete", "verify", "refund"],
        [SslCommerzWire.Name] = ["session", "validate", "query", NoticeSender.Operation],
        [StripeWire.Name] = ["session", "query", "expire", "intent", "capture", "cancel", "refund", "refund_query", NoticeSender.Operation],
    };

    /// <summary>What can be done with the notices of a payment.</summary>
    public static IReadOnlyList<string> Acts { get; } = ["again", "twice", "reversed", "wrong_signature", "wrong_amount", "dispute"];

    public Result<Fault> Set(FaultBody body)
    {
        var problems = new Problems();
        var operations = Operations.GetValueOrDefault(body.Provider ?? "");
        problems.Require(operations is not null, "sandbox.provider", $"The provider is one of {string.Join(", ", Operations.Keys)}.", "provider");
        problems.Require(operations is null || body.Operation == Fault.Any || operations.Contains(body.Operation ?? "", StringComparer.Ordinal), "sandbox.operation", $"The operation is * or one of {string.Join(", ", operations ?? [])}.", "operation");
        problems.Require(FaultKinds.All.Contains(body.Kind ?? "", StringComparer.Ordinal), "sandbox.kind", $"The kind is one of {string.Join(", ", FaultKinds.All)}.", "kind");
        problems.Require((body.Value ?? "").Length <= MostValue && (body.Kind != FaultKinds.Code || body.Value is { Length: > 0 }), "sandbox.value", "A code needs a value of at most 100 characters.", "value");
        problems.Require(body.Times is null or (>= 1 and <= MostTimes), "sandbox.times", $"It is for 1 to {MostTimes} calls, or until it is cleared.", "times");
        return problems.Any ? (List<Error>)[.. problems.Errors]
            : faults.Add(body.Provider!, body.Operation!, body.Kind!, body.Value ?? "", body.Times) is { } fault ? fault
            : Error.Conflict("sandbox.too_many", $"At most {FaultBook.Most} faults wait at once; clear some.");
    }

    public Result SetAddress(string? provider, string? url)
    {
        if (provider is not (BkashWire.Name or StripeWire.Name))
        {
            return Error.Validation("sandbox.provider", "Only bkash and stripe are told an address for notices; the others get theirs with each payment.", "provider");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !uri.IsLoopback)
        {
            return Error.Validation("sandbox.url", "Notices go to an address of this machine, such as http://localhost:8080/….", "url");
        }

        notices.Addresses[provider] = uri.AbsoluteUri;
        return Result.Success;
    }

    /// <summary>Sends the notices of a payment again, in one of the ways of <see cref="Acts"/>; answers what came of each.</summary>
    public async Task<Result<IReadOnlyList<string>>> NotifyAsync(string provider, string reference, string? act)
    {
        if (book.Find(provider, reference) is not { } payment)
        {
            return Error.NotFound("sandbox.payment", "There is no such payment.");
        }

        if (act == "dispute")
        {
            if (provider != StripeWire.Name || payment.Status != SandboxStatus.Paid)
            {
                return Error.Conflict("sandbox.dispute", "Only a payment by Stripe that was paid can be disputed.");
            }

            stripe.Send(payment, "charge.dispute.created");
            return Told(["charge.dispute.created"]);
        }

        if (!Acts.Contains(act ?? "", StringComparer.Ordinal))
        {
            return Error.Validation("sandbox.act", $"The act is one of {string.Join(", ", Acts)}.", "act");
        }

        var sent = notices.Of(provider, reference);
        IEnumerable<Notice> queue = act switch { "twice" => [.. sent, .. sent], "reversed" => sent.Reverse(), _ => sent };
        var outcomes = new List<string>();
        foreach (var notice in queue)
        {
            outcomes.Add($"{notice.Name}: {await notices.AgainAsync(notice, act == "wrong_signature", act == "wrong_amount")}");
        }

        return Told(outcomes);

        // C# converts nothing to a result of an interface by itself.
        static Result<IReadOnlyList<string>> Told(List<string> outcomes) => Result.Success.Map<IReadOnlyList<string>>(() => outcomes);
    }
}
