using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Messaging;

/// <summary>Registers outbox, inbox and what runs them.</summary>
public static class MessagingServices
{
    /// <summary>What every process needs to write events.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, MessagingOptions options) => services
        .AddSingleton(options)
        .AddSingleton<MessageBell>()
        .AddSingleton<Outbox>()
        .AddSingleton<Inbox>()
        .AddSingleton<IMessageTransport, InProcessTransport>()
        .AddSingleton<OutboxRelay>()
        .AddSingleton<InboxWorker>()
        .AddSingleton<DeadLetters>();

    /// <summary>What a serving process needs besides: it rings for others and, as a worker, hands messages on.</summary>
    /// <param name="services">The services.</param>
    /// <param name="isWorker">Whether it relays and handles messages.</param>
    public static IServiceCollection AddMessagePump(this IServiceCollection services, bool isWorker)
    {
        services.AddHostedService<MessageBellWire>();
        return isWorker ? services.AddHostedService<MessagePump>() : services;
    }
}
