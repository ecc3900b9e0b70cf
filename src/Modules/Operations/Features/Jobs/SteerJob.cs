using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Operations.Features;

/// <summary>What one can have a job do.</summary>
internal enum JobAct
{
    Run,
    Pause,
    Resume,
}

/// <summary>Runs a job now, pauses it or lets it go on, with an audit line.</summary>
internal sealed class SteerJob(UnitOfWork work, JobBoard board, CallerContext scope, Texts texts)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, JobAct.Run, "run", "RunJob", "Run a job now", "As soon as a worker can, also while it is paused. While it runs, or is about to, the answer is 409.");
        Map(api, JobAct.Pause, "pause", "PauseJob", "Pause a job", "It no longer runs by itself, on no host, until it is resumed. A run that goes on goes on.");
        Map(api, JobAct.Resume, "resume", "ResumeJob", "Resume a job", "It runs by itself again. If it missed anything meanwhile, it runs once soon.");
    }

    /// <summary>Does it. The scheduler keeps its own transactions, so it acts last but for the commit of the audit line.</summary>
    public Task<Result<JobAnswer>> RunAsync(string name, JobAct act, CancellationToken cancellationToken) => work.RunAsync<JobAnswer>(async stop =>
    {
        var who = scope.Caller.Name;
        work.Audit(new AuditEntry(
            act switch { JobAct.Run => "operations.job.run", JobAct.Pause => "operations.job.pause", _ => "operations.job.resume" }, "platform.job", name, name));
        var done = act switch
        {
            JobAct.Run => await board.RunNowAsync(name, who, stop),
            JobAct.Pause => await board.PauseAsync(name, who, stop),
            _ => await board.ResumeAsync(name, stop),
        };
        return done.IsFailure ? done.Errors.ToArray() : await ReadJobs.FindAsync(board, texts, name, stop) is { } job ? job : ReadJobs.Unknown;
    }, cancellationToken);

    private static void Map(IEndpointRouteBuilder api, JobAct act, string word, string name, string summary, string description) =>
        api.MapPost<SteerJob, JobAnswer>($"/jobs/{{name}}/{word}", async (use, request) =>
                request.Caller.Rights.HasEverywhere(Permissions.JobRun.Name) ? await use.RunAsync(request.Route("name"), act, request.Stop) : Access.Forbidden)
            .WithName(name).WithTags("Operations").WithSummary(summary).WithDescription(description).WithExample(JobAnswer.Example).WithProblems(404).Requires(Permissions.JobRun);
}
