using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Promotions of the demo shop, one of most kinds.</summary>
internal sealed class DemoPromotions(UnitOfWork work, IStores stores, TimeProvider time) : IPricingSetup
{
    private const string Coupon = "WELCOME50";

    public Task<Result<int>> AddDemoAsync(CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        await using (var there = await work.CommandAsync("select exists (select from catalog.promotion)", stop))
        {
            if ((bool)(await there.ExecuteScalarAsync(stop))!)
            {
                return 0;
            }
        }

        var shop = (await stores.ShopAsync(stop))!;
        var (currency, now) = (Currency.Get(shop.Currency), time.GetUtcNow());
        var categories = await CategoriesAsync(stop);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, shop.Zone()).DateTime);
        var month = new TermsRule(today, today.AddMonths(1));
        List<(LocalText Name, PromotionRule Rule)> all =
        [
            (Named("Biscuit weeks: 10% off", "বিস্কুটের মাস: ১০% ছাড়"), new PromotionRule(new BenefitRule(PromotionKind.PercentOff, Percent: 10), In("biscuits"), month)),
            (Named("Bath soap: 3 for 2", "গোসলের সাবান: ২টির দামে ৩টি"), new PromotionRule(new BenefitRule(PromotionKind.CheapestOff, Percent: 100, Count: 3, Reduced: 1), In("soap"))),
            (Named("5 small noodles for ৳90, mixed as you like", "ছোট নুডলস ৫টি ৳৯০, মিলিয়ে নিন"), new PromotionRule(new BenefitRule(PromotionKind.SetPrice, Price: Amount(90), Count: 5), new GoodsRule(Variants: await SmallNoodlesAsync(stop)))),
            (Named("2 packs of pasta, and ketchup at half price", "২ প্যাক পাস্তা কিনলে সস অর্ধেক দামে"), new PromotionRule(new BenefitRule(PromotionKind.BuyGet, Percent: 50, Buy: 2, Get: 1, GetGoods: In("sauces")), In("pasta-vermicelli"))),
            // Neither tobacco nor food for infants may be advertised.
            (Named("৳150 off from ৳3,000 on", "৳৩,০০০ থেকে ৳১৫০ ছাড়"), new PromotionRule(
                new BenefitRule(PromotionKind.BasketAmount, Amount: Amount(150)), new GoodsRule(ExceptCategories: [.. Ids("pan-tobacco"), .. Ids("baby-food")]), Minimum: new MinimumRule(Amount(3_000)), Combines: true)),
            (Named("Cool hours: drinks 15% off from 4 to 7", "বিকেল ৪টা–৭টা: পানীয়তে ১৫% ছাড়"), new PromotionRule(
                new BenefitRule(PromotionKind.PercentOff, Percent: 15), new GoodsRule(Categories: [.. Ids("juice"), .. Ids("soft-drinks")]), new TermsRule(Hours: [new HoursRule(new TimeOnly(16, 0), new TimeOnly(19, 0))]))),
            (Named("Welcome: ৳50 off one order from ৳500 on", "স্বাগতম: ৳৫০০ থেকে একটি অর্ডারে ৳৫০ ছাড়"), new PromotionRule(
                new BenefitRule(PromotionKind.BasketAmount, Amount: Amount(50)), new GoodsRule(ExceptCategories: [.. Ids("pan-tobacco"), .. Ids("baby-food")]), new TermsRule(Channel: PriceChannel.Online), new MinimumRule(Amount(500)),
                new LimitsRule(UsageCount.Baskets, PerCustomer: 1, InTotal: 1_000), Combines: true, NeedsCoupon: true)),
        ];
        foreach (var (name, rule) in all)
        {
            var id = TypedId.New<PromotionId>(time);
            var read = LivePromotions.Read(id.Value, name, rule, currency);
            if (read.IsFailure)
            {
                return read.Errors.ToArray();
            }

            await using var insert = StoredPromotion.Fill(await work.CommandAsync(StoredPromotion.Insert, stop), name, rule).With(id.Value, "active", now);
            await insert.ExecuteNonQueryAsync(stop);
            if (rule.NeedsCoupon)
            {
                await using var coupon = (await work.CommandAsync("insert into catalog.coupon (id, code, promotion_id, max_uses, created_at) values ($1, $2, $3, 1000, $4)", stop)).With(Guid.CreateVersion7(now), Coupon, id.Value, now);
                await coupon.ExecuteNonQueryAsync(stop);
            }
        }

        work.Changed(LivePromotions.Tag);
        return all.Count;

        Money Amount(long major) => Money.FromDecimal(major, currency).Value;

        CategoryId[] Ids(string slug) => categories.TryGetValue(slug, out var id) ? [id] : [];

        GoodsRule In(string slug) => new(Categories: Ids(slug));
    }, cancellationToken);

    private static LocalText Named(string english, string bangla) => LocalText.Of(("en", english), ("bn", bangla));

    private async Task<Dictionary<string, CategoryId>> CategoriesAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("select slug, id from catalog.category", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => (Slug: row.GetString(0), Id: CategoryId.From(row.GetGuid(1))), cancellationToken)).ToDictionary(row => row.Slug, row => row.Id, StringComparer.Ordinal);
    }

    private async Task<VariantId[]> SmallNoodlesAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("""
            select variant.id from catalog.variant join catalog.product on product.id = variant.product_id join catalog.category on category.id = product.category_id
            where category.slug = 'instant-noodles' and variant.net_unit = 'g' and variant.net_thousandths = 62000 order by variant.id limit 100
            """, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return [.. await reader.ListAsync(row => VariantId.From(row.GetGuid(0)), cancellationToken)];
    }
}
