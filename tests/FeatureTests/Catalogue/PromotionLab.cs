using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>A product with one variant, and its first pack.</summary>
internal sealed record Thing(Guid Product, Guid Variant, PackId Pack);

/// <summary>What the tests of promotions share: goods of their own, promotions over HTTP, quotes as a checkout asks for them.</summary>
internal static class PromotionLab
{
    private static int _next;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static object Taka(string amount) => new { amount, currency = "BDT" };

    public static Money Minor(long minor) => new(minor, Currency.Get("BDT"));

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static string Days(int days) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddDays(days).UtcDateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static async Task<StoreId> StoreAsync(this ShopHost shop, string code = "S1") => StoreId.From(await shop.ScalarAsync<Guid>($"select id from stores.store where code = '{code}'"));

    /// <summary>A product on sale at a price, in a category where the demo shop has none reduced.</summary>
    public static async Task<Thing> ThingAsync(this ShopHost shop, string price)
    {
        var (number, owner) = (Interlocked.Increment(ref _next), await shop.Http.TokenAsync("owner"));
        var made = (await shop.Http.SendAsync("POST", "/api/v1/products", await shop.ProductAsync($"PROMO-{number}", $"Promo thing {number}"), owner)).Is(201);
        var variant = made.Json.GetProperty("variants")[0];
        var pack = variant.GetProperty("packs")[0].GetProperty("id").GetString()!;
        (await shop.Http.SendAsync("POST", "/api/v1/prices", new { packId = pack, amount = Taka(price) }, owner)).Is(201);
        return new Thing(Guid.Parse(made["id"]), Guid.Parse(variant.GetProperty("id").GetString()!), PackId.From(Guid.Parse(pack)));
    }

    /// <summary>The goods of some things.</summary>
    public static object Goods(params Thing[] things) => new { variants = things.Select(thing => thing.Variant) };

    /// <summary>Makes a promotion over HTTP and begins it.</summary>
    public static async Task<Guid> PromotionAsync(this ShopHost shop, object benefit, object? goods, object? more = null, bool isDraft = false)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var body = new JsonObject { ["name"] = new JsonObject { ["en"] = "Tried", ["bn"] = "পরীক্ষা" }, ["benefit"] = Json(benefit) };
        if (goods is not null)
        {
            body["goods"] = Json(goods);
        }

        foreach (var (name, value) in more is null ? [] : Json(more).AsObject())
        {
            body[name] = value?.DeepClone();
        }

        var made = (await shop.Http.SendAsync("POST", "/api/v1/promotions", body, owner)).Is(201);
        if (!isDraft)
        {
            (await shop.Http.SendAsync("POST", $"/api/v1/promotions/{made["id"]}/activate", token: owner)).Is(200)["state"].ShouldBe("active");
        }

