using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Finds every fault of the content of a book.</summary>
internal sealed class BookCheck
{
    private readonly Problems _problems = new();
    private readonly PriceBookContent _content;

    private BookCheck(PriceBookContent content) => _content = content;

    internal static Problems Of(PriceBookContent content)
    {
        var check = new BookCheck(content);
        check.Prices();
        check.TaxClasses();
        check.Promotions();
        check.Coupons();
        if (content.CashRounding is { } cash)
        {
            check.Require(cash.Step.Minor > 0 && cash.Step.Minor <= PricingLimits.Amount && cash.Step.Currency == content.Currency, "book.cash_rounding", "Cash is rounded to a step above zero in the currency of the book.", "cashRounding");
        }

        return check._problems;
    }

    private static bool IsShare(Rate rate) => rate > Rate.Zero && rate <= Rate.FromPercent(100);

    private void Require(bool ok, string code, string message, string field) => _problems.Require(ok, code, message, field);

    private void Prices()
    {
        var ids = new HashSet<(Guid, Guid)>();
        var tiers = new HashSet<(Guid, Guid?, Guid?, PriceChannel, long, DateTimeOffset)>();
        for (var index = 0; index < _content.Prices.Count; index++)
        {
            var (variant, price) = _content.Prices[index];

            // A book has ten thousands of prices: words are made for faults only.
            if (price.Amount.Currency == _content.Currency
                && price.Amount.Minor is >= 0 and <= PricingLimits.Amount
                && price.MinimumThousandths is >= 0 and <= PricingLimits.Thousandths * PricingLimits.Lines
                && ids.Add((variant, price.Id))
                && (price.MinimumThousandths == 0 || tiers.Add((variant, price.CustomerGroupId, price.StoreId, price.Channel, price.MinimumThousandths, price.ValidFrom))))
            {
                continue;
            }

            var field = $"prices[{index}]";
            Require(price.Amount.Currency == _content.Currency, "book.price.currency", $"A price is in {_content.Currency}.", field);
            Require(price.Amount.Minor is >= 0 and <= PricingLimits.Amount, "book.price.amount", "A price is not negative and not above the bound.", field);
            Require(price.MinimumThousandths is >= 0 and <= PricingLimits.Thousandths * PricingLimits.Lines, "book.price.minimum", "A least quantity is not negative and not above the bound.", field);
            var earlier = _content.Prices.Take(index).Where(other => other.VariantId == variant).Select(other => other.Price).ToArray();
            Require(earlier.All(other => other.Id != price.Id), "book.price.duplicate_id", "Each price of a variant has an id of its own.", field);
            Require(
                price.MinimumThousandths == 0 || earlier.All(other => (other.CustomerGroupId, other.StoreId, other.Channel, other.MinimumThousandths, other.ValidFrom) != (price.CustomerGroupId, price.StoreId, price.Channel, price.MinimumThousandths, price.ValidFrom)),
                "book.price.tier_overlap",
                "Two prices of a variant begin at the same quantity and instant for the same store, channel and group.",
                field);
        }
    }

    private void TaxClasses()
    {
        var codes = new HashSet<string>();
        for (var index = 0; index < _content.TaxClasses.Count; index++)
        {
            var (field, one) = ($"taxClasses[{index}]", _content.TaxClasses[index]);
            Require(codes.Add(one.Code), "book.tax_class.duplicate", $"There are two tax classes \"{one.Code}\".", field);
            Require(one.Rates.All(rate => rate.Rate is not { } value || (value >= Rate.Zero && value <= Rate.FromPercent(100))), "book.tax_class.rate", "A tax rate is 0 % to 100 %.", field);
            var inOrder = one.Rates.OrderBy(rate => rate.From).ToArray();
            Require(
                one.Rates.All(rate => rate.To is not { } to || rate.From <= to) && inOrder.Zip(inOrder.Skip(1)).All(pair => pair.First.To is { } to && to < pair.Second.From),
                "book.tax_class.overlap",
                "A rate ends before the next of its class begins.",
                field);
        }
    }

    private void Promotions()
    {
        Require(_content.Promotions.Count <= PricingLimits.Promotions, "book.promotion.too_many", $"A book has at most {PricingLimits.Promotions} promotions.", "promotions");
        var ids = new HashSet<Guid>();
        for (var index = 0; index < _content.Promotions.Count; index++)
        {
            var (field, promotion) = ($"promotions[{index}]", _content.Promotions[index]);
            Require(ids.Add(promotion.Id), "book.promotion.duplicate_id", "Each promotion has an id of its own.", field + ".id");
            Require(!string.IsNullOrWhiteSpace(promotion.Name), "book.promotion.name", "A promotion has a name.", field + ".name");
            Require(promotion.Terms is not { From: { } from, To: { } to } || from <= to, "book.promotion.dates", "The first day is not after the last.", field + ".terms");
            Benefit(promotion.Benefit, field + ".benefit");
            Minimum(promotion.Minimum, field + ".minimum");
            Require(
                promotion.Limits is not { } limits || !(limits.PerBasket <= 0 || limits.PerCustomer <= 0 || limits.InTotal <= 0),
                "book.promotion.limits",
                "A limit is above zero.",
                field + ".limits");
        }
    }

