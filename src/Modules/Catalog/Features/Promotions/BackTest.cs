using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A promotion, and the days whose orders it is tried on.</summary>
/// <param name="From">The first business day.</param>
/// <param name="To">The last business day, at most 366 days after the first.</param>
/// <param name="StoreId">Orders of this store; of every store in which the caller may do this where left out.</param>
/// <param name="PromotionId">The promotion that is tried as it is kept, or the one that a draft is of.</param>
/// <param name="Draft">The promotion as it is to be.</param>
internal sealed record BackTestBody(DateOnly From, DateOnly To, StoreId? StoreId = null, PromotionId? PromotionId = null, PromotionBody? Draft = null);

/// <summary>What goods brought in.</summary>
/// <param name="Revenue">For them, without tax.</param>
/// <param name="Margin">Of it, what is left after what the goods cost, of those lines whose cost is known.</param>
/// <param name="MarginPercent">The margin in percent of the revenue of those lines; left out where no cost is known.</param>
internal sealed record BackTestSide(Money Revenue, Money Margin, decimal? MarginPercent);

/// <summary>What a promotion would have done to a product.</summary>
/// <param name="VariantId">The variant.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Orders">Orders in which it would have cost less.</param>
/// <param name="Quantity">How much of it, in those.</param>
/// <param name="TakenOff">How much less it would have cost.</param>
internal sealed record BackTestProduct(VariantId VariantId, string Sku, LocalText Name, long Orders, Quantity Quantity, Money TakenOff);

/// <summary>What a promotion would have done.</summary>
/// <param name="Orders">Orders of those days that were priced anew.</param>
/// <param name="Skipped">Orders that cannot be priced any more.</param>
/// <param name="Touched">Orders it would have reduced.</param>
/// <param name="Uptake">These in percent of all.</param>
/// <param name="Uses">Uses of its limits.</param>
/// <param name="TakenOff">What it would have given.</param>
/// <param name="Before">Goods of all these orders without it.</param>
/// <param name="After">And with it.</param>
/// <param name="Lines">Lines of these orders.</param>
/// <param name="LinesWithoutCost">Of them, those of which nothing has left the stock, so that nobody knows what they cost.</param>
/// <param name="Products">The ten products of which it would have taken most off.</param>
/// <param name="IsWhole">Whether all orders of those days were looked at; else the oldest of them were, up to the limit.</param>
/// <param name="LastDay">The day of the last order that was looked at.</param>
internal sealed record BackTestAnswer(
    long Orders, long Skipped, long Touched, decimal Uptake, long Uses, Money TakenOff, BackTestSide Before, BackTestSide After, long Lines, long LinesWithoutCost, IReadOnlyList<BackTestProduct> Products, bool IsWhole,
    DateOnly? LastDay);

/// <summary>
/// <c>POST /api/v1/promotions/back-test</c>: prices the baskets of past orders with a promotion and without it. It is answered within the request, because
/// nothing of it is kept and ten thousand orders take some seconds; what is beyond <see cref="MostOrders"/> or <see cref="LongestTime"/> is left out, and that is said.
/// </summary>
internal sealed class BackTest(PastQuotes quotes, TriedPromotion tries, IStores stores)
{
    public const int MostOrders = 10_000;
    private const int MostDays = 366;
    private const int MostProducts = 10;
    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(25);

    private static readonly Currency _taka = Currency.Get("BDT");

