using System.Runtime.InteropServices;
using Aisle.Contracts.Ledger;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>The chain has no gap, and each link's hash is that of what it says and of the link before.</summary>
internal sealed class ChainCheck : IJournalCheck
{
    private long _last;
    private byte[] _previous = new byte[32];

    public string Name => "ledger.chain";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (link.Chain is not { } chain)
        {
            return ValueTask.CompletedTask;
        }

        Finding.Rows++;
        var at = link.Seal.Sequence;
        if (at != _last + 1)
        {
            Finding.Add(at <= _last ? $"Link {at} is there twice: as {link.Name}." : at == _last + 2 ? $"Link {_last + 1} is missing." : $"Links {_last + 1} to {at - 1} are missing.");
        }
        else if (!Canonical.Link(link.Seal, _previous).AsSpan().SequenceEqual(chain))
        {
            Finding.Add($"Link {at} was changed, or does not follow link {at - 1}: its hash is not that of {link.Name}.");
        }

        // On with what is kept, so that one fault is named once and not again by every link after it.
        (_last, _previous) = (at, chain);
        return ValueTask.CompletedTask;
    }
}

/// <summary>What stands in the tables is what was sealed.</summary>
internal sealed class RowsCheck(Surroundings around) : IJournalCheck
{
    public string Name => "ledger.rows_sealed";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (Finding.Rows++ == 0)
        {
            around.Faults.ForEach(Finding.Add);
        }

        foreach (var fault in link.Faults)
        {
            Finding.Add(fault);
        }

        if (link.Seal.Kind == "entry")
        {
            Entry(link);
        }
        else
        {
            State(link, link.State);
        }

        return ValueTask.CompletedTask;
    }

    private void Entry(LinkFacts link)
    {
        if (link.Entry is not { } entry)
        {
            Finding.Add($"{Upper(link.Name)} was sealed and is not there.");
        }
        else if (entry.Id != link.Seal.Subject)
        {
            Finding.Add($"{Upper(link.Name)} was sealed, and in its place stands entry {entry.Id}.");
        }
        else if (!entry.Hash.AsSpan().SequenceEqual(link.Seal.Hash))
        {
            Finding.Add($"{Upper(link.Name)} is not what was sealed: its row or one of its {entry.Lines.Count} lines was changed, added or removed.");
        }
        else if (!string.Equals(entry.Series, link.Seal.Series, StringComparison.Ordinal) || entry.Year != link.Seal.Year)
        {
            Finding.Add($"{Upper(link.Name)} belongs to {entry.Series} {entry.Year}.");
        }
        else if (link.Seal.Version != 1)
        {
            Finding.Add($"{Upper(link.Name)} is sealed as version {link.Seal.Version}; an entry has but one.");
        }

        foreach (var fault in link.Entry?.Faults ?? [])
        {
            Finding.Add($"{Upper(link.Name)} {fault}");
        }
    }

    private void State(LinkFacts link, StateFacts? state)
    {
        if (state is null || !string.Equals(state.Kind, link.Seal.Kind, StringComparison.Ordinal))
        {
            Finding.Add($"{Upper(link.Name)} was sealed and is not there.");
        }
        else if (state.Version < link.Seal.Version)
        {
            Finding.Add($"{Upper(link.Name)} has been put back to version {state.Version}; version {link.Seal.Version} was sealed.");
        }
        else if (state.Version == link.Seal.Version && !state.Hash.AsSpan().SequenceEqual(link.Seal.Hash))
        {
            Finding.Add($"{Upper(link.Name)} is not what was sealed as version {state.Version}.");
        }
    }

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}

/// <summary>Every entry has lines, numbered without gap, between accounts that are there, in their currency and above zero.</summary>
internal sealed class WholeCheck(Surroundings around) : IJournalCheck
{
    public string Name => "ledger.entries_whole";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (link.Entry is not { } entry)
        {
            return ValueTask.CompletedTask;
        }

        Finding.Rows += Math.Max(1, entry.Lines.Count);
        if (entry.Lines.Count == 0)
        {
            Finding.Add($"{link.Name} has no lines.");
        }

        for (var index = 0; index < entry.Lines.Count; index++)
        {
            var line = entry.Lines[index];
            if (line.No != index + 1)
            {
                Finding.Add($"{link.Name}: line {line.No} stands where line {index + 1} should.");
            }

            if (line.Amount is < 1 or > NewEntry.LargestAmount)
            {
                Finding.Add(FormattableString.Invariant($"{link.Name} line {line.No}: its amount is {line.Amount}."));
            }

            Account(link, line, line.Debit, line.DebitSub);
            Account(link, line, line.Credit, line.CreditSub);
        }

