using Aisle.Kernel;
using Aisle.Pricing;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Pricing;

/// <summary>A small shop for tests of quotes: items by letter, ids by number, no tax unless said.</summary>
internal static class Shop
{
    public const string Untaxed = "untaxed";
    public const string Standard = "standard";
    public const string Reduced = "reduced";
    public const string Exempt = "exempt";

    /// <summary>A Friday.</summary>
    public static readonly BusinessDate Day = new(new DateOnly(2026, 1, 2));

    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid Store = Id(900);
    public static readonly Guid Group = Id(901);
    public static readonly Guid Food = Id(800);
    public static readonly Guid Drinks = Id(801);
    public static readonly Guid Brand = Id(700);

    public static readonly IReadOnlyList<TaxClassRates> TaxClasses =
    [
        Class(Untaxed, Rate.Zero), Class(Standard, Rate.FromPercent(15)), Class(Reduced, Rate.FromPercent(5)), Class(Exempt, null),
    ];

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Guid Item(char letter) => Id(letter);

    public static GoodsFilter Goods(string letters) => new() { ItemIds = [.. letters.Select(Item)] };

    public static Rate Percent(decimal percent) => Rate.FromPercent(percent);

    public static Promotion Promo(int id, Benefit benefit, string letters = "", bool combines = false) =>
        new(Id(id), $"promotion {id}", combines, benefit) { Goods = Goods(letters) };

    public static ItemPrice Price(char letter, decimal amount, int id = 1) =>
        new(Item(letter), new PriceEntry(Id(id), Taka(amount), Noon.AddDays(-1), null, null, PriceChannel.Any));

    /// <summary>Prices such as <c>A 40, B 25.50</c>.</summary>
    public static PriceBookContent Content(string prices, params Promotion[] promotions) =>
        new(Bdt, new TaxPolicy(true, TaxRoundingScope.Line, Rounding.HalfUp))
        {
            Prices = [.. prices.Split(", ").Select(one => Price(one[0], Money.Parse(one[2..], Bdt).Value.ToDecimal()))],
            Promotions = promotions,
            TaxClasses = TaxClasses,
        };

    /// <summary>Lines such as <c>A 3, B 0.5kg</c>, with the ids 1, 2 and so on.</summary>
    public static Basket Basket(string lines) => new(
        Store, PriceChannel.Till, Noon, Day, new DateTime(2026, 1, 2, 18, 0, 0), [.. lines.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select((line, index) => Line(line, index + 1))]);

    public static BasketLine Line(string text, int id)
    {
        var isWeighed = text.EndsWith("kg", StringComparison.Ordinal);
        var quantity = Quantity.Parse(isWeighed ? text[2..^2] : text[2..], isWeighed ? Unit.Kilogram : Unit.Piece).Value;
        return new BasketLine(Id(id), Item(text[0]), quantity, Untaxed);
    }

    public static Quote Quote(PriceBookContent content, Basket basket) => PriceBook.Create(content).Bind(book => book.Quote(basket)).Value;

    public static Quote Quote(string prices, string lines, params Promotion[] promotions) => Quote(Content(prices, promotions), Basket(lines));

    /// <summary>Amounts of the lines, such as <c>66.66 33.34</c>.</summary>
    public static string Amounts(this Quote quote) => string.Join(' ', quote.Lines.Select(line => line.Amount.ToAmountString()));

    private static TaxClassRates Class(string code, Rate? rate) => new(code, [new DatedTaxRate(rate, new BusinessDate(new DateOnly(2000, 1, 1)), null)]);
}
