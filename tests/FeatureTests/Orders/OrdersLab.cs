using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>What the tests of orders share: goods that are there, a shopper with a cart, and staff.</summary>
internal sealed class OrdersLab(ShopHost shop)
{
    private static int _taken;

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public ShopHost Shop => shop;

    public string Owner { get; init; } = "";

    public StoreId Store { get; init; }

    public static async Task<OrdersLab> OfAsync(ShopHost shop) =>
        new(shop) { Owner = await shop.Http.TokenAsync("owner"), Store = StoreId.From(await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'")) };

    /// <summary>Things no other test takes, of which there are exactly so many pieces in the store; none so cheap that a provider would not take the money of two.</summary>
    public async Task<Goods[]> GoodsAsync(int count, long pieces)
    {
        var skip = 300 + (Interlocked.Add(ref _taken, count) - count);
        var variants = await shop.VariantsAsync(skip, count, fromTaka: 40);
        var goods = new List<Goods>();
        foreach (var variant in variants)
        {
            var left = (await shop.StockAsync(stock => stock.LevelsAsync([variant], Store, CancellationToken.None))).Select(level => level.Available).FirstOrDefault() / 1_000;
            if (left < pieces)
            {
                await shop.ReceiveAsync(Store, variant, pieces - left, (pieces - left) * 10);
            }
            else if (left > pieces)
            {
                (await shop.AdjustAsync(Store, Owner, "waste", ActsLab.Line(variant, pieces - left))).Status.ShouldBeOneOf(200, 201);
            }

            goods.Add(new Goods(variant, await shop.ScalarAsync<Guid>($"select id from catalog.pack where variant_id = '{variant}' order by position limit 1")));
        }

        return [.. goods];
    }

    /// <summary>Where things are brought to.</summary>
    public const string Area = "BD-1-8-66";

    /// <summary>Has things brought there at any time, and paid at the door.</summary>
    public async Task ZoneAsync()
    {
        var body = new { name = new { en = "Sitakunda", bn = "সীতাকুন্ড" }, storeId = Store.Value, country = "BD", areas = new[] { Area }, fee = new { amount = "60.00", currency = "BDT" }, taxClass = "standard", needsSlot = false, allowsCashOnDelivery = true };
        (await PostAsync("/delivery/zones", body)).Status.ShouldBeOneOf(201, 409);
    }

    /// <summary>Something that is sold by weight, ten kilograms of it.</summary>
    public async Task<Goods> WeighedAsync(int number)
    {
        var variant = VariantId.From(await shop.ScalarAsync<Guid>(
            $"select variant.id from catalog.variant join catalog.product on product.id = variant.product_id where product.sell_by = 'weight' and product.status = 'active' order by product.created_at, sku offset {number} limit 1"));
        await shop.ReceiveAsync(Store, variant, 10, 1_000);
        return new Goods(variant, await shop.ScalarAsync<Guid>($"select id from catalog.pack where variant_id = '{variant}' order by position limit 1"));
    }

    public Task<Answer> PostAsync(string path, object? body = null, string? token = null) => shop.Http.SendAsync("POST", "/api/v1" + path, body, token ?? Owner);

    public async Task<JsonElement> OrderAsync(Guid id) => (await shop.Http.SendAsync("GET", $"/api/v1/orders/{id}", token: Owner)).Is(200).Json;

    public static long Minor(JsonElement money) => (long)(decimal.Parse(money.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture) * 100);

    /// <summary>Picks all of an order and packs it; how many of which line were found.</summary>
    public async Task<Answer> PickAndPackAsync(Guid order, params (int No, decimal Found)[] found)
    {
        var wave = (await PostAsync("/picking-waves", new { storeId = Store.Value, orderIds = new[] { order } })).Is(201);
        foreach (var line in wave.Json.GetProperty("lines").EnumerateArray())
        {
            var (no, quantity) = (line.GetProperty("no").GetInt32(), line.GetProperty("quantity").GetDecimal());
            var many = found.Any(one => one.No == no) ? found.First(one => one.No == no).Found : quantity;
            if (many > 0)
            {
                (await PostAsync($"/picking-waves/{wave["id"]}/picks", new { id = NewId(), orderId = order, no, quantity = many })).Is(200);
            }

            if (many < quantity)
            {
                (await PostAsync($"/picking-waves/{wave["id"]}/shorts", new { orderId = order, no })).Is(200);
            }
        }

        return await PostAsync($"/orders/{order}/shipments", new { id = NewId(), isLast = true });
    }
}

/// <summary>Something to buy.</summary>
internal sealed record Goods(VariantId Variant, Guid Pack);

/// <summary>A guest with a cart of their own.</summary>
internal sealed class Shopper(OrdersLab lab)
{
    public string Token { get; private set; } = "";

    /// <summary>The login of a customer; empty for a guest.</summary>
    public string Login { get; init; } = "";

    public Guid Id { get; } = OrdersLab.NewId();

    public async Task<Answer> SendAsync(string method, string path, object? body = null)
    {
        var answer = await lab.Shop.Http.SendAsync(method, "/api/v1" + path, body, Login.Length > 0 ? Login : null, Token.Length > 0 ? [("Cart-Token", Token)] : []);
        if (answer.Status == 200 && answer.Json.ValueKind == JsonValueKind.Object && answer.Json.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String && path.StartsWith("/cart", StringComparison.Ordinal))
        {
            Token = token.GetString()!;
        }

        return answer;
    }

    public async Task<Answer> AddAsync(Goods goods, decimal quantity = 1) => (await SendAsync("POST", "/cart/add", new { packId = goods.Pack, quantity })).Is(200);

    public async Task FetchAsync() => (await SendAsync("POST", "/cart/delivery", new { kind = "pickup", storeId = lab.Store.Value })).Is(200);

    /// <summary>Brought to a place in the zone of <see cref="OrdersLab.ZoneAsync"/>.</summary>
    public async Task DeliverAsync() => (await SendAsync("POST", "/cart/delivery", new { kind = "delivery", address = new { name = "Nusrat Jahan", phone = "01711000000", line = "House 7, Road 3", area = OrdersLab.Area, city = "", postcode = "", country = "BD" } })).Is(200);

    public async Task<JsonElement> CartAsync() => (await SendAsync("GET", "/cart")).Is(200).Json;

    public async Task<Answer> PlaceAsync(string method = "cash", Guid? id = null, string? quote = null, string name = "Nusrat Jahan") =>
        await SendAsync("POST", "/orders/checkout", new { id = id ?? Id, quoteHash = quote ?? (await CartAsync()).GetProperty("quoteHash").GetString(), contact = new { name, phone = "01711000000", email = "nusrat@example.com" }, method, isOfAge = true });

    /// <summary>An order of one thing that is fetched, whose payment has begun.</summary>
    public async Task<Answer> BeginsToPayAsync(string method)
    {
        await AddAsync((await lab.GoodsAsync(1, 5))[0]);
        await FetchAsync();
        var placed = (await PlaceAsync(method)).Is(201);
        (await PayAsync(placed, method)).Is(200);
        return placed;
    }

    public Task<Answer> PayAsync(Answer placed, string method, Guid? attempt = null) =>
        lab.Shop.Http.SendAsync("POST", $"/api/v1/orders/{placed.Json.GetProperty("order").GetProperty("order").GetProperty("id")}/payments", new { id = attempt ?? OrdersLab.NewId(), method }, Login.Length > 0 ? Login : null, ("Order-Token", placed["token"]));
}
