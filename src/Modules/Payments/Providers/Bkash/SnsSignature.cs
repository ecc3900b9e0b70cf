using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Aisle.Modules.Payments.Providers.Wire;

namespace Aisle.Modules.Payments.Providers.Bkash;

/// <summary>
/// Signatures of Amazon's notification service (Amazon SNS, "Verifying the signatures of messages"), through which bKash sends
/// its notifications. Certificates are taken from Amazon's own hosts alone, over HTTPS, and kept by their address.
/// </summary>
internal sealed partial class SnsSignature(IHttpClientFactory clients)
{
    private const int MostCertificates = 16;

    /// <summary>What is signed, in this order, as far as it is there.</summary>
    private static readonly string[] _signed = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    private readonly ConcurrentDictionary<string, RSA> _keys = new(StringComparer.Ordinal);

    public async Task<bool> IsRightAsync(WireJson envelope, BkashOptions options, CancellationToken cancellationToken)
    {
        var signature = new byte[1024];
        if (!IsTheirs(envelope.Text("SigningCertURL"), options, ".pem") || HashOf(envelope.Text("SignatureVersion")) is not { } hash ||
            !Convert.TryFromBase64String(envelope.Text("Signature"), signature, out var length) || await KeyAsync(envelope.Text("SigningCertURL"), cancellationToken) is not { } key)
        {
            return false;
        }

        return key.VerifyData(Encoding.UTF8.GetBytes(TextOf(envelope)), signature.AsSpan(0, length).ToArray(), hash, RSASignaturePadding.Pkcs1);
    }

    /// <summary>Answers that this address does want the notifications. A lost answer is asked for again by Amazon.</summary>
    public async Task ConfirmAsync(WireJson envelope, BkashOptions options, CancellationToken cancellationToken)
    {
        if (IsTheirs(envelope.Text("SubscribeURL"), options, ""))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, envelope.Text("SubscribeURL"));
            await clients.CreateClient(ProviderNames.Bkash).AskAsync(request, cancellationToken);
        }
    }

    /// <summary>The text that is signed: each name and value on a line of its own.</summary>
    public static string TextOf(WireJson envelope)
    {
        var text = new StringBuilder();
        foreach (var name in _signed)
        {
            if (envelope.Has(name))
            {
                text.Append(name).Append('\n').Append(envelope.Text(name)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static HashAlgorithmName? HashOf(string version) => version switch { "1" => HashAlgorithmName.SHA1, "2" => HashAlgorithmName.SHA256, _ => null };

    private static bool IsTheirs(string address, BkashOptions options, string ending) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.AbsolutePath.EndsWith(ending, StringComparison.Ordinal) &&
        (options.Certificates.Length > 0
            ? uri.AbsoluteUri.StartsWith(options.Certificates + "/", StringComparison.Ordinal)
            : uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && Host().IsMatch(uri.Host));

    private async Task<RSA?> KeyAsync(string address, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(address, out var known))
        {
            return known;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var answer = await clients.CreateClient(ProviderNames.Bkash).AskAsync(request, cancellationToken);
        try
        {
            using var certificate = answer.IsSuccess ? X509Certificate2.CreateFromPem(answer.Body) : null;
            if (certificate?.GetRSAPublicKey() is not { } key)
            {
                return null;
            }

            if (_keys.Count >= MostCertificates)
            {
                _keys.Clear();
            }

            return _keys.GetOrAdd(address, key);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\Asns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();
}
