using Aisle.Kernel;

namespace Aisle.Contracts.Identity;

/// <summary>Somebody has an account now, and their address is confirmed or was given by the shop.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Language">The language of their mails.</param>
[EventName("identity.user_registered.v1")]
public sealed record UserRegistered(UserId UserId, string Name, string Language) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"user/{UserId}";
}

/// <summary>What is known of a user has changed: name, address, roles or whether they may log in.</summary>
/// <param name="UserId">Who.</param>
[EventName("identity.user_changed.v1")]
public sealed record UserChanged(UserId UserId) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"user/{UserId}";
}
