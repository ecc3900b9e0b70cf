using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary>An account before and after an entry.</summary>
/// <param name="Account">The account.</param>
/// <param name="Before">Its balance on the day of the entry; debits are above zero.</param>
/// <param name="After">The same with the entry.</param>
internal sealed record AccountAfter(PreviewAccount Account, string Before, string After);

/// <summary>
/// <c>/admin/books/drafts/{id}</c>: a manual entry is written here, looked at before it is written, handed in, and approved or
/// sent back by another person; <c>new</c> begins one.
/// </summary>
[RequestSizeLimit(MostBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes)]
internal sealed class DraftPageModel(DraftDesk drafts, SaveDraft save, DecideDraft decide, DraftFiles papers, PreviewEntry preview, EntryQuery entries, OpenBooks books, UnitOfWork work, IStores stores, TimeProvider time) : BooksPage(stores)
{
    /// <summary>What one upload may hold: several of the largest files.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    private const string NewDraft = "new";
    private const int LongestName = 120;

    private KeptDraft? _kept;

    /// <summary>What is saved; null for a new one.</summary>
    public DraftAnswer? Draft => _kept?.Draft;

    public DraftForm Form { get; private set; } = new();

    public int Version { get; private set; }

    /// <summary>The id of a new draft, so that it is begun once however often the button is pressed.</summary>
    public string NewId { get; private set; } = "";

    public string Reason { get; private set; } = "";

    public Chart Chart { get; private set; } = null!;

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public PreviewAnswer? Preview { get; private set; }

    public IReadOnlyList<AccountAfter> Balances { get; private set; } = [];

    /// <summary>The entry that it takes back or mends.</summary>
    public EntryRow? Other { get; private set; }

    /// <summary>The sides of what it takes back, turned round.</summary>
    public SidesView? Reversed { get; private set; }

    public bool IsOpen => Draft is null or { State: DraftState.Drafted or DraftState.Returned };

    public bool MayEdit => IsOpen && MayPost;

    /// <summary>Whether the caller wrote or handed in any of it, and so does not decide about it.</summary>
    public bool IsOwn => _kept is { } kept && Caller.Id is { } me && kept.Writers.Contains(me);

    public bool IsReversal => Form.Reverses.Length > 0;

    public string Address => "/admin/books/drafts/" + (Draft?.Id.ToString() ?? NewDraft);

    public IReadOnlyList<ListChoice> StoreChoices => [new("", T["ledger.drafts.no_store"]), .. Stores.Select(store => new ListChoice(store.Id.ToString(), NameOf(store.Id)))];

    public IReadOnlyList<ListChoice> KindChoices => [new("", T["ledger.journal.kind.normal"]), new("opening", T["ledger.journal.kind.opening"])];

    /// <summary>Accounts that take lines. One person's part of an account is posted to by its own module.</summary>
    public IEnumerable<Account> Accounts => Chart.Accounts.Where(account => account is { IsGroup: false, HasSubaccounts: false, ClosedAt: null });

    public SidesView PreviewSides => new(this, EntrySide.Of(Preview!.Lines.Select(line => (line.Debit, line.Credit, line.Amount, line.Store, line.Memo))), Typed.Day(Form.Date, "date", new Problems()) ?? default);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, string? corrects, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (Draft is { } draft)
        {
            (Form, Version) = (DraftForm.Of(draft.Content), draft.Version);
        }
        else
        {
            (Form, NewId) = (Form with { Date = Plain(Today.Of(Shop, time)), Corrects = corrects ?? "" }, TypedId.New<EntryId>(time).ToString());
        }

        await ReadOtherAsync(cancellationToken);
        if (Draft is { State: DraftState.Submitted })
        {
            // Who decides sees what it would do.
            await PreviewAsync(Form.Body(Chart, Draft.Id, new Problems()), cancellationToken);
        }

