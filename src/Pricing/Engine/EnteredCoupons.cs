namespace Aisle.Pricing;

/// <summary>The coupons of a basket: which promotions they open, and why others open none.</summary>
internal sealed class EnteredCoupons
{
    private readonly Dictionary<BookPromotion, Coupon> _opened = [];

    internal EnteredCoupons(PriceBook book, Basket basket)
    {
        foreach (var entered in basket.Coupons.Select(code => code.Trim()).Distinct(Coupon.Comparer).Order(Coupon.Comparer))
        {
            if (book.CouponOf(entered) is not { } found)
            {
                Refused.Add(new Refusal(book.IsOver(entered) ? RefusalCodes.CouponOver : RefusalCodes.CouponUnknown) { Coupon = entered });
            }
            else if (found.Coupon.MaxUses <= UsedBefore(basket, entered))
            {
                Refuse(RefusalCodes.CouponUsedUp, found.Promotion, entered);
            }
            else if (!_opened.TryAdd(found.Promotion, found.Coupon))
            {
                Refuse(RefusalCodes.CouponNotNeeded, found.Promotion, entered);
            }
        }
    }

    internal List<Refusal> Refused { get; } = [];

    /// <summary>The promotions that are open.</summary>
    internal IEnumerable<BookPromotion> Opened => _opened.Keys;

    internal Coupon? Of(BookPromotion promotion) => _opened.GetValueOrDefault(promotion);

    private static long UsedBefore(Basket basket, string code) =>
        basket.UsedCoupons.FirstOrDefault(used => Coupon.Comparer.Equals(used.Code.Trim(), code))?.Baskets ?? 0;

    private void Refuse(string code, BookPromotion promotion, string entered) =>
        Refused.Add(new Refusal(code) { PromotionId = promotion.Promotion.Id, Name = promotion.Promotion.Name, Coupon = entered });
}
