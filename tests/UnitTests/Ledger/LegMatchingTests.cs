using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Features;
using Aisle.UnitTests.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Ledger;

public sealed class LegMatchingTests
{
    private static readonly StoreId _store = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011"));

    /// <summary>Legs that balance: in two currencies and with or without a store.</summary>
    private static readonly Gen<LegBody[]> _balanced =
        from groups in Gen.NonEmptyListOf(
            from currency in Gen.Elements("BDT", "EUR")
            from store in Gen.Elements<StoreId?>(null, _store)
            from debits in Gen.NonEmptyListOf(Gen.Choose(1, 10_000))
            from credits in Gen.NonEmptyListOf(Gen.Choose(1, 100))
            select Group(currency, store, debits, credits))
        from order in Gen.Shuffle(groups.SelectMany(legs => legs).ToArray())
        select order;

    [Fact]
    public void Legs_that_balance_become_transfers_with_the_same_sums() => Always.Holds(_balanced, legs =>
    {
        var problems = new Problems();
        var lines = LegMatching.Read(legs, store: null, "", problems);
        var again = LegMatching.Read(legs, store: null, "", new Problems());
        var wanted = legs.Select(leg => $"{leg.Account} {leg.Store} {leg.Debit} {leg.Credit}").Order(StringComparer.Ordinal);
        var made = lines.GroupBy(line => line.DebitLeg).Select(group => $"{group.First().Line.Debit} {group.First().Line.Store} {new Money(group.Sum(line => line.Line.Amount.Minor), group.First().Line.Amount.Currency)} ")
            .Concat(lines.GroupBy(line => line.CreditLeg).Select(group => $"{group.First().Line.Credit} {group.First().Line.Store}  {new Money(group.Sum(line => line.Line.Amount.Minor), group.First().Line.Amount.Currency)}"))
            .Order(StringComparer.Ordinal);
        return !problems.Any && lines.Count < legs.Length && lines.All(line => line.Line.Amount.Minor > 0) && made.SequenceEqual(wanted, StringComparer.Ordinal) && lines.SequenceEqual(again);
    });

    [Fact]
    public void What_does_not_balance_names_currency_store_and_difference()
    {
        Told(Leg("1110", 100_00), Leg("4110", -99_95)).ShouldBe(["ledger.unbalanced legs Debits are 0.05 BDT more than credits."]);
        Told(Leg("1110", 100), Leg("4110", -100) with { Store = _store }).ShouldBe([$"ledger.unbalanced legs Debits are 1.00 BDT more than credits.", $"ledger.unbalanced legs Credits are 1.00 BDT more than debits in store {_store}."]);
        Told(Leg("1110", 100)).ShouldBe(["ledger.unbalanced legs Debits are 1.00 BDT more than credits."]);
        Told(new LegBody("2420", Debit: new Money(7, Currency.Points))).ShouldBe(["ledger.unbalanced legs Debits are 7 PTS more than credits."]);
    }

    [Fact]
    public void A_leg_has_an_account_and_one_amount_above_zero()
    {
        Told(new LegBody(Debit: Taka(1)), new LegBody("1110"), new LegBody("1110", Taka(1), Taka(1)), new LegBody("1110", Credit: Taka(0)), new LegBody("1110", Debit: Taka(-1)), new LegBody("1110", Debit: Taka(long.MaxValue)))
            .Select(told => string.Join(' ', told.Split(' ')[..2]))
            .ShouldBe(["body.required legs[0].account", "ledger.leg_side legs[1].debit", "ledger.leg_side legs[2].debit", "ledger.amount_sign legs[3].credit", "ledger.amount_sign legs[4].debit", "ledger.amount_range legs[5].debit"]);
        Told([.. Enumerable.Repeat(Leg("1110", 1), 2_001)]).ShouldHaveSingleItem().ShouldStartWith("ledger.too_many_lines legs[2000]");
    }

    [Fact]
    public void Debits_are_met_by_credits_in_the_order_they_were_written()
    {
        var lines = LegMatching.Read([Leg("1110", 60), Leg("4110", -50), Leg("1130", 40), Leg("2210", -50)], store: null, "", new Problems());
        lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Line.Debit}/{line.Line.Credit} {line.Line.Amount.Minor} {line.DebitLeg}-{line.CreditLeg}")).ShouldBe(["1110/4110 50 0-1", "1110/2210 10 0-3", "1130/2210 40 2-3"]);
    }

    private static List<string> Told(params LegBody[] legs)
    {
        var problems = new Problems();
        LegMatching.Read(legs, store: null, "", problems);
        return [.. problems.Errors.Select(error => $"{error.Code} {error.Field} {error.Message}")];
    }

    private static IEnumerable<LegBody> Group(string currency, StoreId? store, IReadOnlyList<int> debits, IReadOnlyList<int> weights)
    {
        var unit = Currency.Get(currency);
        var credits = new Money(debits.Sum(), unit).Allocate([.. weights.Select(weight => (long)weight)]);
        return debits.Select((debit, index) => new LegBody($"D{index}", Debit: new Money(debit, unit), Store: store))
            .Concat(credits.Where(credit => credit.Minor > 0).Select((credit, index) => new LegBody($"C{index}", Credit: credit, Store: store)));
    }

    private static LegBody Leg(string account, long minor) => minor > 0 ? new LegBody(account, Debit: Taka(minor)) : new LegBody(account, Credit: Taka(-minor));

    private static Money Taka(long minor) => new(minor, Currency.Get("BDT"));
}
