using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Security;

namespace Aisle.Modules.Identity.Features;

/// <summary>A role of a user.</summary>
/// <param name="Role">Code of the role.</param>
/// <param name="Store">The store it holds in; left out for all stores and the company.</param>
internal sealed record RoleGrant(string Role, StoreId? Store = null);

/// <summary>A user, as those see them who look after users.</summary>
/// <param name="Id">Id.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Name">Name.</param>
/// <param name="Language">Language of their mails.</param>
/// <param name="Status"><c>active</c> or <c>disabled</c>.</param>
/// <param name="IsConfirmed">Whether the address is confirmed.</param>
/// <param name="HasSecondFactor">Whether an authenticator app is asked for.</param>
/// <param name="Passkeys">Number of passkeys.</param>
/// <param name="IsLocked">Whether too many wrong passwords have locked the account for a while.</param>
/// <param name="Roles">Roles, each with its store.</param>
/// <param name="SeenAt">When they used a session last, or null.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record UserDetail(
    UserId Id, string Email, string Name, string Language, string Status, bool IsConfirmed, bool HasSecondFactor, int Passkeys, bool IsLocked,
    IReadOnlyList<RoleGrant> Roles, DateTimeOffset? SeenAt, DateTimeOffset CreatedAt, int Version)
{
    public static UserDetail Example { get; } = new(
        UserId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0021")), "rahima@example.com", "Rahima Khatun", "bn", "active", IsConfirmed: true, HasSecondFactor: true, 1, IsLocked: false,
        [new RoleGrant(BuiltInRoles.Manager, StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011")))],
        new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 5, 6, 0, 0, TimeSpan.Zero), 4);
}

/// <summary>Errors about users.</summary>
internal static class UserErrors
{
    public static Error Unknown { get; } = Error.NotFound("user.unknown", "There is no such user.");

    public static Error BeyondOwn { get; } = new("role.beyond_own", "Nobody can give, take or use rights that they do not hold themselves.", ErrorKind.Forbidden);

    public static Error LastOwner { get; } = Error.Conflict("role.last_owner", "The shop must keep an owner who can log in.");
}
