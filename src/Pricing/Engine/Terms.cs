using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Whether a promotion may be used for a basket.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="MostApplications">How many groups or pieces it may reduce.</param>
internal readonly record struct Terms(Refusal? Refusal, long MostApplications)
{
    internal static Terms Of(BookPromotion book, Basket basket, IReadOnlyList<PricedLine> lines, PromotionUsage? used)
    {
        var promotion = book.Promotion;
        var refusal = Place(promotion.Terms, basket)
            ?? Time(promotion.Terms, basket)
            ?? Limits(promotion.Limits, basket, used)
            ?? Minimum(book, lines);
        return refusal is null ? new Terms(null, Most(book, used)) : new Terms(refusal with { PromotionId = promotion.Id, Name = promotion.Name }, 0);
    }

    private static Refusal? Place(PromotionTerms terms, Basket basket) =>
        terms.StoreIds.Count > 0 && !(basket.StoreId is { } store && terms.StoreIds.Contains(store)) ? new Refusal(RefusalCodes.OtherStore)
        : terms.Channel != PriceChannel.Any && terms.Channel != basket.Channel ? new Refusal(RefusalCodes.OtherChannel)
        : terms.CustomerGroupIds.Count > 0 && basket.Customer?.GroupIds.Any(terms.CustomerGroupIds.Contains) != true ? new Refusal(RefusalCodes.OtherCustomers)
        : null;

    private static Refusal? Time(PromotionTerms terms, Basket basket) =>
        terms.From is { } from && basket.BusinessDate < from ? new Refusal(RefusalCodes.NotStarted) { Day = from }
        : terms.To is { } to && to < basket.BusinessDate ? new Refusal(RefusalCodes.Expired) { Day = to }
        : terms.Hours.Count > 0 && !terms.Hours.Any(hours => hours.Holds(basket.LocalTime)) ? new Refusal(RefusalCodes.OtherHours)
        : null;

    private static Refusal? Limits(UsageLimits? limits, Basket basket, PromotionUsage? used) =>
        limits is null ? null
        : limits.PerCustomer is not null && basket.Customer is null ? new Refusal(RefusalCodes.CustomerUnknown)
        : limits.PerCustomer <= (used?.ByCustomer ?? 0) ? new Refusal(RefusalCodes.CustomerLimit)
        : limits.InTotal <= (used?.InTotal ?? 0) ? new Refusal(RefusalCodes.TotalLimit)
        : null;

    private static Refusal? Minimum(BookPromotion book, IReadOnlyList<PricedLine> lines)
    {
        if (book.Promotion.Minimum is not { } minimum)
        {
            return null;
        }

        var (spend, thousandths) = (0L, 0L);
        foreach (var line in lines)
        {
            if (book.Minimum is { } goods ? goods.Matches(line.Line) : book.Filters.Any(filter => filter.Matches(line.Line)))
            {
                spend += line.Shelf * line.Pieces;
                thousandths += line.Thousandths;
            }
        }

        return minimum.Spend is { } least && spend < least.Minor ? new Refusal(RefusalCodes.MinimumSpend) { MissingSpend = least with { Minor = least.Minor - spend } }
            : minimum.Thousandths is { } count && thousandths < count ? new Refusal(RefusalCodes.MinimumQuantity) { MissingThousandths = count - thousandths }
            : null;
    }

    private static long Most(BookPromotion book, PromotionUsage? used) =>
        book.Promotion.Limits is { CountBy: UsageCount.Applications } limits
            ? Math.Min(
                limits.PerBasket ?? long.MaxValue,
                Math.Min((limits.PerCustomer ?? long.MaxValue) - (used?.ByCustomer ?? 0), (limits.InTotal ?? long.MaxValue) - (used?.InTotal ?? 0)))
            : long.MaxValue;
}
