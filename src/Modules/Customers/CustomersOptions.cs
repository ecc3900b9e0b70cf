using Aisle.Platform.Security;

namespace Aisle.Modules.Customers;

/// <summary>How personal fields are guarded (section <c>Aisle:Customers</c>).</summary>
internal sealed record CustomersOptions
{
    public const string Section = "Aisle:Customers";

    /// <summary>The key that seals the keys of customers, 32 bytes in base64; none to have one made in the data folder.</summary>
    public string? SealKey { get; init; }

    /// <summary>The key that was given, or null.</summary>
    public byte[]? Key() => SealKey is { Length: > 0 } text ? Convert.FromBase64String(text) : null;

    /// <summary>The faults of these values, as sentences.</summary>
    public IEnumerable<string> Faults()
    {
        var bytes = new byte[SecretFiles.Length * 2];
        if (SealKey is { Length: > 0 } key && !(Convert.TryFromBase64String(key, bytes, out var length) && length == SecretFiles.Length))
        {
            yield return $"{Section}:{nameof(SealKey)} is not {SecretFiles.Length} bytes in base64.";
        }
    }
}
