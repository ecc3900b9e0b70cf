namespace Aisle.Modules.Identity;

/// <summary>How people log in (section <c>Aisle:Identity</c>).</summary>
internal sealed record IdentityOptions
{
    public const string Section = "Aisle:Identity";

    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 for a password; OWASP's cheat sheet asks for 210,000.</summary>
    public int HashRounds { get; init; } = 210_000;

    /// <summary>Attempts to log in within a minute, of one account from one address.</summary>
    public int AttemptsPerMinute { get; init; } = 5;

    /// <summary>Attempts to log in within a minute from one address, whatever the account: a shop's tills share one.</summary>
    public int AttemptsPerAddress { get; init; } = 60;

    /// <summary>Wrong passwords in a row after which an account is locked.</summary>
    public int LockAfter { get; init; } = 10;

    /// <summary>Minutes for which it is locked.</summary>
    public int LockMinutes { get; init; } = 15;

    /// <summary>Days without use after which a session ends.</summary>
    public int SessionDays { get; init; } = 30;

    /// <summary>The faults of these values, as sentences.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, value, least, most) in ((string, int, int, int)[])
            [
                (nameof(HashRounds), HashRounds, 1000, 10_000_000), (nameof(AttemptsPerMinute), AttemptsPerMinute, 1, 1_000_000),
                (nameof(AttemptsPerAddress), AttemptsPerAddress, 1, 1_000_000), (nameof(LockAfter), LockAfter, 3, 100),
                (nameof(LockMinutes), LockMinutes, 1, 1440), (nameof(SessionDays), SessionDays, 1, 400),
            ])
        {
            if (value < least || value > most)
            {
                yield return $"{Section}:{name} is {value}; it must lie between {least} and {most}.";
            }
        }
    }
}
