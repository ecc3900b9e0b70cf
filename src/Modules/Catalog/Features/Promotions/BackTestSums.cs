using Aisle.Contracts.Catalog;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Sums of a back-test, order by order; of the orders themselves nothing is kept.</summary>
internal sealed class BackTestSums(Currency currency)
{
    private readonly Dictionary<VariantId, BackTestProduct> _products = [];
    private long _orders;
    private long _skipped;
    private long _touched;
    private long _uses;
    private long _lines;
    private long _withoutCost;
    private long _cost;
    private Side _before = new(0, 0);
    private Side _after = new(0, 0);
    private Money _takenOff = Money.Zero(currency);
    private DateOnly? _lastDay;

    public void Add(PastQuote quote)
    {
        _lastDay = quote.Basket.Date.Date;
        if (quote.Quotes is not { } pair)
        {
            _skipped++;
            return;
        }

        _orders++;
        if (quote.Applied is { } applied)
        {
            (_touched, _uses, _takenOff) = (_touched + 1, _uses + applied.Uses, _takenOff + applied.Discount);
        }

        var without = pair.Without.Lines.ToDictionary(line => line.Id);
        var with = pair.With.Lines.ToDictionary(line => line.Id);
        foreach (var line in quote.Basket.Lines)
        {
            // Goods that are gone from the catalogue are in no quote.
            if (without.TryGetValue(PastQuotes.LineId(line), out var before) && with.TryGetValue(PastQuotes.LineId(line), out var after))
            {
                Add(line, before, after, quote.Packs[line.Pack]);
            }
        }
    }

    public BackTestAnswer Answer(int products, bool isCut) => new(
        _orders, _skipped, _touched, _orders == 0 ? 0 : decimal.Round(100m * _touched / _orders, 2, MidpointRounding.AwayFromZero), _uses, _takenOff, Whole(_before), Whole(_after), _lines, _withoutCost,
        [.. _products.Values.OrderByDescending(product => product.TakenOff.Minor).ThenBy(product => product.Sku, StringComparer.Ordinal).Take(products)], !isCut, _lastDay);

    private void Add(PastLine line, QuoteLine before, QuoteLine after, PricedPack pack)
    {
        _lines++;
        var hasCost = line.Cost is not null;
        _withoutCost += hasCost ? 0 : 1;
        _cost += line.Cost?.Minor ?? 0;
        _before = _before.Plus(before.Tax.Net.Minor, hasCost);
        _after = _after.Plus(after.Tax.Net.Minor, hasCost);
        if (before.Amount == after.Amount)
        {
            return;
        }

        var known = _products.GetValueOrDefault(line.Variant) ?? new BackTestProduct(line.Variant, pack.Sku, pack.Name, 0, Quantity.Zero(line.Quantity.Unit), Money.Zero(currency));
        _products[line.Variant] = known with
        {
            Orders = known.Orders + 1,
            // Packs of one variant may be counted in several units; the first is what is told.
            Quantity = known.Quantity.Unit == line.Quantity.Unit ? known.Quantity + line.Quantity : known.Quantity,
            TakenOff = known.TakenOff + (before.Amount - after.Amount),
        };
    }

    private BackTestSide Whole(Side side) => new(
        new Money(side.Net, currency), new Money(side.NetWithCost - _cost, currency), side.NetWithCost == 0 ? null : decimal.Round(100m * (side.NetWithCost - _cost) / side.NetWithCost, 2, MidpointRounding.AwayFromZero));

    private sealed record Side(long Net, long NetWithCost)
    {
        public Side Plus(long net, bool hasCost) => new(Net + net, NetWithCost + (hasCost ? net : 0));
    }
}
