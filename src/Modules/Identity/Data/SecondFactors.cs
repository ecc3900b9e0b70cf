using System.Security.Cryptography;
using Aisle.Contracts.Identity;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.DataProtection;

namespace Aisle.Modules.Identity.Data;

/// <summary>Codes of authenticator apps, and recovery codes for when the phone is gone. Each is good once.</summary>
internal sealed class SecondFactors(UnitOfWork work, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>Recovery codes that are given at once.</summary>
    public const int RecoveryCodes = 10;

    // Without letters and digits that are taken for one another.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly IDataProtector _seal = protection.CreateProtector("Aisle.Identity.Totp.v1");

    /// <summary>A new secret, sealed for the database.</summary>
    public (byte[] Secret, byte[] Sealed) NewSecret()
    {
        var secret = Totp.NewSecret();
        return (secret, _seal.Protect(secret));
    }

    /// <summary>The secret of a sealed one.</summary>
    public byte[] Open(byte[] sealedSecret) => _seal.Unprotect(sealedSecret);

    /// <summary>Uses a code up; answers the user's name, or null where it is no good.</summary>
    public async Task<string?> UseAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        var plain = code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Trim().ToLowerInvariant();
        return plain.Length == Totp.Digits && plain.All(char.IsAsciiDigit)
            ? await UseTotpAsync(user, plain, cancellationToken)
            : await UseRecoveryAsync(user, plain, cancellationToken);
    }

    /// <summary>New recovery codes; those before are void.</summary>
    public async Task<IReadOnlyList<string>> RenewRecoveryAsync(UserId user, CancellationToken cancellationToken)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(Alphabet, 12)).ToList();
        await using var renew = (await work.CommandAsync("""
            with gone as (delete from identity.recovery_code where user_id = $1 and hash <> all ($2))
            insert into identity.recovery_code (user_id, hash) select $1, hash from unnest($2) hash
            """, cancellationToken)).With(user.Value, codes.Select(SecretToken.Hash).ToArray());
        await renew.ExecuteNonQueryAsync(cancellationToken);
        return [.. codes.Select(code => $"{code[..4]}-{code[4..8]}-{code[8..]}")];
    }

    /// <summary>Removes the recovery codes.</summary>
    public async Task ForgetRecoveryAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var forget = (await work.CommandAsync("delete from identity.recovery_code where user_id = $1", cancellationToken)).With(user.Value);
        await forget.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<string?> UseTotpAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        byte[] secret;
        long? last;
        string name;
        // Locked, so that of two logins with one code only one finds it unused.
        await using (var find = (await work.CommandAsync("select name, totp_secret, totp_last_step from identity.user_account where id = $1 and status = 'active' and totp_since is not null for update", cancellationToken)).With(user.Value))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            (name, secret, last) = (reader.GetString(0), Open(reader.GetFieldValue<byte[]>(1)), reader.IsDBNull(2) ? null : reader.GetInt64(2));
        }

        if (Totp.Match(secret, code, time.GetUtcNow(), last) is not { } step)
        {
            return null;
        }

        await using var use = (await work.CommandAsync("update identity.user_account set totp_last_step = $2 where id = $1", cancellationToken)).With(user.Value, step);
        await use.ExecuteNonQueryAsync(cancellationToken);
        return name;
    }

    private async Task<string?> UseRecoveryAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        await using var use = (await work.CommandAsync("""
            update identity.recovery_code set used_at = $3 from identity.user_account account
            where user_id = $1 and hash = $2 and used_at is null and account.id = $1 and account.status = 'active' and account.totp_since is not null
            returning account.name
            """, cancellationToken)).With(user.Value, SecretToken.Hash(code), time.GetUtcNow());
        return await use.ExecuteScalarAsync(cancellationToken) as string;
    }
}
