using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/entries/{id}</c>: one entry with all that belongs to it. It is taken back here.</summary>
internal sealed class EntryPageModel(EntryQuery entries, DraftDesk drafts, ReverseEntry reverse, SaveDraft save, DecideDraft decide, IPeople people, IStores stores, TimeProvider time) : BooksPage(stores)
{
    /// <summary>How often, and how long each time, a fresh entry is waited for to get its number.</summary>
    private const int Looks = 20;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(10);

    public EntryAnswer Entry { get; private set; } = null!;

    public SidesView Sides => new(this, EntrySide.Of(Entry.Lines), Entry.Date);

    public string Writer { get; private set; } = "";

    public string CompanyName { get; private set; } = "";

    /// <summary>Entries that belong to this one, by what they are to it.</summary>
    public IReadOnlyList<(string Label, IReadOnlyList<EntryRow> Entries)> Links { get; private set; } = [];

    public IReadOnlyList<DraftFile> Files { get; private set; } = [];

    /// <summary>The id of the reversal, so that it is posted once however often the button is pressed.</summary>
    public string Reversal { get; private set; } = "";

    public string Memo { get; private set; } = "";

    public string Date { get; private set; } = "";

    public bool MayReverse => MayPost && Entry is { ReversedBy: null, Kind: not (EntryKind.Reversal or EntryKind.Closing) };

    public bool MayCorrect => MayPost && Entry.Kind != EntryKind.Closing;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        Reversal = TypedId.New<EntryId>(time).ToString();
        return await LoadAsync(id, cancellationToken) ?? Page();
    }

    public async Task<IActionResult> OnPostReverseAsync([FromRoute] string id, string? memo, string? date, string? reversal, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        (Memo, Date, Reversal) = (memo?.Trim() ?? "", date ?? "", reversal ?? "");
        var problems = new Problems();
        var day = Typed.Day(Date, "date", problems);
        problems.Require(day is not null || problems.Any, "body.required", "This is needed.", "date");
        problems.Require(Memo.Length > 0, "body.required", "This is needed.", "memo");
        var made = TypedId.TryParse<EntryId>(Reversal, out var given) ? given : TypedId.New<EntryId>(time);
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var done = await reverse.RunAsync(new ReversalBody(day!.Value, Memo, made), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["ledger.entries.reversed"], $"/admin/books/entries/{done.Value.Id}")
            : done.Errors.Any(fault => string.Equals(fault.Code, "ledger.approval_needed", StringComparison.Ordinal)) ? await DraftAsync(day.Value, made)
            : Fail(done.Errors);
    }

    /// <summary>So much needs a second person: the reversal becomes a draft that waits for one.</summary>
    private async Task<IActionResult> DraftAsync(DateOnly day, EntryId made)
    {
        var draft = await save.AddAsync(new DraftBody(day, Memo, made, Reverses: Entry.Id), WriteRequest.ForPage(HttpContext));
        if (draft.IsFailure)
        {
            return Fail(draft.Errors);
        }

        RouteData.Values["id"] = made.ToString();
        var submitted = await decide.SubmitAsync(new DraftVersionBody(draft.Value.Version), WriteRequest.ForPage(HttpContext));
        return Done(T[submitted.IsSuccess ? "ledger.entries.became_waiting" : "ledger.entries.became_draft"], $"/admin/books/drafts/{made}");
    }

    private async Task<IActionResult?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!TypedId.TryParse<EntryId>(id, out var wanted) || await NumberedAsync(wanted, cancellationToken) is not { } entry)
        {
            return Missing();
        }

        Entry = entry;
        await ReadShopAsync(cancellationToken);
        (CompanyName, Date) = (Shop is null ? "" : T.Of(Shop.Name), Plain(Today.Of(Shop, time)));
        Crumbs = [new AdminCrumb(T["ledger.journal.title"], "/admin/books/journal")];
        Title = NumberOf(entry.Series, entry.Year, entry.Number);
        Writer = WriterOf(entry.PostedBy, entry.PostedBy is { } by ? await people.FindAsync([UserId.From(by)], cancellationToken) : new Dictionary<UserId, Person>());
        await ReadLinksAsync(cancellationToken);
        if (entry.Attachments.Count > 0 && entry.Document.Type is DocumentTypes.Manual && await drafts.FindAsync(entry.Id, cancellationToken) is { } kept)
        {
            Files = kept.Draft.Files;
        }

        return null;
    }

    /// <summary>An entry that was written a moment ago gets its number while one looks.</summary>
    private async Task<EntryAnswer?> NumberedAsync(EntryId id, CancellationToken cancellationToken)
    {
        var entry = await entries.OneAsync(id, cancellationToken);
        for (var looks = 0; looks < Looks && entry is { Number: null } && time.GetUtcNow() - entry.RecordedAt < _fresh; looks++)
        {
            await Task.Delay(_pause, time, cancellationToken);
            entry = await entries.OneAsync(id, cancellationToken);
        }

        return entry;
    }

    private async Task ReadLinksAsync(CancellationToken cancellationToken)
    {
        (string Key, IReadOnlyList<EntryId> Ids)[] links =
        [
            ("reverses", Entry.Reverses is { } reversed ? [reversed] : []), ("reversed_by", Entry.ReversedBy is { } reversing ? [reversing] : []), ("corrects", Entry.Corrects is { } corrected ? [corrected] : []),
            ("corrected_by", Entry.CorrectedBy), ("linked", Entry.Linked),
        ];
        var heads = await entries.HeadsAsync([.. links.SelectMany(link => link.Ids).Distinct()], cancellationToken);
        Links = [.. links.Where(link => link.Ids.Count > 0).Select(link => (T["ledger.entries." + link.Key], (IReadOnlyList<EntryRow>)[.. link.Ids.Where(heads.ContainsKey).Select(one => heads[one])]))];
    }
}
