using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// Hands a draft in, approves it or sends it back. Up to the approval limit of the books it is posted at once; above it another
/// person decides: nobody who wrote or handed in any of it.
/// </summary>
internal sealed class DecideDraft(UnitOfWork work, DraftDesk drafts, ILedger ledger, OpenBooks books, EntryChecks checks, EntryReading reading, EntryQuery entries, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<DecideDraft, DraftVersionBody, DraftAnswer>("/ledger/drafts/{id}/submit", (use, body, request) => use.SubmitAsync(body, request))
            .WithName("SubmitDraft").WithTags("Ledger").WithSummary("Hand a manual entry in").WithDescription("Told with every fault it has. Up to the approval limit it is posted at once; above it, or in another currency than that of the books, it waits for a second person.")
            .WithExample(LedgerExamples.Draft).WithProblems(404, 412).Requires(Permissions.EntryPost);
        api.MapPost<DecideDraft, DraftVersionBody, DraftAnswer>("/ledger/drafts/{id}/approve", (use, body, request) => use.ApproveAsync(body, request))
            .WithName("ApproveDraft").WithTags("Ledger").WithSummary("Approve a manual entry").WithDescription("Posts it. By a person who has logged in and has written or handed in none of it.")
            .WithExample(LedgerExamples.Draft).WithProblems(404, 412).Requires(Permissions.EntryApprove);
        api.MapPost<DecideDraft, ReturnDraftBody, DraftAnswer>("/ledger/drafts/{id}/return", (use, body, request) => use.ReturnAsync(body, request))
            .WithName("ReturnDraft").WithTags("Ledger").WithSummary("Send a manual entry back").WithDescription("With a reason. Its writers can change it and hand it in again.")
            .WithExample(LedgerExamples.Draft).WithProblems(404, 412).Requires(Permissions.EntryApprove);
    }

    public Task<Result<DraftAnswer>> SubmitAsync(DraftVersionBody body, WriteRequest request) => DecideAsync(Permissions.EntryPost, body.Version, request, async (kept, stop) =>
    {
        if (kept.Draft.State is not (DraftState.Drafted or DraftState.Returned))
        {
            return State("It is handed in or posted already.");
        }

        var submitted = kept.Draft with { State = DraftState.Submitted, SubmittedAt = Now(), DecidedBy = null, DecidedName = null, DecidedAt = null, Reason = null };
        Guid[] writers = [.. kept.Writers, request.Caller.Id!.Value];
        var entry = await EntryAsync(kept.Draft, stop);
        var check = await checks.MakeAsync(stop);
        if (entry.IsFailure || check.IsFailure)
        {
            return entry.Errors.Concat(check.Errors).ToArray();
        }

        if (check.Value.Entries([entry.Value.Entry]) is { IsFailure: true } faults)
        {
            return EntryReading.Place(faults.Errors, [entry.Value], areMany: false);
        }

        return LedgerRights.IsAbove(check.Value.Chart.Book!, entry.Value.Entry.Lines.Select(line => line.Amount))
            ? await drafts.WriteAsync("ledger.draft.submit", kept.Draft, submitted, writers, stop)
            : await PostAsync("ledger.draft.post", kept.Draft, submitted with { State = DraftState.Posted }, entry.Value, writers, stop);
    });

    public Task<Result<DraftAnswer>> ApproveAsync(DraftVersionBody body, WriteRequest request) => DecideAsync(Permissions.EntryApprove, body.Version, request, async (kept, stop) =>
    {
        if (Undecided(kept, request) is { } refusal)
        {
            return refusal;
        }

        var entry = await EntryAsync(kept.Draft, stop);
        return entry.IsFailure ? entry.Errors.ToArray()
            : await PostAsync("ledger.draft.approve", kept.Draft, Decided(kept.Draft, DraftState.Posted, reason: null, request), entry.Value, kept.Writers, stop);
    });

    public Task<Result<DraftAnswer>> ReturnAsync(ReturnDraftBody body, WriteRequest request) => DecideAsync(Permissions.EntryApprove, body.Version, request, async (kept, stop) =>
        Undecided(kept, request) is { } refusal ? refusal
        : body.Reason.Trim() is not { Length: > 0 and <= 500 } reason || !UnicodeText.IsOneLine(reason) ? Error.Validation("ledger.reason", "A reason has 1 to 500 characters and no line breaks.", "reason")
        : await drafts.WriteAsync("ledger.draft.return", kept.Draft, Decided(kept.Draft, DraftState.Returned, reason, request), kept.Writers, stop));

    private async Task<Result<DraftAnswer>> DecideAsync(Permission permission, int version, WriteRequest request, Func<KeptDraft, CancellationToken, Task<Result<DraftAnswer>>> decide)
    {
        if ((request.Caller.Lacks(permission) ?? DraftDesk.NoPerson(request.Caller)) is { } refusal)
        {
            return refusal;
        }

        var id = request.Id<EntryId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        var decided = await work.RunAsync<DraftAnswer>(async stop => await drafts.FindAsync(id.Value, stop, locked: true) switch
        {
            null => DraftDesk.Unknown,
            { } kept when kept.Draft.Version != version => LedgerErrors.Outdated,
            { } kept => await decide(kept, stop),
        }, request.Stop);
        request.Version = decided.IsSuccess ? decided.Value.Version : null;
        return decided;
    }

    private async Task<Result<DraftAnswer>> PostAsync(string action, DraftAnswer before, DraftAnswer after, ReadEntry entry, IEnumerable<Guid> writers, CancellationToken cancellationToken)
    {
        var draft = await drafts.WriteAsync(action, before, after, writers, cancellationToken);
        // Last, so that what it locks is locked for a moment only.
        var posted = await ledger.PostAsync(entry.Entry, cancellationToken);
        return posted.IsFailure ? EntryReading.Place(posted.Errors, [entry], areMany: false)
            : posted.Value.IsNew ? draft
            : LedgerErrors.Contradiction("id");
    }

    /// <summary>The entry that a draft says.</summary>
    private async Task<Result<ReadEntry>> EntryAsync(DraftAnswer draft, CancellationToken cancellationToken)
    {
        var document = new DocumentRef(DocumentTypes.Manual, draft.Id.ToString());
        IReadOnlyList<string> attachments = [.. draft.Files.Select(file => file.File[..64])];
        var (content, problems) = (draft.Content, new Problems());
        foreach (var (id, field) in ((EntryId?, string)[])[(content.Reverses, "reverses"), (content.Corrects, "corrects")])
        {
            problems.Require(id is null || await entries.OneAsync(id.Value, cancellationToken) is not null, "ledger.entry_unknown", "There is no such journal entry.", field);
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToArray();
        }

        if (content.Reverses is { } reversed)
        {
            var original = (await entries.OneAsync(reversed, cancellationToken))!;
            return ReverseEntry.Controlled(chart.Value, original) is { } controlled ? controlled with { Field = "reverses" }
                : ReverseEntry.Of(original, draft.Id, content.Date, content.Memo, document).Map(entry => new ReadEntry(entry with { Attachments = attachments }));
        }

        var read = await reading.ReadAsync(content.Entry(draft.Id, attachments), cancellationToken, document: document);
        return read.IsSuccess && ControlAccounts.Faults(chart.Value, [read.Value.Entry]) is { Count: > 0 } faults ? EntryReading.Place(faults, [read.Value], areMany: false) : read;
    }

    private static Error? Undecided(KeptDraft kept, WriteRequest request) =>
        kept.Draft.State != DraftState.Submitted ? State("It waits for nobody's decision.")
        : kept.Writers.Contains(request.Caller.Id!.Value) ? new Error("ledger.four_eyes", "Who wrote or handed in an entry does not decide about it.", ErrorKind.Forbidden)
        : null;

    private DraftAnswer Decided(DraftAnswer draft, DraftState state, string? reason, WriteRequest request) =>
        draft with { State = state, DecidedBy = request.Caller.Id, DecidedName = request.Caller.Name, DecidedAt = Now(), Reason = reason };

    private static Error State(string message) => Error.Conflict("ledger.draft_state", message);

    private DateTimeOffset Now() => time.GetUtcNow() is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) : default;
}
