using Aisle.Kernel;
using Aisle.Pricing;

namespace Aisle.Bench.Pricing;

/// <summary>A book of 2,000 items and a mix of promotions as a supermarket runs them; the same seed gives the same shop.</summary>
internal sealed class PricingShop
{
    private const int Items = 2_000;
    private const int Categories = 40;
    private const int Brands = 80;
    private const string Standard = "standard";
    private const string Reduced = "reduced";

    private static readonly Currency _taka = Currency.Get("BDT");
    private static readonly DateTimeOffset _noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly BusinessDate _day = new(new DateOnly(2026, 1, 2));

    private readonly Dictionary<Guid, Money> _prices;
    private readonly Random _random = new(20260102);

    public PricingShop(int promotions)
    {
        var prices = Enumerable.Range(0, Items).SelectMany(PricesOf).ToArray();
        _prices = prices.GroupBy(price => price.VariantId).ToDictionary(group => group.Key, group => group.First().Price.Amount);
        var coupon = Promotion(promotions, new BasketAmount(Taka(100)), combines: true) with { NeedsCoupon = true };
        Book = PriceBook.Create(new PriceBookContent(_taka, new TaxPolicy(true, TaxRoundingScope.Line, Rounding.HalfUp))
        {
            Prices = prices,
            Promotions = [.. Enumerable.Range(1, promotions - 1).Select(Promotion), coupon],
            Coupons = [new Coupon("EID", coupon.Id, null)],
            TaxClasses = [new(Standard, [new(Rate.FromPercent(15), new(new DateOnly(2000, 1, 1)), null)]), new(Reduced, [new(Rate.FromPercent(5), new(new DateOnly(2000, 1, 1)), null)])],
            CashRounding = new CashRounding(Taka(1), Rounding.HalfUp),
        }).Value;
    }

    public PriceBook Book { get; }

    /// <summary>Different items, one in seven of them weighed.</summary>
    public Basket Basket(int lines) => new(Id('s', 1), PriceChannel.Till, _noon, _day, new DateTime(2026, 1, 2, 18, 0, 0), [.. Enumerable.Range(0, lines).Select(Line)])
    {
        Coupons = ["EID"],
        Customer = new BasketCustomer(Id('u', 1), [Id('g', 1)], IsTaxExempt: false),
        PaysCash = true,
    };

    /// <summary>Price times quantity, with tax.</summary>
    public TaxTotals Limit(Basket basket) => TaxCalculation.Of(
        [.. basket.Lines.Select(line => new TaxLine(_prices[line.VariantId].Times(line.Quantity, Rounding.HalfUp), Rate.FromPercent(line.TaxClass == Standard ? 15 : 5)))], Book.Tax);

    private static Guid Id(char kind, int number) => new(number, (short)kind, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static Money Taka(long taka) => new(taka * 100, _taka);

    private static BasketLine Line(int index)
    {
        var item = index * 7 % Items;
        var quantity = index % 7 == 0 ? new Quantity(250 + (index % 1_500), Unit.Kilogram) : new Quantity((1 + (index % 4)) * 1_000, Unit.Piece);
        return new BasketLine(Id('l', index + 1), Id('i', item), quantity, item % 3 == 0 ? Reduced : Standard)
        {
            CategoryIds = [Id('c', item % Categories), Id('c', Categories + (item % 8))],
            BrandId = Id('b', item % Brands),
        };
    }

    private static GoodsFilter Category(int number) => new() { CategoryIds = [Id('c', number % Categories)] };

    private static Promotion Promotion(int number, Benefit benefit, bool combines) => new(Id('p', number), $"Promotion {number}", combines, benefit);

    private IEnumerable<ItemPrice> PricesOf(int item)
    {
        var price = new PriceEntry(Id('e', 3 * item), new Money(1_000 + _random.Next(60_000), _taka), _noon.AddYears(-1), null, null, PriceChannel.Any);
        yield return new ItemPrice(Id('i', item), price);
        yield return new ItemPrice(Id('i', item), price with { Id = Id('e', (3 * item) + 1), Amount = price.Amount with { Minor = price.Amount.Minor * 98 / 100 }, StoreId = Id('s', 1) });
        yield return new ItemPrice(Id('i', item), price with { Id = Id('e', (3 * item) + 2), Amount = price.Amount with { Minor = price.Amount.Minor * 90 / 100 }, MinimumThousandths = 12_000 });
    }

    /// <summary>Of ten: four reduce items, brands or a category by percent or amount, four are deals for groups, one is a happy
    /// hour, and one reduces the basket from a sum on.</summary>
    private Promotion Promotion(int number)
    {
        var items = new GoodsFilter { ItemIds = [.. Enumerable.Range(0, 20).Select(_ => Id('i', _random.Next(Items / 7) * 7 % Items))] };
        return (number % 10) switch
        {
            0 => Promotion(number, new PercentOff(Rate.FromPercent(15)), combines: false) with { Goods = items },
            1 => Promotion(number, new PercentOff(Rate.FromPercent(5)), combines: true) with { Goods = new() { BrandIds = [Id('b', number % Brands)] } },
            2 => Promotion(number, new AmountOff(Taka(10)), combines: false) with { Goods = Category(number) },
            3 => Promotion(number, new FixedPrice(Taka(200)), combines: false) with { Goods = items, Limits = new(UsageCount.Applications, 6, null, null) },
            4 => Promotion(number, new SetPrice(3, Taka(500), SameItem: false), combines: false) with { Goods = items },
            5 => Promotion(number, new CheapestOff(3, 1, Rate.FromPercent(100), SameItem: false), combines: false) with { Goods = Category(number) },
            6 => Promotion(number, new BuyGet(2, 1, Category(number + 1), new PercentOff(Rate.FromPercent(50))), combines: false) with { Goods = items },
            7 => Promotion(number, new Bundle([new(items, 1), new(Category(number), 1)], Taka(300)), combines: number % 20 == 7),
            8 => Promotion(number, new PercentOff(Rate.FromPercent(3)), combines: true) with { Goods = Category(number), Terms = new() { Hours = [new([], new TimeOnly(17, 0), new TimeOnly(19, 0))] } },
            _ => Promotion(number, new BasketPercent(Rate.FromPercent(1)), combines: true) with { Goods = Category(number), Minimum = new(Taka(number * 100), null) { Goods = GoodsFilter.Everything } },
        };
    }
}
