using System.Collections.Concurrent;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aisle.FeatureTests.Messaging;

/// <summary>What the tests publish.</summary>
[EventName("test.happened.v1")]
public sealed record Happened(string Key, int Number) : IEvent;

/// <summary>Outbox, inbox and pump on a database of their own, as many hosts as a test likes.</summary>
public sealed class MessageHost : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];

    private MessageHost(string connectionString)
    {
        ConnectionString = connectionString;
        Database = NpgsqlDataSource.Create(connectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>What subscribers were given, in the order in which they took it.</summary>
    public ConcurrentQueue<(string Who, Happened Happened)> Seen { get; } = new();

    /// <summary>What a subscriber does before it writes its effect.</summary>
    public Func<Happened, Task> Do { get; set; } = _ => Task.CompletedTask;

    public IServiceProvider Services => _hosts[0].Services;

    public static async Task<MessageHost> StartAsync(Cluster cluster, int hosts = 1, bool isWorker = true, Action<IServiceCollection>? adjust = null)
    {
        var test = new MessageHost(await cluster.EmptyAsync());
        await new Migrator(test.Database, Migration.In(typeof(Migrator).Assembly, "platform"), TimeProvider.System, NullLogger<Migrator>.Instance)
            .RunAsync(TestContext.Current.CancellationToken);
        await test.ExecuteAsync("create table effect (position bigint generated always as identity, who text, key text, number integer)");
        for (var host = 0; host < hosts; host++)
        {
            await test.AddAsync(isWorker, adjust);
        }

        return test;
    }

    public async Task AddAsync(bool isWorker = true, Action<IServiceCollection>? adjust = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(this)
            .AddSingleton(_ => DatabaseOptions.CreateDataSource(ConnectionString))
            .AddUnitOfWork()
            .AddMessaging(new MessagingOptions { FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMilliseconds(100), MostAttempts = 4, Poll = TimeSpan.FromSeconds(10) })
            .AddMessagePump(isWorker)
            .AddSubscriber<Happened, Writer>("test.writer");
        adjust?.Invoke(builder.Services);
        _hosts.Add(builder.Build());
        await _hosts[^1].StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Publishes events in one transaction, which fails where told to.</summary>
    public async Task PublishAsync(IEnumerable<Happened> events, bool fails = false)
    {
        await using var scope = Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.RunAsync(_ =>
        {
            foreach (var happened in events)
            {
                work.Publish(happened);
            }

            return Task.FromResult<Result<int>>(fails ? Error.Conflict("test.no", "No.") : 1);
        }, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a dead letter again; answers how many there were.</summary>
    public async Task<int> ReplayAsync(long position)
    {
        await using var scope = Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var done = await work.RunAsync<int>(
            async stop => (await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAsync([position], work, stop)).Count, TestContext.Current.CancellationToken);
        return done.Value;
    }

    /// <summary>Waits until a question to the database is answered with yes.</summary>
    public async Task UntilAsync(string sql)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await ScalarAsync<bool>(sql))
        {
            (watch.Elapsed < TimeSpan.FromSeconds(30)).ShouldBeTrue(sql);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public Task IdleAsync() => UntilAsync("select not exists (select from platform.outbox) and not exists (select from platform.inbox where handled_at is null and dead_at is null)");

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await Database.DisposeAsync();
    }

    /// <summary>Writes an effect in the transaction of the message, then does what the test wants.</summary>
    public sealed class Writer(UnitOfWork work, MessageHost test) : ISubscriber<Happened>
    {
        public async Task HandleAsync(Happened happened, CancellationToken cancellationToken)
        {
            test.Seen.Enqueue(("writer", happened));
            await using (var command = await work.CommandAsync("insert into effect (who, key, number) values ('writer', $1, $2)", cancellationToken))
            {
                command.Parameters.AddWithValue(happened.Key);
                command.Parameters.AddWithValue(happened.Number);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            await test.Do(happened);
        }
    }

    /// <summary>Acts outside.</summary>
    public sealed class Caller(MessageHost test) : IOutsideSubscriber<Happened>
    {
        public async Task HandleAsync(Happened happened, Guid messageId, CancellationToken cancellationToken)
        {
            test.Seen.Enqueue(("caller", happened));
            await test.Do(happened);
        }
    }
}
