using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A price as a piece of a bar, in thousandths of its length.</summary>
internal sealed record PricePiece(PriceEdit Price, int At, int Length);

/// <summary>The prices of a pack in one place and channel, for one group and quantity: past, now and to come.</summary>
/// <param name="Store">The store, or null for all.</param>
/// <param name="Channel">Where they hold.</param>
/// <param name="Group">For which group of customers, or null for everybody.</param>
/// <param name="FromQuantity">From which quantity on.</param>
/// <param name="Pieces">The pieces of the bar, the earliest first.</param>
/// <param name="Now">Where the present moment lies.</param>
internal sealed record PriceTimeLine(StoreId? Store, PriceChannel Channel, CustomerGroupId? Group, decimal FromQuantity, IReadOnlyList<PricePiece> Pieces, int Now)
{
    /// <summary>Length of the bar.</summary>
    public const int Whole = 1000;

    // What is older is in the list; on the bar it would leave no room for what matters.
    private static readonly TimeSpan _past = TimeSpan.FromDays(60);
    private static readonly TimeSpan _margin = TimeSpan.FromDays(30);

    /// <summary>The time lines of a pack: those of everybody and all stores first.</summary>
    public static IReadOnlyList<PriceTimeLine> Of(IEnumerable<PriceEdit> prices, DateTimeOffset now) =>
        [.. prices.GroupBy(price => (price.StoreId, price.Channel, price.GroupId, price.FromQuantity))
            .OrderBy(line => line.Key.GroupId is not null).ThenBy(line => line.Key.GroupId?.Value).ThenBy(line => line.Key.StoreId is not null).ThenBy(line => line.Key.StoreId?.Value).ThenBy(line => line.Key.Channel).ThenBy(line => line.Key.FromQuantity)
            .Select(line => Of([.. line.OrderBy(price => price.From)], now))];

    /// <summary>Whether a price is one of this line.</summary>
    public bool Holds(PriceEdit price) => (price.StoreId, price.Channel, price.GroupId, price.FromQuantity) == (Store, Channel, Group, FromQuantity);

    private static PriceTimeLine Of(IReadOnlyList<PriceEdit> prices, DateTimeOffset now)
    {
        var begin = prices[0].From > now - _past ? Earlier(prices[0].From, now - _margin) : now - _past;
        var last = prices.Select(price => price.To ?? price.From).Append(now).Max();
        var end = last + _margin;
        var one = prices[0];
        return new PriceTimeLine(one.StoreId, one.Channel, one.GroupId, one.FromQuantity, [.. prices.Select(price => (price, At: Place(price.From), To: Place(price.To ?? end))).Where(piece => piece.To > piece.At).Select(piece => new PricePiece(piece.price, piece.At, piece.To - piece.At))], Place(now));

        int Place(DateTimeOffset moment) => (int)(Whole * Math.Clamp((moment - begin) / (end - begin), 0, 1));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