        return Page();
    }

    /// <summary>More empty rows, for a browser without script.</summary>
    public async Task<IActionResult> OnPostRowsAsync([FromRoute] string id, int version, string? draft, CancellationToken cancellationToken)
    {
        var refused = await LoadFormAsync(id, version, draft, cancellationToken);
        Form = Form with { Shown = Form.Shown + 6 };
        return refused ?? Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync([FromRoute] string id, int version, string? draft, CancellationToken cancellationToken)
    {
        if (await LoadFormAsync(id, version, draft, cancellationToken) is { } refused)
        {
            return refused;
        }

        var problems = new Problems();
        var body = Form.Body(Chart, Draft?.Id, problems);
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var faults = await PreviewAsync(body, cancellationToken);
        return faults.Count > 0 ? Fail(faults) : Page();
    }

    public async Task<IActionResult> OnPostSaveAsync([FromRoute] string id, int version, string? draft, CancellationToken cancellationToken) =>
        await LoadFormAsync(id, version, draft, cancellationToken) ?? await SaveAsync() ?? Done(T["ledger.drafts.saved"], Address);

    public async Task<IActionResult> OnPostSubmitAsync([FromRoute] string id, int version, string? draft, CancellationToken cancellationToken)
    {
        if (await LoadFormAsync(id, version, draft, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (await SaveAsync() is { } faulty)
        {
            return faulty;
        }

        RouteData.Values["id"] = Draft!.Id.ToString();
        var done = await decide.SubmitAsync(new DraftVersionBody(Version), WriteRequest.ForPage(HttpContext));
        return done.IsFailure ? Fail(done.Errors)
            : done.Value.State == DraftState.Posted ? Done(T["ledger.drafts.posted"], $"/admin/books/entries/{done.Value.Id}")
            : Done(T["ledger.drafts.submitted"], Address);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        var done = await save.RemoveAsync(WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["ledger.drafts.removed"], "/admin/books/drafts") : await AgainAsync(id, done.Errors, cancellationToken);
    }

    public async Task<IActionResult> OnPostApproveAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        var done = await decide.ApproveAsync(new DraftVersionBody(version), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["ledger.drafts.approved"], $"/admin/books/entries/{done.Value.Id}") : await AgainAsync(id, done.Errors, cancellationToken);
    }

    public async Task<IActionResult> OnPostReturnAsync([FromRoute] string id, int version, string? reason, CancellationToken cancellationToken)
    {
        Reason = reason ?? "";
        var done = await decide.ReturnAsync(new ReturnDraftBody(version, Reason), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["ledger.drafts.returned"], $"/admin/books/drafts/{id}") : await AgainAsync(id, done.Errors, cancellationToken);
    }

    /// <summary>Attaches files, each by itself: one that is refused keeps no other out.</summary>
    public async Task<IActionResult> OnPostAttachAsync([FromRoute] string id, List<IFormFile> files, CancellationToken cancellationToken)
    {
        var (request, faults) = (WriteRequest.ForPage(HttpContext), new List<Error>());
        if (files.Count == 0)
        {
            faults.Add(Error.Validation("file.none", "Choose a file first.", "files"));
        }

        foreach (var file in files)
        {
            await using var content = file.OpenReadStream();
            var taken = await papers.TakeAsync(content, request);
            var name = file.FileName.Length <= LongestName ? file.FileName : file.FileName[^LongestName..];
            var done = taken.IsSuccess ? await papers.AddAsync(taken.Value, name, request) : taken.Errors.ToArray();
            faults.AddRange(done.Errors.Select(fault => fault with { Field = "files" }));
        }

        return faults.Count > 0 ? await AgainAsync(id, faults, cancellationToken) : Done(T["ledger.drafts.attached"], $"/admin/books/drafts/{id}");
    }

    public async Task<IActionResult> OnPostDetachAsync([FromRoute] string id, string? file, CancellationToken cancellationToken)
    {
        RouteData.Values["file"] = file;
        var done = await papers.RemoveAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["ledger.drafts.detached"], $"/admin/books/drafts/{id}") : await AgainAsync(id, done.Errors, cancellationToken);
    }

    public async Task<IActionResult> OnGetFileAsync([FromRoute] string id, string? file, CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!TypedId.TryParse<EntryId>(id, out var wanted) || await papers.OpenAsync(wanted, file ?? "", cancellationToken) is not { } found)
        {
            return Missing();
        }

        Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return File(found.Content, found.File.ContentType, found.File.Name);
    }

    /// <summary>All that is wrong with a row and stands at none of its fields.</summary>
    public string? RowFault(int index) => FaultOf($"legs[{index}]");

    /// <summary>Saves what was typed where it differs from what is saved; a page where it could not be.</summary>
    private async Task<IActionResult?> SaveAsync()
    {
        var problems = new Problems();
        var body = Form.Body(Chart, Draft is null && TypedId.TryParse<EntryId>(NewId, out var made) ? made : null, problems);
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        if (Draft is { } there && there.Version == Version && DraftForm.Of(there.Content) is var kept && kept with { Rows = [], Shown = 0 } == Form with { Rows = [], Shown = 0 } && kept.Rows.SequenceEqual(Form.Rows))
        {
            return null;
        }

        var request = WriteRequest.ForPage(HttpContext, Version);
        var done = Draft is null ? await save.AddAsync(body, request) : await save.SaveAsync(body, request);
        if (done.IsSuccess)
        {
            _kept = await drafts.FindAsync(done.Value.Id, HttpContext.RequestAborted);
            Version = done.Value.Version;
            return null;
        }

        if (Draft is { } theirs && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            // Saving again is on what is there now: they have seen it.
            Version = theirs.Version;
            Conflict = [.. DraftForm.Of(theirs.Content).InWords(this).Zip(Form.InWords(this), (saved, mine) => new ConflictRow(saved.Label, saved.Words, mine.Words))];
        }

        return Fail(done.Errors);
    }

    private async Task<IReadOnlyList<Error>> PreviewAsync(DraftBody body, CancellationToken cancellationToken)
    {
        if (body.Reverses is not null)
        {
            return [];
        }

        // A new draft has no id of its own yet.
        var shown = await preview.ShowAsync(body.Entry(body.Id ?? TypedId.New<EntryId>(time), []), cancellationToken);
        if (shown.IsFailure)
        {
            return shown.Errors;
        }

        Preview = shown.Value;
        var balances = new List<AccountAfter>();
        foreach (var unit in shown.Value.Accounts.Where(account => Chart.Find(account.Code) is not null).GroupBy(account => account.Debit.Currency))
        {
            var figures = await Figures.ReadAsync(work, [new StatementColumn(null, body.Date, null)], unit.Key, known: null, withClosing: true, cancellationToken);
            balances.AddRange(unit.Select(account =>
            {
                var before = figures.Of(Chart.Find(account.Code)!.Id, 0).Net;
                return new AccountAfter(account, Sums.Text(before, unit.Key), Sums.Text(before + account.Debit.Minor - account.Credit.Minor, unit.Key));
            }));
        }

        Balances = balances;
        return [.. shown.Value.Faults.Select(fault => Error.Validation(fault.Code, fault.Message, fault.Field))];
    }

    private async Task<IActionResult> AgainAsync(string id, IReadOnlyList<Error> faults, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (Draft is { } draft)
        {
            (Form, Version) = (DraftForm.Of(draft.Content), draft.Version);
        }

        await ReadOtherAsync(cancellationToken);
        return Fail(faults);
    }

    private async Task<IActionResult?> LoadFormAsync(string id, int version, string? draft, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        (Form, Version, NewId) = (DraftForm.Read(Request.Form), version, draft ?? "");
        await ReadOtherAsync(cancellationToken);
        return MayPost ? null : StatusCode(StatusCodes.Status403Forbidden);
    }

    /// <summary>Reads what the page is about; answers where it is not for this caller.</summary>
    private async Task<IActionResult?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var isNew = string.Equals(id, NewDraft, StringComparison.Ordinal);
        if (!MayRead || (isNew && !MayPost))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var chart = await books.ChartAsync(cancellationToken);
        await ReadShopAsync(cancellationToken);
        Crumbs = [new AdminCrumb(T["ledger.drafts.title"], "/admin/books/drafts")];
        Title = T["ledger.drafts.new"];
        if (chart.IsFailure)
        {
            return Missing();
        }

        Chart = chart.Value;
        if (isNew)
        {
            return null;
        }

        _kept = TypedId.TryParse<EntryId>(id, out var wanted) ? await drafts.FindAsync(wanted, cancellationToken) : null;
        Title = Draft?.Content.Memo ?? Title;
        return Draft is null ? Missing() : null;
    }

    private async Task ReadOtherAsync(CancellationToken cancellationToken)
    {
        if (TypedId.TryParse<EntryId>(Form.Reverses, out var reversed) && await entries.OneAsync(reversed, cancellationToken) is { } original)
        {
            Reversed = new SidesView(this, EntrySide.Of(original.Lines.Select(line => (line.Credit, line.Debit, line.Amount, line.Store, line.Memo))), original.Date);
        }

        if (TypedId.TryParse<EntryId>(IsReversal ? Form.Reverses : Form.Corrects, out var other))
        {
            Other = (await entries.HeadsAsync([other], cancellationToken)).GetValueOrDefault(other);
        }
    }
}
