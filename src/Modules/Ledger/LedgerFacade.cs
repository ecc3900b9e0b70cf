using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Rules;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Ledger;

/// <summary>The books as other modules see them, in the unit of work of their scope.</summary>
internal sealed class LedgerFacade(
    UnitOfWork work, OpenBooks books, EntryChecks checks, RuleBook rules, JournalWriter writer, PostingQueue queue, SealBell bell, TailBound tail, CallerContext caller, TimeProvider time) : ILedger
{
    private Guid? By => caller.Caller.Kind == CallerKind.System ? null : caller.Caller.Id;

    public async Task<Result<PostedEntry>> PostAsync(NewEntry entry, CancellationToken cancellationToken) =>
        (await PostAsync([entry], cancellationToken)).Map(posted => posted[0]);

    public async Task<Result<IReadOnlyList<PostedEntry>>> PostAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var check = await checks.MakeAsync(cancellationToken);
        var resolved = check.Bind(known => known.Entries(entries));
        if (resolved.IsFailure)
        {
            // What was posted once stays posted, though its period or an account has been closed since.
            return check.IsSuccess && await AgainAsync(check.Value, entries, cancellationToken) is { } again ? again : resolved.Errors.ToArray();
        }

        await tail.HelpAsync(cancellationToken);
        // Alone it is one call, and needs no transaction around it.
        return work.Transaction is null && entries.All(entry => entry.Hold is null)
            ? await WriteAsync(resolved.Value, cancellationToken)
            : await work.RunAsync(stop => WriteAsync(resolved.Value, stop), cancellationToken);
    }

    public async Task<Result<PostedEntry>> PostDocumentAsync(NewDocument document, CancellationToken cancellationToken) =>
        (await PostDocumentsAsync([document], cancellationToken)).Map(posted => posted[0]);

    public async Task<Result<IReadOnlyList<PostedEntry>>> PostDocumentsAsync(IReadOnlyList<NewDocument> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var set = await rules.GetAsync(cancellationToken);
        var entries = set.Bind(known => known.Entries(documents));
        return entries.IsFailure ? entries.Errors.ToArray() : await PostAsync(entries.Value, cancellationToken);
    }

    public async Task<Result> PostDocumentsWithCommitAsync(IReadOnlyList<NewDocument> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var entries = (await rules.GetAsync(cancellationToken)).Bind(known => known.Entries(documents));
        if (entries.IsFailure)
        {
            return entries.Errors.ToArray();
        }

        var resolved = (await checks.MakeAsync(cancellationToken)).Bind(known => known.Entries(entries.Value));
        if (resolved.IsFailure)
        {
            // Perhaps it has been posted before.
            return (await PostAsync(entries.Value, cancellationToken)).WithoutValue();
        }

        await tail.HelpAsync(cancellationToken);
        work.WithCommit(JournalWriter.WithCommit(new Posting(resolved.Value, By), time.GetUtcNow()), fault => JournalWriter.Refusal(fault) is { } refused ? Place(refused, entries.Value) : null);
        Written(entries.Value.Count);
        return Result.Success;
    }

    public async Task<Result<HoldId>> HoldAsync(NewHold hold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        var check = await checks.MakeAsync(cancellationToken);
        var lines = check.Bind(known => known.Hold(hold, time.GetUtcNow()));
        if (lines.IsFailure)
        {
            return lines.Errors.ToArray();
        }

        var hash = Canonical.Hold(hold.Id, hold.Document, hold.Memo, hold.ExpiresAt, lines.Value);
        return await work.RunAsync<HoldId>(async stop =>
        {
            var known = await writer.HoldAsync(hold, lines.Value, hash, time.GetUtcNow(), By, stop);
            work.AfterCommit(bell.Ring);
            return known.IsFailure ? Place(known.FirstError, hold.Lines) : known.Value.Length > 0 && !known.Value.AsSpan().SequenceEqual(hash) ? LedgerErrors.Contradiction("id") : hold.Id;
        }, cancellationToken);
    }

    public Task<Result<HoldState>> VoidAsync(HoldId hold, CancellationToken cancellationToken) => work.RunAsync<HoldState>(async stop =>
    {
        var was = await writer.VoidAsync(hold, time.GetUtcNow(), By, stop);
        work.AfterCommit(bell.Ring);
        return was.IsFailure ? was.FirstError with { Field = null }
            : was.Value == HoldState.Posted ? LedgerErrors.Refused("ledger.hold_ended", where: null)
            : was.Value == HoldState.Open ? HoldState.Voided : was.Value;
    }, cancellationToken);

    public async Task<Result<SubaccountId>> OpenAsync(NewSubaccount subaccount, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subaccount);
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToArray();
        }

        return chart.Value.Find(subaccount.Account, store: null) is not { HasSubaccounts: true, ClosedAt: null } account
            ? Error.Validation("ledger.account_unknown", $"There is no open account with sub-accounts {subaccount.Account}.", "account")
            : await work.RunAsync(stop => new Subaccounts(work).OpenAsync(subaccount, account, time.GetUtcNow(), By, stop), cancellationToken);
    }

    public async Task<Result<int>> OpenAllAsync(IReadOnlyList<NewSubaccount> subaccounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subaccounts);
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure || subaccounts.Count == 0)
        {
            return chart.IsFailure ? chart.Errors.ToArray() : 0;
        }

        return subaccounts.Select(one => one.Account).Distinct().ToList() is not [var reference] || chart.Value.Find(reference, store: null) is not { HasSubaccounts: true, ClosedAt: null } account
            ? Error.Validation("ledger.account_unknown", "They are opened below one open account with sub-accounts.", "account")
            : await work.RunAsync(stop => new Subaccounts(work).OpenAllAsync(subaccounts, account, time.GetUtcNow(), By, stop), cancellationToken);
    }

    public Task<Result<SubaccountRecord>> ChangeAsync(SubaccountId subaccount, long? floor, long? ceiling, bool isClosed, CancellationToken cancellationToken) =>
        work.RunAsync(stop => new Subaccounts(work).ChangeAsync(subaccount, floor, ceiling, isClosed, time.GetUtcNow(), By, stop), cancellationToken);

    public Task<SubaccountRecord?> BalanceAsync(SubaccountId subaccount, CancellationToken cancellationToken) => new Subaccounts(work).FindAsync(subaccount, cancellationToken);

    public Task<IReadOnlyList<SubaccountRecord>> BalancesAsync(IReadOnlyCollection<SubaccountId> subaccounts, CancellationToken cancellationToken) =>
        new Subaccounts(work).FindAsync(subaccounts, cancellationToken);

    public Task<Money?> BalanceAtAsync(SubaccountId subaccount, BusinessDate date, CancellationToken cancellationToken) =>
        new SubaccountLines(work).BalanceAtAsync(subaccount, date, cancellationToken);

    public Task<IReadOnlyList<SubaccountLine>> LinesAsync(LineQuery query, CancellationToken cancellationToken) => new SubaccountLines(work).FindAsync(query, cancellationToken);

    public async Task<Money?> AccountBalanceAsync(AccountRef account, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        return chart.IsSuccess && chart.Value.Find(account, store: null) is { } found ? await new SubaccountLines(work).AccountBalanceAsync(found, cancellationToken) : null;
    }

    private async Task<Result<IReadOnlyList<PostedEntry>>> WriteAsync(IReadOnlyList<ResolvedEntry> entries, CancellationToken cancellationToken)
    {
        if (await HoldFaultAsync(entries, cancellationToken) is { } fault)
        {
            return fault;
        }

        var posting = new Posting(entries, By);
        var known = work.Transaction is null ? await queue.PostAsync(posting, cancellationToken) : await writer.PostAsync(posting, time.GetUtcNow(), cancellationToken);
        if (known.IsFailure)
        {
            return Place(known.FirstError, [.. entries.Select(entry => entry.Entry)]);
        }

        Written(entries.Count);
        return entries.Select(entry => new PostedEntry(entry.Entry.Id, !known.Value.Contains(entry.Entry.Id))).ToList();
    }

    /// <summary>Has them sealed once they are there.</summary>
    private void Written(int entries)
    {
        tail.Posted(entries);
        if (work.Transaction is null)
        {
            bell.Ring();
        }
        else
        {
            work.AfterCommit(bell.Ring);
        }
    }

    /// <summary>The answer to entries that are all in the journal already, with this content; null where they are not.</summary>
    private async Task<List<PostedEntry>?> AgainAsync(EntryCheck check, IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken)
    {
        if (check.Again(entries) is not { IsSuccess: true } resolved)
        {
            return null;
        }

        await using var command = (await work.CommandAsync(
            "select count(*) from unnest($1, $2) given (id, hash) join ledger.entry on entry.id = given.id and entry.hash = given.hash", cancellationToken))
            .With(entries.Select(entry => entry.Id.Value).ToArray(), resolved.Value.Select(entry => entry.Hash).ToArray());
        return await command.ExecuteScalarAsync(cancellationToken) is long there && there == entries.Count ? [.. entries.Select(entry => new PostedEntry(entry.Id, IsNew: false))] : null;
    }

    /// <summary>What the database refused at the place that the caller knows: it names a sub-account, an entry, or a line of one.</summary>
    private static Error Place(Error refused, IReadOnlyList<NewEntry> entries)
    {
        // "id", "id line 2" or "id line 2 credit".
        var words = refused.Field?.Split(' ') ?? [];
        if (words.Length == 0 || !Guid.TryParse(words[0], out var id))
        {
            return refused with { Field = null };
        }

        for (var index = 0; index < entries.Count; index++)
        {
            var at = entries.Count == 1 ? "" : $"entries[{index}].";
            if (entries[index].Id.Value == id)
            {
                return refused with
                {
                    Field = words.Length > 2 && int.TryParse(words[2], System.Globalization.CultureInfo.InvariantCulture, out var line) ? $"{at}lines[{line - 1}]{(words.Length > 3 ? "." + words[3] : "")}"
                        : at + (refused.Code is "ledger.period_closed" ? "date" : "id"),
                };
            }

            if (Line(entries[index].Lines, id) is { } found)
            {
                return refused with { Field = at + found };
            }
        }

        return refused with { Field = null };
    }

    private static Error Place(Error refused, IReadOnlyList<NewLine> lines) => refused with { Field = Guid.TryParse(refused.Field, out var id) ? Line(lines, id) : null };

    /// <summary>The first line that names a sub-account.</summary>
    private static string? Line(IReadOnlyList<NewLine> lines, Guid sub)
    {
        var at = lines.ToList().FindIndex(line => line.Debit.Sub?.Value == sub || line.Credit.Sub?.Value == sub);
        return at < 0 ? null : lines[at].Debit.Sub?.Value == sub ? $"lines[{at}].debit" : $"lines[{at}].credit";
    }

    /// <summary>A hold is posted with its own lines, each with its amount or less; lines may be left out.</summary>
    private async Task<Error?> HoldFaultAsync(IReadOnlyList<ResolvedEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries.Where(entry => entry.Entry.Hold is not null))
        {
            var held = await new Holds(work).LinesAsync(entry.Entry.Hold!.Value, cancellationToken);
            if (held.Count == 0)
            {
                return LedgerErrors.HoldUnknown;
            }

            var left = held.Select(line => (line.Debit, line.DebitSub, line.Credit, line.CreditSub, line.Currency, line.StoreId, line.Amount)).ToList();
            foreach (var line in entry.Lines)
            {
                var at = left.FindIndex(other => other.Debit == line.Debit && other.DebitSub == line.DebitSub && other.Credit == line.Credit && other.CreditSub == line.CreditSub
                    && string.Equals(other.Currency, line.Currency, StringComparison.Ordinal) && other.StoreId == line.StoreId && other.Amount >= line.Amount);
                if (at < 0)
                {
                    return Error.Validation("ledger.hold_lines", "A hold is posted with its own lines, each with its amount or less.", $"lines[{line.No - 1}]");
                }

                left.RemoveAt(at);
            }
        }

        return null;
    }
}
