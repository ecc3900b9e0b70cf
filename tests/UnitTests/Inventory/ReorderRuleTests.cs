using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;

namespace Aisle.UnitTests.Inventory;

/// <summary>Advice against examples that were worked out by hand.</summary>
public sealed class ReorderRuleTests
{
    /// <summary>A Monday.</summary>
    private static readonly DateOnly _today = new(2026, 11, 23);

    /// <summary>Four days until it comes, a week until the next order, nothing kept for safety.</summary>
    private static readonly ReorderTerms _terms = new(4, 7, 0);

    [Fact]
    public void Ten_a_day_for_eleven_days_is_a_hundred_and_ten()
    {
        // 10 × (4 + 7) = 110, of which 6 are there.
        var advice = ReorderRule.Of(Steady(10) with { Available = 6_000 }, _terms);
        (advice.PerDay, advice.Season, advice.Demand, advice.Safety, advice.UpTo, advice.Packs, advice.Quantity, advice.IsUrgent).ShouldBe((10_000m, 1m, 110_000m, 0L, 110_000L, 104L, 104_000L, true));
    }

    [Fact]
    public void What_lasts_until_delivery_is_not_urgent()
    {
        // Four days of ten a day are 40.
        ReorderRule.Of(Steady(10) with { Available = 41_000 }, _terms).IsUrgent.ShouldBeFalse();
        ReorderRule.Of(Steady(10) with { Available = 40_000 }, _terms).IsUrgent.ShouldBeTrue();
        ReorderRule.Of(Steady(10) with { Available = 0, OnOrder = 41_000 }, _terms).IsUrgent.ShouldBeFalse();
    }

    [Fact]
    public void Newer_weeks_weigh_more()
    {
        // The last week 8 a day, the seven before none: (8 × 56) / ((8+7+6+5+4+3+2+1) × 7) = 448 / 252 = 1.777…
        var advice = ReorderRule.Of(Facts([.. Enumerable.Range(1, 7).Select(ago => (ago, 8_000L))], firstAgo: 200), _terms);
        decimal.Round(advice.PerDay, 3).ShouldBe(1_777.778m);
    }

    [Fact]
    public void Without_history_nothing_is_advised_unless_it_is_low()
    {
        ReorderRule.Of(Facts([], firstAgo: null) with { Available = 1_000 }, _terms).Packs.ShouldBe(0);
        ReorderRule.Of(Facts([], firstAgo: null) with { Available = 6_000, LowAt = 5_000 }, _terms).Packs.ShouldBe(0);
        // At 5 it is low at 5, so one more is needed at least.
        var low = ReorderRule.Of(Facts([], firstAgo: null) with { Available = 5_000, LowAt = 5_000 }, _terms);
        (low.PerDay, low.Safety, low.UpTo, low.Packs).ShouldBe((0m, 0L, 6_000L, 1L));
        ReorderRule.Of(Facts([], firstAgo: null) with { Available = 5_000, LowAt = 5_000 }, _terms with { PackUnits = 24_000 }).Quantity.ShouldBe(24_000);
        // What was sold once and not in these eight weeks sells nothing now.
        ReorderRule.Of(Facts([], firstAgo: 300), _terms with { Factor = 1.645 }).Packs.ShouldBe(0);
    }

    [Fact]
    public void One_day_of_history_counts_as_a_week()
    {
        // 14 yesterday, the first ones ever: 14 / 7 = 2 a day, 22 for eleven days.
        var advice = ReorderRule.Of(Facts([(1, 14_000)], firstAgo: 1), _terms);
        (advice.PerDay, advice.UpTo, advice.Packs).ShouldBe((2_000m, 22_000L, 22L));
        // Sold for the first time today: today does not count yet.
        ReorderRule.Of(Facts([(0, 14_000)], firstAgo: 0), _terms).Packs.ShouldBe(0);
    }

