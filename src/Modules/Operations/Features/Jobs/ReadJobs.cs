using System.ComponentModel;
using Aisle.Kernel;
using Aisle.Platform.Jobs;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Operations.Features;

/// <summary>A job as it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Label">What people read.</param>
/// <param name="Schedule">When it runs by itself.</param>
/// <param name="NextRun">When it does next; left out while it is paused, runs only on request, or no worker has started yet.</param>
/// <param name="Pause">Since when and by whom it is paused; left out when it is not.</param>
/// <param name="IsRunning">Whether a host is at it.</param>
/// <param name="LastRun">The run that began last, which may still go on.</param>
internal sealed record JobAnswer(string Name, LocalText Label, string Schedule, DateTimeOffset? NextRun, JobPause? Pause, bool IsRunning, JobRunRecord? LastRun)
{
    public static JobAnswer Example { get; } = new(
        "identity.forget_old", LocalText.Of(("en", "Remove old attempts, links and sessions")), "every 01:00:00", new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), Pause: null, IsRunning: false, RunExample);

    public static JobRunRecord RunExample => new(
        Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0061"), "identity.forget_old", "shop-1", AskedBy: null, new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 11, 3, 8, 0, 1, TimeSpan.Zero), JobOutcome.Done, "12 removed", Error: null);

    public static JobAnswer Of(JobState state, Texts texts) => new(
        state.Name, LocalText.Of([.. texts.Languages.Select(language => (language, texts.In(language, state.TextKey)))]), state.Schedule.ToString(), state.NextRun, state.Pause, state.IsRunning, state.LastRun);
}

/// <summary>The jobs.</summary>
/// <param name="Items">By name.</param>
internal sealed record JobListAnswer(IReadOnlyList<JobAnswer> Items);

/// <summary><c>GET /api/v1/jobs</c>, <c>/jobs/{name}</c> and <c>/jobs/{name}/runs</c>.</summary>
internal static class ReadJobs
{
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Runs on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs", ListAsync)
            .WithName("ListJobs").WithTags("Operations").WithSummary("List jobs").WithDescription("What runs by itself: when, with what outcome the last time, and whether it is paused.")
            .WithQuery([]).Produces<JobListAnswer>().WithExample(new JobListAnswer([JobAnswer.Example])).Requires(Permissions.JobRead);
        api.MapGet("/jobs/{name}", GetAsync)
            .WithName("GetJob").WithTags("Operations").WithSummary("Read a job").WithDescription("One job as it stands.")
            .WithQuery([]).Produces<JobAnswer>().WithProblems(404).WithExample(JobAnswer.Example).Requires(Permissions.JobRead);
        api.MapGet("/jobs/{name}/runs", RunsAsync)
            .WithName("ListJobRuns").WithTags("Operations").WithSummary("List the runs of a job").WithDescription("Newest first: when, on which host, who asked, how it ended.")
            .WithQuery(_query).Produces<Page<JobRunRecord>>().WithProblems(404).WithExample(new Page<JobRunRecord>([JobAnswer.RunExample], NextCursor: null)).Requires(Permissions.JobRead);
    }

    public static Error Unknown { get; } = Error.NotFound("job.unknown", "There is no such job.");

    public static async Task<JobAnswer?> FindAsync(JobBoard board, Texts texts, string name, CancellationToken cancellationToken) =>
        (await board.ListAsync(cancellationToken)).FirstOrDefault(job => string.Equals(job.Name, name, StringComparison.Ordinal)) is { } state ? JobAnswer.Of(state, texts) : null;

    private static async Task<IResult> ListAsync(HttpContext context, JobBoard board, Texts texts, CancellationToken cancellationToken) =>
        Refuse(context, QueryReader.Strict(context.Request, [])) ?? TypedResults.Ok(new JobListAnswer([.. (await board.ListAsync(cancellationToken)).Select(state => JobAnswer.Of(state, texts))]));

    private static async Task<IResult> GetAsync([Description("Name of the job.")] string name, HttpContext context, JobBoard board, Texts texts, CancellationToken cancellationToken)
    {
        if (Refuse(context, QueryReader.Strict(context.Request, [])) is { } refused)
        {
            return refused;
        }

        return await FindAsync(board, texts, name, cancellationToken) is { } job ? TypedResults.Ok(job) : new[] { Unknown }.ToProblem();
    }

    private static async Task<IResult> RunsAsync([Description("Name of the job.")] string name, HttpContext context, JobBoard board, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (cursor, limit) = (reader.Get(Cursor.Parameter), reader.Get(_limit));
        if (Refuse(context, reader) is { } refused)
        {
            return refused;
        }

        var page = await board.HistoryAsync(name, cursor, limit, cancellationToken);
        return page.IsSuccess ? TypedResults.Ok(page.Value) : page.Errors.ToProblem();
    }

    private static IResult? Refuse(HttpContext context, QueryReader reader)
    {
        context.Response.Headers.CacheControl = "no-store";
        return !context.Caller().Rights.HasEverywhere(Permissions.JobRead.Name) ? new[] { Access.Forbidden }.ToProblem()
            : reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : null;
    }
}
