using Aisle.Platform.Modules;

namespace Aisle.Sandbox;

/// <summary>The account that a store has with a simulator.</summary>
internal sealed class SandboxAccounts(SandboxAddress address, SandboxKeys keys) : IProviderSandbox
{
    public IReadOnlyDictionary<string, string?> AccountOf(string provider)
    {
        var account = provider switch
        {
            "bkash" => (Dictionary<string, string?>)new(StringComparer.Ordinal)
            {
                ["AppKey"] = SandboxKeys.BkashAppKey, ["AppSecret"] = SandboxKeys.BkashAppSecret, ["Username"] = SandboxKeys.BkashUsername, ["Password"] = SandboxKeys.BkashPassword,
                ["TopicArn"] = SandboxKeys.BkashTopic, ["Certificates"] = address.Own + "/bkash",
            },
            "nagad" => new(StringComparer.Ordinal)
            {
                ["MerchantId"] = SandboxKeys.NagadMerchant, ["ServerIp"] = "203.0.113.1",
                ["MerchantPrivateKey"] = keys.Merchant.ExportPkcs8PrivateKeyPem(), ["GatewayPublicKey"] = keys.Gateway.ExportSubjectPublicKeyInfoPem(),
            },
            "sslcommerz" => new(StringComparer.Ordinal) { ["StoreId"] = SandboxKeys.StoreId, ["StorePassword"] = SandboxKeys.StorePassword },
            "stripe" => new(StringComparer.Ordinal) { ["SecretKey"] = SandboxKeys.StripeKey, ["WebhookSecret"] = SandboxKeys.StripeWebhookSecret },
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "There is no such simulator."),
        };
        account["Address"] = $"{address.Own}/{provider}";
        return account;
    }
}
