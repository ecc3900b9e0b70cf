using Aisle.Platform.Verify;

namespace Aisle.Modules.Catalog.Checks;

/// <summary>What is counted of limited promotions and coupons is the sum of what documents have used and not given back.</summary>
internal sealed class PromotionUsesAgree : IInvariant
{
    public string Name => "catalog.promotion_uses";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from catalog.promotion_use", cancellationToken);
        await proof.FaultsAsync(finding, """
            with used as (
                select promotion_id, coalesce(customer_id, '00000000-0000-0000-0000-000000000000') as customer_id, sum(uses) as uses from catalog.promotion_use where given_back_at is null
                group by promotion_id, grouping sets ((), (customer_id)) having grouping(customer_id) = 1 or customer_id is not null)
            select format('Promotion %s, customer %s: %s uses are counted, and documents have %s.', promotion.id, coalesce(counted.customer_id, used.customer_id), coalesce(counted.used, 0), coalesce(used.uses, 0)), count(*) over ()
            from used full join catalog.promotion_count counted on counted.promotion_id = used.promotion_id and counted.customer_id = used.customer_id
            join catalog.promotion on promotion.id = coalesce(counted.promotion_id, used.promotion_id)
                and case when coalesce(counted.customer_id, used.customer_id) = '00000000-0000-0000-0000-000000000000' then promotion.in_total else promotion.per_customer end is not null
            where coalesce(counted.used, 0) <> coalesce(used.uses, 0) limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Coupon %s: %s uses are counted, and documents have %s.', coupon.code, coupon.used, used.documents), count(*) over ()
            from catalog.coupon cross join lateral (select count(*) as documents from catalog.promotion_use where coupon_id = coupon.id and given_back_at is null) used
            where coupon.max_uses is not null and coupon.used <> used.documents limit 10
            """, cancellationToken);
    }
}
