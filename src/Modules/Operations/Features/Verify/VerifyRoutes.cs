using System.ComponentModel;
using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Jobs;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>GET /api/v1/verify/runs</c> and <c>/verify/runs/{id}</c>.</summary>
internal static class ReadVerifyRuns
{
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Runs on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Cursor.Parameter, _limit];

    private static VerifyRun RunExample { get; } = new(
        Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0071"), new DateTimeOffset(2026, 11, 20, 20, 41, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 20, 20, 41, 4, TimeSpan.Zero), AskedBy: null, "shop-1", Only: null,
        [
            new InvariantResult("ledger.chain", Ok: true, 48_211, 2_310, 0, []),
            new InvariantResult("ledger.balances", Ok: false, 812, 95, 1, ["Sub-account 0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0072: its balance says 900, and its lines make 1000."]),
        ]);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/verify/runs", ListAsync)
            .WithName("ListVerifyRuns").WithTags("Operations").WithSummary("List the runs of verify").WithDescription("Newest first: when the books were proved, on which machine, and whether all held.")
            .WithQuery(_query).Produces<Page<VerifyRunSummary>>()
            .WithExample(new Page<VerifyRunSummary>([new VerifyRunSummary(RunExample.Id, RunExample.StartedAt, RunExample.EndedAt, null, RunExample.Host, null, Ok: false, 2, 1, 49_023)], NextCursor: null)).Requires(Permissions.VerifyRead);
        api.MapGet("/verify/runs/{id}", GetAsync)
            .WithName("GetVerifyRun").WithTags("Operations").WithSummary("Read a run of verify").WithDescription("Every invariant with its rows, time and the first faulty rows.")
            .WithQuery([]).Produces<VerifyRun>().WithProblems(404).WithExample(RunExample).Requires(Permissions.VerifyRead);
    }

    private static async Task<IResult> ListAsync(HttpContext context, VerifyHistory history, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (cursor, limit) = (reader.Get(Cursor.Parameter), reader.Get(_limit));
        if (Refuse(context, reader) is { } refused)
        {
            return refused;
        }

        var page = await history.ListAsync(cursor, limit, cancellationToken);
        return page.IsSuccess ? TypedResults.Ok(page.Value) : page.Errors.ToProblem();
    }

    private static async Task<IResult> GetAsync([Description("Id of the run.")] string id, HttpContext context, VerifyHistory history, CancellationToken cancellationToken)
    {
        if (Refuse(context, QueryReader.Strict(context.Request, [])) is { } refused)
        {
            return refused;
        }

        return Guid.TryParse(id, out var run) && await history.FindAsync(run, cancellationToken) is { } found ? TypedResults.Ok(found)
            : new[] { Error.NotFound("verify.unknown", "There is no such run.") }.ToProblem();
    }

    private static IResult? Refuse(HttpContext context, QueryReader reader)
    {
        context.Response.Headers.CacheControl = "no-store";
        return !context.Caller().Rights.HasEverywhere(Permissions.VerifyRead.Name) ? new[] { Access.Forbidden }.ToProblem()
            : reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : null;
    }
}

/// <summary><c>POST /api/v1/verify/runs</c>: has the books proved now, by a worker, with an audit line.</summary>
internal sealed class AskForProof(UnitOfWork work, JobBoard board, CallerContext scope, Texts texts)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<AskForProof, JobAnswer>("/verify/runs", async (use, request) =>
                request.Caller.Rights.HasEverywhere(Permissions.VerifyRun.Name) ? await use.RunAsync(request.Stop) : Access.Forbidden)
            .WithName("RunVerify").WithTags("Operations").WithSummary("Prove the books now")
            .WithDescription("A worker runs every invariant as soon as it can, as the job operations.verify; the run then stands in the list. While one goes on, or is about to, the answer is 409.")
            .WithExample(JobAnswer.Example).Requires(Permissions.VerifyRun);

    /// <summary>Asks. The scheduler keeps its own transactions, so it acts last but for the commit of the audit line.</summary>
    public Task<Result<JobAnswer>> RunAsync(CancellationToken cancellationToken) => work.RunAsync<JobAnswer>(async stop =>
    {
        work.Audit(new AuditEntry("operations.verify.run", "platform.job", Jobs.Verify.Name, Jobs.Verify.Name));
        var done = await board.RunNowAsync(Jobs.Verify.Name, scope.Caller.Name, stop);
        return done.IsFailure ? done.Errors.ToArray() : await ReadJobs.FindAsync(board, texts, Jobs.Verify.Name, stop) is { } job ? job : ReadJobs.Unknown;
    }, cancellationToken);
}
