using System.CommandLine;
using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>./aisle jobs …</c>: lists jobs, runs them now, pauses and resumes them.</summary>
internal static class JobCommands
{
    public static Command Create(ICommandRunner runner) => new("jobs", "List jobs, run them now, pause and resume them.")
    {
        List(runner),
        Steer(runner, "run", "Have a job run as soon as a worker can, also while it is paused.", JobAct.Run),
        Steer(runner, "pause", "Let a job not run by itself any more, until it is resumed.", JobAct.Pause),
        Steer(runner, "resume", "Let a job run by itself again.", JobAct.Resume),
    };

    private static Command List(ICommandRunner runner)
    {
        var command = new Command("list", "List all jobs as they stand.");
        command.SetAction((parsed, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            var jobs = await services.GetRequiredService<JobBoard>().ListAsync(stop);
            var (name, schedule) = (jobs.Max(job => job.Name.Length), jobs.Max(job => job.Schedule.ToString().Length));
            foreach (var job in jobs)
            {
                var next = job.Pause is { } pause ? $"paused by {pause.By}" : job.NextRun is { } moment ? $"next {Print(moment)}" : "";
                var last = job.LastRun is { } run ? $"{run.Outcome.ToString().ToLowerInvariant()} {Print(run.StartedAt)}" : "never ran";
                Console.WriteLine($"{job.Name.PadRight(name)}  {job.Schedule.ToString().PadRight(schedule)}  {last}  {next}".TrimEnd());
            }

            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Steer(ICommandRunner runner, string word, string description, JobAct act)
    {
        var name = new Argument<string>("NAME") { Description = "The job, such as identity.forget_old." };
        var command = new Command(word, description) { name };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            var done = await services.GetRequiredService<SteerJob>().RunAsync(parsed.GetRequiredValue(name), act, stop);
            return await CommandLineUse.EndAsync(done.WithoutValue());
        }, cancellationToken));
        return command;
    }

    private static string Print(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
