using System.Security.Cryptography;
using Aisle.Platform.Security;
using Microsoft.Extensions.Configuration;

namespace Aisle.Modules.Ledger;

/// <summary>Where the proof of the books is kept outside of the database (section <c>Aisle:Ledger</c>).</summary>
internal sealed record LedgerOptions
{
    public const string Section = "Aisle:Ledger";

    /// <summary>Folder of the checkpoints; <c>ledger</c> in the data folder where nothing is said.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>The private key that signs them: PKCS#8 in base64. Without it a file in the folder is made.</summary>
    public string? SigningKey { get; init; }

    public static LedgerOptions Read(IConfiguration configuration) => configuration.GetSection(Section).Get<LedgerOptions>() ?? new LedgerOptions();

    /// <summary>What is wrong with these values. None says the key.</summary>
    public IEnumerable<string> Faults()
    {
        if (Checkpoints is { Length: > 0 } && !Path.IsPathFullyQualified(Checkpoints))
        {
            yield return $"{Section}:Checkpoints is '{Checkpoints}'; it must be a whole path such as /var/lib/aisle/ledger.";
        }

        if (SigningKey is { Length: > 0 } && !IsKey(SigningKey))
        {
            yield return $"{Section}:SigningKey must be a key of P-256 in PKCS#8 form, as base64 on one line.";
        }
    }

    private static bool IsKey(string text)
    {
        try
        {
            using var key = Es256Key.FromPrivate(Convert.FromBase64String(text));
            return key.PublicNumbers().X.Length == 32;
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
