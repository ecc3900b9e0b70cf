using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aisle.Modules.Payments.Providers.Nagad;

/// <summary>A store's account with Nagad.</summary>
internal sealed record NagadOptions
{
    /// <summary>E.g. <c>https://api.mynagad.com/api/dfs</c>.</summary>
    public string Address { get; init; } = "";

    public string MerchantId { get; init; } = "";

    /// <summary>The merchant's wallet; empty to leave it out.</summary>
    public string AccountNumber { get; init; } = "";

    /// <summary>Our RSA key, PKCS#8 or PKCS#1, as PEM or as the one line of base64 that Nagad works with.</summary>
    public string MerchantPrivateKey { get; init; } = "";

    /// <summary>The gateway's RSA key, X.509 SubjectPublicKeyInfo, in the same forms.</summary>
    public string GatewayPublicKey { get; init; } = "";

    /// <summary>The IPv4 address our calls come from, as it was registered with Nagad.</summary>
    public string ServerIp { get; init; } = "";

    public IEnumerable<string> Faults(string section)
    {
        foreach (var fault in AccountFaults.Of(section, Address, (nameof(MerchantId), MerchantId), (nameof(MerchantPrivateKey), MerchantPrivateKey), (nameof(GatewayPublicKey), GatewayPublicKey)))
        {
            yield return fault;
        }

        if (MerchantPrivateKey.Length > 0 && !IsKey(NagadCrypto.PrivateKey, MerchantPrivateKey))
        {
            yield return $"{section}:{nameof(MerchantPrivateKey)} is no RSA key of 2048 bits or more (PKCS#8 or PKCS#1).";
        }

        if (GatewayPublicKey.Length > 0 && !IsKey(NagadCrypto.PublicKey, GatewayPublicKey))
        {
            yield return $"{section}:{nameof(GatewayPublicKey)} is no RSA key of 2048 bits or more (X.509).";
        }

        if (!IPAddress.TryParse(ServerIp, out var address) || address.AddressFamily != AddressFamily.InterNetwork)
        {
            yield return $"{section}:{nameof(ServerIp)} is '{ServerIp}'; it must be the IPv4 address that was registered with Nagad.";
        }
    }

    /// <summary>Where it is spoken to, and no credential.</summary>
    public override string ToString() => $"Nagad at {Address}";

    private static bool IsKey(Func<string, RSA> read, string text)
    {
        try
        {
            using var key = read(text);
            return key.KeySize >= 2048;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }
}
