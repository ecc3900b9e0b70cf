using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>Where messages wait for their subscribers.</summary>
/// <param name="subscriptions">Who wants what.</param>
/// <param name="time">Clock.</param>
public sealed class Inbox(IEnumerable<Subscription> subscriptions, TimeProvider time)
{
    private readonly ILookup<string, Subscription> _byEvent = subscriptions.ToLookup(one => one.Event, StringComparer.Ordinal);

    /// <summary>
    /// Puts messages down for each of their subscribers, in their order and one copy of each, however often it comes. One
    /// that nobody subscribes to is dropped. Answers where to ring when the transaction is committed.
    /// </summary>
    public async Task<Waiting> AcceptAsync(IReadOnlyList<Message> messages, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var wanted = messages.SelectMany(message => _byEvent[message.Name].Select(one => (one.Subscriber, one.IsOutside, Message: message))).ToList();
        if (wanted.Count == 0)
        {
            return Waiting.None;
        }

        await using var command = new NpgsqlCommand("""
            insert into platform.inbox (subscriber, id, name, key, body, trace, occurred_at, due_at)
            select subscriber, id, name, key, body, trace, occurred_at, $8
            from unnest($1, $2, $3, $4, $5, $6, $7) with ordinality message (subscriber, id, name, key, body, trace, occurred_at, place)
            order by place
            on conflict (subscriber, id) do nothing
            """, connection).With(
            wanted.Select(one => one.Subscriber).ToArray(), wanted.Select(one => one.Message.Id).ToArray(), wanted.Select(one => one.Message.Name).ToArray(), wanted.Select(one => one.Message.Key).ToArray(),
            wanted.Select(one => one.Message.Body).ToArray(), wanted.Select(one => one.Message.Trace).ToArray(), wanted.Select(one => one.Message.OccurredAt).ToArray(), time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
        return (wanted.Exists(one => one.IsOutside) ? Waiting.Outside : Waiting.None) | (wanted.Exists(one => !one.IsOutside) ? Waiting.Inside : Waiting.None);
    }
}
