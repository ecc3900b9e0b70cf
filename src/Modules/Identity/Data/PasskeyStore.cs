using Aisle.Platform.Database;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Aisle.Modules.Identity.Data;

/// <summary>A user as the passkey handler of ASP.NET Core Identity sees them.</summary>
internal sealed class PasskeyUser
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }
}

/// <summary>
/// Passkeys for the handler of ASP.NET Core Identity, which checks what an authenticator says (WebAuthn level 3). It asks for
/// nothing else of its store, and nothing else is here.
/// </summary>
internal sealed class PasskeyStore(UnitOfWork work) : IUserPasskeyStore<PasskeyUser>
{
    private const string Columns = "credential_id, public_key, created_at, sign_count, transports, user_verified, backup_eligible, backed_up, attestation, client_data, name";

    public async Task AddOrUpdatePasskeyAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            insert into identity.passkey (credential_id, user_id, name, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, attestation, client_data, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (credential_id) do update set sign_count = excluded.sign_count, user_verified = excluded.user_verified, backed_up = excluded.backed_up
            """, cancellationToken)).With(
            passkey.CredentialId, user.Id, passkey.Name ?? "", passkey.PublicKey, (long)passkey.SignCount, passkey.Transports ?? [], passkey.IsUserVerified,
            passkey.IsBackupEligible, passkey.IsBackedUp, passkey.AttestationObject, passkey.ClientDataJson, passkey.CreatedAt.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        await ListAsync((await work.CommandAsync($"select {Columns} from identity.passkey where user_id = $1 order by created_at, credential_id", cancellationToken)).With(user.Id), cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await ListAsync((await work.CommandAsync($"select {Columns} from identity.passkey where user_id = $1 and credential_id = $2", cancellationToken)).With(user.Id, credentialId), cancellationToken)).FirstOrDefault();

    public async Task<PasskeyUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await UserAsync((await work.CommandAsync("select account.id, account.name from identity.passkey join identity.user_account account on account.id = passkey.user_id where credential_id = $1", cancellationToken)).With(credentialId), cancellationToken);

    public async Task<PasskeyUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Guid.TryParse(userId, out var id)
        ? await UserAsync((await work.CommandAsync("select id, name from identity.user_account where id = $1", cancellationToken)).With(id), cancellationToken)
        : null;

    public async Task RemovePasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("delete from identity.passkey where user_id = $1 and credential_id = $2", cancellationToken)).With(user.Id, credentialId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<string> GetUserIdAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    public Task<PasskeyUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw NotHere();

    public Task SetNormalizedUserNameAsync(PasskeyUser user, string? normalizedName, CancellationToken cancellationToken) => throw NotHere();

    public Task SetUserNameAsync(PasskeyUser user, string? userName, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> CreateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> DeleteAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> UpdateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    public void Dispose()
    {
        // The connection is the unit of work's.
    }

    private static NotSupportedException NotHere() => new("Users are not kept through this store.");

    private static async Task<PasskeyUser?> UserAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            return await reader.ReadAsync(cancellationToken) ? new PasskeyUser { Id = reader.GetGuid(0), Name = reader.GetString(1) } : null;
        }
    }

    private static async Task<List<UserPasskeyInfo>> ListAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            var list = new List<UserPasskeyInfo>();
            while (await reader.ReadAsync(cancellationToken))
            {
                list.Add(new UserPasskeyInfo(
                    reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<DateTimeOffset>(2), (uint)reader.GetInt64(3), reader.GetFieldValue<string[]>(4),
                    reader.GetBoolean(5), reader.GetBoolean(6), reader.GetBoolean(7), reader.GetFieldValue<byte[]>(8), reader.GetFieldValue<byte[]>(9)) { Name = reader.GetString(10) });
            }

            return list;
        }
    }
}
