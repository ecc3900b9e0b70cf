using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A transfer with the legs it was made of.</summary>
internal sealed record MatchedLine(NewLine Line, int DebitLeg, int CreditLeg);

/// <summary>
/// Turns legs into transfers: within each currency and store, in the order they were written, every debit is met by the credits
/// that are left. The same legs always give the same transfers.
/// </summary>
internal static class LegMatching
{
    /// <summary>More cannot become lines of one entry.</summary>
    public const int MostLegs = 2 * NewEntry.MostLines;

    public static IReadOnlyList<MatchedLine> Read(IReadOnlyList<LegBody> legs, StoreId? store, string at, Problems problems)
    {
        if (legs.Count > MostLegs)
        {
            problems.Add(Error.Validation("ledger.too_many_lines", $"An entry has at most {MostLegs} legs.", string.Create(CultureInfo.InvariantCulture, $"{at}legs[{MostLegs}]")));
            return [];
        }

        var before = problems.Errors.Count;
        for (var index = 0; index < legs.Count; index++)
        {
            Check(legs[index], string.Create(CultureInfo.InvariantCulture, $"{at}legs[{index}]."), problems);
        }

        if (problems.Errors.Count > before)
        {
            return [];
        }

        var lines = new List<MatchedLine>();
        foreach (var group in legs.Select((leg, index) => new Leg(leg, index)).GroupBy(leg => (leg.Amount.Currency, Store: leg.Body.Store ?? store)))
        {
            var difference = group.Aggregate((Int128)0, (sum, leg) => sum + (leg.IsDebit ? leg.Amount.Minor : -leg.Amount.Minor));
            if (difference != 0)
            {
                problems.Add(Unbalanced(group.Key.Currency, group.Key.Store, difference, at));
                continue;
            }

            Match([.. group.Where(leg => leg.IsDebit)], [.. group.Where(leg => !leg.IsDebit)], group.Key.Store, lines);
        }

        return lines;
    }

    private static void Check(LegBody leg, string field, Problems problems)
    {
        problems.Require(leg.Account is { Length: > 0 }, "body.required", "This is needed.", field + "account");
        if ((leg.Debit is null) == (leg.Credit is null))
        {
            problems.Add(Error.Validation("ledger.leg_side", "A leg has either a debit or a credit.", field + "debit"));
            return;
        }

        var (amount, name) = leg.Debit is { } debit ? (debit, "debit") : (leg.Credit!.Value, "credit");
        problems.Require(amount.Minor > 0, "ledger.amount_sign", "An amount is above zero; the side says the direction.", field + name);
        problems.Require(amount.Minor <= NewEntry.LargestAmount, "ledger.amount_range", $"An amount is at most {NewEntry.LargestAmount} minor units.", field + name);
    }

    private static void Match(IReadOnlyList<Leg> debits, IReadOnlyList<Leg> credits, StoreId? store, List<MatchedLine> lines)
    {
        var (left, right) = (0, 0);
        var (owed, due) = (debits[0].Amount.Minor, credits[0].Amount.Minor);
        while (true)
        {
            var (debit, credit) = (debits[left], credits[right]);
            var moved = Math.Min(owed, due);
            lines.Add(new MatchedLine(
                new NewLine(AccountText.Read(debit.Body.Account!, debit.Body.Sub), AccountText.Read(credit.Body.Account!, credit.Body.Sub), debit.Amount with { Minor = moved }, store, debit.Body.Memo ?? credit.Body.Memo),
                debit.Index, credit.Index));
            (owed, due) = (owed - moved, due - moved);
            if (owed == 0 && ++left < debits.Count)
            {
                owed = debits[left].Amount.Minor;
            }

            if (due == 0 && ++right < credits.Count)
            {
                due = credits[right].Amount.Minor;
            }

            // Both sides are the same in sum, so both end at once.
            if (left == debits.Count || right == credits.Count)
            {
                return;
            }
        }
    }

    private static Error Unbalanced(Currency currency, StoreId? store, Int128 difference, string at)
    {
        var amount = Int128.Abs(difference);
        var scale = (Int128)Math.Pow(10, currency.Exponent);
        var text = currency.Exponent == 0 ? amount.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{amount / scale}.{((long)(amount % scale)).ToString(CultureInfo.InvariantCulture).PadLeft(currency.Exponent, '0')}");
        return Error.Validation(
            "ledger.unbalanced", $"{(difference > 0 ? "Debits" : "Credits")} are {text} {currency} more than {(difference > 0 ? "credits" : "debits")}{(store is null ? "" : $" in store {store}")}.", at + "legs");
    }

    private sealed record Leg(LegBody Body, int Index)
    {
        public bool IsDebit => Body.Debit is not null;

        public Money Amount => Body.Debit ?? Body.Credit!.Value;
    }
}
