using Aisle.Kernel;

namespace Aisle.Platform.Mail;

/// <summary>How mail is sent (section <c>Aisle:Mail</c>). Without a host it is written as files.</summary>
public sealed record MailOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Aisle:Mail";

    /// <summary>The address nobody answers, for mails that stay on this machine (RFC 2606).</summary>
    private const string NoSender = "shop@aisle.invalid";

    /// <summary>The longest a mail may take: less than the lease of its message, or another process would send it too.</summary>
    private const int MostSeconds = 90;

    private const int ImplicitTlsPort = 465;

    /// <summary>The server that takes mails, or null for files.</summary>
    public string? Host { get; init; }

    /// <summary>Its port: 587 for submission (RFC 6409), 25 between servers.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Who signs in, or null.</summary>
    public string? User { get; init; }

    /// <summary>The password of <see cref="User"/>.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the connection must become encrypted (STARTTLS) before anything is said on it.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>The address mails come from; needed where there is a host.</summary>
    public string? From { get; init; }

    /// <summary>The name beside it.</summary>
    public string FromName { get; init; } = "Aisle";

    /// <summary>Seconds a mail may take, 1 to 90.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Whether mails go to a server.</summary>
    public bool HasHost => !string.IsNullOrWhiteSpace(Host);

    /// <summary>Who mails come from.</summary>
    internal EmailAddress Sender => EmailAddress.Parse(string.IsNullOrWhiteSpace(From) ? NoSender : From).Value;

    /// <summary>The faults of these values, as sentences. None says the password.</summary>
    public IEnumerable<string> Faults()
    {
        if (HasHost && (Host!.Length > 253 || Uri.CheckHostName(Host) == UriHostNameType.Unknown))
        {
            yield return $"{Section}:Host is '{Host}'; it must be a name or an address such as smtp.example.com.";
        }

        if (Port is < 1 or > 65535 or ImplicitTlsPort)
        {
            yield return $"{Section}:Port is {Port}; it must lie between 1 and 65535, and 465 (TLS from the first byte) is not spoken: take 587.";
        }

        if (string.IsNullOrWhiteSpace(From) ? HasHost : EmailAddress.Parse(From).IsFailure)
        {
            yield return $"{Section}:From is '{From}'; a shop that sends mail needs an address such as shop@example.com there.";
        }

        if (FromName.Length > 100 || FromName.Any(char.IsControl))
        {
            yield return $"{Section}:FromName must be one line of at most 100 characters.";
        }

        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
        {
            yield return $"{Section}:User and {Section}:Password go together; one of them is missing.";
        }

        if (!string.IsNullOrEmpty(User) && HasHost && !StartTls && !IsThisMachine(Host!))
        {
            yield return $"{Section}:StartTls is false, so the password would cross the network for all to read; only to a server on this machine it may.";
        }

        if (TimeoutSeconds is < 1 or > MostSeconds)
        {
            yield return $"{Section}:TimeoutSeconds is {TimeoutSeconds}; it must lie between 1 and {MostSeconds}.";
        }
    }

    /// <summary>Where mails go; without user and password.</summary>
    public override string ToString() => HasHost ? $"{Host}:{Port}" : "files";

    private static bool IsThisMachine(string host) => host is "localhost" or "127.0.0.1" or "::1" or "[::1]";
}
