using System.Globalization;
using Aisle.Kernel;
using Aisle.Pricing;
using Aisle.UnitTests.Kernel;
using FsCheck;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;
using static Aisle.UnitTests.Pricing.Shop;

namespace Aisle.UnitTests.Pricing;

/// <summary>What holds for every basket and every book. Few items and small prices, so that promotions meet.</summary>
public sealed class QuotePropertyTests
{
    /// <summary>E and F are weighed.</summary>
    private const string Items = "ABCDEF";

    private static readonly Gen<GoodsFilter> Filters = Gen.OneOf(
        Gen.Constant(GoodsFilter.Everything),
        from letters in Gen.NonEmptyListOf(Gen.Elements(Items.ToArray())) select Goods(string.Concat(letters.Take(3))),
        from except in Gen.Elements(Items.ToArray()) select new GoodsFilter { ExceptItemIds = [Item(except)] },
        Gen.Constant(new GoodsFilter { CategoryIds = [Food], ExceptItemIds = [Item('A')] }));

    private static readonly Gen<Rate> Percents = Gen.Elements(5m, 10m, 33.3333m, 50m, 100m).Select(Rate.FromPercent);

    private static readonly Gen<Money> Amounts = Gen.Choose(1, 6_000).Select(minor => new Money(minor, Bdt));

    private static readonly Gen<Benefit> ByPiece = Gen.OneOf<Benefit>(
        Percents.Select(Benefit (percent) => new PercentOff(percent)),
        Amounts.Select(Benefit (amount) => new AmountOff(amount)),
        Amounts.Select(Benefit (price) => new FixedPrice(price)));

    private static readonly Gen<Benefit> Groups = Gen.OneOf<Benefit>(
        from count in Gen.Choose(2, 4) from price in Amounts from same in Gen.Elements(true, false) select (Benefit)new SetPrice(count, price, same),
        from count in Gen.Choose(2, 4) from percent in Percents from same in Gen.Elements(true, false) select (Benefit)new CheapestOff(count, 1, percent, same),
        from buy in Gen.Choose(1, 2) from get in Gen.Choose(1, 2) from goods in Filters from same in Gen.Elements(true, false) from percent in Percents
        select (Benefit)new BuyGet(buy, get, same ? null : goods, new PercentOff(percent)),
        from one in Filters from other in Filters from count in Gen.Choose(1, 2) from price in Amounts select (Benefit)new Bundle([new(one, 1), new(other, count)], price));

    private static readonly Gen<Benefit> Separate = Gen.OneOf(ByPiece, Percents.Select(Benefit (percent) => new BasketPercent(percent)));

    private static readonly Gen<Benefit> Benefits = Gen.OneOf(Separate, Groups, Groups, Amounts.Select(Benefit (amount) => new BasketAmount(amount)));

    private static readonly Gen<Basket> Baskets =
        from lines in Gen.ListOf(
            from letter in Gen.Elements(Items.ToArray())
            from pieces in Gen.Choose(1, 5)
            from grams in Gen.Choose(1, 3_000)
            from tax in Gen.Elements(Untaxed, Standard, Reduced, Exempt)
            from lot in Gen.Elements(null, null, null, new LotPrice(Id(60), null, Percent(20)), new LotPrice(Id(61), Taka(3.33m), null))
            select new BasketLine(Id(1), Item(letter), letter is 'E' or 'F' ? new Quantity(grams, Unit.Kilogram) : new Quantity(pieces * 1_000, Unit.Piece), tax)
            {
                CategoryIds = [letter < 'D' ? Food : Drinks], LotPrice = lot,
            })
        from isCash in Gen.Elements(true, false)
        from isExempt in Gen.Elements(false, false, true)
        from coupons in Gen.SubListOf("c1", "C2", "c3", "none")
        from fee in Gen.Choose(0, 9_999)
        select Basket("") with
        {
            Lines = [.. lines.Take(8).Select((line, index) => line with { Id = Id(index + 1) })],
            PaysCash = isCash,
            Customer = new(Id(500), [Group], isExempt),
            Coupons = [.. coupons],
            Charges = fee % 3 == 0 ? [] : [new(Id(1), "delivery", new Money(fee, Bdt), Standard), new(Id(2), "packing", new Money(fee % 77, Bdt), Reduced)],
            UsedPromotions = [new(Id(1), 1, 2), new(Id(2), 0, 5)],
        };

    private static readonly Gen<(PriceBookContent Content, Basket Basket)> Cases = CasesOf(PromotionsOf(Benefits));

