using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Data;

/// <summary>
/// Writes what is posted outside of a unit of work. There are a few lanes, each of one connection: who finds one free posts at
/// once. Who does not waits, and whatever waits when a lane comes free is written by it in one call and one commit, so that the
/// busier the books are, the less an entry costs, and a balance that many move is moved once for all of them. Where such a call
/// is refused, each of its parts is posted alone and hears its own answer.
/// </summary>
internal sealed class PostingQueue(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Most entries of one call with parts of several callers.</summary>
    private const int Most = 64;

    private readonly int _lanes = DatabaseOptions.Few(database);
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = [];
    private int _busy;

    /// <summary>Posts; answers those entries that were there already with the same content.</summary>
    public async Task<Result<IReadOnlySet<EntryId>>> PostAsync(Posting posting, CancellationToken cancellationToken)
    {
        Waiting? waiting = null;
        lock (_lock)
        {
            if (_busy < _lanes)
            {
                _busy++;
            }
            else
            {
                waiting = new Waiting(posting);
                _waiting.Enqueue(waiting);
            }
        }

        if (waiting is not null)
        {
            // Given up while it waits it may yet be posted; its caller asks again with the same ids, as after a broken line.
            return await waiting.Answer.Task.WaitAsync(cancellationToken);
        }

        try
        {
            return await WriteAsync([posting], cancellationToken);
        }
        finally
        {
            Pass();
        }
    }

    /// <summary>Gives a lane to those who wait, or back.</summary>
    private void Pass()
    {
        var next = Next();
        if (next.Count > 0)
        {
            _ = Task.Run(() => ServeAsync(next));
        }
    }

    private async Task ServeAsync(List<Waiting> next)
    {
        while (next.Count > 0)
        {
            await ServeTogetherAsync(next);
            next = Next();
        }
    }

    private async Task ServeTogetherAsync(List<Waiting> together)
    {
        try
        {
            var known = await WriteAsync([.. together.Select(one => one.Posting)], CancellationToken.None);
            if (known.IsSuccess || together.Count == 1)
            {
                together.ForEach(one => one.Answer.SetResult(known));
                return;
            }
        }
        catch (Exception fault)
        {
            if (together.Count == 1)
            {
                together[0].Answer.SetException(fault);
                return;
            }

            // Whatever it was, it may have been one of them; written or not, each can be posted again.
        }

        foreach (var one in together)
        {
            await ServeTogetherAsync([one]);
        }
    }

    /// <summary>Takes those who wait longest, up to <see cref="Most"/> entries and none that two of them share; with nobody there the lane is free.</summary>
    private List<Waiting> Next()
    {
        var (next, ids, entries) = (new List<Waiting>(), new HashSet<EntryId>(), 0);
        lock (_lock)
        {
            while (_waiting.TryPeek(out var first) && (next.Count == 0 || entries + first.Posting.Entries.Count <= Most) && !first.Posting.Entries.Any(entry => ids.Contains(entry.Entry.Id)))
            {
                next.Add(_waiting.Dequeue());
                entries += first.Posting.Entries.Count;
                ids.UnionWith(first.Posting.Entries.Select(entry => entry.Entry.Id));
            }

            _busy -= next.Count == 0 ? 1 : 0;
        }

        return next;
    }

    private Task<Result<IReadOnlySet<EntryId>>> WriteAsync(IReadOnlyList<Posting> postings, CancellationToken cancellationToken) =>
        JournalWriter.PostAsync(database, postings, time.GetUtcNow(), cancellationToken);

    private sealed record Waiting(Posting Posting)
    {
        public TaskCompletionSource<Result<IReadOnlySet<EntryId>>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
