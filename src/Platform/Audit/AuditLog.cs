using Aisle.Platform.Security;
using Npgsql;
using NpgsqlTypes;

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
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = KindOf(scope.Caller.Kind) });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)scope.Caller.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Masking.Text(scope.Caller.Name) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = scope.Address });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = System.Diagnostics.Activity.Current?.TraceId.ToHexString() ?? "" });
        AddTexts(command, entries.Select(entry => entry.Action));
        AddTexts(command, entries.Select(entry => entry.SubjectType));
        AddTexts(command, entries.Select(entry => Masking.Text(entry.SubjectId)));
        AddTexts(command, entries.Select(entry => Masking.Text(entry.SubjectName)));
        command.Parameters.Add(new NpgsqlParameter { Value = entries.Select(entry => entry.StoreId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        AddTexts(command, sides.Select(side => side.Before));
        AddTexts(command, sides.Select(side => side.After));
        return command;
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

    private static void AddTexts(NpgsqlBatchCommand command, IEnumerable<string?> values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
}