    [Fact]
    public void The_order_of_nothing_matters() =>
        Always.Holds(
            from value in Cases
            from lines in Gen.Shuffle(value.Basket.Lines.ToArray())
            from coupons in Gen.Shuffle(value.Basket.Coupons.ToArray())
            from charges in Gen.Shuffle(value.Basket.Charges.ToArray())
            from promotions in Gen.Shuffle(value.Content.Promotions.ToArray())
            from prices in Gen.Shuffle(value.Content.Prices.ToArray())
            select (value, Content: value.Content with { Promotions = promotions, Prices = prices }, Basket: value.Basket with { Lines = lines, Coupons = coupons, Charges = charges }),
            one => Describe(Quote(one.value.Content, one.value.Basket)) == Describe(Quote(one.Content, one.Basket)));

    [Fact]
    public void The_trace_of_every_line_replays_to_its_amount() =>
        Always.Holds(Cases, value => Quote(value.Content, value.Basket).Lines.All(line => line.Trace.Replay().Value == line.Amount));

    [Fact]
    public void Totals_are_the_sum_of_what_is_shown() =>
        Always.Holds(Cases, value =>
        {
            var quote = Quote(value.Content, value.Basket);
            var splits = quote.Lines.Select(line => line.Tax).Concat(quote.Charges.Select(charge => charge.Tax)).ToArray();
            return SumOf(splits.Select(split => split.Net)) == quote.Total.Net
                && SumOf(splits.Select(split => split.Tax)) == quote.Total.Tax
                && SumOf(splits.Select(split => split.Gross)) == quote.Total.Gross
                && SumOf(quote.TaxByRate.Select(rate => rate.Amounts.Gross)) == quote.Total.Gross
                && splits.All(split => split.Net + split.Tax == split.Gross)
                && quote.ToPay == quote.Total.Gross + (quote.Cash?.Rounding ?? Taka(0))
                && quote.ToPay.Minor % (quote.Cash is null ? 1 : value.Content.CashRounding!.Step.Minor) == 0
                && (quote.Cash is not null) == (value.Basket.PaysCash && value.Content.CashRounding is not null);
        });

    [Fact]
    public void Money_is_never_made() =>
        Always.Holds(Cases, value =>
        {
            var quote = Quote(value.Content, value.Basket);
            var lots = quote.Lines.SelectMany(line => line.Trace.Steps).Where(step => step.Code == "lot").Sum(step => (step.Before!.Value - step.After).Minor * step.Pieces);
            return quote.Lines.All(line => !line.Amount.IsNegative && line.Amount <= line.Full)
                && quote.Applied.All(applied => applied.Discount > Taka(0))
                && SumOf(quote.Lines.Select(line => line.Full - line.Amount)).Minor == lots + SumOf(quote.Applied.Select(applied => applied.Discount)).Minor;
        });

    [Fact]
    public void A_piece_takes_at_most_one_promotion_that_does_not_combine() =>
        Always.Holds(Cases, value =>
        {
            var exclusive = value.Content.Promotions.Where(promotion => !promotion.Combines).Select(promotion => promotion.Id).ToHashSet();
            return Quote(value.Content, value.Basket).Lines.All(line =>
                line.Trace.Steps.Where(step => step.Name is not null && exclusive.Contains(step.SourceId)).Sum(step => step.Pieces) <= line.Trace.Steps[0].Pieces);
        });

    [Fact]
    public void Limits_are_kept() =>
        Always.Holds(Cases, value =>
        {
            var quote = Quote(value.Content, value.Basket);
            var used = value.Basket.UsedPromotions.ToDictionary(one => one.PromotionId);
            return quote.Applied.All(applied =>
            {
                var promotion = value.Content.Promotions.Single(one => one.Id == applied.PromotionId);
                var (limits, before) = (promotion.Limits, used.GetValueOrDefault(promotion.Id));
                var pieces = quote.Lines.SelectMany(line => line.Trace.Steps).Where(step => step.Name is not null && step.SourceId == promotion.Id).Sum(step => step.Pieces);
                var isByPiece = promotion.Benefit is PercentOff or AmountOff or FixedPrice && limits?.CountBy == UsageCount.Applications;
                return !(applied.Uses > limits?.PerBasket)
                    && !(applied.Uses + (before?.ByCustomer ?? 0) > limits?.PerCustomer)
                    && !(applied.Uses + (before?.InTotal ?? 0) > limits?.InTotal)
                    && (!isByPiece || pieces <= applied.Uses);
            });
        });

    [Fact]
    public void One_more_promotion_that_combines_makes_no_line_dearer() =>
        Always.Holds(WithOneMore(Separate), one =>
            Quote(one.Before, one.Basket).Lines.Zip(Quote(one.After, one.Basket).Lines).All(pair => pair.Second.Amount <= pair.First.Amount));

