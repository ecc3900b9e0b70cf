using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Domain;

/// <summary>What is known of an item in a store when it is thought of ordering more. Quantities are thousandths of its unit.</summary>
/// <param name="Today">The day it is; what is sold on it does not count yet.</param>
/// <param name="Unit">The unit it is counted in.</param>
/// <param name="Available">On hand, less what is promised and what cannot be sold; below zero where more was sold than was there.</param>
/// <param name="OnOrder">Ordered and not here yet.</param>
/// <param name="InDrafts">In orders that nobody has approved yet.</param>
/// <param name="LowAt">At or below which there is too little, whatever is sold.</param>
/// <param name="FirstSold">The first day that anything was sold; null for never.</param>
/// <param name="Recent">What was sold on days before today, by how many days ago that is; days without a sale are left out.</param>
/// <param name="SeasonNext">What was sold a year ago in the <see cref="ReorderRule.SeasonDays"/> days from this day on.</param>
/// <param name="SeasonBefore">What was sold a year ago in the <see cref="ReorderRule.Days"/> days before this day.</param>
/// <param name="Out">The days before today on which nothing was there from first to last and nothing was sold, by how many days ago that is.</param>
/// <param name="SeasonNextOut">How many such days there were among those of <paramref name="SeasonNext"/>.</param>
/// <param name="SeasonBeforeOut">And among those of <paramref name="SeasonBefore"/>.</param>
internal sealed record ReorderFacts(
    DateOnly Today, Unit Unit, long Available, long OnOrder, long InDrafts, long LowAt, DateOnly? FirstSold, IReadOnlyList<(int DaysAgo, long Sold)> Recent, long SeasonNext = 0, long SeasonBefore = 0,
    IReadOnlyList<int>? Out = null, int SeasonNextOut = 0, int SeasonBeforeOut = 0);

/// <summary>How it can be had.</summary>
/// <param name="LeadDays">Days from order to delivery.</param>
/// <param name="ReviewDays">Days until it is thought of again.</param>
/// <param name="Factor">How many standard deviations are kept for safety.</param>
/// <param name="PackUnits">Thousandths of the unit in a pack.</param>
/// <param name="MinimumPacks">Fewest packs of an order, in thousandths.</param>
internal sealed record ReorderTerms(int LeadDays, int ReviewDays, double Factor, long PackUnits = 1_000, long MinimumPacks = 0);

/// <summary>What is advised, with the figures it was made of. Quantities are thousandths of the unit.</summary>
/// <param name="PerDay">What is sold a day now.</param>
/// <param name="Season">By how much the coming weeks differ, judged by last year; 1 where nobody knows.</param>
/// <param name="Demand">What will be sold until the goods of the next order are here.</param>
/// <param name="Safety">What is kept beyond it.</param>
/// <param name="UpTo">What there should be, with what is on its way.</param>
/// <param name="Packs">How many packs to order; zero for none.</param>
/// <param name="Quantity">How much that is.</param>
/// <param name="IsUrgent">Whether it does not last until an order of today is here.</param>
/// <param name="OutDays">Of the days that the pace is taken over, those that are left out: nothing was there.</param>
/// <param name="KnownDays">How many days that would be.</param>
internal sealed record ReorderAdvice(decimal PerDay, decimal Season, decimal Demand, long Safety, long UpTo, long Packs, long Quantity, bool IsUrgent, int OutDays = 0, int KnownDays = 0);

/// <summary>
/// How much to order. Pure.
/// <para>Rate: the last eight weeks, the newest with weight 8 and the oldest with 1; what is younger counts from its first sale, as a
/// week at least, so that one good day is no pace.</para>
/// <para>Days on which nothing was there are left out, of the rate, the season, the days of the week and the deviation. What was there for
/// less than a week counts as sold in a week.</para>
/// <para>Season: last year's four weeks from this day on against the eight before it, a day; from half to double.</para>
/// <para>Days of the week: of four weeks or more, each coming day counts as its day of the week has.</para>
/// <para>Safety: <c>z × standard deviation of a day × √(lead + review)</c>.</para>
/// <para>Up to: demand of lead + review days, and safety. Where no more is left than the item is low at, more than that in any case.</para>
/// </summary>
internal static class ReorderRule
{
    /// <summary>Days that the pace is taken over.</summary>
    public const int Days = Weeks * 7;

    /// <summary>Days of last year that stand for what comes.</summary>
    public const int SeasonDays = 28;

    /// <summary>As many weeks ago as make a year, so that days of the week are the same.</summary>
    public const int YearDays = 364;

    /// <summary>Most of a line: what an order takes.</summary>
    public const long Most = 1_000_000_000_000;

