using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aisle.KillTarget;

/// <summary>A job that says that it runs and then does not end.</summary>
internal sealed class SleepingJob : IScheduledJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        await run.NoteAsync("half of it", cancellationToken);
        Console.WriteLine("running");
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    /// <summary>Runs it, in a worker that looks after others quickly.</summary>
    public static async Task RunUntilKilledAsync(string connectionString)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new DatabaseConnection(connectionString))
            .AddSingleton(DatabaseOptions.CreateDataSource(connectionString))
            .AddJobs(isWorker: true, new JobsOptions { CheckIn = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromMilliseconds(500) })
            .AddJob<SleepingJob>("kill.sleep", JobSchedule.OnRequest);
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<JobBoard>().RunNowAsync("kill.sleep", "killer", CancellationToken.None);
        await host.WaitForShutdownAsync();
    }
}
