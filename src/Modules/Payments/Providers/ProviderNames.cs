namespace Aisle.Modules.Payments.Providers;

/// <summary>What providers are called in data, addresses and configuration.</summary>
internal static class ProviderNames
{
    public const string Bkash = "bkash";
    public const string Nagad = "nagad";
    public const string SslCommerz = "sslcommerz";
    public const string Stripe = "stripe";
}
