using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>An import and how far it is.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="Profile">How its columns become ours.</param>
/// <param name="DryRun">Whether nothing is changed.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Progress">How much of the file is dealt with, 0 to 1.</param>
/// <param name="Rows">Rows dealt with.</param>
/// <param name="Added">Variants made.</param>
/// <param name="Changed">Rows in which something was new.</param>
/// <param name="Same">Rows that said what was known.</param>
/// <param name="Refused">Rows at fault; the report says why.</param>
/// <param name="AskedBy">Who uploaded it; empty for a command.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended, or left out.</param>
/// <param name="Error">Why it failed, or left out.</param>
internal sealed record ImportLine(
    ImportId Id, string Name, string Profile, bool DryRun, string State, float Progress, long Rows, long Added, long Changed, long Same, long Refused, string AskedBy,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Error);

/// <summary>The rows an import refused.</summary>
/// <param name="Items">By line; the first 10,000 faults.</param>
internal sealed record ImportReport(IReadOnlyList<ImportFault> Items);

/// <summary>A fault of a row.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Field">Column, or empty.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">Sentence for people.</param>
internal sealed record ImportFault(long Line, string Field, string Code, string Message);

/// <summary>Imports: list, look at, download the report, cancel.</summary>
internal sealed class ImportQuery(UnitOfWork work, TimeProvider time)
{
    /// <summary>The one order there is: the newest first.</summary>
    public const string Sort = "started";

    private const string Columns = """
        id, file_name, profile, dry_run, state, progress, rows_done, rows_added, rows_changed, rows_same, rows_refused, asked_by, started_at, finished_at, error
        """;

    private static readonly QueryParameter<string> _state = Query.Choice("state", "How they stand.", "any", "any", "waiting", "running", "done", "failed", "cancelled");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter<string> _format = Query.Choice("format", "A file to download, or JSON.", "csv", "csv", "json");
    private static readonly QueryParameter[] _query = [_state, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/imports", AnswerListAsync)
            .WithName("ListImports").WithTags("Imports").WithSummary("List imports").WithDescription("Those of this API and of the command line, the newest first.")
            .WithQuery(_query).Produces<Page<ImportLine>>().WithExample(new Page<ImportLine>([EditExamples.Import], NextCursor: null)).Requires(Permissions.ImportRun);
        api.MapGet("/imports/{id}", GetAsync)
            .WithName("GetImport").WithTags("Imports").WithSummary("Read an import").WithDescription("How far it is, and what came of it.")
            .WithQuery([]).Produces<ImportLine>().WithProblems(404).WithExample(EditExamples.Import).Requires(Permissions.ImportRun);
        api.MapGet("/imports/{id}/report", ReportAsync)
            .WithName("GetImportReport").WithTags("Imports").WithSummary("Download the report of an import").WithDescription("Every row that was refused, with all its faults: line, field, code, message. Also while it runs.")
            .WithQuery([_format]).Produces<ImportReport>(StatusCodes.Status200OK, "application/json", "text/csv").WithProblems(404)
            .WithExample(new ImportReport([new ImportFault(17, "barcodes", "gtin.check_digit", "The last digit is 1 but should be 5; was the code mistyped?")])).Requires(Permissions.ImportRun);
        api.MapPost<ImportQuery, ImportLine>("/imports/{id}/cancel", (use, request) => use.CancelAsync(request))
            .WithName("CancelImport").WithTags("Imports").WithSummary("Cancel an import").WithDescription("One that waits never begins; one that runs stops after the thousand rows it is at, and what it has written stays.")
            .WithExample(EditExamples.Import).WithProblems(404).Requires(Permissions.ImportRun);
    }

    private static Error Unknown { get; } = Error.NotFound("import.unknown", "There is no such import.");

