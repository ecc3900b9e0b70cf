using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of a list of users.</summary>
/// <param name="Words">A text in name or address.</param>
/// <param name="Role">Code of a role they hold; <c>staff</c> for any.</param>
/// <param name="Status"><c>active</c> or <c>disabled</c>.</param>
/// <param name="Store">A store one of their roles holds in.</param>
/// <param name="Sort">One of <see cref="UserQuery.Sorts"/>.</param>
internal sealed record UserFilter(string? Words, string? Role, string? Status, StoreId? Store, string Sort);

/// <summary>Reads users, one statement for a page; in the scope's unit of work, so that it sees what was just written.</summary>
internal sealed class UserQuery(UnitOfWork work, TimeProvider time)
{
    private const string Columns = """
        account.id, account.email, account.name, account.language, account.status, account.email_confirmed_at is not null, account.totp_since is not null,
        (select count(*)::integer from identity.passkey where passkey.user_id = account.id), coalesce(account.locked_until > $1, false),
        (select array_agg(role.code order by granted.id) from identity.user_role granted join identity.role on role.id = granted.role_id where granted.user_id = account.id),
        (select array_agg(granted.store_id order by granted.id) from identity.user_role granted where granted.user_id = account.id),
        (select max(seen_at) from identity.session where session.user_id = account.id), account.created_at, account.version, lower(account.name), account.email_folded
        """;

    /// <summary>The orders there are; a <c>-</c> turns one round.</summary>
    public static string[] Sorts { get; } = ["name", "-name", "email", "-email", "created", "-created"];

    /// <summary>Where a list goes on; what does not belong to this order is a fault.</summary>
    public static Cursor? ReadCursor(string? text, string sort, Problems problems)
    {
        var cursor = Cursor.Read(text, sort, problems);
        if (cursor is null || !IsByTime(sort) || DateTimeOffset.TryParse(cursor.Key, CultureInfo.InvariantCulture, out _))
        {
            return cursor;
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }

    public async Task<UserDetail?> ByIdAsync(UserId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from identity.user_account account where id = $2", cancellationToken)).With(time.GetUtcNow(), id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    public async Task<Page<UserDetail>> ListAsync(UserFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("", cancellationToken)).With(time.GetUtcNow());
        var conditions = new List<string> { "true" };
        void Add(object value, Func<int, string> condition)
        {
            command.With(SqlValue.Of(value));
            conditions.Add(condition(command.Parameters.Count));
        }

        if (filter.Words is { Length: > 0 } words)
        {
            Add($"%{Escape(words.Trim().ToLowerInvariant())}%", n => $"account.words like ${n}");
        }

        if (filter.Status is { } status)
        {
            Add(status, n => $"account.status = ${n}");
        }

        if (filter.Role is "staff")
        {
            conditions.Add("exists (select from identity.user_role granted where granted.user_id = account.id)");
        }
        else if (filter.Role is { } role)
        {
            Add(role, n => $"exists (select from identity.user_role granted join identity.role on role.id = granted.role_id where granted.user_id = account.id and role.code = ${n})");
        }

        if (filter.Store is { } store)
        {
            Add(store.Value, n => $"exists (select from identity.user_role granted where granted.user_id = account.id and granted.store_id = ${n})");
        }

        var (key, isBack) = (filter.Sort.TrimStart('-') switch { "email" => "account.email_folded", "created" => "account.created_at", _ => "lower(account.name)" }, filter.Sort.StartsWith('-'));
        if (cursor is not null)
        {
            command.With(IsByTime(filter.Sort) ? DateTimeOffset.Parse(cursor.Key, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) : cursor.Key, cursor.Id);
            conditions.Add($"({key}, account.id) {(isBack ? '<' : '>')} (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        command.With(limit + 1);
        var direction = isBack ? "desc" : "asc";
        command.CommandText = $"""
            select {Columns} from identity.user_account account where {string.Join(" and ", conditions)}
            order by {key} {direction}, account.id {direction} limit ${command.Parameters.Count}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(UserDetail User, string Key)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var user = Read(reader);
            rows.Add((user, filter.Sort.TrimStart('-') switch { "email" => reader.GetString(15), "created" => user.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), _ => reader.GetString(14) }));
        }

        var more = rows.Count > limit;
        return new Page<UserDetail>(
            [.. rows.Take(limit).Select(row => row.User)],
            more ? new Cursor(filter.Sort, rows[limit - 1].Key, rows[limit - 1].User.Id.Value).ToString() : null);
    }

    private static bool IsByTime(string sort) => sort.EndsWith("created", StringComparison.Ordinal);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static UserDetail Read(NpgsqlDataReader reader)
    {
        IReadOnlyList<RoleGrant> roles = reader.IsDBNull(9) ? [] :
            [.. reader.GetFieldValue<string[]>(9).Zip(reader.GetFieldValue<Guid?[]>(10), (code, store) => new RoleGrant(code, store is { } id ? StoreId.From(id) : null))];
        return new UserDetail(
            UserId.From(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetBoolean(5), reader.GetBoolean(6), reader.GetInt32(7), reader.GetBoolean(8),
            roles, reader.MomentOrNull(11), reader.GetFieldValue<DateTimeOffset>(12), reader.GetInt32(13));
    }
}
