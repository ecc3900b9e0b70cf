namespace Aisle.Modules.Payments.Providers.SslCommerz;

/// <summary>A store's account with SSLCommerz.</summary>
internal sealed record SslCommerzOptions
{
    /// <summary>E.g. <c>https://securepay.sslcommerz.com</c>.</summary>
    public string Address { get; init; } = "";

    public string StoreId { get; init; } = "";

    /// <summary>The password of the interface, which is not that of the merchant's panel.</summary>
    public string StorePassword { get; init; } = "";

    public IEnumerable<string> Faults(string section) => AccountFaults.Of(section, Address, (nameof(StoreId), StoreId), (nameof(StorePassword), StorePassword));

    /// <summary>Where it is spoken to, and no credential.</summary>
    public override string ToString() => $"SSLCommerz at {Address}";
}
