using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Ledger.Data;

/// <summary>A bounded sub-account before and after lines.</summary>
internal sealed record ForecastSubaccount(SubaccountId Id, string Account, string Owner, Money Before, Money After, Money Held, Money? Available);

/// <summary>
/// What lines would make of their sub-accounts, by what is committed: for the preview. It locks nothing, so it promises nothing.
/// </summary>
/// <param name="Subaccounts">Bounded sub-accounts with what they would hold.</param>
/// <param name="Faults">What the write would refuse, each at the first line that names the sub-account.</param>
internal sealed record SubaccountForecast(IReadOnlyList<ForecastSubaccount> Subaccounts, IReadOnlyList<Error> Faults)
{
    // What expired holds keep is free again for whoever posts, so it is free here.
    private const string Sql = """
        select sub.id, sub.account_id, sub.owner, sub.currency, sub.floor, sub.ceiling, sub.closed_at is not null, balance.balance, balance.held - coalesce(expired.amount, 0)
        from ledger.subaccount sub
            left join ledger.subaccount_balance balance on balance.id = sub.id
            left join lateral (
                select sum(line.amount)::bigint as amount from ledger.hold_line line join ledger.hold on hold.id = line.hold_id and hold.state = 'open' and hold.expires_at <= $2
                    join ledger.account on account.id = sub.account_id
                where (line.debit_sub = sub.id and account.normal_side = 'credit') or (line.credit_sub = sub.id and account.normal_side = 'debit')) expired on balance.held > 0
        where sub.id = any ($1)
        """;

    private sealed record Move(Account Account, Int128 Delta, string Field);

    private sealed record Row(SubaccountId Id, AccountId Account, string Owner, Currency Unit, long? Floor, long? Ceiling, bool IsClosed, long? Balance, long Held);

    /// <summary>The forecast.</summary>
    public static async Task<SubaccountForecast> OfAsync(UnitOfWork work, Chart chart, IReadOnlyList<NewLine> lines, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var moves = Moves(chart, lines);
        if (moves.Count == 0)
        {
            return new SubaccountForecast([], []);
        }

        await using var command = await work.CommandAsync(Sql, cancellationToken);
        await using var reader = await command.With(moves.Keys.Select(id => id.Value).ToArray(), at).ExecuteReaderAsync(cancellationToken);
        var found = (await reader.ListAsync(row => new Row(
            SubaccountId.From(row.GetGuid(0)), AccountId.From(row.GetGuid(1)), row.GetString(2), ChartStore.Unit(row.GetString(3)), row.WholeOrNull(4), row.WholeOrNull(5),
            row.GetBoolean(6), row.WholeOrNull(7), row.WholeOrNull(8) ?? 0), cancellationToken)).ToDictionary(row => row.Id);
        var (shown, faults) = (new List<ForecastSubaccount>(), new List<Error>());
        foreach (var (id, move) in moves)
        {
            var there = found.GetValueOrDefault(id);
            if (Refusal(there, move) is { } code)
            {
                faults.Add(LedgerErrors.Refused(code, id.ToString()) with { Field = move.Field });
            }

            if (there is { Balance: { } balance } && there.Account == move.Account.Id && balance + move.Delta is var after && after >= long.MinValue && after <= long.MaxValue)
            {
                shown.Add(new ForecastSubaccount(
                    id, move.Account.Code, there.Owner, new Money(balance, there.Unit), new Money((long)after, there.Unit), new Money(there.Held, there.Unit),
                    there.Floor is { } floor ? new Money((long)Int128.Clamp(after - there.Held - floor, 0, long.MaxValue), there.Unit) : null));
            }
        }

        return new SubaccountForecast(shown, faults);
    }

    /// <summary>The code that the write would answer with, or null.</summary>
    private static string? Refusal(Row? there, Move move) => there switch
    {
        null => "ledger.subaccount_unknown",
        _ when there.Account != move.Account.Id => "ledger.subaccount_unknown",
        { IsClosed: true } => "ledger.subaccount_closed",
        { Balance: { } balance } when move.Delta < 0 && balance + move.Delta - there.Held < there.Floor => "ledger.insufficient",
        { Balance: { } balance } when move.Delta > 0 && balance + move.Delta > there.Ceiling => "ledger.ceiling",
        _ => null,
    };

    /// <summary>By how much each sub-account moves on the normal side of its account, and the first line that names it.</summary>
    private static Dictionary<SubaccountId, Move> Moves(Chart chart, IReadOnlyList<NewLine> lines)
    {
        var moves = new Dictionary<SubaccountId, Move>();
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            foreach (var (reference, side, name) in ((AccountRef, Side, string)[])[(line.Debit, Side.Debit, "debit"), (line.Credit, Side.Credit, "credit")])
            {
                if (reference.Sub is not { } sub || chart.Find(reference, line.Store) is not { HasSubaccounts: true } account)
                {
                    continue;
                }

                var known = moves.GetValueOrDefault(sub, new Move(account, 0, string.Create(CultureInfo.InvariantCulture, $"lines[{index}].{name}")));
                moves[sub] = known with { Delta = known.Delta + (account.NormalSide == side ? line.Amount.Minor : -line.Amount.Minor) };
            }
        }

        return moves;
    }
}
