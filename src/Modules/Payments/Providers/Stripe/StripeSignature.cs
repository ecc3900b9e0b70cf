using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aisle.Modules.Payments.Providers.Stripe;

/// <summary>The header <c>Stripe-Signature</c> of a webhook (docs.stripe.com, "Verify webhook signatures manually").</summary>
internal static class StripeSignature
{
    /// <summary>How far the time of a signature may lie from ours.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(5);

    private const int MostParts = 20;

    /// <summary>Whether one of the signatures was made with one of the secrets, over exactly this body and not long ago.</summary>
    public static bool IsRight(string header, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var parts = header.Split(',', MostParts + 1);
        var times = parts.Where(part => part.StartsWith("t=", StringComparison.Ordinal)).Select(part => part[2..]).ToList();
        if (parts.Length > MostParts || times is not [var time] || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)_tolerance.TotalSeconds)
        {
            return false;
        }

        var given = parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal)).Select(part => Encoding.UTF8.GetBytes(part[3..])).ToList();
        var isRight = false;
        foreach (var secret in secrets)
        {
            var wanted = Encoding.UTF8.GetBytes(Of(secret, time, body));
            foreach (var one in given)
            {
                isRight |= CryptographicOperations.FixedTimeEquals(one, wanted);
            }
        }

        return isRight;
    }

    /// <summary>The signature of a body at a time, in seconds since 1970.</summary>
    public static string Of(string secret, string time, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(time + "."), .. body]));
}
