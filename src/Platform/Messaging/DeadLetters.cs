using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>A message that was given up.</summary>
/// <param name="Position">Which one.</param>
/// <param name="Subscriber">Who could not handle it.</param>
/// <param name="Message">The message.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Fault">What happened the last time.</param>
/// <param name="DeadAt">When it was given up.</param>
public sealed record DeadLetter(long Position, string Subscriber, Message Message, int Attempts, string Fault, DateTimeOffset DeadAt);

/// <summary>A message that was sent again or discarded.</summary>
/// <param name="Position">Which one it was.</param>
/// <param name="Subscriber">Who could not handle it.</param>
/// <param name="Name">Name of the event.</param>
public sealed record SettledLetter(long Position, string Subscriber, string Name);

/// <summary>
/// Messages that were given up, for a person. Later messages of the same key went on without them; one that is sent again
/// is handled before those that still wait.
/// </summary>
public sealed class DeadLetters(NpgsqlDataSource database, MessageBell bell, TimeProvider time)
{
    private const string Sort = "dead_letter";

    /// <summary>The newest of them, up to <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken cancellationToken) =>
        ReadAsync(subscriber: null, name: null, after: null, limit, cancellationToken);

    /// <summary>A page of them, those given up last first.</summary>
    /// <param name="subscriber">Only those of this subscriber; null for all.</param>
    /// <param name="name">Only those of this event; null for all.</param>
    /// <param name="cursor"><see cref="Page{T}.NextCursor"/> of the page before, or null for the first.</param>
    /// <param name="limit">Most of a page.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The page, or <c>cursor.invalid</c>.</returns>
    public async Task<Result<Page<DeadLetter>>> PageAsync(string? subscriber, string? name, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var from = Cursor.Read(cursor, Sort, problems);
        var (ticks, position) = (0L, 0L);
        problems.Require(
            from is null || (from.Key.Split(' ') is [var first, var second] && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out ticks) && ticks <= DateTime.MaxValue.Ticks &&
                long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out position)),
            "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var letters = await ReadAsync(subscriber, name, from is null ? null : (new DateTimeOffset(ticks, TimeSpan.Zero), position), limit + 1, cancellationToken);
        return letters.Count <= limit
            ? new Page<DeadLetter>(letters, NextCursor: null)
            : new Page<DeadLetter>(
                [.. letters.Take(limit)],
                new Cursor(Sort, string.Create(CultureInfo.InvariantCulture, $"{letters[limit - 1].DeadAt.UtcTicks} {letters[limit - 1].Position}"), letters[limit - 1].Message.Id).ToString());
    }

    /// <summary>One of them; null where it was not given up, or is settled.</summary>
    public async Task<DeadLetter?> FindAsync(long position, CancellationToken cancellationToken) =>
        (await ReadAsync(subscriber: null, name: null, after: null, limit: 1, cancellationToken, position)).FirstOrDefault();

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select count(*) from platform.inbox where dead_at is not null");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The names of their events, in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select coalesce(array_agg(distinct name order by name), '{}') from platform.inbox where dead_at is not null");
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Sends messages again with the commit of <paramref name="work"/>, with all their attempts before them; answers those that were dead.</summary>
    public async Task<IReadOnlyList<SettledLetter>> ReplayAsync(IReadOnlyList<long> positions, UnitOfWork work, CancellationToken cancellationToken)
    {
        var settled = await SettleAsync("dead_at = null, attempts = 0, due_at = $2", positions, work, cancellationToken);
        // Whoever looks before the commit finds them a moment later by himself.
        bell.Ring(Waiting.Inside | Waiting.Outside);
        return settled;
    }

    /// <summary>
    /// Gives messages up for good with the commit of <paramref name="work"/>; answers those that were dead. They stay known for a
    /// while, so that one that comes again is not handled after all, but without what they said.
    /// </summary>
    public Task<IReadOnlyList<SettledLetter>> DiscardAsync(IReadOnlyList<long> positions, UnitOfWork work, CancellationToken cancellationToken) =>
        SettleAsync("dead_at = null, handled_at = $2, body = '{}'", positions, work, cancellationToken);

    private async Task<IReadOnlyList<SettledLetter>> SettleAsync(string change, IReadOnlyList<long> positions, UnitOfWork work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var command = (await work.CommandAsync($"""
            with locked as materialized (select position from platform.inbox where position = any ($1) and dead_at is not null order by position for update)
            update platform.inbox set {change} where position in (select position from locked) and dead_at is not null
            returning position, subscriber, name
            """, cancellationToken)).With(positions.ToArray(), time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var settled = new List<SettledLetter>();
        while (await reader.ReadAsync(cancellationToken))
        {
            settled.Add(new SettledLetter(reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        }

        return [.. settled.OrderBy(letter => letter.Position)];
    }

    private async Task<IReadOnlyList<DeadLetter>> ReadAsync(string? subscriber, string? name, (DateTimeOffset DeadAt, long Position)? after, int limit, CancellationToken cancellationToken, long? position = null)
    {
        await using var command = database.CreateCommand($"""
            select position, subscriber, id, name, key, body, trace, occurred_at, attempts, coalesce(fault, ''), dead_at
            from platform.inbox where dead_at is not null and ($2::text is null or subscriber = $2) and ($3::text is null or name = $3) {(after is null ? "" : "and (dead_at, position) < ($4, $5)")} {(position is null ? "" : "and position = $4")}
            order by dead_at desc, position desc limit $1
            """).With(limit, subscriber, name);
        if (after is { } last)
        {
            command.With(last.DeadAt, last.Position);
        }

        if (position is { } one)
        {
            command.With(one);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(new DeadLetter(
                reader.GetInt64(0), reader.GetString(1),
                new Message(reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7)),
                reader.GetInt32(8), reader.GetString(9), reader.GetFieldValue<DateTimeOffset>(10)));
        }

        return letters;
    }
}
