using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Pricing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A line of an example basket.</summary>
/// <param name="PackId">The pack.</param>
/// <param name="Quantity">How many packs, or kilograms: above 0 and at most 100,000, with at most three decimals.</param>
internal sealed record PromotionPreviewLineBody(PackId PackId, decimal Quantity);

/// <summary>An example basket, and the promotion to be tried on it.</summary>
/// <param name="StoreId">In which store; the caller must hold the permission there.</param>
/// <param name="Lines">The goods, at most 500 lines.</param>
/// <param name="PromotionId">The promotion that is tried as it is kept, or the one that a draft is of.</param>
/// <param name="Draft">The promotion as it is to be.</param>
/// <param name="Channel">How it is sold.</param>
/// <param name="Groups">Groups of the customer, who is known and has used nothing yet.</param>
/// <param name="Coupons">Coupons entered, at most 19. That of the draft is entered by itself.</param>
/// <param name="At">When, for days and hours; now where left out. Prices are those of now.</param>
internal sealed record PromotionPreviewBody(
    StoreId StoreId, IReadOnlyList<PromotionPreviewLineBody> Lines, PromotionId? PromotionId = null, PromotionBody? Draft = null, PriceChannelName Channel = PriceChannelName.Online,
    IReadOnlyList<CustomerGroupId>? Groups = null, IReadOnlyList<string>? Coupons = null, DateTimeOffset? At = null);

/// <summary>A step to the price of a line.</summary>
/// <param name="Code">What happened.</param>
/// <param name="PromotionId">The promotion; left out for a price.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pieces">Of how many pieces; a weighed line is one.</param>
/// <param name="Before">What each cost before; left out in the first step.</param>
/// <param name="After">What each costs after.</param>
internal sealed record PromotionPreviewStep(string Code, PromotionId? PromotionId, LocalText? Name, long Pieces, Money? Before, Money After);

/// <summary>A line with its price.</summary>
/// <param name="PackId">The pack.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Name.</param>
/// <param name="Quantity">How much.</param>
/// <param name="UnitPrice">Price of one.</param>
/// <param name="Full">What it costs without promotions.</param>
/// <param name="Amount">What it costs.</param>
/// <param name="Without">What it would cost without the promotion that is tried.</param>
/// <param name="Trace">Why.</param>
internal sealed record PromotionPreviewLine(PackId PackId, string Sku, LocalText Name, Quantity Quantity, Money UnitPrice, Money Full, Money Amount, Money Without, IReadOnlyList<PromotionPreviewStep> Trace);

/// <summary>A promotion that took something off.</summary>
/// <param name="PromotionId">The promotion.</param>
/// <param name="Name">Name.</param>
/// <param name="TakenOff">What it took off.</param>
/// <param name="Uses">Uses of its limits.</param>
/// <param name="IsTried">Whether it is the one that is tried.</param>
internal sealed record PromotionPreviewApplied(PromotionId PromotionId, LocalText Name, Money TakenOff, long Uses, bool IsTried);

/// <summary>Why a promotion or a coupon takes nothing off.</summary>
/// <param name="Code">The reason.</param>
/// <param name="PromotionId">The promotion; left out for a coupon that nobody knows.</param>
/// <param name="Name">Its name.</param>
/// <param name="Coupon">The coupon, where it is about one.</param>
/// <param name="Day">The first or last day.</param>
/// <param name="MissingSpend">How much is missing to the least amount.</param>
/// <param name="MissingQuantity">How much is missing to the least quantity, or how many pieces to a group.</param>
/// <param name="Better">Name of the one that was better for the customer.</param>
internal sealed record PromotionPreviewRefusal(string Code, PromotionId? PromotionId, LocalText? Name, string? Coupon, DateOnly? Day, Money? MissingSpend, decimal? MissingQuantity, LocalText? Better);

/// <summary>What an example basket costs, and why.</summary>
/// <param name="Lines">The goods.</param>
/// <param name="Applied">What took something off.</param>
/// <param name="Refused">What did not.</param>
/// <param name="Total">What is to pay.</param>
/// <param name="Without">What would be to pay without the promotion that is tried.</param>
internal sealed record PromotionPreviewAnswer(IReadOnlyList<PromotionPreviewLine> Lines, IReadOnlyList<PromotionPreviewApplied> Applied, IReadOnlyList<PromotionPreviewRefusal> Refused, Money Total, Money Without);

