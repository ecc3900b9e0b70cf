using Microsoft.AspNetCore.Builder;

namespace Aisle.Platform.Security;

/// <summary>Says who may use a route. A test fails for a route that does not carry one.</summary>
/// <param name="Permission">The permission asked for, or null where everybody may.</param>
public sealed record RouteAccess(string? Permission);

/// <summary>Declares who may use a route.</summary>
public static class RouteAccessExtensions
{
    /// <summary>Everybody may use the route, also without a login: what a shop shows to the street.</summary>
    public static TBuilder OpenToEveryone<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new RouteAccess(Permission: null));
}
