using System.Security.Cryptography;
using System.Text;

namespace Aisle.Modules.Payments.Providers.SslCommerz;

/// <summary>The hash over what SSLCommerz posts (developer.sslcommerz.com, v4, "IPN"): MD5, because that is what they send.</summary>
internal static class SslCommerzHash
{
    private static readonly string[] _needed = ["status", "tran_id"];

    /// <summary>Whether whoever posted these fields knows the store's password.</summary>
    public static bool IsRight(IReadOnlyDictionary<string, string> fields, string password)
    {
        if (fields.GetValueOrDefault("verify_sign") is not { Length: 32 } sign || fields.GetValueOrDefault("verify_key") is not { } names)
        {
            return false;
        }

        var keys = names.Split(',');
        return _needed.All(name => keys.Contains(name, StringComparer.Ordinal)) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(fields, keys, password)), Encoding.UTF8.GetBytes(sign.ToLowerInvariant()));
    }

    /// <summary>The hash of the fields of these names; a name without a field is passed over.</summary>
    public static string Of(IReadOnlyDictionary<string, string> fields, IEnumerable<string> names, string password)
    {
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (fields.TryGetValue(name, out var value))
            {
                signed[name] = value;
            }
        }

        signed["store_passwd"] = Md5(password);
        return Md5(string.Join('&', signed.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