    [Fact]
    public void Safety_is_the_factor_times_the_deviation_times_the_root_of_the_days()
    {
        // Every other day 20 over 56 days: mean 10, sum of squares 56 × 100, deviation √(5600 / 55) = 10.0905; × 2 × √9 = 60.543, whole pieces 61.
        var advice = ReorderRule.Of(Facts([.. Enumerable.Range(1, 56).Where(ago => ago % 2 == 0).Select(ago => (ago, 20_000L))], firstAgo: 100), new ReorderTerms(2, 7, 2));
        advice.Safety.ShouldBe(61_000);
        advice.UpTo.ShouldBe((long)Math.Ceiling((advice.Demand + 61_000) / 1_000) * 1_000);
        // Half kilograms are ordered where it is weighed.
        var weighed = ReorderRule.Of(Facts([.. Enumerable.Range(1, 56).Where(ago => ago % 2 == 0).Select(ago => (ago, 20_000L))], firstAgo: 100) with { Unit = Unit.Kilogram }, new ReorderTerms(2, 7, 2));
        weighed.Safety.ShouldBeInRange(60_540, 60_545);
    }

    [Theory]
    // 10 a day before, 20 a day in the four weeks after: double.
    [InlineData(560_000, 560_000, 2)]
    // The same again.
    [InlineData(280_000, 560_000, 1)]
    // 12 a day.
    [InlineData(336_000, 560_000, 1.2)]
    // Ten times as much, and nothing: never more than double, never less than half.
    [InlineData(2_800_000, 560_000, 2)]
    [InlineData(0, 560_000, 0.5)]
    // Nothing to compare with.
    [InlineData(280_000, 0, 1)]
    public void The_season_is_that_of_last_year_within_bounds(long next, long before, double season)
    {
        var advice = ReorderRule.Of(Steady(10, firstAgo: 500) with { SeasonNext = next, SeasonBefore = before }, _terms);
        advice.Season.ShouldBe((decimal)season);
        advice.Demand.ShouldBe(110_000m * (decimal)season);
    }

    [Fact]
    public void Without_a_whole_year_there_is_no_season()
    {
        ReorderRule.Of(Steady(10, firstAgo: 419) with { SeasonNext = 560_000, SeasonBefore = 560_000 }, _terms).Season.ShouldBe(1);
        ReorderRule.Of(Steady(10, firstAgo: 420) with { SeasonNext = 560_000, SeasonBefore = 560_000 }, _terms).Season.ShouldBe(2);
    }

    [Fact]
    public void Days_of_the_week_count_as_they_have()
    {
        // 70 each Friday (three days before a Monday) and nothing else: 10 a day. From Monday on, four days have none of it, five have.
        var fridays = Facts([.. Enumerable.Range(0, 8).Select(week => ((week * 7) + 3, 70_000L))], firstAgo: 100);
        ReorderRule.Of(fridays, new ReorderTerms(0, 4, 0)).Demand.ShouldBe(0);
        ReorderRule.Of(fridays, new ReorderTerms(0, 5, 0)).Demand.ShouldBe(70_000);
        ReorderRule.Of(fridays, new ReorderTerms(0, 7, 0)).Demand.ShouldBe(70_000);
        // Of less than four weeks nobody knows: 5 × 70 / 7.
        ReorderRule.Of(Facts([.. Enumerable.Range(0, 3).Select(week => ((week * 7) + 3, 70_000L))], firstAgo: 21), new ReorderTerms(0, 5, 0)).Demand.ShouldBe(50_000);
    }

    [Fact]
    public void Packs_and_minimums_round_up()
    {
        // 104 are needed: nine packs of 12 are 108.
        var facts = Steady(10) with { Available = 6_000 };
        ReorderRule.Of(facts, _terms with { PackUnits = 12_000 }).ShouldSatisfyAllConditions(advice => advice.Packs.ShouldBe(9), advice => advice.Quantity.ShouldBe(108_000));
        ReorderRule.Of(facts, _terms with { PackUnits = 104_000 }).Packs.ShouldBe(1);
        ReorderRule.Of(facts, _terms with { PackUnits = 103_000 }).Packs.ShouldBe(2);
        ReorderRule.Of(facts, _terms with { PackUnits = 12_000, MinimumPacks = 20_000 }).ShouldSatisfyAllConditions(advice => advice.Packs.ShouldBe(20), advice => advice.Quantity.ShouldBe(240_000));
        ReorderRule.Of(facts with { Available = 110_000 }, _terms with { PackUnits = 12_000, MinimumPacks = 20_000 }).Packs.ShouldBe(0);
    }