    [Fact]
    public void With_groups_and_amounts_off_the_basket_it_makes_nothing_dearer_but_by_rounding() =>
        Always.Holds(WithOneMore(Benefits), one =>
        {
            var (before, after) = (Quote(one.Before, one.Basket), Quote(one.After, one.Basket));
            var pieces = before.Lines.Sum(line => line.Trace.Steps[0].Pieces);
            return SumOf(after.Lines.Select(line => line.Amount)).Minor <= SumOf(before.Lines.Select(line => line.Amount)).Minor + pieces;
        });

    [Fact]
    public void The_same_pieces_cost_the_same_on_one_line_or_on_many() =>
        Always.Holds(Cases, value =>
        {
            var split = value.Basket.Lines.SelectMany(line => line.Quantity is { Unit.Code: "pc", Thousandths: > 1_000 }
                ? (BasketLine[])[line with { Quantity = Of(1, "pc") }, line with { Quantity = line.Quantity - Of(1, "pc") }]
                : [line]);
            var lines = split.Select((line, index) => line with { Id = Id(index + 1) }).ToArray();
            return SumOf(Quote(value.Content, value.Basket).Lines.Select(line => line.Amount)) == SumOf(Quote(value.Content, value.Basket with { Lines = lines }).Lines.Select(line => line.Amount));
        });

    [Fact]
    public void The_largest_amounts_are_priced_and_never_throw() =>
        Always.Holds(
            from value in Cases
            from amounts in Gen.ArrayOf(Gen.Elements(0L, 1L, 999_999_999L, PricingLimits.Amount), Items.Length)
            from quantity in Gen.Elements(1_000L, 7_000L, PricingLimits.Thousandths)
            select (
                Content: value.Content with { Prices = [.. Items.Select((letter, index) => new ItemPrice(Item(letter), Price(letter, 1).Price with { Amount = new Money(amounts[index], Bdt) }))] },
                Basket: value.Basket with { Lines = [.. value.Basket.Lines.Select(line => line with { Quantity = line.Quantity with { Thousandths = quantity } })] }),
            value => PriceBook.Create(value.Content).Value.Quote(value.Basket) is { IsSuccess: true } quote && quote.Value.Lines.All(line => line.Trace.Replay().Value == line.Amount));

    [Fact]
    public void N_for_a_price_beside_a_percent_is_the_best_there_is() =>
        Always.Holds(
            from prices in Gen.NonEmptyListOf(Gen.Choose(1, 60))
            from count in Gen.Choose(2, 3)
            from price in Gen.Choose(1, 90)
            from percent in Gen.Elements(10, 25, 50)
            from reduced in Gen.SubListOf(0, 1, 2, 3, 4, 5)
            select (Prices: prices.Take(6).Select(one => one * 100L).ToArray(), count, price: price * 100L, percent, reduced),
            value =>
            {
                var letters = value.Prices.Select((_, index) => "ABCDGH"[index]).ToArray();
                var alone = value.Prices.Select((price, index) => value.reduced.Contains(index) ? price * (100 - value.percent) / 100 : price).ToArray();
                var content = Content("A 1", Promo(1, new SetPrice(value.count, new Money(value.price, Bdt), false)), Promo(2, new PercentOff(Percent(value.percent)), string.Concat(letters.Where((_, index) => value.reduced.Contains(index))) + "z")) with
                {
                    Prices = [.. letters.Select((letter, index) => Price(letter, value.Prices[index] / 100m))],
                };
                return Quote(content, Basket(string.Join(", ", letters.Select(letter => $"{letter} 1")))).Total.Gross.Minor == Least(alone, value.count, _ => value.price);
            });

    [Fact]
    public void The_cheapest_of_n_free_is_the_best_there_is() =>
        Always.Holds(
            from prices in Gen.NonEmptyListOf(Gen.Choose(1, 60)) from count in Gen.Choose(2, 3) select (Prices: prices.Take(6).Select(one => one * 100L).ToArray(), count),
            value =>
            {
                var letters = value.Prices.Select((_, index) => "ABCDGH"[index]).ToArray();
                var content = Content("A 1", Promo(1, new CheapestOff(value.count, 1, Percent(100), false))) with { Prices = [.. letters.Select((letter, index) => Price(letter, value.Prices[index] / 100m))] };
                return Quote(content, Basket(string.Join(", ", letters.Select(letter => $"{letter} 1")))).Total.Gross.Minor
                    == Least(value.Prices, value.count, group => group.Sum() - group.Min());
            });

