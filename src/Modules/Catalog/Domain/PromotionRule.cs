using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>What a promotion gives; it says which members of a <see cref="BenefitRule"/> are needed.</summary>
internal enum PromotionKind
{
    /// <summary>A percent off each piece or weighed line: <c>percent</c>.</summary>
    PercentOff,

    /// <summary>An amount off each piece, kilogram or litre: <c>amount</c>.</summary>
    AmountOff,

    /// <summary>A price of each piece, kilogram or litre: <c>price</c>.</summary>
    FixedPrice,

    /// <summary>So many pieces for a price: <c>count</c>, <c>price</c>, perhaps <c>sameItem</c>.</summary>
    SetPrice,

    /// <summary>The cheapest of so many free or reduced: <c>count</c>, <c>reduced</c>, <c>percent</c>, perhaps <c>sameItem</c>.</summary>
    CheapestOff,

    /// <summary>Who buys some gets others reduced: <c>buy</c>, <c>get</c>, and <c>percent</c> or <c>price</c>, perhaps <c>getGoods</c>.</summary>
    BuyGet,

    /// <summary>Given goods together for a price: <c>parts</c>, <c>price</c>.</summary>
    Bundle,

    /// <summary>A percent off all of its goods together: <c>percent</c>.</summary>
    BasketPercent,

    /// <summary>One amount off all of its goods together: <c>amount</c>.</summary>
    BasketAmount,
}

/// <summary>Where a promotion is in its life.</summary>
internal enum PromotionState
{
    /// <summary>Being made; reduces nothing.</summary>
    Draft,

    /// <summary>Holds where its terms say so.</summary>
    Active,

    /// <summary>Over, by hand; it can be begun again.</summary>
    Ended,
}

/// <summary>Which goods are meant: those of any variant, category or brand named, or all where none is named; less those excepted.</summary>
/// <param name="Variants">Variants, in all their packs.</param>
/// <param name="Categories">Categories with those below them.</param>
/// <param name="Brands">Brands.</param>
/// <param name="ExceptVariants">Variants that are never meant.</param>
/// <param name="ExceptCategories">Categories that are never meant.</param>
internal sealed record GoodsRule(
    IReadOnlyList<VariantId>? Variants = null, IReadOnlyList<CategoryId>? Categories = null, IReadOnlyList<BrandId>? Brands = null,
    IReadOnlyList<VariantId>? ExceptVariants = null, IReadOnlyList<CategoryId>? ExceptCategories = null)
{
    /// <summary>As prices reckon with it; variants stand in the place of their packs until these are known.</summary>
    public GoodsFilter ToFilter() => new()
    {
        ItemIds = Ids(Variants), CategoryIds = Ids(Categories), BrandIds = Ids(Brands), ExceptItemIds = Ids(ExceptVariants), ExceptCategoryIds = Ids(ExceptCategories),
    };

    private static Guid[] Ids<TId>(IReadOnlyList<TId>? ids) where TId : struct, ITypedId<TId> => [.. (ids ?? []).Select(id => id.Value)];
}

/// <summary>A part of a bundle.</summary>
/// <param name="Count">Pieces of it.</param>
/// <param name="Goods">What fits; all goods where left out.</param>
internal sealed record BundlePartRule(int Count, GoodsRule? Goods = null);

/// <summary>What a promotion gives; members that are not of its kind are left out.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Percent">Above 0 and at most 100, with at most four decimals; 100 is free.</param>
/// <param name="Amount">What is taken off.</param>
/// <param name="Price">What it costs then.</param>
/// <param name="Count">Pieces of a group, 2 to 100.</param>
/// <param name="Reduced">How many of them are reduced.</param>
/// <param name="Buy">Pieces bought, 1 to 99.</param>
/// <param name="Get">Pieces reduced, 1 to 99.</param>
/// <param name="SameItem">True when a group must be of one variant.</param>
/// <param name="GetGoods">What is reduced; the promotion's goods where left out.</param>
/// <param name="Parts">Parts of a bundle, 1 to 20.</param>
internal sealed record BenefitRule(
    PromotionKind Kind, decimal? Percent = null, Money? Amount = null, Money? Price = null, int? Count = null, int? Reduced = null, int? Buy = null, int? Get = null,
    bool? SameItem = null, GoodsRule? GetGoods = null, IReadOnlyList<BundlePartRule>? Parts = null);

