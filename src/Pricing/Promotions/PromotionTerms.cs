using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Where, when and for whom a promotion holds. What is not said does not matter.</summary>
public sealed record PromotionTerms
{
    /// <summary>Everywhere, always, for everybody.</summary>
    public static PromotionTerms None { get; } = new();

    /// <summary>The stores; empty for all.</summary>
    public IReadOnlyCollection<Guid> StoreIds { get; init; } = [];

    /// <summary>The only channel, or <see cref="PriceChannel.Any"/>.</summary>
    public PriceChannel Channel { get; init; }

    /// <summary>The customer is in one of these groups; empty for everybody.</summary>
    public IReadOnlyCollection<Guid> CustomerGroupIds { get; init; } = [];

    /// <summary>The first business date, or null.</summary>
    public BusinessDate? From { get; init; }

    /// <summary>The last business date, or null.</summary>
    public BusinessDate? To { get; init; }

    /// <summary>The hours it holds in (happy hour); empty for always.</summary>
    public IReadOnlyList<DayWindow> Hours { get; init; } = [];
}
