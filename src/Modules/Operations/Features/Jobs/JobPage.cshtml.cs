using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Jobs;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>/admin/jobs/{name}</c>: a job and its runs. It follows a run that goes on.</summary>
internal sealed class JobPageModel(JobBoard board, SteerJob steer, IStores stores) : AdminPage
{
    private const int PageSize = 25;

    public JobState Job { get; private set; } = null!;

    public Page<JobRunRecord> Runs { get; private set; } = null!;

    public bool IsDeeper { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public bool MaySteer => Caller.Rights.HasEverywhere(Permissions.JobRun.Name);

    public async Task<IActionResult> OnGetAsync([FromRoute] string name, CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.JobRead.Name))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        return await LoadAsync(name, cancellationToken) ? Page() : Missing();
    }

    public Task<IActionResult> OnPostRunAsync([FromRoute] string name, CancellationToken cancellationToken) => ActAsync(name, JobAct.Run, "operations.jobs_page.run_notice", cancellationToken);

    public Task<IActionResult> OnPostPauseAsync([FromRoute] string name, CancellationToken cancellationToken) => ActAsync(name, JobAct.Pause, "operations.jobs_page.paused_notice", cancellationToken);

    public Task<IActionResult> OnPostResumeAsync([FromRoute] string name, CancellationToken cancellationToken) => ActAsync(name, JobAct.Resume, "operations.jobs_page.resumed_notice", cancellationToken);

    private async Task<IActionResult> ActAsync(string name, JobAct act, string noticeKey, CancellationToken cancellationToken)
    {
        if (!MaySteer)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var done = await steer.RunAsync(name, act, cancellationToken);
        return done.IsSuccess ? Done(T[noticeKey, T.Of(done.Value.Label)], $"/admin/jobs/{done.Value.Name}")
            : await LoadAsync(name, cancellationToken) ? Fail(done.Errors) : Missing();
    }

    private async Task<bool> LoadAsync(string name, CancellationToken cancellationToken)
    {
        if ((await board.ListAsync(cancellationToken)).FirstOrDefault(job => string.Equals(job.Name, name, StringComparison.Ordinal)) is not { } found)
        {
            return false;
        }

        var cursor = QueryReader.Lenient(Request).Get(Cursor.Parameter);
        var asked = await board.HistoryAsync(name, cursor, PageSize, cancellationToken);
        // A cursor that is no cursor begins at the beginning.
        Runs = asked.IsSuccess ? asked.Value : (await board.HistoryAsync(name, cursor: null, PageSize, cancellationToken)).Value!;
        (Job, IsDeeper, Zone) = (found, cursor is not null && asked.IsSuccess, (await stores.ShopAsync(cancellationToken)).Zone());
        Title = T[found.TextKey];
        Crumbs = [new AdminCrumb(T["operations.jobs_page.title"], "/admin/jobs")];
        return true;
    }
}
