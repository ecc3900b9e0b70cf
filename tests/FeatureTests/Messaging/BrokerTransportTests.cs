using System.Threading.Channels;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Aisle.FeatureTests.Messaging;

/// <summary>
/// A transport that behaves as a broker does: what it took is safe although the hand-over is rolled back, comes a while later,
/// from elsewhere, and now and then twice. It keeps the suite from asking for what only one transaction can give.
/// </summary>
public sealed class BrokerTransportTests(Cluster cluster) : TransportTests(cluster)
{
    protected override TimeSpan Settle => TimeSpan.FromMilliseconds(150);

    protected override void AddTransport(IServiceCollection services) => services
        .AddSingleton<Broker>()
        .AddSingleton<IMessageTransport>(provider => provider.GetRequiredService<Broker>())
        .AddHostedService(provider => provider.GetRequiredService<Broker>());

    private sealed class Broker(NpgsqlDataSource database, Inbox inbox, MessageBell bell) : BackgroundService, IMessageTransport
    {
        private readonly Channel<IReadOnlyList<Message>> _queue = Channel.CreateUnbounded<IReadOnlyList<Message>>();

        public async Task<Waiting> SendAsync(IReadOnlyList<Message> messages, NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            await _queue.Writer.WriteAsync(messages, cancellationToken);
            return Waiting.None;
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var count = 0;
            await foreach (var messages in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                await Task.Delay(Random.Shared.Next(0, 4), stoppingToken);
                for (var time = 0; time < (count++ % 3 == 0 ? 2 : 1); time++)
                {
                    await using var connection = await database.OpenConnectionAsync(stoppingToken);
                    bell.Ring(await inbox.AcceptAsync(messages, connection, stoppingToken));
                }
            }
        }
    }
}
