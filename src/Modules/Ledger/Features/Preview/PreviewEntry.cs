using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// Shows an entry before it is written, and why. It goes the way that posting goes (the same reading, rule and check) up to
/// the write itself; what only the database would refuse is looked up. It writes nothing and locks nothing.
/// </summary>
internal sealed class PreviewEntry(UnitOfWork work, EntryReading reading, EntryChecks checks, TimeProvider time)
{
    // What expired holds keep is free again for whoever posts, so it is free here.
    private const string SubaccountSql = """
        select sub.id, sub.account_id, sub.owner, sub.currency, sub.floor, sub.ceiling, sub.closed_at is not null, balance.balance, balance.held - coalesce(expired.amount, 0)
        from ledger.subaccount sub
            left join ledger.subaccount_balance balance on balance.id = sub.id
            left join lateral (
                select sum(line.amount)::bigint as amount from ledger.hold_line line join ledger.hold on hold.id = line.hold_id and hold.state = 'open' and hold.expires_at <= $2
                    join ledger.account on account.id = sub.account_id
                where (line.debit_sub = sub.id and account.normal_side = 'credit') or (line.credit_sub = sub.id and account.normal_side = 'debit')) expired on balance.held > 0
        where sub.id = any ($1)
        """;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<PreviewEntry, EntryBody, PreviewAnswer>("/ledger/preview", (use, body, request) => use.RunAsync(body, request))
            .WithName("PreviewEntry").WithTags("Ledger").WithSummary("See an entry before it is written")
            .WithDescription("Takes what `POST /ledger/entries` takes; the document may be left out. Answers the lines with accounts and reasons, what they come to, what bounded sub-accounts would hold, and every fault. Nothing is written.")
            .WithExample(LedgerExamples.Preview).Requires(Permissions.Read);

    public async Task<Result<PreviewAnswer>> RunAsync(EntryBody body, WriteRequest request) =>
        request.Caller.Lacks(Permissions.Read) is { } missing ? missing : await ShowAsync(body, request.Stop);

    /// <summary>The preview, for pages too.</summary>
    public async Task<Result<PreviewAnswer>> ShowAsync(EntryBody body, CancellationToken cancellationToken)
    {
        var check = await checks.MakeAsync(cancellationToken);
        if (check.IsFailure)
        {
            return check.Errors.ToArray();
        }

        var document = body.Document is null ? new DocumentRef(DocumentTypes.Manual, "preview") : null;
        var read = await reading.ReadAsync(body, cancellationToken, document: document);
        if (read.IsFailure)
        {
            return new PreviewAnswer(body.Series, body.Memo, Rule: null, [], [], Legs(body.Legs ?? []), [], Faults(read.Errors));
        }

        var chart = check.Value.Chart;
        var checkedEntry = check.Value.Entries([read.Value.Entry]);
        var faults = new List<Error>(EntryReading.Place(checkedEntry.Errors, [read.Value], areMany: false));
        if (checkedEntry.IsSuccess && body.Id is { } id && await HashAsync(id, cancellationToken) is { } known && !known.AsSpan().SequenceEqual(checkedEntry.Value[0].Hash))
        {
            faults.Add(LedgerErrors.Contradiction("id"));
        }

        var entry = read.Value.Entry;
        var subaccounts = await SubaccountsAsync(entry, chart, faults, cancellationToken);
        return new PreviewAnswer(
            entry.Series, entry.Memo, entry.Rule, [.. entry.Lines.Select((line, index) => Line(line, index, chart, read.Value))], Accounts(entry, chart), Totals(entry.Lines.Select(line => (line.Amount, line.Amount))),
            subaccounts, Faults(faults));
    }

