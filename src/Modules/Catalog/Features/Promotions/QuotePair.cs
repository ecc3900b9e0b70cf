using Aisle.Kernel;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What a basket costs with a promotion and without it.</summary>
/// <param name="With">With it.</param>
/// <param name="Without">Without it, all else being the same.</param>
internal sealed record QuotePair(Quote With, Quote Without)
{
    /// <summary>Reckons both.</summary>
    /// <param name="content">What the book is made of, with the promotion.</param>
    /// <param name="promotion">The promotion.</param>
    /// <param name="basket">The basket.</param>
    public static Result<QuotePair> Of(PriceBookContent content, Guid promotion, Basket basket)
    {
        var rest = content with
        {
            Promotions = [.. content.Promotions.Where(one => one.Id != promotion)],
            Coupons = [.. content.Coupons.Where(one => one.PromotionId != promotion)],
        };
        var without = PriceBook.Create(rest).Bind(book => book.Quote(basket));
        return PriceBook.Create(content).Bind(book => book.Quote(basket)).Bind(with => without.Map(one => new QuotePair(with, one)));
    }
}
