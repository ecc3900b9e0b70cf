using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>Every checkpoint is signed by a key we know and equals the chain at its place, those in the books and those outside of them.</summary>
/// <param name="inside">Checkpoints of the database or of the file, by sequence.</param>
/// <param name="outside">Those of the folder, by sequence; null for a line that is none.</param>
/// <param name="keys">Public keys by id.</param>
internal sealed class CheckpointCheck(IAsyncEnumerable<Checkpoint?> inside, IAsyncEnumerable<Checkpoint?> outside, IReadOnlyDictionary<string, Es256Key> keys) : IJournalCheck, IAsyncDisposable
{
    private readonly Row _inside = new(inside);
    private readonly Row _outside = new(outside);
    private long _head;

    public string Name => "ledger.checkpoints";

    public Finding Finding { get; } = new();

    /// <summary>What is wrong with a checkpoint of a link.</summary>
    public static string? FaultOf(Checkpoint checkpoint, string where, long sequence, byte[] chain, IReadOnlyDictionary<string, Es256Key> keys) =>
        checkpoint.Sequence != sequence ? $"The checkpoint{where} of link {checkpoint.Sequence} stands out of its order, or its link is missing."
        : !checkpoint.Chain.AsSpan().SequenceEqual(chain)
            ? FormattableString.Invariant($"Link {sequence} is not what the checkpoint{where} of {checkpoint.SignedAt:yyyy-MM-dd HH:mm:ss} UTC signed: the chain up to it was made anew.")
        : !keys.TryGetValue(checkpoint.Key, out var key) ? $"The checkpoint{where} of link {sequence} is signed by a key that nobody knows ({checkpoint.Key})."
        : !checkpoint.IsSignedBy(key) ? $"The signature of the checkpoint{where} of link {sequence} is wrong."
        : null;

    public async ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (link.Chain is not { } chain)
        {
            return;
        }

        _head = Math.Max(_head, link.Seal.Sequence);
        var within = await AtAsync(_inside, "", link.Seal.Sequence, chain);
        var without = await AtAsync(_outside, " outside of the database", link.Seal.Sequence, chain);
        // The newest outside may be on its way into the table; any other must be there.
        if (without is not null && (within is null ? _inside.Now is not null : !within.IsSame(without)))
        {
            Finding.Add($"The checkpoint of link {without.Sequence} that was written outside of the database is not in its table, or another one is.");
        }
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        foreach (var (row, where) in ((Row, string)[])[(_inside, ""), (_outside, " outside of the database")])
        {
            await row.StartAsync();
            for (; !row.IsOver; await row.NextAsync())
            {
                Finding.Add(row.Now is { } late
                    ? FormattableString.Invariant($"The chain has been cut: it ends with link {_head}, and a checkpoint{where} signed link {late.Sequence} on {late.SignedAt:yyyy-MM-dd HH:mm:ss} UTC.")
                    : $"A line of the checkpoints{where} cannot be read.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _inside.DisposeAsync();
        await _outside.DisposeAsync();
    }

    /// <summary>Checks what was signed up to a link; answers the checkpoint of the link itself.</summary>
    private async ValueTask<Checkpoint?> AtAsync(Row row, string where, long sequence, byte[] chain)
    {
        Checkpoint? found = null;
        await row.StartAsync();
        for (; !row.IsOver && (row.Now is null || row.Now.Sequence <= sequence); await row.NextAsync())
        {
            Finding.Rows++;
            if (row.Now is not { } checkpoint)
            {
                Finding.Add($"A line of the checkpoints{where} cannot be read.");
            }
            else if (checkpoint.Sequence == found?.Sequence)
            {
                Finding.Add($"The checkpoint{where} of link {sequence} is there twice.");
            }
            else if (FaultOf(checkpoint, where, sequence, chain, keys) is { } fault)
            {
                Finding.Add(fault);
                found = checkpoint.Sequence == sequence ? checkpoint : found;
            }
            else
            {
                found = checkpoint;
            }
        }

        return found;
    }

    /// <summary>A row of checkpoints, looked at one by one.</summary>
    private sealed class Row(IAsyncEnumerable<Checkpoint?> source) : IAsyncDisposable
    {
        private IAsyncEnumerator<Checkpoint?>? _at;

        public Checkpoint? Now => IsOver ? null : _at!.Current;

        public bool IsOver { get; private set; }

        public async ValueTask StartAsync()
        {
            if (_at is null)
            {
                _at = source.GetAsyncEnumerator();
                await NextAsync();
            }
        }

        public async ValueTask NextAsync() => IsOver = !await _at!.MoveNextAsync();

        public ValueTask DisposeAsync() => _at?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
