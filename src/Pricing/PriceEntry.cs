using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A price of one product for some time, in some places.</summary>
/// <param name="Id">The id of the entry; unique.</param>
/// <param name="Amount">The price of one unit of the product.</param>
/// <param name="ValidFrom">The first instant it holds.</param>
/// <param name="ValidTo">The first instant it no longer holds, or null for no end. At or before
/// <paramref name="ValidFrom"/> it never holds.</param>
/// <param name="StoreId">The only store it holds in, or null for all stores.</param>
/// <param name="Channel">The only channel it holds in, or <see cref="PriceChannel.Any"/>.</param>
public sealed record PriceEntry(
    Guid Id, Money Amount, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, Guid? StoreId, PriceChannel Channel);
