using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Contracts.Inventory;

/// <summary>What goods cost the shop when they left the stock.</summary>
public interface IStockCosts
{
    /// <summary>What some postings have taken out, by posting and variant. What was sold before it came, and turned out to cost more or less, is not corrected. One statement.</summary>
    Task<IReadOnlyList<CostTaken>> OfAsync(IReadOnlyCollection<StockPostingId> postings, CancellationToken cancellationToken);
}

/// <summary>What a posting has taken out of a variant.</summary>
/// <param name="Posting">The posting.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Taken">Thousandths of its unit; above zero.</param>
/// <param name="Value">What it was worth in the books.</param>
public sealed record CostTaken(StockPostingId Posting, VariantId Variant, long Taken, Money Value);
