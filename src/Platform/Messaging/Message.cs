namespace Aisle.Platform.Messaging;

/// <summary>An event on its way.</summary>
/// <param name="Id">The same however often it is sent.</param>
/// <param name="Name">Name of the event (<see cref="Kernel.EventNameAttribute"/>).</param>
/// <param name="Key">What it happened to; messages of one key keep their order.</param>
/// <param name="Body">The event as JSON.</param>
/// <param name="Trace">W3C trace parent of what made it happen, where there is one.</param>
/// <param name="OccurredAt">When.</param>
public sealed record Message(Guid Id, string Name, string Key, string Body, string? Trace, DateTimeOffset OccurredAt);