    /// <summary>The least that pieces can cost by themselves or in groups, by trying every way.</summary>
    private static long Least(long[] alone, int count, Func<long[], long> groupPrice)
    {
        var least = new long[1 << alone.Length];
        for (var set = 1; set < least.Length; set++)
        {
            var members = Enumerable.Range(0, alone.Length).Where(index => (set & (1 << index)) != 0).ToArray();
            least[set] = members.Min(index => least[set ^ (1 << index)] + alone[index]);
            for (var group = set; group > 0; group = (group - 1) & set)
            {
                if (int.PopCount(group) == count)
                {
                    least[set] = Math.Min(least[set], least[set ^ group] + groupPrice([.. members.Where(index => (group & (1 << index)) != 0).Select(index => alone[index])]));
                }
            }
        }

        return least[^1];
    }

    private static Gen<(PriceBookContent Content, Basket Basket)> CasesOf(Gen<Promotion[]> promotions) =>
        from amounts in Gen.ArrayOf(Gen.Choose(1, 9_999), Items.Length)
        from some in promotions
        from basket in Baskets
        from included in Gen.Elements(true, false)
        from scope in Gen.Elements(Enum.GetValues<TaxRoundingScope>())
        from taxRounding in Roundings
        from rounding in Roundings
        from step in Gen.Elements(0, 5, 100)
        let opened = some.Where(promotion => promotion.NeedsCoupon).ToArray()
        select (
            Content("A 1", some) with
            {
                Prices = [.. Items.Select((letter, index) => Price(letter, amounts[index] / 100m)), new(Item('A'), Price('A', amounts[0] / 200, 2).Price with { MinimumThousandths = 6_000 })],
                Coupons = [.. opened.Take(3).Select((promotion, index) => new Coupon($"C{index + 1}", promotion.Id, 9))],
                Tax = new TaxPolicy(included, scope, taxRounding),
                Rounding = rounding,
                CashRounding = step == 0 ? null : new CashRounding(new Money(step, Bdt), rounding),
            },
            basket);

    private static Gen<(PriceBookContent Before, PriceBookContent After, Basket Basket)> WithOneMore(Gen<Benefit> benefits) =>
        from value in CasesOf(PromotionsOf(benefits, canSpare: false))
        from more in PromotionOf(20, benefits, canSpare: false)
        select (value.Content, value.Content with { Promotions = [.. value.Content.Promotions, more with { Combines = true, NeedsCoupon = false }] }, value.Basket);

    private static Gen<Promotion[]> PromotionsOf(Gen<Benefit> benefits, bool canSpare = true) =>
        from count in Gen.Choose(0, 8)
        from promotions in Gen.CollectToArray(Enumerable.Range(1, count).Select(id => PromotionOf(id, benefits, canSpare)))
        select promotions;

    private static Gen<Promotion> PromotionOf(int id, Gen<Benefit> benefits, bool canSpare) =>
        from benefit in benefits
        from combines in Gen.Elements(true, false)
        from goods in Filters
        from spares in Gen.Elements(true, false, false)
        from needsCoupon in Gen.Elements(true, false, false)
        from minimum in Gen.Elements(null, null, null, new PromotionMinimum(Taka(50), null), new PromotionMinimum(null, 3_000) { Goods = GoodsFilter.Everything })
        from limits in Gen.Elements(null, null, new UsageLimits(UsageCount.Applications, 2, null, null), new UsageLimits(UsageCount.Applications, null, 3, 7), new UsageLimits(UsageCount.Baskets, 1, 2, null))
        select Promo(id, benefit, combines: combines) with { Goods = goods, NotOnReduced = canSpare && spares, NeedsCoupon = needsCoupon, Minimum = minimum, Limits = limits };

    private static Money SumOf(IEnumerable<Money> amounts) => amounts.Aggregate(Taka(0), (sum, amount) => sum + amount);

    private static string Describe(Quote quote) => string.Join('\n',
    [
        .. quote.Lines.OrderBy(line => line.Id).Select(line => $"{line with { Trace = new([]) }} {string.Join(' ', line.Trace.Steps)}"),
        .. quote.Charges.OrderBy(charge => charge.Id).Select(charge => charge.ToString()),
        .. quote.Applied.Select(applied => applied.ToString()),
        .. quote.Refused.Select(refusal => refusal.ToString()),
        .. quote.TaxByRate.Select(rate => rate.ToString()),
        string.Create(CultureInfo.InvariantCulture, $"{quote.Total} {quote.Cash} {quote.ToPay}"),
    ]);
}
