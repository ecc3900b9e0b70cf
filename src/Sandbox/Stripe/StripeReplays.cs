using Microsoft.AspNetCore.Http;

namespace Aisle.Sandbox.Stripe;

/// <summary>Keeps what writes were answered by their key of idempotency, and answers the same again (docs.stripe.com, "Idempotent requests").</summary>
internal sealed class StripeReplays
{
    private const int Most = 1000;
    private const int MostKey = 255;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Body, IResult Answer)> _answers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public Task<IResult> RunAsync(HttpContext context, IFormCollection form, Func<HttpContext, IFormCollection, IResult> act)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var body = context.Request.Path + "?" + string.Join('&', form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        if (key.Length > MostKey)
        {
            return Task.FromResult(StripeErrors.Invalid("Idempotency-Key", "Too long."));
        }

        lock (_lock)
        {
            if (key.Length > 0 && _answers.TryGetValue(key, out var known))
            {
                if (known.Body != body)
                {
                    return Task.FromResult(StripeErrors.Of(StatusCodes.Status400BadRequest, "", "Keys for idempotent requests can only be used with the same parameters they were first used with.", "idempotency_error"));
                }

                context.Response.Headers["Idempotent-Replayed"] = "true";
                return Task.FromResult(known.Answer);
            }

            var answer = act(context, form);
            // What did not pass the checks is not kept.
            if (key.Length > 0 && answer is IStatusCodeHttpResult { StatusCode: null or < 400 })
            {
                _answers[key] = (body, answer);
                _order.Enqueue(key);
                if (_order.Count > Most)
                {
                    _answers.Remove(_order.Dequeue());
                }
            }

            return Task.FromResult(answer);
        }
    }
}
