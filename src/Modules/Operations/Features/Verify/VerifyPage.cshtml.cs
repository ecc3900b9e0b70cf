using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Jobs;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>/admin/verify</c>: how every invariant stands, and the runs before. It follows a run that goes on.</summary>
internal sealed class VerifyPageModel(VerifyHistory history, JobBoard board, AskForProof ask, IStores stores) : AdminPage
{
    private const int PageSize = 25;

    private static readonly QueryParameter<string?> _run = Query.Text("run", "", 36);

    /// <summary>The run that is shown; null before the first.</summary>
    public VerifyRun? Run { get; private set; }

    public Page<VerifyRunSummary> Runs { get; private set; } = null!;

    public bool IsDeeper { get; private set; }

    /// <summary>The job while it is at work.</summary>
    public JobRunRecord? Running { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public bool MayRun => Caller.Rights.HasEverywhere(Permissions.VerifyRun.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.VerifyRead.Name))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        return await LoadAsync(cancellationToken) ? Page() : Missing();
    }

    public async Task<IActionResult> OnPostRunAsync(CancellationToken cancellationToken)
    {
        if (!MayRun)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var asked = await ask.RunAsync(cancellationToken);
        if (asked.IsSuccess)
        {
            return Done(T["operations.verify_page.asked"], "/admin/verify");
        }

        await LoadAsync(cancellationToken);
        return Fail(asked.Errors);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["operations.verify_page.title"];
        var reader = QueryReader.Lenient(Request);
        var (cursor, wanted) = (reader.Get(Cursor.Parameter), reader.Get(_run));
        var asked = await history.ListAsync(cursor, PageSize, cancellationToken);
        // A cursor that is no cursor begins at the beginning.
        Runs = asked.IsSuccess ? asked.Value : (await history.ListAsync(cursor: null, PageSize, cancellationToken)).Value!;
        IsDeeper = cursor is not null && asked.IsSuccess;
        Zone = (await stores.ShopAsync(cancellationToken)).Zone();
        Running = (await board.ListAsync(cancellationToken)).FirstOrDefault(job => job.IsRunning && string.Equals(job.Name, Jobs.Verify.Name, StringComparison.Ordinal))?.LastRun;
        if (wanted is { Length: > 0 })
        {
            Run = Guid.TryParse(wanted, out var id) ? await history.FindAsync(id, cancellationToken) : null;
            return Run is not null;
        }

        Run = IsDeeper || Runs.Items.Count == 0 ? null : await history.FindAsync(Runs.Items[0].Id, cancellationToken);
        return true;
    }
}
