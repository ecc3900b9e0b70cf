using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Platform.Audit;

/// <summary>Writes audit lines in the transaction of what they tell of (<see cref="Database.UnitOfWork.Audit"/>).</summary>
public sealed class AuditLog(CallerContext scope, TimeProvider time)
{
    private const string Sql = """
        insert into platform.audit (at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, subject_name, store_id, before, after, address, trace)
        select $1, $2, $3, $4, entry.action, entry.type, entry.id, entry.name, entry.store, entry.before::jsonb, entry.after::jsonb, $5, $6
        from unnest($7, $8, $9, $10, $11, $12, $13) entry (action, type, id, name, store, before, after)
        """;

    /// <summary>The one statement that writes entries.</summary>
    /// <param name="entries">What was done.</param>
    public NpgsqlBatchCommand Command(IReadOnlyList<AuditEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var sides = entries.Select(entry => AuditJson.Difference(entry.Before, entry.After)).ToList();
        return new NpgsqlBatchCommand(Sql).With(
            time.GetUtcNow(), KindOf(scope.Caller.Kind), scope.Caller.Id, Masking.Text(scope.Caller.Name), scope.Address, System.Diagnostics.Activity.Current?.TraceId.ToHexString() ?? "",
            entries.Select(entry => entry.Action).ToArray(), entries.Select(entry => entry.SubjectType).ToArray(), entries.Select(entry => Masking.Text(entry.SubjectId)).ToArray(),
            entries.Select(entry => Masking.Text(entry.SubjectName)).ToArray(), entries.Select(entry => entry.StoreId).ToArray(), sides.Select(side => side.Before).ToArray(), sides.Select(side => side.After).ToArray());
    }

    /// <summary>The word a kind of caller is stored as.</summary>
    public static string KindOf(CallerKind kind) => kind switch
    {
        CallerKind.Anonymous => "anonymous",
        CallerKind.User => "user",
        CallerKind.Key => "key",
        CallerKind.System => "system",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of caller without a word."),
    };
}
