using Npgsql;

namespace Aisle.Platform.Messaging;

/// <summary>
/// Carries messages from the outbox to the inbox. A transport may deliver late and twice, but loses nothing and keeps the
/// order of a key; the inbox takes care of the rest. Every transport passes the same tests.
/// </summary>
public interface IMessageTransport
{
    /// <summary>
    /// Takes messages over, in their order. When it returns they are safe, or will be once the transaction of
    /// <paramref name="connection"/> commits, which also takes them out of the outbox. Answers
    /// where to ring then; nowhere, where they come to the inbox by themselves.
    /// </summary>
    Task<Waiting> SendAsync(IReadOnlyList<Message> messages, NpgsqlConnection connection, CancellationToken cancellationToken);
}

/// <summary>No broker: the messages move from one table to the other in one transaction.</summary>
/// <param name="inbox">Where they go.</param>
public sealed class InProcessTransport(Inbox inbox) : IMessageTransport
{
    /// <inheritdoc/>
    public Task<Waiting> SendAsync(IReadOnlyList<Message> messages, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        inbox.AcceptAsync(messages, connection, cancellationToken);
}
