using Aisle.Contracts.Catalog;
using Aisle.Platform.Caching;

namespace Aisle.Storefront.Features;

/// <summary>What most people buy; kept in memory, for searches that found nothing.</summary>
internal sealed class PopularProducts(ChangeListener listener, ICatalog catalog) : IDisposable
{
    private const int Most = 12;

    private readonly ChangeCache<IReadOnlyList<ProductCard>> _cards = new(listener, "catalog", async cancellationToken =>
        (await catalog.ListAsync(new ProductQuery { Limit = Most }, cancellationToken)).Value.Items);

    public ValueTask<IReadOnlyList<ProductCard>> GetAsync(CancellationToken cancellationToken) => _cards.GetAsync(cancellationToken);

    public void Dispose() => _cards.Dispose();
}
