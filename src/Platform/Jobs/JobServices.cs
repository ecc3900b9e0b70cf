using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Aisle.Platform.Jobs;

/// <summary>Registers jobs and what runs them.</summary>
public static class JobServices
{
    /// <summary>
    /// Adds a job. Its label for people is the text <c>module.job.name</c>, e.g. <c>catalog.job.forget_imports</c> for
    /// <c>catalog.forget_imports</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Stable name, <c>module.name</c>.</param>
    /// <param name="schedule">When it runs by itself.</param>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services, string name, JobSchedule schedule) where TJob : class, IScheduledJob
    {
        services.AddScoped<TJob>();
        return services.AddSingleton(new JobDefinition(name, schedule, (scope, run, cancellationToken) => scope.GetRequiredService<TJob>().RunAsync(run, cancellationToken)));
    }

    /// <summary>What every process needs to list jobs and to tell workers what to do; a worker also runs them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="isWorker">Whether this process runs jobs.</param>
    /// <param name="options">How; the defaults where left out.</param>
    public static IServiceCollection AddJobs(this IServiceCollection services, bool isWorker, JobsOptions? options = null)
    {
        services
            .AddSingleton(options ?? new JobsOptions())
            .AddSingleton<JobRegistry>()
            .AddSingleton<JobHistory>()
            .AddSingleton<QuartzJob>()
            .AddSingleton<JobScheduler>()
            .AddSingleton(provider => new JobBoard(
                provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<JobRegistry>(), provider.GetRequiredService<JobScheduler>()))
            .AddJob<ForgetJobRuns>(ForgetJobRuns.Name, ForgetJobRuns.Schedule);
        return isWorker ? services.AddSingleton<IHostedService, JobHost>() : services;
    }
}
