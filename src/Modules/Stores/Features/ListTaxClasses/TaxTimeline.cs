using Aisle.Contracts.Stores;

namespace Aisle.Modules.Stores.Features;

/// <summary>Where a rate stands in time.</summary>
internal enum RateTime
{
    Past,
    Now,
    ToCome,
}

/// <summary>A stretch of a class's time line.</summary>
/// <param name="Percent">The rate; null where none holds.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, or null for ever.</param>
/// <param name="Time">Where it stands.</param>
internal sealed record TaxStretch(decimal? Percent, DateOnly From, DateOnly? To, RateTime Time);

/// <summary>The rates of a class with the gaps between them, oldest first.</summary>
internal static class TaxTimeline
{
    public static IReadOnlyList<TaxStretch> Of(IReadOnlyList<TaxRateRecord> rates, DateOnly today)
    {
        var stretches = new List<TaxStretch>();
        foreach (var rate in rates.OrderBy(rate => rate.From))
        {
            if (stretches is [.., { To: { } last }] && last.AddDays(1) < rate.From)
            {
                Add(percent: null, last.AddDays(1), rate.From.AddDays(-1));
            }

            Add(rate.Percent, rate.From, rate.To);
        }

        return stretches;

        void Add(decimal? percent, DateOnly from, DateOnly? to) =>
            stretches.Add(new TaxStretch(percent, from, to, from > today ? RateTime.ToCome : to < today ? RateTime.Past : RateTime.Now));
    }
}
