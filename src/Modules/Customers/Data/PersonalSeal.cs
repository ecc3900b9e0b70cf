using System.Security.Cryptography;
using System.Text;
using Aisle.Contracts.Identity;
using Aisle.Platform.Security;

namespace Aisle.Modules.Customers.Data;

/// <summary>
/// Seals what belongs to one person alone: AES-256-GCM (NIST SP 800-38D) under a key of theirs, which is kept sealed under one that is
/// not in the database. Without the row of a person's key nobody reads any of it again, not in a copy of the other tables either.
/// </summary>
internal sealed class PersonalSeal(CustomersOptions options, SecretFiles secrets)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly Lazy<byte[]> _secret = new(() => options.Key() ?? secrets.GetOrCreate("customers"));

    /// <summary>A new key of a person, sealed.</summary>
    public string NewKey(UserId person) => Seal(Derived("keys"), RandomNumberGenerator.GetBytes(32), person.ToString());

    /// <summary>A text sealed for a person.</summary>
    public string Seal(UserId person, string key, string text) => Seal(KeyOf(person, key), Encoding.UTF8.GetBytes(text), person.ToString());

    /// <summary>What was sealed for a person.</summary>
    public string Open(UserId person, string key, string sealedText) => Encoding.UTF8.GetString(Open(KeyOf(person, key), sealedText, person.ToString()));

    /// <summary>What a telephone number is found by.</summary>
    public string HashOf(string phone) => Convert.ToHexStringLower(HMACSHA256.HashData(Derived("phones"), Encoding.ASCII.GetBytes(phone)));

    private byte[] Derived(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret.Value, 32, info: Encoding.ASCII.GetBytes("aisle customers " + purpose));

    private byte[] KeyOf(UserId person, string key) => Open(Derived("keys"), key, person.ToString());

    private static string Seal(byte[] key, byte[] plain, string about)
    {
        var whole = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(whole.AsSpan(0, NonceLength), plain, whole.AsSpan(NonceLength, plain.Length), whole.AsSpan(NonceLength + plain.Length), Encoding.ASCII.GetBytes(about));
        return Convert.ToBase64String(whole);
    }

    private static byte[] Open(byte[] key, string sealedText, string about)
    {
        var whole = Convert.FromBase64String(sealedText).AsSpan();
        var plain = new byte[whole.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(whole[..NonceLength], whole[NonceLength..^TagLength], whole[^TagLength..], plain, Encoding.ASCII.GetBytes(about));
            return plain;
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw new InvalidOperationException($"What belongs to a customer was sealed under another key. Give this host the same {CustomersOptions.Section}:{nameof(CustomersOptions.SealKey)}, or the same secrets folder.", fault);
        }
    }
}
