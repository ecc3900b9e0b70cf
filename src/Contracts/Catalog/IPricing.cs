using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Pricing;

namespace Aisle.Contracts.Catalog;

/// <summary>
/// What goods cost: prices, promotions and coupons as a book that Pricing reckons with, and how often promotions and coupons were
/// used. The items of such a book are packs: a price belongs to a pack.
/// </summary>
public interface IPricing
{
    /// <summary>
    /// A book with the prices of some packs that hold now, every promotion that may hold, and the coupons entered, with what
    /// one must know of the packs to make a basket. One statement for the goods and their prices; promotions are in memory; one more
    /// where uses are limited or coupons were entered. Packs nobody knows are left out, and so are promotions that cannot hold now, unless a coupon
    /// entered opens them: the quote then says why they do not. Errors: <c>pricing.too_many_packs</c>, <c>basket.too_many_coupons</c>, <c>pricing.no_shop</c>.
    /// </summary>
    Task<Result<PriceSheet>> SheetAsync(PriceAsk ask, CancellationToken cancellationToken);

    /// <summary>
    /// Takes what a quote uses of limited promotions and coupons, all or nothing, with the commit of the caller's unit of work; the same document
    /// again changes nothing. What is refused is the answer of the whole: <c>promotion.used_up</c>, <c>coupon.used_up</c>. What is not limited is
    /// written down too, for reports. No statement where nothing was applied.
    /// </summary>
    Task RedeemWithCommitAsync(Redemption redemption, CancellationToken cancellationToken);

    /// <summary>Gives back what a document has used, in the caller's unit of work; how many uses that were.</summary>
    Task<int> GiveBackAsync(DocumentRef document, CancellationToken cancellationToken);
}

/// <summary>What a book is asked for.</summary>
/// <param name="Packs">What is to be priced, at most 500.</param>
/// <param name="Store">Where.</param>
/// <param name="Channel">How it is sold.</param>
/// <param name="Customer">Who buys, or null for a stranger.</param>
/// <param name="Coupons">Codes entered, at most 20.</param>
public sealed record PriceAsk(IReadOnlyCollection<PackId> Packs, StoreId Store, PriceChannelName Channel, UserId? Customer, IReadOnlyList<string> Coupons);

/// <summary>A book with what one must know to make a basket for it.</summary>
/// <param name="Book">Prices, promotions, coupons, taxes.</param>
/// <param name="Packs">The goods.</param>
/// <param name="UsedPromotions">What was used before of promotions with limits.</param>
/// <param name="UsedCoupons">What was used before of the coupons entered.</param>
/// <param name="PromotionNames">Names of the book's promotions in every language; the book itself and its quotes have the English one.</param>
public sealed record PriceSheet(
    PriceBook Book, IReadOnlyDictionary<PackId, PricedPack> Packs, IReadOnlyList<PromotionUsage> UsedPromotions, IReadOnlyList<CouponUsage> UsedCoupons, IReadOnlyDictionary<Guid, LocalText> PromotionNames);

/// <summary>A pack, as a basket shows it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Product">Its product.</param>
/// <param name="Slug">The product's name in addresses.</param>
/// <param name="Sku">Code of the variant.</param>
/// <param name="Name">Names of product and variant in one.</param>
/// <param name="Image">File name of its picture below <c>/files/</c>, or null.</param>
/// <param name="Unit">The unit the pack is counted in: pieces, packs; kilograms where it is sold by weight.</param>
/// <param name="Thousandths">Thousandths of the item's unit of stock in one pack: 24000 for a case of 24, 1000 for a kilogram.</param>
/// <param name="SellBy">By piece or by weight.</param>
/// <param name="TaxClass">Class of tax.</param>
/// <param name="MinimumAge">Years a buyer must have, or null.</param>
/// <param name="Categories">Its category and all above it.</param>
/// <param name="Brand">Its brand, or null.</param>
/// <param name="IsActive">Whether its product is on sale.</param>
public sealed record PricedPack(
    PackId Id, VariantId Variant, ProductId Product, string Slug, string Sku, LocalText Name, string? Image, Unit Unit, long Thousandths, SellBy SellBy, string TaxClass, int? MinimumAge,
    IReadOnlyList<Guid> Categories, Guid? Brand, bool IsActive);

/// <summary>What a document uses of promotions and coupons.</summary>
/// <param name="Document">The document.</param>
/// <param name="Customer">Who buys, or null.</param>
/// <param name="Store">Where.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Applied">What its quote has applied.</param>
public sealed record Redemption(DocumentRef Document, UserId? Customer, StoreId Store, BusinessDate Date, IReadOnlyList<AppliedPromotion> Applied);
