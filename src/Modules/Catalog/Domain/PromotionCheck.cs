using Aisle.Kernel;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>Makes a promotion that prices are reckoned with of what people typed, and tells all that is wrong with it by its field.</summary>
internal static class PromotionCheck
{
    public const int LongestName = 200;
    public const int MostNamed = 500;
    public const int MostHours = 20;
    private const long MostUses = 1_000_000_000;
    private const decimal MostQuantity = 100_000;

    /// <summary>The promotion; where there are problems it is not to be used.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its name.</param>
    /// <param name="rule">What was typed.</param>
    /// <param name="currency">The shop's currency.</param>
    /// <param name="problems">Where the problems go.</param>
    public static Promotion Read(Guid id, LocalText name, PromotionRule rule, Currency currency, Problems problems)
    {
        CatalogRules.Text(problems, name, LongestName, "name");
        Lists(rule, problems);
        var promotion = new Promotion(id, name.IsEmpty ? "–" : name.In("en"), rule.Combines, BenefitOf(rule.Benefit, currency, problems))
        {
            Goods = rule.Goods?.ToFilter() ?? GoodsFilter.Everything,
            NotOnReduced = rule.NotOnReduced,
            NeedsCoupon = rule.NeedsCoupon,
            Terms = TermsOf(rule.Terms),
            Minimum = rule.Minimum is { } minimum ? new PromotionMinimum(minimum.Spend, Thousandths(minimum.Quantity)) { Goods = minimum.Goods?.ToFilter() } : null,
            Limits = rule.Limits is { } limits ? new UsageLimits(limits.CountBy, limits.PerBasket, limits.PerCustomer, limits.InTotal) : null,
        };
        problems.Require(rule.Benefit.Kind != PromotionKind.Bundle || rule.Goods is null, "promotion.superfluous", "A bundle names its goods in its parts.", "goods");
        var book = PriceBook.Create(new PriceBookContent(currency, new TaxPolicy(PricesIncludeTax: true, TaxRoundingScope.Line, Rounding.HalfUp)) { Promotions = [promotion] });
        // Limits are looked at one by one below.
        foreach (var fault in book.Errors.Where(fault => fault.Code is not "book.promotion.limits"))
        {
            problems.Add(fault with { Field = FieldOf(fault, rule) });
        }

        foreach (var (most, field) in ((long?, string)[])[(rule.Limits?.PerBasket, "limits.perBasket"), (rule.Limits?.PerCustomer, "limits.perCustomer"), (rule.Limits?.InTotal, "limits.inTotal")])
        {
            problems.Require(most is null or (> 0 and <= MostUses), "book.promotion.limits", "A limit is above zero and at most 1,000,000,000.", field);
        }

        return promotion;
    }

    /// <summary>The members of a benefit that its kind needs, and those it may have.</summary>
    public static (IReadOnlyList<string> Needed, IReadOnlyList<string> Possible) FieldsOf(PromotionKind kind) => kind switch
    {
        PromotionKind.PercentOff or PromotionKind.BasketPercent => (["percent"], []),
        PromotionKind.AmountOff or PromotionKind.BasketAmount => (["amount"], []),
        PromotionKind.FixedPrice => (["price"], []),
        PromotionKind.SetPrice => (["count", "price"], ["sameItem"]),
        PromotionKind.CheapestOff => (["count", "reduced", "percent"], ["sameItem"]),
        PromotionKind.BuyGet => (["buy", "get"], ["percent", "price", "getGoods"]),
        PromotionKind.Bundle => (["parts", "price"], []),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind is unknown."),
    };

    private static void Lists(PromotionRule rule, Problems problems)
    {
        foreach (var (goods, field) in rule.GoodsInFields())
        {
            foreach (var (count, name) in ((int?, string)[])
                     [(goods.Variants?.Count, "variants"), (goods.Categories?.Count, "categories"), (goods.Brands?.Count, "brands"), (goods.ExceptVariants?.Count, "exceptVariants"), (goods.ExceptCategories?.Count, "exceptCategories")])
            {
                problems.Require(count is null or <= MostNamed, "promotion.too_many_named", $"At most {MostNamed} are named here.", $"{field}.{name}");
            }
        }

        problems.Require(rule.Terms?.Stores is null or { Count: <= MostNamed }, "promotion.too_many_named", $"At most {MostNamed} are named here.", "terms.stores");
        problems.Require(rule.Terms?.Groups is null or { Count: <= MostNamed }, "promotion.too_many_named", $"At most {MostNamed} are named here.", "terms.groups");
        problems.Require(rule.Terms?.Hours is null or { Count: <= MostHours }, "promotion.too_many_hours", $"There are at most {MostHours} times of day.", "terms.hours");
    }

    private static PromotionTerms TermsOf(TermsRule? terms) => terms is null ? PromotionTerms.None : new PromotionTerms
    {
        StoreIds = [.. (terms.Stores ?? []).Select(store => store.Value)],
        Channel = terms.Channel,
        CustomerGroupIds = [.. (terms.Groups ?? []).Select(group => group.Value)],
        From = terms.From is { } from ? new BusinessDate(from) : null,
        To = terms.To is { } to ? new BusinessDate(to) : null,
        Hours = [.. (terms.Hours ?? []).Select(hours => new DayWindow([.. hours.Days ?? []], hours.From, hours.To))],
    };

