using System.Reflection;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Messaging;

/// <summary>Does something about an event, once.</summary>
/// <typeparam name="TEvent">The event.</typeparam>
public interface ISubscriber<in TEvent> where TEvent : IEvent
{
    /// <summary>
    /// Runs inside a transaction of the scope's <see cref="Database.UnitOfWork"/> that also marks the message: both happen or
    /// neither does. It calls nobody outside of the database. An exception puts the message off and it is tried again, but
    /// for <see cref="PermanentFaultException"/>, which gives it up.
    /// </summary>
    Task HandleAsync(TEvent happened, CancellationToken cancellationToken);
}

/// <summary>
/// Tells somebody outside about an event: sends a mail, calls a web address. That cannot be undone, so a process that is
/// killed in the middle does it twice; where that matters, the one outside is given <see cref="Message.Id"/> to know it by.
/// </summary>
/// <typeparam name="TEvent">The event.</typeparam>
public interface IOutsideSubscriber<TEvent> where TEvent : IEvent
{
    /// <summary>
    /// Runs outside of any transaction. An exception puts the message off and it is tried again, but for
    /// <see cref="PermanentFaultException"/>, which gives it up.
    /// </summary>
    Task HandleAsync(TEvent happened, Guid messageId, CancellationToken cancellationToken);

    /// <summary>
    /// What stays in the place of an event that was handled, where what it says should not lie about for the week in which a handled message is
    /// remembered; null where all of it may.
    /// </summary>
    TEvent? Kept(TEvent happened) => default;
}

/// <summary>Who wants which event.</summary>
/// <param name="Subscriber">Stable name, e.g. <c>reports.sales</c>: messages wait under it.</param>
/// <param name="Event">Name of the event.</param>
/// <param name="IsOutside">Whether it acts outside of the database.</param>
/// <param name="HandleAsync">Takes the message with the services of a scope; answers what its body is from then on, or null.</param>
/// <param name="IsHandledHere">
/// Whether this process may handle it. Every process that relays knows every subscription, or it would drop the messages of
/// those it does not know; but not every process has what it takes, a password say.
/// </param>
public sealed record Subscription(
    string Subscriber, string Event, bool IsOutside, Func<IServiceProvider, Message, CancellationToken, Task<string?>> HandleAsync, bool IsHandledHere = true);

/// <summary>Registers subscribers.</summary>
public static class SubscriptionExtensions
{
    /// <summary>Subscribes <typeparamref name="TSubscriber"/> under a stable name.</summary>
    public static IServiceCollection AddSubscriber<TEvent, TSubscriber>(this IServiceCollection services, string name)
        where TEvent : IEvent where TSubscriber : class, ISubscriber<TEvent>
    {
        services.AddScoped<TSubscriber>();
        return services.AddSingleton(new Subscription(name, EventNames.Of(typeof(TEvent)), IsOutside: false, async (scope, message, cancellationToken) =>
        {
            await scope.GetRequiredService<TSubscriber>().HandleAsync(Read<TEvent>(message), cancellationToken);
            return null;
        }));
    }

    /// <summary>Subscribes <typeparamref name="TSubscriber"/>, which acts outside, under a stable name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name.</param>
    /// <param name="isHandledHere">See <see cref="Subscription"/>.</param>
    public static IServiceCollection AddOutsideSubscriber<TEvent, TSubscriber>(this IServiceCollection services, string name, bool isHandledHere = true)
        where TEvent : IEvent where TSubscriber : class, IOutsideSubscriber<TEvent>
    {
        services.AddScoped<TSubscriber>();
        return services.AddSingleton(new Subscription(name, EventNames.Of(typeof(TEvent)), IsOutside: true, async (scope, message, cancellationToken) =>
        {
            var (subscriber, happened) = (scope.GetRequiredService<TSubscriber>(), Read<TEvent>(message));
            await subscriber.HandleAsync(happened, message.Id, cancellationToken);
            return subscriber.Kept(happened) is { } kept ? JsonSerializer.Serialize(kept, EventNames.Json) : null;
        }, isHandledHere));
    }

    private static TEvent Read<TEvent>(Message message) =>
        JsonSerializer.Deserialize<TEvent>(message.Body, EventNames.Json) ?? throw new JsonException($"{message.Name} has no body.");
}

/// <summary>Names and JSON of events.</summary>
internal static class EventNames
{
    /// <summary>A subscriber may be older than the event: members it does not know are passed over.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonDefaults.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip };

    public static string Of(Type happened) => happened.GetCustomAttribute<EventNameAttribute>()?.Name
        ?? throw new InvalidOperationException($"{happened} has no [EventName]: say under which name it is stored.");
}
