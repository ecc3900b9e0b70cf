using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aisle.Sandbox;

/// <summary>Keys and credentials of the simulated accounts. The RSA keys are made when they are first needed and live as long as the process.</summary>
internal sealed class SandboxKeys(TimeProvider time) : IDisposable
{
    public const string BkashAppKey = "sandbox-app-key";
    public const string BkashAppSecret = "sandbox-app-secret";
    public const string BkashUsername = "sandboxUser";
    public const string BkashPassword = "sandbox-user-password";
    public const string BkashTopic = "arn:aws:sns:ap-southeast-1:000000000000:sandbox-bkash";
    public const string NagadMerchant = "683002007104225";
    public const string StoreId = "sandboxstore";
    public const string StorePassword = "sandbox-store-password";
    public const string StripeKey = "sk_test_sandbox";
    public const string StripeWebhookSecret = "whsec_sandbox";

    private readonly Lazy<RSA> _gateway = new(() => RSA.Create(2048));
    private readonly Lazy<RSA> _merchant = new(() => RSA.Create(2048));
    private readonly Lazy<RSA> _notices = new(() => RSA.Create(2048));
    private X509Certificate2? _certificate;

    /// <summary>Nagad's own key.</summary>
    public RSA Gateway => _gateway.Value;

    /// <summary>The key of the merchant, who has the private half too.</summary>
    public RSA Merchant => _merchant.Value;

    /// <summary>The key that bKash's notifications are signed with.</summary>
    public RSA Notices => _notices.Value;

    /// <summary>The certificate of <see cref="Notices"/>, as PEM.</summary>
    public string NoticeCertificate()
    {
        var now = time.GetUtcNow();
        _certificate ??= new CertificateRequest("CN=sandbox", Notices, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        return _certificate.ExportCertificatePem();
    }

    public void Dispose()
    {
        foreach (var key in (Lazy<RSA>[])[_gateway, _merchant, _notices])
        {
            if (key.IsValueCreated)
            {
                key.Value.Dispose();
            }
        }

        _certificate?.Dispose();
    }
}
