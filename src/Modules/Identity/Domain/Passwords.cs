using Aisle.Platform.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Aisle.Modules.Identity.Domain;

/// <summary>
/// Hashes passwords and PINs (PBKDF2 with HMAC-SHA-512, ASP.NET Core's format). A hash takes a tenth of a second of a
/// processor on purpose, so no more run at once than there are processors: a flood of logins slows logins and nothing else.
/// </summary>
internal sealed class Passwords : IDisposable
{
    private readonly PasswordHasher<object> _hasher;
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly Lazy<string> _nobodys;
    private static readonly object _nobody = new();

    public Passwords(IdentityOptions options)
    {
        _hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = options.HashRounds }));
        _nobodys = new Lazy<string>(() => _hasher.HashPassword(_nobody, SecretToken.New()));
    }

    /// <summary>The hash of a password.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        InTurnAsync(() => _hasher.HashPassword(_nobody, PasswordRules.Normal(password)), cancellationToken);

    /// <summary>
    /// Whether the password is right. Without a hash the same work is done on nobody's, so that the time does not tell whether
    /// there is such an account.
    /// </summary>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        var normal = password.Length > PasswordRules.Most * 4 ? "" : PasswordRules.Normal(password);
        var result = await InTurnAsync(() => _hasher.VerifyHashedPassword(_nobody, hash ?? _nobodys.Value, normal), cancellationToken);
        return result != PasswordVerificationResult.Failed && hash is not null && normal.Length > 0;
    }

    public void Dispose() => _room.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }
}