    private async Task<byte[]?> HashAsync(EntryId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select hash from ledger.entry where id = $1", cancellationToken)).With(id.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>What the sub-accounts of the lines would hold, with the faults that the write would find.</summary>
    private async Task<IReadOnlyList<PreviewSubaccount>> SubaccountsAsync(NewEntry entry, Chart chart, List<Error> faults, CancellationToken cancellationToken)
    {
        var moves = Moves(entry, chart);
        if (moves.Count == 0)
        {
            return [];
        }

        await using var command = (await work.CommandAsync(SubaccountSql, cancellationToken)).With(moves.Keys.Select(id => id.Value).ToArray(), time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = (await reader.ListAsync(row => (
            Id: SubaccountId.From(row.GetGuid(0)), Account: AccountId.From(row.GetGuid(1)), Owner: row.GetString(2), Unit: ChartStore.Unit(row.GetString(3)), Floor: row.WholeOrNull(4), Ceiling: row.WholeOrNull(5),
            IsClosed: row.GetBoolean(6), Balance: row.WholeOrNull(7), Held: row.WholeOrNull(8) ?? 0), cancellationToken)).ToDictionary(row => row.Id);
        var shown = new List<PreviewSubaccount>();
        foreach (var (id, (account, delta, field)) in moves)
        {
            if (!found.TryGetValue(id, out var there) || there.Account != account.Id)
            {
                faults.Add(LedgerErrors.Refused("ledger.subaccount_unknown", id.ToString()) with { Field = field });
                continue;
            }

            if (there.IsClosed)
            {
                faults.Add(LedgerErrors.Refused("ledger.subaccount_closed", id.ToString()) with { Field = field });
            }

            if (there.Balance is not { } balance || Fits(balance, delta) is not { } after)
            {
                continue;
            }

            var code = delta < 0 && after - there.Held < there.Floor ? "ledger.insufficient" : delta > 0 && after > there.Ceiling ? "ledger.ceiling" : null;
            if (code is not null)
            {
                faults.Add(LedgerErrors.Refused(code, id.ToString()) with { Field = field });
            }

            shown.Add(new PreviewSubaccount(
                id, account.Code, there.Owner, new Money(balance, there.Unit), new Money(after, there.Unit), new Money(there.Held, there.Unit),
                there.Floor is { } floor ? new Money(Math.Max(0, after - there.Held - floor), there.Unit) : null));
        }

        return shown;
    }

    /// <summary>By how much each sub-account moves on the normal side of its account, and the first line that names it.</summary>
    private static Dictionary<SubaccountId, (Account Account, Int128 Delta, string Field)> Moves(NewEntry entry, Chart chart)
    {
        var moves = new Dictionary<SubaccountId, (Account Account, Int128 Delta, string Field)>();
        for (var index = 0; index < entry.Lines.Count; index++)
        {
            var line = entry.Lines[index];
            foreach (var (reference, side, name) in ((AccountRef, Side, string)[])[(line.Debit, Side.Debit, "debit"), (line.Credit, Side.Credit, "credit")])
            {
                if (reference.Sub is { } sub && chart.Find(reference, line.Store) is { HasSubaccounts: true } account)
                {
                    var known = moves.GetValueOrDefault(sub, (account, 0, string.Create(CultureInfo.InvariantCulture, $"lines[{index}].{name}")));
                    moves[sub] = known with { Delta = known.Delta + (account.NormalSide == side ? line.Amount.Minor : -line.Amount.Minor) };
                }
            }
        }

        return moves;
    }

    private static long? Fits(long balance, Int128 delta) => balance + delta is var after && after >= long.MinValue && after <= long.MaxValue ? (long)after : null;

    private static PreviewLine Line(NewLine line, int index, Chart chart, ReadEntry read) => new(
        index + 1, Name(line.Debit, line.Store, chart), Name(line.Credit, line.Store, chart), line.Amount, line.Store, line.Memo, read.Ruled?[index].Why);

    private static LineAccount Name(AccountRef reference, StoreId? store, Chart chart) =>
        chart.Find(reference, store) is { } account ? new LineAccount(account.Code, account.Name, reference.Sub) : new LineAccount(reference.ToString(), LocalText.Empty, reference.Sub);

    private static IReadOnlyList<PreviewAccount> Accounts(NewEntry entry, Chart chart) =>
    [
        .. entry.Lines.SelectMany(line => ((LineAccount Account, Money Debit, Money Credit)[])
                [(Name(line.Debit, line.Store, chart), line.Amount, Money.Zero(line.Amount.Currency)), (Name(line.Credit, line.Store, chart), Money.Zero(line.Amount.Currency), line.Amount)])
            .GroupBy(side => (side.Account.Code, side.Debit.Currency))
            .OrderBy(group => group.Key.Code, StringComparer.Ordinal).ThenBy(group => group.Key.Currency.Code, StringComparer.Ordinal)
            .Select(group => new PreviewAccount(group.Key.Code, group.First().Account.Name, Sum(group.Select(side => side.Debit), group.Key.Currency), Sum(group.Select(side => side.Credit), group.Key.Currency))),
    ];

    private static IReadOnlyList<PreviewTotal> Legs(IReadOnlyList<LegBody> legs) =>
        Totals(legs.Where(leg => (leg.Debit ?? leg.Credit) is not null).Take(LegMatching.MostLegs).Select(leg => leg.Debit is { } debit ? (debit, Money.Zero(debit.Currency)) : (Money.Zero(leg.Credit!.Value.Currency), leg.Credit.Value)));

    private static IReadOnlyList<PreviewTotal> Totals(IEnumerable<(Money Debit, Money Credit)> sides) =>
    [
        .. sides.GroupBy(side => side.Debit.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal)
            .Select(group => new PreviewTotal(Sum(group.Select(side => side.Debit), group.Key), Sum(group.Select(side => side.Credit), group.Key))),
    ];

    /// <summary>Amounts that are at fault are shown too, and may be as large as a number can be: a sum stays within that.</summary>
    private static Money Sum(IEnumerable<Money> amounts, Currency unit) =>
        new((long)Int128.Clamp(amounts.Aggregate((Int128)0, (sum, amount) => sum + amount.Minor), long.MinValue, long.MaxValue), unit);

    private static IReadOnlyList<PreviewFault> Faults(IEnumerable<Error> errors) => [.. errors.Select(error => new PreviewFault(error.Code, error.Message, error.Field))];
}
