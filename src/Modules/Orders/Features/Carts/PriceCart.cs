using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Pricing;

namespace Aisle.Modules.Orders.Features;

/// <summary>What is to be priced: lines of a cart, or of an order that is edited.</summary>
/// <param name="Store">Where.</param>
/// <param name="Customer">Whose, or null.</param>
/// <param name="Lines">Packs and thousandths of them.</param>
/// <param name="Coupons">Codes entered.</param>
/// <param name="Zone">The zone it is brought to, or null.</param>
/// <param name="PaysCash">Whether it is paid in cash, so that it is rounded.</param>
internal sealed record ToPrice(StoreId Store, UserId? Customer, IReadOnlyList<(PackId Pack, long Quantity)> Lines, IReadOnlyList<string> Coupons, ZoneRecord? Zone, bool PaysCash);

/// <summary>What it costs. The lines of the quote are those that are sold, each with the id of its pack.</summary>
internal sealed record Priced(ShopDay Day, PriceSheet Sheet, Quote Quote)
{
    public IReadOnlyDictionary<Guid, QuoteLine> Lines { get; } = Quote.Lines.ToDictionary(line => line.Id);

    /// <summary>The name of what a step comes from; null where it is no promotion.</summary>
    public LocalText? NameOf(TraceStep step) => Sheet.PromotionNames.GetValueOrDefault(step.SourceId);

    public LocalText NameOf(AppliedPromotion applied) => Sheet.PromotionNames.GetValueOrDefault(applied.PromotionId) ?? LocalText.Of(("en", applied.Name));

    /// <summary>What the goods cost, as prices are.</summary>
    public Money Goods => Quote.Lines.Aggregate(Money.Zero(Day.Currency), (sum, line) => sum + line.Amount);

    public Money Full => Quote.Lines.Aggregate(Money.Zero(Day.Currency), (sum, line) => sum + line.Full);

    public Money Fee => Quote.Charges.Aggregate(Money.Zero(Day.Currency), (sum, charge) => sum + charge.Amount);

    /// <summary>Stands for all that a shopper was shown about prices. How it is paid, and so its rounding, is not in it.</summary>
    public string Hash()
    {
        var text = new StringBuilder();
        foreach (var line in Quote.Lines.OrderBy(line => line.Id))
        {
            text.Append(CultureInfo.InvariantCulture, $"{line.Id} {line.Quantity.Thousandths} {line.Amount.Minor} {line.Tax.Gross.Minor}\n");
        }

        foreach (var charge in Quote.Charges)
        {
            text.Append(CultureInfo.InvariantCulture, $"{charge.Code} {charge.Tax.Gross.Minor}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Day.Store.Id} {Quote.Total.Gross.Minor} {Day.Currency.Code}");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}

/// <summary>Prices a cart by the book of the day.</summary>
internal sealed class PriceCart(IPricing pricing, ICustomers customers, OrdersClock clock)
{
    private const string NoPrice = "basket.price_missing";

    public async Task<Result<Priced>> RunAsync(ToPrice asked, CancellationToken cancellationToken)
    {
        if (await clock.DayAsync(asked.Store, cancellationToken) is not { } day)
        {
            return OrderErrors.NoStore;
        }

        var sheet = await pricing.SheetAsync(new PriceAsk([.. asked.Lines.Select(line => line.Pack).Distinct()], asked.Store, PriceChannelName.Online, asked.Customer, asked.Coupons), cancellationToken);
        if (sheet.IsFailure)
        {
            return sheet.Errors.ToArray();
        }

        var terms = asked.Customer is { } customer ? await customers.TermsAsync(customer, cancellationToken) : null;
        var basket = new Basket(day.Store.Id.Value, PriceChannel.Online, clock.Now, day.Today, TimeZoneInfo.ConvertTime(clock.Now, TimeZoneInfo.FindSystemTimeZoneById(day.Store.TimeZone)).DateTime, Goods(asked, sheet.Value))
        {
            Customer = asked.Customer is { } who ? new BasketCustomer(who.Value, [.. terms!.Groups.Select(group => group.Value)], terms.IsTaxExempt) : null,
            Coupons = asked.Coupons,
            UsedPromotions = sheet.Value.UsedPromotions,
            UsedCoupons = sheet.Value.UsedCoupons,
            PaysCash = asked.PaysCash,
        };
        var quote = Sold(sheet.Value.Book, basket);
        if (quote.IsFailure || asked.Zone is not { } zone)
        {
            return quote.Map(found => new Priced(day, sheet.Value, found));
        }

        // What bringing costs hangs on what the goods cost, so they are priced first.
        var goods = quote.Value.Lines.Aggregate(Money.Zero(day.Currency), (sum, line) => sum + line.Amount);
        return Sold(sheet.Value.Book, basket with { Charges = [new Charge(zone.Id.Value, "delivery", zone.FeeFor(goods), zone.TaxClass)] }).Map(found => new Priced(day, sheet.Value, found));
    }

    private static List<BasketLine> Goods(ToPrice asked, PriceSheet sheet) =>
    [
        .. asked.Lines.Where(line => sheet.Packs.TryGetValue(line.Pack, out var pack) && pack.IsActive && line.Quantity > 0).Select(line =>
        {
            var pack = sheet.Packs[line.Pack];
            return new BasketLine(pack.Id.Value, pack.Id.Value, new Quantity(line.Quantity, pack.Unit), pack.TaxClass) { CategoryIds = pack.Categories, BrandId = pack.Brand };
        }),
    ];

    /// <summary>A quote of those lines that have a price.</summary>
    private static Result<Quote> Sold(PriceBook book, Basket basket)
    {
        var quote = book.Quote(basket);
        return quote.IsFailure && quote.Errors.All(error => error.Code == NoPrice)
            ? book.Quote(basket with { Lines = [.. basket.Lines.Where((_, index) => !quote.Errors.Any(error => error.Field?.StartsWith(FormattableString.Invariant($"lines[{index}]"), StringComparison.Ordinal) == true))] })
            : quote;
    }
}
