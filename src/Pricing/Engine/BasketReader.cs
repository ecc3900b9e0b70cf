using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Checks a basket, and finds price and tax of everything in it.</summary>
internal sealed class BasketReader
{
    private readonly Problems _problems = new();
    private readonly PriceBook _book;
    private readonly Basket _basket;

    private BasketReader(PriceBook book, Basket basket) => (_book, _basket) = (book, basket);

    /// <summary>The lines by variant and id, whatever their order in the basket.</summary>
    internal static Result<PricedGoods> Read(PriceBook book, Basket basket) => new BasketReader(book, basket).Read();

    private Result<PricedGoods> Read()
    {
        _problems.Require(_basket.Lines.Count <= PricingLimits.Lines, "basket.too_many_lines", $"A basket has at most {PricingLimits.Lines} lines.", "lines");
        _problems.Require(_basket.Charges.Count <= PricingLimits.Charges, "basket.too_many_charges", $"A basket has at most {PricingLimits.Charges} charges.", "charges");
        _problems.Require(_basket.Coupons.Count <= PricingLimits.Coupons, "basket.too_many_coupons", $"A basket has at most {PricingLimits.Coupons} coupons.", "coupons");
        _problems.Require(Enum.IsDefined(_basket.Channel), "basket.channel", "The channel is unknown.", "channel");
        _problems.Require(
            _basket.UsedPromotions.All(used => used is { ByCustomer: >= 0, InTotal: >= 0 })
                && _basket.UsedCoupons.All(used => used.Baskets >= 0)
                && _basket.UsedPromotions.DistinctBy(used => used.PromotionId).Count() == _basket.UsedPromotions.Count
                && _basket.UsedCoupons.DistinctBy(used => used.Code, Coupon.Comparer).Count() == _basket.UsedCoupons.Count,
            "basket.usage",
            "What was used before is not negative and said once.",
            "used");

        // What follows looks at every line; more than the bound is not worth the time.
        if (_problems.Any)
        {
            return _problems.Errors.ToArray();
        }

        var charges = Charges();
        var lines = Lines();
        return _problems.ToResult(() => new PricedGoods(lines, charges));
    }

    private List<PricedLine> Lines()
    {
        var ids = new HashSet<Guid>();
        var quantities = new Dictionary<Guid, Quantity>();
        for (var place = 0; place < _basket.Lines.Count; place++)
        {
            var line = _basket.Lines[place];
            Check(ids.Add(line.Id), place, "id", "basket.duplicate_id", "Each line has an id of its own.");
            Check(line.Quantity.Thousandths is > 0 and <= PricingLimits.Thousandths, place, "quantity", "basket.quantity", "A quantity is above zero and not above the bound.");
            Check(line.CategoryIds.Count <= PricingLimits.Categories, place, "categoryIds", "basket.too_many_categories", $"A line has at most {PricingLimits.Categories} categories.");
            var before = quantities.GetValueOrDefault(line.VariantId, Quantity.Zero(line.Quantity.Unit));
            var isOneUnit = before.Unit == line.Quantity.Unit && line.Quantity.Unit != default;
            Check(isOneUnit, place, "quantity", "basket.unit", "All lines of a variant have the same unit.");
            quantities[line.VariantId] = isOneUnit && line.Quantity.Thousandths is > 0 and <= PricingLimits.Thousandths ? before + line.Quantity : before;
        }

        var found = new List<(BasketMember Member, PriceEntry Price, long Unit)>(_basket.Lines.Count);
        for (var place = 0; place < _basket.Lines.Count; place++)
        {
            var line = _basket.Lines[place];
            var price = _book.PriceOf(line.VariantId, new PriceRequest(_basket.Instant, _basket.StoreId, _basket.Channel, _basket.Customer?.GroupIds ?? [], quantities[line.VariantId].Thousandths));
            var rate = _book.RateOf(line.TaxClass, _basket.BusinessDate);
            Check(price is not null, place, "variantId", "basket.price_missing", "The variant has no price here and now.");
            Check(rate is not null, place, "taxClass", "basket.tax_class", "The tax class is unknown or has no rate on this day.");
            Lot(line, place);
            if (!_problems.Any)
            {
                found.Add((new BasketMember(line, place, rate!.Rate), price!, UnitOf(price!.Amount, line.LotPrice)));
            }
        }

        return Merged(found);
    }

