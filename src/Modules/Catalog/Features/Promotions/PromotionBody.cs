using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A promotion as it is written.</summary>
/// <param name="Name">Name in at least one language; shoppers read it.</param>
/// <param name="Benefit">What it gives.</param>
/// <param name="Id">Its id, where the caller makes it; only for a new one.</param>
/// <param name="Goods">The goods it is about; all where left out. A bundle names its goods in its parts.</param>
/// <param name="Terms">Where, when and for whom.</param>
/// <param name="Minimum">What must be in the basket.</param>
/// <param name="Limits">How often it may be used.</param>
/// <param name="Combines">Whether it goes together with every other; of those that do not, a piece takes the best for the customer.</param>
/// <param name="NotOnReduced">Whether it leaves out what is reduced already.</param>
/// <param name="NeedsCoupon">Whether it needs a coupon.</param>
internal sealed record PromotionBody(
    LocalText Name, BenefitRule Benefit, PromotionId? Id = null, GoodsRule? Goods = null, TermsRule? Terms = null, MinimumRule? Minimum = null, LimitsRule? Limits = null, bool Combines = false,
    bool NotOnReduced = false, bool NeedsCoupon = false)
{
    /// <summary>Without name and id.</summary>
    public PromotionRule ToRule() => new(Benefit, Goods, Terms, Minimum, Limits, Combines, NotOnReduced, NeedsCoupon);

    /// <summary>A rule with a name.</summary>
    public static PromotionBody Of(LocalText name, PromotionRule rule) => new(name, rule.Benefit, Id: null, rule.Goods, rule.Terms, rule.Minimum, rule.Limits, rule.Combines, rule.NotOnReduced, rule.NeedsCoupon);
}

/// <summary>A promotion as staff see it.</summary>
/// <param name="Id">Id.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Name">Name.</param>
/// <param name="Rule">What it does; left out where that cannot be read, so that it holds nowhere.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record PromotionEdit(PromotionId Id, PromotionState State, LocalText Name, PromotionRule? Rule, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static PromotionEdit Of(StoredPromotion stored) =>
        new(stored.Id, stored.State, stored.Name, stored.Rule.IsSuccess ? stored.Rule.Value : null, stored.Version, stored.CreatedAt, stored.UpdatedAt);
}

/// <summary>The examples of the routes of promotions.</summary>
internal static class PromotionExamples
{
    private static readonly PromotionId _id = PromotionId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0061"));
    private static readonly DateTimeOffset _moment = new(2026, 11, 1, 4, 0, 0, TimeSpan.Zero);
    private static readonly Currency _taka = Currency.Get("BDT");

    public static PromotionEdit Promotion { get; } = new(
        _id, PromotionState.Active, LocalText.Of(("en", "3 for 2 on tea"), ("bn", "চায়ে ৩টির দামে ২টি")), new PromotionRule(
            new BenefitRule(PromotionKind.CheapestOff, Percent: 100, Count: 3, Reduced: 1, SameItem: false), new GoodsRule(Categories: [CategoryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0004"))]),
            new TermsRule(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), PriceChannel.Any, Hours: [new HoursRule(new TimeOnly(16, 0), new TimeOnly(19, 0), [DayOfWeek.Friday])]),
            new MinimumRule(new Money(50_000, _taka)), new LimitsRule(UsageCount.Baskets, PerCustomer: 2, InTotal: 500)), 3, _moment, _moment);

    public static CouponEdit Coupon { get; } = new(CouponId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0062")), "TEA-7KQ2M-9XWPD", MaxUses: 1, Used: 0, _moment, DisabledAt: null);

    public static UptakeAnswer Uptake { get; } = new([new UptakeDay(new DateOnly(2026, 11, 2), 12, 14, new Money(84_000, _taka))], new UptakeDay(Day: null, 12, 14, new Money(84_000, _taka)));
}
