using System.Diagnostics;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Aisle.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Outbox;

/// <summary>What the bench publishes.</summary>
[EventName("bench.happened.v1")]
internal sealed record Happened(int Thing, long Number) : IEvent
{
    public string Key => $"thing/{Thing}";
}

/// <summary>Counts, and notes when.</summary>
internal sealed class Handled
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public long[] At { get; } = new long[1 << 20];

    public void Add(long number)
    {
        At[number & (At.Length - 1)] = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _count);
    }
}

/// <summary>A handler that costs nothing, so that the way to it is measured.</summary>
internal sealed class Handler(Handled handled) : ISubscriber<Happened>
{
    public Task HandleAsync(Happened happened, CancellationToken cancellationToken)
    {
        handled.Add(happened.Number);
        return Task.CompletedTask;
    }
}

/// <summary>Events through outbox, relay, inbox and handler.</summary>
internal static class OutboxBench
{
    private static readonly (string Name, int Writers, int Batch)[] _cases = [("single", 8, 1), ("hundred", 2, 100)];

    public static async Task<int> RunAsync(TimeSpan duration, int things, CancellationToken cancellationToken)
    {
        Prepare();
        var scratch = Directory.CreateTempSubdirectory("aisle-bench-").FullName;
        try
        {
            // PostgreSQL runs as another user where the bench runs as root, and must reach its folder.
            File.SetUnixFileMode(scratch, (UnixFileMode)0b111_101_101);
            using var folder = DataFolder.Open(scratch);
            folder.Lock();
            await using var server = await EmbeddedPostgres.StartAsync(folder, Checkout.Home, cancellationToken);
            using var host = Build(server.ConnectionString);
            await new Migrator(host.Services.GetRequiredService<NpgsqlDataSource>(), Migration.In(typeof(Migrator).Assembly, "platform"), TimeProvider.System, NullLogger<Migrator>.Instance)
                .RunAsync(cancellationToken);
            await ExecuteAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), "create table platform.bench (like platform.outbox including all)", cancellationToken);
            await host.StartAsync(cancellationToken);
            await WriteAsync(host.Services, TimeSpan.FromSeconds(3), writers: 8, batch: 10, things, cancellationToken);
            var (latency, two) = await LatencyAsync(host.Services, duration, cancellationToken);
            var table = Table("Events from their transaction to their handler; the limit is the same rows inserted and deleted", "case", "writers", "in a transaction", "events/s", "limit", "ratio");
            var lines = new List<Action>();
            foreach (var (name, writers, batch) in _cases)
            {
                var ours = await WriteAsync(host.Services, duration, writers, batch, things, cancellationToken);
                var limit = await LimitAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), duration, writers, batch, cancellationToken);
                Row(table, name, N(writers, "0"), N(batch, "0"), N(ours, "#,0"), N(limit, "#,0"), N(ours / limit, "0.00"));
                lines.Add(() => Line("outbox", name, ours, limit, "events/s"));
            }

            AnsiConsole.Write(table);
            var times = Table("From commit to handler, a hundred events a second; the limit is two transactions that write one row", "", "p50 ms", "p99 ms");
            Row(times, "commit to handler", N(latency.Percentile(0.5), "0.00"), N(latency.Percentile(0.99), "0.00"));
            Row(times, "limit", N(two.Percentile(0.5), "0.00"), N(two.Percentile(0.99), "0.00"));
            Row(times, "budget", "", $"50: {(latency.Percentile(0.99) <= 50 ? "met" : "not met")}");
            AnsiConsole.Write(times);
            lines.ForEach(line => line());
            Line("outbox", "latency/p50", latency.Percentile(0.5), two.Percentile(0.5), "ms");
            Line("outbox", "latency/p99", latency.Percentile(0.99), two.Percentile(0.99), "ms");
            await host.StopAsync(cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        return 0;
    }

    private static IHost Build(string connectionString)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Handled>()
            .AddSingleton(_ => DatabaseOptions.CreateDataSource(connectionString))
            .AddUnitOfWork()
            .AddMessaging(new MessagingOptions())
            .AddMessagePump(isWorker: true)
            .AddSubscriber<Happened, Handler>("bench.handler");
        return builder.Build();
    }

    /// <summary>Writes for a while and waits until all is handled; answers events a second of the whole time.</summary>
    private static async Task<double> WriteAsync(IServiceProvider services, TimeSpan duration, int writers, int batch, int things, CancellationToken cancellationToken)
    {
        var handled = services.GetRequiredService<Handled>();
        var (before, written, started) = (handled.Count, 0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await PublishAsync(services, Enumerable.Range(0, batch).Select(number => new Happened(random.Next(things), number)), cancellationToken);
                Interlocked.Add(ref written, batch);
            }
        }, cancellationToken)));
        while (handled.Count - before < written)
        {
            await Task.Delay(1, cancellationToken);
        }

        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task PublishAsync(IServiceProvider services, IEnumerable<Happened> events, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.RunAsync(_ =>
        {
            foreach (var happened in events)
            {
                work.Publish(happened);
            }

            return Task.FromResult<Result<int>>(0);
        }, cancellationToken);
    }

    /// <summary>The least that can be: rows are inserted and committed, then deleted and committed.</summary>
    private static async Task<double> LimitAsync(NpgsqlDataSource database, TimeSpan duration, int writers, int batch, CancellationToken cancellationToken)
    {
        var (written, started) = (0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await InsertAndDeleteAsync(database, batch, cancellationToken);
                Interlocked.Add(ref written, batch);
            }
        }, cancellationToken)));
        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task InsertAndDeleteAsync(NpgsqlDataSource database, int batch, CancellationToken cancellationToken)
    {
        var positions = new List<long>(batch);
        await using (var insert = database.CreateCommand("""
            insert into platform.bench (id, name, key, body, occurred_at) select gen_random_uuid(), 'bench.happened.v1', 'thing/' || number, '{"thing":1,"number":1}', now() from generate_series(1, $1) number returning position
            """))
        {
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = batch });
            await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                positions.Add(reader.GetInt64(0));
            }
        }

        await using var delete = database.CreateCommand("delete from platform.bench where position = any ($1)");
        delete.Parameters.Add(new NpgsqlParameter { Value = positions.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<(Latencies Ours, Latencies Limit)> LatencyAsync(IServiceProvider services, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (handled, database) = (services.GetRequiredService<Handled>(), services.GetRequiredService<NpgsqlDataSource>());
        var (ours, limit, started) = (new Latencies(), new Latencies(), Stopwatch.GetTimestamp());
        for (var number = 0L; Stopwatch.GetElapsedTime(started) < duration; number++)
        {
            var before = handled.Count;
            await PublishAsync(services, [new Happened(0, number)], cancellationToken);
            var committed = Stopwatch.GetTimestamp();
            while (handled.Count == before)
            {
                await Task.Delay(1, cancellationToken);
            }

            ours.Add(Math.Max(0, handled.At[number & (handled.At.Length - 1)] - committed));
            var begun = Stopwatch.GetTimestamp();
            await InsertAndDeleteAsync(database, 1, cancellationToken);
            limit.Add(Stopwatch.GetTimestamp() - begun);
            await Task.Delay(10, cancellationToken);
        }

        return (ours, limit);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
