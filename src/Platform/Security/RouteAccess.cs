using Microsoft.AspNetCore.Builder;

namespace Aisle.Platform.Security;

/// <summary>Who may use a route.</summary>
public enum AccessKind
{
    /// <summary>Everybody, also without a login.</summary>
    Everyone,

    /// <summary>Whoever has logged in; it is about themselves.</summary>
    SignedIn,

    /// <summary>Whoever has logged in and holds any permission at all.</summary>
    Staff,

    /// <summary>Nobody: it belongs to a role that this process does not have, or was declared by no one.</summary>
    Nobody,

    /// <summary>Who holds the permission in at least one store; the handler looks at the store.</summary>
    Permission,
}

/// <summary>Says who may use a route or page. One that does not carry it is refused, and a test fails.</summary>
/// <param name="kind">Who.</param>
/// <param name="permission">Name of the permission, where one is asked for.</param>
/// <param name="identify">Whether a route for everyone wants to know who asks, if it can be known.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RouteAccessAttribute(AccessKind kind, string? permission = null, bool identify = false) : Attribute
{
    /// <summary>Who.</summary>
    public AccessKind Kind { get; } = kind;

    /// <summary>Name of the permission, where one is asked for.</summary>
    public string? Permission { get; } = permission;

    /// <summary>Whether a route for everyone wants to know who asks, if it can be known.</summary>
    public bool Identify { get; } = identify;
}

/// <summary>Declares who may use a route.</summary>
public static class RouteAccessExtensions
{
    /// <summary>Everybody may use the route, also without a login: what a shop shows to the street.</summary>
    public static TBuilder OpenToEveryone<TBuilder>(this TBuilder route, bool identify = false) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new RouteAccessAttribute(AccessKind.Everyone, identify: identify));

    /// <summary>Whoever has logged in may use the route; it is about themselves.</summary>
    public static TBuilder ForSignedIn<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new RouteAccessAttribute(AccessKind.SignedIn));

    /// <summary>Only who holds <paramref name="permission"/> somewhere may use the route.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder route, Permission permission) where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(permission);
        return route.WithMetadata(new RouteAccessAttribute(AccessKind.Permission, permission.Name));
    }
}
