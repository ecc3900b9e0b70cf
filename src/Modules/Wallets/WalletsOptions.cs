using Aisle.Platform.Security;

namespace Aisle.Modules.Wallets;

/// <summary>How gift cards are guarded (section <c>Aisle:Wallets</c>).</summary>
internal sealed record WalletsOptions
{
    public const string Section = "Aisle:Wallets";

    /// <summary>The key of card codes and PINs, 32 bytes in base64; none to have one made in the data folder.</summary>
    public string? CardKey { get; init; }

    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 for a PIN. It is keyed too, so a copy of the database alone cannot try any.</summary>
    public int PinRounds { get; init; } = 100_000;

    /// <summary>PINs that may be tried on a card until it is locked.</summary>
    public int PinTries { get; init; } = 5;

    /// <summary>Minutes for which it is locked.</summary>
    public int LockMinutes { get; init; } = 30;

    /// <summary>Cards that may be looked at within a minute from one address.</summary>
    public int LooksPerMinute { get; init; } = 20;

    /// <summary>The key that was given, or null.</summary>
    public byte[]? Key() => CardKey is { Length: > 0 } text ? Convert.FromBase64String(text) : null;

    /// <summary>The faults of these values, as sentences.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, value, least, most) in ((string, int, int, int)[])
            [(nameof(PinRounds), PinRounds, 1000, 10_000_000), (nameof(PinTries), PinTries, 3, 20), (nameof(LockMinutes), LockMinutes, 1, 10_080), (nameof(LooksPerMinute), LooksPerMinute, 1, 1_000_000)])
        {
            if (value < least || value > most)
            {
                yield return $"{Section}:{name} is {value}; it must lie between {least} and {most}.";
            }
        }

        var bytes = new byte[SecretFiles.Length * 2];
        if (CardKey is { Length: > 0 } key && !(Convert.TryFromBase64String(key, bytes, out var length) && length == SecretFiles.Length))
        {
            yield return $"{Section}:{nameof(CardKey)} is not {SecretFiles.Length} bytes in base64.";
        }
    }
}
