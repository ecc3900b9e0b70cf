using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Pricing;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A row of the read model: the card as stored JSON (UTF-8), and its price.</summary>
internal sealed record CardRow(Guid Id, ReadOnlyMemory<byte> Card, Money? Price, Quantity? Net, string SortKey)
{
    /// <summary>
    /// The columns <see cref="Read"/> takes. A stored price is good until the next moment a price begins or ends; after
    /// that moment, until the row is refreshed, the price table is asked.
    /// </summary>
    /// <param name="listing">What <c>catalog.listing</c> is called in the statement.</param>
    /// <param name="now">Placeholder of the present moment.</param>
    /// <param name="sortKey">The key of the order, for a cursor.</param>
    public static string Columns(string listing, string now, string sortKey) => $"""
        {listing}.product_id, {listing}.card,
        case when {listing}.price_until is null or {listing}.price_until > {now} then {listing}.price_minor
             else (select amount_minor from catalog.price_at({listing}.pack_id, null, 'online', {now})) end,
        {listing}.currency, {listing}.net_thousandths, {listing}.net_unit, ({sortKey})::text
        """;

    public static CardRow Read(NpgsqlDataReader reader, int first)
    {
        Money? price = reader.IsDBNull(first + 2) || reader.IsDBNull(first + 3)
            ? null
            : new Money(reader.GetInt64(first + 2), Currency.Get(reader.GetString(first + 3)));
        return new CardRow(reader.GetGuid(first), reader.GetFieldValue<byte[]>(first + 1), price,
            reader.IsDBNull(first + 4) ? null : new Quantity(reader.GetInt64(first + 4), Unit.Get(reader.GetString(first + 5))),
            reader.GetString(first + 6));
    }

    /// <summary>
    /// A statement whose one value holds all rows of <paramref name="select"/>, which has the columns of <see cref="Columns"/>
    /// and an order. To take in two dozen rows value by value costs more than everything else of a list.
    /// </summary>
    public static string Packed(string select) => $"select string_agg(record_send(page), '') from ({select}) page";

    /// <summary>
    /// Takes apart what <see cref="Packed"/> answered: PostgreSQL's binary form of rows, which is the number of values and for
    /// each its type, length (-1 where it is null) and bytes, all numbers big-endian (src/backend/utils/adt/rowtypes.c).
    /// </summary>
    public static List<CardRow> Unpack(byte[] packed, int expected)
    {
        var (rows, at) = (new List<CardRow>(expected), 0);
        while (at < packed.Length)
        {
            at += sizeof(int);
            var id = new Guid(Next().Span, bigEndian: true);
            var card = Next();
            var amount = Next();
            var currency = Next();
            var net = Next();
            var unit = Next();
            rows.Add(new CardRow(
                id, card,
                amount.IsEmpty || currency.IsEmpty ? null : new Money(BinaryPrimitives.ReadInt64BigEndian(amount.Span), Currency.Get(Encoding.UTF8.GetString(currency.Span))),
                net.IsEmpty ? null : new Quantity(BinaryPrimitives.ReadInt64BigEndian(net.Span), Unit.Get(Encoding.UTF8.GetString(unit.Span))),
                Encoding.UTF8.GetString(Next().Span)));
        }

        return rows;

        ReadOnlyMemory<byte> Next()
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(packed.AsSpan(at + sizeof(int)));
            var value = packed.AsMemory(at + 2 * sizeof(int), Math.Max(length, 0));
            at += 2 * sizeof(int) + value.Length;
            return value;
        }
    }

    /// <summary>The price per kilogram, litre, metre or piece; null where it says nothing new.</summary>
    public static UnitPriceRecord? UnitPriceOf(Money? price, Quantity? net) =>
        price is { } amount && net is { } content && UnitPrice.Of(amount, content).TryGet(out var label)
            ? new UnitPriceRecord(label.Price, label.Per.Code)
            : null;

    public ProductCard ToCard() =>
        JsonSerializer.Deserialize<ProductCard>(Card.Span, JsonDefaults.Options)! with { Price = Price, UnitPrice = UnitPriceOf(Price, Net) };
}