    [Fact]
    public void What_was_sold_and_was_not_there_is_ordered_too()
    {
        // 110 and the 15 that are missing.
        ReorderRule.Of(Steady(10) with { Available = -15_000 }, _terms).Packs.ShouldBe(125);
    }

    [Fact]
    public void What_is_on_its_way_or_drafted_covers_it()
    {
        ReorderRule.Of(Steady(10) with { Available = 6_000, OnOrder = 104_000 }, _terms).Packs.ShouldBe(0);
        ReorderRule.Of(Steady(10) with { Available = 6_000, InDrafts = 104_000 }, _terms).Packs.ShouldBe(0);
        ReorderRule.Of(Steady(10) with { Available = 6_000, OnOrder = 50_000, InDrafts = 53_000 }, _terms).Packs.ShouldBe(1);
        ReorderRule.Of(Facts([], firstAgo: null) with { Available = 0, OnOrder = 6_000, LowAt = 5_000 }, _terms).Packs.ShouldBe(0);
    }

    [Fact]
    public void More_came_back_than_was_sold_is_no_pace_and_no_fault()
    {
        var advice = ReorderRule.Of(Facts([(1, -5_000), (2, 3_000)], firstAgo: 60) with { Available = 10_000 }, _terms with { Factor = 2 });
        (advice.PerDay, advice.Safety, advice.Packs).ShouldBe((0m, 0L, 0L));
    }

    [Fact]
    public void Days_on_which_nothing_was_there_are_left_out_of_the_rate()
    {
        // Ten a day, but for the two newest weeks in which nothing was there: still ten a day, and no deviation. With those days it
        // would be 10 × (6+5+4+3+2+1) / 36 = 5.833… a day.
        var sold = Enumerable.Range(15, 42).Select(ago => (ago, 10_000L)).ToArray();
        var terms = _terms with { Factor = 2 };
        var advice = ReorderRule.Of(Facts(sold, firstAgo: 100) with { Out = [.. Enumerable.Range(1, 14)] }, terms);
        (advice.PerDay, advice.Demand, advice.Safety, advice.UpTo, advice.OutDays, advice.KnownDays).ShouldBe((10_000m, 110_000m, 0L, 110_000L, 14, 56));
        var with = ReorderRule.Of(Facts(sold, firstAgo: 100), terms);
        (decimal.Round(with.PerDay, 3), with.OutDays, with.KnownDays).ShouldBe((5_833.333m, 0, 56));
        with.Safety.ShouldBeGreaterThan(0);
        // What is younger counts from its first sale: 10 × 20 sold in 30 days, of which nothing was there on ten.
        var young = ReorderRule.Of(Facts([.. Enumerable.Range(11, 20).Select(ago => (ago, 10_000L))], firstAgo: 30) with { Out = [.. Enumerable.Range(1, 10), 40] }, _terms);
        (young.PerDay, young.OutDays, young.KnownDays).ShouldBe((10_000m, 10, 30));
    }

    [Fact]
    public void One_good_day_among_many_without_stock_is_no_pace()
    {
        // 14 yesterday, and nothing there on the 55 days before: 14 in a week, 2 a day.
        var advice = ReorderRule.Of(Facts([(1, 14_000)], firstAgo: 100) with { Out = [.. Enumerable.Range(2, 55)] }, _terms with { Factor = 2 });
        (advice.PerDay, advice.Safety, advice.UpTo, advice.OutDays).ShouldBe((2_000m, 0L, 22_000L, 55));
        // Nothing there on any of them.
        var never = ReorderRule.Of(Facts([], firstAgo: 100) with { Out = [.. Enumerable.Range(1, 56)] }, _terms with { Factor = 2 });
        (never.PerDay, never.Packs, never.OutDays).ShouldBe((0m, 0L, 56));
    }

