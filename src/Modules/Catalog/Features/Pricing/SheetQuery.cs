using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Pricing;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What a price book is to be made of, and what goes with it.</summary>
/// <param name="Content">Prices, promotions, coupons, taxes.</param>
/// <param name="Packs">The goods.</param>
/// <param name="UsedPromotions">What was used before of promotions with limits.</param>
/// <param name="UsedCoupons">What was used before of the coupons entered.</param>
/// <param name="Names">Names of the promotions.</param>
internal sealed record SheetContent(
    PriceBookContent Content, IReadOnlyDictionary<PackId, PricedPack> Packs, IReadOnlyList<PromotionUsage> UsedPromotions, IReadOnlyList<CouponUsage> UsedCoupons, IReadOnlyDictionary<Guid, LocalText> Names);

/// <summary>Puts price books together: one statement for goods and prices that nobody has asked for lately, one more where uses are limited or coupons were entered.</summary>
internal sealed class SheetQuery(UnitOfWork work, GoodsCache goods, LivePromotions promotions, IStores stores, TimeProvider time)
{
    /// <summary>Opens a draft that needs a coupon. No coupon has this code: none has a blank in it.</summary>
    public const string DraftCoupon = "THE DRAFT";

    /// <summary>The basket's instant is a moment later than ours, or its clock a little off.</summary>
    private static readonly TimeSpan _clocks = TimeSpan.FromMinutes(1);

    // Prices are looked up pack by pack ("offset 0" keeps it so): in one join the planner, which does not know how many are asked for, reads all prices there are.
    private const string GoodsSql = """
        with recursive asked as (
            select pack.id, pack.variant_id, product.id as product_id, product.slug, variant.sku, product.name as product_name, variant.name as variant_name, pack.unit, pack.units_thousandths,
                   product.sell_by, product.tax_class, product.min_age, product.brand_id, product.category_id, product.status = 'active' and not variant.archived as is_active,
                   (select file from catalog.image where image.product_id = product.id order by position limit 1) as image
            from catalog.pack join catalog.variant on variant.id = pack.variant_id join catalog.product on product.id = variant.product_id
            where pack.id = any ($1)),
        path as (
            select distinct category_id as below, category_id as id from asked
            union all
            select path.below, category.parent_id from path join catalog.category on category.id = path.id where category.parent_id is not null),
        paths as (select below, array_agg(id) as ids from path group by below)
        select asked.id, asked.variant_id, asked.product_id, asked.slug, asked.sku, asked.product_name::text, asked.variant_name::text, asked.unit, asked.units_thousandths, asked.sell_by, asked.tax_class,
               asked.min_age, asked.brand_id, asked.is_active, asked.image, paths.ids,
               price.id, price.amount_minor, price.valid_from, price.valid_to, price.store_id, price.channel, price.customer_group_id, price.min_thousandths
        from asked join paths on paths.below = asked.category_id
        left join lateral (
            select * from catalog.price where price.pack_id = asked.id and price.currency = $2 and (price.store_id is null or price.store_id = $3) and price.channel in ('any', $4)
                and (price.valid_to is null or price.valid_to > $5)
            offset 0) price on true
        order by asked.id
        """;

    private const string UsedSql = """
        with entered as (select code, promotion_id, max_uses, used, disabled_at is null as holds from catalog.coupon where code = any ($1))
        select code, promotion_id, max_uses, used, 0, holds from entered
        union all
        select null, promotion_id, null, coalesce(sum(used) filter (where customer_id <> $3), 0)::bigint, coalesce(sum(used) filter (where customer_id = $3), 0)::bigint, true
        from catalog.promotion_count
        where (promotion_id = any ($2) or promotion_id in (select promotion_id from entered)) and customer_id in ('00000000-0000-0000-0000-000000000000', $3)
        group by promotion_id
        """;

    private sealed record Used(string? Code, Guid Promotion, long? MaxUses, long InTotal, long ByCustomer, bool Holds);

    /// <summary>A book for what is asked.</summary>
    public async Task<Result<PriceSheet>> ReadAsync(PriceAsk ask, CancellationToken cancellationToken) =>
        (await ContentAsync(ask, draft: null, cancellationToken)).Bind(sheet => PriceBook.Create(sheet.Content).Map(book => new PriceSheet(book, sheet.Packs, sheet.UsedPromotions, sheet.UsedCoupons, sheet.Names)));

