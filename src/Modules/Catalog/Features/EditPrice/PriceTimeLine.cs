using Aisle.Contracts.Stores;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A price as a piece of a bar, in thousandths of its length.</summary>
internal sealed record PricePiece(PriceEdit Price, int At, int Length);

/// <summary>The prices of a pack in one place and channel: past, now and to come.</summary>
/// <param name="Store">The store, or null for all.</param>
/// <param name="Channel">Where they hold.</param>
/// <param name="Pieces">The pieces of the bar, the earliest first.</param>
/// <param name="Now">Where the present moment lies.</param>
internal sealed record PriceTimeLine(StoreId? Store, PriceChannel Channel, IReadOnlyList<PricePiece> Pieces, int Now)
{
    /// <summary>Length of the bar.</summary>
    public const int Whole = 1000;

    // What is older is in the list; on the bar it would leave no room for what matters.
    private static readonly TimeSpan _past = TimeSpan.FromDays(60);
    private static readonly TimeSpan _margin = TimeSpan.FromDays(30);

    /// <summary>The time lines of a pack: those of all stores first.</summary>
    public static IReadOnlyList<PriceTimeLine> Of(IEnumerable<PriceEdit> prices, DateTimeOffset now) =>
        [.. prices.GroupBy(price => (price.StoreId, price.Channel)).OrderBy(line => line.Key.StoreId is not null).ThenBy(line => line.Key.StoreId?.Value).ThenBy(line => line.Key.Channel)
            .Select(line => Of(line.Key.StoreId, line.Key.Channel, [.. line.OrderBy(price => price.From)], now))];

    private static PriceTimeLine Of(StoreId? store, PriceChannel channel, IReadOnlyList<PriceEdit> prices, DateTimeOffset now)
    {
        var begin = prices[0].From > now - _past ? Earlier(prices[0].From, now - _margin) : now - _past;
        var last = prices.Select(price => price.To ?? price.From).Append(now).Max();
        var end = last + _margin;
        return new PriceTimeLine(store, channel, [.. prices.Select(price => (price, At: Place(price.From), To: Place(price.To ?? end))).Where(piece => piece.To > piece.At).Select(piece => new PricePiece(piece.price, piece.At, piece.To - piece.At))], Place(now));

        int Place(DateTimeOffset moment) => (int)(Whole * Math.Clamp((moment - begin) / (end - begin), 0, 1));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
