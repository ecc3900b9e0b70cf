using Aisle.Kernel;
using Aisle.Platform.Security;

namespace Aisle.Modules.Identity.Features;

/// <summary>
/// What opens other ways into an account asks for a login of a few minutes ago: a phone that was left on a counter must not be
/// enough.
/// </summary>
internal static class FreshLogin
{
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(15);

    public static Error Needed { get; } = new("login.again", "Log in again to change this: your last login is more than a quarter of an hour old.", ErrorKind.Forbidden);

    public static bool IsFresh(Caller caller, TimeProvider time) => caller.ProvedAt is { } proved && time.GetUtcNow() - proved <= Age;
}