    private static readonly BackTestAnswer _example = new(
        420, 0, 63, 15m, 70, new Money(315_000, _taka), new BackTestSide(new Money(21_000_000, _taka), new Money(4_200_000, _taka), 20m), new BackTestSide(new Money(20_726_100, _taka), new Money(3_926_100, _taka), 18.94m), 2_310, 14,
        [new BackTestProduct(VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0012")), "TEA-0003-400G", LocalText.Of(("en", "Black tea 400 g"), ("bn", "কালো চা ৪০০ গ্রাম")), 63, new Quantity(70_000, Unit.Piece), new Money(315_000, _taka))],
        IsWhole: true, new DateOnly(2026, 10, 31));

    public static void Map(IEndpointRouteBuilder api) => api.MapPost<BackTest, BackTestBody, BackTestAnswer>("/promotions/back-test", (use, body, request) => use.RunAsync(body, request.Caller, request.Stop))
        .WithName(nameof(BackTest)).WithTags("Promotions").WithSummary("Try a promotion on past orders")
        .WithDescription("Prices the baskets of past orders anew, with the promotion and without it: at the shelf prices of their day, beside the promotions that are active today and held on that day, without coupons of others. "
            + "The first and last day of the promotion do not matter; one that needs a coupon is tried as if everybody had one. At most 10,000 orders and 25 seconds. It cannot tell what people would have bought besides. Nothing is changed.")
        .WithExample(_example).Requires(Permissions.PromotionBackTest);

    public async Task<Result<BackTestAnswer>> RunAsync(BackTestBody body, Caller caller, CancellationToken cancellationToken)
    {
        var trial = await TrialAsync(body, caller, cancellationToken);
        if (trial.IsFailure)
        {
            return trial.Errors.ToArray();
        }

        var sums = new BackTestSums(trial.Value.Currency);
        await foreach (var quote in BoundedAsync(trial.Value, cancellationToken))
        {
            sums.Add(quote);
        }

        return sums.Answer(MostProducts, trial.Value.IsCut);
    }

    /// <summary>The orders it would have reduced, as a file.</summary>
    public async Task<Result<CsvAnswer>> CsvAsync(BackTestBody body, Caller caller, CancellationToken cancellationToken) =>
        (await TrialAsync(body, caller, cancellationToken)).Map(trial => new CsvAnswer(
            "back-test.csv", ["order", "day", "store", "without", "with", "taken_off", "uses", "cost", "currency"], RowsAsync(trial, cancellationToken)));

    private async Task<Result<Trial>> TrialAsync(BackTestBody body, Caller caller, CancellationToken cancellationToken)
    {
        var scope = caller.Rights.ScopeOf(Permissions.PromotionBackTest.Name);
        if (body.StoreId is { } one && !scope.Covers(one.Value))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        var shop = await stores.ShopAsync(cancellationToken);
        problems.Require(body.StoreId is null || shop?.Stores.Any(store => store.Id == body.StoreId) == true, "store.unknown", "There is no such store.", "storeId");
        problems.Require(body.From <= body.To, "promotion.days", "The last day is before the first.", "to");
        problems.Require(body.To.DayNumber - body.From.DayNumber <= MostDays, "promotion.too_many_days", $"At most {MostDays} days are looked at.", "to");
        var tried = await tries.ReadAsync(body.PromotionId, body.Draft, shop, caller, problems, cancellationToken);
        problems.Require(tried is not null || problems.Any, "promotion.nothing_tried", "A promotion is needed: one that is kept, or a draft.", "promotionId");
        return problems.ToResult(() => new Trial(
            tried!, new PastBasketsAsk(body.From, body.To, body.StoreId is { } store ? [store] : scope.Stores?.Select(StoreId.From).ToList()), shop!, Currency.Get(shop!.Currency)));
    }

    private async IAsyncEnumerable<PastQuote> BoundedAsync(Trial trial, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (count, watch) = (0, Stopwatch.StartNew());
        await foreach (var quote in quotes.RunAsync(trial.Tried, trial.Ask, cancellationToken))
        {
            if (count == 0)
            {
                // What it waited for another one's turn is no part of it.
                watch.Restart();
            }

            if (count == MostOrders || watch.Elapsed > LongestTime)
            {
                trial.IsCut = true;
                yield break;
            }

            count++;
            yield return quote;
        }
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(Trial trial, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var quote in BoundedAsync(trial, cancellationToken))
        {
            if (quote is { Quotes: { } pair, Applied: { } applied })
            {
                var cost = quote.Basket.Lines.All(line => line.Cost is not null) ? quote.Basket.Lines.Aggregate(Money.Zero(trial.Currency), (sum, line) => sum + line.Cost!.Value).ToAmountString() : "";
                yield return
                [
                    quote.Basket.Number, quote.Basket.Date.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), trial.Shop.Stores.FirstOrDefault(store => store.Id == quote.Basket.Store)?.Code, pair.Without.Total.Gross.ToAmountString(),
                    pair.With.Total.Gross.ToAmountString(), applied.Discount.ToAmountString(), applied.Uses.ToString(CultureInfo.InvariantCulture), cost, trial.Currency.Code,
                ];
            }
        }
    }

    /// <summary>What is tried on what.</summary>
    private sealed record Trial(LivePromotion Tried, PastBasketsAsk Ask, Shop Shop, Currency Currency)
    {
        /// <summary>Set where there were more orders than are looked at.</summary>
        public bool IsCut { get; set; }
    }
}