        return ValueTask.CompletedTask;
    }

    private void Account(LinkFacts link, LineFacts line, Guid id, Guid? sub)
    {
        if (!around.Accounts.TryGetValue(id, out var account))
        {
            Finding.Add($"{link.Name} line {line.No}: there is no account {id}.");
        }
        else if (!string.Equals(account.Currency, line.Currency, StringComparison.Ordinal))
        {
            Finding.Add($"{link.Name} line {line.No}: it is in {line.Currency}, and account {account.Code} in {account.Currency}.");
        }
        else if (sub is { } part && (!around.Subaccounts.TryGetValue(part, out var found) || found.Account != id || !string.Equals(found.Currency, line.Currency, StringComparison.Ordinal)))
        {
            Finding.Add($"{link.Name} line {line.No}: account {account.Code} has no sub-account {part} in {line.Currency}.");
        }
    }
}

/// <summary>In each entry, debits equal credits in each currency, as its accounts are kept.</summary>
internal sealed class BalanceCheck(Surroundings around) : IJournalCheck
{
    private readonly Dictionary<string, decimal> _sums = new(StringComparer.Ordinal);

    public string Name => "ledger.entries_balance";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (link.Entry is not { } entry)
        {
            return ValueTask.CompletedTask;
        }

        Finding.Rows++;
        _sums.Clear();
        foreach (var line in entry.Lines)
        {
            Add(line.Debit, line, line.Amount);
            Add(line.Credit, line, -line.Amount);
        }

        foreach (var (currency, sum) in _sums)
        {
            if (sum != 0)
            {
                Finding.Add(FormattableString.Invariant($"{link.Name} does not balance in {currency}: its debits are {sum} minor units above its credits."));
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Add(Guid account, LineFacts line, decimal amount) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_sums, around.Accounts.TryGetValue(account, out var known) ? known.Currency : line.Currency, out _) += amount;
}

/// <summary>In each series and year numbers begin with 1 and follow the chain without a gap.</summary>
internal sealed class NumberCheck : IJournalCheck
{
    private readonly Dictionary<(string Series, int Year), long> _last = [];

    public string Name => "ledger.numbers";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (link.IsInTail || link.Seal.Kind != "entry")
        {
            return ValueTask.CompletedTask;
        }

        Finding.Rows++;
        if (link.Seal is not { Series: { } series, Year: { } year, Number: { } number })
        {
            Finding.Add($"{link.Name} has no number.");
            return ValueTask.CompletedTask;
        }

        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, (series, year), out _);
        if (number != last + 1)
        {
            Finding.Add($"{link.Name} comes after number {last} of {series} {year}.");
        }

        last = number;
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// No entry was written into a period while that was closed. What a period was at some time is not kept, but its seals tell:
/// each version's hash is that of its days as closed, or as open.
/// </summary>
internal sealed class PeriodCheck(Surroundings around) : IJournalCheck
{
    private readonly Dictionary<Guid, PeriodFacts> _closed = [];

    public string Name => "ledger.periods_closed";

    public Finding Finding { get; } = new();

    public ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken)
    {
        if (link.Seal.Kind == "period" && around.Periods.TryGetValue(link.Seal.Subject, out var period))
        {
            if (IsSealedAs(link.Seal, period, isClosed: true))
            {
                _closed[link.Seal.Subject] = period;
            }
            else if (IsSealedAs(link.Seal, period, isClosed: false))
            {
                _closed.Remove(link.Seal.Subject);
            }
        }
        else if (link.Entry is { } entry)
        {
            Finding.Rows++;
            foreach (var (id, closed) in _closed)
            {
                if (entry.Date >= closed.From && entry.Date <= closed.To)
                {
                    Finding.Add(FormattableString.Invariant($"{link.Name} of {entry.Date:yyyy-MM-dd} was written after period {id} ({closed.From:yyyy-MM-dd} to {closed.To:yyyy-MM-dd}) was closed."));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsSealedAs(Seal seal, PeriodFacts period, bool isClosed) =>
        Canonical.Period(new Period(PeriodId.From(seal.Subject), period.From, period.To, isClosed, seal.Version)).AsSpan().SequenceEqual(seal.Hash);
}
