using Aisle.Contracts.Identity;
using Aisle.Platform.Security;

namespace Aisle.Modules.Identity.Domain;

/// <summary>The key of a program. Shown once; only its hash is kept.</summary>
internal sealed class ApiKey
{
    /// <summary>How every key begins, so that a leaked one is recognised by those who look for such things.</summary>
    public const string Prefix = "aisle_";

    /// <summary>How long the key before a rotation goes on, so that programs can be given the new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    private string[] _permissions = [];
    private Guid[]? _stores;

    private ApiKey()
    {
    }

    public ApiKeyId Id { get; private set; }

    public string Name { get; private set; } = "";

    public string Hint { get; private set; } = "";

    public byte[] SecretHash { get; private set; } = [];

    public byte[]? FormerHash { get; private set; }

    public DateTimeOffset? FormerUntil { get; private set; }

    public IReadOnlyList<string> Permissions => _permissions;

    /// <summary>The stores it is good in; null for all of them and the company.</summary>
    public IReadOnlyList<Guid>? Stores => _stores;

    public UserId? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    public int Version { get; private set; }

    public static (ApiKey Key, string Secret) Create(
        ApiKeyId id, string name, IEnumerable<string> permissions, IEnumerable<Guid>? stores, DateTimeOffset? expires, UserId? by, DateTimeOffset now)
    {
        var key = new ApiKey
        {
            Id = id,
            Name = name,
            _permissions = [.. permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            _stores = stores is null ? null : [.. stores.Distinct()],
            CreatedBy = by,
            CreatedAt = now,
            ExpiresAt = expires,
            Version = 1,
        };
        return (key, key.NewSecret());
    }

    /// <summary>Makes a new secret; the one there was goes on for <see cref="Overlap"/>.</summary>
    public string Rotate(DateTimeOffset now)
    {
        (FormerHash, FormerUntil, Version) = (SecretHash, now + Overlap, Version + 1);
        return NewSecret();
    }

    public void Revoke(DateTimeOffset now)
    {
        RevokedAt ??= now;
        (FormerHash, FormerUntil, Version) = (null, null, Version + 1);
    }

    private string NewSecret()
    {
        var secret = SecretToken.New(Prefix);
        (SecretHash, Hint) = (SecretToken.Hash(secret), secret[..(Prefix.Length + 6)]);
        return secret;
    }
}
