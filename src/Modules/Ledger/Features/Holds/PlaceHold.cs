using System.ComponentModel;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Money to be promised.</summary>
/// <param name="ExpiresAt">When it ends by itself, within 400 days.</param>
/// <param name="Memo">What it is.</param>
/// <param name="Lines">The transfers it promises; or</param>
/// <param name="Legs">its legs.</param>
/// <param name="Id">Made by the caller: sent again, nothing is held twice.</param>
/// <param name="Document">The document it comes from.</param>
/// <param name="Store">Store of lines that name none.</param>
internal sealed record PendingBody(
    DateTimeOffset ExpiresAt, string Memo, IReadOnlyList<LineBody>? Lines = null, IReadOnlyList<LegBody>? Legs = null, HoldId? Id = null, EntryDocumentBody? Document = null, StoreId? Store = null);

/// <summary>A hold.</summary>
/// <param name="Id">Id.</param>
/// <param name="State">Where it is in its life. One whose time is over counts as expired, also before that is written down.</param>
/// <param name="Document">Where it comes from.</param>
/// <param name="Memo">What it is.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="Lines">The transfers it promises.</param>
/// <param name="Entry">The entry that posted it.</param>
/// <param name="CreatedBy">User or API key; null for the program.</param>
/// <param name="CreatedAt">When it was placed.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Hash">SHA-256 of its canonical form.</param>
internal sealed record HoldAnswer(
    HoldId Id, HoldState State, DocumentRef Document, string Memo, DateTimeOffset ExpiresAt, IReadOnlyList<EntryLine> Lines, EntryId? Entry, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, string Hash);

/// <summary>Finds holds.</summary>
internal sealed class HoldQuery(UnitOfWork work, ChartStore charts, TimeProvider time)
{
    private const string Sql = """
        select id, case when state = 'open' and expires_at <= $2 then 'expired' else state end, document_type, document_id, memo, expires_at, entry_id, created_by, created_at, ended_at, encode(hash, 'hex')
        from ledger.hold where id = $1
        """;

    public async Task<HoldAnswer?> OneAsync(HoldId id, CancellationToken cancellationToken)
    {
        var chart = await charts.GetAsync(cancellationToken);
        var lines = await new Data.Holds(work).LinesAsync(id, cancellationToken);
        await using var command = (await work.CommandAsync(Sql, cancellationToken)).With(id.Value, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new HoldAnswer(
                HoldId.From(reader.GetGuid(0)), Words.To<HoldState>(reader.GetString(1)), new DocumentRef(reader.GetString(2), reader.GetString(3)), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5),
                [.. lines.Select(line => new EntryLine(
                    line.No, EntryQuery.Account(chart, line.Debit, line.DebitSub), EntryQuery.Account(chart, line.Credit, line.CreditSub), new Money(line.Amount, ChartStore.Unit(line.Currency)),
                    line.StoreId is { } store ? StoreId.From(store) : null, line.Memo))],
                reader.IdOrNull(6) is { } entry ? EntryId.From(entry) : null, reader.IdOrNull(7), reader.GetFieldValue<DateTimeOffset>(8), reader.MomentOrNull(9), reader.GetString(10))
            : null;
    }
}

/// <summary>Promises money over HTTP, and gives promises up.</summary>
internal sealed class PlaceHold(UnitOfWork work, ILedger books, OpenBooks charts, EntryReading reading, HoldQuery holds, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<PlaceHold, PendingBody, HoldAnswer>("/ledger/pending", (use, body, request) => use.PlaceAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(PlaceHold)).WithTags("Ledger").WithSummary("Hold money")
            .WithDescription("Promises what its lines say: what they take from bounded sub-accounts cannot be spent otherwise until the hold is posted, voided or expired. Nothing is in the books yet. With an `id` it is placed once, however often it is sent.")
            .WithExample(LedgerExamples.Hold).Requires(Permissions.EntryPost);
        api.MapPost<PlaceHold, HoldAnswer>("/ledger/pending/{id}/void", (use, request) => use.VoidAsync(request))
            .WithName("VoidHold").WithTags("Ledger").WithSummary("Give a hold up").WithDescription("What it promised is free again. One that has ended already stays as it is; one that was posted is refused.")
            .WithExample(LedgerExamples.Hold).WithProblems(404).Requires(Permissions.EntryPost);
        api.MapGet("/ledger/pending/{id}", GetAsync)
            .WithName("GetHold").WithTags("Ledger").WithSummary("Read a hold").WithDescription("With its lines, and the entry that posted it.")
            .WithQuery([]).Produces<HoldAnswer>().WithProblems(404).WithExample(LedgerExamples.Hold).Requires(Permissions.Read);
    }

    public async Task<Result<HoldAnswer>> PlaceAsync(PendingBody body, WriteRequest request)
    {
        if (request.Caller.Lacks(Permissions.EntryPost) is { } missing)
        {
            return missing;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var read = await reading.ReadAsync(new EntryBody(today, Document: body.Document, Memo: body.Memo, Store: body.Store, Lines: body.Lines, Legs: body.Legs), request.Stop);
        var chart = await charts.ChartAsync(request.Stop);
        if (read.IsFailure || chart.IsFailure)
        {
            return read.Errors.Concat(chart.Errors).ToArray();
        }

        var entry = read.Value.Entry;
        if (ControlAccounts.Faults(chart.Value, [entry]) is { Count: > 0 } controlled)
        {
            return EntryReading.Place(controlled, [read.Value], areMany: false);
        }

        if (request.Caller.NeedsSecond(chart.Value.Book!, entry.Lines.Select(line => line.Amount)) is { } tooMuch)
        {
            return tooMuch;
        }

        return await work.RunAsync<HoldAnswer>(async stop =>
        {
            var id = body.Id ?? TypedId.New<HoldId>(time);
            var isThere = await holds.OneAsync(id, stop) is not null;
            var placed = await books.HoldAsync(new NewHold(id, entry.Document, entry.Memo, Whole(body.ExpiresAt), entry.Lines), stop);
            request.Location = placed.IsSuccess && !isThere ? $"/api/v1/ledger/pending/{id}" : null;
            return placed.IsFailure ? EntryReading.Place(placed.Errors, [read.Value], areMany: false) : (await holds.OneAsync(id, stop))!;
        }, request.Stop);
    }

    public async Task<Result<HoldAnswer>> VoidAsync(WriteRequest request)
    {
        var id = request.Id<HoldId>();
        if (request.Caller.Lacks(Permissions.EntryPost) is { } missing)
        {
            return missing;
        }

        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<HoldAnswer>(async stop =>
        {
            var ended = await books.VoidAsync(id.Value, stop);
            return ended.IsFailure ? ended.Errors.ToArray() : (await holds.OneAsync(id.Value, stop))!;
        }, request.Stop);
    }

    private static async Task<IResult> GetAsync([Description("Id of the hold.")] string id, HttpContext context, HoldQuery holds, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<HoldId>(id, "id"));
        return LedgerRights.Refusal(context, reader, Permissions.Read) is { } refusal ? refusal
            : await holds.OneAsync(wanted, cancellationToken) is { } found ? TaggedAnswer.Of(found)
            : new[] { LedgerErrors.HoldUnknown }.ToProblem();
    }

    /// <summary>To the microsecond, as the database keeps it: the hash is made of it.</summary>
    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