    private static Benefit BenefitOf(BenefitRule given, Currency currency, Problems problems)
    {
        var (needed, possible) = FieldsOf(given.Kind);
        var names = Given(given).ToList();
        foreach (var name in needed.Except(names, StringComparer.Ordinal))
        {
            problems.Require(ok: false, "promotion.needed", "This kind of promotion needs it.", "benefit." + name);
        }

        foreach (var name in names.Except(needed, StringComparer.Ordinal).Except(possible, StringComparer.Ordinal))
        {
            problems.Require(ok: false, "promotion.superfluous", "This kind of promotion has none.", "benefit." + name);
        }

        if (given.Kind == PromotionKind.BuyGet)
        {
            problems.Require(given.Percent is not null || given.Price is not null, "promotion.reward", "Say by how many percent it is reduced, or what it costs.", "benefit.percent");
            problems.Require(given.Percent is null || given.Price is null, "promotion.reward", "Say a percent or a price, not both.", "benefit.price");
        }

        // What is missing was told; what stands in for it is right, so that nothing more is said of it.
        var share = given.Percent is not { } percent ? Rate.FromPercent(1) : Rate.TryFromPercent(percent, out var rate) ? rate : new Rate(-1);
        var (amount, price) = (given.Amount ?? new Money(1, currency), given.Price ?? new Money(1, currency));
        return given.Kind switch
        {
            PromotionKind.PercentOff => new PercentOff(share),
            PromotionKind.AmountOff => new AmountOff(amount),
            PromotionKind.FixedPrice => new FixedPrice(price),
            PromotionKind.SetPrice => new SetPrice(given.Count ?? 2, price, given.SameItem ?? false),
            PromotionKind.CheapestOff => new CheapestOff(given.Count ?? PricingLimits.GroupPieces, given.Reduced ?? 1, share, given.SameItem ?? false),
            PromotionKind.BuyGet => new BuyGet(given.Buy ?? 1, given.Get ?? 1, given.GetGoods?.ToFilter(), given.Price is null ? new PercentOff(share) : new FixedPrice(price)),
            PromotionKind.Bundle => new Bundle(given.Parts is { } parts ? [.. parts.Select(part => new BundlePart(part.Goods?.ToFilter() ?? GoodsFilter.Everything, part.Count))] : [new BundlePart(GoodsFilter.Everything, 1)], price),
            PromotionKind.BasketPercent => new BasketPercent(share),
            PromotionKind.BasketAmount => new BasketAmount(amount),
            _ => throw new ArgumentOutOfRangeException(nameof(given), given.Kind, "The kind is unknown."),
        };
    }

    private static IEnumerable<string> Given(BenefitRule benefit)
    {
        (object? Value, string Name)[] all =
        [
            (benefit.Percent, "percent"), (benefit.Amount, "amount"), (benefit.Price, "price"), (benefit.Count, "count"), (benefit.Reduced, "reduced"), (benefit.Buy, "buy"), (benefit.Get, "get"),
            (benefit.SameItem, "sameItem"), (benefit.GetGoods, "getGoods"), (benefit.Parts, "parts"),
        ];
        return all.Where(one => one.Value is not null).Select(one => one.Name);
    }

    /// <summary>A quantity that cannot be said in thousandths is one that no minimum may have.</summary>
    private static long? Thousandths(decimal? quantity) => quantity is not { } given ? null : given is > 0 and <= MostQuantity && decimal.Round(given, 3) == given ? (long)(given * 1000) : -1;

    /// <summary>The field of the form that a fault of the book is about.</summary>
    private static string FieldOf(Error fault, PromotionRule rule)
    {
        var (part, benefit) = (fault.Field!.Split('.')[^1], rule.Benefit);
        return (part, fault.Code) switch
        {
            ("benefit", "book.promotion.percent") => "benefit.percent",
            ("benefit", "book.promotion.amount" or "book.promotion.currency") => benefit.Kind is PromotionKind.AmountOff or PromotionKind.BasketAmount ? "benefit.amount" : "benefit.price",
            ("benefit", "book.promotion.count") => benefit.Kind switch
            {
                PromotionKind.Bundle => "benefit.parts",
                PromotionKind.BuyGet => benefit.Buy is >= 1 and < PricingLimits.GroupPieces ? "benefit.get" : "benefit.buy",
                PromotionKind.CheapestOff when benefit.Count is >= 2 and <= PricingLimits.GroupPieces => "benefit.reduced",
                _ => "benefit.count",
            },
            ("benefit", "book.promotion.parts") => "benefit.parts",
            ("terms", _) => "terms.to",
            ("minimum", "book.promotion.currency") => "minimum.spend",
            ("minimum", _) => rule.Minimum is { Quantity: { } quantity } && Thousandths(quantity) <= 0 ? "minimum.quantity" : "minimum.spend",
            _ => part,
        };
    }
}