    /// <summary>The price of one unit: that of the lot where it is lower.</summary>
    private long UnitOf(Money price, LotPrice? lot)
    {
        var unit = lot is null ? price : lot.UnitPrice ?? price.Times(new Rate(Rate.FromPercent(100).PartsPerMillion - lot.Percent!.Value.PartsPerMillion), _book.Rounding);
        return Math.Min(unit.Minor, price.Minor);
    }

    /// <summary>Lines of pieces with the same goods at the same price are priced as one.</summary>
    private List<PricedLine> Merged(List<(BasketMember Member, PriceEntry Price, long Unit)> found)
    {
        found.Sort((one, two) => (one.Member.Line.VariantId, one.Member.Line.Id).CompareTo((two.Member.Line.VariantId, two.Member.Line.Id)));
        var groups = new List<(List<BasketMember> Members, PriceEntry Price, long Unit)>();
        var first = 0;
        foreach (var (member, price, unit) in found)
        {
            if (groups.Count > first && groups[^1].Members[0].Line.VariantId != member.Line.VariantId)
            {
                first = groups.Count;
            }

            var same = PricedLine.IsWeighedLine(member.Line) ? -1 : groups.FindIndex(first, group => group.Unit == unit && HasSameGoods(group.Members[0].Line, member.Line));
            if (same < 0)
            {
                groups.Add(([member], price, unit));
            }
            else
            {
                groups[same].Members.Add(member);
            }
        }

        return groups.ConvertAll(group => new PricedLine(group.Members, group.Price, group.Unit, _book.Rounding));
    }

    private static bool HasSameGoods(BasketLine one, BasketLine other) =>
        !PricedLine.IsWeighedLine(one) && one.BrandId == other.BrandId && one.CategoryIds.Order().SequenceEqual(other.CategoryIds.Order());

    private void Lot(BasketLine line, int place)
    {
        if (line.LotPrice is { } lot)
        {
            Check(
                lot is { UnitPrice: { Minor: >= 0 and <= PricingLimits.Amount }, Percent: null } || (lot is { UnitPrice: null, Percent: { } percent } && percent > Rate.Zero && percent <= Rate.FromPercent(100)),
                place,
                "lotPrice",
                "basket.lot_price",
                "A lot has either a price or a percent off.");
            Check(lot.UnitPrice is not { } price || price.Currency == _book.Currency, place, "lotPrice", "basket.currency", $"An amount is in {_book.Currency}.");
        }
    }

    private List<(Charge Charge, Rate? Rate)> Charges()
    {
        var ids = new HashSet<Guid>();
        var charges = new List<(Charge, Rate?)>();
        for (var index = 0; index < _basket.Charges.Count; index++)
        {
            var (field, charge) = ($"charges[{index}]", _basket.Charges[index]);
            var rate = _book.RateOf(charge.TaxClass, _basket.BusinessDate);
            _problems.Require(ids.Add(charge.Id), "basket.duplicate_id", "Each charge has an id of its own.", field + ".id");
            _problems.Require(charge.Amount.Minor is >= 0 and <= PricingLimits.Amount, "basket.charge", "A charge is not negative and not above the bound.", field + ".amount");
            _problems.Require(charge.Amount.Currency == _book.Currency, "basket.currency", $"An amount is in {_book.Currency}.", field + ".amount");
            if (_problems.Require(rate is not null, "basket.tax_class", "The tax class is unknown or has no rate on this day.", field + ".taxClass"))
            {
                charges.Add((charge, rate!.Rate));
            }
        }

        return charges;
    }

    /// <summary>Words are made for faults only.</summary>
    private void Check(bool ok, int place, string field, string code, string message)
    {
        if (!ok)
        {
            _problems.Add(Error.Validation(code, message, $"lines[{place}].{field}"));
        }
    }
}
