using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Why a promotion about goods of this basket, or a coupon that was entered, reduces nothing.</summary>
/// <param name="Code">The reason: one of <see cref="RefusalCodes"/>.</param>
public sealed record Refusal(string Code)
{
    /// <summary>The promotion, or null for a coupon that nothing is known of.</summary>
    public Guid? PromotionId { get; init; }

    /// <summary>The name of the promotion.</summary>
    public string? Name { get; init; }

    /// <summary>The coupon, or null: as it is in the book where its promotion was asked, else as it was entered.</summary>
    public string? Coupon { get; init; }

    /// <summary>The first or last day, for <see cref="RefusalCodes.NotStarted"/> and <see cref="RefusalCodes.Expired"/>.</summary>
    public BusinessDate? Day { get; init; }

    /// <summary>How much is missing to the least amount.</summary>
    public Money? MissingSpend { get; init; }

    /// <summary>How much is missing to the least quantity, in thousandths; or how many pieces, in thousandths too, to the first
    /// group.</summary>
    public long? MissingThousandths { get; init; }

    /// <summary>The promotion that was better for the customer.</summary>
    public Guid? BetterPromotionId { get; init; }
}
