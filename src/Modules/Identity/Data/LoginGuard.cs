using System.Security.Cryptography;
using System.Text;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Identity.Data;

/// <summary>
/// Bounds how often a login may be tried: of one account from one address, from one address, and of one account in a row.
/// Everything is counted in the database, for all hosts together, and stays counted when the request around it fails.
/// </summary>
internal sealed class LoginGuard(ApartDatabase database, IdentityOptions options, TimeProvider time)
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    /// <summary>Too many attempts; the same whether there is such an account or not.</summary>
    public static Error TooMany { get; } = new("login.too_many", "Too many attempts to log in; wait a minute.", ErrorKind.RateLimited);

    /// <summary>Counts an attempt on an account from an address; answers whether there is room for it.</summary>
    public async Task<bool> HasRoomAsync(string account, string address, CancellationToken cancellationToken)
    {
        var (now, since) = (time.GetUtcNow(), time.GetUtcNow() - _window);
        return await TakeAsync($"pair {account} {address}", now, since, options.AttemptsPerMinute, cancellationToken) &&
            await TakeAsync($"from {address}", now, since, options.AttemptsPerAddress, cancellationToken);
    }

    /// <summary>Counts an attempt from an address that names no account.</summary>
    public Task<bool> HasAddressRoomAsync(string address, CancellationToken cancellationToken) =>
        TakeAsync($"from {address}", time.GetUtcNow(), time.GetUtcNow() - _window, options.AttemptsPerAddress, cancellationToken);

    /// <summary>Counts a wrong password; the account is locked when it is one too many in a row. Answers whether it was now.</summary>
    public async Task<bool> FailedAsync(Guid user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.Source.CreateCommand("""
            update identity.user_account
            set failures = case when failures + 1 >= $2 then 0 else failures + 1 end,
                locked_until = case when failures + 1 >= $2 then $3 else locked_until end
            where id = $1 returning failures = 0
            """).With(user, options.LockAfter, now + TimeSpan.FromMinutes(options.LockMinutes));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Forgets the failures of one who has logged in.</summary>
    public async Task SucceededAsync(Guid user, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("update identity.user_account set failures = 0, locked_until = null where id = $1 and (failures > 0 or locked_until is not null)").With(user);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> TakeAsync(string what, DateTimeOffset now, DateTimeOffset since, int most, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("select identity.take_attempt($1, $2, $3, $4)").With(SHA256.HashData(Encoding.UTF8.GetBytes(what)), now, since, most);
        return await command.ExecuteScalarAsync(cancellationToken) is DBNull or null;
    }
}
