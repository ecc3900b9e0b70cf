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

/// <summary>Entries that succeed or fail together.</summary>
/// <param name="Entries">1 to 100 entries.</param>
internal sealed record LinkedBody(IReadOnlyList<EntryBody> Entries);

/// <summary>Posts entries that a program or a person tells.</summary>
internal sealed class PostEntry(UnitOfWork work, ILedger books, OpenBooks charts, EntryReading reading, EntryQuery entries)
{
    private const int MostLinked = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<PostEntry, EntryBody, EntryAnswer>("/ledger/entries", (use, body, request) => use.PostAsync(body, request), StatusCodes.Status201Created)
            .WithName("PostEntry").WithTags("Ledger").WithSummary("Post a journal entry")
            .WithDescription("Told by `lines` (transfers), by `legs` (accounts with debit or credit) or by the `facts` of a posting rule. Accounts are named by code or by role. With an `id` of its own it is posted once, however often it is sent: again it is 200 and changes nothing, with other content 422. Its number appears when it is sealed, some milliseconds later. Control accounts (`ledger.account_control`) take the documents of their part of the shop only. What is above the approval limit of the books needs a draft, unless the caller holds `ledger.entry.direct` as well.")
            .WithExample(LedgerExamples.Entry).Requires(Permissions.EntryPost);
        api.MapPost<PostEntry, LinkedBody, LinkedAnswer>("/ledger/entries/linked", (use, body, request) => use.PostLinkedAsync(body, request), StatusCodes.Status201Created)
            .WithName("PostLinkedEntries").WithTags("Ledger").WithSummary("Post entries together")
            .WithDescription("All of them or none. A fault names its entry: `entries[1].lines[0].amount`.")
            .WithExample(new LinkedAnswer([LedgerExamples.Entry])).Requires(Permissions.EntryPost);
    }

    public async Task<Result<EntryAnswer>> PostAsync(EntryBody body, WriteRequest request)
    {
        var posted = await RunAsync([body], areMany: false, request);
        request.Location = posted.IsSuccess && posted.Value.IsNew ? $"/api/v1/ledger/entries/{posted.Value.Entries[0].Id}" : null;
        return posted.Map(done => done.Entries[0]);
    }

    public async Task<Result<LinkedAnswer>> PostLinkedAsync(LinkedBody body, WriteRequest request)
    {
        if (body.Entries.Count is 0 or > MostLinked)
        {
            return request.Caller.Lacks(Permissions.EntryPost) ?? Error.Validation("ledger.entries", $"1 to {MostLinked} entries are posted in one call.", "entries");
        }

        var posted = await RunAsync(body.Entries, areMany: true, request);
        request.Status = posted.IsSuccess && posted.Value.IsNew ? StatusCodes.Status201Created : null;
        return posted.Map(done => new LinkedAnswer(done.Entries));
    }

    private async Task<Result<(IReadOnlyList<EntryAnswer> Entries, bool IsNew)>> RunAsync(IReadOnlyList<EntryBody> bodies, bool areMany, WriteRequest request)
    {
        if (request.Caller.Lacks(Permissions.EntryPost) is { } missing)
        {
            return missing;
        }

        var problems = new Problems();
        var read = new List<ReadEntry>(bodies.Count);
        for (var index = 0; index < bodies.Count; index++)
        {
            read.Add(problems.Take(await reading.ReadAsync(bodies[index], request.Stop, areMany ? string.Create(CultureInfo.InvariantCulture, $"entries[{index}].") : ""))!);
        }

        var chart = problems.Take(await charts.ChartAsync(request.Stop));
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var wanted = read.Select(one => one.Entry).ToList();
        if (ControlAccounts.Faults(chart!, wanted) is { Count: > 0 } controlled)
        {
            return EntryReading.Place(controlled, read, areMany);
        }

        if (request.Caller.NeedsSecond(chart!.Book!, wanted.SelectMany(entry => entry.Lines).Select(line => line.Amount)) is { } tooMuch)
        {
            return tooMuch;
        }

        return await work.RunAsync<(IReadOnlyList<EntryAnswer>, bool)>(async stop =>
        {
            if (await CorrectedAsync(wanted, areMany, stop) is { } unknown)
            {
                return unknown;
            }

            var posted = await books.PostAsync(wanted, stop);
            return posted.IsFailure
                ? EntryReading.Place(posted.Errors, read, areMany)
                : (await entries.FindAsync([.. wanted.Select(entry => entry.Id)], stop), posted.Value.Any(entry => entry.IsNew));
        }, request.Stop);
    }

    /// <summary>The fault of the first that corrects what is neither in the journal nor in the same call.</summary>
    private async Task<Error?> CorrectedAsync(IReadOnlyList<NewEntry> wanted, bool areMany, CancellationToken cancellationToken)
    {
        var corrected = wanted.Select(entry => entry.Corrects).OfType<EntryId>().Except(wanted.Select(entry => entry.Id)).ToList();
        if (corrected.Count == 0)
        {
            return null;
        }

        var there = (await entries.FindAsync(corrected, cancellationToken)).Select(entry => entry.Id).ToHashSet();
        var index = wanted.ToList().FindIndex(entry => entry.Corrects is { } id && corrected.Contains(id) && !there.Contains(id));
        return index < 0 ? null
            : Error.Validation("ledger.entry_unknown", "There is no such journal entry.", areMany ? string.Create(CultureInfo.InvariantCulture, $"entries[{index}].corrects") : "corrects");
    }
}
