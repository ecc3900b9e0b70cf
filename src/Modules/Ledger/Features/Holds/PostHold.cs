using System.Globalization;
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

/// <summary>A line of a hold that is posted.</summary>
/// <param name="No">Which one.</param>
/// <param name="Amount">Its amount or less.</param>
internal sealed record HeldLineBody(int? No = null, Money? Amount = null);

/// <summary>What is asked of the posting of a hold.</summary>
/// <param name="Date">Business date.</param>
/// <param name="Id">Id of the entry, made by the caller.</param>
/// <param name="Series">Series; <c>JV</c> where it is left out.</param>
/// <param name="Memo">What it is; left out, what the hold says.</param>
/// <param name="Lines">The lines that are posted; left out, all of it.</param>
internal sealed record PostPendingBody(DateOnly Date, EntryId? Id = null, string? Series = null, string? Memo = null, IReadOnlyList<HeldLineBody>? Lines = null);

/// <summary>Posts a hold, all of it or a part; what is left is free again.</summary>
internal sealed class PostHold(UnitOfWork work, ILedger books, OpenBooks charts, HoldQuery holds, EntryQuery entries, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<PostHold, PostPendingBody, EntryAnswer>("/ledger/pending/{id}/post", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(PostHold)).WithTags("Ledger").WithSummary("Post a hold")
            .WithDescription("All of it, or each named line with its amount or less. The hold ends; what was not posted is free again. With an `id` it is posted once, however often it is sent.")
            .WithExample(LedgerExamples.Entry).WithProblems(404).Requires(Permissions.EntryPost);

    public async Task<Result<EntryAnswer>> RunAsync(PostPendingBody body, WriteRequest request)
    {
        if (request.Caller.Lacks(Permissions.EntryPost) is { } missing)
        {
            return missing;
        }

        var id = request.Id<HoldId>();
        var chart = await charts.ChartAsync(request.Stop);
        if (id.IsFailure || chart.IsFailure)
        {
            return id.Errors.Concat(chart.Errors).ToArray();
        }

        return await work.RunAsync<EntryAnswer>(async stop =>
        {
            if (await holds.OneAsync(id.Value, stop) is not { } hold)
            {
                return LedgerErrors.HoldUnknown;
            }

            var lines = Lines(hold, body.Lines);
            if (lines.IsFailure)
            {
                return lines.Errors.ToArray();
            }

            if (request.Caller.NeedsSecond(chart.Value.Book!, lines.Value.Select(line => line.Amount)) is { } tooMuch)
            {
                return tooMuch;
            }

            var entry = new NewEntry(body.Id ?? TypedId.New<EntryId>(time), body.Series ?? EntryReading.ManualSeries, new BusinessDate(body.Date), hold.Document, body.Memo ?? hold.Memo, lines.Value) { Hold = id.Value };
            var posted = await books.PostAsync(entry, stop);
            request.Location = posted.IsSuccess && posted.Value.IsNew ? $"/api/v1/ledger/entries/{entry.Id}" : null;
            return posted.IsFailure ? posted.Errors.ToArray() : (await entries.OneAsync(entry.Id, stop))!;
        }, request.Stop);
    }

    private static Result<List<NewLine>> Lines(HoldAnswer hold, IReadOnlyList<HeldLineBody>? wanted)
    {
        if (wanted is null)
        {
            return hold.Lines.Select(line => Line(line, line.Amount)).ToList();
        }

        var problems = new Problems();
        var lines = new List<NewLine>();
        var taken = new HashSet<int>();
        for (var index = 0; index < Math.Min(wanted.Count, NewEntry.MostLines); index++)
        {
            var (no, amount) = wanted[index];
            var field = string.Create(CultureInfo.InvariantCulture, $"lines[{index}].");
            var held = hold.Lines.FirstOrDefault(line => line.No == no);
            problems.Require(held is not null && taken.Add(held.No), "ledger.hold_lines", "A line of the hold is named by its number, once.", field + "no");
            problems.Require(held is null || amount is null || (amount.Value.Currency == held.Amount.Currency && amount.Value.Minor <= held.Amount.Minor), "ledger.hold_lines", "A line is posted with its amount or less.", field + "amount");
            if (held is not null)
            {
                lines.Add(Line(held, amount ?? held.Amount));
            }
        }

        problems.Require(wanted.Count is > 0 and <= NewEntry.MostLines, "ledger.no_lines", "At least one line is posted.", "lines");
        return problems.ToResult(() => lines);
    }

    private static NewLine Line(EntryLine line, Money amount) => new(AccountRef.Of(line.Debit.Code, line.Debit.Sub), AccountRef.Of(line.Credit.Code, line.Credit.Sub), amount, line.Store, line.Memo);
}