        return Guid.Parse(made["id"]);
    }

    /// <summary>Coupons of a promotion, by their codes.</summary>
    public static async Task CouponAsync(this ShopHost shop, Guid promotion, string code, long? maxUses = null) =>
        (await shop.Http.SendAsync("POST", $"/api/v1/promotions/{promotion}/coupons", new { code, maxUses }, await shop.Http.TokenAsync("owner"))).Is(201);

    /// <summary>A sheet as a checkout asks for it.</summary>
    public static async Task<PriceSheet> SheetAsync(this ShopHost shop, IEnumerable<Thing> things, UserId? customer = null, string store = "S1", PriceChannelName channel = PriceChannelName.Online, params string[] coupons)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var sheet = await scope.ServiceProvider.GetRequiredService<IPricing>().SheetAsync(new PriceAsk([.. things.Select(thing => thing.Pack)], await shop.StoreAsync(store), channel, customer, coupons), Stop);
        sheet.IsSuccess.ShouldBeTrue(string.Join(", ", sheet.Errors.Select(error => error.Message)));
        return sheet.Value;
    }

    /// <summary>A new group of customers.</summary>
    public static async Task<Guid> GroupAsync(this ShopHost shop)
    {
        var made = await shop.Http.SendAsync("POST", "/api/v1/customer-groups", new { code = "g" + NewId().ToString("N")[^10..], name = new { en = "Members" } }, await shop.Http.TokenAsync("owner"));
        return Guid.Parse(made.Is(201)["id"]);
    }

    /// <summary>What a basket costs now.</summary>
    public static async Task<Quote> QuoteAsync(this ShopHost shop, IReadOnlyList<(Thing Thing, decimal Quantity)> lines, UserId? customer = null, Guid[]? groups = null, string store = "S1", PriceChannelName channel = PriceChannelName.Online, params string[] coupons)
    {
        var sheet = await shop.SheetAsync(lines.Select(line => line.Thing), customer, store, channel, coupons);
        var quote = sheet.Book.Quote(sheet.Basket(lines, await shop.StoreAsync(store), customer, groups, channel, coupons));
        quote.IsSuccess.ShouldBeTrue(string.Join(", ", quote.Errors.Select(error => $"{error.Field} {error.Message}")));
        return quote.Value;
    }

    public static Basket Basket(this PriceSheet sheet, IReadOnlyList<(Thing Thing, decimal Quantity)> lines, StoreId store, UserId? customer = null, Guid[]? groups = null, PriceChannelName channel = PriceChannelName.Online, params string[] coupons)
    {
        var now = TimeProvider.System.GetUtcNow();
        var dhaka = TimeZoneInfo.FindSystemTimeZoneById("Asia/Dhaka");
        return new Basket(
            store.Value, channel == PriceChannelName.Till ? PriceChannel.Till : PriceChannel.Online, now, BusinessDate.Of(now, dhaka, new TimeOnly(4, 0)), TimeZoneInfo.ConvertTime(now, dhaka).DateTime,
            [.. lines.Select((line, index) =>
            {
                var pack = sheet.Packs[line.Thing.Pack];
                return new BasketLine(new Guid(index + 1, 0, 0, new byte[8]), pack.Id.Value, Quantity.FromDecimal(line.Quantity, pack.Unit).Value, pack.TaxClass) { CategoryIds = pack.Categories, BrandId = pack.Brand };
            })])
        {
            Customer = customer is null && groups is null ? null : new BasketCustomer(customer?.Value ?? Guid.AllBitsSet, groups ?? [], IsTaxExempt: false),
            Coupons = coupons,
            UsedPromotions = sheet.UsedPromotions,
            UsedCoupons = sheet.UsedCoupons,
        };
    }

    /// <summary>Redeems what a quote uses, as a checkout does: in a unit of work that writes nothing else.</summary>
    public static async Task<Result<int>> RedeemAsync(this ShopHost shop, DocumentRef document, UserId? customer, params AppliedPromotion[] applied)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var (work, pricing, store) = (scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<IPricing>(), await shop.StoreAsync());
        return await work.RunAsync<int>(async stop =>
        {
            await pricing.RedeemWithCommitAsync(new Redemption(document, customer, store, new BusinessDate(new DateOnly(2026, 11, 20)), applied), stop);
            return applied.Length;
        }, Stop);
    }

    public static async Task<int> GiveBackAsync(this ShopHost shop, DocumentRef document)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var (work, pricing) = (scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<IPricing>());
        return (await work.RunAsync<int>(async stop => await pricing.GiveBackAsync(document, stop), Stop)).Value;
    }

    public static DocumentRef Order() => new("order", NewId().ToString());

    /// <summary>One use of a promotion, as a quote says it.</summary>
    public static AppliedPromotion Use(Guid promotion, long uses = 1, string? coupon = null) => new(promotion, "Tried", PromotionStage.Line, Minor(100), uses, coupon);

    /// <summary>How many statements something sends.</summary>
    public static async Task<int> StatementsAsync(Func<Task> act)
    {
        var (count, here) = (0, new AsyncLocal<bool>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => string.Equals(source.Name, "Npgsql", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = activity =>
            {
                if (here.Value && activity.Kind == ActivityKind.Client)
                {
                    Interlocked.Increment(ref count);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        here.Value = true;
        await act();
        here.Value = false;
        return count;
    }

    private static JsonNode Json(object value) => value as JsonNode ?? System.Text.Json.JsonSerializer.SerializeToNode(value, System.Text.Json.JsonSerializerOptions.Web)!;
}