/// <summary><c>POST /api/v1/promotions/preview</c>: tries a promotion on an example basket, beside all that are active. It changes nothing.</summary>
internal sealed class PreviewPromotion(SheetQuery sheets, TriedPromotion tries, IStores stores, TimeProvider time)
{
    private static readonly Money _hundred = new(10_000, Currency.Get("BDT"));
    private static readonly Money _ninety = new(9_000, Currency.Get("BDT"));

    private static readonly PromotionPreviewAnswer _example = new(
        [new PromotionPreviewLine(
            EditExamples.Price.PackId, "TEA-0003-400G", LocalText.Of(("en", "Black tea 400 g"), ("bn", "কালো চা ৪০০ গ্রাম")), new Quantity(1_000, Unit.Piece), _hundred, _hundred, _ninety, _hundred,
            [new PromotionPreviewStep("price", PromotionId: null, Name: null, 1, Before: null, _hundred), new PromotionPreviewStep("percent_off", PromotionExamples.Promotion.Id, PromotionExamples.Promotion.Name, 1, _hundred, _ninety)])],
        [new PromotionPreviewApplied(PromotionExamples.Promotion.Id, PromotionExamples.Promotion.Name, _hundred - _ninety, 1, IsTried: true)], [], _ninety, _hundred);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost<PreviewPromotion, PromotionPreviewBody, PromotionPreviewAnswer>("/promotions/preview", (use, body, request) => use.RunAsync(body, request.Caller, request.Stop))
        .WithName(nameof(PreviewPromotion)).WithTags("Promotions").WithSummary("Try a promotion on an example basket")
        .WithDescription("Each line's price step by step, what was refused and why, and what it would cost without the promotion. Nothing is changed.").WithExample(_example).Requires(Permissions.PromotionRead);

    public async Task<Result<PromotionPreviewAnswer>> RunAsync(PromotionPreviewBody body, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.Rights.HasIn(Permissions.PromotionRead.Name, body.StoreId.Value))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        var shop = await stores.ShopAsync(cancellationToken);
        var store = shop?.Stores.FirstOrDefault(one => one.Id == body.StoreId);
        problems.Require(store is not null, "store.unknown", "There is no such store.", "storeId");
        problems.Require(body.Lines.Count <= PricingLimits.Lines, "basket.too_many_lines", $"A basket has at most {PricingLimits.Lines} lines.", "lines");
        problems.Require(body.Coupons is null or { Count: < PricingLimits.Coupons }, "basket.too_many_coupons", $"A basket has at most {PricingLimits.Coupons} coupons.", "coupons");
        var tried = await tries.ReadAsync(body.PromotionId, body.Draft, shop, caller, problems, cancellationToken);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var ask = new PriceAsk([.. body.Lines.Select(line => line.PackId)], body.StoreId, body.Channel, Customer: null, body.Coupons ?? []);
        var sheet = await sheets.ContentAsync(ask, tried, cancellationToken);
        if (sheet.IsFailure)
        {
            return sheet.Errors.ToArray();
        }

