using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A price of one product for some time, in some places, for some people, from some quantity on.</summary>
/// <param name="Id">The id of the entry; unique.</param>
/// <param name="Amount">The price of one unit of the product.</param>
/// <param name="ValidFrom">The first instant it holds.</param>
/// <param name="ValidTo">The first instant it no longer holds, or null for no end. At or before
/// <paramref name="ValidFrom"/> it never holds.</param>
/// <param name="StoreId">The only store it holds in, or null for all stores.</param>
/// <param name="Channel">The only channel it holds in, or <see cref="PriceChannel.Any"/>.</param>
public sealed record PriceEntry(
    Guid Id, Money Amount, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, Guid? StoreId, PriceChannel Channel)
{
    /// <summary>The only customer group it holds for, or null for everybody.</summary>
    public Guid? CustomerGroupId { get; init; }

    /// <summary>The quantity in thousandths from which on it holds, for all of the quantity and not only for what is above:
    /// 10,000 from ten pieces on; 0 for any. Not negative.</summary>
    public long MinimumThousandths { get; init; }
}
