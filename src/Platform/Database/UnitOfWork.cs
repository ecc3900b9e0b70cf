using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Caching;
using Aisle.Platform.Messaging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>
/// One connection and at most one transaction for a request or command. Every module's context and every hand-written
/// statement of the scope goes through it, so that what a use case writes in several modules commits as one. Between
/// transactions the connection is in the pool: nobody holds one while waiting for another.
/// Not safe for use by several threads at once, as a connection is not.
/// </summary>
public sealed class UnitOfWork(DatabaseLane lane, Outbox outbox, AuditLog audit, IEnumerable<IChangeSink> sinks) : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection = lane.Source.CreateConnection();
    private readonly List<DbContext> _contexts = [];
    private readonly SortedSet<string> _changes = new(StringComparer.Ordinal);
    private readonly List<IEvent> _events = [];
    private readonly List<AuditEntry> _audit = [];
    private readonly List<Action> _committed = [];
    private readonly List<(NpgsqlBatchCommand Command, Func<PostgresException, Error?> Refusal)> _last = [];
    private NpgsqlTransaction? _transaction;
    private bool _partFailed;
    private bool _held;

    /// <summary>Two wrote at once, and the other one was first.</summary>
    public static Error Conflict { get; } = Error.Conflict("request.conflict", "Somebody else changed the same thing at the same moment; read it again.");

    /// <summary>The scope's connection; closed until the first use.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>The transaction under way, or null outside <see cref="RunAsync{T}"/>.</summary>
    public NpgsqlTransaction? Transaction => _transaction;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits if it succeeds. A failed result or an exception
    /// rolls everything back. Changes tracked by the module contexts are saved before the commit. Called inside itself it
    /// becomes a part of what is under way, which commits or not as a whole. Where somebody else changed the same row in the
    /// meantime, or took the same unique value, the answer is <see cref="Conflict"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">When a part failed and the whole went on as if it had not.</exception>
    public async Task<Result<T>> RunAsync<T>(
        Func<CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_transaction is not null)
        {
            var part = await work(cancellationToken);
            _partFailed |= part.IsFailure;
            return part;
        }

        await OpenAsync(cancellationToken);
        _transaction = await _connection.BeginTransactionAsync(cancellationToken);
        try
        {
            return await RunWholeAsync(_transaction, work, cancellationToken);
        }
        catch (Exception fault) when (IsConflict(fault))
        {
            await _transaction.RollbackAsync(CancellationToken.None);
            return Conflict;
        }
        finally
        {
            foreach (var context in _contexts)
            {
                await context.Database.UseTransactionAsync(null, CancellationToken.None);
                context.ChangeTracker.Clear();
            }

            await _transaction.DisposeAsync();
            _transaction = null;
            _changes.Clear();
            _events.Clear();
            _audit.Clear();
            _committed.Clear();
            _last.Clear();
            _partFailed = false;
            if (!_held)
            {
                await _connection.CloseAsync();
            }
        }
    }

    /// <summary>
    /// Keeps the connection until the end of the scope, for what lives on it between transactions: a session lock, temporary
    /// tables. For commands and jobs, never for requests, which would hold it while they wait for others.
    /// </summary>
    public async ValueTask HoldAsync(CancellationToken cancellationToken)
    {
        _held = true;
        await OpenAsync(cancellationToken);
    }

    /// <summary>Writes what the module contexts track, so that statements after it see it. The commit does so by itself.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var context in _contexts)
        {
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Tells subscribers of an event once this transaction has committed, and only then; see <see cref="IEvent"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Outside of a transaction nothing would send it.</exception>
    public void Publish(IEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (_transaction is null)
        {
            throw new InvalidOperationException($"{happened.GetType().Name} was published outside of a unit of work.");
        }

        _events.Add(happened);
    }

    /// <summary>Writes down what was done, with the commit that does it; see <see cref="AuditEntry"/>.</summary>
    /// <exception cref="InvalidOperationException">Outside of a transaction nothing would write it.</exception>
    public void Audit(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (_transaction is null)
        {
            throw new InvalidOperationException($"{entry.Action} was audited outside of a unit of work.");
        }

        _audit.Add(entry);
    }

    /// <summary>
    /// Says that what carries <paramref name="tag"/> in a cache is out of date once this transaction commits.
    /// PostgreSQL delivers it to every host (NOTIFY is part of the transaction).
    /// </summary>
    public void Changed(string tag) => _changes.Add(tag);

    /// <summary>Does <paramref name="act"/> in this process once this transaction has committed: wakes what works behind it.</summary>
    public void AfterCommit(Action act) => _committed.Add(act);

    /// <summary>
    /// Writes with the commit, in the one round trip that it takes, what nobody needs an answer to: no statement of the unit of work
    /// sees it. What <paramref name="refusal"/> makes of a fault of it is the answer of the whole; where it is null the fault is thrown.
    /// </summary>
    /// <exception cref="InvalidOperationException">Outside of a transaction nothing would write it.</exception>
    public void WithCommit(NpgsqlBatchCommand command, Func<PostgresException, Error?> refusal)
    {
        if (_transaction is null)
        {
            throw new InvalidOperationException("A statement was left to the commit outside of a unit of work.");
        }

        _last.Add((command, refusal));
    }

    /// <summary>A command in the transaction under way; outside of one, on a connection of its own for as long as it runs.</summary>
    public async ValueTask<NpgsqlCommand> CommandAsync(string sql, CancellationToken cancellationToken)
    {
        if (_transaction is null && !_held)
        {
            return lane.Source.CreateCommand(sql);
        }

        await OpenAsync(cancellationToken);
        return new NpgsqlCommand(sql, _connection, _transaction);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal void Enlist(DbContext context)
    {
        _contexts.Add(context);
        if (_transaction is not null)
        {
            context.Database.UseTransaction(_transaction);
        }
    }

    private async Task<Result<T>> RunWholeAsync<T>(NpgsqlTransaction transaction, Func<CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        foreach (var context in _contexts)
        {
            await context.Database.UseTransactionAsync(transaction, cancellationToken);
        }

        var result = await work(cancellationToken);
        if (result.IsFailure)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return result;
        }

        if (_partFailed)
        {
            throw new InvalidOperationException("A part of this unit of work failed, and its caller went on as if it had not.");
        }

        await SaveAsync(cancellationToken);
        if (await CommitAsync(cancellationToken) is { } refused)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return refused;
        }

        foreach (var tag in _changes)
        {
            // Other hosts are told by PostgreSQL; who asks this one next may not see what was before.
            foreach (var sink in sinks)
            {
                sink.Changed(tag);
            }
        }

        if (_events.Count > 0)
        {
            outbox.Committed();
        }

        foreach (var act in _committed)
        {
            act();
        }

        return result;
    }

    private static bool IsConflict(Exception fault) => fault is DbUpdateConcurrencyException ||
        (fault as PostgresException ?? fault.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.UniqueViolation;

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection.State != System.Data.ConnectionState.Open)
        {
            await _connection.OpenAsync(cancellationToken);
        }
    }

    /// <summary>All that is left to write and the commit, in one round trip. The server skips what stands behind a fault, the commit too.</summary>
    private async Task<Error?> CommitAsync(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        _last.ForEach(last => batch.BatchCommands.Add(last.Command));
        if (_audit.Count > 0)
        {
            batch.BatchCommands.Add(audit.Command(_audit));
        }

        if (_events.Count > 0)
        {
            batch.BatchCommands.Add(outbox.Command(_events));
        }

        if (_changes.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_notify($1, tag) from unnest($2) tag").With(ChangeListener.Channel, _changes.ToArray()));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (PostgresException fault) when (_last.Find(last => ReferenceEquals(last.Command, fault.BatchCommand)).Refusal?.Invoke(fault) is { } refused)
        {
            return refused;
        }
    }
}