        var lines = LinesOf(body, sheet.Value, problems);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var pair = QuotePair.Of(sheet.Value.Content, tried?.Promotion.Id ?? Guid.Empty, BasketOf(body, store!, sheet.Value, lines));
        return pair.IsSuccess ? Answer(pair.Value, sheet.Value, lines, tried)
            : pair.Errors.Select(fault => fault with { Field = fault.Field?.Replace("variantId", "packId", StringComparison.Ordinal) }).ToArray();
    }

    private static List<BasketLine> LinesOf(PromotionPreviewBody body, SheetContent sheet, Problems problems)
    {
        var lines = new List<BasketLine>();
        for (var index = 0; index < body.Lines.Count; index++)
        {
            var (field, line) = (FormattableString.Invariant($"lines[{index}]"), body.Lines[index]);
            var pack = sheet.Packs.GetValueOrDefault(line.PackId);
            problems.Require(pack is not null, "pack.unknown", "There is no such pack.", field + ".packId");
            var quantity = problems.Take(Quantity.FromDecimal(line.Quantity, pack?.Unit ?? Unit.Piece), field + ".quantity");
            if (pack is not null && !problems.Any)
            {
                lines.Add(new BasketLine(new Guid(index + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), pack.Id.Value, quantity, pack.TaxClass) { CategoryIds = pack.Categories, BrandId = pack.Brand });
            }
        }

        return lines;
    }

    private Basket BasketOf(PromotionPreviewBody body, StoreRecord store, SheetContent sheet, IReadOnlyList<BasketLine> lines)
    {
        var now = time.GetUtcNow();
        var (at, zone) = (body.At ?? now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone));
        var channel = body.Channel == PriceChannelName.Till ? PriceChannel.Till : PriceChannel.Online;
        return new Basket(store.Id.Value, channel, now, BusinessDate.Of(at, zone, store.DayCutOff), TimeZoneInfo.ConvertTime(at, zone).DateTime, lines)
        {
            Customer = new BasketCustomer(Guid.AllBitsSet, [.. (body.Groups ?? []).Select(group => group.Value)], IsTaxExempt: false),
            Coupons = [.. body.Coupons ?? [], .. sheet.Content.Coupons.Where(coupon => coupon.Code is SheetQuery.DraftCoupon).Select(coupon => coupon.Code)],
            UsedPromotions = sheet.UsedPromotions,
            UsedCoupons = sheet.UsedCoupons,
        };
    }

    private static PromotionPreviewAnswer Answer(QuotePair pair, SheetContent sheet, IReadOnlyList<BasketLine> lines, LivePromotion? tried)
    {
        var (quote, triedId) = (pair.With, tried?.Promotion.Id);
        var refused = quote.Refused.Where(refusal => refusal.Coupon is not SheetQuery.DraftCoupon || refusal.PromotionId == triedId).Select(refusal => Refused(refusal, sheet)).ToList();
        if (tried is not null && quote.Applied.All(one => one.PromotionId != triedId) && refused.TrueForAll(one => one.PromotionId?.Value != triedId))
        {
            // Of goods that are not in the basket a quote does not speak; who tries it wants to know.
            refused.Add(Refused(new Refusal(RefusalCodes.OtherGoods) { PromotionId = triedId }, sheet));
        }

        return new PromotionPreviewAnswer(
            [.. quote.Lines.Select((line, index) => Line(line, pair.Without.Lines[index].Amount, sheet, lines[index]))],
            [.. quote.Applied.Select(one => new PromotionPreviewApplied(PromotionId.From(one.PromotionId), sheet.Names[one.PromotionId], one.Discount, one.Uses, one.PromotionId == triedId))],
            [.. refused.OrderByDescending(one => one.PromotionId?.Value == triedId)], quote.ToPay, pair.Without.ToPay);
    }

    private static PromotionPreviewLine Line(QuoteLine line, Money without, SheetContent sheet, BasketLine asked)
    {
        var pack = sheet.Packs[PackId.From(asked.VariantId)];
        return new PromotionPreviewLine(pack.Id, pack.Sku, pack.Name, line.Quantity, line.UnitPrice, line.Full, line.Amount, without,
        [
            .. line.Trace.Steps.Select(step => sheet.Names.TryGetValue(step.SourceId, out var name)
                ? new PromotionPreviewStep(step.Code, PromotionId.From(step.SourceId), name, step.Pieces, step.Before, step.After)
                : new PromotionPreviewStep(step.Code, PromotionId: null, Name: null, step.Pieces, step.Before, step.After)),
        ]);
    }

    private static PromotionPreviewRefusal Refused(Refusal refusal, SheetContent sheet) => new(
        refusal.Code, refusal.PromotionId is { } id ? PromotionId.From(id) : null, NameOf(refusal.PromotionId, sheet), refusal.Coupon is SheetQuery.DraftCoupon ? null : refusal.Coupon, refusal.Day?.Date,
        refusal.MissingSpend, refusal.MissingThousandths / 1000m, NameOf(refusal.BetterPromotionId, sheet));

    private static LocalText? NameOf(Guid? promotion, SheetContent sheet) => promotion is { } id ? sheet.Names.GetValueOrDefault(id) : null;
}
