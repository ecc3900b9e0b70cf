using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Jobs;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>/admin/jobs</c>: what runs by itself; run now, paused and resumed. It follows a run that goes on.</summary>
internal sealed class JobsPageModel(JobBoard board, SteerJob steer, IStores stores) : AdminPage
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "all", "all", "running", "failed", "paused");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "name", "name", "-name", "last", "-last", "next", "-next");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    /// <summary>Whether some job of the list is at work.</summary>
    public bool IsBusy { get; private set; }

    private bool MaySteer => Caller.Rights.HasEverywhere(Permissions.JobRun.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.JobRead.Name))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    public Task<IActionResult> OnPostRunAsync(string? job, CancellationToken cancellationToken) => ActAsync(job, JobAct.Run, "operations.jobs_page.run_notice", cancellationToken);

    public Task<IActionResult> OnPostPauseAsync(string? job, CancellationToken cancellationToken) => ActAsync(job, JobAct.Pause, "operations.jobs_page.paused_notice", cancellationToken);

    public Task<IActionResult> OnPostResumeAsync(string? job, CancellationToken cancellationToken) => ActAsync(job, JobAct.Resume, "operations.jobs_page.resumed_notice", cancellationToken);

    private async Task<IActionResult> ActAsync(string? job, JobAct act, string noticeKey, CancellationToken cancellationToken)
    {
        if (!MaySteer)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var done = await steer.RunAsync(job ?? "", act, cancellationToken);
        if (done.IsSuccess)
        {
            return Done(T[noticeKey, T.Of(done.Value.Label)], "/admin/jobs");
        }

        await LoadAsync(cancellationToken);
        return Fail(done.Errors);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["operations.jobs_page.title"];
        var reader = QueryReader.Lenient(Request);
        var (words, state, sort) = (reader.Get(_words) ?? "", reader.Get(_state), reader.Get(_sort));
        var zone = (await stores.ShopAsync(cancellationToken)).Zone();
        var jobs = (await board.ListAsync(cancellationToken))
            .Where(job => (job.Name.Contains(words, StringComparison.OrdinalIgnoreCase) || T[job.TextKey].Contains(words, StringComparison.OrdinalIgnoreCase)) && state switch
            {
                "running" => job.IsRunning,
                "failed" => IsBad(job),
                "paused" => job.IsPaused,
                _ => true,
            });
        var sorted = sort.TrimStart('-') switch
        {
            "last" => jobs.OrderBy(job => job.LastRun?.StartedAt),
            "next" => jobs.OrderBy(job => job.NextRun ?? DateTimeOffset.MaxValue),
            _ => jobs.OrderBy(job => T[job.TextKey], StringComparer.Create(T.Culture, ignoreCase: true)),
        };
        var shown = (sort.StartsWith('-') ? sorted.Reverse() : sorted).ToList();
        IsBusy = shown.Exists(job => job.IsRunning);
        List = new ListView
        {
            Key = "jobs",
            Path = To("/admin/jobs"),
            Words = words,
            Sort = sort,
            Chosen = reader.GetAll(_columns),
            Filters = [new ListFilter("state", T["operations.jobs_page.state"], [new ListChoice("all", T["operations.jobs_page.all"]), new ListChoice("running", T["operations.outcome.running"]), new ListChoice("failed", T["operations.jobs_page.failed"]), new ListChoice("paused", T["operations.jobs_page.paused"])], state)],
            Columns =
            [
                new ListColumn("name", T["operations.jobs_page.job"], Sort: "name"), new ListColumn("schedule", T["operations.jobs_page.schedule"]), new ListColumn("outcome", T["operations.jobs_page.outcome"]),
                new ListColumn("last", T["operations.jobs_page.last"], Sort: "last"), new ListColumn("next", T["operations.jobs_page.next"], Sort: "next"),
                .. MaySteer ? (ListColumn[])[new ListColumn("acts", T["operations.jobs_page.acts"])] : [],
            ],
            Rows = [.. shown.Select(job => new ListRow(job.Name, To($"/admin/jobs/{job.Name}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = T[job.TextKey],
                ["schedule"] = JobWords.Schedule(T, job.Schedule),
                ["outcome"] = job.LastRun is { } run ? JobWords.Outcome(T, run.Outcome) : "–",
                ["last"] = job.LastRun is { } last ? T.Moment(last.StartedAt, zone) : T["operations.jobs_page.never"],
                ["next"] = job.IsPaused ? ListView.Badge(T["operations.jobs_page.paused"], "yellow") : job.NextRun is { } next ? T.Moment(next, zone) : "–",
                ["acts"] = MaySteer ? Acts(job) : null,
            }))],
            Empty = T["operations.jobs_page.none"],
        };
    }

    /// <summary>Whether its last run came to a bad end.</summary>
    public static bool IsBad(JobState job) => job.LastRun is { Outcome: JobOutcome.Failed or JobOutcome.Lost };

    private HtmlContentBuilder Acts(JobState job)
    {
        var acts = new HtmlContentBuilder();
        acts.AppendHtml("<span class=\"row-acts\">");
        if (!job.IsRunning)
        {
            acts.AppendHtml(Button(job, "Run", T["operations.jobs_page.run"]));
        }

        acts.AppendHtml(job.IsPaused ? Button(job, "Resume", T["operations.jobs_page.resume"]) : Button(job, "Pause", T["operations.jobs_page.pause"]));
        acts.AppendHtml("</span>");
        return acts;
    }

    /// <summary>A button of the list's own form. Its id lets the focus stay on it when the list is shown anew.</summary>
    private TagBuilder Button(JobState job, string handler, string words)
    {
        var button = new TagBuilder("button");
        button.AddCssClass("btn btn-sm");
        button.Attributes["type"] = "submit";
        button.Attributes["name"] = "job";
        button.Attributes["value"] = job.Name;
        button.Attributes["formaction"] = "?handler=" + handler;
        button.Attributes["id"] = $"{handler}-{job.Name}".ToLowerInvariant().Replace('.', '-');
        button.Attributes["aria-label"] = $"{words}: {T[job.TextKey]}";
        button.InnerHtml.Append(words);
        return button;
    }
}
