using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Aisle.Modules.Payments.Providers.Nagad;

/// <summary>
/// How what is said between Nagad and a merchant is sealed: RSA with PKCS#1 v1.5 for those who read, SHA-256 with RSA and
/// PKCS#1 v1.5 for those who sign, over the same bytes, all in base64.
/// </summary>
internal sealed class NagadCrypto(RSA own, RSA theirs)
{
    private static readonly ConcurrentDictionary<(string, string), NagadCrypto> _made = new();

    /// <summary>The keys of an account; read once.</summary>
    public static NagadCrypto Of(NagadOptions options) =>
        _made.GetOrAdd((options.MerchantPrivateKey, options.GatewayPublicKey), keys => new NagadCrypto(PrivateKey(keys.Item1), PublicKey(keys.Item2)));

    public static RSA PrivateKey(string text) => Import(text, (key, bytes) =>
    {
        try
        {
            key.ImportPkcs8PrivateKey(bytes, out _);
        }
        catch (CryptographicException)
        {
            key.ImportRSAPrivateKey(bytes, out _);
        }
    });

    public static RSA PublicKey(string text) => Import(text, (key, bytes) => key.ImportSubjectPublicKeyInfo(bytes, out _));

    /// <summary>Seals a text: what goes into <c>sensitiveData</c> and <c>signature</c>.</summary>
    public (string Data, string Signature) Seal(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return (Convert.ToBase64String(theirs.Encrypt(bytes, RSAEncryptionPadding.Pkcs1)), Convert.ToBase64String(own.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    /// <summary>Opens what they sealed; null where it cannot be read or was not signed by them.</summary>
    public string? Open(string data, string signature)
    {
        try
        {
            var bytes = own.Decrypt(Convert.FromBase64String(data), RSAEncryptionPadding.Pkcs1);
            return theirs.VerifyData(bytes, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static RSA Import(string text, Action<RSA, byte[]> import)
    {
        var key = RSA.Create();
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                var pem = PemEncoding.Find(text);
                import(key, Convert.FromBase64String(text[pem.Base64Data]));
            }
            else
            {
                import(key, Convert.FromBase64String(text));
            }

            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
