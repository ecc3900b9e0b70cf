using Aisle.Kernel;

namespace Aisle.Contracts.Identity;

/// <summary>One login on one device.</summary>
/// <param name="Id">Id.</param>
/// <param name="Device">Browser and system as the browser says, e.g. <c>Chrome, Android</c>; may be empty.</param>
/// <param name="Address">IP address.</param>
/// <param name="Method"><c>password</c>, <c>second_factor</c>, <c>passkey</c> or <c>link</c>.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="SeenAt">When it was used last, to five minutes.</param>
/// <param name="IsCurrent">Whether it is the one that asks.</param>
public sealed record SessionRow(SessionId Id, string Device, string Address, string Method, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, bool IsCurrent);

/// <summary>A secret for an authenticator app, until a code has confirmed it.</summary>
/// <param name="Secret">Base 32, to be typed.</param>
/// <param name="Uri">The <c>otpauth</c> address.</param>
/// <param name="QrCode">The address as a QR code, SVG.</param>
public sealed record SecondFactorOffer(string Secret, string Uri, string QrCode);

/// <summary>A passkey of a user.</summary>
/// <param name="Id">Credential id, base64url.</param>
/// <param name="Name">What its owner calls it; may be empty.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UsedAt">When it was used last, or null.</param>
/// <param name="IsBackedUp">Whether it is also in a cloud, and so survives the device.</param>
public sealed record PasskeyRow(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt, bool IsBackedUp);

/// <summary>A login of the demo shop.</summary>
/// <param name="Role">Code of its role.</param>
/// <param name="Email">E-mail address.</param>
public sealed record DemoLogin(string Role, string Email);

/// <summary>What the start of the shop asks of Identity.</summary>
public interface IIdentitySetup
{
    /// <summary>The link of the first owner, good once; null where the shop has an owner who can log in.</summary>
    Task<string?> OwnerLinkAsync(CancellationToken cancellationToken);

    /// <summary>Adds the staff of the demo shop with this password, where they are not there yet.</summary>
    Task AddDemoStaffAsync(string password, CancellationToken cancellationToken);

    /// <summary>The staff of the demo shop that is still there.</summary>
    Task<IReadOnlyList<DemoLogin>> DemoStaffAsync(CancellationToken cancellationToken);
}
