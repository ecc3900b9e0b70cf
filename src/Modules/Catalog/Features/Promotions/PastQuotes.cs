using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A past basket with what it would cost with a promotion and without it.</summary>
/// <param name="Basket">The basket.</param>
/// <param name="Quotes">What it would cost; null where today's books cannot price it, such as with a tax class that is gone.</param>
/// <param name="Applied">What the promotion would take off it; null where nothing.</param>
/// <param name="Packs">Its goods, as they are called today.</param>
internal sealed record PastQuote(PastBasket Basket, QuotePair? Quotes, AppliedPromotion? Applied, IReadOnlyDictionary<PackId, PricedPack> Packs);

/// <summary>
/// Prices past baskets anew, oldest first, a page at a time: at the shelf prices of their day, beside the promotions that are active today and
/// held on that day. The limits of the promotion that is tried are used up basket by basket, as they would have been.
/// </summary>
internal sealed class PastQuotes(IPastBaskets past, SheetQuery sheets, ICustomers customers, IStores stores)
{
    private const int Page = 100;

    /// <summary>One at a time on a host: it is long, and checkouts share the processor and the connections with it.</summary>
    private static readonly SemaphoreSlim _turn = new(1);

    public async IAsyncEnumerable<PastQuote> RunAsync(LivePromotion tried, PastBasketsAsk ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Of the past it asks what would have been: on which days it is to hold does not matter, on which hours and where it does.
            var always = tried with { Promotion = tried.Promotion with { Terms = tried.Promotion.Terms with { From = null, To = null } } };
            var uses = new TrialUses(always.Promotion.Id);
            var terms = new Dictionary<UserId, CustomerTerms>();
            PastBasket? last = null;
            do
            {
                var page = await past.PageAsync(ask, last, Page, cancellationToken);
                last = page.Count < Page ? null : page[^1];
                foreach (var batch in Batches(page))
                {
                    var contents = await ContentsAsync(batch, always, cancellationToken);
                    foreach (var basket in batch)
                    {
                        if (basket.Customer is { } customer && !terms.ContainsKey(customer))
                        {
                            terms[customer] = await customers.TermsAsync(customer, cancellationToken);
                        }

                        yield return Quote(basket, contents.GetValueOrDefault(basket.Store), basket.Customer is { } known ? terms[known] : null, uses);
                    }
                }
            }
            while (last is not null);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Baskets one after the other, as many as have together no more kinds of goods in a store than are priced at once.</summary>
    private static IEnumerable<List<PastBasket>> Batches(IReadOnlyList<PastBasket> page)
    {
        var (batch, packs) = (new List<PastBasket>(), new HashSet<PackId>());
        foreach (var basket in page)
        {
            if (batch.Count > 0 && packs.Union(basket.Lines.Select(line => line.Pack)).Count() > PricingLimits.Lines)
            {
                yield return batch;
                (batch, packs) = ([], []);
            }

            batch.Add(basket);
            packs.UnionWith(basket.Lines.Select(line => line.Pack));
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task<Dictionary<StoreId, (SheetContent Sheet, StoreRecord Store)>> ContentsAsync(List<PastBasket> batch, LivePromotion tried, CancellationToken cancellationToken)
    {
        var shop = await stores.ShopAsync(cancellationToken);
        var contents = new Dictionary<StoreId, (SheetContent, StoreRecord)>();
        foreach (var group in batch.GroupBy(basket => basket.Store))
        {
            var packs = group.SelectMany(basket => basket.Lines).Select(line => line.Pack).Distinct().ToList();
            var sheet = await sheets.ContentAsync(new PriceAsk(packs, group.Key, PriceChannelName.Online, Customer: null, []), tried, cancellationToken);
            if (sheet.IsSuccess && shop?.Stores.FirstOrDefault(one => one.Id == group.Key) is { } store)
            {
                contents[group.Key] = (sheet.Value, store);
            }
        }

        return contents;
    }

    private static PastQuote Quote(PastBasket basket, (SheetContent Sheet, StoreRecord Store) found, CustomerTerms? terms, TrialUses uses)
    {
        if (found.Sheet is not { } sheet)
        {
            return new PastQuote(basket, Quotes: null, Applied: null, new Dictionary<PackId, PricedPack>());
        }

        var lines = basket.Lines.Where(line => sheet.Packs.ContainsKey(line.Pack)).ToList();
        var content = sheet.Content with
        {
            Prices = [.. lines.DistinctBy(line => line.Pack).Select(line => new ItemPrice(line.Pack.Value, new PriceEntry(line.Pack.Value, line.UnitPrice, DateTimeOffset.MinValue, ValidTo: null, StoreId: null, PriceChannel.Any)))],
        };
        var asked = new Basket(
            basket.Store.Value, PriceChannel.Online, basket.PlacedAt, basket.Date, TimeZoneInfo.ConvertTime(basket.PlacedAt, TimeZoneInfo.FindSystemTimeZoneById(found.Store.TimeZone)).DateTime,
            [.. lines.Select(line => Line(line, sheet.Packs[line.Pack]))])
        {
            Customer = basket.Customer is { } customer ? new BasketCustomer(customer.Value, [.. terms!.Groups.Select(group => group.Value)], terms.IsTaxExempt) : null,
            Coupons = [.. content.Coupons.Select(coupon => coupon.Code)],
            UsedPromotions = [uses.Of(basket.Customer)],
        };
        var pair = QuotePair.Of(content, uses.Promotion, asked);
        var applied = pair.IsSuccess ? pair.Value.With.Applied.FirstOrDefault(one => one.PromotionId == uses.Promotion) : null;
        uses.Add(basket.Customer, applied?.Uses ?? 0);
        return new PastQuote(basket, pair.IsSuccess ? pair.Value : null, applied, sheet.Packs);
    }

    private static BasketLine Line(PastLine line, PricedPack pack) =>
        new(LineId(line), pack.Id.Value, line.Quantity, pack.TaxClass) { CategoryIds = pack.Categories, BrandId = pack.Brand };

    /// <summary>The id of a line in its quotes.</summary>
    public static Guid LineId(PastLine line) => new(line.No, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>What has been used of the promotion up to a basket.</summary>
    private sealed class TrialUses(Guid promotion)
    {
        private readonly Dictionary<UserId, long> _ofCustomers = [];
        private long _total;

        public Guid Promotion => promotion;

        public PromotionUsage Of(UserId? customer) => new(promotion, customer is { } known ? _ofCustomers.GetValueOrDefault(known) : 0, _total);

        public void Add(UserId? customer, long uses)
        {
            _total += uses;
            if (customer is { } known)
            {
                _ofCustomers[known] = _ofCustomers.GetValueOrDefault(known) + uses;
            }
        }
    }
}
