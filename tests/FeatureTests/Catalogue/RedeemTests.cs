using Aisle.Contracts.Identity;
using Aisle.FeatureTests.Support;
using Aisle.Pricing;

namespace Aisle.FeatureTests.Catalogue;

public sealed class RedeemTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly object _ten = new { kind = "percentOff", percent = 10 };

    [Theory]
    [InlineData("inTotal")]
    [InlineData("perCustomer")]
    [InlineData("coupon")]
    public async Task Of_many_at_once_as_many_succeed_as_uses_are_left(string limited)
    {
        var thing = await shop.ThingAsync("100.00");
        var customer = UserId.From(PromotionLab.NewId());
        var code = $"LAST-{limited}".ToUpperInvariant();
        var id = await shop.PromotionAsync(_ten, PromotionLab.Goods(thing), limited switch
        {
            "inTotal" => new { limits = new { inTotal = 10 } },
            "perCustomer" => new { limits = new { perCustomer = 10 } },
            _ => (object)new { needsCoupon = true },
        });
        if (limited is "coupon")
        {
            await shop.CouponAsync(id, code, maxUses: 10);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => shop.RedeemAsync(PromotionLab.Order(), customer, PromotionLab.Use(id, coupon: limited is "coupon" ? code : null))));

        answers.Count(answer => answer.IsSuccess).ShouldBe(10);
        answers.Where(answer => answer.IsFailure).ShouldAllBe(answer => answer.FirstError.Code == (limited == "coupon" ? "coupon.used_up" : "promotion.used_up"));
        (await UsesAsync(id)).ShouldBe(10);
        var quote = await shop.QuoteAsync([(thing, 1)], customer, coupons: limited is "coupon" ? [code.ToLowerInvariant()] : []);
        quote.Applied.ShouldBeEmpty();
        quote.Refused.Select(refusal => refusal.Code).ShouldContain(limited switch { "inTotal" => RefusalCodes.TotalLimit, "perCustomer" => RefusalCodes.CustomerLimit, _ => RefusalCodes.CouponUsedUp });
        if (limited is "perCustomer")
        {
            (await shop.QuoteAsync([(thing, 1)], UserId.From(PromotionLab.NewId()))).Applied.Count.ShouldBe(1, "another customer has used none");
            (await shop.RedeemAsync(PromotionLab.Order(), customer: null, PromotionLab.Use(id))).FirstError.Code.ShouldBe("promotion.used_up", "of a stranger nothing can be counted");
        }
    }

    [Fact]
    public async Task A_document_redeems_once_however_often_it_is_sent_and_gives_back_once()
    {
        var thing = await shop.ThingAsync("100.00");
        var (order, customer) = (PromotionLab.Order(), UserId.From(PromotionLab.NewId()));
        var id = await shop.PromotionAsync(_ten, PromotionLab.Goods(thing), new { limits = new { countBy = "applications", perCustomer = 5, inTotal = 5 }, needsCoupon = true });
        await shop.CouponAsync(id, "ONCE-ONLY", maxUses: 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.RedeemAsync(order, customer, PromotionLab.Use(id, uses: 4, coupon: "ONCE-ONLY"))));

        answers.ShouldAllBe(answer => answer.IsSuccess);
        (await UsesAsync(id)).ShouldBe(4);
        (await CountedAsync(id)).ShouldBe("4/4/1");
        (await shop.RedeemAsync(PromotionLab.Order(), customer, PromotionLab.Use(id, uses: 2))).FirstError.Code.ShouldBe("promotion.used_up", "four and two are more than five");
        (await CountedAsync(id)).ShouldBe("4/4/1", "what is refused changes nothing");

        (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.GiveBackAsync(order)))).Sum().ShouldBe(4);
        (await CountedAsync(id)).ShouldBe("0/0/0");
        (await shop.RedeemAsync(order, customer, PromotionLab.Use(id, uses: 5, coupon: "ONCE-ONLY"))).IsSuccess.ShouldBeTrue("what was given back can be used");
        (await CountedAsync(id)).ShouldBe("5/5/1");
        (await shop.ScalarAsync<long>($"select count(*) from catalog.promotion_use where document_id = '{order.Id}'")).ShouldBe(2, "what was given back stays known");
    }

    [Fact]
    public async Task What_is_not_limited_is_written_down_and_counts_once_a_limit_is_set()
    {
        var (thing, owner) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"));
        var id = await shop.PromotionAsync(_ten, PromotionLab.Goods(thing));
        foreach (var order in Enumerable.Range(0, 3).Select(_ => PromotionLab.Order()).ToList())
        {
            (await shop.RedeemAsync(order, customer: null, PromotionLab.Use(id))).IsSuccess.ShouldBeTrue();
        }

        (await shop.ScalarAsync<long>($"select count(*) from catalog.promotion_count where promotion_id = '{id}'")).ShouldBe(0);
        var read = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}", token: owner)).Is(200);
        var body = new { name = new { en = "Now limited" }, benefit = _ten, goods = PromotionLab.Goods(thing), limits = new { inTotal = 4 } };

        // The limit comes while others buy.
        var sold = Task.WhenAll(Enumerable.Range(0, 12).Select(_ => shop.RedeemAsync(PromotionLab.Order(), customer: null, PromotionLab.Use(id))));
        (await shop.Http.SendAsync("PUT", $"/api/v1/promotions/{id}", body, owner, read.Match())).Is(200);
        var before = (await sold).Count(answer => answer.IsSuccess);

        (await UsesAsync(id)).ShouldBe(3 + before);
        (await shop.ScalarAsync<long>($"select used from catalog.promotion_count where promotion_id = '{id}' and customer_id = '{Guid.Empty}'")).ShouldBe(3 + before);
        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.RedeemAsync(PromotionLab.Order(), customer: null, PromotionLab.Use(id))))).Count(answer => answer.IsSuccess).ShouldBe(Math.Max(0, 1 - before));
        var uptake = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/uptake", token: owner)).Is(200).Json;
        uptake.GetProperty("total").GetProperty("documents").GetInt64().ShouldBe(await UsesAsync(id));
        uptake.GetProperty("days")[0].GetProperty("day").GetString().ShouldBe("2026-11-20");
        (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/uptake?format=csv", token: owner)).Is(200).Text.ShouldContain("\"2026-11-20\"");
        (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/uptake?from=2026-11-21", token: owner)).Is(200).Json.GetProperty("days").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Documents_that_use_the_same_promotions_never_wait_for_each_other_for_ever()
    {
        var thing = await shop.ThingAsync("100.00");
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.PromotionAsync(_ten, PromotionLab.Goods(thing), new { combines = true, limits = new { inTotal = 1_000 } })));
        var customer = UserId.From(PromotionLab.NewId());

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => shop.RedeemAsync(PromotionLab.Order(), customer, [.. (number % 2 == 0 ? ids : ids.Reverse()).Select(id => PromotionLab.Use(id))])));

        answers.ShouldAllBe(answer => answer.IsSuccess);
        foreach (var id in ids)
        {
            (await UsesAsync(id)).ShouldBe(24);
        }
    }

    [Fact]
    public async Task Quotes_go_on_while_promotions_change()
    {
        var (thing, owner) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"));
        var id = await shop.PromotionAsync(_ten, PromotionLab.Goods(thing));
        using var enough = new CancellationTokenSource();
        var seen = new System.Collections.Concurrent.ConcurrentBag<long>();
        var quotes = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                seen.Add((await shop.QuoteAsync([(thing, 1)])).ToPay.Minor);
            }
        })).ToList();

        foreach (var percent in (int[])[20, 30, 40, 50])
        {
            var read = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}", token: owner)).Is(200);
            (await shop.Http.SendAsync("PUT", $"/api/v1/promotions/{id}", new { name = new { en = "Changing" }, benefit = new { kind = "percentOff", percent }, goods = PromotionLab.Goods(thing) }, owner, read.Match())).Is(200);
            (await shop.QuoteAsync([(thing, 1)])).ToPay.Minor.ShouldBe((100 - percent) * 100, "who asks after the change sees it");
        }

        await enough.CancelAsync();
        await Task.WhenAll(quotes);
        seen.Distinct().ShouldBeSubsetOf([9_000L, 8_000, 7_000, 6_000, 5_000]);
    }

    private Task<long> UsesAsync(Guid id) => shop.ScalarAsync<long>($"select coalesce(sum(uses), 0)::bigint from catalog.promotion_use where promotion_id = '{id}' and given_back_at is null");

    private Task<string> CountedAsync(Guid id) => shop.ScalarAsync<string>($"""
        select concat_ws('/', (select used from catalog.promotion_count where promotion_id = '{id}' and customer_id = '{Guid.Empty}'), (select used from catalog.promotion_count where promotion_id = '{id}' and customer_id <> '{Guid.Empty}'),
            (select used from catalog.coupon where promotion_id = '{id}'))
        """);
}