    /// <summary>What the book is to be made of. A draft stands in it in the place of the promotion it is of, whatever its terms are.</summary>
    public async Task<Result<SheetContent>> ContentAsync(PriceAsk ask, LivePromotion? draft, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(ask.Packs.Count <= PricingLimits.Lines, "pricing.too_many_packs", $"At most {PricingLimits.Lines} packs are priced at once.", "packs");
        problems.Require(ask.Coupons.Count <= PricingLimits.Coupons, "basket.too_many_coupons", $"A basket has at most {PricingLimits.Coupons} coupons.", "coupons");
        var shop = await stores.ShopAsync(cancellationToken);
        problems.Require(shop is not null, "pricing.no_shop", "There is no shop yet.");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var currency = Currency.Get(shop!.Currency);
        var channel = ask.Channel == PriceChannelName.Till ? PriceChannel.Till : PriceChannel.Online;
        var live = await promotions.AllAsync(cancellationToken);
        var (packs, prices) = await GoodsAsync(ask, channel, currency, cancellationToken);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var chosen = live.About(packs.Values.SelectMany(Named).Distinct())
            .Where(one => !one.Promotion.NeedsCoupon && one.Promotion.Id != draft?.Promotion.Id && one.MayHold(today, ask.Store.Value, channel)).ToDictionary(one => one.Promotion.Id);
        if (draft is not null)
        {
            chosen.Add(draft.Promotion.Id, draft);
        }

        var codes = ask.Coupons.Select(CouponCode.Read).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var limited = chosen.Values.Where(one => one.IsLimited).Select(one => one.Promotion.Id).ToArray();
        var used = codes.Length + limited.Length == 0 ? [] : await UsedAsync(codes, limited, ask.Customer?.Value, cancellationToken);
        var coupons = new List<Coupon>();
        if (draft is { Promotion.NeedsCoupon: true })
        {
            coupons.Add(new Coupon(DraftCoupon, draft.Promotion.Id, MaxUses: null));
        }

        foreach (var coupon in used.Where(one => one.Code is not null))
        {
            // One of a promotion that is over, or that needs none any more, opens nothing.
            if (coupon.Holds && (chosen.GetValueOrDefault(coupon.Promotion) ?? live.Find(coupon.Promotion)) is { Promotion.NeedsCoupon: true } opened)
            {
                chosen[coupon.Promotion] = opened;
                coupons.Add(new Coupon(coupon.Code!, coupon.Promotion, coupon.MaxUses));
            }
        }

        var packsOf = packs.Values.ToLookup(pack => pack.Variant.Value, pack => pack.Id.Value);
        var content = new PriceBookContent(currency, await TaxAsync(shop, cancellationToken))
        {
            Prices = prices,
            Promotions = [.. chosen.Values.Select(one => InPacks(one.Promotion, packsOf))],
            Coupons = coupons,
            CouponsOver = [.. used.Select(one => one.Code).OfType<string>().Except(coupons.Select(one => one.Code), StringComparer.Ordinal)],
            TaxClasses = [.. shop.TaxClasses.Select(one => new TaxClassRates(one.Code, [.. one.Rates.Select(rate => new DatedTaxRate(Rate.FromPercent(rate.Percent), new BusinessDate(rate.From), rate.To is { } to ? new BusinessDate(to) : null))]))],
            CashRounding = await CashAsync(ask.Store, currency, cancellationToken),
            Rounding = await RoundingAsync(cancellationToken),
        };
        return new SheetContent(
            content, packs, [.. used.Where(one => one.Code is null && chosen.ContainsKey(one.Promotion)).Select(one => new PromotionUsage(one.Promotion, one.ByCustomer, one.InTotal))],
            [.. used.Where(one => one.Code is not null).Select(one => new CouponUsage(one.Code!, one.InTotal))], chosen.Values.ToDictionary(one => one.Promotion.Id, one => one.Name));
    }

    private static IEnumerable<Guid> Named(PricedPack pack) => [pack.Variant.Value, .. pack.Categories, .. pack.Brand is { } brand ? (Guid[])[brand] : []];

    /// <summary>The items of the book are packs. What names variants names all packs of them; the variants stay, so that a list never becomes empty, which would mean all goods.</summary>
    private static Promotion InPacks(Promotion promotion, ILookup<Guid, Guid> packsOf)
    {
        return promotion with
        {
            Goods = Packs(promotion.Goods),
            Minimum = promotion.Minimum is { Goods: { } counted } minimum ? minimum with { Goods = Packs(counted) } : promotion.Minimum,
            Benefit = promotion.Benefit switch
            {
                BuyGet { GetGoods: { } get } deal => deal with { GetGoods = Packs(get) },
                Bundle bundle => bundle with { Parts = [.. bundle.Parts.Select(part => part with { Goods = Packs(part.Goods) })] },
                var other => other,
            },
        };

        GoodsFilter Packs(GoodsFilter filter) => filter.ItemIds.Count + filter.ExceptItemIds.Count == 0 ? filter : filter with
        {
            ItemIds = [.. filter.ItemIds, .. filter.ItemIds.SelectMany(id => packsOf[id])],
            ExceptItemIds = [.. filter.ExceptItemIds, .. filter.ExceptItemIds.SelectMany(id => packsOf[id])],
        };
    }

