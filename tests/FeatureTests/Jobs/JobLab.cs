using System.Collections.Concurrent;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aisle.FeatureTests.Jobs;

/// <summary>Jobs on a database of their own, as many hosts as a test likes.</summary>
public sealed class JobLab : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];

    private JobLab(string connectionString)
    {
        ConnectionString = connectionString;
        Database = NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>Hosts that look after each other quickly.</summary>
    public static JobsOptions Options { get; } = new() { CheckIn = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromSeconds(1), Drain = TimeSpan.FromMilliseconds(200) };

    public string ConnectionString { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>What ran: host, and for when it was meant.</summary>
    public ConcurrentQueue<(string Host, JobRun Run)> Seen { get; } = new();

    /// <summary>What a job does.</summary>
    public Func<JobRun, CancellationToken, Task> Do { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<JobLab> StartAsync(Cluster cluster)
    {
        var lab = new JobLab(await cluster.EmptyAsync());
        await new Migrator(lab.Database, Migration.In(typeof(Migrator).Assembly, "platform"), TimeProvider.System, NullLogger<Migrator>.Instance)
            .RunAsync(TestContext.Current.CancellationToken);
        return lab;
    }

    /// <summary>Starts one more host; answers it.</summary>
    public async Task<IHost> AddAsync(string name, bool isWorker, params (string Name, JobSchedule Schedule)[] jobs)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(this)
            .AddSingleton(new HostName(name))
            .AddSingleton(new DatabaseConnection(ConnectionString))
            .AddSingleton(_ => DatabaseOptions.CreateDataSource(ConnectionString))
            .AddJobs(isWorker, Options);
        foreach (var job in jobs)
        {
            builder.Services.AddJob<Job>(job.Name, job.Schedule);
        }

        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        await ThrowAwayAsync(host);
    }

    /// <summary>Ends a host that nobody has told to stop.</summary>
    public async Task ThrowAwayAsync(IHost host)
    {
        _hosts.Remove(host);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            (watch.Elapsed < TimeSpan.FromSeconds(30)).ShouldBeTrue(what);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a question to the database is answered with yes.</summary>
    public async Task UntilAsync(string sql)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await ScalarAsync<bool>(sql))
        {
            (watch.Elapsed < TimeSpan.FromSeconds(30)).ShouldBeTrue(sql);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.ToList())
        {
            await StopAsync(host);
        }

        await Database.DisposeAsync();
    }

    private sealed record HostName(string Value);

    private sealed class Job(JobLab lab, HostName host) : IScheduledJob
    {
        public Task RunAsync(JobRun run, CancellationToken cancellationToken)
        {
            lab.Seen.Enqueue((host.Value, run));
            return lab.Do(run, cancellationToken);
        }
    }
}
