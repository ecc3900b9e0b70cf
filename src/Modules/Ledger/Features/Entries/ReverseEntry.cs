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

/// <summary>What is asked of a reversal.</summary>
/// <param name="Date">Its business date, in an open period.</param>
/// <param name="Memo">Why.</param>
/// <param name="Id">Its id, made by the caller.</param>
internal sealed record ReversalBody(DateOnly Date, string Memo, EntryId? Id = null);

/// <summary>
/// Takes an entry back, whole: the same lines with their sides swapped, in the series and for the document of what they take
/// back. An entry is taken back once. A reversal itself is not: what was right after all is posted anew, so that nobody has to
/// count how often something was turned round. A closed year is opened again where it was closed.
/// </summary>
internal sealed class ReverseEntry(UnitOfWork work, ILedger books, OpenBooks charts, EntryQuery entries, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<ReverseEntry, ReversalBody, EntryAnswer>("/ledger/entries/{id}/reverse", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName("ReverseEntry").WithTags("Ledger").WithSummary("Take a journal entry back")
            .WithDescription("Posts the same lines the other way round, on a date in an open period. An entry is taken back once, and a reversal not at all. Bounded sub-accounts may refuse it: what has been spent cannot be taken back. What was posted to a control account is taken back by its document (`ledger.account_control`).")
            .WithExample(LedgerExamples.Entry).WithProblems(404).Requires(Permissions.EntryPost);

    public async Task<Result<EntryAnswer>> RunAsync(ReversalBody body, WriteRequest request)
    {
        var id = request.Id<EntryId>();
        if (request.Caller.Lacks(Permissions.EntryPost) is { } missing)
        {
            return missing;
        }

        var chart = await charts.ChartAsync(request.Stop);
        if (id.IsFailure || chart.IsFailure)
        {
            return id.Errors.Concat(chart.Errors).ToArray();
        }

        if (body.Memo.Length == 0)
        {
            return Error.Validation("body.required", "Say why it is taken back.", "memo");
        }

        return await work.RunAsync<EntryAnswer>(async stop =>
        {
            if (await entries.OneAsync(id.Value, stop) is not { } original)
            {
                return LedgerErrors.EntryUnknown;
            }

            if (request.Caller.NeedsSecond(chart.Value.Book!, original.Lines.Select(line => line.Amount)) is { } tooMuch)
            {
                return tooMuch;
            }

            if (Controlled(chart.Value, original) is { } controlled)
            {
                return controlled;
            }

            var reversal = Of(original, body.Id ?? TypedId.New<EntryId>(time), body.Date, body.Memo);
            var posted = reversal.IsFailure ? reversal.Errors.ToArray() : await books.PostAsync(reversal.Value, stop);
            request.Location = posted.IsSuccess && posted.Value.IsNew ? $"/api/v1/ledger/entries/{posted.Value.Id}" : null;
            return posted.IsFailure ? posted.Errors.ToArray() : (await entries.OneAsync(posted.Value.Id, stop))!;
        }, request.Stop);
    }

    /// <summary>The entry that takes another one back.</summary>
    public static Result<NewEntry> Of(EntryAnswer original, EntryId id, DateOnly date, string memo, DocumentRef? document = null) => original.Kind switch
    {
        EntryKind.Reversal => Error.Conflict("ledger.is_reversal", "A reversal is not taken back; post what is right anew."),
        EntryKind.Closing => Error.Conflict("ledger.is_closing", "The closing of a year is taken back by opening the year again."),
        _ => new NewEntry(id, original.Series, new BusinessDate(date), document ?? new DocumentRef(original.Document.Type, original.Document.Id), memo, [.. original.Lines.Select(Swap)])
        {
            Kind = EntryKind.Reversal, Reverses = original.Id,
        },
    };

    /// <summary>What a part of the shop has posted to its own account is taken back by a document of that part; what a person wrote there may always go.</summary>
    public static Error? Controlled(Chart chart, EntryAnswer original) =>
        original.Document.Type is not DocumentTypes.Manual && original.Lines.SelectMany(line => (string[])[line.Debit.Code, line.Credit.Code]).Select(chart.Find).OfType<Account>().FirstOrDefault(account => ControlAccounts.PartOf(account) is not null) is { } account
            ? Error.Validation("ledger.account_control", $"Only documents of {ControlAccounts.PartOf(account)} post to account {account.Code}; take its document back there.") : null;

    private static NewLine Swap(EntryLine line) =>
        new(AccountRef.Of(line.Credit.Code, line.Credit.Sub), AccountRef.Of(line.Debit.Code, line.Debit.Sub), line.Amount, line.Store, line.Memo);
}
