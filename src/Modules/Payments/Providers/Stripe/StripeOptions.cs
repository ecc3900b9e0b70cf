namespace Aisle.Modules.Payments.Providers.Stripe;

/// <summary>A store's account with Stripe.</summary>
internal sealed record StripeOptions
{
    public string Address { get; init; } = "https://api.stripe.com";

    /// <summary>Secret or restricted key: <c>sk_…</c>, <c>rk_…</c>.</summary>
    public string SecretKey { get; init; } = "";

    /// <summary>Secret of the webhook's endpoint: <c>whsec_…</c>. While it is changed for another one, both with a comma between.</summary>
    public string WebhookSecret { get; init; } = "";

    /// <summary>The version of the interface that answers are written in.</summary>
    public string ApiVersion { get; init; } = "2026-07-29.dahlia";

    public IReadOnlyList<string> WebhookSecrets => WebhookSecret.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<string> Faults(string section)
    {
        foreach (var fault in AccountFaults.Of(section, Address, (nameof(SecretKey), SecretKey), (nameof(WebhookSecret), WebhookSecret), (nameof(ApiVersion), ApiVersion)))
        {
            yield return fault;
        }

        if (SecretKey.Length > 0 && !SecretKey.StartsWith("sk_", StringComparison.Ordinal) && !SecretKey.StartsWith("rk_", StringComparison.Ordinal))
        {
            yield return $"{section}:{nameof(SecretKey)} must begin with sk_ or rk_.";
        }

        if (WebhookSecrets.Any(secret => !secret.StartsWith("whsec_", StringComparison.Ordinal)))
        {
            yield return $"{section}:{nameof(WebhookSecret)} must begin with whsec_.";
        }
    }

    /// <summary>Where it is spoken to, and no credential.</summary>
    public override string ToString() => $"Stripe at {Address}";
}
