using System.Collections.Concurrent;
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
/// few things. While this host is not told of changes nothing that is kept is used, and all of it is gone before it is told again.
/// </summary>
internal sealed class GoodsCache : IDisposable
{
    /// <summary>About 1 KB each. A shop that sells more things at once forgets them all now and then.</summary>
    private const int Most = 5_000;

    private readonly ConcurrentDictionary<(Guid Pack, GoodsPlace Place), PricedGoods> _known = new();
    private readonly ChangeListener _listener;
    private int _turn;

    public GoodsCache(ChangeListener listener)
    {
        _listener = listener;
        listener.Changed += Drop;
    }

    /// <summary>To be read before what is kept is read; what was read in another turn may be of before a change.</summary>
    public int Turn => Volatile.Read(ref _turn);

    public PricedGoods? Find(Guid pack, GoodsPlace place) => _listener.IsListening ? _known.GetValueOrDefault((pack, place)) : null;

    public void Keep(int turn, GoodsPlace place, PricedGoods goods)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        var key = (goods.Pack.Id.Value, place);
        _known[key] = goods;
        // A change that came while it was put in has perhaps not met it.
        if (turn != Turn)
        {
            _known.TryRemove(key, out _);
        }
    }

    public void Dispose() => _listener.Changed -= Drop;

    private void Drop(string tag)
    {
        if (tag is CatalogModule.Tag or CacheTags.Everything)
        {
            Interlocked.Increment(ref _turn);
            _known.Clear();
        }
    }
}
