using System.Globalization;
using System.Text;
using Aisle.Platform.Audit;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Operations.Features;

/// <summary>
/// All audit lines that fit, newest first, as CSV: written as they are read, a page of the database at a time, so that a
/// year of them needs no more memory than a day.
/// </summary>
internal sealed class AuditCsv(AuditTrail trail, AuditFilter filter) : IResult
{
    private const int PageSize = 500;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        // Read before anything is written: a fault of the database is then still a problem and no half file.
        var lines = await trail.FindAsync(filter, before: null, PageSize, stop);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        response.Headers.CacheControl = "no-store";
        // The mark of the byte order, without which spreadsheets take Bangla for something else.
        await WriteAsync(response, "\uFEFF" + CsvText.Row(
            "id", "at", "actor_kind", "actor_id", "actor", "action", "type", "thing", "name", "store", "before", "after", "address", "trace"), stop);
        while (lines.Count > 0)
        {
            await WriteAsync(response, string.Concat(lines.Select(Row)), stop);
            lines = lines.Count < PageSize ? [] : await trail.FindAsync(filter, lines[^1].Id, PageSize, stop);
        }
    }

    private static string Row(AuditLine line) => CsvText.Row(
        line.Id.ToString(CultureInfo.InvariantCulture), line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), line.ActorKind, line.ActorId?.ToString(), line.ActorName, line.Action,
        line.SubjectType, line.SubjectId, line.SubjectName, line.StoreId?.ToString(), line.Before?.GetRawText(), line.After?.GetRawText(), line.Address, line.Trace);

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