    /// <summary>A page of imports, the newest first.</summary>
    /// <param name="state">How they stand; <c>any</c> for all.</param>
    /// <param name="cursor">Where to go on.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<Page<ImportLine>> ListAsync(string state, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(
            $"select {Columns} from catalog.import where ($1 = 'any' or state = $1) and (started_at, id) < ($2, $3) order by started_at desc, id desc limit $4", cancellationToken))
            .With(state, (cursor is null ? null : Moment(cursor)) ?? new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero), cursor?.Id ?? Guid.AllBitsSet, limit + 1);
        var lines = await ReadAsync(command, cancellationToken);
        var next = lines.Count > limit ? new Cursor(Sort, lines[limit - 1].StartedAt.ToString("O", CultureInfo.InvariantCulture), lines[limit - 1].Id.Value).ToString() : null;
        return new Page<ImportLine>([.. lines.Take(limit)], next);
    }

    public async Task<ImportLine?> FindAsync(ImportId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from catalog.import where id = $1", cancellationToken)).With(id.Value);
        return await ReadAsync(command, cancellationToken) is [var line] ? line : null;
    }

    public async Task<Result<ImportLine>> CancelAsync(WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ImportRun.Name))
        {
            return Access.Forbidden;
        }

        var id = request.Id<ImportId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        return await work.RunAsync<ImportLine>(async stop =>
        {
            await using var cancel = (await work.CommandAsync("""
                with asked as (
                    update catalog.import set cancel_asked = true, state = case state when 'waiting' then 'cancelled' else state end,
                        finished_at = case state when 'waiting' then $2 end
                    where id = $1 and finished_at is null returning id, state),
                parts as (delete from catalog.import_part using asked where import_id = asked.id and asked.state = 'cancelled')
                select count(*) from asked
                """, stop)).With(id.Value.Value, time.GetUtcNow());
            var cancelled = await cancel.ExecuteScalarAsync(stop) is > 0L;
            if (await FindAsync(id.Value, stop) is not { } line)
            {
                return Unknown;
            }

            if (!cancelled)
            {
                return Error.Conflict("import.over", "The import is over.");
            }

            work.Audit(new AuditEntry("catalog.import.cancel", "catalog.import", line.Id.ToString(), line.Name));
            return line;
        }, request.Stop);
    }

    private static async Task<IResult> AnswerListAsync(HttpContext context, ImportQuery imports, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (state, limit) = (reader.Get(_state), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        reader.Problems.Require(
            cursor is null || Moment(cursor) is not null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (!MayRead(context))
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        return TaggedAnswer.Of(await imports.ListAsync(state, cursor, limit, cancellationToken));
    }

    private static DateTimeOffset? Moment(Cursor cursor) =>
        DateTimeOffset.TryParseExact(cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment.ToUniversalTime() : null;

    private static async Task<IResult> GetAsync([System.ComponentModel.Description("Id of the import.")] string id, HttpContext context, ImportQuery imports, CancellationToken cancellationToken)
    {
        var (fault, line, _) = await imports.ReadAsync(id, context, [], cancellationToken);
        return fault ?? TaggedAnswer.Of(line);
    }

    private static async Task<IResult> ReportAsync([System.ComponentModel.Description("Id of the import.")] string id, HttpContext context, ImportQuery imports, CancellationToken cancellationToken)
    {
        var (fault, line, reader) = await imports.ReadAsync(id, context, [_format], cancellationToken);
        if (fault is not null)
        {
            return fault;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (reader.Get(_format) is "json")
        {
            return TypedResults.Ok(new ImportReport(await imports.FaultsAsync(line!.Id, last: null, 10_000, cancellationToken)));
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"import-{line!.Id}.csv\"";
        context.Response.ContentType = "text/csv; charset=utf-8";
        await using var writer = new StreamWriter(context.Response.Body, leaveOpen: true);
        await ImportRun.ReportAsync(imports.Work, line.Id.Value, writer, cancellationToken);
        return Results.Empty;
    }

    private static bool MayRead(HttpContext context) => context.Caller().Rights.HasEverywhere(Permissions.ImportRun.Name);

    private static async Task<List<ImportLine>> ReadAsync(Npgsql.NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<ImportLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(new ImportLine(
                ImportId.From(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetString(4), reader.GetFloat(5), reader.GetInt64(6), reader.GetInt64(7),
                reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10), reader.GetString(11), reader.GetFieldValue<DateTimeOffset>(12), reader.MomentOrNull(13), reader.TextOrNull(14)));
        }

        return lines;
    }

    private UnitOfWork Work => work;

    private async Task<(IResult? Fault, ImportLine? Line, QueryReader Reader)> ReadAsync(string id, HttpContext context, QueryParameter[] query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, query);
        foreach (var parameter in query.OfType<QueryParameter<string>>())
        {
            reader.Get(parameter);
        }

        var wanted = reader.Problems.Take(TypedId.Parse<ImportId>(id, "id"));
        if (reader.Problems.Any)
        {
            return (reader.Problems.Errors.ToProblem(), null, reader);
        }

        if (!MayRead(context))
        {
            return (new[] { Access.Forbidden }.ToProblem(), null, reader);
        }

        return await FindAsync(wanted, cancellationToken) is { } line ? (null, line, reader) : (new[] { Unknown }.ToProblem(), null, reader);
    }

    /// <summary>The rows that were refused, by line.</summary>
    /// <param name="id">The import.</param>
    /// <param name="last">The fault to go on behind; null at the beginning.</param>
    /// <param name="limit">Most faults.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<IReadOnlyList<ImportFault>> FaultsAsync(ImportId id, ImportFault? last, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(
            "select line, field, code, message from catalog.import_refusal where import_id = $1 and (line, field, code) > ($2, $3, $4) order by line, field, code limit $5", cancellationToken))
            .With(id.Value, last?.Line ?? -1L, last?.Field ?? "", last?.Code ?? "", limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var faults = new List<ImportFault>();
        while (await reader.ReadAsync(cancellationToken))
        {
            faults.Add(new ImportFault(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        return faults;
    }
}
