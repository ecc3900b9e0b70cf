using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Makes a quote of a basket that was read: promotions, then tax, then the rounding of cash.</summary>
internal static class QuoteEngine
{
    internal static Quote Quote(PriceBook book, Basket basket, PricedGoods goods)
    {
        var coupons = new EnteredCoupons(book, basket);
        var refused = new List<Refusal>(coupons.Refused);
        var promotions = Active(book, basket, goods.Lines, coupons, refused);
        new QuotePlan(goods.Lines, promotions, book.Rounding).Make();
        new Reductions(goods.Lines, promotions, book.Rounding).Apply();
        refused.AddRange(promotions.Where(promotion => promotion.Discount == 0).Select(Refusals.Of));
        var tax = QuoteTax.Of(book, basket, goods);
        return new Quote(
            tax.Lines,
            tax.Charges,
            [.. promotions.Where(promotion => promotion.Discount > 0).Select(promotion => Applied(promotion, book.Currency))],
            [.. refused.OrderBy(refusal => refusal.PromotionId).ThenBy(refusal => refusal.Coupon, Coupon.Comparer)],
            tax.ByRate,
            tax.Total,
            basket.PaysCash ? book.CashRounding?.Of(tax.Total.Gross) : null);
    }

    private static List<ActivePromotion> Active(PriceBook book, Basket basket, IReadOnlyList<PricedLine> lines, EnteredCoupons coupons, List<Refusal> refused)
    {
        var used = basket.UsedPromotions.ToDictionary(one => one.PromotionId);
        var candidates = book.Candidates(lines);
        foreach (var opened in coupons.Opened)
        {
            candidates[opened.Turn] ??= [];
        }

        var active = new List<ActivePromotion>();
        foreach (var promotion in book.Promotions)
        {
            var coupon = coupons.Of(promotion);
            if (candidates[promotion.Turn] is not { } about || (promotion.Promotion.NeedsCoupon && coupon is null))
            {
                continue;
            }

            var terms = Terms.Of(promotion, basket, lines, used.GetValueOrDefault(promotion.Promotion.Id));
            if (terms.Refusal is { } refusal)
            {
                refused.Add(refusal with { Coupon = coupon?.Code });
            }
            else
            {
                active.Add(new ActivePromotion(promotion, active.Count, terms, about, coupon));
            }
        }

        return active;
    }

    private static AppliedPromotion Applied(ActivePromotion promotion, Currency currency) => new(
        promotion.Promotion.Id,
        promotion.Promotion.Name,
        promotion.Promotion.Stage,
        new Money(promotion.Discount, currency),
        promotion.Promotion.Limits is { CountBy: UsageCount.Applications } && promotion.Applications > 0 ? promotion.Applications : 1,
        promotion.Coupon?.Code);
}