/// <summary>Hours of some days, by the wall clock of the store.</summary>
/// <param name="From">The first time.</param>
/// <param name="To">The first time no longer in it; at or before <paramref name="From"/> it is that of the next day.</param>
/// <param name="Days">Days on which it begins; every day where left out or empty.</param>
internal sealed record HoursRule(TimeOnly From, TimeOnly To, IReadOnlyList<DayOfWeek>? Days = null);

/// <summary>Where, when and for whom.</summary>
/// <param name="From">The first business day; any where left out.</param>
/// <param name="To">The last business day; any where left out.</param>
/// <param name="Channel">Where it is sold.</param>
/// <param name="Stores">The stores; all where left out or empty.</param>
/// <param name="Groups">Groups of customers; everybody where left out or empty.</param>
/// <param name="Hours">Its hours; always where left out or empty.</param>
internal sealed record TermsRule(
    DateOnly? From = null, DateOnly? To = null, PriceChannel Channel = PriceChannel.Any, IReadOnlyList<StoreId>? Stores = null, IReadOnlyList<CustomerGroupId>? Groups = null,
    IReadOnlyList<HoursRule>? Hours = null);

/// <summary>What must be in the basket, at shelf prices.</summary>
/// <param name="Spend">The least amount.</param>
/// <param name="Quantity">The least quantity, with at most three decimals.</param>
/// <param name="Goods">The goods that count; those the promotion reduces where left out.</param>
internal sealed record MinimumRule(Money? Spend = null, decimal? Quantity = null, GoodsRule? Goods = null);

/// <summary>How often it may be used; what is left out is not limited.</summary>
/// <param name="CountBy">What one use is: a basket, or each group or piece.</param>
/// <param name="PerBasket">In one basket; of groups or pieces.</param>
/// <param name="PerCustomer">Of one customer, who must be known.</param>
/// <param name="InTotal">Of all customers.</param>
internal sealed record LimitsRule(UsageCount CountBy = UsageCount.Baskets, long? PerBasket = null, long? PerCustomer = null, long? InTotal = null);

/// <summary>A promotion as people make it.</summary>
/// <param name="Benefit">What it gives.</param>
/// <param name="Goods">The goods it is about; all where left out.</param>
/// <param name="Terms">Where, when and for whom; always and for everybody where left out.</param>
/// <param name="Minimum">What must be in the basket.</param>
/// <param name="Limits">How often it may be used.</param>
/// <param name="Combines">Whether it goes together with every other; of those that do not, a piece takes the best.</param>
/// <param name="NotOnReduced">Whether it leaves out what is reduced already.</param>
/// <param name="NeedsCoupon">Whether it needs a coupon.</param>
internal sealed record PromotionRule(
    BenefitRule Benefit, GoodsRule? Goods = null, TermsRule? Terms = null, MinimumRule? Minimum = null, LimitsRule? Limits = null, bool Combines = false, bool NotOnReduced = false, bool NeedsCoupon = false)
{
    /// <summary>Every list of goods in it, with the field it stands in.</summary>
    public IEnumerable<(GoodsRule Goods, string Field)> GoodsInFields() =>
    [
        .. Of(Goods, "goods"), .. Of(Minimum?.Goods, "minimum.goods"), .. Of(Benefit.GetGoods, "benefit.getGoods"),
        .. (Benefit.Parts ?? []).Select((part, index) => (part.Goods ?? new GoodsRule(), FormattableString.Invariant($"benefit.parts[{index}].goods"))),
    ];

    private static IEnumerable<(GoodsRule, string)> Of(GoodsRule? goods, string field) => goods is null ? [] : [(goods, field)];
}