    private void Benefit(Benefit benefit, string field)
    {
        switch (benefit)
        {
            case PercentOff off:
                Share(off.Percent, field);
                break;
            case BasketPercent off:
                Share(off.Percent, field);
                break;
            case AmountOff off:
                Amount(off.Amount, 1, field);
                break;
            case BasketAmount off:
                Amount(off.Amount, 1, field);
                break;
            case FixedPrice price:
                Amount(price.Price, 0, field);
                break;
            case SetPrice set:
                Count(set.Count, 2, field);
                Amount(set.Price, 0, field);
                break;
            case CheapestOff off:
                Count(off.Count, 2, field);
                Require(off.Reduced >= 1 && off.Reduced < off.Count, "book.promotion.count", "At least one piece of a group is reduced, and at least one is not.", field);
                Share(off.Percent, field);
                break;
            case BuyGet deal:
                Require(deal is { Buy: >= 1 and < PricingLimits.GroupPieces, Get: >= 1 and < PricingLimits.GroupPieces } && deal.Buy + deal.Get <= PricingLimits.GroupPieces, "book.promotion.count", $"At least one piece is bought and one reduced, at most {PricingLimits.GroupPieces} together.", field);
                if (_problems.Require(deal.Reward is PercentOff or FixedPrice, "book.promotion.reward", "What one gets is reduced by a percent or has a fixed price.", field))
                {
                    Benefit(deal.Reward, field);
                }

                break;
            case Bundle bundle:
                Require(bundle.Parts.Count is >= 1 and <= PricingLimits.BundleParts && bundle.Parts.All(part => part.Count is >= 1 and <= PricingLimits.GroupPieces), "book.promotion.parts", $"A bundle has 1 to {PricingLimits.BundleParts} parts of at least one piece.", field);
                Count(bundle.Parts.Sum(part => (long)part.Count), 1, field);
                Amount(bundle.Price, 0, field);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(benefit), benefit, "The benefit is unknown.");
        }
    }

    private void Share(Rate rate, string field) => Require(IsShare(rate), "book.promotion.percent", "A percent off is above 0 % and at most 100 %.", field);

    private void Count(long count, int least, string field) =>
        Require(count >= least && count <= PricingLimits.GroupPieces, "book.promotion.count", $"A group has {least} to {PricingLimits.GroupPieces} pieces.", field);

    private void Amount(Money amount, long least, string field)
    {
        Require(amount.Currency == _content.Currency, "book.promotion.currency", $"An amount is in {_content.Currency}.", field);
        Require(amount.Minor >= least && amount.Minor <= PricingLimits.Amount, "book.promotion.amount", "A price is not negative, an amount off is above zero, and neither is above the bound.", field);
    }

    private void Minimum(PromotionMinimum? minimum, string field)
    {
        if (minimum is null)
        {
            return;
        }

        Require(minimum.Spend is null || minimum.Spend.Value.Currency == _content.Currency, "book.promotion.currency", $"An amount is in {_content.Currency}.", field);
        Require(!(minimum.Spend?.Minor <= 0 || minimum.Thousandths <= 0) && (minimum.Spend is not null || minimum.Thousandths is not null), "book.promotion.minimum", "A minimum names an amount or a quantity above zero.", field);
    }

    private void Coupons()
    {
        var needing = _content.Promotions.Where(promotion => promotion.NeedsCoupon).Select(promotion => promotion.Id).ToHashSet();
        var codes = new HashSet<string>(Coupon.Comparer);
        for (var index = 0; index < _content.Coupons.Count; index++)
        {
            var (field, coupon) = ($"coupons[{index}]", _content.Coupons[index]);
            Require(coupon.Code.Length is >= 1 and <= PricingLimits.CouponLength && coupon.Code.Trim() == coupon.Code, "book.coupon.code", $"A coupon has 1 to {PricingLimits.CouponLength} characters and no space at either end.", field);
            Require(codes.Add(coupon.Code), "book.coupon.duplicate", $"There are two coupons \"{coupon.Code}\".", field);
            Require(needing.Contains(coupon.PromotionId), "book.coupon.promotion", "A coupon opens a promotion of this book that needs one.", field);
            Require(coupon.MaxUses is null or > 0, "book.coupon.max_uses", "A coupon may be used at least once.", field);
        }
    }
}
