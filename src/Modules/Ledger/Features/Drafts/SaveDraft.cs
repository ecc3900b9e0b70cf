using System.ComponentModel;
using System.Text.Json;
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

/// <summary>Begins a draft, changes it, throws it away.</summary>
internal sealed class SaveDraft(UnitOfWork work, DraftDesk drafts, OpenBooks books, TimeProvider time)
{
    private static readonly QueryParameter<string> _state = Query.Choice("state", "Where they are in their life.", "all", "all", "drafted", "submitted", "returned", "posted");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_state, Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/drafts", ListAsync)
            .WithName("ListDrafts").WithTags("Ledger").WithSummary("List manual entries").WithDescription("What people have written, wait for or have posted; those changed last first.")
            .WithQuery(_query).Produces<Page<DraftAnswer>>().WithExample(new Page<DraftAnswer>([LedgerExamples.Draft], NextCursor: null)).Requires(Permissions.Read);
        api.MapGet("/ledger/drafts/{id}", GetAsync)
            .WithName("GetDraft").WithTags("Ledger").WithSummary("Read a manual entry").WithDescription("What was written, its files, and who approved it or sent it back. The ETag is the version for edits.")
            .WithQuery([]).Produces<DraftAnswer>().WithProblems(404).WithExample(LedgerExamples.Draft).Requires(Permissions.Read);
        api.MapPost<SaveDraft, DraftBody, DraftAnswer>("/ledger/drafts", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddDraft").WithTags("Ledger").WithSummary("Begin a manual entry").WithDescription("Written down and not in the books yet. It may be incomplete until it is submitted. With an `id` it is begun once, however often it is sent. Drafts are for people who have logged in, not for API keys.")
            .WithExample(LedgerExamples.Draft).Requires(Permissions.EntryPost);
        api.MapPut<SaveDraft, DraftBody, DraftAnswer>("/ledger/drafts/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName(nameof(SaveDraft)).WithTags("Ledger").WithSummary("Change a manual entry").WithDescription("While it is drafted, or after it was sent back. Whoever changes it counts among its writers and does not approve it.")
            .WithExample(LedgerExamples.Draft).WithProblems(404).Requires(Permissions.EntryPost);
        api.MapDelete<SaveDraft, Nothing>("/ledger/drafts/{id}", (use, request) => use.RemoveAsync(request), ifMatch: true)
            .WithName("RemoveDraft").WithTags("Ledger").WithSummary("Throw a manual entry away").WithDescription("While it is drafted, or after it was sent back. What is in the books stays.")
            .WithProblems(404).Requires(Permissions.EntryPost);
    }

    public async Task<Result<DraftAnswer>> AddAsync(DraftBody body, WriteRequest request)
    {
        if ((request.Caller.Lacks(Permissions.EntryPost) ?? DraftDesk.NoPerson(request.Caller)) is { } refusal)
        {
            return refusal;
        }

        var chart = await books.ChartAsync(request.Stop);
        var faults = Faults(body);
        if (chart.IsFailure || faults.Count > 0)
        {
            return chart.Errors.Concat(faults).ToArray();
        }

        var saved = await work.RunAsync<DraftAnswer>(async stop =>
        {
            var id = body.Id ?? TypedId.New<EntryId>(time);
            var content = body with { Id = null };
            if (await drafts.FindAsync(id, stop) is { } there)
            {
                return Same(there.Draft.Content, content) && there.Draft.Author == request.Caller.Id ? there.Draft : LedgerErrors.Contradiction("id");
            }

            var now = time.GetUtcNow();
            request.Location = $"/api/v1/ledger/drafts/{id}";
            return await drafts.WriteAsync(
                "ledger.draft.add", before: null,
                new DraftAnswer(
                    id, DraftState.Drafted, content, [], request.Caller.Id!.Value, request.Caller.Name, SubmittedAt: null, DecidedBy: null, DecidedName: null, DecidedAt: null, Reason: null,
                    now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), now, Version: 1),
                [request.Caller.Id.Value], stop);
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    public Task<Result<DraftAnswer>> SaveAsync(DraftBody body, WriteRequest request) => EditAsync(request, async (kept, stop) =>
    {
        var faults = Faults(body);
        if (body.Id is not null && body.Id != kept.Draft.Id)
        {
            faults.Add(Error.Validation("ledger.entry_id", "The id is the one in the address, or left out.", "id"));
        }

        return faults.Count > 0 ? faults.ToArray()
            : await drafts.WriteAsync("ledger.draft.update", kept.Draft, kept.Draft with { State = DraftState.Drafted, Content = body with { Id = null } }, [.. kept.Writers, request.Caller.Id!.Value], stop);
    });

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        var removed = await EditAsync(request, async (kept, stop) =>
        {
            await drafts.RemoveAsync(kept.Draft, stop);
            return kept.Draft;
        });
        request.Version = null;
        return removed.Map(_ => Nothing.Value);
    }

    /// <summary>The version that the caller saw, while it can be written on; locked until the transaction ends.</summary>
    private async Task<Result<DraftAnswer>> EditAsync(WriteRequest request, Func<KeptDraft, CancellationToken, Task<Result<DraftAnswer>>> edit)
    {
        if ((request.Caller.Lacks(Permissions.EntryPost) ?? DraftDesk.NoPerson(request.Caller)) is { } refusal)
        {
            return refusal;
        }

        var problems = new Problems();
        var id = problems.Take(request.Id<EntryId>());
        var version = problems.Take(request.IfMatch());
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var saved = await work.RunAsync<DraftAnswer>(async stop => await drafts.FindAsync(id, stop, locked: true) switch
        {
            null => DraftDesk.Unknown,
            { } kept when kept.Draft.Version != version => LedgerErrors.Outdated,
            { Draft.State: DraftState.Submitted or DraftState.Posted } => Error.Conflict("ledger.draft_state", "It is handed in or posted, and cannot be changed."),
            { } kept => await edit(kept, stop),
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    /// <summary>Only what could not be kept; all else is told when it is submitted.</summary>
    private static List<Error> Faults(DraftBody body)
    {
        var problems = new Problems();
        problems.Require(body.Memo.Length is > 0 and <= 500 && UnicodeText.IsOneLine(body.Memo), "ledger.memo", "A memo has 1 to 500 characters and no line breaks.", "memo");
        problems.Require((body.Lines is null ? 0 : 1) + (body.Legs is null ? 0 : 1) + (body.Reverses is null ? 0 : 1) <= 1, "ledger.entry_form", "An entry is told by lines, by legs or by the entry it takes back: one of them.", "lines");
        problems.Require(body.Lines is not { Count: > NewEntry.MostLines }, "ledger.too_many_lines", $"An entry has at most {NewEntry.MostLines} lines.", "lines");
        problems.Require(body.Legs is not { Count: > LegMatching.MostLegs }, "ledger.too_many_lines", $"An entry has at most {LegMatching.MostLegs} legs.", "legs");
        return [.. problems.Errors];
    }

    private static bool Same(DraftBody left, DraftBody right) => string.Equals(JsonSerializer.Serialize(left, JsonDefaults.Options), JsonSerializer.Serialize(right, JsonDefaults.Options), StringComparison.Ordinal);

    private static async Task<IResult> ListAsync(HttpContext context, DraftDesk drafts, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (state, limit) = (reader.Get(_state), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), "-updated", reader.Problems);
        reader.Problems.Require(cursor is null || DraftDesk.Moment(cursor.Key) is not null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        return LedgerRights.Refusal(context, reader, Permissions.Read) ?? TaggedAnswer.Of(await drafts.ListAsync(state is "all" ? null : state, cursor, limit, cancellationToken));
    }

    private static async Task<IResult> GetAsync([Description("Id of the draft.")] string id, HttpContext context, DraftDesk drafts, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<EntryId>(id, "id"));
        return LedgerRights.Refusal(context, reader, Permissions.Read) is { } refusal ? refusal
            : await drafts.FindAsync(wanted, cancellationToken) is { } found ? TaggedAnswer.Of(found.Draft, found.Draft.Version)
            : new[] { DraftDesk.Unknown }.ToProblem();
    }
}