    [Fact]
    public void Days_of_the_week_are_judged_by_those_on_which_something_was_there()
    {
        // 20 each Friday and 10 on all other days; on four of the eight Fridays nothing was there: a Friday counts double nevertheless.
        long Sold(int ago) => _today.AddDays(-ago).DayOfWeek == DayOfWeek.Friday ? 20_000 : 10_000;
        int[] outs = [3, 17, 31, 45];
        var facts = Facts([.. Enumerable.Range(1, 56).Except(outs).Select(ago => (ago, Sold(ago)))], firstAgo: 100) with { Out = outs };
        var day = ReorderRule.Of(facts, new ReorderTerms(0, 1, 0)).Demand;
        var untilFriday = ReorderRule.Of(facts, new ReorderTerms(0, 5, 0)).Demand - ReorderRule.Of(facts, new ReorderTerms(0, 4, 0)).Demand;
        decimal.Round(untilFriday / day, 6).ShouldBe(2);
        // Less than four weeks in which something was there say nothing of days of the week.
        var few = ReorderRule.Of(facts with { Out = [.. Enumerable.Range(1, 29)], Recent = [.. Enumerable.Range(30, 27).Select(ago => (ago, Sold(ago)))] }, new ReorderTerms(0, 5, 0));
        few.Demand.ShouldBe(few.PerDay * 5);
        // A day of the week on which nothing was ever there counts as the average of the others.
        int[] fridays = [.. Enumerable.Range(0, 8).Select(week => (week * 7) + 3)];
        ReorderRule.Of(facts with { Out = fridays, Recent = [.. Enumerable.Range(1, 56).Except(fridays).Select(ago => (ago, 10_000L))] }, new ReorderTerms(0, 7, 0)).Demand.ShouldBe(70_000);
    }

    [Theory]
    // 14 of the 28 days were without stock: 280 on 14 days are 20 a day, against 560 on 56, which are 10.
    [InlineData(280_000, 14, 560_000, 0, 2)]
    // 28 of the 56 before were: 280 on 28 days are 10 a day, as after.
    [InlineData(280_000, 0, 280_000, 28, 1)]
    // Both.
    [InlineData(168_000, 14, 280_000, 28, 1.2)]
    // Less than a week was there: nobody knows.
    [InlineData(280_000, 22, 560_000, 0, 1)]
    [InlineData(280_000, 0, 60_000, 50, 1)]
    [InlineData(0, 28, 560_000, 0, 1)]
    public void Last_years_days_without_stock_are_no_part_of_the_season(long next, int nextOut, long before, int beforeOut, double season)
    {
        var advice = ReorderRule.Of(Steady(10, firstAgo: 500) with { SeasonNext = next, SeasonBefore = before, SeasonNextOut = nextOut, SeasonBeforeOut = beforeOut }, _terms);
        advice.Season.ShouldBe((decimal)season);
    }

    [Fact]
    public void The_greatest_figures_there_are_do_not_overflow()
    {
        var advice = ReorderRule.Of(
            Facts([.. Enumerable.Range(1, 56).Select(ago => (ago, 1_000_000_000_000L))], firstAgo: 500) with { Available = -1_000_000_000_000_000, SeasonNext = long.MaxValue, SeasonBefore = 1 }, new ReorderTerms(365, 60, 2.326, 1));
        advice.Quantity.ShouldBe(ReorderRule.Most);
    }

    private static ReorderFacts Steady(int pieces, int firstAgo = 100) => Facts([.. Enumerable.Range(1, 56).Select(ago => (ago, pieces * 1_000L))], firstAgo);

    private static ReorderFacts Facts((int, long)[] recent, int? firstAgo) => new(_today, Unit.Piece, 0, 0, 0, 0, firstAgo is { } days ? _today.AddDays(-days) : null, recent);
}
