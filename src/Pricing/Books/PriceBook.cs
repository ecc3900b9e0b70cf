using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// Prices, promotions, tax classes and policies, checked and made quick to ask. It never changes, so any number of threads
/// share one.
/// </summary>
public sealed class PriceBook
{
    private readonly Dictionary<Guid, PriceEntry[]> _prices;
    private readonly Dictionary<string, TaxClassRates> _taxClasses;
    private readonly Dictionary<string, Coupon> _coupons;
    private readonly HashSet<string> _couponsOver;
    private readonly Dictionary<Guid, BookPromotion> _byId;
    private readonly Dictionary<Guid, List<BookPromotion>> _named = [];
    private readonly List<BookPromotion> _open = [];

    private PriceBook(PriceBookContent content)
    {
        (Currency, Tax, CashRounding, Rounding) = (content.Currency, content.Tax, content.CashRounding, content.Rounding);
        _prices = content.Prices.GroupBy(price => price.VariantId).ToDictionary(group => group.Key, group => group.Select(price => price.Price).ToArray());
        _taxClasses = content.TaxClasses.ToDictionary(one => one.Code);
        _coupons = content.Coupons.ToDictionary(coupon => coupon.Code, Coupon.Comparer);
        _couponsOver = content.CouponsOver.ToHashSet(Coupon.Comparer);
        Promotions = [.. BookPromotion.InTurn(content.Promotions).Select((promotion, turn) => new BookPromotion(promotion, turn))];
        _byId = Promotions.ToDictionary(promotion => promotion.Promotion.Id);
        foreach (var promotion in Promotions)
        {
            Index(promotion);
        }
    }

    /// <summary>The currency of every amount.</summary>
    public Currency Currency { get; }

    /// <summary>How tax is computed.</summary>
    public TaxPolicy Tax { get; }

    /// <summary>How cash is rounded, or null when there are coins for everything.</summary>
    public CashRounding? CashRounding { get; }

    /// <summary>How prices of weighed goods and reduced prices are rounded.</summary>
    public Rounding Rounding { get; }

    /// <summary>All promotions, in the order of their turns.</summary>
    internal IReadOnlyList<BookPromotion> Promotions { get; }

    /// <summary>Makes a book. Its lists are kept, so the caller does not change them afterwards.</summary>
    /// <param name="content">What is in it.</param>
    /// <returns>Every error of the content at once; its field names the part, such as <c>promotions[2].benefit</c>. Prices:
    /// <c>book.price.currency</c>, <c>.amount</c>, <c>.minimum</c>, <c>.duplicate_id</c>, <c>.tier_overlap</c>. Promotions:
    /// <c>book.promotion.duplicate_id</c>, <c>.too_many</c>, <c>.name</c>, <c>.percent</c>, <c>.amount</c>, <c>.currency</c>,
    /// <c>.count</c>, <c>.parts</c>, <c>.reward</c>, <c>.dates</c>, <c>.minimum</c>, <c>.limits</c>, <c>.coupon</c>. Coupons:
    /// <c>book.coupon.code</c>, <c>.duplicate</c>, <c>.promotion</c>, <c>.max_uses</c>. Tax: <c>book.tax_class.duplicate</c>,
    /// <c>.rate</c>, <c>.overlap</c>. Cash: <c>book.cash_rounding</c>.</returns>
    public static Result<PriceBook> Create(PriceBookContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return BookCheck.Of(content).ToResult(() => new PriceBook(content));
    }

    /// <summary>Prices a basket.</summary>
    /// <returns>Every error of the basket at once; its field names the part, such as <c>lines[3].quantity</c>:
    /// <c>basket.too_many_lines</c>, <c>basket.too_many_charges</c>, <c>basket.too_many_coupons</c>,
    /// <c>basket.duplicate_id</c>, <c>basket.quantity</c>, <c>basket.unit</c>, <c>basket.too_many_categories</c>,
    /// <c>basket.lot_price</c>, <c>basket.price_missing</c>, <c>basket.tax_class</c>, <c>basket.currency</c>,
    /// <c>basket.charge</c>, <c>basket.channel</c>, <c>basket.usage</c>.</returns>
    public Result<Quote> Quote(Basket basket)
    {
        ArgumentNullException.ThrowIfNull(basket);
        return BasketReader.Read(this, basket).Map(goods => QuoteEngine.Quote(this, basket, goods));
    }

    internal PriceEntry? PriceOf(Guid variantId, PriceRequest request) =>
        _prices.TryGetValue(variantId, out var prices) ? PriceTimeline.At(prices, request) : null;

    internal DatedTaxRate? RateOf(string taxClass, BusinessDate day) => _taxClasses.GetValueOrDefault(taxClass)?.On(day);

    internal (Coupon Coupon, BookPromotion Promotion)? CouponOf(string code) =>
        _coupons.TryGetValue(code, out var coupon) ? (coupon, _byId[coupon.PromotionId]) : null;

    internal bool IsOver(string coupon) => _couponsOver.Contains(coupon);

    /// <summary>The lines that each promotion may be about, by its turn; null where there is none.</summary>
    internal List<PricedLine>?[] Candidates(IReadOnlyList<PricedLine> lines)
    {
        var candidates = new List<PricedLine>?[Promotions.Count];
        foreach (var line in lines)
        {
            Add(_open, line);
            AddNamed(line.Line.VariantId, line);
            if (line.Line.BrandId is { } brand)
            {
                AddNamed(brand, line);
            }

            foreach (var category in line.Line.CategoryIds)
            {
                AddNamed(category, line);
            }
        }

        return candidates;

        void AddNamed(Guid id, PricedLine line)
        {
            if (_named.TryGetValue(id, out var promotions))
            {
                Add(promotions, line);
            }
        }

        void Add(List<BookPromotion> promotions, PricedLine line)
        {
            foreach (var promotion in promotions)
            {
                var found = candidates[promotion.Turn] ??= [];
                if (found.Count == 0 || found[^1] != line)
                {
                    found.Add(line);
                }
            }
        }
    }

    private void Index(BookPromotion promotion)
    {
        if (promotion.Filters.Any(filter => filter.IsOpen))
        {
            _open.Add(promotion);
            return;
        }

        foreach (var id in promotion.Filters.SelectMany(filter => filter.Named).Distinct())
        {
            if (!_named.TryGetValue(id, out var promotions))
            {
                _named[id] = promotions = [];
            }

            promotions.Add(promotion);
        }
    }
}
