using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Pricing;
using Microsoft.Extensions.Logging;

namespace Aisle.Modules.Catalog.Data;

/// <summary>An active promotion, ready to be put into a book.</summary>
/// <param name="Promotion">It, with variants in the place of packs.</param>
/// <param name="Name">Its name in every language.</param>
internal sealed record LivePromotion(Promotion Promotion, LocalText Name)
{
    /// <summary>What it may reduce, as the engine asks for it: parts of a bundle, or its goods and what one gets.</summary>
    public IEnumerable<GoodsFilter> Filters => Promotion.Benefit switch
    {
        Bundle bundle => bundle.Parts.Select(part => part.Goods),
        BuyGet { GetGoods: { } get } => [Promotion.Goods, get],
        _ => [Promotion.Goods],
    };

    /// <summary>True where its uses are counted.</summary>
    public bool IsLimited => Promotion.Limits is { PerCustomer: not null } or { InTotal: not null };

    /// <summary>Whether it can hold on a day, in a store and channel; a day more on both ends, for a shop that is open past midnight.</summary>
    public bool MayHold(DateOnly today, Guid store, PriceChannel channel) =>
        !(Promotion.Terms.From is { } from && today.AddDays(1) < from.Date)
        && !(Promotion.Terms.To is { } to && to.Date < today.AddDays(-1))
        && (Promotion.Terms.StoreIds.Count == 0 || Promotion.Terms.StoreIds.Contains(store))
        && (Promotion.Terms.Channel == PriceChannel.Any || Promotion.Terms.Channel == channel);
}

/// <summary>All active promotions, found by what they name.</summary>
internal sealed class LivePromotionSet
{
    private readonly Dictionary<Guid, LivePromotion> _byId;
    private readonly ILookup<Guid, LivePromotion> _byName;
    private readonly List<LivePromotion> _open;

    public LivePromotionSet(IReadOnlyList<LivePromotion> all)
    {
        _byId = all.ToDictionary(one => one.Promotion.Id);
        _open = [.. all.Where(one => one.Filters.Any(filter => filter.IsOpen))];
        _byName = all.Except(_open).SelectMany(one => one.Filters.SelectMany(filter => filter.ItemIds.Concat(filter.CategoryIds).Concat(filter.BrandIds)).Distinct(), (one, id) => (one, id)).ToLookup(pair => pair.id, pair => pair.one);
    }

    /// <summary>One of them, or null.</summary>
    public LivePromotion? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>Those that may be about goods with these variants, categories and brands; each once.</summary>
    public IEnumerable<LivePromotion> About(IEnumerable<Guid> ids) => _open.Concat(ids.SelectMany(id => _byName[id])).Distinct();
}

/// <summary>Active promotions in memory. What cannot be read is told to staff and left out, so that nobody's checkout fails by it.</summary>
internal sealed partial class LivePromotions : IDisposable
{
    /// <summary>The cache tag of promotions.</summary>
    public const string Tag = "promotions";

    private readonly ApartDatabase _database;
    private readonly IStores _stores;
    private readonly ILogger<LivePromotions> _logger;
    private readonly ChangeCache<LivePromotionSet> _all;

    public LivePromotions(ApartDatabase database, IStores stores, ChangeListener listener, ILogger<LivePromotions> logger)
    {
        (_database, _stores, _logger) = (database, stores, logger);
        _all = new ChangeCache<LivePromotionSet>(listener, Tag, LoadAsync);
    }

    public ValueTask<LivePromotionSet> AllAsync(CancellationToken cancellationToken) => _all.GetAsync(cancellationToken);

    public void Dispose() => _all.Dispose();

    /// <summary>A promotion as prices reckon with it, or all that is wrong with it.</summary>
    public static Result<LivePromotion> Read(Guid id, LocalText name, PromotionRule rule, Currency currency)
    {
        var problems = new Problems();
        var promotion = PromotionCheck.Read(id, name, rule, currency, problems);
        return problems.ToResult(() => new LivePromotion(promotion, name));
    }

    private async Task<LivePromotionSet> LoadAsync(CancellationToken cancellationToken)
    {
        var shop = await _stores.ShopAsync(cancellationToken);
        await using var command = _database.Source.CreateCommand($"select {StoredPromotion.Columns} from catalog.promotion where state = 'active' order by id limit {PricingLimits.Promotions}");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var live = new List<LivePromotion>();
        foreach (var stored in await reader.ListAsync(StoredPromotion.Read, cancellationToken))
        {
            var read = shop is null ? Error.Conflict("pricing.no_shop", "There is no shop yet.") : stored.Rule.Bind(rule => Read(stored.Id.Value, stored.Name, rule, Currency.Get(shop.Currency)));
            if (read.IsSuccess)
            {
                live.Add(read.Value);
            }
            else
            {
                Unreadable(stored.Id, read.FirstError.Message);
            }
        }

        return new LivePromotionSet(live);
    }

    [LoggerMessage(2003, LogLevel.Error, "Promotion {Promotion} is active and holds nowhere: {Reason}")]
    private partial void Unreadable(PromotionId promotion, string reason);
}