    private async Task<(Dictionary<PackId, PricedPack> Packs, List<ItemPrice> Prices)> GoodsAsync(PriceAsk ask, PriceChannel channel, Currency currency, CancellationToken cancellationToken)
    {
        var (packs, prices) = (new Dictionary<PackId, PricedPack>(), new List<ItemPrice>());
        if (ask.Packs.Count == 0)
        {
            return (packs, prices);
        }

        var (now, place) = (time.GetUtcNow(), new GoodsPlace(ask.Store.Value, channel, currency.Code));
        var found = ask.Packs.Select(pack => pack.Value).Distinct().Select(pack => (Pack: pack, Goods: goods.Find(pack, place))).ToList();
        var unknown = found.Where(one => one.Goods is null).Select(one => one.Pack).ToArray();
        foreach (var one in found.Select(one => one.Goods).OfType<PricedGoods>().Concat(unknown.Length == 0 ? [] : await LoadAsync(unknown, place, currency, cancellationToken)).OrderBy(one => one.Pack.Id.Value))
        {
            packs.Add(one.Pack.Id, one.Pack);
            prices.AddRange(one.Prices.Where(price => price.Price.ValidFrom <= now + _clocks && (price.Price.ValidTo is not { } to || to > now - _clocks)));
        }

        return (packs, prices);
    }

    private async Task<List<PricedGoods>> LoadAsync(Guid[] unknown, GoodsPlace place, Currency currency, CancellationToken cancellationToken)
    {
        var turn = goods.Turn;
        var (packs, prices) = (new List<PricedPack>(), new List<ItemPrice>());
        await using (var command = (await work.CommandAsync(GoodsSql, cancellationToken)).With(unknown, place.Currency, place.Store, place.Channel.ToString().ToLowerInvariant(), time.GetUtcNow() - _clocks))
        {
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                var id = PackId.From(rows.GetGuid(0));
                if (packs.Count == 0 || packs[^1].Id != id)
                {
                    packs.Add(Pack(id, rows));
                }

                if (!rows.IsDBNull(16))
                {
                    prices.Add(new ItemPrice(id.Value, new PriceEntry(
                        rows.GetGuid(16), new Money(rows.GetInt64(17), currency), rows.GetFieldValue<DateTimeOffset>(18), rows.MomentOrNull(19), rows.IdOrNull(20), Enum.Parse<PriceChannel>(rows.GetString(21), ignoreCase: true))
                    {
                        CustomerGroupId = rows.IdOrNull(22),
                        MinimumThousandths = rows.GetInt64(23),
                    }));
                }
            }
        }

        var pricesOf = prices.ToLookup(price => price.VariantId);
        var loaded = packs.ConvertAll(pack => new PricedGoods(pack, [.. pricesOf[pack.Id.Value]]));
        // In a unit of work one may see what nobody else does.
        if (work.Transaction is null)
        {
            loaded.ForEach(one => goods.Keep(turn, place, one));
        }

        return loaded;
    }

    private static PricedPack Pack(PackId id, NpgsqlDataReader row) => new(
        id, VariantId.From(row.GetGuid(1)), ProductId.From(row.GetGuid(2)), row.GetString(3), row.GetString(4), ItemQuery.Whole(row.Json<LocalText>(5), row.Json<LocalText>(6)), row.TextOrNull(14), Unit.Get(row.GetString(7)),
        row.GetInt64(8), Data.Words.SellBy(row.GetString(9)), row.GetString(10), row.IsDBNull(11) ? null : row.GetInt32(11), row.GetFieldValue<Guid[]>(15), row.IdOrNull(12), row.GetBoolean(13));

    private async Task<List<Used>> UsedAsync(string[] codes, Guid[] limited, Guid? customer, CancellationToken cancellationToken)
    {
        // Of a stranger nothing is counted: an id that nobody has.
        await using var command = (await work.CommandAsync(UsedSql, cancellationToken)).With(codes, limited, customer ?? Guid.AllBitsSet);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new Used(row.TextOrNull(0), row.GetGuid(1), row.WholeOrNull(2), row.GetInt64(3), row.GetInt64(4), row.GetBoolean(5)), cancellationToken);
    }

    private async ValueTask<TaxPolicy> TaxAsync(Shop shop, CancellationToken cancellationToken) => new(
        shop.PricesIncludeTax, await stores.SettingAsync("tax.rounding_scope", store: null, cancellationToken) == "document" ? TaxRoundingScope.Document : TaxRoundingScope.Line, await RoundingAsync(cancellationToken));

    private async ValueTask<Rounding> RoundingAsync(CancellationToken cancellationToken) =>
        await stores.SettingAsync("tax.rounding", store: null, cancellationToken) == "half_even" ? Rounding.HalfEven : Rounding.HalfUp;

    private async ValueTask<CashRounding?> CashAsync(StoreId store, Currency currency, CancellationToken cancellationToken) =>
        Money.Parse(await stores.SettingAsync("till.cash_rounding", store, cancellationToken), currency) is { IsSuccess: true, Value: { Minor: > 0 } step } ? new CashRounding(step, Rounding.HalfUp) : null;
}
