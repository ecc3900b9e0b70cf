namespace Aisle.Modules.Payments.Providers.Bkash;

/// <summary>A store's account with bKash.</summary>
internal sealed record BkashOptions
{
    /// <summary>Scheme and host, e.g. <c>https://tokenized.pay.bka.sh</c>; the sandbox of this host has a path too.</summary>
    public string Address { get; init; } = "";

    public string AppKey { get; init; } = "";

    public string AppSecret { get; init; } = "";

    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Which generation of the interface the merchant was given: <c>v1</c> (v1.2.0-beta) or <c>v2</c>.</summary>
    public string Api { get; init; } = "v1";

    /// <summary>The generation refunds go by. That of <c>v2</c> can refund a payment in parts, and takes tokens and payments of <c>v1</c>.</summary>
    public string RefundApi { get; init; } = "v2";

    /// <summary>The topic that instant payment notifications come from; empty where bKash sends none.</summary>
    public string TopicArn { get; init; } = "";

    /// <summary>Where certificates of notifications lie when it is not the notification service of Amazon: that of the sandbox.</summary>
    public string Certificates { get; init; } = "";

    public BkashPaths Paths => Api == "v2" ? BkashPaths.V2 : BkashPaths.V1;

    public BkashPaths RefundPaths => RefundApi == "v2" ? BkashPaths.V2 : BkashPaths.V1;

    public IEnumerable<string> Faults(string section)
    {
        foreach (var fault in AccountFaults.Of(section, Address, (nameof(AppKey), AppKey), (nameof(AppSecret), AppSecret), (nameof(Username), Username), (nameof(Password), Password)))
        {
            yield return fault;
        }

        foreach (var (name, value) in ((string, string)[])[(nameof(Api), Api), (nameof(RefundApi), RefundApi)])
        {
            if (value is not ("v1" or "v2"))
            {
                yield return $"{section}:{name} is '{value}'; it must be v1 or v2.";
            }
        }
    }

    /// <summary>Where it is spoken to, and no credential.</summary>
    public override string ToString() => $"bKash at {Address}";
}

/// <summary>The addresses of a generation of the interface.</summary>
internal sealed record BkashPaths(string Grant, string Refresh, string Create, string Execute, string Query, string Refund, string RefundStatus, bool IsV2)
{
    public static BkashPaths V1 { get; } = new(
        "/v1.2.0-beta/tokenized/checkout/token/grant", "/v1.2.0-beta/tokenized/checkout/token/refresh", "/v1.2.0-beta/tokenized/checkout/create", "/v1.2.0-beta/tokenized/checkout/execute",
        "/v1.2.0-beta/tokenized/checkout/payment/status", "/v1.2.0-beta/tokenized/checkout/payment/refund", "/v1.2.0-beta/tokenized/checkout/payment/refund", IsV2: false);

    public static BkashPaths V2 { get; } = new(
        "/v2/tokenized-checkout/auth/grant-token", "/v2/tokenized-checkout/auth/refresh-token", "/v2/tokenized-checkout/payment/create", "/v2/tokenized-checkout/payment/execute",
        "/v2/tokenized-checkout/query/payment", "/v2/tokenized-checkout/refund/payment/transaction", "/v2/tokenized-checkout/refund/payment/status", IsV2: true);
}
