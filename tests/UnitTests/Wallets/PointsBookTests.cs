using Aisle.Modules.Wallets.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Wallets;

/// <summary>Points against a plain model of them: whatever is done in whatever order, sums are exact and nobody gets points for nothing.</summary>
public sealed class PointsBookTests
{
    private sealed class Sale
    {
        public required Guid Id { get; init; }

        public required long Amount { get; init; }

        public required long Points { get; init; }

        public long Refunded { get; set; }

        public long Reversed { get; set; }

        public long Expired { get; set; }
    }

    /// <summary>An act: which one, and two numbers that say how much and of what.</summary>
    private static readonly Arbitrary<(int Act, int Much, int Which)[]> _acts =
        Gen.ArrayOf(Gen.Choose(0, 3).SelectMany(act => Gen.Choose(0, 5_000).SelectMany(much => Gen.Choose(0, 40).Select(which => (act, much, which))))).ToArbitrary();

    [Fact]
    public void Any_sequence_keeps_lots_and_balance_the_same_and_gives_nothing_for_free() => Prop.ForAll(_acts, Holds).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_due_back_grows_with_the_refund_and_ends_at_all_of_it() => Prop.ForAll(
        Gen.Choose(0, 10_000).SelectMany(points => Gen.Choose(1, 100_000).Select(sale => (points, sale))).ToArbitrary(),
        given =>
        {
            var due = Enumerable.Range(0, 51).Select(part => PointsBook.DueBack(given.points, given.sale, (long)given.sale * part / 50)).ToList();
            due[0].ShouldBe(0);
            due[^1].ShouldBe(given.points);
            due.Zip(due.Skip(1)).ShouldAllBe(pair => pair.First <= pair.Second);
        }).QuickCheckThrowOnFailure();

    private static void Holds((int Act, int Much, int Which)[] acts)
    {
        var rule = new PointsRule(Spend: 100, Value: 7, Days: 30, Least: 1, Version: 1);
        var (lots, sales) = (new List<Lot>(), new List<Sale>());
        var (balance, owed, spent, expired, value) = (0L, 0L, 0L, 0L, 0L);
        var next = 0;
        foreach (var (act, much, which) in acts)
        {
            switch (act)
            {
                case 0:
                    var sale = new Sale { Id = new Guid(++next, 0, 0, new byte[8]), Amount = much + 1, Points = rule.PointsOf(much + 1) };
                    sales.Add(sale);
                    var net = sale.Points - Math.Min(sale.Points, owed);
                    owed -= sale.Points - net;
                    (balance, value) = (balance + net, value + (net * rule.Value));
                    lots.Add(new Lot(sale.Id, net, net * rule.Value, DateOnly.MinValue.AddDays(which)));
                    break;
                case 1:
                    var takes = PointsBook.Take(lots, much % 30);
                    (takes is null).ShouldBe(much % 30 > balance);
                    Apply(takes ?? []);
                    spent += takes?.Sum(take => take.Points) ?? 0;
                    break;
                case 2 when sales.Count > 0:
                    var back = sales[which % sales.Count];
                    var refund = Math.Min(much, back.Amount - back.Refunded);
                    var due = Math.Max(0, Math.Min(PointsBook.DueBack(back.Points, back.Amount, back.Refunded + refund), back.Points - back.Expired) - back.Reversed);
                    var (taken, left) = PointsBook.TakeBack(lots, back.Id, due);
                    (back.Refunded, back.Reversed, owed) = (back.Refunded + refund, back.Reversed + due, owed + left);
                    Apply(taken);
                    left.ShouldBe(due - taken.Sum(take => take.Points));
                    break;
                default:
                    foreach (var lot in lots.Where(lot => lot.ExpiresOn.DayNumber < which && lot.Remaining > 0).ToList())
                    {
                        sales.Single(one => one.Id == lot.Id).Expired += lot.Remaining;
                        expired += lot.Remaining;
                        Apply([new LotTake(lot.Id, lot.Remaining, lot.Value)]);
                    }

                    break;
            }

            lots.Sum(lot => lot.Remaining).ShouldBe(balance);
            lots.Sum(lot => lot.Value).ShouldBe(value);
            lots.ShouldAllBe(lot => lot.Remaining >= 0 && lot.Value >= 0 && (lot.Remaining > 0 || lot.Value == 0));
            balance.ShouldBeGreaterThanOrEqualTo(0);
            owed.ShouldBeGreaterThanOrEqualTo(0);
            // All that was ever earned, less what was given back, is spent, expired, there, or was spent too much and is owed.
            (spent + expired + balance - owed).ShouldBe(sales.Sum(one => one.Points - one.Reversed));
        }

        void Apply(IReadOnlyList<LotTake> takes)
        {
            foreach (var take in takes)
            {
                var at = lots.FindIndex(lot => lot.Id == take.Lot);
                lots[at] = lots[at] with { Remaining = lots[at].Remaining - take.Points, Value = lots[at].Value - take.Value };
            }

            (balance, value) = (balance - takes.Sum(take => take.Points), value - takes.Sum(take => take.Value));
        }
    }
}
