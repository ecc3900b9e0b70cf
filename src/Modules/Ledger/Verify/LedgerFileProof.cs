using System.Globalization;
using Aisle.Modules.Ledger.Features;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Commands;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>Proves an exported ledger: all that is to be seen in its journal, with nothing but the file.</summary>
internal sealed class LedgerFileProof : IFileProof
{
    public async Task<FileFindings?> CheckAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var file = new LedgerFile(path);
        if (!await file.OpenAsync(cancellationToken))
        {
            return null;
        }

        var journal = new FileJournal(file);
        var whole = new FileCheck(file, journal.Keys);
        var checks = await JournalPass.RunAsync(journal, around => [whole, .. JournalPass.Common(around), new FileCheckpointCheck(journal.Keys), new FileBalanceCheck(around)], cancellationToken);
        if (file.Lines != file.End!.Lines || !string.Equals(Convert.ToHexStringLower(file.Hash), file.End.Hash, StringComparison.Ordinal))
        {
            throw new FaultException($"{path} is damaged: its lines are not those that its last line counts and hashes.");
        }

        var took = time.GetElapsedTime(began);
        return new FileFindings(
            string.Create(CultureInfo.InvariantCulture, $"Ledger of {file.Head.Company} ({file.Head.Currency}), exported {file.Head.CreatedAt}: {whole.Last} links, signed by key {file.End.Key}"),
            [.. checks.Select((check, index) => InvariantResult.Of(check.Name, check.Finding, index == 0 ? took : TimeSpan.Zero))]);
    }
}

/// <summary>The file is as it was exported: its last line is signed, and its chain ends where its first line says.</summary>
internal sealed class FileCheck(LedgerFile file, IReadOnlyDictionary<string, Es256Key> keys) : IJournalCheck
{
    private byte[] _chain = [];

    public string Name => "ledger.file";

    public Finding Finding { get; } = new();

    /// <summary>The last link.</summary>
    public long Last { get; private set; }

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (link.Chain is { } chain)
        {
            (Last, _chain) = (link.Seal.Sequence, chain);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        var (head, end) = (file.Head, file.End!);
        Finding.Rows = file.Lines;
        if (Last != head.Sequence || !string.Equals(Convert.ToHexStringLower(_chain), head.Hash, StringComparison.Ordinal))
        {
            Finding.Add($"The first line says that the chain ends with link {head.Sequence} of hash {head.Hash}; it ends with link {Last}.");
        }

        if (!keys.TryGetValue(end.Key, out var key))
        {
            Finding.Add($"The last line is signed by a key that is not in the file ({end.Key}).");
        }
        else if (!key.Verifies(LedgerExport.Ending(file.Lines, file.Hash), end.Signature))
        {
            Finding.Add("The file was changed after it was exported: the signature of its last line is wrong.");
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>Every checkpoint of the file stands behind the link it signs, and is signed by a key of the file.</summary>
internal sealed class FileCheckpointCheck(IReadOnlyDictionary<string, Es256Key> keys) : IJournalCheck
{
    public string Name => "ledger.checkpoints";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        foreach (var checkpoint in link.Checkpoints)
        {
            Finding.Rows++;
            var fault = checkpoint is null ? $"The checkpoint behind {link.Name} cannot be read."
                : link.Chain is not { } chain ? $"The checkpoint of link {checkpoint.Sequence} stands in the tail."
                : CheckpointCheck.FaultOf(checkpoint, "", link.Seal.Sequence, chain, keys);
            if (fault is not null)
            {
                Finding.Add(fault);
            }
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>No bounded sub-account ends outside of its bounds, by its lines.</summary>
internal sealed class FileBalanceCheck(Surroundings around) : IJournalCheck
{
    private readonly Dictionary<Guid, decimal> _balances = [];

    public string Name => "ledger.balances";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        foreach (var line in link.Entry?.Lines ?? [])
        {
            Move(line.DebitSub, line.Debit, line.Amount);
            Move(line.CreditSub, line.Credit, -line.Amount);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, sub) in around.Subaccounts.Where(sub => sub.Value.Floor is not null || sub.Value.Ceiling is not null))
        {
            Finding.Rows++;
            var balance = _balances.GetValueOrDefault(id);
            if (balance < sub.Floor || balance > sub.Ceiling)
            {
                Finding.Add(FormattableString.Invariant($"Sub-account {id}: its lines make {balance}, outside of its bounds {sub.Floor} to {sub.Ceiling}."));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Counted on the normal side of the account.</summary>
    private void Move(Guid? sub, Guid account, decimal debit)
    {
        if (sub is { } id && around.Accounts.TryGetValue(account, out var known))
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_balances, id, out _) += known.IsDebit ? debit : -debit;
        }
    }
}
