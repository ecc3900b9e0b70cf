using System.Text.Json;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Platform.Audit;

/// <summary>A line of the audit.</summary>
/// <param name="Id">Its number; lines are shown newest first.</param>
/// <param name="At">When.</param>
/// <param name="ActorKind"><c>user</c>, <c>key</c>, <c>system</c> or <c>anonymous</c>.</param>
/// <param name="ActorId">Id of the user or API key, or null.</param>
/// <param name="ActorName">What people called them then.</param>
/// <param name="Action"><c>module.thing.act</c>.</param>
/// <param name="SubjectType">The kind of thing.</param>
/// <param name="SubjectId">Its id.</param>
/// <param name="SubjectName">What people called it then.</param>
/// <param name="StoreId">Its store, or null.</param>
/// <param name="Before">What was changed, before; null where the thing was new.</param>
/// <param name="After">What was changed, after; null where the thing is gone.</param>
/// <param name="Address">IP address; empty where there was none.</param>
/// <param name="Trace">Trace id of the request.</param>
public sealed record AuditLine(
    long Id, DateTimeOffset At, string ActorKind, Guid? ActorId, string ActorName, string Action, string SubjectType, string SubjectId, string SubjectName,
    Guid? StoreId, JsonElement? Before, JsonElement? After, string Address, string Trace);

/// <summary>What is looked for in the audit. What is null does not matter.</summary>
/// <param name="Words">A text in actor, action, thing or address.</param>
/// <param name="ActorId">Who did it.</param>
/// <param name="Action">What was done: all of it, or its beginning with a dot at the end (<c>catalog.</c>).</param>
/// <param name="SubjectType">The kind of thing.</param>
/// <param name="SubjectId">The thing.</param>
/// <param name="From">First instant.</param>
/// <param name="To">Instant before which it was.</param>
/// <param name="Stores">Only lines of these stores; null for all lines, also those of no store.</param>
public sealed record AuditFilter(
    string? Words = null, Guid? ActorId = null, string? Action = null, string? SubjectType = null, string? SubjectId = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, IReadOnlyCollection<Guid>? Stores = null);

/// <summary>What there is to choose from in the audit.</summary>
/// <param name="Actions">Everything that was done.</param>
/// <param name="Types">Every kind of thing it was done to.</param>
/// <param name="Actors">Every user and API key that did something, with the name they had last.</param>
public sealed record AuditChoices(IReadOnlyList<string> Actions, IReadOnlyList<string> Types, IReadOnlyList<KeyValuePair<Guid, string>> Actors);

/// <summary>Finds audit lines.</summary>
public sealed class AuditTrail(NpgsqlDataSource database)
{
    /// <summary>Lines that fit, newest first, at most <paramref name="limit"/>, older than <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<AuditLine>> FindAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var command = database.CreateCommand();
        var conditions = new List<string>();
        void Add(object? value, Func<int, string> condition)
        {
            if (value is not null)
            {
                command.With(SqlValue.Of(value));
                conditions.Add(condition(command.Parameters.Count));
            }
        }

        Add(before, n => $"id < ${n}");
        Add(filter.Words is { Length: > 0 } words ? $"%{Escape(words.ToLowerInvariant())}%" : null, n => $"words like ${n}");
        Add(filter.ActorId, n => $"actor_id = ${n}");
        Add(filter.Action is { } action && action.EndsWith('.') ? Escape(action) + "%" : null, n => $"action like ${n}");
        Add(filter.Action is { } whole && !whole.EndsWith('.') ? whole : null, n => $"action = ${n}");
        Add(filter.SubjectType, n => $"subject_type = ${n}");
        Add(filter.SubjectId, n => $"subject_id = ${n}");
        Add(filter.From, n => $"at >= ${n}");
        Add(filter.To, n => $"at < ${n}");
        Add(filter.Stores?.ToArray(), n => $"store_id = any (${n})");
        command.With(limit);
        command.CommandText = $"""
            select id, at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, subject_name, store_id, before::text, after::text, address, trace
            from platform.audit {(conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions))} order by id desc limit ${command.Parameters.Count}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<AuditLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(new AuditLine(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.GetString(4),
                reader.GetString(5), reader.GetString(6), reader.GetString(7), reader.GetString(8), reader.IsDBNull(9) ? null : reader.GetGuid(9),
                Json(reader, 10), Json(reader, 11), reader.GetString(12), reader.GetString(13)));
        }

        return lines;
    }

    /// <summary>What the audit can be narrowed to: every action, kind of thing and actor in it. It jumps from one to the next in its indexes.</summary>
    public async Task<AuditChoices> ChoicesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            with recursive action as (
                (select action as value from platform.audit order by action limit 1)
                union all select next.value from action, lateral (select audit.action as value from platform.audit where audit.action > action.value order by audit.action limit 1) next),
            type as (
                (select subject_type as value from platform.audit order by subject_type limit 1)
                union all select next.value from type, lateral (select subject_type as value from platform.audit where subject_type > type.value order by subject_type limit 1) next),
            actor as (
                (select actor_id as value, actor_name as name from platform.audit where actor_id is not null order by actor_id desc, id desc limit 1)
                union all select next.value, next.name from actor, lateral (select actor_id as value, actor_name as name from platform.audit where actor_id < actor.value order by actor_id desc, id desc limit 1) next)
            select 'action', value, '' from action union all select 'type', value, '' from type union all (select 'actor', value::text, name from actor limit 500)
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (actions, types, actors) = (new List<string>(), new List<string>(), new List<KeyValuePair<Guid, string>>());
        while (await reader.ReadAsync(cancellationToken))
        {
            switch (reader.GetString(0))
            {
                case "action":
                    actions.Add(reader.GetString(1));
                    break;
                case "type":
                    types.Add(reader.GetString(1));
                    break;
                default:
                    actors.Add(KeyValuePair.Create(Guid.Parse(reader.GetString(1)), reader.GetString(2)));
                    break;
            }
        }

        return new AuditChoices(actions, types, actors);
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static JsonElement? Json(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : JsonElement.Parse(reader.GetString(column));
}
