using System.Security.Cryptography;
using System.Text;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Wallets.Data;

/// <summary>What is stored of a PIN.</summary>
internal sealed record PinHash(byte[] Salt, byte[] Hash);

/// <summary>
/// Turns codes and PINs into what is stored of them, under a key that is not in the database. A hash of a PIN takes a twentieth of
/// a second of a processor on purpose, so no more run at once than there are processors to spare.
/// </summary>
internal sealed class CardSecrets(WalletsOptions options, SecretFiles secrets, ApartDatabase database) : IDisposable
{
    private readonly Lazy<byte[]> _key = new(() => options.Key() ?? secrets.GetOrCreate("gift-cards"));
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount - 1));
    private volatile bool _isChecked;

    /// <summary>What is stored of a code.</summary>
    public byte[] CodeHash(string code) => HMACSHA256.HashData(_key.Value, Encoding.ASCII.GetBytes("code " + code));

    /// <summary>What is stored of a PIN, with a salt of its own.</summary>
    public async Task<PinHash> PinAsync(string pin, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new PinHash(salt, await HashAsync(pin, salt, cancellationToken));
    }

    /// <summary>Whether a PIN is right. Without a card the same work is done, so that the time does not tell whether there is one.</summary>
    public async Task<bool> IsPinAsync(PinHash? stored, string pin, CancellationToken cancellationToken)
    {
        var hash = await HashAsync(pin, stored?.Salt ?? new byte[16], cancellationToken);
        return CryptographicOperations.FixedTimeEquals(hash, stored?.Hash ?? new byte[hash.Length]) && stored is not null;
    }

    /// <summary>Makes sure that the cards of this database were made under this key; the first host that makes one writes down which.</summary>
    /// <exception cref="InvalidOperationException">When they were made under another one.</exception>
    public async Task CheckKeyAsync(CancellationToken cancellationToken)
    {
        if (_isChecked)
        {
            return;
        }

        var fingerprint = SHA256.HashData([.. "gift cards"u8, .. _key.Value]);
        await using var command = database.Source.CreateCommand("""
            with made as (insert into wallets.card_key (fingerprint) values ($1) on conflict do nothing returning fingerprint)
            select fingerprint = $1 from (select fingerprint from made union all select fingerprint from wallets.card_key) known limit 1
            """).With(fingerprint);
        if (await command.ExecuteScalarAsync(cancellationToken) is false)
        {
            throw new InvalidOperationException($"The gift cards of this database were made under another key. Give this host the same {WalletsOptions.Section}:{nameof(WalletsOptions.CardKey)}, or the same secrets folder.");
        }

        _isChecked = true;
    }

    public void Dispose() => _room.Dispose();

    private async Task<byte[]> HashAsync(string pin, byte[] salt, CancellationToken cancellationToken)
    {
        var keyed = HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes("pin " + (pin.Length <= 64 ? pin : "")));
        await _room.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Rfc2898DeriveBytes.Pbkdf2(keyed, salt, options.PinRounds, HashAlgorithmName.SHA512, 32), cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }
}