    private const int Weeks = 8;
    private const int LeastDays = 7;
    private const int LeastDaysOfWeekdays = 28;
    private const decimal LeastSeason = 0.5m;
    private const decimal MostSeason = 2m;

    public static ReorderAdvice Of(ReorderFacts facts, ReorderTerms terms)
    {
        var sold = new long[Days];
        foreach (var (daysAgo, quantity) in facts.Recent.Where(day => day.DaysAgo is > 0 and <= Days))
        {
            sold[daysAgo - 1] += quantity;
        }

        var known = facts.FirstSold is { } first ? Math.Clamp(facts.Today.DayNumber - first.DayNumber, LeastDays, Days) : 0;
        var there = Enumerable.Range(1, known).Except(facts.Out ?? []).Select(ago => ago - 1).ToList();
        var (rate, season, days) = (RateOf(sold, there), SeasonOf(facts), terms.LeadDays + terms.ReviewDays);
        var weekdays = WeekdaysOf(sold, there, facts.Today);
        decimal Demand(int count) => rate * season * Enumerable.Range(0, count).Sum(day => weekdays[(int)facts.Today.AddDays(day).DayOfWeek]);
        var safety = rate > 0 ? Whole((decimal)(terms.Factor * DeviationOf(sold, there) * Math.Sqrt(days)), facts.Unit) : 0;
        var demand = Demand(days);
        var position = facts.Available + facts.OnOrder + facts.InDrafts;
        var upTo = Whole(demand + safety, facts.Unit);
        if (facts.LowAt > 0 && position <= facts.LowAt)
        {
            upTo = Math.Max(upTo, facts.LowAt + (facts.Unit == Unit.Piece ? 1_000 : 1));
        }

        var need = Math.Clamp(upTo - position, 0, Most);
        var packs = need == 0 ? 0 : Math.Max(Up(need, terms.PackUnits), Up(terms.MinimumPacks, 1_000));
        var isUrgent = packs > 0 && facts.Available + facts.OnOrder <= Math.Max(facts.LowAt, Demand(terms.LeadDays));
        return new ReorderAdvice(rate, season, demand, safety, upTo, packs, packs * terms.PackUnits, isUrgent, known - there.Count, known);
    }

    private static decimal RateOf(long[] sold, List<int> there)
    {
        var (sum, weight) = (0m, 0m);
        foreach (var day in there)
        {
            sum += (Weeks - (day / 7)) * (decimal)sold[day];
            weight += Weeks - (day / 7);
        }

        // More may have come back than was sold.
        return weight == 0 ? 0 : Math.Max(0, sum / weight) * Math.Min(LeastDays, there.Count) / LeastDays;
    }

    private static decimal SeasonOf(ReorderFacts facts)
    {
        var (next, before) = (SeasonDays - facts.SeasonNextOut, Days - facts.SeasonBeforeOut);
        if (facts.FirstSold is not { } first || first > facts.Today.AddDays(-YearDays - Days) || facts.SeasonBefore <= 0 || next < LeastDays || before < LeastDays)
        {
            return 1;
        }

        return Math.Clamp(decimal.Round((decimal)facts.SeasonNext / next / ((decimal)facts.SeasonBefore / before), 2), LeastSeason, MostSeason);
    }

    /// <summary>How much a day of the week counts against the average one; one on which nothing was ever there counts as that.</summary>
    private static decimal[] WeekdaysOf(long[] sold, List<int> there, DateOnly today)
    {
        var means = there.Take(there.Count < LeastDaysOfWeekdays ? 0 : there.Count).GroupBy(day => (int)today.AddDays(-day - 1).DayOfWeek).ToDictionary(days => days.Key, days => days.Average(day => (decimal)Math.Max(0, sold[day])));
        var mean = means.Count == 0 ? 0 : means.Values.Average();
        return [.. Enumerable.Range(0, 7).Select(weekday => mean > 0 && means.TryGetValue(weekday, out var own) ? own / mean : 1)];
    }

    private static double DeviationOf(long[] sold, List<int> there)
    {
        if (there.Count < 2)
        {
            return 0;
        }

        var mean = there.Average(day => (double)sold[day]);
        return Math.Sqrt(there.Sum(day => (sold[day] - mean) * (sold[day] - mean)) / (there.Count - 1));
    }

    /// <summary>Whole thousandths, or whole pieces of what nobody halves.</summary>
    private static long Whole(decimal quantity, Unit unit)
    {
        var step = unit == Unit.Piece ? 1_000 : 1;
        // What a division left of a rounding is no reason for one more.
        return (long)Math.Min(Math.Ceiling(decimal.Round(quantity, 6) / step) * step, Most);
    }

    private static long Up(long quantity, long step) => (quantity + step - 1) / step;
}
