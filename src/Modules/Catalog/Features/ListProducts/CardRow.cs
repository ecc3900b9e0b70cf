using System.Globalization;
using System.Text;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A row of the read model: the card as stored JSON (UTF-8), and its price.</summary>
internal sealed record CardRow(Guid Id, ReadOnlyMemory<byte> Card, Money? Price, Quantity? Net)
{
    /// <summary>What lies between two lines that are joined.</summary>
    private const byte LineBreak = (byte)'\n';

    /// <summary>
    /// The line <see cref="Read"/> takes. A stored price is good until the next moment a price begins or ends; after
    /// that moment, until the row is refreshed, the price table is asked.
    /// </summary>
    /// <param name="listing">What <c>catalog.listing</c> is called in the statement.</param>
    /// <param name="now">Placeholder of the present moment.</param>
    public static string Line(string listing, string now) => $"""
        case when {listing}.price_until is null or {listing}.price_until > {now} then {listing}.line
             else coalesce((select amount_minor from catalog.price_at({listing}.pack_id, null, 'online', {now}))::text, '') ||
                  substr({listing}.line, strpos({listing}.line, ' ')) end
        """;

    /// <summary>Takes a line apart (<c>0006_listing_line.sql</c>): price, currency, content, unit and id, each empty or a word, and the card.</summary>
    public static CardRow Read(ReadOnlyMemory<byte> line)
    {
        var rest = line.Span;
        var amount = Word(ref rest);
        var currency = Word(ref rest);
        var net = Word(ref rest);
        var unit = Word(ref rest);
        var id = Word(ref rest);
        return new CardRow(
            Guid.Parse(id), line[^rest.Length..],
            amount.IsEmpty || currency.IsEmpty ? null : new Money(long.Parse(amount, CultureInfo.InvariantCulture), Currency.Get(Encoding.UTF8.GetString(currency))),
            net.IsEmpty || unit.IsEmpty ? null : new Quantity(long.Parse(net, CultureInfo.InvariantCulture), Unit.Get(Encoding.UTF8.GetString(unit))));
    }

    /// <summary>Takes apart lines that were joined by line breaks.</summary>
    public static List<CardRow> ReadAll(ReadOnlyMemory<byte> lines, int expected)
    {
        var rows = new List<CardRow>(expected);
        while (!lines.IsEmpty)
        {
            var end = lines.Span.IndexOf(LineBreak);
            rows.Add(Read(end < 0 ? lines : lines[..end]));
            lines = end < 0 ? default : lines[(end + 1)..];
        }

        return rows;
    }

    /// <summary>The price per kilogram, litre, metre or piece; null where it says nothing new.</summary>
    public static UnitPriceRecord? UnitPriceOf(Money? price, Quantity? net) =>
        price is { } amount && net is { } content && UnitPrice.Of(amount, content).TryGet(out var label)
            ? new UnitPriceRecord(label.Price, label.Per.Code)
            : null;

    public ProductCard ToCard() =>
        JsonSerializer.Deserialize<ProductCard>(Card.Span, JsonDefaults.Options)! with { Price = Price, UnitPrice = UnitPriceOf(Price, Net) };

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)' ');
        var word = rest[..end];
        rest = rest[(end + 1)..];
        return word;
    }
}
