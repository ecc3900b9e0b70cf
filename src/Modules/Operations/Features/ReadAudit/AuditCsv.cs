using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Platform.Audit;
using Aisle.Platform.Http;

namespace Aisle.Modules.Operations.Features;

/// <summary>All audit lines that fit, newest first, as CSV.</summary>
internal static class AuditCsv
{
    private const int PageSize = 500;

    public static CsvAnswer Of(AuditTrail trail, AuditFilter filter) => new(
        "audit.csv", ["id", "at", "actor_kind", "actor_id", "actor", "action", "type", "thing", "name", "store", "before", "after", "address", "trace"], RowsAsync(trail, filter));

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(AuditTrail trail, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var lines = await trail.FindAsync(filter, before: null, PageSize, cancellationToken);
        while (lines.Count > 0)
        {
            foreach (var line in lines)
            {
                yield return Row(line);
            }

            lines = lines.Count < PageSize ? [] : await trail.FindAsync(filter, lines[^1].Id, PageSize, cancellationToken);
        }
    }

    private static string?[] Row(AuditLine line) =>
    [
        line.Id.ToString(CultureInfo.InvariantCulture), line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), line.ActorKind, line.ActorId?.ToString(), line.ActorName, line.Action,
        line.SubjectType, line.SubjectId, line.SubjectName, line.StoreId?.ToString(), line.Before?.GetRawText(), line.After?.GetRawText(), line.Address, line.Trace,
    ];
}
