using Aisle.Modules.Payments.Providers.Bkash;
using Aisle.Modules.Payments.Providers.Nagad;
using Aisle.Modules.Payments.Providers.SslCommerz;
using Aisle.Modules.Payments.Providers.Stripe;
using Microsoft.Extensions.Configuration;

namespace Aisle.Modules.Payments;

/// <summary>How the shop speaks to its payment providers (section <c>Aisle:Payments</c>).</summary>
internal sealed record PaymentsOptions
{
    public const string Section = "Aisle:Payments";

    /// <summary>Seconds a provider may take to answer, 1 to 120. bKash asks for 30 before an execute counts as unanswered.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Days for which what was said with providers is kept, 1 to 3650.</summary>
    public int TrafficDays { get; init; } = 90;

    /// <summary>Most exchanges that are kept, 1,000 to 100,000,000: the newest.</summary>
    public long TrafficRows { get; init; } = 1_000_000;

    /// <summary>What each store was given by its providers, by the store's code.</summary>
    public IReadOnlyDictionary<string, StoreAccounts> Stores { get; init; } = new Dictionary<string, StoreAccounts>(StringComparer.Ordinal);

    /// <summary>How long who speaks with a provider does so alone: longer than the longest call takes, with its repetitions.</summary>
    public TimeSpan Lease => TimeSpan.FromSeconds((4 * TimeoutSeconds) + 30);

    public static PaymentsOptions Read(IConfiguration configuration) => configuration.GetSection(Section).Get<PaymentsOptions>() ?? new PaymentsOptions();

    /// <summary>The faults of these values, as sentences. None says a credential.</summary>
    public IEnumerable<string> Faults()
    {
        if (TimeoutSeconds is < 1 or > 120)
        {
            yield return $"{Section}:{nameof(TimeoutSeconds)} is {TimeoutSeconds}; it must lie between 1 and 120.";
        }

        if (TrafficDays is < 1 or > 3650)
        {
            yield return $"{Section}:{nameof(TrafficDays)} is {TrafficDays}; it must lie between 1 and 3650.";
        }

        if (TrafficRows is < 1_000 or > 100_000_000)
        {
            yield return $"{Section}:{nameof(TrafficRows)} is {TrafficRows}; it must lie between 1000 and 100000000.";
        }

        foreach (var (code, store) in Stores)
        {
            foreach (var fault in store.Faults($"{Section}:{nameof(Stores)}:{code}"))
            {
                yield return fault;
            }
        }
    }
}

/// <summary>The accounts of one store; a provider that is missing is the sandbox where there is one, and not offered otherwise.</summary>
internal sealed record StoreAccounts
{
    public BkashOptions? Bkash { get; init; }

    public NagadOptions? Nagad { get; init; }

    public SslCommerzOptions? SslCommerz { get; init; }

    public StripeOptions? Stripe { get; init; }

    public IEnumerable<string> Faults(string section) =>
    [
        .. Bkash?.Faults($"{section}:{nameof(Bkash)}") ?? [],
        .. Nagad?.Faults($"{section}:{nameof(Nagad)}") ?? [],
        .. SslCommerz?.Faults($"{section}:{nameof(SslCommerz)}") ?? [],
        .. Stripe?.Faults($"{section}:{nameof(Stripe)}") ?? [],
    ];

    /// <summary>Where its providers are spoken to, and no credential.</summary>
    public override string ToString() => string.Join(", ", ((object?[])[Bkash, Nagad, SslCommerz, Stripe]).OfType<object>());
}
