using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aisle.Contracts.Identity;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Identity.Data;

/// <summary>
/// Access tokens. What a token says is only whose session it is: what its owner may do is looked up, so that it changes at
/// once. A signature takes longer to check than everything else of a request, so tokens that were found good are remembered
/// until they expire.
/// </summary>
internal sealed class AccessTokens(SigningKeys keys, PublicAddress address, TimeProvider time)
{
    public const string Audience = "aisle";

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>How far the clocks of hosts may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const int MostRemembered = 20_000;

    private readonly ConcurrentDictionary<Key, Good> _good = new();
    private readonly JwtRules _rules = new(address.Issuer, Audience, Skew);

    /// <summary>A token for a session.</summary>
    public async ValueTask<string> WriteAsync(UserId user, SessionId session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var claims = JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = _rules.Issuer,
            aud = _rules.Audience,
            sub = user.Value,
            sid = session.Value,
            jti = Guid.CreateVersion7(now),
            iat = now.ToUnixTimeSeconds(),
            exp = (now + Life).ToUnixTimeSeconds(),
        });
        return Jwt.Write(await keys.CurrentAsync(cancellationToken), claims);
    }

    /// <summary>The session of a token that is good now; null for every other.</summary>
    public async ValueTask<SessionId?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > Jwt.MostCharacters)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var key = Key.Of(token);
        var known = await keys.AllAsync(cancellationToken);
        if (_good.TryGetValue(key, out var good))
        {
            // A key that was taken away takes its tokens with it.
            if (now < good.Until && known.Any(one => string.Equals(one.Key.Id, good.KeyId, StringComparison.Ordinal)))
            {
                return good.Session;
            }

            _good.TryRemove(key, out _);
        }

        string? usedKey = null;
        Es256Key? Find(string kid) => known.FirstOrDefault(one => string.Equals(one.Key.Id, usedKey = kid, StringComparison.Ordinal))?.Key;
        if (Jwt.Read(token, Find, _rules, now, out var claims) != JwtFault.None || !Guid.TryParse(Jwt.Text(claims, "sid"), out var session))
        {
            return null;
        }

        if (_good.Count >= MostRemembered)
        {
            // Simpler than to find out which are old, and no more than ten minutes of work is lost.
            _good.Clear();
        }

        _good[key] = new Good(SessionId.From(session), DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()) + Skew, usedKey!);
        return SessionId.From(session);
    }

    private sealed record Good(SessionId Session, DateTimeOffset Until, string KeyId);

    /// <summary>SHA-256 of a token: nobody finds another one with the same.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Key(UInt128 High, UInt128 Low)
    {
        public static Key Of(string token)
        {
            Span<byte> bytes = stackalloc byte[Jwt.MostCharacters * 3];
            var count = Encoding.UTF8.GetBytes(token, bytes);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes[..count], hash);
            return new Key(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[16..]));
        }
    }
}
