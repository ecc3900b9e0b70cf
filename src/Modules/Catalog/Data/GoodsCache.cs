using Aisle.Contracts.Catalog;
using Aisle.Platform.Caching;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Data;

/// <summary>A pack with its prices in one store, channel and currency, those to come among them.</summary>
internal sealed record PricedGoods(PricedPack Pack, IReadOnlyList<ItemPrice> Prices);

/// <summary>Where goods are priced.</summary>
internal readonly record struct GoodsPlace(Guid Store, PriceChannel Channel, string Currency);

/// <summary>
/// Packs that were priced lately, until anything of the catalogue changes: a basket is priced at every step on its way, and always of the same
/// few things.
/// </summary>
internal sealed class GoodsCache(ChangeListener listener) : IDisposable
{
    /// <summary>About 1 KB each. A shop that sells more things at once forgets them all now and then.</summary>
    private const int Most = 5_000;

    private readonly KeyedCache<(Guid Pack, GoodsPlace Place), PricedGoods> _known = new(listener, Most, tag => tag == CatalogModule.Tag ? (_, _) => true : null);

    /// <summary>To be read before what is kept is read.</summary>
    public int Turn => _known.Turn;

    public PricedGoods? Find(Guid pack, GoodsPlace place) => _known.Find((pack, place));

    public void Keep(int turn, GoodsPlace place, PricedGoods goods) => _known.Keep(turn, (goods.Pack.Id.Value, place), goods);

    public void Dispose() => _known.Dispose();
}
